/* A table that is wider than its place can be scrolled by keyboard: it becomes a stop of the Tab key. */
"use strict";
{
  const mark = ({ target }) => {
    const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    if (scrolls) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  };
  const observer = new ResizeObserver((entries) => entries.forEach(mark));
  const observe = (root) => root.querySelectorAll(".table-wrap").forEach((wrap) => observer.observe(wrap));

  observe(document);
  document.addEventListener("htmx:load", (event) => observe(event.target));
}
