/** The form of the active tool: input is shown as a trial at once, Enter makes it an edit. */

import { featureOf } from "../core/plan-parts.ts";
import { isOffline } from "../core/api.ts";
import { mainBlockBounds, zoomTo } from "../map/view.ts";
import { lockReason } from "../draft/counterparts.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, button, byId, fill, h, note } from "../core/ui/dom.ts";
import { fieldOf } from "../core/ui/form-fields.ts";
import { messageOf, sayMessage } from "../core/words/messages.ts";
import { zoneName } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { fetchFullZone } from "../draft/draft-figures.ts";
import { drawShape } from "./drawing.ts";
import { finishDrawing } from "./geoman.ts";
import { lineToText, outlineToText } from "./geometry-text.ts";
import { findToolButton } from "./tool-buttons.ts";
import { formOf } from "./tool-forms.ts";
import { leaveTool, commitTrial } from "./tools.ts";
import { typedEdge } from "./typed-edge.ts";

const TRY_AFTER_MS = 250;

export function addActiveForm(page: WholePage) {
  const { store, map } = page;
  const element = byId("tool-form") as HTMLFormElement;
  element.noValidate = true; // the service names problems, in the page's language
  /** The words of bounds, once they were wanted. */
  let boundsText: ReturnType<Awaited<ReturnType<WholePage["later"]>>["addBoundsText"]> | null =
    null;
  const showBoundsText = async () => {
    const { addBoundsText } = await page.later();
    boundsText ??= addBoundsText(page);
    if (store.state.tool !== "draw") return;
    element.querySelector(".buttons")?.before(boundsText.box);
  };
  let form: Form | null = null;
  let waiting = 0;
  let stopDrawing = () => {};
  /** The tool of the form, to whose button the focus returns from there. */
  let formTool: Tool | null = null;
  /** Whether the form was built from complete data. */
  let complete = false;
  const attempt = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      waiting = 0;
      if (form) store.set({ trial: form.read(element), refused: null });
    }, TRY_AFTER_MS);
  };
  /** @param byKey whether it was started by keyboard, which then continues in the fields */
  const draw = async (
    { name, shape, write }: NonNullable<Form["drawable"]>[number],
    byKey: boolean,
  ) => {
    const field = fieldOf(element, name);
    stopDrawing();
    announce(say(shape === "Point" ? "page-announce-pointing" : "page-announce-drawing"));
    byId("tools").classList.toggle("drawing", shape !== "Point");
    let stopped = false; // perhaps before the drawing could begin
    const stop = () => {
      stopDrawing = () => {};
      stopped = true;
      byId("tools").classList.remove("drawing");
    };
    stopDrawing = stop;
    if (!byKey) map.getContainer().focus({ preventScroll: true });
    const leave = await drawShape(map, shape, (geometry) => {
      stopDrawing();
      if (write) write(field, geometry as GeoJSON.Point);
      else
        field.value =
          geometry.type === "LineString" ? lineToText(geometry) : outlineToText(geometry);
      attempt();
      element.querySelector("[type=submit]" as "button")?.focus();
    });
    if (stopped) return leave();
    const typed = shape === "Point" ? null : typedEdge(page);
    if (typed) element.querySelector(".buttons")?.before(typed.box);
    if (byKey) typed?.box.querySelector("input")?.focus({ preventScroll: true });
    stopDrawing = () => {
      stop();
      typed?.leave();
      leave();
    };
  };
  const blame = (error: unknown) => {
    if (isOffline(error)) store.set({ refused: [messageOf("page-refused-offline-points")] });
    reportProblem(store, error);
  };
  /** @param kept the fields already filled in */
  const build = async (kept: { name: string; value: string; checked: boolean }[] = []) => {
    const { tool, zone, zonesLayer, plan } = store.state;
    complete = Boolean(plan && zonesLayer);
    stopDrawing();
    const isPending = Boolean(waiting);
    clearTimeout(waiting);
    waiting = 0;
    const focused = element.contains(document.activeElement);
    if (!tool && focused) findToolButton(formTool)?.focus();
    formTool = tool;
    element.hidden = !tool;
    const unfolded = element.querySelector(".advanced[open]") != null;
    boundsText?.leave();
    fill(element);
    if (!tool) return;
    if (tool === "lock") return fill(element, lockField(page));
    const known = featureOf(zonesLayer, zone);
    const feature = tool === "draw" && zone ? await fetchFullZone(store.state, zone) : known;
    if (store.state.tool !== tool || store.state.zone !== zone) return;
    form = formOf(tool, page, feature);
    const drawn = form.drawable ?? [];
    fill(
      element,
      ...form.fields,
      tool !== "drag" &&
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "submit", class: "primary" }, say("page-form-apply")),
          ...drawn.map((one) =>
            button(
              {
                class: "draw",
                onclick: ({ detail }: MouseEvent) => void draw(one, !detail).catch(blame),
              },
              drawn.length > 1 || one.write
                ? say(`page-form-draw-${one.name}`)
                : say("page-form-draw"),
            ),
          ),
          button({ class: "finish", onclick: () => finishDrawing(map) }, say("page-form-finish")),
          button({ onclick: () => leaveTool(store) }, say("page-form-cancel")),
        ),
    );
    if (tool === "draw")
      void showBoundsText().catch((error) => isOffline(error) || reportProblem(store, error));
    element.querySelector(".advanced")?.toggleAttribute("open", unfolded);
    const { counterparts } = store.state;
    if (counterparts.length) form.setCounterparts?.(element, counterparts);
    else {
      const offered = form.counterparts?.(element) ?? [];
      if (offered.length) store.set({ counterparts: offered });
    }
    for (const { name, value, checked } of kept) {
      const field = element.elements.namedItem(name);
      if (!field) continue;
      Object.assign(field, { value, checked });
      (field as Element).dispatchEvent(new Event("change")); // a sentence says which boxes are checked
    }
    fillOutline(drawn[0]);
    if (form.needsNoAnswer || (kept.length && isPending)) attempt();
  };
  /** Fill in the outline of a file. */
  const fillOutline = (one?: NonNullable<Form["drawable"]>[number]) => {
    const { outline } = store.state;
    if (!outline || one?.shape !== "Polygon") return;
    fieldOf(element, one.name).value = outlineToText(outline.geometry);
    store.set({ outline: null });
    attempt();
  };
  store.on(
    ["tool", "zone"],
    () => store.state.counterparts.length && store.set({ counterparts: [] }),
  );
  store.on(["tool", "zone"], () => void build().catch(blame));
  store.on(["language"], () => {
    const fields = [...element.elements] as HTMLInputElement[];
    const kept = fields.map(({ name, value, checked }) => ({ name, value, checked }));
    void build(kept.filter(({ name }) => name)).catch(blame);
  });
  store.on(["plan", "zonesLayer"], () => {
    if (!complete && store.state.plan && store.state.zonesLayer) void build().catch(blame);
  });
  store.on(["offline"], () => {
    const { offline, tool } = store.state;
    if (!offline && tool === "draw" && !element.childElementCount) void build().catch(blame);
  });
  store.on(["counterparts"], () => {
    form?.setCounterparts?.(element, store.state.counterparts);
    if (store.state.counterparts.length || store.state.trial) attempt();
  });
  store.on(["trial"], () => {
    const carried = store.state.tool === "move" && store.state.trial?.edits?.[0]?.move;
    if (!carried) return;
    for (const [name, km] of [
      ["east", carried.dx_km],
      ["north", carried.dy_km],
    ]) {
      const field = element.querySelector(`[name=${name}]` as "input");
      if (field && Number(field.value || 0) !== km) field.value = km.toFixed(2);
    }
  });
  element.addEventListener("input", () => {
    if (form?.counterparts) store.set({ counterparts: form.counterparts(element) });
    attempt();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.requestSubmit();
  });
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    const trial = boundsText?.shown() ?? form?.read(element) ?? null;
    if (!trial) return store.set({ refused: [messageOf("page-refused-unanswered")] });
    const { tool, zone } = store.state;
    store.set({ trial });
    if (!(await commitTrial(page))) {
      const { refused, trial: present } = store.state; // perhaps of a later input
      return refused && present === trial && store.set({ trial: null, trialEdits: null });
    }
    const { add, merge } = trial.edits?.[0] ?? {};
    const added = add?.zone;
    const now = store.state; // a tool chosen since stays; merged zones are deselected elsewhere
    if ((now.tool ?? tool) !== tool || (now.zone ?? zone) !== zone) return;
    store.set({ tool: null, zone: tool === "remove" ? null : (added ?? merge?.into ?? zone) });
    const feature = featureOf(store.state.edited?.zones, added);
    if (feature) zoomTo(map, mainBlockBounds(feature).pad(0.6));
  });
}

/**
 * The form of the lock tool: whether the zone is locked, by the plan or the planner, and a button.
 */
function lockField({ store }: Page) {
  const { zone, locks } = store.state;
  const why = lockReason(store.state);
  const locked = zone != null && locks.includes(zone);
  const toggle = () => {
    if (!zone) return;
    store.set({
      locks: locked ? locks.filter((one) => one !== zone) : [...locks, zone],
      tool: null,
    });
    announce(
      say(locked ? "page-announce-unlocked" : "page-announce-locked", {
        zone: zoneName(store.state, zone),
      }),
    );
  };
  return h(
    "div",
    {},
    note(why ? sayMessage(store.state, why) : say("page-hint-lock")),
    (locked || !why) &&
      button(
        { class: "primary", onclick: toggle },
        say(locked ? "page-form-unlock" : "page-form-lock"),
      ),
  );
}
