/** The foot of the page: how sure the boundaries are, sources, the pointer's position, the CRS. */

import { h } from "../core/ui/dom.ts";
import { Button } from "../core/ui/elements.tsx";
import { inLanguage, say } from "../core/words/words.ts";
import { basemapSource } from "../map/basemap.ts";
import { PointerPosition } from "../map/pointer-position.tsx";

/** The Gauss–Krüger position, the CRS and notes on the map. */
export function Foot({ state }: { state: State }) {
  const { plan } = state;
  const number = plan?.review_number;
  const note = boundaryNote(state);
  return (
    <footer id="foot">
      {(number || plan?.asks_review) && (
        <span class="draft" id="draft">
          {number ? say("page-foot-reviewed", { number }) : say("page-foot-draft")}
        </span>
      )}
      {note && <span id="schematic">{note}</span>}
      <Button id="sources" data-about="sources" word="page-foot-sources" />
      {plan?.context && <span id="attribution">© OpenStreetMap, GSHHG, GeoNames</span>}
      {basemapSource.value && <span id="ground-source">{basemapSource.value}</span>}
      <PointerPosition />
      <span id="crs">{plan?.crs_name}</span>
    </footer>
  );
}

/** The statement about the boundaries: from their sources and the plan itself. */
function boundaryNote({ plan, zonesLayer }: State) {
  const sources = zonesLayer?.features.map(({ properties }) => properties?.boundary_source) ?? [];
  const own = plan?.boundary_note ? inLanguage(plan.boundary_note) : "";
  const notes = [sayIfSchematic(sources, plan?.schematic_why ?? null), own].filter(Boolean);
  return notes.join(" ").replace(/[.。]$/, "");
}

/** The statement about boundaries with these sources, with its reason; "" if all are sure. */
function sayIfSchematic(sources: unknown[], reason: PlanDocument["schematic_why"]) {
  const [schematic, surveyed] = ["schematic", "surveyed"].map(
    (source) => sources.filter((each) => each === source).length,
  );
  if (!schematic) return "";
  const of = schematic === sources.length ? "all" : "some";
  const why = reason ? inLanguage(reason) : "none";
  const zones = sources.length;
  return say("terms-schematic", { what: "zones", of, why, zones, schematic, surveyed });
}
