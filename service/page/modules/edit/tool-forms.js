/** The form of each tool: its fields, and the resulting edits. */

import { h } from "../ui/dom.js";
import {
  checkedIn,
  checkField,
  fieldOf,
  fieldRow,
  hintLine,
  numberField,
  numberOf,
  selectField,
  textAreaField,
  textField,
  textOf,
} from "../ui/form-fields.js";
import { shortNameOf } from "../words/names.js";
import { say, sayOr } from "../words/words.js";
import { attributesForm } from "./attributes-form.js";
import { mergeForm, swapForm, transferForm } from "./counterpart-forms.js";
import { pointFields } from "./point-form.js";
import { parseLine, parseOutline, outlineToText } from "./geometry-text.js";
import { simplified } from "./simplification.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Tool} Tool
 * @typedef {import("../ui/form-fields.js").Form} Form
 */

/** Less counts as no headroom: areas are shown with two decimals. */
const LEAST_ROOM_KM2 = 0.01;
/** A name in Chinese. */
const HAN = /\p{Script=Han}/u;

/**
 * @param {Tool} tool
 * @param {State} state
 * @param {GeoJSON.Feature | undefined} feature the selected zone
 * @returns {Form}
 */
export function formOf(tool, state, feature) {
  const zone = state.zone ?? "";
  const edits = (/** @type {import("../types.js").Edit} */ edit) => ({ edits: [edit] });
  if (tool === "resize") return resizeForm(state, zone, feature);
  if (tool === "move")
    return {
      fields: [
        hintLine("move"),
        fieldRow(
          numberField("east", say("page-form-east")),
          numberField("north", say("page-form-north")),
        ),
      ],
      read: (form) => {
        const [dx_km, dy_km] = [numberOf(form, "east") ?? 0, numberOf(form, "north") ?? 0];
        return dx_km || dy_km ? edits({ move: { zone, dx_km, dy_km } }) : null;
      },
    };
  if (tool === "draw") {
    const before = feature ? outlineToText(feature.geometry) : "";
    const simplify = (/** @type {{target: HTMLInputElement}} */ { target: { form, value } }) => {
      const metres = Number.parseFloat(value);
      if (feature && form)
        fieldOf(form, "outline").value =
          metres > 0 ? outlineToText(simplified(feature.geometry, metres)) : before;
    };
    return {
      fields: [
        hintLine("draw"),
        numberField("simplify", say("page-form-simplify"), 0, { oninput: simplify }),
        textAreaField("outline", say("page-form-outline"), before),
      ],
      drawable: [{ name: "outline", shape: "Polygon" }],
      read: (form) => {
        const { value } = fieldOf(form, "outline");
        const geometry = value === before ? null : parseOutline(value);
        return geometry && { drawn: { zone, geometry } };
      },
    };
  }
  if (tool === "split")
    return {
      fields: [
        hintLine("split"),
        textAreaField("line", say("page-form-line")),
        fieldRow(
          textField("into-1", say("page-form-larger"), zone),
          textField("into-2", say("page-form-smaller"), freeId(state, zone)),
        ),
      ],
      drawable: [{ name: "line", shape: "Line" }],
      read: (form) => {
        const geometry = parseLine(textOf(form, "line"));
        const into = [textOf(form, "into-1"), textOf(form, "into-2")];
        return geometry && into.every(Boolean)
          ? edits({ split: { zone, line: geometry, into } })
          : null;
      },
    };
  if (tool === "merge") return mergeForm(state, zone);
  if (tool === "transfer") return transferForm(state, zone);
  if (tool === "swap") return swapForm(state, zone);
  if (tool === "add") return addForm(state, feature);
  if (tool === "set") return attributesForm(state, feature);
  if (tool === "drag") return { fields: [hintLine(tool), pointFields(state)], read: () => null };
  if (tool === "remove")
    return {
      fields: [hintLine("remove")],
      read: () => edits({ remove: { zone } }),
      needsNoAnswer: true,
    };
  return { fields: [hintLine(tool)], read: () => null };
}

/**
 * The largest area of a zone within the cap of its FTZ, in km²; null if there is no cap, or no
 * headroom.
 *
 * @param {State} state
 * @param {string} zone
 */
function areaUpToCap({ figures }, zone) {
  const row_ = figures?.zones.find((row) => row.zone_id === zone);
  const ftz = figures?.ftzs.find((row) => row.ftz_id === row_?.ftz_id);
  const room = ftz?.headroom_km2 ?? 0;
  return row_ && room >= LEAST_ROOM_KM2
    ? Math.floor(((row_.area_km2 ?? 0) + room) * 100) / 100
    : null;
}

/**
 * @param {State} state
 * @param {string} zone
 * @param {GeoJSON.Feature | undefined} feature
 * @returns {Form}
 */
function resizeForm(state, zone, feature) {
  const most = areaUpToCap(state, zone);
  const ways = ["expand", "shrink", "to", ...(most ? ["cap"] : [])];
  const fillSize = (/** @type {{target: HTMLSelectElement}} */ { target: { form, value } }) => {
    if (value === "cap" && form) fieldOf(form, "size").value = String(most);
  };
  return {
    fields: [
      hintLine("resize"),
      fieldRow(
        selectField(
          "how",
          say("page-form-how"),
          ways.map((way) => [way, say(`page-resize-${way}`)]),
          undefined,
          { oninput: fillSize },
        ),
        numberField("size", say("page-form-size"), 0),
      ),
      h(
        "fieldset",
        {},
        h("legend", {}, say("page-form-keep-off")),
        checkField("neighbours", say("page-form-off-neighbours"), true),
        state.plan?.exclusions.length
          ? checkField("exclusions", say("page-form-off-exclusions"), true)
          : null,
      ),
    ],
    read: (form) => {
      const value = numberOf(form, "size");
      if (!value || value <= 0) return null;
      const way = textOf(form, "how") === "cap" ? "to" : textOf(form, "how");
      const today =
        state.figures?.zones.find((row) => row.zone_id === zone)?.area_km2 ??
        feature?.properties?.area_km2;
      const verb = way === "to" ? (value < today ? "shrink" : "expand") : way;
      const keep_off = verb === "expand" ? checkedIn(form) : [];
      return {
        edits: [
          {
            [verb]: {
              zone,
              ...(way === "to" ? { to_area_km2: value } : { by_km: value }),
              ...(keep_off.length ? { keep_off } : {}),
            },
          },
        ],
      };
    },
  };
}

/**
 * @param {State} state
 * @param {GeoJSON.Feature | undefined} feature
 * @returns {Form}
 */
function addForm(state, feature) {
  const ftzs = (state.plan?.ftzs ?? []).map((ftz) => [ftz.ftz_id, shortNameOf(ftz) || ftz.ftz_id]);
  const options = [...ftzs, ["", say("page-form-no-ftz")]];
  const wished = (feature ? feature.properties?.ftz_id : ftzs[0]?.[0]) ?? "";
  const ftz = options.some(([id]) => id === wished) ? wished : "";
  const chinese = state.plan?.languages.includes("zh");
  const known = state.outline?.names ?? [];
  const inChinese = (/** @type {string} */ name) => chinese && HAN.test(name);
  const sectors = state.plan?.sectors ?? [];
  return {
    fields: [
      hintLine("add"),
      textAreaField("outline", say("page-form-outline")),
      fieldRow(
        selectField("ftz", say("page-form-ftz"), options, ftz, { hidden: !ftzs.length }),
        textField("id", say("page-form-id"), freeId(state, ftz ? `${ftz}-NEW` : "NEW", 1)),
      ),
      fieldRow(
        textField(
          "name",
          say(chinese ? "page-form-name-en" : "page-form-name"),
          known.find((name) => !inChinese(name)),
        ),
        textField("name-zh", say("page-form-name-zh"), known.find(inChinese), { hidden: !chinese }),
      ),
      sectors.length > 0 &&
        h(
          "details",
          {},
          h("summary", {}, say("page-figure-sectors")),
          ...sectors.map((one) => checkField(one, sayOr(`page-sector-${one}`, one), false)),
        ),
    ],
    drawable: [{ name: "outline", shape: "Polygon" }],
    read: (form) => {
      const geometry = parseOutline(textOf(form, "outline"));
      const zone = textOf(form, "id");
      if (!geometry || !zone) return null;
      const chosen = checkedIn(form);
      const named = { name: textOf(form, "name"), name_zh: textOf(form, "name-zh") };
      const group = textOf(form, "ftz");
      return {
        edits: [
          {
            add: {
              zone,
              ...(group ? { ftz: group } : {}),
              geometry,
              ...Object.fromEntries(Object.entries(named).filter(([, value]) => value)),
              ...(chosen.length ? { sectors: chosen } : {}),
            },
          },
        ],
      };
    },
  };
}

/**
 * An id that no zone has yet.
 *
 * @param {State} state
 * @param {string} zone
 * @param {number} [first] 1: the id itself may be free
 */
function freeId(state, zone, first = 2) {
  const taken = new Set(
    [...(state.zonesLayer?.features ?? []), ...(state.zonesBase?.features ?? [])].map(
      ({ properties }) => properties?.zone_id,
    ),
  );
  const id = (/** @type {number} */ count) => (count > 1 ? `${zone}-${count}` : zone);
  let count = first;
  while (taken.has(id(count))) count += 1;
  return id(count);
}
