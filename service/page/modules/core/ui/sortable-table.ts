/** A small sortable table: text by name, figures by size, missing ones last. */

import { signal } from "../../../vendor/preact/index.js";
import { announce, button, h } from "./dom.ts";
import { DASH, formatNumber } from "../words/number-format.ts";
import { say } from "../words/words.ts";

type Cell = string | number | null | undefined;

type Row = { [column: string]: any };

interface Column {
  key: string;
  title: string;
  value: (row: Row) => Cell; // the sort key; null: no data
  write?: (row: Row) => VNode | string; // the content of the cell
  why?: (row: Row) => string; // why data are missing
  text?: boolean; // left-aligned
  above?: boolean; // for the first column: above its row, over the whole width
}

type Order = { column: string; down: boolean };

/** The order that a planner chose, by table. */
const chosen = signal({} as { [table: string]: Order });

/**
 * @param id of the table, under which its order is stored
 * @param columns the first is the row header
 * @param order the default
 */
export function sortableTable(
  id: string,
  caption: string,
  columns: Column[],
  rows: Row[],
  order: Order,
) {
  const by = orderOf(id, order);
  const { above = false } = columns[0];
  const lines = ([first, ...others]: VNode[]) =>
    above
      ? [h("tr", { class: "above" }, first), h("tr", {}, ...others)]
      : [h("tr", {}, first, ...others)];
  const span = above ? columns.length - 1 : undefined;
  const body = sortedBy(rows, columns, by).map((row) =>
    lines(columns.map((column, index) => cell(column, row, index, span))),
  );
  return h(
    "div",
    { class: "grid-frame" },
    h(
      "table",
      { class: "grid sortable", "data-table": id, "aria-label": caption },
      h("thead", {}, ...lines(headings(id, columns, order, span))),
      ...(above ? body.map((own) => h("tbody", {}, ...own)) : [h("tbody", {}, ...body.flat())]),
    ),
  );
}

/**
 * A column of figures.
 *
 * @param key of the row
 * @param why data are missing
 */
export const figureColumn = (
  key: string,
  title: string,
  decimals: number = 0,
  why?: () => string,
): Column => ({
  key,
  title,
  value: (row) => row[key],
  write: (row) => formatNumber(row[key], decimals),
  why,
});

/** The order of a table: the chosen one, else the default. */
export const orderOf = (id: string, order: Order) => chosen.value[id] ?? order;

/**
 * The headings of a table, each with its button to sort.
 *
 * @param order the default
 * @param span the columns that the first one covers
 */
export function headings(
  id: string,
  columns: Pick<Column, "key" | "title" | "text">[],
  order: Order,
  span?: number,
) {
  const by = orderOf(id, order);
  return columns.map(({ key, title, text }, index) => {
    const isSorted = by.column === key;
    const sort = () => {
      const down = isSorted ? !by.down : !text;
      chosen.value = { ...chosen.value, [id]: { column: key, down } };
      announce(say("page-announce-sorted", { column: title }));
    };
    return h(
      "th",
      {
        scope: "col",
        class: text ? "" : "number",
        colspan: index ? undefined : span,
        "aria-sort": isSorted ? (by.down ? "descending" : "ascending") : "none",
      },
      button({ "data-sort": key, onclick: sort }, title, isSorted ? (by.down ? " ↓" : " ↑") : ""),
    );
  });
}

function cell({ value, write, why, text }: Column, row: Row, index: number, span?: number) {
  const known = value(row);
  const shown = known == null ? DASH : write ? write(row) : String(known);
  if (index === 0) return h("th", { scope: span ? "rowgroup" : "row", colspan: span }, shown);
  const title = known == null && why ? why(row) : undefined;
  return h("td", { class: text ? "" : "number", title }, shown);
}

/** Rows in an order; those without a figure come last in either direction. */
export function sortedBy<R extends Row>(
  rows: R[],
  columns: { key: string; value: (row: R) => Cell }[],
  { column, down }: Order,
) {
  const value = columns.find(({ key }) => key === column)?.value;
  if (!value) return rows;
  const way = down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [x, y] = [value(one), value(other)];
    if (x == null || y == null) return Number(x == null) - Number(y == null);
    if (typeof x === "string")
      return way * x.localeCompare(String(y), document.documentElement.lang);
    return way * (x - Number(y));
  });
}
