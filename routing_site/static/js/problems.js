/* Says what went wrong with a request. The texts stand in the page, in the language of the page:
   <div id="problems" data-network data-timeout data-session data-server data-denied data-missing data-login data-close>.
   Other scripts report with document.dispatchEvent(new CustomEvent("site:problem", {detail: "sentence"})). */
"use strict";
{
  const area = document.getElementById("problems");
  const texts = area.dataset;

  const show = (sentence, link) => {
    const notice = document.getElementById("problem-notice").content.firstElementChild.cloneNode(true);
    notice.querySelector("p").textContent = sentence;
    if (link) notice.querySelector("p").append(" ", link);
    notice.querySelector("button").addEventListener("click", clear);
    area.replaceChildren(notice);
  };
  const clear = () => area.replaceChildren();

  const isLogin = (url) => Boolean(url) && new URL(url, location.href).pathname === texts.login;

  const loginLink = () => {
    const link = document.createElement("a");
    link.href = `${texts.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.target = "_blank";
    link.textContent = texts.loginText;
    return link;
  };

  const sentenceOf = (xhr) => {
    if ((xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain")) return xhr.responseText.slice(0, 500);
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const sentence = page.querySelector("[data-problem]")?.textContent.trim();
    return sentence || { 403: texts.denied, 404: texts.missing }[xhr.status] || `${texts.server} (${xhr.status})`;
  };

  document.addEventListener("htmx:responseError", (event) => show(sentenceOf(event.detail.xhr)));
  document.addEventListener("htmx:sendError", () => show(texts.network));
  document.addEventListener("htmx:timeout", () => show(texts.timeout));
  document.addEventListener("site:problem", (event) => show(event.detail));
  document.addEventListener("site:session-ended", () => show(texts.session, loginLink()));

  // A session that has ended answers with the login page: it is not put into the page in place of a fragment.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isLogin(event.detail.xhr.responseURL)) {
      event.detail.shouldSwap = false;
      show(texts.session, loginLink());
    } else if (event.detail.xhr.status < 400) {
      clear();
    }
  });

  // A login in another tab renews the token: the cookie is newer than the page.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token) event.detail.headers["X-CSRFToken"] = token[1];
  });
}
