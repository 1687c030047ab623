/**
 * Figures of the draft while it is edited. One request at a time, the newest state next; an
 * outdated answer is dropped. Only the rows that edits change are fetched.
 */

import { featureOf } from "../core/plan-parts.ts";
import { ask, askCached, isOffline, abortPrevious, Problem, isAborted } from "../core/api.ts";
import {
  appendEdits,
  DRAFT_ID,
  draftEdits,
  draftRules,
  draftVersion,
  heldEdits,
  isSame,
  NO_TRIAL,
  openDraft,
  pushVersion,
} from "./draft.ts";
import { fetchFigures, fetchRegionFigures, QUICK_TABLES } from "./loader.ts";
import { reportProblem } from "../core/report-problem.ts";
import { measured } from "../core/way.ts";
import { movedToPhase, phaseOf } from "./phases.ts";
import { overlayTables } from "./changed-rows.ts";
import { recutNeighbours, findRejected, enqueueTrial } from "./offline-queue.ts";

/** The delay before a request to a busy service is repeated. */
const AGAIN_AFTER_MS = 2_000;

/** The keys of the state upon which the figures of a draft depend. */
const FOLLOWED = [
  "draft",
  "trial",
  "radius",
  "by",
  "aim",
  "scenario",
  "year",
  "against",
  "plan",
  "offline",
] as const;

type Answer = { edits?: Edit[]; edited?: Edited; [table: string]: any };

/** the last step's answer */
let lastCommit: { edits: Edit[]; question: string; answer: Answer } | null = null;

/**
 * Show the figures of the draft. `measuring` is true until they arrive: until then the panel shows
 * outdated ones.
 */
export function followDraft(store: Store) {
  let newest = 0;
  let running = false;
  const next = async () => {
    if (running) return;
    running = true;
    try {
      for (let answered = 0; answered !== newest;) {
        answered = newest;
        try {
          await showDraft(store);
        } catch (error) {
          if (error instanceof Problem && error.status === 503) {
            await new Promise((done) => setTimeout(done, AGAIN_AFTER_MS));
            newest += 1;
          } else reportProblem(store, error);
        }
      }
    } finally {
      running = false; // even if a part of the page failed to show the figures
    }
    store.set({ measuring: false });
  };
  store.on([...FOLLOWED], () => {
    if (!store.state.draft) return store.set({ measuring: false });
    if (!store.state.plan || store.state.offline) return;
    if (store.state.trial?.dropped) return; // it is requested when it becomes an edit
    newest += 1;
    if (!store.state.trial) {
      abortPrevious("live");
      store.set({ measuring: true });
    }
    void next();
  });
}

/**
 * Fetch figures of the draft with the trial, and its zones; an outdated answer is dropped. While an
 * outline is dragged, the page computes the zones itself.
 */
async function showDraft(store: Store) {
  const { draft, trial, radius, aim, scenario, year, against, plan } = store.state;
  if (!draft || !plan) return;
  const signal = abortPrevious("live");
  const began = performance.now();
  const isOutdated = () =>
    signal.aborted ||
    scenario !== store.state.scenario ||
    year !== store.state.year ||
    against !== store.state.against ||
    (trial ? !store.state.trial : draft !== store.state.draft || store.state.trial);
  try {
    if (!trial && (await recutNeighbours(store))) return; // the changed draft is requested again
    const edits = editsWithTrial(store.state);
    const reach = measured(store.state);
    const [changed, base, regions] = await Promise.all([
      askDraft(store.state, { signal, zones: !trial?.drawn }),
      fetchFigures("baseline", reach, QUICK_TABLES, aim),
      fetchRegionFigures("baseline", reach, aim),
    ]);
    if (isOutdated() || JSON.stringify(reach) !== JSON.stringify(measured(store.state))) return;
    const figures = overlayTables({ ...base, regions }, changed, radius, plan.keys);
    const { edited } = changed;
    store.set({
      figures: { ...figures, rule_changes: changed.rule_changes },
      problem: null,
      regions: figures.regions,
      trialEdits: trial ? appendEdits(edits, changed.edits ?? []) : null,
      ...(trial
        ? { refused: refusedStep(store.state) }
        : year == null && { confirmedEdits: edits, rejected: null }),
      ...(edited ? { edited, comparison: edited.comparison } : {}),
    });
    document.body.dataset.live = String(Math.round(performance.now() - began));
  } catch (error) {
    handleError(store, error);
    if (trial || !isRefusal(error)) return;
    const question = (some: Edit[]) => askEdited(store.state, some);
    const rejected = await findRejected(store.state, question).catch((other) =>
      handleError(store, other),
    );
    if (rejected && !isOutdated()) store.set({ rejected, refused: null });
  }
}

/** A refused step is shown until the next one, regardless of later answers. */
const refusedStep = ({ refused }: State) =>
  refused?.some(({ code }) => code === "page-refused-step") ? refused : null;

/**
 * Send one request about the draft with the trial: the figures, the edits of a drawn outline, and
 * the zones. The answer to a step just made is reused.
 */
async function askDraft(
  state: State,
  { zones, signal }: { zones: boolean; signal?: AbortSignal },
): Promise<Answer> {
  const { trial, locks } = state;
  const edits = editsWithTrial(state);
  const about = aboutDraft(state, zones);
  const known =
    !trial &&
    lastCommit?.edits === edits &&
    lastCommit.question === JSON.stringify([about, state.year]);
  if (lastCommit && known) return lastCommit.answer;
  const drawn = trial?.drawn && { ...trial.drawn, locked: locks };
  const asOf = state.year == null ? "" : `&as_of=${state.year}`;
  const path = `/api/measure?tables=${QUICK_TABLES},regions&geometry=display&changed=true&plan=false${asOf}`;
  const body = { ...about, edits, drawn };
  return zones ? askCached(path, { body }) : ask(path, { body, signal });
}

/**
 * The options of a request about the draft, besides the edits.
 *
 * @param zones whether the zones are requested too
 */
const aboutDraft = (state: State, zones: boolean) => ({
  draft: DRAFT_ID,
  rules: draftRules(state),
  targets: draftVersion(state)?.targets ?? [],
  ...measured(state),
  compared: state.against,
  ...(state.aim ? { aim: state.aim } : {}),
  ...(zones ? { edited: { shown: state.scenario, against: state.against } } : {}),
});

const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && error.status === 422;

/** A refused edit is shown in the toolbar; offline edits are queued. */
function handleError(store: Store, error: unknown) {
  if (isAborted(error)) return;
  if (isOffline(error)) store.set({ offline: true, loading: false });
  else if (isRefusal(error)) store.set({ refused: error.problems });
  else throw error;
}

/**
 * Add the trial to the draft, even if another tool is active when the answer arrives. A refused
 * edit is not added, nor one that changes nothing; offline, the trial is queued.
 *
 * @returns whether it was added
 */
export async function applyTrial(store: Store): Promise<boolean> {
  const { trial, draft, offline } = store.state;
  if (!trial) return false;
  const isOutdated = () =>
    draft !== store.state.draft || (store.state.trial && trial !== store.state.trial);
  try {
    if (!offline) {
      abortPrevious("live");
      const answer = await askDraft(store.state, { zones: true });
      if (isOutdated()) return false;
      const { edited } = answer;
      const edits = appendEdits(editsWithTrial(store.state), answer.edits ?? []);
      if (isSame(edits, draftEdits(store.state) ?? [])) {
        store.set(NO_TRIAL);
        return false;
      }
      if (edited) store.set({ edited, comparison: edited.comparison });
      lastCommit = {
        edits,
        answer,
        question: JSON.stringify([aboutDraft(store.state, true), store.state.year]),
      };
      pushVersion(store, edits);
      return true;
    }
  } catch (error) {
    if (isRefusal(error) && isOutdated()) return false; // another trial has taken its place
    handleError(store, error);
    if (!isOffline(error)) return false;
  }
  if (isOutdated()) return false;
  enqueueTrial(store, trial);
  return true;
}

/**
 * Remove one edit from the draft, undoably. Raises Problem if the others are invalid without it.
 */
export async function takeOutEdit(store: Store, index: number) {
  const draft = await openDraft(store);
  const rest = (draftEdits(store.state) ?? []).filter((_, at) => at !== index);
  if (!store.state.offline) await askEdited(store.state, rest);
  if (draft === store.state.draft) pushVersion(store, rest);
}

/**
 * Move an edit of the draft to another phase, undoably. Raises Problem if the edits are invalid in
 * that order.
 *
 * @param target the index of the phase; after the last: without a date
 * @returns its new index; null: it stays
 */
export async function moveToPhase(store: Store, index: number, target: number) {
  const draft = await openDraft(store);
  const version = draftVersion(store.state);
  if (!version?.phases || phaseOf(version.phases, index) === target) return null;
  const moved = movedToPhase(version.edits, version.phases, index, target);
  if (!store.state.offline) await askEdited(store.state, moved.edits);
  if (draft !== store.state.draft) return null;
  pushVersion(store, moved.edits, [], { ...version, ...moved });
  return moved.edits.indexOf(version.edits[index]);
}

/** The draft's edits that are shown, with those of the trial, without a drawn outline. */
function editsWithTrial(state: State) {
  const edits = (state.trial ? draftEdits(state) : heldEdits(state)) ?? [];
  return state.trial?.edits ? appendEdits(edits, state.trial.edits) : edits;
}

/** Fetch zones, land and clusters of a list of edits; cached. */
const askEdited = (state: State, edits: Edit[]): Promise<Edited> => {
  const { scenario, against, by } = state;
  return askCached("/api/edited", {
    body: { edits, rules: draftRules(state), shown: scenario, against, by },
  });
};

/** Fetch a zone of the draft with all vertices and digits. */
export async function fetchFullZone(
  state: State,
  zone: string,
): Promise<GeoJSON.Feature | undefined> {
  const { zones }: Edited = await ask("/api/edited", {
    body: {
      edits: draftEdits(state) ?? [],
      rules: draftRules(state),
      shown: state.scenario,
      zone,
    },
  });
  return featureOf(zones, zone);
}
