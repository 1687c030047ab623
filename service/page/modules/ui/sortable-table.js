/** A small sortable table: text by name, figures by size, missing ones last. */

import { announce, fill, h } from "./dom.js";
import { DASH } from "../words/number-format.js";
import { say } from "../words/words.js";

/**
 * @typedef {string | number | null | undefined} Cell
 * @typedef {{[column: string]: any}} Row
 *
 * @typedef {object} Column
 * @property {string} key
 * @property {string} title
 * @property {(row: Row) => Cell} value the sort key; null: no data
 * @property {(row: Row) => Node | string} [write] the content of the cell
 * @property {(row: Row) => string} [why] why there is no data
 * @property {boolean} [text] left-aligned
 * @property {boolean} [above] for the first column: above its row, over the whole width
 *
 * @typedef {{column: string, down: boolean}} Order
 */

/** @type {Map<string, Order>} the order that a planner chose, by table */
const chosen = new Map();

/**
 * @param {string} id of the table, under which its order is stored
 * @param {string} caption
 * @param {Column[]} columns the first is the row header
 * @param {Row[]} rows
 * @param {Order} order the default
 */
export function sortableTable(id, caption, columns, rows, order) {
  const table = h("table", { class: "grid sortable", "data-table": id, "aria-label": caption });
  const draw = () => {
    const by = chosen.get(id) ?? order;
    fill(
      table,
      h("thead", {}, ...lines(columns.map((column) => heading(column, by)))),
      ...bodies(
        sorted(rows, columns, by).map((row) =>
          lines(columns.map((column, index) => cell(column, row, index))),
        ),
      ),
    );
  };
  const { above = false } = columns[0];
  /** @param {HTMLElement[]} cells */
  const lines = ([first, ...others]) => {
    if (!above) return [h("tr", {}, first, ...others)];
    first.setAttribute("colspan", String(others.length));
    return [h("tr", { class: "above" }, first), h("tr", {}, ...others)];
  };
  /** @param {HTMLElement[][]} rows the lines of each */
  const bodies = (rows) => {
    if (!above) return [h("tbody", {}, ...rows.flat())];
    return rows.map((own) => {
      own[0].firstElementChild?.setAttribute("scope", "rowgroup");
      return h("tbody", {}, ...own);
    });
  };
  /** @param {Column} column @param {Order} by */
  const heading = ({ key, title, text }, by) => {
    const isSorted = by.column === key;
    return h(
      "th",
      {
        scope: "col",
        class: text ? "" : "number",
        "aria-sort": isSorted ? (by.down ? "descending" : "ascending") : "none",
      },
      h(
        "button",
        { type: "button", "data-sort": key, onclick: () => sort(key, !text) },
        title,
        isSorted ? (by.down ? " ↓" : " ↑") : "",
      ),
    );
  };
  const sort = (/** @type {string} */ key, /** @type {boolean} */ down) => {
    const by = chosen.get(id) ?? order;
    chosen.set(id, { column: key, down: by.column === key ? !by.down : down });
    draw();
    table.querySelector(/** @type {"button"} */ (`[data-sort="${key}"]`))?.focus();
    const column = columns.find((one) => one.key === key)?.title ?? key;
    announce(say("page-announce-sorted", { column }));
  };
  draw();
  return h("div", { class: "grid-frame" }, table);
}

/** @param {Column} column @param {Row} row @param {number} index */
function cell({ value, write, why, text }, row, index) {
  const known = value(row);
  const shown = known == null ? DASH : write ? write(row) : String(known);
  const reason = known == null && why ? why(row) : null;
  return index === 0
    ? h("th", { scope: "row" }, shown)
    : h("td", { class: text ? "" : "number", title: reason }, shown);
}

/** @param {Row[]} rows @param {Column[]} columns @param {Order} order */
function sorted(rows, columns, { column, down }) {
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
