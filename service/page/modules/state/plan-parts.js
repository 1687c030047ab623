/** The parts of a plan: its layers, and the levels of its regions. Pure: without a page. */

/**
 * Whether the plan has a layer; true until the plan is loaded.
 *
 * @param {State} state
 * @param {string} layer
 */
export const hasLayer = ({ plan }, layer) => plan?.has.includes(layer) ?? true;

/** The codes of the levels, from finest to coarsest. @param {State} state */
export const levelCodes = ({ plan }) => (plan?.levels ?? []).map(({ level }) => level);

/** The level whose regions tint the map. @param {State} state */
export const finestLevel = (state) => levelCodes(state)[0] ?? "";

/** The level of the largest regions. @param {State} state */
export const coarsestLevel = (state) => levelCodes(state).at(-1) ?? "";

/** The level of the Regions table: the selected one, else the coarsest. @param {State} state */
export const chosenLevel = (state) =>
  levelCodes(state).find((code) => code === state.level) ?? coarsestLevel(state);

/**
 * Whether a scenario is readable; true until the list is loaded.
 *
 * @param {State} state
 * @param {string} id
 */
export const isReadable = ({ plan, scenarios }, id) =>
  !plan || id === "baseline" || scenarios.some(({ scenario }) => scenario === id);

/**
 * The FTZs that take part in a policy pilot.
 *
 * @param {State["plan"]} plan
 * @param {string | null} policy
 */
export const pilotsOf = (plan, policy) =>
  new Set(
    plan?.policies
      .filter((row) => row.policy === policy)
      .flatMap(({ told }) => told.flatMap(({ ftz_ids }) => ftz_ids)),
  );

/**
 * A feature of a layer by its id: a zone, or what else another key names.
 *
 * @param {GeoJSON.FeatureCollection | null | undefined} layer
 * @param {string | null} id
 * @param {string} [key]
 */
export const featureOf = (layer, id, key = "zone_id") =>
  layer?.features.find(({ properties }) => properties?.[key] === id);
