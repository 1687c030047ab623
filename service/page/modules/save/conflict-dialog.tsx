/**
 * The dialog of a conflict (another user saved since): both versions, and the choice to reload
 * theirs, to save mine as a new scenario, or to merge if that is clean: saved at once, or as a
 * draft. Nothing is overwritten.
 */

import { signal } from "../../vendor/preact/index.js";
import { Problem, requestRevision } from "../core/api.ts";
import { showMerged, showStored } from "../scenario/stored-scenario.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Says } from "../core/ui/elements.tsx";
import { h, note } from "../core/ui/dom.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { personName } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { sayMessage, sayMessages } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";

/** the problem document of a stale save */
export interface Conflict {
  current: {
    etag: string;
    revision: number;
    author: string;
    at: string;
    message: string;
    document: ScenarioDocument;
  };
  yours: { document: ScenarioDocument };
  base: { etag: string; document: ScenarioDocument } | null;
  merge: {
    clean: boolean;
    document: ScenarioDocument | null;
    conflicts: (Message & { kind: string; zone_id: string | null })[];
  };
}

interface Shown {
  conflict: Conflict;
  /** why the planner wanted to save */
  message: string;
  saveAsNew: () => void;
  says?: string;
}

const shown = signal<Shown | null>(null);

export const showConflict = (one: Shown) => void (shown.value = one);

export const ConflictDialog = ({ store }: { store: Store }) =>
  shown.value && <OpenConflict store={store} shown={shown.value} />;

function OpenConflict({ store, shown: { conflict, says } }: { store: Store; shown: Shown }) {
  const { current, yours, base, merge } = conflict;
  const before = base?.document.edits ?? [];
  return (
    <Dialog id="conflict" title={say("page-conflict-title")} closed={() => (shown.value = null)}>
      <div id="conflict-body">
        <p>
          {say("page-conflict-what", {
            author: personName(current.author),
            at: formatTime(current.at),
            revision: current.revision,
          })}
        </p>
        {current.message && <blockquote>{current.message}</blockquote>}
        <div class="versions">
          {version(store, say("page-conflict-theirs"), current.document.edits, before)}
          {version(store, say("page-conflict-mine"), yours.document.edits, before)}
        </div>
        {note(say(merge.clean ? "page-conflict-clean" : "page-conflict-not-clean"))}
        {!merge.clean && (
          <ul class="refusals">
            {merge.conflicts.map((one) => (
              <li>{sayMessage(store.state, one)}</li>
            ))}
          </ul>
        )}
      </div>
      <Says id="conflict-says" text={says} />
      <div id="conflict-choices" class="buttons">
        {Object.entries(CHOICES).map(([name, act]) => (
          <button
            type="button"
            id={`conflict-${name}`}
            disabled={!merge.clean && ["merge", "continue"].includes(name)}
            onClick={(event) => {
              const one = shown.value;
              closeAround(event);
              if (one) void choose(store, one, act);
            }}
          >
            {say(`page-conflict-${name}`)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

/** Carry out the choice; if the service refuses it, the dialog opens again and shows why. */
async function choose(store: Store, one: Shown, act: Choice) {
  try {
    await act(store, one);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 412) showConflict({ ...one, conflict: error.document as Conflict });
    else showConflict({ ...one, says: sayMessages(store.state, error.problems) });
  }
}

type Choice = (store: Store, one: Shown) => void | Promise<void>;

const CHOICES: { [name: string]: Choice } = {
  merge: async (store, { conflict: { current, merge }, message }) => {
    const merged = merge.document as ScenarioDocument;
    const why = encodeURIComponent(message || say("page-conflict-merged"));
    const answer = await requestRevision({
      path: `/api/scenarios/${current.document.scenario}?message=${why}`,
      method: "PUT",
      body: merged,
      ifMatch: current.etag,
    });
    showStored(store, merged, answer.row, answer.etag);
  },
  continue: (store, { conflict: { current, merge } }) =>
    showMerged(store, merge.document as ScenarioDocument, current.document, current.etag),
  keep: (_, { saveAsNew }) => saveAsNew(),
  reload: (store, { conflict: { current } }) => {
    const { scenario, title } = current.document;
    const { revision, etag } = current;
    const known = store.state.scenarios.find((row) => row.scenario === scenario);
    const row = { status: "draft", ...known, scenario, title, revision, etag };
    showStored(store, current.document, row, etag);
  },
  later: () => {},
};

/** The edits of one version; those that the common base does not have are marked. */
function version(store: Store, title: string, edits: Edit[], before: Edit[]) {
  const known = new Set(before.map(canonicalText));
  return (
    <section>
      <h3>{title}</h3>
      <ol>
        {edits.map((edit) => {
          const summary = editSummary(store.state, edit);
          return <li>{known.has(canonicalText(edit)) ? summary : <ins>{summary}</ins>}</li>;
        })}
      </ol>
      {!edits.length && note(say("page-draft-none"))}
    </section>
  );
}

/** An edit as text, independent of the order of its options. */
function canonicalText(value: any): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([key, part]) => `${key}:${canonicalText(part)}`).join();
}
