// What every page does beyond HTML; each page works without it.
(function () {
  "use strict";

  // A form that is on its way is not sent again by an impatient second press.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else if (!event.defaultPrevented) wait(form);
  });

  // An answer that is a file leaves the page where it is, and the form is needed again.
  function wait(form) {
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), 5000);
  }
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll('form[aria-busy="true"]')) form.removeAttribute("aria-busy");
  });

  // What was refused is read first, on a new page and where a part of one was exchanged.
  function readRefusal() {
    const refused = document.querySelector(".error-summary");
    if (refused) refused.focus();
  }
  readRefusal();
  document.addEventListener("htmx:afterSettle", readRefusal);

  // A place that scrolls sideways can be reached by keyboard, and shows the slot at hand.
  for (const frame of document.querySelectorAll(".board-frame, .grid-frame, .table-container, .journey-frame")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    const now = frame.querySelector(".is-at-hand, th.is-now, .today");
    const left = (element) => element.getBoundingClientRect().left;
    if (now) frame.scrollLeft += left(now) - left(frame) - frame.clientWidth / 3;
  }

  // The height of the patient's plate, for what sticks below it and for what is scrolled to.
  const plate = document.querySelector(".banner");
  function measure() {
    document.documentElement.style.setProperty("--plate-height", plate.offsetHeight + "px");
  }
  if (plate) {
    measure();
    new ResizeObserver(measure).observe(plate);
  }
})();
