/** A small sortable table: text by name, figures by size, missing ones last. */

import { signal } from "../../vendor/preact/index.js";
import { announce, button, h } from "./dom.js";
import { DASH, formatNumber } from "../words/number-format.js";
import { say } from "../words/words.js";

/**
 * @typedef {string | number | null | undefined} Cell
 * @typedef {{[column: string]: any}} Row
 *
 * @typedef {object} Column
 * @property {string} key
 * @property {string} title
 * @property {(row: Row) => Cell} value the sort key; null: no data
 * @property {(row: Row) => VNode | string} [write] the content of the cell
 * @property {(row: Row) => string} [why] why there is no data
 * @property {boolean} [text] left-aligned
 * @property {boolean} [above] for the first column: above its row, over the whole width
 *
 * @typedef {{column: string, down: boolean}} Order
 */

/** The order that a planner chose, by table. */
const chosen = signal(/** @type {{[table: string]: Order}} */ ({}));

/**
 * @param {string} id of the table, under which its order is stored
 * @param {string} caption
 * @param {Column[]} columns the first is the row header
 * @param {Row[]} rows
 * @param {Order} order the default
 */
export function sortableTable(id, caption, columns, rows, order) {
  const by = orderOf(id, order);
  const { above = false } = columns[0];
  /** @param {VNode[]} cells */
  const lines = ([first, ...others]) =>
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
 * @param {string} key of the row
 * @param {string} title
 * @param {number} [decimals]
 * @param {() => string} [why] there is no data
 * @returns {Column}
 */
export const figureColumn = (key, title, decimals = 0, why) => ({
  key,
  title,
  value: (row) => row[key],
  write: (row) => formatNumber(row[key], decimals),
  why,
});

/** The order of a table: the chosen one, else the default. @param {string} id @param {Order} order */
export const orderOf = (id, order) => chosen.value[id] ?? order;

/**
 * The headings of a table, each with its button to sort.
 *
 * @param {string} id
 * @param {Pick<Column, "key" | "title" | "text">[]} columns
 * @param {Order} order the default
 * @param {number} [span] the columns that the first one covers
 */
export function headings(id, columns, order, span) {
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

/** @param {Column} column @param {Row} row @param {number} index @param {number} [span] */
function cell({ value, write, why, text }, row, index, span) {
  const known = value(row);
  const shown = known == null ? DASH : write ? write(row) : String(known);
  if (index === 0) return h("th", { scope: span ? "rowgroup" : "row", colspan: span }, shown);
  const title = known == null && why ? why(row) : undefined;
  return h("td", { class: text ? "" : "number", title }, shown);
}

/**
 * Rows in an order; those without a figure come last in either direction.
 *
 * @template {Row} R
 * @param {R[]} rows
 * @param {{key: string, value: (row: R) => Cell}[]} columns
 * @param {Order} order
 */
export function sortedBy(rows, columns, { column, down }) {
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
