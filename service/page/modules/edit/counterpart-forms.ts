/** Forms of the tools that need a second zone, the counterpart: merge, transfer, swap. */

import { possibleCounterparts, whyNoCounterpart } from "../draft/counterparts.ts";
import { fill, h } from "../core/ui/dom.ts";
import {
  advancedFields,
  boxesOf,
  checkedIn,
  checkField,
  fieldOf,
  fieldRow,
  hintLine,
  numberField,
  numberOf,
  selectField,
  textAreaField,
  textOf,
} from "../core/ui/form-fields.ts";
import { zoneName } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { parseOutline } from "./geometry-text.ts";

/** Merges the selected zone with others of its FTZ. */
export function mergeForm(state: State, zone: string): Form {
  const others = possibleCounterparts(state).map((other) =>
    checkField(
      other,
      counterpartLabel(state, other),
      false,
      Boolean(whyNoCounterpart(state, other)),
    ),
  );
  /** Offer the ids of the merged zones. */
  const offer = (form: Element) => {
    const [into, ids] = [fieldOf(form, "into"), [zone, ...checkedIn(form)]];
    if (!into) return;
    const selected = into.value;
    const options = ids.map((id) => h("option", { value: id }, `${zoneName(state, id)} · ${id}`));
    fill(into, ...options);
    into.value = ids.includes(selected) ? selected : zone;
  };
  return {
    fields: others.length
      ? [
          hintLine("merge"),
          h("fieldset", {}, h("legend", {}, say("page-form-merge-with")), ...others),
          selectField("into", say("page-form-into"), []),
        ]
      : [hintLine("no_partner")],
    counterparts: (form) => {
      offer(form);
      return checkedIn(form);
    },
    setCounterparts: (form, named) => {
      for (const box of boxesOf(form)) box.checked = named.includes(box.name);
      offer(form);
    },
    read: (form) =>
      checkedIn(form).length
        ? { edits: [{ merge: { zones: [zone, ...checkedIn(form)], into: textOf(form, "into") } }] }
        : null,
  };
}

/** Transfers land between the selected zone and another of its FTZ. */
export function transferForm(state: State, zone: string): Form {
  const possible = counterpartOptions(state);
  if (!possible.length) return { fields: [hintLine("no_partner")], read: () => null };
  const ways = ["give", "get"].map((one) => [one, say(`page-transfer-${one}`)]);
  const options = [["", say("page-form-choose")], ...possible];
  return {
    fields: [
      hintLine("transfer"),
      fieldRow(
        selectField("way", say("page-form-way"), ways),
        selectField(
          "partner",
          say("page-form-partner"),
          options,
          possible.length === 1 ? possible[0][0] : "",
        ),
      ),
      numberField("area", say("page-form-handed-area"), 0),
      advancedFields(textAreaField("geometry", say("page-form-handed"))),
    ],
    drawable: [{ name: "geometry", shape: "Polygon" }],
    ...counterpartIn("partner"),
    read: (form) => {
      const geometry = parseOutline(textOf(form, "geometry"));
      const other = textOf(form, "partner");
      const area = numberOf(form, "area") ?? 0;
      if (!other || !(geometry || area > 0)) return null;
      const [from, to] = textOf(form, "way") === "give" ? [zone, other] : [other, zone];
      return {
        edits: [{ transfer: { from, to, ...(geometry ? { geometry } : { by_km2: area }) } }],
      };
    },
  };
}

/** Exchanges land as it is drawn: what is released, and what is taken. */
export function swapForm(state: State, zone: string): Form {
  const others = [["", say("page-form-free-land")], ...counterpartOptions(state)];
  const sides = [
    ["take", say("page-form-adjust-take")],
    ["release", say("page-form-adjust-release")],
    ["", say("page-form-adjust-none")],
  ];
  return {
    fields: [
      advancedFields(
        hintLine("swap"),
        fieldRow(
          selectField("with", say("page-form-with"), others),
          selectField("adjust", say("page-form-adjust"), sides),
        ),
        textAreaField("release", say("page-form-release")),
        textAreaField("take", say("page-form-take")),
      ),
    ],
    drawable: [
      { name: "release", shape: "Polygon" },
      { name: "take", shape: "Polygon" },
    ],
    ...counterpartIn("with"),
    read: (form) => {
      const release = parseOutline(textOf(form, "release"));
      const take = parseOutline(textOf(form, "take"));
      if (!release || !take) return null;
      const [other, adjust] = [textOf(form, "with"), textOf(form, "adjust")];
      const swap = { zone, release, take };
      return {
        edits: [{ swap: { ...swap, ...(other && { with: other }), ...(adjust && { adjust }) } }],
      };
    },
  };
}

/** The edit by which a zone releases land on all sides. */
export const released = (zone: string, by_km2: number) => ({ shrink: { zone, by_km2 } });

/** The edit by which a zone gains free land on all sides. */
export const taken = (zone: string, by_km2: number) => ({
  expand: { zone, by_km2, keep_off: ["neighbours"] },
});

/** Zones that may be the counterpart, with their names. */
export const counterpartOptions = (state: State) =>
  possibleCounterparts(state)
    .filter((other) => !whyNoCounterpart(state, other))
    .map((other) => [other, zoneName(state, other)]);

/** The one counterpart that a field names, if any. */
const counterpartIn = (name: string): Pick<Form, "counterparts" | "setCounterparts"> => ({
  counterparts: (form) => [textOf(form, name)].filter(Boolean),
  setCounterparts: (form, [other = ""]) => void (fieldOf(form, name).value = other),
});

/** A zone's name, or why it cannot be chosen. */
function counterpartLabel(state: State, zone: string) {
  return whyNoCounterpart(state, zone)
    ? `${zoneName(state, zone)} (${say("page-tool-locked")})`
    : zoneName(state, zone);
}
