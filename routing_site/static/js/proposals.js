/* The grid of a proposal: cells are saved as one types (by htmx, one after the other), steps move by key and by drag.

   A cell says in data-saved what the server has. What was typed never leaves its field: not while the server cannot be
   reached (it is sent again), not when the grid is drawn anew, not when somebody else was quicker. */
"use strict";
{
  const RETRY = 4000; // milliseconds
  const byId = (id) => document.getElementById(id);
  const state = () => byId("proposal-state");
  const isCell = (element) => Boolean(element?.matches?.("[data-saved]"));
  const cells = (filter) => [...document.querySelectorAll("#proposal [data-saved]")].filter(filter);
  const isDirty = (cell) => cell.value !== cell.dataset.saved;
  const hasConflict = () => Boolean(document.querySelector("#conflict .conflict"));
  const isLogin = (xhr) => Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === byId("problems").dataset.login;

  const tell = () => {
    const waiting = cells((cell) => "unsaved" in cell.dataset).length;
    const status = byId("unsaved");
    if (!status) return;
    status.hidden = !waiting;
    status.textContent = status.dataset.text.replace("%n", String(waiting));
  };
  const mark = (cell, unsaved, refused = false) => {
    if (unsaved) cell.dataset.unsaved = "";
    else delete cell.dataset.unsaved;
    if (refused) cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
    tell();
  };

  // Saving: each request carries the revision that the page shows when it leaves, after those before it were answered.

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "post" || !state()) return;
    if (detail.elt.closest("[data-own-revision]")) {
      // "Keep mine" means what stands in the field now, also where it was typed on since.
      cells((cell) => "conflict" in cell.dataset).forEach((cell) => (detail.parameters[cell.name] = cell.value));
    } else {
      detail.parameters.revision = state().dataset.revision;
    }
    if (detail.elt.id === "c-note") detail.parameters.do = "note";
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const cell = event.detail.elt;
    if (!isCell(cell)) return;
    if (hasConflict()) {
      mark(cell, isDirty(cell));
      event.preventDefault();
    } else if (cell.value === (cell.dataset.sending ?? cell.dataset.saved)) {
      mark(cell, false);
      event.preventDefault();
    } else {
      cell.dataset.sending = cell.value;
    }
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const cell = detail.elt;
    if (!isCell(cell) || cell.dataset.sending === undefined) return;
    const sent = cell.dataset.sending;
    delete cell.dataset.sending;
    if (detail.xhr.status === 409) {
      cell.dataset.conflict = ""; // htmx calls it a success, since it is swapped in
    } else if (detail.successful && !isLogin(detail.xhr)) {
      cell.dataset.saved = sent;
      mark(cell, false);
      cells((other) => "unsaved" in other.dataset).forEach((other) => htmx.trigger(other, "resend"));
    } else {
      const refused = detail.xhr.status === 400;
      mark(cell, !refused, true);
    }
  });

  const resend = () => {
    const [first] = cells((cell) => "unsaved" in cell.dataset && isDirty(cell));
    if (first && navigator.onLine && !hasConflict()) htmx.trigger(first, "resend"); // the others follow its success
  };
  setInterval(resend, RETRY);
  addEventListener("online", resend);
  addEventListener("beforeunload", (event) => {
    if (cells((cell) => isDirty(cell) && !("conflict" in cell.dataset)).length) event.preventDefault();
  });

  // A conflict is an answer, not a failure; a grid that is drawn anew takes over what was typed meanwhile.

  let typed = new Map();
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 409) {
      detail.shouldSwap = true;
      detail.isError = false;
      detail.target = byId("conflict");
      detail.swapOverride = "innerHTML";
    } else if (detail.target.id === "proposal" && detail.shouldSwap) {
      const kept = cells((cell) => isDirty(cell) && cell !== detail.requestConfig.elt && !("conflict" in cell.dataset));
      typed = new Map(kept.map((cell) => [cell.id, cell.value]));
    }
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const asks = hasConflict() && detail.target.id === "conflict";
    if (asks && !isCell(document.activeElement)) byId("conflict").focus(); // never away from what is being typed
    typed.forEach((value, id) => {
      const cell = byId(id);
      if (!cell) return;
      cell.value = value;
      htmx.trigger(cell, "resend");
    });
    typed = new Map();
    tell();
  });

  // Keys

  const use = (id, event) => {
    const button = byId(id);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  };
  const control = (event) => {
    const key = event.key.toLowerCase();
    const typing = event.target.matches("input, textarea") && (!isCell(event.target) || isDirty(event.target));
    if (key === "z" && !event.shiftKey && !typing) use("undo", event);
    else if ((key === "y" || (key === "z" && event.shiftKey)) && !typing) use("redo", event);
    else if (event.key === "Enter" && !event.target.closest(".reject")) {
      event.target.blur(); // its change is saved first
      use("accept", event);
    }
  };
  const beside = (cell, step) => {
    const column = [...document.querySelectorAll(`#proposal [data-column="${cell.dataset.column}"]`)];
    return column[column.indexOf(cell) + step];
  };
  const walk = (event, step) => {
    const next = beside(event.target, step);
    event.preventDefault();
    next?.focus();
    next?.select();
  };

  document.addEventListener("keydown", (event) => {
    if (!byId("proposal") || event.defaultPrevented || event.isComposing) return;
    const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.ctrlKey || event.metaKey) control(event);
    else if (event.altKey && direction) {
      const row = event.target.closest("tr[data-key]");
      if (row) use(`${direction < 0 ? "up" : "down"}-${row.dataset.key}`, event);
    } else if (event.target.dataset.column && direction) walk(event, direction);
    else if (isCell(event.target) && event.key === "Enter" && event.target.tagName === "INPUT") {
      if (event.target.dataset.column) walk(event, 1);
      else {
        event.preventDefault();
        event.target.blur();
      }
    }
  });

  // Drag

  let dragged = null;
  const clear = () => document.querySelectorAll("tr.before, tr.behind").forEach((row) => row.classList.remove("before", "behind"));
  const isBehind = (row, event) => event.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2;

  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".grip")) return;
    dragged = event.target.closest("tr[data-key]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key);
    event.dataTransfer.setDragImage(dragged, 0, 0);
  });
  document.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest?.("tr[data-key]");
    if (!row) return;
    event.preventDefault();
    clear();
    row.classList.add(isBehind(row, event) ? "behind" : "before");
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
  document.addEventListener("drop", (event) => {
    const row = dragged && event.target.closest?.("tr[data-key]");
    if (!row) return;
    event.preventDefault();
    const others = [...document.querySelectorAll("#proposal tr[data-key]")].filter((other) => other !== dragged);
    const place = row === dragged ? -1 : others.indexOf(row) + (isBehind(row, event) ? 1 : 0);
    if (place >= 0) {
      byId("drop").value = `move:${dragged.dataset.key}:${place}`;
      byId("drop").click();
    }
  });
}
