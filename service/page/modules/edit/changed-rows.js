/** Tables of a draft: those of the baseline, with the rows that edits change replaced. */

import { radiusOf } from "../state/way.js";

/** @typedef {{[column: string]: any}} Row */

const TABLES = ["totals", "ftzs", "zones", "sectors", "regions", "violations", "targets"];

/**
 * Tables of the baseline with changed rows replaced and deleted rows removed.
 *
 * @param {{[table: string]: any}} base
 * @param {{[table: string]: any}} changed
 * @param {number} radius
 * @param {PlanDocument["keys"]} keyColumns by table
 * @returns {any}
 */
export function overlayTables(base, changed, radius, keyColumns) {
  /** @type {{[table: string]: any}} */
  const tables = { ...base };
  for (const table of TABLES) {
    const keys = keyColumns[table];
    const before = /** @type {Row[]} */ (base[table] ?? NONE); // there need not be any targets
    const known = indexRows(before, keys);
    /** @type {Row[]} */
    const rows = [...before];
    for (const row of /** @type {Row[]} */ (changed[table] ?? [])) {
      if (radiusOf(row) !== undefined && radiusOf(row) !== radius) continue;
      rows[known.get(rowKey(row, keys)) ?? rows.length] = row;
    }
    const gone = new Set(
      /** @type {Row[]} */ (changed.gone?.[table] ?? []).map((row) => rowKey(row, keys)),
    );
    tables[table] = gone.size ? rows.filter((row) => !gone.has(rowKey(row, keys))) : rows;
  }
  return tables;
}

/** @type {Row[]} */
const NONE = [];

/** @type {WeakMap<Row[], Map<string, number>>} */
const rowIndexes = new WeakMap();

/**
 * The index of each row of a table by its key, cached for each table.
 *
 * @param {Row[]} rows
 * @param {string[]} keys
 */
function indexRows(rows, keys) {
  const known =
    rowIndexes.get(rows) ?? new Map(rows.map((row, place) => [rowKey(row, keys), place]));
  rowIndexes.set(rows, known);
  return known;
}

const rowKey = (/** @type {Row} */ row, /** @type {string[]} */ keys) =>
  keys.map((name) => row[name]).join("|");
