/** The form of a zone's attributes: names, sectors, boundary status, a custom column. */

import { sectorsOf } from "../core/words/names.ts";
import { h } from "../core/ui/dom.ts";
import {
  checkedIn,
  checkField,
  fieldRow,
  hintLine,
  selectField,
  textField,
  textOf,
} from "../core/ui/form-fields.ts";
import { say, sayOr } from "../core/words/words.ts";

const BOUNDARIES = ["schematic", "surveyed", "imported"];

/** @param feature the selected zone */
export function attributesForm(state: State, feature: GeoJSON.Feature | undefined): Form {
  const zone = state.zone ?? "";
  const now = feature?.properties ?? {};
  const chinese = state.plan?.languages.includes("zh");
  const designated = sectorsOf(now);
  const known = [...new Set([...(state.plan?.sectors ?? []), ...designated])];
  return {
    fields: [
      hintLine("set"),
      fieldRow(
        textField("name", say(chinese ? "page-form-name-en" : "page-form-name"), now.name ?? ""),
        textField("name_zh", say("page-form-name-zh"), now.name_zh ?? "", { hidden: !chinese }),
      ),
      h(
        "fieldset",
        {},
        h("legend", {}, say("page-figure-sectors")),
        ...known.map((one) =>
          checkField(one, sayOr(`page-sector-${one}`, one), designated.includes(one)),
        ),
      ),
      selectField(
        "boundary_source",
        say("page-figure-boundary"),
        BOUNDARIES.map((one) => [one, say(`page-boundary-${one}`)]),
        now.boundary_source ?? "",
      ),
      fieldRow(
        textField("column", say("page-form-column")),
        textField("value", say("page-form-value")),
      ),
    ],
    read: (form) => {
      const values = {
        name: textOf(form, "name"),
        name_zh: textOf(form, "name_zh"),
        sectors: checkedIn(form).join(";"),
        boundary_source: textOf(form, "boundary_source"),
      };
      const changed = Object.entries(values)
        .filter(([column, value]) => value !== (now[column] ?? ""))
        .map(([column, value]) => [column, value || null]);
      const [column, value] = [textOf(form, "column"), textOf(form, "value")];
      if (column) changed.push([column, value || null]);
      return changed.length ? { edits: [{ set: { zone, ...Object.fromEntries(changed) } }] } : null;
    },
  };
}
