/** Forms of the tools that need a second zone, the counterpart: merge, transfer, swap. */

import { possibleCounterparts, whyNoCounterpart } from "../state/counterparts.js";
import { fill, h } from "../ui/dom.js";
import {
  textAreaField,
  checkField,
  inputOf,
  hintLine,
  fieldRow,
  selectField,
  textAreaOf,
} from "../ui/form-fields.js";
import { zoneName } from "../words/names.js";
import { say } from "../words/words.js";
import { parseOutline } from "./geometry-text.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../ui/form-fields.js").Form} Form
 */

/**
 * Merges the selected zone with others of its FTZ.
 *
 * @param {State} state
 * @param {string} zone
 * @returns {Form}
 */
export function mergeForm(state, zone) {
  const others = possibleCounterparts(state).map((other) => {
    const label = checkField(other, counterpartLabel(state, other), false);
    inputOf(label).disabled = Boolean(whyNoCounterpart(state, other));
    return label;
  });
  const into = selectField("into", say("page-form-into"), []);
  const counterparts = () =>
    others
      .map(inputOf)
      .filter((box) => box.checked)
      .map((box) => box.name);
  const offer = () => {
    const selected = inputOf(into).value;
    const ids = [zone, ...counterparts()];
    const options = ids.map((id) => h("option", { value: id }, `${zoneName(state, id)} · ${id}`));
    fill(inputOf(into), ...options);
    inputOf(into).value = ids.includes(selected) ? selected : zone;
  };
  offer();
  return {
    fields: others.length
      ? [
          hintLine("merge"),
          h("fieldset", {}, h("legend", {}, say("page-form-merge-with")), ...others),
          into,
        ]
      : [hintLine("no_partner")],
    counterparts: () => {
      offer();
      return counterparts();
    },
    setCounterparts: (named) => {
      for (const box of others.map(inputOf)) box.checked = named.includes(box.name);
      offer();
    },
    read: () =>
      counterparts().length
        ? { edits: [{ merge: { zones: [zone, ...counterparts()], into: inputOf(into).value } }] }
        : null,
  };
}

/**
 * Transfers land between the selected zone and another of its FTZ.
 *
 * @param {State} state
 * @param {string} zone
 * @returns {Form}
 */
export function transferForm(state, zone) {
  const land = textAreaField("geometry", say("page-form-handed"));
  const way = selectField(
    "way",
    say("page-form-way"),
    ["give", "get"].map((one) => [one, say(`page-transfer-${one}`)]),
  );
  const counterpart = selectField("partner", say("page-form-partner"), [
    ["", say("page-form-choose")],
    ...counterpartOptions(state),
  ]);
  const possible = counterpartOptions(state);
  if (possible.length === 1) inputOf(counterpart).value = possible[0][0];
  return {
    fields: possible.length
      ? [hintLine("transfer"), fieldRow(way, counterpart), land]
      : [hintLine("no_partner")],
    drawable: possible.length ? [{ field: textAreaOf(land), shape: "Polygon" }] : [],
    counterparts: () => chosenCounterpart(counterpart),
    setCounterparts: ([other = ""]) => void (inputOf(counterpart).value = other),
    read: () => {
      const geometry = parseOutline(inputOf(land).value);
      const [other] = chosenCounterpart(counterpart);
      if (!geometry || !other) return null;
      const [from, to] = inputOf(way).value === "give" ? [zone, other] : [other, zone];
      return { edits: [{ transfer: { from, to, geometry } }] };
    },
  };
}

/**
 * @param {State} state
 * @param {string} zone
 * @returns {Form}
 */
export function swapForm(state, zone) {
  const [release, take] = [
    textAreaField("release", say("page-form-release")),
    textAreaField("take", say("page-form-take")),
  ];
  const counterpart = selectField("with", say("page-form-with"), [
    ["", say("page-form-free-land")],
    ...counterpartOptions(state),
  ]);
  const adjust = selectField("adjust", say("page-form-adjust"), [
    ["take", say("page-form-adjust-take")],
    ["release", say("page-form-adjust-release")],
    ["", say("page-form-adjust-none")],
  ]);
  return {
    fields: [hintLine("swap"), release, take, fieldRow(counterpart, adjust)],
    drawable: [
      { field: textAreaOf(release), shape: "Polygon" },
      { field: textAreaOf(take), shape: "Polygon" },
    ],
    counterparts: () => chosenCounterpart(counterpart),
    setCounterparts: ([other = ""]) => void (inputOf(counterpart).value = other),
    read: () => {
      const released = parseOutline(inputOf(release).value);
      const taken = parseOutline(inputOf(take).value);
      if (!released || !taken) return null;
      const [other, side] = [inputOf(counterpart).value, inputOf(adjust).value];
      return {
        edits: [
          {
            swap: {
              zone,
              release: released,
              take: taken,
              ...(other ? { with: other } : {}),
              ...(side ? { adjust: side } : {}),
            },
          },
        ],
      };
    },
  };
}

/** Zones that may be the counterpart, with their names. @param {State} state */
const counterpartOptions = (state) =>
  possibleCounterparts(state)
    .filter((other) => !whyNoCounterpart(state, other))
    .map((other) => [other, zoneName(state, other)]);

/** The counterpart that a field names, if any. @param {HTMLElement} label */
const chosenCounterpart = (label) => [inputOf(label).value].filter(Boolean);

/** A zone's name, or why it cannot be chosen. @param {State} state @param {string} zone */
function counterpartLabel(state, zone) {
  return whyNoCounterpart(state, zone)
    ? `${zoneName(state, zone)} (${say("page-tool-locked")})`
    : zoneName(state, zone);
}
