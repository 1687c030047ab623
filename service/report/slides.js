"use strict";
const slides = [...document.querySelectorAll("section")];
const nav = document.querySelector("nav");
const buttons = Object.fromEntries([...nav.children].map((it) => [it.dataset.go, it]));

/** The number of the slide that is shown. */
function shown() {
  const tops = slides.map((it) => Math.abs(it.getBoundingClientRect().top));
  return tops.indexOf(Math.min(...tops));
}

/** Show a slide by its number, the first or last beyond these. */
function show(number) {
  const slide = slides[Math.max(0, Math.min(number, slides.length - 1))];
  slide.scrollIntoView();
  slide.querySelector("h1, h2").focus({ preventScroll: true });
  history.replaceState(null, "", `#${slide.id}`);
  mark();
}

/** Mark the buttons that lead nowhere. */
function mark() {
  buttons.previous.setAttribute("aria-disabled", String(shown() === 0));
  buttons.next.setAttribute("aria-disabled", String(shown() === slides.length - 1));
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

/** Leave the slides: for the page that opened them, if there is one. */
function close() {
  if (history.length > 1) history.back();
  else window.close();
}

const steps = {
  next: () => show(shown() + 1),
  previous: () => show(shown() - 1),
  full,
  close,
};
const keys = {
  ArrowRight: steps.next,
  ArrowDown: steps.next,
  PageDown: steps.next,
  ArrowLeft: steps.previous,
  ArrowUp: steps.previous,
  PageUp: steps.previous,
  Home: () => show(0),
  End: () => show(slides.length - 1),
  f: full,
  Escape: () => document.fullscreenElement || close(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const isSpace = event.key === " " && !event.target.closest("button");
  const step = isSpace ? (event.shiftKey ? steps.previous : steps.next) : keys[event.key];
  if (!step) return;
  event.preventDefault();
  step();
});
nav.addEventListener("click", (event) => steps[event.target.closest("button")?.dataset.go]?.());
document.addEventListener("scroll", mark, { passive: true });
nav.hidden = false;
mark();
