/**
 * Editing: which tool is in hand, what is being tried with it, and when it becomes an edit.
 */

import { isOffline } from "../api.js";
import { announce } from "../ui/dom.js";
import { editsOf, openDraft, walk } from "../state/draft.js";
import { lineOf } from "../words/edit-summary.js";
import { apply } from "./draft-figures.js";
import { report } from "../state/loader.js";
import { giveHandles, letCarry, showNeighbours, wholeZone } from "./handles.js";
import { lockOf } from "../state/counterparts.js";
import { reasonOf } from "../words/refusals.js";
import { mainBlock, zoomTo } from "../map/view.js";
import { waitingOf } from "./offline-queue.js";
import { say } from "../words/words.js";

/**
 * @typedef {import("../types.js").Page} Page
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Store} Store
 * @typedef {import("../types.js").Tool} Tool
 * @typedef {import("../types.js").Trial} Trial
 */

export const TOOLS = /** @type {Tool[]} */ ([
  "drag", "draw", "resize", "move", "split", "merge", "transfer", "swap", "add", "remove", "lock",
]);

/** Tools that leave the chosen zone's own boundary alone. */
const HARMLESS = /** @type {Tool[]} */ (["add", "lock"]);
const SMALLEST_TO_EDIT_PX = 90;

/**
 * Take a tool into hand, or put it down where it is in hand already.
 *
 * @param {Page} page
 * @param {Tool} tool
 */
export async function takeTool(page, tool) {
  const { store, map } = page;
  const { state } = store;
  if (state.tool === tool) return leaveTool(store);
  const locked = lockOf(state);
  if (locked && !HARMLESS.includes(tool)) {
    store.set({ refused: locked, tool: null, trial: null, tried: null });
    return announce(locked);
  }
  try {
    if (tool !== "lock") await openDraft(store);
  } catch (error) {
    if (isOffline(error)) store.set({ refused: say("refused.offline_tool") });
    return report(store, error);
  }
  if (["drag", "draw", "split", "transfer"].includes(tool)) bringNear(page);
  map.closePopup();
  store.set({ tool, trial: null, tried: null, refused: null });
}

/** Put the tool down; what was being tried is given up. @param {Store} store */
export const leaveTool = (store) =>
  store.set({ tool: null, trial: null, tried: null, refused: null });

/**
 * Make what is tried an edit, and say so.
 *
 * @param {Page} page
 * @returns {Promise<boolean>}
 */
export async function make({ store }) {
  const done = await apply(store);
  if (done) {
    const edits = editsOf(store.state) ?? [];
    const last = edits[edits.length - 1];
    const words = store.state.offline ? "announce.waits" : "announce.edited";
    announce(last ? say(words, { edit: lineOf(store.state, last) }) : say("draft.none"));
  } else if (store.state.refused) announce(say("announce.refused", { why: reasonOf(store.state, store.state.refused) }));
  return done;
}

/**
 * @param {Store} store
 * @param {-1 | 1} step
 */
export function walkAndSay(store, step) {
  const done = walk(store, step);
  announce(say(done ? (step < 0 ? "announce.undone" : "announce.redone") : "announce.no_step"));
}

/** Zoom in where the chosen zone is too small to see its points. @param {Page} page */
function bringNear({ store, map }) {
  const { zone, zonesLayer } = store.state;
  const feature = zonesLayer?.features.find(({ properties }) => properties?.zone_id === zone);
  if (!feature) return;
  const bounds = mainBlock(feature);
  const size = map
    .latLngToLayerPoint(bounds.getSouthEast())
    .distanceTo(map.latLngToLayerPoint(bounds.getNorthWest()));
  if (size < SMALLEST_TO_EDIT_PX || !map.getBounds().contains(bounds))
    zoomTo(map, bounds.pad(0.6), 13);
}

/**
 * Keep the outline of the chosen zone in hand while a tool needs it.
 *
 * @param {Page} page
 */
export function followHands(page) {
  const { store, map } = page;
  /** @type {{geometry: GeoJSON.Geometry, leave: () => void, key: string} | null} */
  let hand = null;
  let turn = 0;
  let dragging = false;

  const letGo = () => {
    hand?.leave();
    hand = null;
    dragging = false;
  };
  const attempt = (/** @type {Trial} */ trial) => {
    dragging = true;
    store.set({ trial });
  };
  const drop = async (/** @type {Trial} */ trial, /** @type {GeoJSON.Geometry | null} */ drawn) => {
    dragging = false;
    store.set({ trial });
    if (hand && drawn) hand.geometry = drawn;
    if (await make(page)) return;
    if (store.state.trial !== trial) return;
    letGo();
    store.set({ trial: null, tried: null });
    await hold();
  };

  const hold = async () => {
    const { tool, zone, edited, trial, offline } = store.state;
    const key = `${tool} ${zone}`;
    const mine = ++turn;
    if (!zone || (tool !== "drag" && tool !== "move")) return letGo();
    if (hand && hand.key !== key) letGo();
    if (dragging || trial || (offline && hand && tool === "drag")) return;
    if (offline && waitingOf(store.state).length) {
      letGo(); // where the zone lies now, the service alone knows
      return tool === "drag" ? store.set({ refused: say("refused.offline_points") }) : undefined;
    }
    const known = edited?.zones.features.find(({ properties }) => properties?.zone_id === zone);
    const feature = known ?? (await wholeZone(store.state, zone));
    if (mine !== turn || dragging) return;
    if (!feature) return letGo();
    if (hand && sameShape(hand.geometry, feature.geometry)) return;
    letGo();
    const { geometry } = feature;
    const leave =
      tool === "drag"
        ? await giveHandles(map, geometry, {
            moved: (drawn) => attempt({ drawn: { zone, geometry: drawn } }),
            dropped: (drawn) => void drop({ drawn: { zone, geometry: drawn } }, drawn),
            crossed: () => {
              dragging = false;
              const why = say("refused.crossing");
              store.set({ trial: null, tried: null, refused: why });
              announce(why);
            },
          })
        : await letCarry(map, geometry, (dx_km, dy_km, dropped) => {
            const trial = { edits: [{ move: { zone, dx_km, dy_km } }] };
            if (dropped) void drop(trial, null);
            else attempt(trial);
          });
    if (mine !== turn) return leave();
    hand = { geometry, leave, key };
  };
  showNeighbours(page);
  store.on(["tool"], () => {
    const { tool } = store.state;
    document.body.dataset.toolInHand = tool ?? "";
    document.body.classList.toggle("in-hand", tool != null && tool !== "lock");
  });
  store.on(["tool", "zone", "edited", "trial", "offline"], () => {
    if (!store.state.offline && [say("refused.offline_points"), say("refused.offline_tool")].includes(store.state.refused ?? "")) store.set({ refused: null });
    hold().catch((error) => {
      if (isOffline(error)) store.set({ refused: say("refused.offline_points") });
      report(store, error);
    });
  });
}

/**
 * Whether two outlines have the same vertices, to a nanodegree.
 *
 * @param {GeoJSON.Geometry} one
 * @param {GeoJSON.Geometry} other
 */
function sameShape(one, other) {
  const numbers = (/** @type {any} */ { type, coordinates }) =>
    /** @type {number[]} */ ((type === "Polygon" ? [coordinates] : coordinates).flat(4));
  const [a, b] = [numbers(one), numbers(other)];
  return a.length === b.length && a.every((value, index) => Math.abs(value - b[index]) < 1e-9);
}
