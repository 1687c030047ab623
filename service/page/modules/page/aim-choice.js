/**
 * The choice of the scope: the whole plan, an FTZ, a sector, a region. The map moves to a chosen
 * FTZ or region, unless something is being edited.
 */

import { showBounds } from "../map/view.js";
import { aimOf } from "../state/aim.js";
import { coarsestLevel, levelCodes } from "../state/plan-parts.js";
import { regionLayer } from "../state/region-shapes.js";
import { byId, fill, h } from "../ui/dom.js";
import { nameById, nameOf, shortNameOf } from "../words/names.js";
import { say, sayOr } from "../words/words.js";

/** @typedef {[value: string, words: string]} Choice */

/** @param {Page} page */
export function addAimChoice({ store, map }) {
  const select = /** @type {HTMLSelectElement} */ (byId("aim"));
  select.addEventListener("change", async () => {
    const aim = select.value || null;
    store.set({ aim });
    const bounds = await placeOf(store);
    const { state } = store;
    if (bounds && state.aim === aim && !state.tool && !state.trial) showBounds(map, bounds);
  });
  store.watch(() => {
    const { plan, aim, region } = store.state;
    const group = (/** @type {string} */ words, /** @type {Choice[]} */ choices) =>
      choices.length > 0 &&
      h(
        "optgroup",
        { label: words },
        ...choices.map(([value, name]) => h("option", { value }, name)),
      );
    const provinces = plan?.provinces ?? [];
    const chosen = [region, aim?.startsWith("region:") ? aim.slice(7) : null].filter(
      (code) => code && !provinces.some(({ adcode }) => adcode === code),
    );
    fill(
      select,
      h("option", { value: "" }, say("page-aim-all")),
      group(
        say("page-layername-ftzs"),
        (plan?.ftzs ?? []).map((ftz) => [
          `ftz:${ftz.ftz_id}`,
          say("page-aim-group", { name: shortNameOf(ftz) || ftz.ftz_id }),
        ]), // a province may have the same name
      ),
      group(
        say("page-figure-sectors"),
        (plan?.sectors ?? []).map((one) => [`sector:${one}`, sayOr(`page-sector-${one}`, one)]),
      ),
      group(
        say("page-explain-chosen"),
        [...new Set(chosen)].map((code) => [`region:${code}`, nameById(store.state, code ?? "")]),
      ),
      group(
        say("page-level", { level: coarsestLevel(store.state) }),
        provinces.map((row) => [`region:${row.adcode}`, nameOf(row) || row.adcode]),
      ),
    );
    select.value = aim ?? "";
    select.classList.toggle("aimed", aim != null);
  });
}

/**
 * The bounds of the FTZ or region in scope; null for others.
 *
 * @param {Store} store
 * @returns {Promise<L.LatLngBounds | null>}
 */
async function placeOf(store) {
  const { state } = store;
  const [kind, value] = aimOf(state);
  const ftz = kind === "ftz" && state.plan?.ftzs.find(({ ftz_id }) => ftz_id === value);
  if (ftz && ftz.extent) {
    const [west, south, east, north] = ftz.extent;
    return L.latLngBounds([south, west], [north, east]);
  }
  if (kind !== "region") return null;
  for (const level of levelCodes(state).reverse()) {
    const regions = (await regionLayer(store, level))?.features ?? [];
    const region = regions.find(({ properties }) => properties?.adcode === value);
    if (region) return L.geoJSON(region).getBounds();
  }
  return null;
}
