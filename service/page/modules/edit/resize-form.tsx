/** Resizes the selected zone by a distance, to an area or up to its cap, on all sides or on one. */

import { signal } from "../../vendor/preact/index.js";
import { h } from "../core/ui/dom.ts";
import { numberOf, textOf } from "../core/ui/form-fields.ts";
import { ChoiceWord, NumberWord, type Choice } from "../core/ui/sentence-fields.tsx";
import { say, sayAround } from "../core/words/words.ts";
import { bearingOf, pointedDirection, sides } from "./directions.ts";

/** Less counts as no headroom: areas are shown with two decimals. */
const LEAST_ROOM_KM2 = 0.01;
/** The ways whose size is a distance, which are verbs of edits. */
const BY_KM = ["expand", "shrink"];

export function resizeForm(state: State, feature: GeoJSON.Feature | undefined): Form {
  const zone = state.zone ?? "";
  return {
    fields: [h(ResizeSentence, { most: areaUpToCap(state, zone), how: signal("expand") })],
    drawable: feature && [pointedDirection(feature)],
    read: (form) => {
      const value = numberOf(form, "size");
      if (!value) return null;
      const side = bearingOf(form, "direction");
      const how = textOf(form, "how");
      if (BY_KM.includes(how)) return { edits: [{ [how]: { zone, by_km: value, ...side } }] };
      const today =
        state.figures?.zones.find((row) => row.zone_id === zone)?.area_km2 ??
        feature?.properties?.area_km2;
      const verb = value < today ? "shrink" : "expand";
      return { edits: [{ [verb]: { zone, to_area_km2: value, ...side } }] };
    },
  };
}

/** @param most the largest area within the cap, which is offered if there is one */
function ResizeSentence({ most, how }: { most: Amount; how: { value: string } }) {
  const ways = [...BY_KM, "to", ...(most ? ["cap"] : [])];
  const size = BY_KM.includes(how.value) ? "by" : how.value;
  const choose = ({ form, value }: HTMLSelectElement) => {
    how.value = value;
    const field = form?.elements.namedItem("size") as HTMLInputElement | null;
    if (field && value === "cap") field.value = String(most);
  };
  return (
    <div class="sentence">
      {sayAround(
        "page-sentence-resize",
        {
          how: (
            <ChoiceWord
              name="how"
              label={say("page-form-how")}
              choices={ways.map((way): Choice => [way, say(`page-resize-${way}`)])}
              choose={choose}
            />
          ),
          size: <NumberWord name="size" label={say("page-size-resize", { size })} min={0} />,
          direction: (
            <ChoiceWord name="direction" label={say("page-form-direction")} choices={sides()} />
          ),
        },
        { by: size },
      )}
    </div>
  );
}

/**
 * The largest area of a zone within the cap of its FTZ, in km²; null without a cap, or without
 * headroom.
 */
function areaUpToCap({ figures }: State, zone: string): Amount {
  const row_ = figures?.zones.find((row) => row.zone_id === zone);
  const ftz = figures?.ftzs.find((row) => row.ftz_id === row_?.ftz_id);
  const room = ftz?.headroom_km2 ?? 0;
  return row_ && room >= LEAST_ROOM_KM2
    ? Math.floor(((row_.area_km2 ?? 0) + room) * 100) / 100
    : null;
}
