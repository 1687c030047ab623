/** The form of each tool: its fields, and the resulting edits. */

import { h } from "../core/ui/dom.ts";
import {
  advancedFields,
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
} from "../core/ui/form-fields.ts";
import { shortNameOf } from "../core/words/names.ts";
import { say, sayOr } from "../core/words/words.ts";
import { attributesForm } from "./attributes-form.ts";
import {
  counterpartOptions,
  mergeForm,
  released,
  swapForm,
  taken,
  transferForm,
} from "./counterpart-forms.ts";
import { chosenPolygons, partsField, partsIn } from "./parts-field.ts";
import { pointFields } from "./point-form.ts";
import { parseLine, parseOutline, outlineToText } from "./geometry-text.ts";
import { simplified } from "./simplification.ts";

/** Less counts as no headroom: areas are shown with two decimals. */
const LEAST_ROOM_KM2 = 0.01;
/** The verb and option of a size that is not a whole area. */
const RESIZE: { [how: string]: string[] } = {
  add: ["expand", "by_km2"],
  release: ["shrink", "by_km2"],
  expand: ["expand", "by_km"],
  shrink: ["shrink", "by_km"],
};
/** Directions, in degrees from north; a zone grows 45° to each side of one. */
const COMPASS = [0, 45, 90, 135, 180, 225, 270, 315];
/** A name in Chinese. */
const HAN = /\p{Script=Han}/u;

/** @param feature the selected zone */
export function formOf(
  tool: Tool,
  { store: { state }, map }: Page,
  feature: GeoJSON.Feature | undefined,
): Form {
  const zone = state.zone ?? "";
  const edits = (edit: Edit) => ({ edits: [edit] });
  if (tool === "grow" || tool === "cut" || tool === "resize")
    return resizeForm(tool, state, feature, map);
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
    const simplify = ({ target: { form, value } }: { target: HTMLInputElement }) => {
      const metres = Number.parseFloat(value);
      if (feature && form)
        fieldOf(form, "outline").value =
          metres > 0 ? outlineToText(simplified(feature.geometry, metres)) : before;
    };
    return {
      fields: [
        hintLine("draw"),
        advancedFields(
          numberField("simplify", say("page-form-simplify"), 0, { oninput: simplify }),
          textAreaField("outline", say("page-form-outline"), before),
        ),
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
        advancedFields(
          textAreaField("line", say("page-form-line")),
          fieldRow(
            textField("into-1", say("page-form-larger"), zone),
            textField("into-2", say("page-form-smaller"), freeId(state, zone)),
          ),
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
  if (tool === "drag")
    return { fields: [hintLine(tool), advancedFields(pointFields(state))], read: () => null };
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
 */
function areaUpToCap({ figures }: State, zone: string) {
  const row_ = figures?.zones.find((row) => row.zone_id === zone);
  const ftz = figures?.ftzs.find((row) => row.ftz_id === row_?.ftz_id);
  const room = ftz?.headroom_km2 ?? 0;
  return row_ && room >= LEAST_ROOM_KM2
    ? Math.floor(((row_.area_km2 ?? 0) + room) * 100) / 100
    : null;
}

/**
 * Resizes the selected zone to or by an area, or by a distance, on all sides or in one direction;
 * what it gains or releases by an area may be exchanged with another zone of its FTZ. `grow` and
 * `cut` do so by an area alone, or by the land itself.
 */
function resizeForm(
  tool: "grow" | "cut" | "resize",
  state: State,
  feature: GeoJSON.Feature | undefined,
  map: L.Map,
): Form {
  const zone = state.zone ?? "";
  const drawn = tool !== "resize";
  const most = areaUpToCap(state, zone);
  const ways = ["add", "release", "expand", "shrink", "to", ...(most ? ["cap"] : [])];
  const others = counterpartOptions(state);
  const fillSize = ({ target: { form, value } }: { target: HTMLSelectElement }) => {
    if (!form) return;
    if (value === "cap") fieldOf(form, "size").value = String(most);
    const exchanged = fieldOf(form, "partner");
    exchanged.disabled = value !== "add" && value !== "release";
    if (exchanged.disabled) exchanged.value = "";
  };
  const directions = COMPASS.map((to) => [String(to), say(`page-direction-${to}`)]);
  return {
    fields: [
      hintLine(tool),
      fieldRow(
        selectField(
          "how",
          say("page-form-how"),
          ways.map((way) => [way, say(`page-resize-${way}`)]),
          tool === "cut" ? "release" : "add",
          { hidden: drawn, oninput: fillSize },
        ),
        numberField("size", say(`page-size-${tool}`), 0),
        selectField("direction", say("page-form-direction"), [
          ["", say("page-direction-all")],
          ...directions,
        ]),
        selectField(
          "partner",
          say("page-form-exchange"),
          [["", say("page-form-exchange-none")], ...others],
          undefined,
          { hidden: !others.length },
        ),
      ),
      h(
        "fieldset",
        { class: "keep-off", hidden: tool === "cut" },
        h("legend", {}, say("page-form-keep-off")),
        ...obstaclesOf(state, feature).map((obstacle) =>
          checkField(obstacle, say(`page-form-off-${obstacle}`), true),
        ),
      ),
      partsField(state, feature, map),
      drawn && advancedFields(textAreaField("outline", say("page-form-outline"))),
    ],
    drawable: feature && [
      ...(drawn ? [{ name: "outline", shape: "Polygon" } as const] : []),
      {
        name: "direction",
        shape: "Point",
        write: (field, { coordinates }) => {
          const land = chosenPolygons(field.form ?? field, feature);
          chooseDirection(field, bearingFrom(land, coordinates));
        },
      },
    ],
    read: (form) => {
      const geometry = drawn && parseOutline(textOf(form, "outline"));
      if (geometry) return { drawn: { zone, geometry, part: tool === "cut" ? "cut" : "added" } };
      const value = numberOf(form, "size");
      if (!value) return null;
      const today =
        state.figures?.zones.find((row) => row.zone_id === zone)?.area_km2 ??
        feature?.properties?.area_km2;
      const how = textOf(form, "how");
      const [verb, size] = RESIZE[how] ?? [value < today ? "shrink" : "expand", "to_area_km2"];
      const side = textOf(form, "direction");
      const obstacles = form.querySelector(".keep-off");
      const keep_off = verb === "expand" && obstacles ? checkedIn(obstacles) : [];
      const edit = {
        [verb]: {
          zone,
          [size]: value,
          ...(side && { bearing: [(Number(side) + 315) % 360, (Number(side) + 45) % 360] }),
          ...(keep_off.length ? { keep_off } : {}),
          ...partsIn(form),
        },
      };
      const other = textOf(form, "partner");
      if (!other) return { edits: [edit] };
      return {
        edits: verb === "expand" ? [released(other, value), edit] : [edit, taken(other, value)],
      };
    },
  };
}

/** What land that a zone gains may keep off, as far as the plan has it. */
function obstaclesOf({ plan }: State, feature: GeoJSON.Feature | undefined) {
  const ftz = plan?.ftzs.find(({ ftz_id }) => ftz_id === feature?.properties?.ftz_id);
  const inProvince = plan?.provinces.some(({ adcode }) => adcode === ftz?.adcode);
  return [
    "neighbours",
    ...["exclusions", "waters"].filter((layer) => plan?.has.includes(layer)),
    ...(inProvince ? ["outside_province"] : []),
  ];
}

function addForm(state: State, feature: GeoJSON.Feature | undefined): Form {
  const ftzs = (state.plan?.ftzs ?? []).map((ftz) => [ftz.ftz_id, shortNameOf(ftz) || ftz.ftz_id]);
  const options = [...ftzs, ["", say("page-form-no-ftz")]];
  const wished = (feature ? feature.properties?.ftz_id : ftzs[0]?.[0]) ?? "";
  const ftz = options.some(([id]) => id === wished) ? wished : "";
  const chinese = state.plan?.languages.includes("zh");
  const known = state.outline?.names ?? [];
  const inChinese = (name: string) => chinese && HAN.test(name);
  const sectors = state.plan?.sectors ?? [];
  return {
    fields: [
      hintLine("add"),
      selectField("ftz", say("page-form-ftz"), options, ftz, { hidden: !ftzs.length }),
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
      advancedFields(
        textAreaField("outline", say("page-form-outline")),
        textField("id", say("page-form-id"), freeId(state, ftz ? `${ftz}-NEW` : "NEW", 1)),
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

/** The direction from land to a place, in degrees from north. */
function bearingFrom(polygons: GeoJSON.Position[][][], [lng, lat]: GeoJSON.Position) {
  const from = centroidOf(polygons);
  const east = (lng - from.lng) * Math.cos((((lat + from.lat) / 2) * Math.PI) / 180);
  return Math.round((Math.atan2(east, lat - from.lat) * 180) / Math.PI + 360) % 360;
}

/** The centroid of land, from which bearings are taken. */
function centroidOf(polygons: GeoJSON.Position[][][]) {
  let [lng, lat, area] = [0, 0, 0];
  for (const [ring] of polygons) {
    const [[x0, y0]] = ring;
    for (const [index, [x1, y1]] of ring.slice(1).entries()) {
      const [x, y] = ring[index];
      const twice = (x - x0) * (y1 - y0) - (x1 - x0) * (y - y0);
      area += twice;
      lng += (twice * (x + x1 + x0)) / 3;
      lat += (twice * (y + y1 + y0)) / 3;
    }
  }
  return { lng: lng / area, lat: lat / area };
}

/** Choose a direction that the list may not have. */
function chooseDirection(list: Element, to: number) {
  const value = String(to);
  const select = list as HTMLSelectElement;
  if (![...select.options].some((one) => one.value === value))
    select.add(new Option(say("page-direction-pointed", { bearing: to }), value));
  select.value = value;
}

/**
 * An id that no zone has yet.
 *
 * @param first 1: the id itself may be free
 */
function freeId(state: State, zone: string, first: number = 2) {
  const taken = new Set(
    [...(state.zonesLayer?.features ?? []), ...(state.zonesBase?.features ?? [])].map(
      ({ properties }) => properties?.zone_id,
    ),
  );
  const id = (count: number) => (count > 1 ? `${zone}-${count}` : zone);
  let count = first;
  while (taken.has(id(count))) count += 1;
  return id(count);
}
