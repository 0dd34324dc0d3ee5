// Keeps on the server what is typed into a form until it is sent: after a pause, before the idle lock, and when the
// page is left. The server gives it back, and refuses what comes after the form was carried out.
(function () {
  "use strict";
  const PAUSE = 2000;
  const mark = document.querySelector("input[data-keep]");
  const form = mark.form;
  let typed = 0;
  let kept = 0;
  let sent = false;
  let timer = 0;

  function content() {
    const content = new URLSearchParams(new FormData(form));
    for (const name of mark.dataset.leftOut.split(" ")) content.delete(name);
    // A time that the page filled in and nobody changed is not typed: the page fills in the time it is then.
    for (const joined of mark.dataset.ofThePage.split(" ")) {
      const names = joined.split("+");
      const fields = names.map((name) => form.elements[name]).filter((field) => field && "defaultValue" in field);
      if (fields.every((field) => field.value === field.defaultValue)) names.forEach((name) => content.delete(name));
    }
    return content;
  }

  async function keep(how) {
    clearTimeout(timer);
    if (kept === typed) return;
    const now = typed;
    const asked = { method: "POST", body: content(), headers: { "X-Background": "1" }, redirect: "manual" };
    try {
      const answer = await fetch(mark.dataset.keep, { ...asked, ...how });
      if (answer.ok) kept = now;
    } catch {
      // The server is away: the next letter tries again.
    }
    for (const line of document.querySelectorAll("[data-kept]")) line.hidden = kept !== typed;
  }

  form.addEventListener("input", function () {
    typed += 1;
    sent = false;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });

  // Nothing is kept of what was sent or discarded, unless the server does not answer. A form that still waits for a
  // passkey is not sent.
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) sent = event.target === form;
    if (event.target.id === "discard-draft") kept = typed;
  });

  // A form that stays on its page is sent by htmx.
  form.addEventListener("htmx:beforeRequest", function () {
    sent = true;
    clearTimeout(timer);
  });

  document.addEventListener("lock-is-near", () => keep());
  window.addEventListener("pagehide", () => sent || keep({ keepalive: true }));
})();
