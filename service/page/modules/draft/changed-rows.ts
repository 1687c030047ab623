/** Tables of a draft: those of the baseline, with the rows that edits change replaced. */

import { radiusOf } from "../core/way.ts";

type Row = { [column: string]: any };

const TABLES = ["totals", "ftzs", "zones", "sectors", "regions", "violations", "targets"];

/**
 * Tables of the baseline with changed rows replaced and deleted rows removed.
 *
 * @param keyColumns by table
 */
export function overlayTables(
  base: { [table: string]: any },
  changed: { [table: string]: any },
  radius: number,
  keyColumns: PlanDocument["keys"],
): any {
  const tables: { [table: string]: any } = { ...base };
  for (const table of TABLES) {
    const keys = keyColumns[table];
    const before = (base[table] ?? NONE) as Row[]; // there need not be any targets
    const known = indexRows(before, keys);
    const rows: Row[] = [...before];
    for (const row of (changed[table] ?? []) as Row[]) {
      if (radiusOf(row) !== undefined && radiusOf(row) !== radius) continue;
      rows[known.get(rowKey(row, keys)) ?? rows.length] = row;
    }
    const gone = new Set(((changed.gone?.[table] ?? []) as Row[]).map((row) => rowKey(row, keys)));
    tables[table] = gone.size ? rows.filter((row) => !gone.has(rowKey(row, keys))) : rows;
  }
  return tables;
}

const NONE: Row[] = [];

const rowIndexes = new WeakMap<Row[], Map<string, number>>();

/** The index of each row of a table by its key, cached for each table. */
function indexRows(rows: Row[], keys: string[]) {
  const known =
    rowIndexes.get(rows) ?? new Map(rows.map((row, place) => [rowKey(row, keys), place]));
  rowIndexes.set(rows, known);
  return known;
}

const rowKey = (row: Row, keys: string[]) => keys.map((name) => row[name]).join("|");
