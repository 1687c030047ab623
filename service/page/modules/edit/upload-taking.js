/** What a file would change, and taking it over: edits as one version, an outline into its form. */

import { openDraft, pushVersion } from "../state/draft.js";
import { reportProblem } from "../state/report-problem.js";
import { announce, h } from "../ui/dom.js";
import { table } from "../ui/upload-report.js";
import { sayMessage } from "../words/messages.js";
import { zoneName } from "../words/names.js";
import { formatNumber } from "../words/number-format.js";
import { say } from "../words/words.js";
import { leaveTool, takeTool } from "./tools.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").UploadPreview} UploadPreview
 * @typedef {import("../types.js").UploadOutline} UploadOutline
 */

/**
 * What a file would change.
 *
 * @param {State} state
 * @param {string} become
 * @param {UploadPreview} preview
 * @returns {Node[]}
 */
export function consequencesOf(state, become, preview) {
  return become === "scenario" ? editsOf(state, preview) : [outlineField(preview)];
}

/** What was done to each zone. @param {State} state @param {UploadPreview} preview */
function editsOf(state, { edits = [], zones = [], notes = [], rewritten = 0 }) {
  const done = zones.map((row) => [
    zoneName(state, row.zone_id),
    row.what.map((what) => doneTo(state, what, row)).join(say("list-separator")),
  ]);
  return [
    h("h3", {}, say("page-upload-edits", { count: edits.length })),
    ...(done.length ? [table(["zone", "done"], done)] : []),
    ...(rewritten
      ? [h("p", { class: "note" }, say("page-upload-rewritten", { count: rewritten }))]
      : []),
    ...notes.map((note) => h("p", { class: "note" }, sayMessage(state, note))),
  ];
}

/**
 * @param {State} state
 * @param {string} what
 * @param {NonNullable<UploadPreview["zones"]>[number]} row
 */
function doneTo(state, what, { of, columns }) {
  const separator = say("list-separator");
  return say(`page-upload-done-${what.replaceAll(" ", "-")}`, {
    of: of.map((zone) => zoneName(state, zone)).join(separator),
    columns: columns.join(separator),
  });
}

/** Which of the file's outlines is meant. @param {UploadPreview} preview */
const outlineField = ({ outlines }) =>
  h(
    "label",
    {},
    say("page-upload-outline"),
    h(
      "select",
      { id: "upload-outline" },
      ...outlines.map((outline, index) =>
        h("option", { value: index }, outlineName(outline, index)),
      ),
    ),
  );

/** @param {UploadOutline} outline @param {number} index */
const outlineName = ({ name, area_km2 }, index) =>
  say("page-upload-outline-one", {
    name: name ?? String(index + 1),
    km2: formatNumber(area_km2, 2),
  });

/**
 * Put what a file holds where it can be gone on with: undo takes edits back, a form is applied.
 *
 * @param {Page} page
 * @param {string} become
 * @param {UploadPreview} preview
 * @param {number} chosen which outline
 */
export async function takeOver(page, become, preview, chosen) {
  const { store } = page;
  try {
    if (become === "scenario") {
      const edits = preview.edits ?? [];
      await openDraft(store);
      leaveTool(store);
      pushVersion(store, edits);
      announce(say("page-upload-taken", { count: edits.length }));
      return;
    }
    leaveTool(store);
    store.set({ outline: preview.outlines[chosen]?.geometry ?? null });
    await takeTool(page, become === "zone" ? "draw" : "add");
    if (!store.state.tool) store.set({ outline: null }); // the zone is locked: the bar says so
  } catch (error) {
    reportProblem(store, error);
  }
}
