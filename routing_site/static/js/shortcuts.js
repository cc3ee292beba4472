/* Keys. Any link, button or field says its own: data-shortcut="g c" (typed one after the other) or "/", and optionally
   data-shortcut-label. `?` lists those of the page. They can be switched off there (WCAG 2.1.4). */
"use strict";
if (document.getElementById("shortcuts")) {
  const WAIT = 1200; // milliseconds between the keys of a sequence
  const dialog = document.getElementById("shortcuts");
  const list = document.getElementById("shortcut-list");
  const enabled = document.getElementById("shortcuts-enabled");
  let typed = [];
  let last = 0;

  const isOn = () => localStorage.getItem("shortcuts") !== "off";
  const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  const isUsable = (element) => element.checkVisibility() || element.closest("[popover]");
  const candidates = () => [...document.querySelectorAll("[data-shortcut]")].filter(isUsable);
  const labelOf = (element) =>
    element.dataset.shortcutLabel || element.getAttribute("aria-label") || element.textContent.trim();

  const row = (element) => {
    const entry = document.createElement("div");
    const term = document.createElement("dt");
    const keys = document.createElement("dd");
    term.textContent = labelOf(element);
    element.dataset.shortcut.split(" ").forEach((name, index) => {
      const key = document.createElement("kbd");
      key.textContent = name;
      keys.append(index ? " " : "", key);
    });
    entry.append(term, keys);
    return entry;
  };

  const use = (element) => (isTyping(element) ? (element.focus(), element.select?.()) : element.click());

  dialog.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") list.replaceChildren(...candidates().map(row));
  });
  enabled.checked = isOn();
  enabled.addEventListener("change", () => localStorage.setItem("shortcuts", enabled.checked ? "on" : "off"));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape" && !event.defaultPrevented) event.target.blur();
      return;
    }
    if (!isOn() || event.key.length !== 1 || event.key === " ") return;
    if (event.key === "?") {
      dialog.togglePopover();
      return event.preventDefault();
    }
    typed = event.timeStamp - last < WAIT ? [...typed, event.key] : [event.key];
    last = event.timeStamp;
    const found = candidates().find((element) => [typed.join(" "), event.key].includes(element.dataset.shortcut));
    if (!found) return;
    typed = [];
    event.preventDefault();
    use(found);
  });
}
