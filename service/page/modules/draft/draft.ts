/**
 * The draft: an ordered list of edits over the baseline, not saved yet. Undo and redo walk its
 * versions.
 */

import { request } from "../core/api.ts";

const MAX_VERSIONS = 200;

/** The key of this page's draft at the service, distinct from drafts of other pages. */
export const DRAFT_ID = Math.random().toString(36).slice(2);

/** The state without a draft. */
export const NO_DRAFT = {
  draft: null,
  trial: null,
  trialEdits: null,
  edited: null,
  confirmedEdits: null,
  rejected: null,
  refused: null,
  tool: null,
} satisfies Partial<State>;

/** The shown edits; null without a draft. */
export const draftEdits = ({ draft }: State): Edit[] | null =>
  draft ? draft.versions[draft.at] : null;

/** What is shown, as requests name it: the edits, with those of the trial, or the scenario. */
export function shownEdits(state: State) {
  const [edits, { draft, trial, scenario }] = [draftEdits(state), state];
  return edits
    ? { edits: [...edits, ...(trial?.edits ?? [])], rules: draft?.document?.rules ?? {} }
    : { scenario };
}

/** Whether two lists have the same edits. */
export const isSame = (one: Edit[], other: Edit[]) =>
  one.length === other.length &&
  one.every((edit, at) => edit === other[at] || JSON.stringify(edit) === JSON.stringify(other[at]));

/** Whether there is something to save. */
export const isUnsaved = ({ draft }: State) =>
  draft != null &&
  draft.at !== draft.saved &&
  !(draft.saved >= 0 && isSame(draft.versions[draft.at], draft.versions[draft.saved]));

/** How many edits of a draft are not saved: those added since, or taken out if these are more. */
export function unsavedCount({ versions, at, saved, document }: Draft) {
  const gone = (versions[saved] ?? document?.edits ?? []).map((edit) => JSON.stringify(edit));
  const added = versions[at].filter((edit) => {
    const known = gone.indexOf(JSON.stringify(edit));
    return known < 0 || !gone.splice(known, 1);
  });
  return Math.max(added.length, gone.length);
}

/** Whether the shown figures differ, or may differ, from the compared ones. */
export const isComparing = (state: State) => isOtherScenario(state) || state.againstBy != null;

/** Whether the shown scenario is edited, or another than the compared one. */
export const isOtherScenario = ({ scenario, against, draft }: State) =>
  scenario !== against || draft != null;

/** Whether anything but the baseline is shown, edited or compared with. */
export const hasScenario = ({ scenario, against, draft }: State) =>
  scenario !== "baseline" || against !== "baseline" || draft != null;

/** Open a draft of the shown scenario, if there is none yet. */
export async function openDraft(store: Store) {
  const { draft, scenario } = store.state;
  if (draft?.scenario === scenario) return draft;
  const opened = await loadDraft(scenario);
  if (store.state.scenario === scenario && !store.state.draft) store.set({ draft: opened });
  return opened;
}

/** A draft of a scenario's last revision. */
async function loadDraft(scenario: string): Promise<Draft> {
  if (scenario === "baseline") return newDraft(scenario, null, null);
  const { body, etag } = await request(`/api/scenarios/${scenario}`);
  return newDraft(scenario, etag, body);
}

export const newDraft = (
  scenario: string,
  etag: string | null,
  document: ScenarioDocument | null,
): Draft => ({
  scenario,
  etag,
  document,
  versions: [document?.edits ?? []],
  at: 0,
  saved: 0,
  uncut: [],
});

/**
 * Push a list of edits as the shown version; undone versions are dropped.
 *
 * @param uncut those that are outlines just drawn offline
 */
export function pushVersion(store: Store, edits: Edit[], uncut: Edit[] = []) {
  const { draft } = store.state;
  if (!draft) return;
  const known = draft.versions.slice(0, draft.at + 1);
  const dropped = Math.max(0, known.length + 1 - MAX_VERSIONS);
  const versions = [...known, edits].slice(dropped);
  const saved = draft.saved > draft.at ? -1 : draft.saved - dropped;
  store.set({
    trial: null,
    trialEdits: null,
    refused: null,
    draft: {
      ...draft,
      versions,
      at: versions.length - 1,
      saved: Math.max(-1, saved),
      uncut: [...draft.uncut, ...uncut],
    },
  });
}

/** Edits with others appended. A drawn outline replaces one of the same zone drawn just before. */
export function appendEdits(edits: Edit[], added: Edit[]) {
  const drawn = new Set(added.map((edit) => edit.reshape?.zone));
  let end = edits.length;
  while (end > 0 && edits[end - 1].reshape) end -= 1;
  const outlines = added.every((edit) => edit.reshape);
  const remaining = outlines
    ? edits.slice(end).filter((edit) => !drawn.has(edit.reshape.zone))
    : edits.slice(end);
  return [...edits.slice(0, end), ...remaining, ...added];
}

/**
 * @param step undo or redo
 * @returns whether there was a version to go to
 */
export function undoOrRedo(store: Store, step: -1 | 1): boolean {
  const { draft } = store.state;
  const at = (draft?.at ?? 0) + step;
  if (!draft || at < 0 || at >= draft.versions.length) return false;
  store.set({ trial: null, trialEdits: null, refused: null, draft: { ...draft, at } });
  return true;
}
