/** Fields of the tools' forms, each input within its label, and what is typed into them. */

import { fill, h, note } from "./dom.js";
import { examplePlace, say } from "../words/words.js";

export const hintLine = (/** @type {string} */ tool) => note(say(`page-hint-${tool}`));
export const fieldRow = (/** @type {VNode[]} */ ...fields) =>
  h("div", { class: "fields" }, ...fields);

/** What few need, folded. */
export const advancedFields = (/** @type {Child[]} */ ...fields) =>
  h("details", { class: "advanced" }, h("summary", {}, say("page-propose-advanced")), ...fields);

/** The field of a name in a form; a checkbox is never meant. @param {Element} form @param {string} name */
export const fieldOf = (form, name) =>
  /** @type {HTMLInputElement} */ (
    form.querySelector(`[name="${CSS.escape(name)}"]:not([type="checkbox"])`)
  );
/** @param {Element} form @param {string} name */
export const textOf = (form, name) => fieldOf(form, name)?.value.trim() ?? "";
/** @param {Element} form @param {string} name */
export const numberOf = (form, name) => {
  const value = Number.parseFloat(textOf(form, name));
  return Number.isFinite(value) ? value : null;
};
/** The checkboxes of a form. @param {Element} form */
export const boxesOf = (form) =>
  /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('[type="checkbox"]')]);
/** The names of those that are checked. @param {Element} form */
export const checkedIn = (form) =>
  boxesOf(form)
    .filter(({ checked }) => checked)
    .map(({ name }) => name);

export const numberField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {number} */ min = -10_000,
  /** @type {{oninput?: (event: any) => void}} */ more = {},
) =>
  h(
    "label",
    {},
    label,
    h("input", { name, type: "number", step: "any", min, inputmode: "decimal", ...more }),
  );
export const textField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {string} */ value = "",
  /** @type {{hidden?: boolean, placeholder?: string, list?: string}} */ { hidden, ...more } = {},
) =>
  h(
    "label",
    { hidden },
    label,
    h("input", { name, type: "text", value, spellcheck: false, autocomplete: "off", ...more }),
  );
export const textAreaField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {string} */ value = "",
) => {
  const { lon, lat } = examplePlace();
  const placeholder = say("page-form-positions", { lon, lat });
  const field = h("textarea", { name, rows: 4, spellcheck: false, placeholder, value });
  return h("label", { class: "wide" }, label, field);
};
export const checkField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {boolean} */ checked,
  /** @type {boolean} */ disabled = false,
) =>
  h("label", { class: "check" }, h("input", { name, type: "checkbox", checked, disabled }), label);
export const selectField = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {string[][]} */ options,
  /** @type {string | undefined} */ value = undefined,
  /** @type {{hidden?: boolean, oninput?: (event: any) => void}} */ { hidden, oninput } = {},
) => h("label", { hidden }, label, h("select", { name, value, oninput }, ...optionsOf(options)));

const optionsOf = (/** @type {string[][]} */ options) =>
  options.map(([value, words]) => h("option", { value }, words));

/**
 * Fill a select of the page's HTML, and choose one of its options.
 *
 * @param {HTMLSelectElement} select
 * @param {string[][]} options value and words
 * @param {string} value
 * @param {...Child} more further options
 */
export function fillSelect(select, options, value, ...more) {
  fill(select, ...optionsOf(options), ...more);
  select.value = value;
}
