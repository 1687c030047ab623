/** Sections of a report as elements: texts, lists, tables and banners. */

import { h } from "../core/ui/dom.ts";

export type Section = { heading: string; blocks: SectionBlock[] };

type TextBlock = { text: string; points: string[] };
type TableBlock = {
  caption: string;
  heads: string[];
  rows: string[][];
  figures: boolean[];
  spans: number[];
  note: string;
};
type BannerBlock = { entries: { mark: string; heading: string; texts: string[] }[]; stop: boolean };
type SectionBlock = TextBlock | TableBlock | BannerBlock | { columns: SectionBlock[][] };

/** Sections under their headings, each folded; the first `open` of them are not. */
export const sectionsOf = (sections: Section[], open: number) =>
  sections.map(({ heading, blocks }, index) =>
    h(
      "details",
      { key: heading, open: index < open },
      h("summary", {}, h("h2", {}, heading)),
      ...blocks.map(blockOf),
    ),
  );

function blockOf(block: SectionBlock): VNode {
  if ("columns" in block)
    return h(
      "div",
      { class: "columns" },
      ...block.columns.map((own) => h("div", {}, ...own.map(blockOf))),
    );
  if ("entries" in block)
    return h(
      "div",
      { class: `banner${block.stop ? " stop" : ""}` },
      ...block.entries.map(({ mark, heading, texts }) =>
        h(
          "div",
          {},
          h("strong", {}, `${mark} ${heading}`),
          ...texts.map((text) => h("p", {}, text)),
        ),
      ),
    );
  if ("rows" in block) return tableOf(block);
  const { text, points } = block;
  return h(
    "div",
    { class: "text" },
    text && h("p", {}, points.length ? h("strong", {}, text) : text),
    points.length > 0 && h("ul", {}, ...points.map((point) => h("li", {}, point))),
  );
}

/** What holds a table that may be wider than the screen: it scrolls, by keyboard too. */
export const wide = (caption: string) => ({
  class: "wide",
  role: "region",
  tabIndex: 0,
  "aria-label": caption,
});

function tableOf({ caption, heads, rows, figures, spans, note }: TableBlock) {
  const kind = (column: number) => (figures[column] ? "number" : "");
  if (!rows.length) return h("p", { class: "note" }, caption, " ", note);
  return h(
    "div",
    wide(caption),
    h(
      "table",
      {},
      h("caption", {}, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...heads.map((head, column) => h("th", { scope: "col", class: kind(column) }, head)),
        ),
      ),
      h(
        "tbody",
        {},
        ...rows.map((row, number) =>
          h(
            "tr",
            {},
            ...row.map(
              (cell, column) =>
                (column > 0 || spans[number] > 0) &&
                h("td", { class: kind(column), rowSpan: column ? 1 : spans[number] }, cell),
            ),
          ),
        ),
      ),
    ),
    note && h("p", { class: "note" }, note),
  );
}
