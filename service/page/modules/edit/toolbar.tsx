/** The toolbar of the selected zone: its tools, the form of the active one, and broken rules. */

import { Fragment } from "../../vendor/preact/index.js";
import { lockReason } from "../draft/counterparts.ts";
import { unseenLand } from "../draft/land-changes.ts";
import { changedRules } from "../figures/violations.ts";
import { headroomBar } from "../core/ui/bar-chart.ts";
import { byId, h, differenceMark } from "../core/ui/dom.ts";
import { Button } from "../core/ui/elements.tsx";
import { zoneName, capWords } from "../core/words/names.ts";
import { differenceOf, formatKm2 } from "../core/words/number-format.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { addActiveForm } from "./active-form.ts";
import { followTool, joinHandles, moveFocus, ToolButtons } from "./tool-buttons.ts";
import { leaveTool, refusals } from "./tools.ts";
import { addZoneDragging } from "./zone-dragging.ts";

const MAX_MESSAGES = 3;

export function addToolbar(page: WholePage) {
  const { store, map } = page;
  store.watch(() => {
    if (!isShown(store.state) && byId("tools").contains(document.activeElement))
      map.getContainer().focus({ preventScroll: true });
  });
  followTool(store);
  joinHandles();
  store.on(["zonesLayer", "measuring"], () => {
    const { zone, zonesLayer, trial, measuring } = store.state;
    if (trial || measuring) return; // a zone may be missing only for the trial
    const exists = zonesLayer?.features.some(({ properties }) => properties?.zone_id === zone);
    if (zone && zonesLayer && !exists) store.set({ zone: null, tool: null });
  });
  addActiveForm(page);
  addZoneDragging(page);
}

const isShown = ({ zone, tool }: State) => zone != null || tool === "add";

export function Toolbox({ page }: { page: WholePage }) {
  const { store } = page;
  const { state } = store;
  const close = () => {
    leaveTool(store);
    store.set({ zone: null });
  };
  return (
    <div
      id="tools"
      role="group"
      aria-label={
        state.zone ? say("page-tools-label", { zone: zoneName(state, state.zone) }) : undefined
      }
      hidden={!isShown(state)}
    >
      <div id="tools-top">
        <button
          type="button"
          id="tools-close"
          aria-label={say("page-tools-close")}
          title={say("page-tools-close")}
          onClick={close}
        >
          ‹
        </button>
        <div id="tools-head">
          <Head state={state} />
        </div>
      </div>
      <div
        id="tool-row"
        role="toolbar"
        aria-label={say("page-tools-row")}
        hidden={!state.zone}
        onKeyDown={moveFocus}
      >
        <ToolButtons page={page} />
      </div>
      <ToolForm />
      <ul id="tool-says" aria-live="polite">
        <Messages state={state} />
      </ul>
    </div>
  );
}

/** The form of the active tool, which is drawn into it. */
const ToolForm = () => <form id="tool-form" hidden />;

/** Name, area and the headroom of its FTZ. */
function Head({ state }: { state: State }) {
  const { zone, figures, before } = state;
  if (!zone) return <strong>{say("page-tool-add")}</strong>;
  const row = figures?.zones.find((one) => one.zone_id === zone);
  const then = before?.zones.find((one) => one.zone_id === zone);
  const ftz = figures?.ftzs.find((one) => one.ftz_id === row?.ftz_id);
  const difference = differenceOf(row?.area_km2, then?.area_km2);
  const isOver = ftz?.cap_km2 != null && ftz.area_km2 > ftz.cap_km2 * (1 + 1e-4);
  return (
    <>
      <strong>{zoneName(state, zone)}</strong>
      {row && <span class="zone-area">{formatKm2(row.area_km2)}</span>}
      {differenceMark(difference, 0.005, (size) => formatKm2(size))}
      {ftz?.cap_km2 != null && (
        <div class={`ftz-room${isOver ? " over" : ""}`} data-ftz={ftz.ftz_id}>
          {headroomBar(ftz)}
          <span>{capWords(state, ftz)}</span>
        </div>
      )}
    </>
  );
}

/** Land of the edit that is out of view, with a way there. */
const UnseenLand = ({ state }: { state: State }) => (
  <>
    {unseenLand.value.map(({ zone, name, area_km2, show }) => {
      const area = `${name === "gained" ? "+" : "−"}${formatKm2(area_km2)}`;
      return (
        <li class="out-of-view" data-zone={zone}>
          {say("page-tools-unseen", { zone: zoneName(state, zone), area })}
          <Button class="link" word="page-rules-show" onClick={show} />
        </li>
      );
    })}
  </>
);

/** Why an edit is refused, which rules it breaks, and where it changes land out of view. */
function Messages({ state }: { state: State }) {
  const broken = state.draft ? changedRules(state, "new", "worse") : [];
  const lock = state.tool === "lock" ? null : lockReason(state);
  const isNamed = state.refused?.some(({ code }) => code === lock?.code);
  const isMore = !state.refused && broken.length > MAX_MESSAGES;
  return (
    <>
      {lock && !isNamed && <li class="kept">{sayMessage(state, lock)}</li>}
      {state.refused
        ? refusals(state)
            .slice(0, MAX_MESSAGES)
            .map((one) => (
              <li class="refused">{say("page-tools-refused", { why: sayMessage(state, one) })}</li>
            ))
        : broken.slice(0, MAX_MESSAGES).map((violation) => (
            <li class={violation.level} data-rule={violation.rule}>
              {`⚠ ${sayMessage(state, violation)}`}
              {violation.change === "worse" && ` – ${sayMessage(state, violation.said)}`}
            </li>
          ))}
      {isMore && <li>{say("page-tools-more", { count: broken.length - MAX_MESSAGES })}</li>}
      <UnseenLand state={state} />
    </>
  );
}
