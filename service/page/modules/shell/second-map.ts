/**
 * A second map of the compared scenario: beside the first one, or under it with a swipe. It shows
 * the same layers before the changes, and both always show the same view.
 */

import { signal } from "../../vendor/preact/index.js";
import { isComparing } from "../draft/draft.ts";
import { againstTitle, shownTitle } from "../scenario/scenario-titles.ts";
import { Store } from "../core/store.ts";
import { followZoneTint } from "../figures/zone-tints.ts";
import { button, byId, elementOf, fill, h } from "../core/ui/dom.ts";
import { say } from "../core/words/words.ts";
import { addControls } from "../map/controls.ts";
import { addExplainedRegion } from "../figures/explained-region.ts";
import { addLandChanges } from "../draft/land-changes.ts";
import { LAYERS } from "./map-layers.ts";
import { panSilently } from "../map/leaflet-internals.ts";
import { addPanes } from "../map/panes.ts";
import { addProposedLand } from "../propose/proposed-land.ts";
import { honourStillness, MAP_OPTIONS } from "../map/view.ts";

const MODES = ["one", "swipe", "two"] as Mode[];

/** Layers of the first map only: they show changes, or its selection. */
const OF_THE_FIRST = [addExplainedRegion, addLandChanges, addProposedLand, addControls];

/** State that the second map copies from the first. */
const SHARED_STATE = [
  "radius",
  "by",
  "language",
  "theme",
  "aim",
  "tint",
  "hidden",
  "plan",
  "scenarios",
  "zone",
  "region",
  "tool",
  "policy",
  "tab",
  "locks",
  "areas",
  "regionLayers",
  "consensus",
] as (keyof State)[];

export function addSecondMap({ store, map }: Page) {
  const frame = byId("map-frame");
  let second: Page | null = null;
  const content = elementOf(h("div", { id: "map-modes" }));
  frame.append(content);
  const swiped = signal(50);
  /** Choose a mode; two maps open where the change is, at its scale. */
  const choose = (one: Mode) => {
    store.set({ mode: one });
    if (one !== "one") store.set({ goingTo: store.state.scenario });
  };
  const mode = () => (isComparing(store.state) ? store.state.mode : "one");
  store.watch(() => {
    const shares = mode() === "swipe" ? [swiped.value, 100 - swiped.value] : [50, 50];
    const { state } = store;
    /** The caption of a side that is too narrow is hidden. */
    const caption = (side: string, share: number) =>
      h(
        "span",
        { class: `caption ${side}`, hidden: share < 6 },
        side === "before" ? againstTitle(state) : shownTitle(state),
      );
    fill(
      content,
      h("i", { id: "swipe-line", "aria-hidden": "true" }),
      caption("before", shares[0]),
      caption("after", shares[1]),
      h("input", {
        type: "range",
        id: "swipe",
        min: 0,
        max: 100,
        value: swiped.value,
        "aria-label": say("page-compare-swipe-label"),
        oninput: ({ target }: any) => {
          swiped.value = Number(target.value);
          frame.style.setProperty("--swipe", `${target.value}%`);
        },
      }),
      h(
        "div",
        {
          id: "modes",
          class: "segmented",
          role: "group",
          "aria-label": say("page-compare-mode"),
          hidden: !isComparing(state),
        },
        ...MODES.map((one) =>
          button(
            {
              "data-mode": one,
              "aria-pressed": String(one === state.mode),
              onclick: () => choose(one),
            },
            say(`page-compare-${one}`),
          ),
        ),
      ),
    );
  });

  const layOut = () => {
    const now = mode();
    if (now !== "one" && !second) second = buildSecondMap(store, map);
    if (frame.dataset.mode === now) return;
    const { lat, lng } = map.getCenter();
    const was = frame.dataset.mode ?? (store.state.view ? now : "one");
    const halved = Number(now === "two") - Number(was === "two");
    const zoom = map.getZoom() - halved;
    frame.dataset.mode = now;
    if (now === "two") byId("legend").removeAttribute("open");
    map.invalidateSize({ pan: false });
    second?.map.invalidateSize({ pan: false });
    map.setView([lat, lng], zoom, { animate: false });
    second?.map.setView([lat, lng], zoom, { animate: false });
  };
  store.on(["scenario", "against", "againstBy", "draft", "mode"], layOut);
}

/** The second map, with its own state that follows the first's. */
function buildSecondMap(store: Store, first: L.Map): Page {
  const place = elementOf(h("div", { id: "map-beside" }));
  first.getContainer().after(place);
  const map = L.map(place, {
    ...MAP_OPTIONS,
    zoomSnap: 0,
    center: first.getCenter(),
    zoom: first.getZoom(),
  });
  honourStillness(map);
  const side = new Store({ ...store.state, ...ownOf(store.state) });
  addPanes(side, map);
  const page = { store: side, map, second: true };
  for (const add of LAYERS) if (!OF_THE_FIRST.includes(add)) add(page);
  followZoneTint(side);
  store.on(
    [...SHARED_STATE, "against", "againstBy", "before", "regionsBefore", "figures", "regions"],
    () => {
      const taken = Object.fromEntries(SHARED_STATE.map((key) => [key, store.state[key]]));
      side.set({ ...taken, ...followed(store.state) });
    },
  );
  side.on(["zone", "region"], () => {
    const { zone, region, tab } = side.state;
    if (zone !== store.state.zone || region !== store.state.region)
      store.set({ zone, region, tab });
  });
  const together = () => byId("map-frame").dataset.mode !== "one";
  syncMaps(first, map, together);
  syncMaps(map, first, together);
  first.on("resize", () => map.invalidateSize({ pan: false }));
  return page;
}

const followed = ({ against, by, againstBy, before, figures, regionsBefore, regions }: State) => ({
  scenario: against,
  against,
  by: againstBy ?? by,
  figures: before ?? figures,
  regions: regionsBefore ?? regions,
});

const ownOf = (state: State): Partial<State> => ({
  ...followed(state),
  againstBy: null,
  draft: null,
  loading: false,
  trial: null,
  trialEdits: null,
  edited: null,
  explained: null,
  before: null,
  regionsBefore: null,
  comparison: null,
  zonesBase: null,
  zonesLayer: null,
  clustersLayer: null,
  gatewaysLayer: null,
});

let syncing = false;

/** Keep both maps at the same view: panned while one is dragged, set when it stops. */
function syncMaps(one: L.Map, other: L.Map, together: () => boolean) {
  const follow = (standing: boolean) => () => {
    if (syncing || !together()) return;
    syncing = true;
    const [center, zoom] = [one.getCenter(), one.getZoom()];
    const shift = other.project(center, zoom).subtract(other.project(other.getCenter(), zoom));
    if (!standing && zoom === other.getZoom()) panSilently(other, shift.round());
    else other.setView(center, zoom, { animate: false });
    syncing = false;
  };
  one.on("move", follow(false));
  one.on("moveend", follow(true));
}
