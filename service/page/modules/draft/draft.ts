/**
 * The draft: an ordered list of edits over the baseline, not saved yet. Undo and redo walk its
 * versions.
 */

import { request } from "../core/api.ts";
import { heldCount, phasesAfter } from "./phases.ts";

const MAX_VERSIONS = 200;

/** The key of this page's draft at the service, distinct from drafts of other pages. */
export const DRAFT_ID = Math.random().toString(36).slice(2);

/** The state without a trial. */
export const NO_TRIAL = { trial: null, trialEdits: null, refused: null } satisfies Partial<State>;

/** The state without a draft. */
export const NO_DRAFT = {
  ...NO_TRIAL,
  draft: null,
  edited: null,
  confirmedEdits: null,
  rejected: null,
  tool: null,
} satisfies Partial<State>;

/** The shown version; null without a draft. */
export const draftVersion = ({ draft }: State): Version | null =>
  draft ? draft.versions[draft.at] : null;

/** The shown edits; null without a draft. */
export const draftEdits = (state: State): Edit[] | null => draftVersion(state)?.edits ?? null;

/** The shown edits that hold by the shown year; null without a draft. */
export function heldEdits(state: State): Edit[] | null {
  const { edits, phases } = draftVersion(state) ?? {};
  if (!edits) return null;
  const held = heldCount(phases, state.year) ?? edits.length;
  return held < edits.length ? edits.slice(0, held) : edits; // the same list, as the last answer's
}

/** The rules that the draft sets otherwise than the plan. */
export const draftRules = (state: State) => draftVersion(state)?.rules ?? {};

/** The parts of a scenario that a draft changes; empty for one that is not stored. */
export const versionOf = (document: ScenarioDocument | null): Version => ({
  edits: document?.edits ?? [],
  rules: document?.rules,
  targets: document?.targets,
  phases: document?.phases,
  proposed: document?.proposed,
});

/** The shown version, as requests name it: the edits, with those of the trial, or the scenario. */
export function shownEdits(state: State) {
  const [edits, { trial, scenario }] = [heldEdits(state), state];
  return edits
    ? { edits: [...edits, ...(trial?.edits ?? [])], rules: draftRules(state) }
    : { scenario };
}

/** Whether two lists have the same edits. */
export const isSame = (one: Edit[], other: Edit[]) =>
  one.length === other.length &&
  one.every((edit, at) => edit === other[at] || JSON.stringify(edit) === JSON.stringify(other[at]));

/** Whether there is something to save. */
export function isUnsaved({ draft }: State) {
  if (!draft || draft.at === draft.saved) return false;
  const [shown, saved] = [draft.versions[draft.at], draft.versions[draft.saved]];
  return !saved || !isSame(shown.edits, saved.edits) || !isAlike(shown, saved);
}

/** Whether there are edits that are not saved: of the draft, or tried in a form. */
export const hasUnsaved = (state: State) => isUnsaved(state) || state.trial != null;

/** All edits of the draft, with those tried in a form; null without a draft. */
export const triedEdits = (state: State): Edit[] | null =>
  state.trialEdits ?? draftEdits(state)?.concat(state.trial?.edits ?? []) ?? null;

/** Whether two versions have the same rules, phases and targets. */
const isAlike = (one: Version, other: Version) =>
  JSON.stringify([one.rules ?? {}, one.phases ?? [], one.targets ?? []]) ===
  JSON.stringify([other.rules ?? {}, other.phases ?? [], other.targets ?? []]);

/**
 * How many edits of a draft are not saved: those added since, or taken out if these are more; one
 * if its rules, phases, targets or the order of its edits alone differ.
 */
export function unsavedCount({ versions, at, saved, document }: Draft) {
  const before = versions[saved] ?? versionOf(document);
  const gone = before.edits.map((edit) => JSON.stringify(edit));
  const added = versions[at].edits.filter((edit) => {
    const known = gone.indexOf(JSON.stringify(edit));
    return known < 0 || !gone.splice(known, 1);
  });
  const same = isSame(versions[at].edits, before.edits) && isAlike(versions[at], before);
  return Math.max(added.length, gone.length, same ? 0 : 1);
}

/** Whether the shown figures differ, or may differ, from the compared ones. */
export const isComparing = (state: State) => isOtherScenario(state) || state.againstBy != null;

/** Whether the shown scenario is edited, or another than the compared one. */
export const isOtherScenario = ({ scenario, against, draft }: State) =>
  scenario !== against || draft != null;

/** Whether anything but the baseline is shown, edited or compared with. */
export const hasScenario = ({ scenario, against, draft }: State) =>
  scenario !== "baseline" || against !== "baseline" || draft != null;

/** A scenario that was compared with its own draft has the baseline beside it again. */
export const besideItself = ({ against }: State, scenario: string): Partial<State> =>
  against === scenario ? { against: "baseline", mode: "one" } : {};

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
  versions: [versionOf(document)],
  at: 0,
  saved: 0,
  uncut: [],
});

/**
 * Push a list of edits as the shown version; undone versions are dropped.
 *
 * @param uncut those that are outlines just drawn offline
 * @param rest the version's parts besides edits; by default those of the shown one
 */
export function pushVersion(
  store: Store,
  edits: Edit[],
  uncut: Edit[] = [],
  rest: Version | null = draftVersion(store.state),
) {
  const { draft } = store.state;
  if (!draft) return;
  const known = draft.versions.slice(0, draft.at + 1);
  const dropped = Math.max(0, known.length + 1 - MAX_VERSIONS);
  const phases = rest?.phases && phasesAfter(rest.phases, rest.edits, edits);
  const versions = [...known, { ...rest, edits, phases }].slice(dropped);
  const saved = draft.saved > draft.at ? -1 : draft.saved - dropped;
  store.set({
    ...NO_TRIAL,
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
  store.set({ ...NO_TRIAL, draft: { ...draft, at } });
  return true;
}
