/** The changes of an imported file: edits are applied as one version, an outline in its form. */

import { Fragment } from "../../vendor/preact/index.js";
import { mainBlockBounds, showBounds, zoomTo } from "../map/view.ts";
import { draftEdits, draftVersion, isSame, openDraft, pushVersion } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, h } from "../core/ui/dom.ts";
import { Choice } from "../core/ui/elements.tsx";
import { Table } from "./upload-report.tsx";
import { sayMessage } from "../core/words/messages.ts";
import { nameOf, zoneName } from "../core/words/names.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { takenOver } from "../save/draft-bar.tsx";
import { leaveTool, takeTool } from "../edit/tools.ts";

/** the edits of a zone */
type Done = NonNullable<UploadPreview["zones"]>[number];

/** How many zones are named in a line. */
const NAMED = 3;

/**
 * The edits of each zone that a file would make.
 *
 * @param settle chooses what to do with zones that are not in the file
 */
export function EditsOfFile({
  state,
  preview,
  settle,
}: {
  state: State;
  preview: UploadPreview;
  settle: (missing: string) => void;
}) {
  const { edits = [], zones = [], notes = [], rewritten = 0, kept = [] } = preview;
  const removed = zones.filter(({ what }) => what.includes("removed")).length;
  const added = new Map(edits.flatMap(({ add }) => (add ? [[add.zone, nameOf(add)]] : [])));
  const done = zones.map((row) => [
    added.get(row.zone_id) || zoneName(state, row.zone_id),
    allDoneTo(state, row),
  ]);
  return (
    <>
      <h3>{say("page-upload-edits", { count: edits.length })}</h3>
      {kept.length + removed > 0 && (
        <MissingZones kept={kept.length} removed={removed} settle={settle} />
      )}
      {done.length > 0 && <Table heads={["zone", "done"]} rows={done} />}
      {rewritten > 0 && <p class="note">{say("page-upload-rewritten", { count: rewritten })}</p>}
      {notes.map((one) => (
        <p class="note">{sayMessage(state, one)}</p>
      ))}
    </>
  );
}

/** Whether zones that are not in the file stay or are removed. */
const MissingZones = ({
  kept,
  removed,
  settle,
}: {
  kept: number;
  removed: number;
  settle: (missing: string) => void;
}) => (
  <Choice
    id="upload-missing"
    word="page-upload-missing"
    value={kept > 0 ? "keep" : "remove"}
    options={["keep", "remove"].map((value) => [
      value,
      say(`page-upload-missing-${value}`, { count: kept || removed }),
    ])}
    onChange={({ currentTarget }) => settle(currentTarget.value)}
  />
);

const allDoneTo = (state: State, row: Done) =>
  row.what.map((what) => doneTo(state, what, row)).join(say("list-separator"));

function doneTo(state: State, what: string, { of, columns }: Done) {
  const separator = say("list-separator");
  return say(`page-upload-done-${what.replaceAll(" ", "-")}`, {
    of: of.map((zone) => zoneName(state, zone)).join(separator),
    columns: columns.join(separator),
  });
}

/** Which outline of the file is taken. */
export const OutlineChoice = ({
  outlines,
  chosen,
  choose,
}: {
  outlines: UploadOutline[];
  chosen: number;
  choose: (index: number) => void;
}) => (
  <Choice
    id="upload-outline"
    word="page-upload-outline"
    value={chosen}
    options={outlines.map((outline, index) => [String(index), outlineName(outline, index)])}
    onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
  />
);

const outlineName = ({ name, area_km2 }: UploadOutline, index: number) =>
  say("page-upload-outline-one", {
    name: name ?? String(index + 1),
    km2: formatNumber(area_km2, 2),
  });

/**
 * Apply a file: as edits that undo reverts, or as an outline in a form.
 *
 * @param chosen which outline
 */
export async function takeOver(page: Page, become: string, preview: UploadPreview, chosen: number) {
  const { store } = page;
  try {
    if (become === "scenario") {
      const edits = preview.edits ?? [];
      await openDraft(store);
      leaveTool(store);
      if (isSame(edits, draftEdits(store.state) ?? []))
        return announce(say("page-announce-unchanged"));
      const { phases = [] } = preview;
      pushVersion(store, edits, [], { ...draftVersion(store.state), edits, phases });
      return showTaken(page, preview);
    }
    leaveTool(store);
    const outline = preview.outlines[chosen];
    store.set({
      outline: outline && { geometry: outline.geometry, names: namesOf(outline, preview.file) },
    });
    await takeTool(page, become === "zone" ? "draw" : "add");
    if (store.state.tool && outline) {
      const bounds = mainBlockBounds({
        type: "Feature",
        properties: null,
        geometry: outline.geometry,
      });
      zoomTo(page.map, bounds.pad(0.6), 13);
    }
    if (!store.state.tool) store.set({ outline: null }); // the zone is locked: the bar reports that
  } catch (error) {
    reportProblem(store, error);
  }
}

/** The initial names in the form of a new zone: those in the file, else the file's name. */
const namesOf = ({ names }: UploadOutline, file: string) =>
  names.length ? names : [file.replace(/(\.(gdb|shp))?\.[^.]*$/i, "")];

/**
 * Select and show the first new zone, else the first changed one, and list the changes until the
 * next edit.
 */
function showTaken({ store, map }: Page, { edits = [], zones = [] }: UploadPreview) {
  const { draft } = store.state;
  const order = ({ what }: Done) => (what.some((one) => NEW.has(one)) ? 0 : 1);
  const rows = [...zones].sort((one, other) => order(one) - order(other));
  let led = false;
  const stop = store.watch(() => {
    const { state } = store;
    if (state.draft !== draft) {
      stop();
      takenOver.value = "";
      return;
    }
    const known = state.edited?.zones.features ?? [];
    const first = rows
      .map((row) => known.find(({ properties }) => properties?.zone_id === row.zone_id))
      .find((feature) => feature);
    const named = rows
      .slice(0, NAMED)
      .map((row) =>
        say("page-upload-of", { zone: zoneName(state, row.zone_id), done: allDoneTo(state, row) }),
      );
    const text = say("page-upload-taken", {
      count: edits.length,
      named: named.join(say("list-separator")),
      more: Math.max(0, rows.length - NAMED),
    });
    takenOver.value = text;
    if (led || !first) return;
    led = true;
    announce(text);
    store.set({ zone: first.properties?.zone_id });
    showBounds(map, mainBlockBounds(first).pad(0.6));
  });
}

/** Edits that create a zone. */
const NEW = new Set(["added", "copied", "part", "split"]);
