// Warns two minutes before the session ends, and leaves the page when it has. The server decides: each
// tab asks it before it says anything, because somebody may be at work in another tab. What is half typed is kept
// first (drafts.js).
(function () {
  "use strict";
  const WARNED_BEFORE = 120;
  const LOOKS_EVERY = 3600;
  const dialog = document.querySelector("dialog[data-here]");
  const form = dialog.querySelector("form");
  let ends = 0;
  let timer = 0;

  // The address without its fragment is asked for again; where nobody is logged in, that leads to the login page.
  const leave = () => location.replace(location.pathname + location.search);
  const seconds = () => Math.round((ends - Date.now()) / 1000);

  async function ask(how) {
    try {
      const answer = await fetch(dialog.dataset.here, { redirect: "manual", cache: "no-store", ...how });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  const look = () => ask({ headers: { "X-Background": "1" } });

  function schedule(left) {
    clearTimeout(timer);
    ends = Date.now() + 1000 * Math.min(left.idle, left.limit);
    timer = setTimeout(check, 1000 * Math.min(Math.max(seconds() - WARNED_BEFORE, 0), LOOKS_EVERY));
  }

  async function check() {
    const left = await look();
    if (left === null) return leave();
    if (Math.min(left.idle, left.limit) > WARNED_BEFORE) {
      dialog.close();
      return schedule(left);
    }
    for (const line of dialog.querySelectorAll("[data-why]")) {
      line.hidden = (line.dataset.why === "limit") !== left.limit < left.idle;
    }
    ends = Date.now() + 1000 * Math.min(left.idle, left.limit);
    document.dispatchEvent(new Event("lock-is-near"));
    if (!dialog.open) dialog.showModal();
    count();
  }

  function count() {
    clearTimeout(timer);
    const now = Math.max(seconds(), 0);
    const shown = Math.floor(now / 60) + ":" + String(now % 60).padStart(2, "0");
    for (const place of dialog.querySelectorAll("[data-left]")) place.textContent = shown;
    timer = setTimeout(now > 0 ? count : last, 1000);
  }

  async function last() {
    const left = await look();
    if (left === null || Math.min(left.idle, left.limit) <= 0) return leave();
    dialog.close();
    schedule(left);
  }

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    const left = await ask({ method: "POST", body: new FormData(form) });
    if (left === null) return leave();
    dialog.close();
    schedule(left);
  });

  // Somebody logged out in another tab, the machine slept, or the browser shows an old page again.
  new BroadcastChannel("person").addEventListener("message", leave);
  document.addEventListener("visibilitychange", () => document.hidden || check());
  window.addEventListener("pageshow", (event) => event.persisted && leave());

  schedule({ idle: Number(dialog.dataset.idle), limit: Number(dialog.dataset.limit) });
})();
