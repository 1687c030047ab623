/**
 * What figures tell, as one sentence edited in place: within which radius, by which way, of which
 * scope, against which scenario.
 */

import { signal } from "../../vendor/preact/index.js";
import { coarsestLevel, hasLayer, levelCodes } from "../core/plan-parts.ts";
import { byId, h } from "../core/ui/dom.ts";
import { byWords, radiusWords, unitOf, usualRadii, usualRadius } from "../core/way.ts";
import { nameById, nameOf, shortNameOf } from "../core/words/names.ts";
import { say, sayAround, sayOr } from "../core/words/words.ts";
import { hasScenario } from "../draft/draft.ts";
import { regionLayer } from "../figures/region-shapes.ts";
import { scopeOf } from "../figures/scope.ts";
import { boundsOf, showBounds } from "../map/view.ts";
import { scenarioChoices } from "../scenario/scenario-titles.ts";

/** The option for a typed radius. */
const OTHER = "other";
/** Whether a radius is being typed. */
const isTyping = signal(false);

type Choice = [value: string, words: string];

export function ReachSentence({ page: { store, map } }: { page: Page }) {
  const { state } = store;
  const ways = state.plan?.ways ?? [];
  return (
    <p>
      {sayAround(
        "page-reach",
        {
          radius: isTyping.value ? <TypedRadius store={store} /> : <Radius store={store} />,
          by: ways.length > 1 ? <Way store={store} ways={ways} /> : <b>{byWords(state.by)}</b>,
          aim: <Scope store={store} map={map} />,
          against: <Against store={store} />,
        },
        {
          at: state.radius || isTyping.value ? "within" : "inside",
          what: hasLayer(state, "demand") ? "people" : "land",
          compared: hasScenario(state) ? "yes" : "no",
        },
      )}
    </p>
  );
}

function Radius({ store }: { store: Store }) {
  const { plan, by, radius } = store.state;
  const radii = [...new Set([0, ...(plan ? usualRadii(plan, by) : []), radius])];
  const choose = (value: string) => {
    if (value !== OTHER) return store.set({ radius: Number(value) });
    isTyping.value = true;
  };
  const options = radii.sort((a, b) => a - b).map((one) => [String(one), radiusWords(one, by)]);
  const all = [...options, [OTHER, say("page-radius-other")]] as Choice[];
  return (
    <Select
      id="radius"
      label={say("page-header-radius")}
      value={String(radius)}
      options={all}
      choose={choose}
    />
  );
}

/** Enter takes the typed radius, Esc leaves it; both go back to the list. */
function TypedRadius({ store }: { store: Store }) {
  const leave = () => {
    isTyping.value = false;
    requestAnimationFrame(() => byId("radius").focus());
  };
  const take = ({ value, validity }: HTMLInputElement) => {
    if (!value || !validity.valid) return;
    store.set({ radius: Number(value) });
    leave();
  };
  return (
    <input
      id="radius-other"
      type="number"
      min="0"
      max="5000"
      step="any"
      inputMode="decimal"
      aria-label={say(`page-radius-${unitOf(store.state.by)}`)}
      defaultValue={String(store.state.radius)}
      ref={(field: HTMLInputElement | null) => field?.select()}
      onChange={(event) => take(event.currentTarget)}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          leave();
        } else if (event.key === "Enter") take(event.currentTarget);
      }}
    />
  );
}

function Way({ store, ways }: { store: Store; ways: By[] }) {
  const choose = (value: string) => {
    const chosen = value as By;
    const { by, plan, radius } = store.state;
    const isSame = !plan || unitOf(chosen) === unitOf(by);
    store.set({ by: chosen, radius: isSame ? radius : usualRadius(plan, chosen) });
  };
  return (
    <Select
      id="by"
      label={say("page-header-by")}
      value={store.state.by}
      options={ways.map((way) => [way, byWords(way)])}
      choose={choose}
    />
  );
}

function Scope({ store, map }: Page | { store: Store; map: L.Map }) {
  const { state } = store;
  const { plan, aim, region } = state;
  const choose = async (value: string) => {
    const chosen = value || null;
    store.set({ aim: chosen });
    const bounds = await placeInScope(store);
    if (bounds && state.aim === chosen && !state.tool && !state.trial) showBounds(map, bounds);
  };
  const provinces = plan?.provinces ?? [];
  const further = [region, aim?.startsWith("region:") ? aim.slice(7) : null].filter(
    (code) => code && !provinces.some(({ adcode }) => adcode === code),
  );
  const groups: [string, Choice[]][] = [
    [
      say("page-layername-ftzs"),
      (plan?.ftzs ?? []).map((ftz) => [
        `ftz:${ftz.ftz_id}`,
        say("page-aim-group", { name: shortNameOf(ftz) || ftz.ftz_id }),
      ]), // a province may have the same name
    ],
    [
      say("page-figure-sectors"),
      (plan?.sectors ?? []).map((one) => [`sector:${one}`, sayOr(`page-sector-${one}`, one)]),
    ],
    [
      say("page-explain-chosen"),
      [...new Set(further)].map((code) => [`region:${code}`, nameById(state, code ?? "")]),
    ],
    [
      say("page-level", { level: coarsestLevel(state) }),
      provinces.map((row) => [`region:${row.adcode}`, nameOf(row) || row.adcode]),
    ],
  ];
  return (
    <Select
      id="aim"
      label={say("page-header-aim")}
      value={aim ?? ""}
      options={[["", say("page-aim-all")]]}
      groups={groups}
      choose={choose}
    />
  );
}

function Against({ store }: { store: Store }) {
  const { against } = store.state;
  return (
    <Select
      id="against"
      label={say("page-header-against")}
      value={against}
      options={scenarioChoices(store.state, against)}
      choose={(value) => store.set({ against: value })}
    />
  );
}

/** A list of choices that reads as a word of the sentence. */
function Select({
  id,
  label,
  value,
  options,
  groups = [],
  choose,
}: {
  id: string;
  label: string;
  value: string;
  options: Choice[];
  groups?: [string, Choice[]][];
  choose: (value: string) => unknown;
}) {
  return (
    <select
      id={id}
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {optionsOf(options)}
      {groups.map(
        ([words, choices]) =>
          choices.length > 0 && <optgroup label={words}>{optionsOf(choices)}</optgroup>,
      )}
    </select>
  );
}

const optionsOf = (choices: Choice[]) =>
  choices.map(([value, words]) => <option value={value}>{words}</option>);

/** The bounds of the FTZ or region in scope; null for others. */
async function placeInScope(store: Store): Promise<L.LatLngBounds | null> {
  const { state } = store;
  const [kind, value] = scopeOf(state);
  const ftz = kind === "ftz" && state.plan?.ftzs.find(({ ftz_id }) => ftz_id === value);
  if (ftz && ftz.extent) return boundsOf(ftz.extent);
  if (kind !== "region") return null;
  for (const level of levelCodes(state).reverse()) {
    const regions = (await regionLayer(store, level))?.features ?? [];
    const region = regions.find(({ properties }) => properties?.adcode === value);
    if (region) return L.geoJSON(region).getBounds();
  }
  return null;
}
