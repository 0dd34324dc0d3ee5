// Day or night colors: follows the system until this device is told otherwise. Runs before the first paint.
(function () {
  "use strict";
  const KEY = "theme";
  const root = document.documentElement;
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const system = () => (night.matches ? "night" : "day");
  const shown = () => root.dataset.theme || system();

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function remember(theme) {
    try {
      theme === system() ? localStorage.removeItem(KEY) : localStorage.setItem(KEY, theme);
    } catch {
      // A device that keeps nothing shows the choice on this page only.
    }
  }

  function name(button) {
    button.textContent = shown() === "night" ? "Day colors" : "Night colors";
    button.hidden = false;
  }

  if (["day", "night"].includes(remembered())) root.dataset.theme = remembered();

  document.addEventListener("DOMContentLoaded", function () {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    name(button);
    night.addEventListener("change", () => name(button));
    button.addEventListener("click", function () {
      root.dataset.theme = shown() === "night" ? "day" : "night";
      remember(root.dataset.theme);
      name(button);
    });
  });
})();
