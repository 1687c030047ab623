/** The parts of a plan: its layers, and the levels of its regions. Pure: without a page. */

/** Whether the plan has a layer; true until the plan is loaded. */
export const hasLayer = ({ plan }: State, layer: string) => plan?.has.includes(layer) ?? true;

/** The codes of the levels, from finest to coarsest. */
export const levelCodes = ({ plan }: State) => (plan?.levels ?? []).map(({ level }) => level);

/** The level whose regions tint the map. */
export const finestLevel = (state: State) => levelCodes(state)[0] ?? "";

/** The level of the largest regions. */
export const coarsestLevel = (state: State) => levelCodes(state).at(-1) ?? "";

/** The level of the Regions table: the selected one, else the coarsest. */
export const chosenLevel = (state: State) =>
  levelCodes(state).find((code) => code === state.level) ?? coarsestLevel(state);

/** Whether a scenario is readable; true until the list is loaded. */
export const isReadable = ({ plan, scenarios }: State, id: string) =>
  !plan || id === "baseline" || scenarios.some(({ scenario }) => scenario === id);

/** The FTZs that take part in a policy pilot. */
export const pilotsOf = (plan: State["plan"], policy: string | null) =>
  new Set(
    plan?.policies
      .filter((row) => row.policy === policy)
      .flatMap(({ told }) => told.flatMap(({ ftz_ids }) => ftz_ids)),
  );

/** A feature of a layer by its id: a zone, or what else another key names. */
export const featureOf = (
  layer: GeoJSON.FeatureCollection | null | undefined,
  id: string | null,
  key: string = "zone_id",
) => layer?.features.find(({ properties }) => properties?.[key] === id);
