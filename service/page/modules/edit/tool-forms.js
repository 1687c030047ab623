/** A form for each tool: what it asks, and the edits that the answers mean. */

import { h } from "../ui/dom.js";
import { area, check, fieldOf, hint, number, row, select, text, textOf, valueOf } from "../ui/form-fields.js";
import { shortNameOf } from "../words/names.js";
import { say, sayOr } from "../words/words.js";
import { mergeForm, swapForm, transferForm } from "./counterpart-forms.js";
import { readLine, readOutline, writeOutline } from "./geometry-text.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Tool} Tool
 * @typedef {import("../ui/form-fields.js").Form} Form
 */

/**
 * @param {Tool} tool
 * @param {State} state
 * @param {GeoJSON.Feature | undefined} feature the chosen zone
 * @returns {Form}
 */
export function formOf(tool, state, feature) {
  const zone = state.zone ?? "";
  const edits = (/** @type {import("../types.js").Edit} */ edit) => ({ edits: [edit] });
  if (tool === "resize") return resizeForm(state, zone, feature);
  if (tool === "move") {
    const [east, north] = [number("east", say("form.east")), number("north", say("form.north"))];
    return {
      fields: [hint("move"), row(east, north)],
      read: () => {
        const [dx_km, dy_km] = [valueOf(east) ?? 0, valueOf(north) ?? 0];
        return dx_km || dy_km ? edits({ move: { zone, dx_km, dy_km } }) : null;
      },
    };
  }
  if (tool === "draw") {
    const outline = area("outline", say("form.outline"));
    fieldOf(outline).value = feature ? writeOutline(feature.geometry) : "";
    const before = fieldOf(outline).value;
    return {
      fields: [hint("draw"), outline],
      drawn: [{ field: textOf(outline), shape: "Polygon" }],
      read: () => {
        const geometry = fieldOf(outline).value === before ? null : readOutline(fieldOf(outline).value);
        return geometry && { drawn: { zone, geometry } };
      },
    };
  }
  if (tool === "split") {
    const line = area("line", say("form.line"));
    const [one, other] = [text("into-1", say("form.larger"), zone), text("into-2", say("form.smaller"), freeId(state, zone))];
    return {
      fields: [hint("split"), line, row(one, other)],
      drawn: [{ field: textOf(line), shape: "Line" }],
      read: () => {
        const geometry = readLine(fieldOf(line).value);
        const into = [fieldOf(one).value.trim(), fieldOf(other).value.trim()];
        return geometry && into.every(Boolean) ? edits({ split: { zone, line: geometry, into } }) : null;
      },
    };
  }
  if (tool === "merge") return mergeForm(state, zone);
  if (tool === "transfer") return transferForm(state, zone);
  if (tool === "swap") return swapForm(state, zone);
  if (tool === "add") return addForm(state, feature);
  if (tool === "remove")
    return { fields: [hint("remove")], read: () => edits({ remove: { zone } }), atOnce: true };
  return { fields: [hint(tool)], read: () => null };
}

/**
 * @param {State} state
 * @param {string} zone
 * @param {GeoJSON.Feature | undefined} feature
 * @returns {Form}
 */
function resizeForm(state, zone, feature) {
  const how = select("how", say("form.how"), ["expand", "shrink", "to"].map((way) => [way, say(`resize.${way}`)]));
  const size = number("size", say("form.size"), 0);
  const neighbours = check("neighbours", say("form.off_neighbours"), true);
  const exclusions = check("exclusions", say("form.off_exclusions"), Boolean(state.plan?.exclusions.length));
  return {
    fields: [
      hint("resize"),
      row(how, size),
      h("fieldset", {}, h("legend", {}, say("form.keep_off")), neighbours, state.plan?.exclusions.length ? exclusions : null),
    ],
    read: () => {
      const value = valueOf(size);
      if (!value || value <= 0) return null;
      const way = fieldOf(how).value;
      const today = state.figures?.zones.find((row) => row.zone_id === zone)?.area_km2 ?? feature?.properties?.area_km2;
      const verb = way === "to" ? (value < today ? "shrink" : "expand") : way;
      const off = verb === "expand" ? [[neighbours, "neighbours"], [exclusions, "exclusions"]] : [];
      const keep_off = /** @type {[HTMLElement, string][]} */ (off)
        .filter(([label]) => label.isConnected && fieldOf(label).checked)
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
  const ftzs = (state.plan?.ftzs ?? []).map((ftz) => /** @type {[string, string]} */ ([ftz.ftz_id, shortNameOf(ftz) || ftz.ftz_id]));
  const ftz = select("ftz", say("form.ftz"), ftzs);
  fieldOf(ftz).value = feature?.properties?.ftz_id ?? ftzs[0]?.[0] ?? "";
  const id = text("id", say("form.id"), freeId(state, `${fieldOf(ftz).value}-NEW`, 1));
  const [name, nameZh] = [text("name", say("form.name_en")), text("name-zh", say("form.name_zh"))];
  const outline = area("outline", say("form.outline"));
  const sectors = (state.plan?.sectors ?? []).map((sector) => check(sector, sayOr(`sector.${sector}`, sector), false));
  return {
    fields: [
      hint("add"),
      outline,
      row(ftz, id),
      row(name, nameZh),
      h("details", {}, h("summary", {}, say("figure.sectors")), ...sectors),
    ],
    drawn: [{ field: textOf(outline), shape: "Polygon" }],
    read: () => {
      const geometry = readOutline(fieldOf(outline).value);
      const zone = fieldOf(id).value.trim();
      if (!geometry || !zone) return null;
      const chosen = sectors.filter((label) => fieldOf(label).checked).map((label) => fieldOf(label).name);
      const named = { name: fieldOf(name).value.trim(), name_zh: fieldOf(nameZh).value.trim() };
      return {
        edits: [
          {
            add: {
              zone,
              ftz: fieldOf(ftz).value,
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
  const taken = new Set([...(state.zonesLayer?.features ?? []), ...(state.zonesBase?.features ?? [])].map(({ properties }) => properties?.zone_id));
  const id = (/** @type {number} */ count) => (count > 1 ? `${zone}-${count}` : zone);
  let count = first;
  while (taken.has(id(count))) count += 1;
  return id(count);
}
