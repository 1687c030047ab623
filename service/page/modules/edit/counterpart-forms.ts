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
  numberOf,
  selectField,
  textAreaField,
  textOf,
} from "../core/ui/form-fields.ts";
import { ChoiceWord, NumberWord, type Choice } from "../core/ui/sentence-fields.tsx";
import { zoneName } from "../core/words/names.ts";
import { say, sayAround } from "../core/words/words.ts";
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
  const own: Choice = [zone, zoneName(state, zone)];
  const open: Choice[] = possible.length === 1 ? [] : [["", say("page-form-choose")]];
  /** Keep the selected zone on one of both sides. */
  const keepOwn = ({ form, name, value }: HTMLSelectElement) => {
    const [other = ""] = state.counterparts;
    if (form) fieldOf(form, name === "from" ? "to" : "from").value = value === zone ? other : zone;
  };
  const side = (name: "from" | "to", choices: Choice[]) =>
    h(ChoiceWord, { name, label: say(`page-transfer-${name}`), choices, choose: keepOwn });
  const otherSide = (form: Element) => fieldOf(form, textOf(form, "from") === zone ? "to" : "from");
  return {
    fields: [
      h(
        "div",
        { class: "sentence" },
        ...sayAround("page-sentence-transfer", {
          size: h(NumberWord, { name: "size", label: say("page-size-transfer"), min: 0 }),
          from: side("from", [own, ...possible, ...open]),
          to: side("to", [...open, ...possible, own]),
        }),
      ),
      advancedFields(hintLine("transfer"), textAreaField("geometry", say("page-form-handed"))),
    ],
    drawable: [{ name: "geometry", shape: "Polygon" }],
    counterparts: (form) => [otherSide(form).value].filter(Boolean),
    setCounterparts: (form, [other = ""]) => void (otherSide(form).value = other),
    read: (form) => {
      const geometry = parseOutline(textOf(form, "geometry"));
      const [from, to] = [textOf(form, "from"), textOf(form, "to")];
      const area = numberOf(form, "size") ?? 0;
      if (!from || !to || !(geometry || area > 0)) return null;
      return {
        edits: [{ transfer: { from, to, ...(geometry ? { geometry } : { by_km2: area }) } }],
      };
    },
  };
}

/** Exchanges drawn land: the land to release, and the land to take. */
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
    counterparts: (form) => [textOf(form, "with")].filter(Boolean),
    setCounterparts: (form, [other = ""]) => void (fieldOf(form, "with").value = other),
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
export const counterpartOptions = (state: State): Choice[] =>
  possibleCounterparts(state)
    .filter((other) => !whyNoCounterpart(state, other))
    .map((other) => [other, zoneName(state, other)]);

/** A zone's name, or why it cannot be chosen. */
function counterpartLabel(state: State, zone: string) {
  return whyNoCounterpart(state, zone)
    ? `${zoneName(state, zone)} (${say("page-tool-locked")})`
    : zoneName(state, zone);
}
