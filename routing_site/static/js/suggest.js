/* Suggestions as one types: <span class="suggest"><input data-suggest="/items/suggest/"></span> becomes a combobox.
   The address answers ?q=… with <li role="option" data-value="CODE">…</li>, at most ten. Choosing one writes its
   data-value into the input and fires `input` and `change`; an option with data-href is followed instead where the input
   says data-suggest-follow. With data-suggest-empty the list opens before anything is typed, too, and by a click;
   data-suggest-with="ID" sends another field along. Without JavaScript the input is an ordinary one. */
"use strict";
{
  const DELAY = 150; // milliseconds
  let numbers = 0;

  class Suggestions {
    constructor(input) {
      this.input = input;
      this.list = document.createElement("ul");
      this.list.id = `suggestions-${++numbers}`;
      this.list.className = "suggestions";
      this.list.hidden = true;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || input.getAttribute("aria-label") || "");
      input.after(this.list);
      for (const [name, value] of Object.entries({
        role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
        "aria-controls": this.list.id,
      })) input.setAttribute(name, value);
      input.addEventListener("input", (event) => event.isTrusted && this.later()); // not our own, see choose()
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => this.close());
      this.opensEmpty = "suggestEmpty" in input.dataset;
      if (this.opensEmpty) input.addEventListener("click", () => this.list.hidden && this.ask());
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
      this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), DELAY);
    }

    async ask() {
      const text = this.input.value.trim();
      this.asking?.abort();
      if (!text && !this.opensEmpty) return this.close();
      this.asking = new AbortController();
      const url = new URL(this.input.dataset.suggest, location.href);
      url.searchParams.set("q", text);
      const other = document.getElementById(this.input.dataset.suggestWith);
      if (other) url.searchParams.set(other.name, other.value);
      try {
        const answer = await fetch(url, { signal: this.asking.signal, headers: { "HX-Request": "true" } });
        if (answer.redirected) return document.dispatchEvent(new CustomEvent("site:session-ended"));
        if (!answer.ok) throw new Error(String(answer.status));
        this.open(await answer.text());
      } catch (error) {
        if (error.name === "AbortError") return;
        this.close();
        const area = document.getElementById("problems");
        document.dispatchEvent(new CustomEvent("site:problem", { detail: area.dataset.suggestions }));
      }
    }

    open(html) {
      this.list.innerHTML = html; // our own server's fragment, escaped by its template
      this.options = [...this.list.querySelectorAll("[role=option]")];
      this.options.forEach((option, index) => {
        option.id = `${this.list.id}-${index}`;
        option.setAttribute("aria-selected", "false");
      });
      this.at = -1;
      this.show(this.options.length > 0 && document.activeElement === this.input);
    }

    close() {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.at = -1;
      this.show(false);
    }

    show(visible) {
      this.list.hidden = !visible;
      this.input.setAttribute("aria-expanded", String(visible));
      if (!visible) this.input.removeAttribute("aria-activedescendant");
    }

    move(step) {
      const count = this.options.length;
      this.at = (this.at + step + (this.at < 0 && step < 0 ? 1 : 0) + count) % count;
      this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
      this.input.setAttribute("aria-activedescendant", this.options[this.at].id);
      this.options[this.at].scrollIntoView({ block: "nearest" });
    }

    key(event) {
      if (event.isComposing || event.altKey) return;
      if (this.list.hidden) {
        if (event.key === "ArrowDown" && (this.input.value || this.opensEmpty)) this.ask();
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") this.move(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Enter" && this.at >= 0) this.choose(this.options[this.at]);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
    }

    choose(option) {
      if (!option) return;
      if ("suggestFollow" in this.input.dataset && option.dataset.href) {
        location.assign(option.dataset.href);
        return;
      }
      this.input.value = option.dataset.value;
      this.close();
      for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }

  // Attached on first focus, so that inputs which htmx brings later need nothing.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("input[data-suggest]") && target.getAttribute("role") !== "combobox") new Suggestions(target);
  });
  const focused = document.activeElement;
  if (focused?.matches?.("input[data-suggest]")) new Suggestions(focused);
}
