/** How a file was read: assumptions, columns, records; and fields to override them. */

import { formatNumber } from "../core/words/number-format.ts";
import { fieldOfColumn } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { h, note } from "../core/ui/dom.ts";
import { checkedIn, checkField, selectField, textField, textOf } from "../core/ui/form-fields.ts";

type Speaker = (message: Message) => string;

const ENCODINGS = ["utf-8", "gb18030", "big5", "shift_jis", "windows-1252", "windows-1250"];
const MOST_RECORDS = 200;

/** The assumptions about a file, and the result of its columns and records. */
export function reportOf(report: FileReport, speak: Speaker) {
  const { counts, records, columns, further_columns: further, assumed } = report;
  const taken = Object.entries(columns).map(([column, name]) =>
    column === name ? column : `${column} = ${name}`,
  );
  return [
    h("h3", {}, say("page-upload-assumed")),
    assumed.length
      ? table(
          ["what", "value", "why"],
          assumed.map(({ what, value, why }) => [
            say(`page-upload-what-${what}`),
            value,
            speak(why),
          ]),
        )
      : note(say("page-upload-assumed-nothing")),
    h("h3", {}, say("page-upload-columns")),
    h("p", {}, taken.length ? taken.join(say("list-separator")) : say("page-upload-columns-none")),
    ...(further.length
      ? [note(say("page-upload-columns-further", { columns: further.join(say("list-separator")) }))]
      : []),
    h("h3", {}, say("page-upload-records")),
    h("p", { class: "upload-counts" }, countsOf(counts)),
    ...(records.length ? [recordsTable(records, speak)] : []),
  ];
}

const countsOf = (counts: FileReport["counts"]) =>
  Object.entries(counts)
    .filter(([what, count]) => count || what === "taken")
    .map(([what, count]) => say(`page-upload-count-${what}`, { count }))
    .join(say("list-separator"));

const recordsTable = (records: FileReport["records"], speak: Speaker) =>
  table(
    ["row", "done", "why"],
    records
      .slice(0, MOST_RECORDS)
      .map(({ row, id, what, why }) => [
        id ? `${formatNumber(row, 0)} (${id})` : formatNumber(row, 0),
        say(`page-upload-record-${what}`),
        why ? speak(why) : "",
      ]),
  );

/**
 * A small table.
 *
 * @param heads ends of the codes of its headings
 */
export const table = (heads: string[], rows: string[][]) =>
  h(
    "div",
    { class: "grid-frame" },
    h(
      "table",
      { class: "upload-table" },
      h("thead", {}, h("tr", {}, ...heads.map((head) => heading(say(`page-upload-head-${head}`))))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))))),
    ),
  );

const heading = (text: string) => h("th", { scope: "col" }, text);

/**
 * Fields of the options for reading a file.
 *
 * @param wanted columns of the plan that may have other names in the file
 * @param reading the present values
 * @param report of the last reading, if any
 */
export function readingFields(wanted: string[], reading: Reading, report: FileReport | null) {
  const there = report ? [...Object.values(report.columns), ...report.further_columns] : [];
  const placeholder = say("page-upload-detected");
  const all = [...new Set([...wanted, ...Object.keys(report?.columns ?? {})])];
  const columns = all.map((own) => {
    const now = reading.columns[own] ?? report?.columns[own] ?? "";
    const names = [...new Set(["", now, ...there])].map((name) => [name, name || placeholder]);
    return selectField(own, fieldOfColumn(own), names, reading.columns[own] ?? "");
  });
  const axes = [
    ["", placeholder],
    ["east-first", say("page-upload-east-first")],
    ["north-first", say("page-upload-north-first")],
  ];
  return {
    fields: [
      h(
        "datalist",
        { id: "upload-encodings" },
        ...ENCODINGS.map((value) => h("option", { value })),
      ),
      h(
        "div",
        { class: "fields" },
        textField("encoding", say("page-upload-encoding"), reading.encoding, {
          placeholder,
          list: "upload-encodings",
        }),
        textField("source_crs", say("page-upload-crs"), reading.source_crs, { placeholder }),
        selectField("axis_order", say("page-upload-axes"), axes, reading.axis_order),
        textField("layer", say("page-upload-layer"), reading.layer, { placeholder }),
      ),
      report && h("div", { class: "fields" }, ...columns),
    ],
    repair: checkField("repair", say("page-upload-repair"), reading.repair),
    /** @param place that has the fields */
    read: (place: Element): Reading => {
      const [general, named] = place.querySelectorAll(".fields");
      return {
        layer: textOf(general, "layer"),
        encoding: textOf(general, "encoding"),
        source_crs: textOf(general, "source_crs"),
        axis_order: textOf(general, "axis_order"),
        repair: checkedIn(place).includes("repair"),
        columns: named
          ? Object.fromEntries(all.map((own) => [own, textOf(named, own)]))
          : reading.columns,
      };
    },
  };
}
