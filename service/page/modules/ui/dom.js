/** What the page draws with: Preact's elements, drawn into those of the page's HTML. */

import { h, render } from "../../vendor/preact/index.js";
import { formatDifference } from "../words/number-format.js";

/**
 * @typedef {import("../../vendor/preact/index.js").VNode<any>} VNode
 * @typedef {import("../../vendor/preact/index.js").ComponentChild} Child
 */

export { h };

/** A button that submits nothing. @param {{[attribute: string]: any}} attributes @param {...Child} content */
export const button = (attributes, ...content) =>
  h("button", { type: "button", ...attributes }, ...content);

/** A line of small print. @param {...Child} content */
export const note = (...content) => h("p", { class: "note" }, ...content);

/**
 * A difference beside its figure; nothing if it is unknown, or less than `least`.
 *
 * @param {number | null} difference
 * @param {number} least
 * @param {(size: number) => string} write
 */
export const differenceMark = (difference, least, write) =>
  difference != null &&
  Math.abs(difference) >= least &&
  h("span", { class: "difference" }, formatDifference(difference, write));

/**
 * Draw the content of an element; what it has already is kept, with its focus.
 *
 * @param {Element} element
 * @param {...Child} content
 */
export function fill(element, ...content) {
  if (!drawn.has(element)) element.replaceChildren(); // its skeleton
  drawn.add(element);
  render(content, element);
}

/** @type {WeakSet<Element>} what was drawn into */
const drawn = new WeakSet();

/** A new element, for what places elements itself, as Leaflet does. @param {VNode} content */
export function elementOf(content) {
  const place = document.createDocumentFragment();
  render(content, place);
  return /** @type {HTMLElement} */ (place.firstChild);
}

/**
 * The element of an id, which the page's HTML must have.
 *
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (element);
}

/** Announce a text to screen readers. */
export function announce(/** @type {string} */ text) {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}

/** Have the browser save a file. @param {Blob} file @param {string} name */
export function saveFile(file, name) {
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(file),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
