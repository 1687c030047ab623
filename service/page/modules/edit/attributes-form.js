/** The form of a zone's attributes: names, sectors, boundary status, a custom column. */

import { h } from "../ui/dom.js";
import {
  checkField,
  fieldRow,
  hintLine,
  inputOf,
  selectField,
  textField,
} from "../ui/form-fields.js";
import { say, sayOr } from "../words/words.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../ui/form-fields.js").Form} Form
 */

const BOUNDARIES = ["schematic", "surveyed", "imported"];

/**
 * @param {State} state
 * @param {GeoJSON.Feature | undefined} feature the selected zone
 * @returns {Form}
 */
export function attributesForm(state, feature) {
  const zone = state.zone ?? "";
  const now = feature?.properties ?? {};
  const chinese = state.plan?.languages.includes("zh");
  const names = [
    textField("name", say(chinese ? "page-form-name-en" : "page-form-name"), now.name ?? ""),
    textField("name_zh", say("page-form-name-zh"), now.name_zh ?? ""),
  ];
  names[1].hidden = !chinese;
  const designated = String(now.sectors ?? "")
    .split(";")
    .filter(Boolean);
  const known = [...new Set([...(state.plan?.sectors ?? []), ...designated])];
  const sectors = known.map((one) =>
    checkField(one, sayOr(`page-sector-${one}`, one), designated.includes(one)),
  );
  const boundary = selectField(
    "boundary_source",
    say("page-figure-boundary"),
    BOUNDARIES.map((one) => [one, say(`page-boundary-${one}`)]),
  );
  inputOf(boundary).value = now.boundary_source ?? "";
  const custom = [
    textField("column", say("page-form-column")),
    textField("value", say("page-form-value")),
  ];
  const text = (/** @type {HTMLElement} */ label) => inputOf(label).value.trim();
  return {
    fields: [
      hintLine("set"),
      fieldRow(...names),
      h("fieldset", {}, h("legend", {}, say("page-figure-sectors")), ...sectors),
      boundary,
      fieldRow(...custom),
    ],
    read: () => {
      const chosen = sectors.map(inputOf).filter(({ checked }) => checked);
      const values = {
        name: text(names[0]),
        name_zh: text(names[1]),
        sectors: chosen.map(({ name }) => name).join(";"),
        boundary_source: inputOf(boundary).value,
      };
      const changed = Object.entries(values)
        .filter(([column, value]) => value !== (now[column] ?? ""))
        .map(([column, value]) => [column, value || null]);
      const [column, value] = custom.map(text);
      if (column) changed.push([column, value || null]);
      return changed.length ? { edits: [{ set: { zone, ...Object.fromEntries(changed) } }] } : null;
    },
  };
}
