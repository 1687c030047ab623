/**
 * A target in one sentence: at least a share of the people of each region of a level within a
 * distance. It becomes a target for each region, of the draft, as files have them.
 */

import { signal } from "../../vendor/preact/index.js";
import { coarsestLevel, hasLayer, levelCodes } from "../core/plan-parts.ts";
import { h } from "../core/ui/dom.ts";
import { networkOf, unitOf, usualRadius } from "../core/way.ts";
import { say, sayAround } from "../core/words/words.ts";
import { draftVersion, openDraft, pushVersion } from "../draft/draft.ts";

const MEASURE = "covered_population";
/** The most targets of a scenario. */
const MOST = 100;

type Target = { [key: string]: any };

/** Why the last target was not set. */
const refusal = signal("");

const rowsOf = ({ regions }: State, level: Level) =>
  (regions ?? []).filter((row) => row.level === level && (row.population ?? 0) > 0);

/** The levels of which every region can have a target. */
const levelsOf = (state: State) =>
  levelCodes(state).filter((code) => {
    const count = rowsOf(state, code).length;
    return count > 0 && count <= MOST;
  });

/** The targets of the draft that the form has set, one for each region. */
const isSet = ({ measure, region }: Target) => measure === MEASURE && region != null;

export function TargetForm({ store }: { store: Store }) {
  const { state } = store;
  const levels = levelsOf(state).reverse();
  const own = (draftVersion(state)?.targets ?? []).some(isSet);
  if (!state.plan || !hasLayer(state, "demand") || !levels.length || state.me?.role === "viewer")
    return null;
  return (
    <details open={own}>
      <summary>{say("page-target-set")}</summary>
      <form
        id="target-form"
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void setTargets(store, new FormData(event.target as HTMLFormElement));
        }}
      >
        <p class="sentence">
          {sayAround("page-target-sentence", {
            share: <Field name="share" label={say("page-target-share")} value={60} most={100} />,
            level: (
              <select class="word" name="level" aria-label={say("page-regions-level")}>
                {levels.map((code) => (
                  <option value={code} selected={code === coarsestLevel(state)}>
                    {say("page-kind-region", { level: code })}
                  </option>
                ))}
              </select>
            ),
            radius: (
              <Field
                name="radius"
                label={say("page-header-radius")}
                value={state.radius || usualRadius(state.plan as PlanDocument, state.by)}
                most={5000}
              />
            ),
            way: (
              <select class="word" name="by" aria-label={say("page-header-by")}>
                {(state.plan?.ways ?? []).map((by) => (
                  <option value={by} selected={by === state.by}>
                    {say("page-target-way", { unit: unitOf(by), way: networkOf(by) })}
                  </option>
                ))}
              </select>
            ),
          })}
        </p>
        <div class="buttons">
          <button type="submit" class="primary">
            {say("page-target-apply")}
          </button>
          {own && (
            <button type="button" onClick={() => void clearTargets(store)}>
              {say("page-target-clear")}
            </button>
          )}
        </div>
        <p role="alert">{refusal.value}</p>
      </form>
    </details>
  );
}

const Field = (field: { name: string; label: string; value: number; most: number }) => (
  <input
    class="word"
    type="number"
    name={field.name}
    aria-label={field.label}
    defaultValue={String(field.value)}
    min="0"
    max={String(field.most)}
    step="any"
    required
    inputMode="decimal"
  />
);

/** Give the draft a target for each region; those of the same distance are replaced. */
async function setTargets(store: Store, form: FormData) {
  const [share, radius] = ["share", "radius"].map((name) => Number(form.get(name)));
  const by = form.get("by") as By;
  const distance = `radius_${unitOf(by)}`;
  const way = networkOf(by);
  const rows = rowsOf(store.state, form.get("level") as Level);
  const regions = new Set(rows.map(({ adcode }) => adcode));
  const isReplaced = (target: Target) =>
    isSet(target) &&
    regions.has(target.region) &&
    target[distance] === radius &&
    (target.by ?? "line") === way;
  const added = rows.map(({ adcode, population }) => ({
    measure: MEASURE,
    region: adcode,
    [distance]: radius,
    ...(way === "line" ? {} : { by: way }),
    at_least: (share / 100) * (population ?? 0),
  }));
  await changeTargets(store, (targets) => [...targets.filter((it) => !isReplaced(it)), ...added]);
}

const clearTargets = (store: Store) =>
  changeTargets(store, (targets) => targets.filter((it) => !isSet(it)));

async function changeTargets(store: Store, change: (targets: Target[]) => Target[]) {
  await openDraft(store);
  const version = draftVersion(store.state);
  if (!version) return;
  const targets = change(version.targets ?? []);
  refusal.value = targets.length > MOST ? say("page-target-many", { most: MOST }) : "";
  if (!refusal.value)
    pushVersion(store, version.edits, [], { ...version, targets } as typeof version);
}
