/** The form of each tool: its fields, and the resulting edits. */

import { h } from "../ui/dom.js";
import {
  textAreaField,
  checkField,
  inputOf,
  hintLine,
  numberField,
  fieldRow,
  selectField,
  textField,
  textAreaOf,
  numberOf,
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
  if (tool === "move") {
    const [east, north] = [
      numberField("east", say("page-form-east")),
      numberField("north", say("page-form-north")),
    ];
    return {
      fields: [hintLine("move"), fieldRow(east, north)],
      read: () => {
        const [dx_km, dy_km] = [numberOf(east) ?? 0, numberOf(north) ?? 0];
        return dx_km || dy_km ? edits({ move: { zone, dx_km, dy_km } }) : null;
      },
    };
  }
  if (tool === "draw") {
    const outline = textAreaField("outline", say("page-form-outline"));
    inputOf(outline).value = feature ? outlineToText(feature.geometry) : "";
    const before = inputOf(outline).value;
    const simplify = numberField("simplify", say("page-form-simplify"), 0);
    inputOf(simplify).addEventListener("input", () => {
      const metres = numberOf(simplify) ?? 0;
      if (feature)
        inputOf(outline).value = outlineToText(
          metres > 0 ? simplified(feature.geometry, metres) : feature.geometry,
        );
    });
    return {
      fields: [hintLine("draw"), simplify, outline],
      drawable: [{ field: textAreaOf(outline), shape: "Polygon" }],
      read: () => {
        const geometry =
          inputOf(outline).value === before ? null : parseOutline(inputOf(outline).value);
        return geometry && { drawn: { zone, geometry } };
      },
    };
  }
  if (tool === "split") {
    const line = textAreaField("line", say("page-form-line"));
    const [one, other] = [
      textField("into-1", say("page-form-larger"), zone),
      textField("into-2", say("page-form-smaller"), freeId(state, zone)),
    ];
    return {
      fields: [hintLine("split"), line, fieldRow(one, other)],
      drawable: [{ field: textAreaOf(line), shape: "Line" }],
      read: () => {
        const geometry = parseLine(inputOf(line).value);
        const into = [inputOf(one).value.trim(), inputOf(other).value.trim()];
        return geometry && into.every(Boolean)
          ? edits({ split: { zone, line: geometry, into } })
          : null;
      },
    };
  }
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
  const how = selectField(
    "how",
    say("page-form-how"),
    ["expand", "shrink", "to", ...(most ? ["cap"] : [])].map((way) => [
      way,
      say(`page-resize-${way}`),
    ]),
  );
  const size = numberField("size", say("page-form-size"), 0);
  inputOf(how).addEventListener("input", () => {
    if (inputOf(how).value === "cap") inputOf(size).value = String(most);
  });
  const neighbours = checkField("neighbours", say("page-form-off-neighbours"), true);
  const exclusions = checkField(
    "exclusions",
    say("page-form-off-exclusions"),
    Boolean(state.plan?.exclusions.length),
  );
  return {
    fields: [
      hintLine("resize"),
      fieldRow(how, size),
      h(
        "fieldset",
        {},
        h("legend", {}, say("page-form-keep-off")),
        neighbours,
        state.plan?.exclusions.length ? exclusions : null,
      ),
    ],
    read: () => {
      const value = numberOf(size);
      if (!value || value <= 0) return null;
      const way = inputOf(how).value === "cap" ? "to" : inputOf(how).value;
      const today =
        state.figures?.zones.find((row) => row.zone_id === zone)?.area_km2 ??
        feature?.properties?.area_km2;
      const verb = way === "to" ? (value < today ? "shrink" : "expand") : way;
      const off =
        verb === "expand"
          ? [
              [neighbours, "neighbours"],
              [exclusions, "exclusions"],
            ]
          : [];
      const keep_off = /** @type {[HTMLElement, string][]} */ (off)
        .filter(([label]) => label.isConnected && inputOf(label).checked)
        .map(([, name]) => name);
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
  const ftzs = (state.plan?.ftzs ?? []).map(
    (ftz) => /** @type {[string, string]} */ ([ftz.ftz_id, shortNameOf(ftz) || ftz.ftz_id]),
  );
  const none = /** @type {[string, string]} */ (["", say("page-form-no-ftz")]);
  const ftz = selectField("ftz", say("page-form-ftz"), [...ftzs, none]);
  ftz.hidden = !ftzs.length;
  inputOf(ftz).value = (feature ? feature.properties?.ftz_id : ftzs[0]?.[0]) ?? "";
  const begin = [inputOf(ftz).value, "NEW"].filter(Boolean).join("-");
  const id = textField("id", say("page-form-id"), freeId(state, begin, 1));
  const chinese = state.plan?.languages.includes("zh");
  const name = textField("name", say(chinese ? "page-form-name-en" : "page-form-name"));
  const nameZh = textField("name-zh", say("page-form-name-zh"));
  nameZh.hidden = !chinese;
  for (const known of state.outline?.names ?? []) {
    const field = inputOf(chinese && HAN.test(known) ? nameZh : name);
    field.value ||= known;
  }
  const outline = textAreaField("outline", say("page-form-outline"));
  const sectors = (state.plan?.sectors ?? []).map((sector) =>
    checkField(sector, sayOr(`page-sector-${sector}`, sector), false),
  );
  return {
    fields: [
      hintLine("add"),
      outline,
      fieldRow(ftz, id),
      fieldRow(name, nameZh),
      sectors.length > 0 &&
        h("details", {}, h("summary", {}, say("page-figure-sectors")), ...sectors),
    ].filter((each) => each !== false),
    drawable: [{ field: textAreaOf(outline), shape: "Polygon" }],
    read: () => {
      const geometry = parseOutline(inputOf(outline).value);
      const zone = inputOf(id).value.trim();
      if (!geometry || !zone) return null;
      const chosen = sectors
        .filter((label) => inputOf(label).checked)
        .map((label) => inputOf(label).name);
      const named = { name: inputOf(name).value.trim(), name_zh: inputOf(nameZh).value.trim() };
      return {
        edits: [
          {
            add: {
              zone,
              ...(inputOf(ftz).value ? { ftz: inputOf(ftz).value } : {}),
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
