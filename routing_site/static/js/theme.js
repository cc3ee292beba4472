/* Light, dark or as the system says. Loaded before the page is drawn, so that nothing flashes. The admin reads
   the same choice: localStorage "theme" = "light" | "dark" | "auto", and <html data-theme>. */
"use strict";
{
  const CHOICES = ["auto", "light", "dark"];
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const choice = () => (CHOICES.includes(stored()) ? stored() : "auto");
  root.dataset.theme = choice();
  root.classList.add("js");

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll("[data-theme-choice]");
    const mark = () =>
      buttons.forEach((button) => button.setAttribute("aria-pressed", button.dataset.themeChoice === choice()));
    buttons.forEach((button) =>
      button.addEventListener("click", () => {
        localStorage.setItem("theme", button.dataset.themeChoice);
        root.dataset.theme = choice();
        mark();
      }),
    );
    mark();
  });

  addEventListener("storage", () => {
    root.dataset.theme = choice();
  });
}
