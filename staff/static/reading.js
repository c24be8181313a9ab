// One key, one decision. Only a convenience: every button works without this, and with Tab alone.
"use strict";
(() => {
  const SETTING = "gt-single-keys";
  const button = document.getElementById("single-keys");
  const opened = performance.now();
  let on = localStorage.getItem(SETTING) === "on";

  const say = () => {
    button.textContent = on ? "Use the keys with Alt only" : "Use the keys without Alt";
  };

  if (button) {
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      on = !on;
      localStorage.setItem(SETTING, on ? "on" : "off");
      say();
    });
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("textarea, input, select");
    if (field && field.form) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        field.form.requestSubmit(field.form.querySelector("button[name=decision], button"));
      }
      if (event.key === "Escape") field.blur();
      return;
    }
    // A key held down, or pressed before anybody can have read the next text, decides nothing.
    if (!on || event.repeat || performance.now() - opened < 300) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    const target = document.querySelector(`[accesskey="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    target.focus();
    if (!target.matches("textarea")) target.click();
  });
})();
