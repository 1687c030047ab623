/** The fields of the tools' forms: a label around what is answered. */

import { h } from "./dom.js";
import { say } from "../words/words.js";

/**
 * @typedef {import("../types.js").Trial} Trial
 *
 * @typedef {object} Form
 * @property {Node[]} fields
 * @property {() => Trial | null} read what the answers mean; null: not answered yet
 * @property {{field: HTMLTextAreaElement, shape: "Line" | "Polygon"}[]} [drawn] fields that can be
 *   filled by drawing
 * @property {boolean} [atOnce] it has something to apply without an answer
 * @property {() => string[]} [partners] zones that are named beside the chosen one
 * @property {(partners: string[]) => void} [name] names those that were pointed at on the map
 */

export const hint = (/** @type {string} */ tool) => h("p", { class: "note" }, say(`hint.${tool}`));
export const row = (/** @type {Node[]} */ ...fields) => h("div", { class: "fields" }, ...fields);
export const fieldOf = (/** @type {HTMLElement} */ label) =>
  /** @type {HTMLInputElement} */ (label.querySelector("input, select, textarea"));
export const textOf = (/** @type {HTMLElement} */ label) => /** @type {HTMLTextAreaElement} */ (/** @type {unknown} */ (fieldOf(label)));
export const valueOf = (/** @type {HTMLElement} */ label) => {
  const value = Number.parseFloat(fieldOf(label).value);
  return Number.isFinite(value) ? value : null;
};
export const number = (/** @type {string} */ name, /** @type {string} */ label, /** @type {number} */ min = -10_000) =>
  h("label", {}, label, h("input", { name, type: "number", step: "any", min, inputmode: "decimal" }));
export const text = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ value = "") =>
  h("label", {}, label, h("input", { name, type: "text", value, spellcheck: "false", autocomplete: "off" }));
export const area = (/** @type {string} */ name, /** @type {string} */ label) =>
  h("label", { class: "wide" }, label, h("textarea", { name, rows: 4, spellcheck: "false", placeholder: say("form.positions") }));
export const check = (/** @type {string} */ name, /** @type {string} */ label, /** @type {boolean} */ checked) =>
  h("label", { class: "check" }, h("input", { name, type: "checkbox", checked }), label);
export const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string[][]} */ options) =>
  h("label", {}, label, h("select", { name }, ...options.map(([value, words]) => h("option", { value }, words))));
