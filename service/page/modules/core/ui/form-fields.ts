/** Fields of the tools' forms, each input within its label, and their values. */

import { h, note } from "./dom.ts";
import { examplePlace, say } from "../words/words.ts";

export const hintLine = (tool: string) => note(say(`page-hint-${tool}`));
export const fieldRow = (...fields: VNode[]) => h("div", { class: "fields" }, ...fields);

/** What few need, folded. */
export const advancedFields = (...fields: Child[]) =>
  h("details", { class: "advanced" }, h("summary", {}, say("page-advanced")), ...fields);

/** The field of a name in a form; a checkbox is never meant. */
export const fieldOf = (form: Element, name: string) =>
  form.querySelector(`[name="${CSS.escape(name)}"]:not([type="checkbox"])`) as HTMLInputElement;
export const textOf = (form: Element, name: string) => fieldOf(form, name)?.value.trim() ?? "";
export const numberOf = (form: Element, name: string) => {
  const value = Number.parseFloat(textOf(form, name));
  return Number.isFinite(value) ? value : null;
};
/** The checkboxes of a form. */
export const boxesOf = (form: Element) =>
  [...form.querySelectorAll('[type="checkbox"]')] as HTMLInputElement[];
/** The names of those that are checked. */
export const checkedIn = (form: Element) =>
  boxesOf(form)
    .filter(({ checked }) => checked)
    .map(({ name }) => name);

export const numberField = (
  name: string,
  label: string,
  min: number = -10_000,
  more: { oninput?: (event: any) => void } = {},
) =>
  h(
    "label",
    {},
    label,
    h("input", { name, type: "number", step: "any", min, inputmode: "decimal", ...more }),
  );
export const textField = (
  name: string,
  label: string,
  value: string = "",
  { hidden, ...more }: { hidden?: boolean; placeholder?: string; list?: string } = {},
) =>
  h(
    "label",
    { hidden },
    label,
    h("input", { name, type: "text", value, spellcheck: false, autocomplete: "off", ...more }),
  );
export const textAreaField = (name: string, label: string, value: string = "") => {
  const { lon, lat } = examplePlace();
  const placeholder = say("page-form-positions", { lon, lat });
  const field = h("textarea", { name, rows: 4, spellcheck: false, placeholder, value });
  return h("label", { class: "wide" }, label, field);
};
export const checkField = (
  name: string,
  label: string,
  checked: boolean,
  disabled: boolean = false,
) =>
  h("label", { class: "check" }, h("input", { name, type: "checkbox", checked, disabled }), label);
export const selectField = (
  name: string,
  label: string,
  options: string[][],
  value: string | undefined = undefined,
  { hidden, oninput }: { hidden?: boolean; oninput?: (event: any) => void } = {},
) => h("label", { hidden }, label, h("select", { name, value, oninput }, ...optionsOf(options)));

const optionsOf = (options: string[][]) =>
  options.map(([value, words]) => h("option", { value }, words));
