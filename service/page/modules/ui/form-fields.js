/** Fields of the tools' forms, each input within its label. */

import { h } from "./dom.js";
import { examplePlace, say } from "../words/words.js";

/**
 * @typedef {import("../types.js").Trial} Trial
 *
 * @typedef {object} Form
 * @property {Node[]} fields
 * @property {() => Trial | null} read the trial of the values; null: incomplete
 * @property {{field: HTMLTextAreaElement, shape: "Line" | "Polygon"}[]} [drawable] fields that can
 * be   filled by drawing
 * @property {boolean} [needsNoAnswer] it can be applied without input
 * @property {() => string[]} [counterparts] zones that are named besides the selected one
 * @property {(counterparts: string[]) => void} [setCounterparts] sets those clicked on the map
 */

export const hintLine = (/** @type {string} */ tool) =>
  h("p", { class: "note" }, say(`page-hint-${tool}`));
export const fieldRow = (/** @type {Node[]} */ ...fields) =>
  h("div", { class: "fields" }, ...fields);
export const inputOf = (/** @type {HTMLElement} */ label) =>
  /** @type {HTMLInputElement} */ (label.querySelector("input, select, textarea"));
export const textAreaOf = (/** @type {HTMLElement} */ label) =>
  /** @type {HTMLTextAreaElement} */ (/** @type {unknown} */ (inputOf(label)));
export const numberOf = (/** @type {HTMLElement} */ label) => {
  const value = Number.parseFloat(inputOf(label).value);
  return Number.isFinite(value) ? value : null;
};
export const numberField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {number} */ min = -10_000,
) =>
  h(
    "label",
    {},
    label,
    h("input", { name, type: "number", step: "any", min, inputmode: "decimal" }),
  );
export const textField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {string} */ value = "",
) =>
  h(
    "label",
    {},
    label,
    h("input", { name, type: "text", value, spellcheck: "false", autocomplete: "off" }),
  );
export const textAreaField = (/** @type {string} */ name, /** @type {string} */ label) => {
  const { lon, lat } = examplePlace();
  const placeholder = say("page-form-positions", { lon, lat });
  const field = h("textarea", { name, rows: 4, spellcheck: "false", placeholder });
  return h("label", { class: "wide" }, label, field);
};
export const checkField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {boolean} */ checked,
) => h("label", { class: "check" }, h("input", { name, type: "checkbox", checked }), label);
export const selectField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {string[][]} */ options,
) =>
  h(
    "label",
    {},
    label,
    h("select", { name }, ...options.map(([value, words]) => h("option", { value }, words))),
  );
