/** How a file was read: assumptions, columns, records; and fields to override them. */

import { Fragment } from "../../vendor/preact/index.js";
import { formatNumber } from "../core/words/number-format.ts";
import { fieldOfColumn } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { h } from "../core/ui/dom.ts";
import { Choice, Note } from "../core/ui/elements.tsx";

type Speaker = (message: Message) => string;

const ENCODINGS = ["utf-8", "gb18030", "big5", "shift_jis", "windows-1252", "windows-1250"];
const MOST_RECORDS = 200;

/** The assumptions about a file, and the result of its columns and records. */
export function Report({ report, speak }: { report: FileReport; speak: Speaker }) {
  const { counts, records, columns, further_columns: further, assumed } = report;
  const separator = say("list-separator");
  const taken = Object.entries(columns).map(([column, name]) =>
    column === name ? column : `${column} = ${name}`,
  );
  return (
    <>
      <h3>{say("page-upload-assumed")}</h3>
      {assumed.length ? (
        <Table
          heads={["what", "value", "why"]}
          rows={assumed.map(({ what, value, why }) => [
            say(`page-upload-what-${what}`),
            value,
            speak(why),
          ])}
        />
      ) : (
        <Note word="page-upload-assumed-nothing" />
      )}
      <h3>{say("page-upload-columns")}</h3>
      <p>{taken.length ? taken.join(separator) : say("page-upload-columns-none")}</p>
      {further.length > 0 && (
        <p class="note">
          {say("page-upload-columns-further", { columns: further.join(separator) })}
        </p>
      )}
      <h3>{say("page-upload-records")}</h3>
      <p class="upload-counts">{countsOf(counts)}</p>
      {records.length > 0 && (
        <Table
          heads={["row", "done", "why"]}
          rows={records
            .slice(0, MOST_RECORDS)
            .map(({ row, id, what, why }) => [
              id ? `${formatNumber(row, 0)} (${id})` : formatNumber(row, 0),
              say(`page-upload-record-${what}`),
              why ? speak(why) : "",
            ])}
        />
      )}
    </>
  );
}

const countsOf = (counts: FileReport["counts"]) =>
  Object.entries(counts)
    .filter(([what, count]) => count || what === "taken")
    .map(([what, count]) => say(`page-upload-count-${what}`, { count }))
    .join(say("list-separator"));

/** A small table; its headings are named by the ends of their codes. */
export const Table = ({ heads, rows }: { heads: string[]; rows: string[][] }) => (
  <div class="grid-frame">
    <table class="upload-table">
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col">{say(`page-upload-head-${head}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** wanted: columns of the plan that may have other names in the file; report: of the last reading */
interface ReadingProps<R = FileReport | null> {
  wanted: string[];
  reading: Reading;
  report: R;
  change: (reading: Reading) => void;
}

/** Fields of the options for reading a file. */
export function ReadingFields({ wanted, reading, report, change }: ReadingProps) {
  const placeholder = say("page-upload-detected");
  const set = (name: string) => (event: { currentTarget: { value: string } }) =>
    change({ ...reading, [name]: event.currentTarget.value.trim() });
  const text = (name: "encoding" | "source_crs" | "layer", word: string, list?: string) => (
    <label>
      {say(word)}
      <input
        {...{ name, placeholder, list }}
        type="text"
        value={reading[name]}
        spellcheck={false}
        autocomplete="off"
        onInput={set(name)}
      />
    </label>
  );
  return (
    <>
      <datalist id="upload-encodings">
        {ENCODINGS.map((value) => (
          <option value={value} />
        ))}
      </datalist>
      <div class="fields">
        {text("encoding", "page-upload-encoding", "upload-encodings")}
        {text("source_crs", "page-upload-crs")}
        <Choice
          name="axis_order"
          word="page-upload-axes"
          value={reading.axis_order}
          options={[
            ["", placeholder],
            ["east-first", say("page-upload-east-first")],
            ["north-first", say("page-upload-north-first")],
          ]}
          onChange={set("axis_order")}
        />
        {text("layer", "page-upload-layer")}
      </div>
      {report && <ColumnFields {...{ wanted, reading, report, change }} />}
    </>
  );
}

/** For each column of the plan, the file's column to take it from. */
function ColumnFields({ wanted, reading, report, change }: ReadingProps<FileReport>) {
  const there = [...Object.values(report.columns), ...report.further_columns];
  const all = [...new Set([...wanted, ...Object.keys(report.columns)])];
  return (
    <div class="fields">
      {all.map((own) => {
        const chosen = reading.columns[own] ?? "";
        const names = new Set(["", chosen || report.columns[own] || "", ...there]);
        return (
          <label key={own}>
            {fieldOfColumn(own)}
            <select
              name={own}
              value={chosen}
              onChange={({ currentTarget: { value } }) =>
                change({ ...reading, columns: { ...reading.columns, [own]: value } })
              }
            >
              {[...names].map((name) => (
                <option value={name}>{name || say("page-upload-detected")}</option>
              ))}
            </select>
          </label>
        );
      })}
    </div>
  );
}
