/**
 * The dialog of a conflict (somebody saved since): both versions, and the choice to reload theirs,
 * to save mine as a new scenario, or to merge if that is clean: saved at once, or as a draft.
 * Nothing is overwritten.
 */

import { Problem, requestRevision } from "../core/api.ts";
import { showMerged, showStored } from "../scenario/stored-scenario.ts";
import { button, byId, fill, h, note } from "../core/ui/dom.ts";
import { editSummary } from "../core/words/edit-summary.ts";
import { personName } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { sayMessage, sayMessages } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";

/** the problem document of a stale save */
interface Conflict {
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

const dialog = () => byId("conflict") as HTMLDialogElement;

/** @param message why the planner wanted to save */
export function showConflict(store: Store, document: any, message: string, saveAsNew: () => void) {
  const { current, yours, base, merge } = document as Conflict;
  const before = base?.document.edits ?? [];
  fill(
    byId("conflict-body"),
    h(
      "p",
      {},
      say("page-conflict-what", {
        author: personName(current.author),
        at: formatTime(current.at),
        revision: current.revision,
      }),
    ),
    current.message && h("blockquote", {}, current.message),
    h(
      "div",
      { class: "versions" },
      version(store, say("page-conflict-theirs"), current.document.edits, before),
      version(store, say("page-conflict-mine"), yours.document.edits, before),
    ),
    merge.clean
      ? note(say("page-conflict-clean"))
      : h(
          "div",
          {},
          note(say("page-conflict-not-clean")),
          h(
            "ul",
            { class: "refusals" },
            ...merge.conflicts.map((one) => h("li", {}, sayMessage(store.state, one))),
          ),
        ),
  );
  const status = byId("conflict-says");
  status.textContent = "";
  const row = {
    scenario: current.document.scenario,
    title: current.document.title,
    status: "draft",
    revision: current.revision,
    etag: current.etag,
  };
  const known = store.state.scenarios.find((one) => one.scenario === row.scenario);
  fill(
    byId("conflict-choices"),
    choice("merge", !merge.clean, async () => {
      const merged = merge.document as ScenarioDocument;
      const why = encodeURIComponent(message || say("page-conflict-merged"));
      const answer = await requestRevision({
        path: `/api/scenarios/${row.scenario}?message=${why}`,
        method: "PUT",
        body: merged,
        ifMatch: current.etag,
      });
      showStored(store, merged, answer.row, answer.etag);
    }),
    choice("continue", !merge.clean, () => {
      const merged = merge.document as ScenarioDocument;
      showMerged(store, merged, current.document, current.etag);
    }),
    choice("keep", false, saveAsNew),
    choice("reload", false, () =>
      showStored(
        store,
        current.document,
        { ...known, ...row, status: known?.status ?? "draft" },
        current.etag,
      ),
    ),
    choice("later", false, () => {}),
  );
  dialog().showModal();

  function choice(name: string, disabled: boolean, act: () => void | Promise<void>) {
    const go = async () => {
      try {
        dialog().close();
        await act();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.status === 412) return showConflict(store, error.document, message, saveAsNew);
        status.textContent = sayMessages(store.state, error.problems);
        dialog().showModal();
      }
    };
    return button(
      { id: `conflict-${name}`, disabled, onclick: () => void go() },
      say(`page-conflict-${name}`),
    );
  }
}

/** The edits of one version; those that the common base does not have are marked. */
function version(store: Store, title: string, edits: Edit[], before: Edit[]) {
  const known = new Set(before.map(canonicalText));
  return h(
    "section",
    {},
    h("h3", {}, title),
    h(
      "ol",
      {},
      ...edits.map((edit) =>
        known.has(canonicalText(edit))
          ? h("li", {}, editSummary(store.state, edit))
          : h("li", {}, h("ins", {}, editSummary(store.state, edit))),
      ),
    ),
    !edits.length && note(say("page-draft-none")),
  );
}

/** An edit as text, independent of the order of its options. */
function canonicalText(value: any): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([key, part]) => `${key}:${canonicalText(part)}`).join();
}
