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
import { ChoiceWord, NumberWord, boxesWord } from "../core/ui/sentence-fields.tsx";
import { say, sayAround, sayOr } from "../core/words/words.ts";
import { attributesForm } from "./attributes-form.ts";
import {
  counterpartOptions,
  mergeForm,
  released,
  swapForm,
  taken,
  transferForm,
} from "./counterpart-forms.ts";
import { bearingOf, pointedDirection, sides } from "./directions.ts";
import { partsField, partsIn } from "./parts-field.ts";
import { pointFields } from "./point-form.ts";
import { parseLine, parseOutline, outlineToText } from "./geometry-text.ts";
import { resizeForm } from "./resize-form.tsx";
import { simplified } from "./simplification.ts";

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
  if (tool === "grow" || tool === "cut") return landForm(tool, state, feature, map);
  if (tool === "swap") return exchangeForm(state, feature, map);
  if (tool === "resize") return resizeForm(state, feature);
  if (tool === "move")
    return {
      fields: [
        h(
          "div",
          { class: "sentence" },
          ...sayAround("page-sentence-move", {
            east: h(NumberWord, { name: "east", label: say("page-form-east") }),
            north: h(NumberWord, { name: "north", label: say("page-form-north") }),
          }),
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
  if (tool === "add") return addForm(state, feature);
  if (tool === "set") return attributesForm(state, feature);
  if (tool === "drag")
    return { fields: [pointFields(state), advancedFields(hintLine(tool))], read: () => null };
  if (tool === "remove")
    return {
      fields: [hintLine("remove")],
      read: () => edits({ remove: { zone } }),
      needsNoAnswer: true,
    };
  return { fields: [hintLine(tool)], read: () => null };
}

/**
 * The words of a sentence about land: how much, on which side, given or got by which other zone of
 * its FTZ, off what, of which parts.
 */
function landWords(tool: Tool, state: State, feature: GeoJSON.Feature | undefined, map: L.Map) {
  const others = counterpartOptions(state);
  const parts = partsField(state, feature, map);
  const side = (name: string) =>
    h(ChoiceWord, { name, label: say("page-form-direction"), choices: sides() });
  const obstacles = obstaclesOf(state, feature).map((name) => ({
    name,
    label: say(`page-form-off-${name}`),
    checked: true,
  }));
  const none: [string, string] = ["", say("page-form-exchange-none")];
  return h(
    "div",
    { class: "sentence" },
    ...sayAround(
      `page-sentence-${tool}`,
      {
        size: h(NumberWord, { name: "size", label: say(`page-size-${tool}`), min: 0 }),
        direction: side("direction"),
        to: side("to"),
        partner: h(ChoiceWord, {
          name: "partner",
          label: say("page-form-exchange"),
          choices: [none, ...others],
        }),
        off: boxesWord("keep-off", say("page-form-keep-off"), obstacles),
        parts,
      },
      { others: others.length, divided: parts ? "yes" : "no" },
    ),
  );
}

/** The obstacles of a form that gained land keeps off. */
function keptOff(form: Element) {
  const keep_off = checkedIn(form.querySelector(".keep-off") ?? form);
  return keep_off.length ? { keep_off } : {};
}

/**
 * Adds or removes land, by an area, on all sides or on one, in exchange with another zone of its FTZ
 * or not; or the drawn land itself.
 */
function landForm(
  tool: "grow" | "cut",
  state: State,
  feature: GeoJSON.Feature | undefined,
  map: L.Map,
): Form {
  const zone = state.zone ?? "";
  return {
    fields: [
      landWords(tool, state, feature, map),
      advancedFields(hintLine(tool), textAreaField("outline", say("page-form-outline"))),
    ],
    drawable: feature && [{ name: "outline", shape: "Polygon" }, pointedDirection(feature)],
    read: (form) => {
      const geometry = parseOutline(textOf(form, "outline"));
      if (geometry) return { drawn: { zone, geometry, part: tool === "cut" ? "cut" : "added" } };
      const by_km2 = numberOf(form, "size");
      if (!by_km2) return null;
      const changed = { zone, by_km2, ...bearingOf(form, "direction"), ...partsIn(form) };
      const other = textOf(form, "partner");
      if (tool === "cut")
        return { edits: [{ shrink: changed }, ...(other ? [taken(other, by_km2)] : [])] };
      const grown = { expand: { ...changed, ...keptOff(form) } };
      return { edits: other ? [released(other, by_km2), grown] : [grown] };
    },
  };
}

/** Exchanges land of a zone: so much on one side for as much on another; or as both are drawn. */
function exchangeForm(state: State, feature: GeoJSON.Feature | undefined, map: L.Map): Form {
  const zone = state.zone ?? "";
  const drawn = swapForm(state, zone);
  return {
    ...drawn,
    fields: [landWords("swap", state, feature, map), ...drawn.fields],
    read: (form) => {
      const by_km2 = numberOf(form, "size");
      if (!by_km2) return drawn.read(form);
      if (textOf(form, "direction") === textOf(form, "to")) return null;
      const changed = { zone, by_km2, ...partsIn(form) };
      const edits: Edit[] = [
        { shrink: { ...changed, ...bearingOf(form, "direction") } },
        { expand: { ...changed, ...bearingOf(form, "to"), ...keptOff(form) } },
      ];
      return { edits };
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
