/** A form for each tool: what it asks, and the edits that the answers mean. */

import { h } from "./dom.js";
import { readLine, readOutline, writeOutline } from "./coordinates.js";
import { say, sayOr, shortNameOf } from "./words.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Tool} Tool
 * @typedef {import("./types.js").Trial} Trial
 *
 * @typedef {object} Form
 * @property {Node[]} fields
 * @property {() => Trial | null} read what the answers mean; null: not answered yet
 * @property {{field: HTMLTextAreaElement, shape: "Line" | "Polygon"}[]} [drawn] fields that can be
 *   filled by drawing
 * @property {boolean} [atOnce] it has something to apply without an answer
 */

/**
 * @param {Tool} tool
 * @param {State} state
 * @param {GeoJSON.Feature | undefined} feature the chosen zone
 * @returns {Form}
 */
export function formOf(tool, state, feature) {
  const zone = state.zone ?? "";
  const edits = (/** @type {import("./types.js").Edit} */ edit) => ({ edits: [edit] });
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
  if (tool === "swap") return swapForm(state, zone, feature);
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
        .filter(([label]) => label.isConnected && checkOf(label).checked)
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
 * @param {string} zone
 * @param {GeoJSON.Feature | undefined} feature
 * @returns {Form}
 */
function swapForm(state, zone, feature) {
  const [release, take] = [area("release", say("form.release")), area("take", say("form.take"))];
  const others = (state.zonesLayer?.features ?? []).filter(
    ({ properties }) =>
      properties?.ftz_id === feature?.properties?.ftz_id && properties?.zone_id !== zone,
  );
  const partner = select("with", say("form.with"), [
    ["", say("form.free_land")],
    ...others.map(({ properties }) => /** @type {[string, string]} */ ([properties?.zone_id, shortNameOf(properties) || properties?.zone_id])),
  ]);
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
      const chosen = sectors.filter((label) => checkOf(label).checked).map((label) => checkOf(label).name);
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

const hint = (/** @type {string} */ tool) => h("p", { class: "note" }, say(`hint.${tool}`));
const row = (/** @type {Node[]} */ ...fields) => h("div", { class: "fields" }, ...fields);
const fieldOf = (/** @type {HTMLElement} */ label) =>
  /** @type {HTMLInputElement} */ (label.querySelector("input, select, textarea"));
const textOf = (/** @type {HTMLElement} */ label) => /** @type {HTMLTextAreaElement} */ (/** @type {unknown} */ (fieldOf(label)));
const checkOf = fieldOf;
const valueOf = (/** @type {HTMLElement} */ label) => {
  const value = Number.parseFloat(fieldOf(label).value);
  return Number.isFinite(value) ? value : null;
};
const number = (/** @type {string} */ name, /** @type {string} */ label, /** @type {number} */ min = -10_000) =>
  h("label", {}, label, h("input", { name, type: "number", step: "any", min, inputmode: "decimal" }));
const text = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ value = "") =>
  h("label", {}, label, h("input", { name, type: "text", value, spellcheck: "false", autocomplete: "off" }));
const area = (/** @type {string} */ name, /** @type {string} */ label) =>
  h("label", { class: "wide" }, label, h("textarea", { name, rows: 4, spellcheck: "false", placeholder: say("form.positions") }));
const check = (/** @type {string} */ name, /** @type {string} */ label, /** @type {boolean} */ checked) =>
  h("label", { class: "check" }, h("input", { name, type: "checkbox", checked }), label);
const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string[][]} */ options) =>
  h("label", {}, label, h("select", { name }, ...options.map(([value, words]) => h("option", { value }, words))));
