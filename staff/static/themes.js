// Review with one key a theme. Only a convenience: every box and button works without this.
"use strict";
(() => {
  const SETTING = "gt-single-keys";
  const sheet = document.getElementById("sheet");
  const button = document.getElementById("single-keys");
  // The last save can be taken back when the list is empty, too.
  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem(SETTING) !== "on" || event.key.toLowerCase() !== "z" || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("textarea, select, input[type=text]")) return;
    const undo = document.querySelector("[accesskey=z]");
    if (undo) undo.click();
  });
  if (!sheet || !button) return;
  const said = document.getElementById("said");
  const cards = [...sheet.querySelectorAll(".gt-review")];
  const save = sheet.querySelector("button[value=marked]");
  let on = localStorage.getItem(SETTING) === "on";
  let current = null;

  const say = () => {
    button.textContent = on ? "Turn the single keys off" : "Use single keys";
    sheet.classList.toggle("gt-keys", on);
    // With keys the themes of the answer at hand are open, and no others.
    if (on) for (const more of sheet.querySelectorAll("details")) more.open = Boolean(current && current.contains(more));
  };
  const counted = () => {
    const done = cards.filter((card) => card.querySelector(".gt-checked input").checked).length;
    const left = document.getElementById("marked-count");
    if (left) left.textContent = `${done} of ${cards.length} marked as checked, not saved yet.`;
    return done;
  };
  const show = (card) => {
    if (current && current !== card) {
      const more = current.querySelector("details");
      if (more && !more.querySelector("input:checked")) more.open = false;
      current.classList.remove("gt-review--now");
    }
    current = card;
    if (!card) return;
    card.classList.add("gt-review--now");
    const more = card.querySelector("details");
    if (more && on) more.open = true;
  };
  const goTo = (card) => {
    show(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center" });
  };
  const next = (step) => {
    const at = cards.indexOf(current) + step;
    if (at >= cards.length) save.focus();
    else goTo(cards[Math.max(0, at)]);
  };
  const toggle = (key) => {
    const box = current.querySelector(`input[data-key="${CSS.escape(key)}"]`);
    if (!box) return false;
    box.click();
    const name = box.closest("label").querySelector(".gt-chip-name").textContent.trim();
    said.textContent = `${name}: ${box.checked ? "on" : "off"}`;
    return true;
  };

  button.hidden = false;
  say();
  button.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(SETTING, on ? "on" : "off");
    say();
    if (on && cards.length) goTo(cards[0]);
  });
  sheet.addEventListener("focusin", (event) => {
    const card = event.target.closest(".gt-review");
    if (card) show(card);
  });
  sheet.addEventListener("change", (event) => {
    // Who changes a tick has looked at the answer.
    const card = event.target.closest(".gt-review");
    if (card && event.target.name !== "checked" && event.target.name !== "flag") card.querySelector(".gt-checked input").checked = true;
    counted();
  });
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("textarea, select, summary, a, button, input[type=text]")) return;
    if (event.repeat && event.key === "Enter") return;
    if (!current || !sheet.contains(event.target)) return;
    const key = event.key.toLowerCase();
    if (event.key === "Enter") {
      current.querySelector(".gt-checked input").checked = true;
      said.textContent = `Checked. ${counted()} of ${cards.length}.`;
      next(1);
    } else if (key === "j" || event.key === "ArrowDown") next(1);
    else if (key === "k" || event.key === "ArrowUp") next(-1);
    else if (event.key.length !== 1 || !toggle(key)) return;
    event.preventDefault();
  });
  let leaving = false;
  sheet.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && counted()) event.preventDefault();
  });
  if (on && cards.length) goTo(cards[0]);
})();
