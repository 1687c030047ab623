/** Entries of the legend: a symbol and its label. */

import { h } from "../ui/dom.js";

export const entry = (/** @type {VNode} */ key, /** @type {string} */ words) =>
  h("div", { class: "entry" }, key, words);

export const swatch = (/** @type {string} */ token) => h("i", { class: `swatch ${token}` });
