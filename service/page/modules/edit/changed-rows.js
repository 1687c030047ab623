/** Whole tables of a draft, from those of the baseline and the rows that edits change. */

/** @typedef {import("../types.js").Violation} Violation */

/** @typedef {{[column: string]: any}} Row */

const KEYS = /** @type {{[table: string]: string[]}} */ ({
  totals: ["radius_km"],
  ftzs: ["ftz_id"],
  zones: ["zone_id"],
  sectors: ["sector", "radius_km"],
  regions: ["adcode", "level", "radius_km"],
});

/**
 * Whole tables from those of the baseline and the rows that differ.
 *
 * @param {{[table: string]: any}} base
 * @param {{[table: string]: any}} changed
 * @param {number} radius_km
 * @returns {any}
 */
export function overlaid(base, changed, radius_km) {
  /** @type {{[table: string]: any}} */
  const whole = { ...base };
  for (const [table, keys] of Object.entries(KEYS)) {
    const known = placesIn(base[table], keys);
    /** @type {Row[]} */
    const rows = [...base[table]];
    for (const row of /** @type {Row[]} */ (changed[table] ?? [])) {
      if (row.radius_km !== undefined && row.radius_km !== radius_km) continue;
      rows[known.get(keyOf(row, keys)) ?? rows.length] = row;
    }
    const gone = new Set(/** @type {Row[]} */ (changed.gone?.[table] ?? []).map((row) => keyOf(row, keys)));
    whole[table] = gone.size ? rows.filter((row) => !gone.has(keyOf(row, keys))) : rows;
  }
  whole.violations = overlaidViolations(base.violations, changed);
  return whole;
}

/** @type {WeakMap<Row[], Map<string, number>>} */
const places = new WeakMap();

/**
 * Where each row of a table stands, by its key; found once for each table.
 *
 * @param {Row[]} rows
 * @param {string[]} keys
 */
function placesIn(rows, keys) {
  const known = places.get(rows) ?? new Map(rows.map((row, place) => [keyOf(row, keys), place]));
  places.set(rows, known);
  return known;
}

const keyOf = (/** @type {Row} */ row, /** @type {string[]} */ keys) =>
  keys.map((name) => row[name]).join("|");

/**
 * The baseline's violations without those that are mended or changed, then the changed ones.
 *
 * @param {Violation[]} base
 * @param {{[table: string]: any}} changed
 * @returns {Violation[]}
 */
function overlaidViolations(base, changed) {
  /** @type {{rule: string, subject: string}[]} */
  const others = [...changed.violations, ...(changed.gone?.violations ?? [])];
  const names = (/** @type {string} */ text) => text.split(/[^\p{L}\p{N}_-]+/u);
  const stays = (/** @type {Violation} */ { rule, message }) => {
    const said = names(message).flatMap((name) => [name, name.replace(/s$/, "")]);
    return !others.some(
      (other) => other.rule === rule && names(other.subject).every((name) => said.includes(name)),
    );
  };
  return [...base.filter(stays), ...changed.violations];
}
