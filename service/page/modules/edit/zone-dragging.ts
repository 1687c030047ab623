/** Dragging the selected zone: its vertices, or the whole zone. */

import { featureOf } from "../core/plan-parts.ts";
import { isOffline } from "../core/api.ts";
import { kmBetween } from "../map/ellipsoid.ts";
import { draftEdits } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce } from "../core/ui/dom.ts";
import { messageOf, sayMessage } from "../core/words/messages.ts";
import { fetchFullZone } from "../draft/draft-figures.ts";
import { addHandles, enableMove } from "./handles.ts";
import { focusedHandle, focusHandle } from "./held-points.ts";
import { queuedEdits } from "../draft/offline-queue.ts";
import { commitTrial } from "./tools.ts";

const OFFLINE_POINTS = messageOf("page-refused-offline-points");
const REFUSED_STEP = messageOf("page-refused-step");
/** Refusals that last until the service answers again. */
const OFFLINE_CODES = [OFFLINE_POINTS.code, "page-refused-offline-tool"];

/** Show a draggable outline of the selected zone while the active tool needs one. */
export function addZoneDragging(page: Page) {
  const { store, map } = page;
  let held: { geometry: GeoJSON.Geometry; leave: () => void; key: string } | null = null;
  let turn = 0;
  let dragging = false;

  const release = () => {
    held?.leave();
    held = null;
    dragging = false;
  };
  const attempt = (trial: Trial) => {
    dragging = true;
    const { refused } = store.state;
    store.set({ trial, refused: refused?.[0].code === REFUSED_STEP.code ? null : refused });
  };
  const drop = async (trial: Trial, drawn: GeoJSON.Geometry | null) => {
    dragging = false;
    trial.dropped = true;
    store.set({ trial });
    if (held && drawn) held.geometry = drawn;
    if (await commitTrial(page)) return;
    if (store.state.trial !== trial) return;
    release();
    store.set({ trial: null, trialEdits: null });
    await grab();
  };

  const grab = async () => {
    const { tool, zone, edited, trial, offline } = store.state;
    const key = `${tool} ${zone}`;
    const mine = ++turn;
    if (!zone || (tool !== "drag" && tool !== "move")) return release();
    if (held && held.key !== key) release();
    if (dragging || trial || (offline && held && tool === "drag")) return;
    if (offline && queuedEdits(store.state).length) {
      release(); // only the service knows the zone's position now
      return tool === "drag" ? store.set({ refused: [OFFLINE_POINTS] }) : undefined;
    }
    const known = featureOf(edited?.zones, zone);
    const feature = known ?? (await fetchFullZone(store.state, zone));
    if (mine !== turn || dragging) return;
    if (!feature) return release();
    if (held && sameShape(held.geometry, feature.geometry)) return;
    const focused = focusedHandle();
    release();
    const { geometry } = feature;
    const leave =
      tool === "drag"
        ? await addHandles(map, geometry, {
            moved: (drawn) => attempt({ drawn: { zone, geometry: drawn } }),
            dropped: (drawn) => void drop({ drawn: { zone, geometry: drawn } }, drawn),
            crossed: () => {
              dragging = false;
              const why = messageOf("page-refused-crossing");
              store.set({ trial: null, trialEdits: null, refused: [why] });
              announce(sayMessage(store.state, why));
            },
            stayed: () => {
              store.set({ refused: [REFUSED_STEP] });
              announce(sayMessage(store.state, REFUSED_STEP));
            },
          })
        : await enableMove(map, geometry, (from, to, dropped) => {
            const { plan } = store.state;
            if (!plan) return;
            const [dx_km, dy_km] = kmBetween(plan.ellipsoid, from, to);
            const trial = { edits: [{ move: { zone, dx_km, dy_km } }] };
            if (dropped) void drop(trial, null);
            else attempt(trial);
          });
    if (mine !== turn) return leave();
    held = { geometry, leave, key };
    if (focused >= 0) focusHandle(focused);
  };
  showRecutNeighbours(page);
  store.on(["tool"], () => {
    const { tool } = store.state;
    document.body.dataset.toolInHand = tool ?? "";
    document.body.classList.toggle("tool-in-hand", tool != null && tool !== "lock");
  });
  store.on(["tool", "zone", "edited", "trial", "offline"], () => {
    if (
      !store.state.offline &&
      store.state.refused?.some(({ code }) => OFFLINE_CODES.includes(code))
    )
      store.set({ refused: null });
    grab().catch((error) => {
      if (isOffline(error)) store.set({ refused: [OFFLINE_POINTS] });
      reportProblem(store, error);
    });
  });
}

/** Whether two outlines have the same vertices, to a nanodegree. */
function sameShape(one: GeoJSON.Geometry, other: GeoJSON.Geometry) {
  const numbers = ({ type, coordinates }: any) =>
    (type === "Polygon" ? [coordinates] : coordinates).flat(4) as number[];
  const [a, b] = [numbers(one), numbers(other)];
  return a.length === b.length && a.every((value, index) => Math.abs(value - b[index]) < 1e-9);
}

/** Show the neighbours' new outlines while a shared border is dragged. */
function showRecutNeighbours({ store, map }: Page) {
  const group = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "editing" });
  store.on(["trialEdits"], () => {
    const { trialEdits, trial, zone } = store.state;
    group.clearLayers();
    const known = draftEdits(store.state) ?? [];
    for (const edit of (trial?.drawn && trialEdits) || []) {
      if (!edit.reshape || edit.reshape.zone === zone || known.includes(edit)) continue;
      const options = {
        pane: "editing",
        renderer,
        interactive: false,
        style: { className: "neighbour" },
      };
      group.addLayer(L.geoJSON(edit.reshape.geometry, options as any));
    }
  });
}
