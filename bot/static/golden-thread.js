// What a page can do more where a browser runs scripts. Every page works without this file.
// Nothing is kept on the device and nothing is fetched.
"use strict";
(() => {
  const body = document.body;
  const byId = (id) => document.getElementById(id);
  const gone = (address) => {
    body.hidden = true; // the screen is empty before the next page comes
    document.title = "";
    location.replace(address);
  };

  // What only makes sense with a script is shown by it; hints about keys only where there are keys.
  const keys = matchMedia("(hover: hover) and (pointer: fine)").matches;
  for (const it of document.querySelectorAll("[data-js]")) {
    if (it.dataset.js === "always" || (it.dataset.js === "keys" && keys)) it.hidden = false;
  }

  // Leaving fast: the button, or Esc three times; the Back button does not lead here again.
  const leave = byId("leave");
  let presses = [];
  if (leave) {
    leave.addEventListener("click", (event) => { event.preventDefault(); gone(leave.href); });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") { presses = []; return; }
      presses = [...presses.slice(-2), event.timeStamp];
      if (presses.length === 3 && presses[2] - presses[0] < 3000) gone(leave.href);
    });
  }
  // A page that the browser kept in mind is asked for again: it may be somebody else's by now.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Enter sends, Shift and Enter makes a line; not while a word is still being put together.
  const box = byId("reply");
  if (box) {
    box.enterKeyHint = "send";
    if (keys && byId("enter-sends")) box.setAttribute("aria-describedby", "enter-sends");
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (box.value.trim()) box.form.requestSubmit();
    });
  }

  const print = byId("print");
  if (print) print.addEventListener("click", () => window.print());

  // Reading aloud, only by a voice that is on the device: no other reads a child's words.
  const aloud = byId("aloud");
  const voices = window.speechSynthesis;
  const log = byId("so-far");
  if (aloud && voices && log) {
    const short = (code) => code.toLowerCase().split(/[-_]/)[0];
    const find = () => voices.getVoices().find((it) => it.localService && short(it.lang) === short(log.lang));
    const show = () => { aloud.hidden = !find(); };
    const say = aloud.textContent;
    const rest = () => { aloud.textContent = say; aloud.setAttribute("aria-pressed", "false"); };
    const words = () => [
      ...document.querySelectorAll("#latest.bot bdi, #latest ~ .bot bdi, .choices .answer span"),
    ].map((it) => it.textContent);
    aloud.addEventListener("click", () => {
      if (aloud.getAttribute("aria-pressed") === "true") { voices.cancel(); rest(); return; }
      const speech = new SpeechSynthesisUtterance(words().join(". "));
      speech.voice = find();
      speech.lang = speech.voice.lang;
      speech.rate = 0.9;
      speech.onend = speech.onerror = rest;
      voices.cancel();
      voices.speak(speech);
      aloud.textContent = aloud.dataset.stop;
      aloud.setAttribute("aria-pressed", "true");
    });
    if (voices.addEventListener) voices.addEventListener("voiceschanged", show);
    addEventListener("pagehide", () => voices.cancel());
    rest();
    show();
  }

  // A shared tablet: the screen clears itself when nobody has touched it for a while.
  const idle = Number(body.dataset.idle || 0) * 1000;
  if (idle) {
    const warning = byId("still-there");
    let touched = Date.now();
    const here = () => {
      if (Date.now() - touched >= idle) { gone(body.dataset.clear); return; } // it was asleep
      touched = Date.now();
      if (warning) warning.hidden = true;
    };
    const look = () => {
      const alone = Date.now() - touched;
      if (alone >= idle) gone(body.dataset.clear);
      else if (warning && alone >= idle - 30000) warning.hidden = false;
    };
    for (const name of ["keydown", "pointerdown", "input", "scroll"]) {
      addEventListener(name, here, { passive: true });
    }
    document.addEventListener("visibilitychange", look);
    setInterval(look, 1000);
  }
})();
