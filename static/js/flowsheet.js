// Moving about the flowsheet by keyboard: down the open column, and left into what was charted before.
(function () {
  "use strict";
  const FIELD = "td.is-now > :is(input, select):first-child";
  const frameOf = () => document.querySelector(".flowsheet-frame");
  const visible = (element) => element.offsetParent !== null;
  const fields = () => [...frameOf().querySelectorAll(FIELD)].filter(visible);

  // By Tab from field to field; values are reached by the arrows.
  function prepare() {
    const frame = frameOf();
    if (!frame) return;
    for (const link of frame.querySelectorAll("tbody td a")) link.tabIndex = -1;
    for (const part of frame.querySelectorAll("tbody[data-folds]")) {
      if ([...part.querySelectorAll(".rare :is(input, select):first-child")].some((field) => field.value)) continue;
      part.classList.add("is-folded");
      part.querySelector("[data-unfold]").hidden = false;
    }
    const marked = frame.querySelector(".is-marked");
    frame.scrollLeft = marked ? marked.offsetLeft - frame.clientWidth / 2 : frame.scrollWidth;
    if (marked) frame.scrollIntoView({ block: "end" });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-unfold]");
    if (!button) return;
    const part = button.closest("tbody");
    part.classList.remove("is-folded");
    button.hidden = true;
    const first = part.querySelector(`.rare ${FIELD}`);
    if (first) first.focus();
  });

  function select(field) {
    field.focus();
    if (field.select) field.select();
  }

  // The field below or above in the open column; at its end nothing moves.
  function moveInColumn(field, step) {
    const all = fields();
    const next = all[all.indexOf(field) + step];
    if (next) select(next);
  }

  // The nearest charted value in a row, from a cell on.
  function linkBeside(cell, step) {
    for (let at = cell; (at = step < 0 ? at.previousElementSibling : at.nextElementSibling); ) {
      const found = at.querySelector(`a, ${FIELD}`);
      if (found && visible(found)) return found;
    }
    return null;
  }

  // The nearest charted value in the same column, from a row on.
  function linkBelow(link, step) {
    const rows = [...frameOf().querySelectorAll("tbody tr")].filter(visible);
    const place = link.closest("td").cellIndex;
    for (let at = rows.indexOf(link.closest("tr")) + step; rows[at]; at += step) {
      const found = rows[at].cells[place] && rows[at].cells[place].querySelector("a");
      if (found) return found;
    }
    return null;
  }

  function inField(event, field) {
    const atStart = field.tagName === "SELECT" || (field.selectionStart === 0 && (field.selectionEnd === 0 || field.value === ""));
    if (event.key === "Enter" && event.ctrlKey) field.form.requestSubmit();
    else if (event.key === "Enter" || (event.key === "ArrowDown" && !event.altKey)) moveInColumn(field, event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowUp" && !event.altKey) moveInColumn(field, -1);
    else if (event.key === "ArrowLeft" && atStart) return go(linkBeside(field.closest("td"), -1));
    else return false;
    return true;
  }

  function onLink(event, link) {
    if (event.key === "ArrowLeft") return go(linkBeside(link.closest("td"), -1));
    if (event.key === "ArrowRight") return go(linkBeside(link.closest("td"), 1));
    if (event.key === "ArrowUp") return go(linkBelow(link, -1));
    if (event.key === "ArrowDown") return go(linkBelow(link, 1));
    if (event.key !== "Escape") return false;
    return go(link.closest("tr").querySelector(FIELD));
  }

  function go(target) {
    if (target) target.focus();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    const at = event.target;
    if (!at.closest || !at.closest(".flowsheet tbody")) return;
    const isField = at.matches(`${FIELD}, td.is-now select`);
    const moved = isField ? inField(event, at) : at.matches("td a") && onLink(event, at);
    if (moved) event.preventDefault();
  });

  document.addEventListener("htmx:afterSettle", prepare);
  prepare();
  const first = frameOf() && frameOf().querySelector(FIELD);
  if (first && !document.querySelector(".error-summary")) first.focus({ preventScroll: true });
})();
