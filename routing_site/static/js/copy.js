/* <button data-copy="ID">: copies the text of the element ID, and beside it the table of ID-html, which spreadsheets
   prefer: in it, texts say that they are texts. Works on sites without https too, where there is no navigator.clipboard. */
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  const html = document.getElementById(`${button.dataset.copy}-html`);
  const fill = (copying) => {
    copying.preventDefault();
    copying.clipboardData.setData("text/plain", text.value);
    if (html) copying.clipboardData.setData("text/html", html.value);
  };
  document.addEventListener("copy", fill, { once: true });
  const copied = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  button.textContent = copied ? button.dataset.copied : button.dataset.notCopied;
});
