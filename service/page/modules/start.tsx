/**
 * The page for a missing plan: a file for each layer, how it was read, and the plan built from
 * them. Nothing is written before it is built.
 */

import { Fragment, render, signal } from "../vendor/preact/index.js";
import { abortPrevious, isAborted, Problem, request } from "./core/api.ts";
import { announce, h } from "./core/ui/dom.ts";
import { Button } from "./core/ui/elements.tsx";
import { loadFallbackFont } from "./core/ui/fallback-font.ts";
import { outlineMap } from "./core/ui/outline-map.ts";
import { optionInWords, placeInWords, problemsOf } from "./core/words/messages.ts";
import {
  catalogue,
  languageName,
  languageOf,
  loadLanguage,
  loadLaterWords,
  nextLanguage,
  say,
} from "./core/words/words.ts";
import { acceptDrop } from "./import/dropped-files.ts";
import { ReadingFields, Report } from "./import/upload-report.tsx";
import { AS_DETECTED, oneFileOf } from "./import/uploads.ts";

interface Layer {
  layer: string;
  columns: string[];
}

/** a layer with its file, or without one yet */
interface Given extends Layer {
  file: string; // its name; "": none so far
  reading: Reading;
  report: FileReport | null;
}

const REQUIRED = ["zones", "regions"];
const MAPPED = "zone_id ftz_id adcode population sector kind cap_km2 name name_zh".split(" ");

const path = signal("");
const layers = signal<Layer[]>([]);
const given = signal<Given[]>([]);
const crs = signal("");
const repair = signal(false);
const picture = signal<Picture | null>(null);
const canMake = signal(false);
const says = signal<{ lines: string[]; isQuiet: boolean }>({ lines: [], isQuiet: false });

const tell = (lines: string[], isQuiet: boolean = false) => {
  says.value = { lines, isQuiet };
};

const speak = (message: Message) =>
  catalogue().text(message, {
    nameOf: (id) => id,
    placeOf: placeInWords,
    optionOf: optionInWords,
  });

function addLayer(layer: string) {
  const columns = layers.value.find((one) => one.layer === layer)?.columns ?? [];
  const added = { layer, columns, file: "", reading: AS_DETECTED, report: null };
  given.value = [...given.value, added];
}

function change(layer: string, changed: Partial<Given>) {
  given.value = given.value.map((one) => (one.layer === layer ? { ...one, ...changed } : one));
}

/** Send the file of a layer, and read the files. */
async function give(layer: string, files: FileList | null | Promise<File[]>) {
  try {
    const file = await oneFileOf(await files);
    if (!file) return;
    tell([say("page-upload-reading", { file: file.name })], true);
    const query = new URLSearchParams({ name: file.name });
    await request(`/api/start/files/${layer}?${query}`, { body: file });
    change(layer, { file: file.name, reading: AS_DETECTED, report: null });
    picture.value = null;
    await readAll();
  } catch (error) {
    tell(problemsOf(error).map(speak));
  }
}

/** The options of the files. */
function options() {
  const withFile = given.value
    .filter(({ file }) => file)
    .map(({ layer, reading: { repair: _, axis_order, ...rest } }) => [
      layer,
      { ...rest, axis_order: axis_order || null },
    ]);
  return {
    layers: Object.fromEntries(withFile),
    crs: crs.value.trim(),
    repair: repair.value,
  };
}

/** Read all files with their options, and preview the plan. */
async function readAll() {
  const files = given.value.filter(({ file }) => file);
  canMake.value = false;
  if (REQUIRED.some((layer) => !files.some((one) => one.layer === layer)))
    return tell([say("page-start-needed")], true);
  const signal = abortPrevious("start");
  tell([say("page-upload-reading", { file: files.map(({ file }) => file).join(", ") })], true);
  try {
    const { body } = await request("/api/start/preview", { body: options(), signal });
    const reports = body.files as (FileReport & { layer: string })[];
    for (const { layer } of given.value)
      change(layer, { report: reports.find((one) => one.layer === layer) ?? null });
    picture.value = body.picture;
    tell(body.problems.map(speak));
    canMake.value = body.plan;
    if (body.plan) announce(say("page-start-ready"));
  } catch (error) {
    if (!isAborted(error)) tell(problemsOf(error).map(speak));
  }
}

async function make() {
  canMake.value = false;
  tell([say("page-start-making")], true);
  try {
    await request("/api/start/plan", { body: options() });
    location.assign("/");
  } catch (error) {
    tell(problemsOf(error).map(speak));
    canMake.value = !(error instanceof Problem);
  }
}

const Start = () => (
  <>
    <Header />
    <main id="start">
      <h2>{say("page-start-title")}</h2>
      <p>{say("page-start-what")}</p>
      <p class="note" id="start-path">
        {path.value && say("page-start-path", { path: path.value })}
      </p>
      <div id="start-layers">
        {given.value.map((one) => (
          <LayerSection key={one.layer} given={one} />
        ))}
      </div>
      <FurtherLayer />
      <PlanFields />
      <div id="start-picture">
        {picture.value && outlineMap(picture.value, countsOf(picture.value))}
      </div>
      <div
        id="start-says"
        class={says.value.isQuiet ? "upload-says quiet" : "upload-says"}
        role="alert"
      >
        {says.value.lines.map((line) => (
          <p>{line}</p>
        ))}
      </div>
      <div class="buttons">
        <Button id="start-read" word="page-upload-again" onClick={() => void readAll()} />
        <Button
          id="start-make"
          class="primary"
          word="page-start-make"
          disabled={!canMake.value}
          onClick={() => void make()}
        />
      </div>
    </main>
    <p id="announcer" class="unseen" aria-live="polite" />
  </>
);

function Header() {
  const other = nextLanguage();
  return (
    <header id="header">
      <h1>Zonewright</h1>
      <span class="spacer" />
      <button
        id="language"
        type="button"
        aria-label={say("page-button-language", { language: languageName(other) })}
        onClick={() => void loadLanguage(other)}
      >
        {languageName(other)}
      </button>
    </header>
  );
}

function LayerSection({ given: { layer, columns, file, reading, report } }: { given: Given }) {
  const heading = `start-${layer}-name`;
  const { ondragover, ondrop } = acceptDrop((dropped) => void give(layer, dropped));
  return (
    <section
      class="start-layer"
      aria-labelledby={heading}
      data-layer={layer}
      onDragOver={ondragover}
      onDrop={ondrop}
    >
      <h3 id={heading}>
        {nameOfLayer(layer)}
        {REQUIRED.includes(layer) ? "" : ` (${layer})`}
      </h3>
      <label>
        {say("page-upload-file")}
        <input
          type="file"
          multiple
          onChange={({ currentTarget: { files } }) => void give(layer, files)}
        />
      </label>
      {file && <p class="start-file">{say("page-start-given", { file })}</p>}
      {report && <Report report={report} speak={speak} />}
      {file && (
        <details open={!report}>
          <summary>{say("page-upload-otherwise")}</summary>
          <div class="upload-reading">
            <ReadingFields
              wanted={MAPPED.filter((name) => columns.includes(name))}
              reading={reading}
              report={report}
              change={(changed) => change(layer, { reading: changed })}
            />
          </div>
        </details>
      )}
    </section>
  );
}

function FurtherLayer() {
  const rest = layers.value.filter(({ layer }) => !given.value.some((one) => one.layer === layer));
  return (
    <label id="start-more">
      <span>{say("page-start-more")}</span>
      <select
        id="start-layer"
        value=""
        onChange={({ currentTarget }) => {
          addLayer(currentTarget.value);
          currentTarget.value = "";
        }}
      >
        <option value="">{say("page-form-choose-layer")}</option>
        {rest.map(({ layer }) => (
          <option value={layer}>{nameOfLayer(layer)}</option>
        ))}
      </select>
    </label>
  );
}

const PlanFields = () => (
  <fieldset class="upload-reading">
    <legend>{say("page-start-plan")}</legend>
    <label>
      <span>{say("page-start-crs")}</span>
      <input
        id="start-crs"
        spellcheck={false}
        autocomplete="off"
        placeholder={say("page-start-crs-zones")}
        value={crs.value}
        onInput={({ currentTarget: { value } }) => (crs.value = value)}
      />
    </label>
    <label class="check">
      <input
        type="checkbox"
        id="start-repair"
        checked={repair.value}
        onChange={({ currentTarget: { checked } }) => (repair.value = checked)}
      />{" "}
      <span>{say("page-upload-repair")}</span>
    </label>
  </fieldset>
);

const countsOf = ({ zones, regions }: Picture) =>
  say("page-start-picture", { zones: zones.length, regions: regions.length });

const nameOfLayer = (layer: string) => say(`page-layername-${layer}`);

async function start() {
  loadFallbackFont();
  const requested = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  await loadLanguage(languageOf(requested));
  await loadLaterWords();
  const { body } = await request("/api/start");
  path.value = body.plan;
  layers.value = body.layers;
  REQUIRED.forEach(addLayer);
}

void start()
  .catch((error) => tell(problemsOf(error).map(speak)))
  .finally(() => {
    document.body.replaceChildren(); // the title before the words
    render(<Start />, document.body);
  });
