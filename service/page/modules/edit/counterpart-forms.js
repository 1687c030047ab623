/** Forms of the tools that take a partner: merge, transfer, swap. */

import { neighboursOf, whyNoPartner } from "../state/counterparts.js";
import { fill, h } from "../ui/dom.js";
import { area, check, fieldOf, hint, row, select, textOf } from "../ui/form-fields.js";
import { zoneName } from "../words/names.js";
import { say } from "../words/words.js";
import { readOutline } from "./geometry-text.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../ui/form-fields.js").Form} Form
 */

/**
 * The chosen zone and others of its FTZ become one.
 *
 * @param {State} state
 * @param {string} zone
 * @returns {Form}
 */
export function mergeForm(state, zone) {
  const others = neighboursOf(state).map((other) => {
    const label = check(other, labelOf(state, other), false);
    fieldOf(label).disabled = Boolean(whyNoPartner(state, other));
    return label;
  });
  const into = select("into", say("form.into"), []);
  const partners = () => others.map(fieldOf).filter((box) => box.checked).map((box) => box.name);
  const offer = () => {
    const kept = fieldOf(into).value;
    const ids = [zone, ...partners()];
    const options = ids.map((id) => h("option", { value: id }, `${zoneName(state, id)} · ${id}`));
    fill(fieldOf(into), ...options);
    fieldOf(into).value = ids.includes(kept) ? kept : zone;
  };
  offer();
  return {
    fields: others.length
      ? [hint("merge"), h("fieldset", {}, h("legend", {}, say("form.merge_with")), ...others), into]
      : [hint("no_partner")],
    partners: () => {
      offer();
      return partners();
    },
    name: (named) => {
      for (const box of others.map(fieldOf)) box.checked = named.includes(box.name);
      offer();
    },
    read: () =>
      partners().length
        ? { edits: [{ merge: { zones: [zone, ...partners()], into: fieldOf(into).value } }] }
        : null,
  };
}

/**
 * Land of the chosen zone goes to another of its FTZ, or comes from there.
 *
 * @param {State} state
 * @param {string} zone
 * @returns {Form}
 */
export function transferForm(state, zone) {
  const land = area("geometry", say("form.handed"));
  const way = select("way", say("form.way"), ["give", "get"].map((one) => [one, say(`transfer.${one}`)]));
  const partner = select("partner", say("form.partner"), [["", say("form.choose")], ...choices(state)]);
  const possible = choices(state);
  if (possible.length === 1) fieldOf(partner).value = possible[0][0];
  return {
    fields: possible.length ? [hint("transfer"), row(way, partner), land] : [hint("no_partner")],
    drawn: possible.length ? [{ field: textOf(land), shape: "Polygon" }] : [],
    partners: () => named(partner),
    name: ([other = ""]) => void (fieldOf(partner).value = other),
    read: () => {
      const geometry = readOutline(fieldOf(land).value);
      const [other] = named(partner);
      if (!geometry || !other) return null;
      const [from, to] = fieldOf(way).value === "give" ? [zone, other] : [other, zone];
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
  const [release, take] = [area("release", say("form.release")), area("take", say("form.take"))];
  const partner = select("with", say("form.with"), [["", say("form.free_land")], ...choices(state)]);
  const adjust = select("adjust", say("form.adjust"), [
    ["take", say("form.adjust_take")],
    ["release", say("form.adjust_release")],
    ["", say("form.adjust_none")],
  ]);
  return {
    fields: [hint("swap"), release, take, row(partner, adjust)],
    drawn: [
      { field: textOf(release), shape: "Polygon" },
      { field: textOf(take), shape: "Polygon" },
    ],
    partners: () => named(partner),
    name: ([other = ""]) => void (fieldOf(partner).value = other),
    read: () => {
      const given = readOutline(fieldOf(release).value);
      const taken = readOutline(fieldOf(take).value);
      if (!given || !taken) return null;
      const [other, side] = [fieldOf(partner).value, fieldOf(adjust).value];
      return {
        edits: [
          {
            swap: {
              zone,
              release: given,
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

/** Zones that may be the partner, with their names. @param {State} state */
const choices = (state) =>
  neighboursOf(state)
    .filter((other) => !whyNoPartner(state, other))
    .map((other) => [other, zoneName(state, other)]);

/** The partner that a field names, if any. @param {HTMLElement} label */
const named = (label) => [fieldOf(label).value].filter(Boolean);

/** A zone's name, with why it cannot be taken. @param {State} state @param {string} zone */
function labelOf(state, zone) {
  return whyNoPartner(state, zone) ? `${zoneName(state, zone)} (${say("tool.locked")})` : zoneName(state, zone);
}
