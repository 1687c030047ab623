/**
 * The page for a missing plan: a file for each layer, how it was read, and the plan built from
 * them. Nothing is written before it is built.
 */

import { abortPrevious, isAborted, Problem, request } from "./core/api.ts";
import { AS_DETECTED, oneFileOf } from "./import/uploads.ts";
import { announce, byId, fill, h } from "./core/ui/dom.ts";
import { acceptDrop } from "./import/dropped-files.ts";
import { loadFallbackFont } from "./core/ui/fallback-font.ts";
import { outlineMap } from "./core/ui/outline-map.ts";
import { readingFields, reportOf } from "./import/upload-report.ts";
import { optionInWords, placeInWords, problemsOf } from "./core/words/messages.ts";
import {
  catalogue,
  languageOf,
  loadLanguage,
  loadLaterWords,
  nextLanguage,
  say,
} from "./core/words/words.ts";

/** a layer with its file, or without one yet */
interface Given {
  layer: string;
  columns: string[];
  file: string; // its name; "": none so far
  reading: Reading;
  report: FileReport | null;
  read: () => Reading; // the values of the fields
}

const REQUIRED = ["zones", "regions"];
const MAPPED = "zone_id ftz_id adcode population sector kind cap_km2 name name_zh".split(" ");

const speak = (message: Message) =>
  catalogue().text(message, {
    nameOf: (id) => id,
    placeOf: placeInWords,
    optionOf: optionInWords,
  });
const field = (id: string) => byId(id) as HTMLInputElement;

const page: {
  path: string;
  all: { layer: string; columns: string[] }[];
  given: Given[];
  picture: Picture | null;
} = { path: "", all: [], given: [], picture: null };

/** Show the layers, the fields of each, and how its file was read. */
function show() {
  byId("start-path").textContent = say("page-start-path", { path: page.path });
  fill(byId("start-layers"), ...page.given.map(section));
  const rest = page.all.filter(({ layer }) => !page.given.some((one) => one.layer === layer));
  fill(
    byId("start-layer"),
    h("option", { value: "" }, say("page-form-choose-layer")),
    ...rest.map(({ layer }) => h("option", { value: layer }, nameOfLayer(layer))),
  );
  fill(byId("start-picture"), page.picture && outlineMap(page.picture, countsOf(page.picture)));
}

const countsOf = ({ zones, regions }: Picture) =>
  say("page-start-picture", { zones: zones.length, regions: regions.length });

const nameOfLayer = (layer: string) => say(`page-layername-${layer}`);

function section(given: Given) {
  const { layer, columns, file, reading, report } = given;
  const { fields, read } = readingFields(
    MAPPED.filter((name) => columns.includes(name)),
    reading,
    report,
  );
  given.read = () => {
    const place = document.querySelector(`[data-layer="${CSS.escape(layer)}"] .upload-reading`);
    return place ? read(place) : reading;
  };
  const heading = `start-${layer}-name`;
  return h(
    "section",
    {
      key: layer,
      class: "start-layer",
      "aria-labelledby": heading,
      "data-layer": layer,
      ...acceptDrop((dropped) => void give(given, dropped)),
    },
    h("h3", { id: heading }, nameOfLayer(layer), REQUIRED.includes(layer) ? "" : ` (${layer})`),
    h(
      "label",
      {},
      say("page-upload-file"),
      h("input", {
        type: "file",
        multiple: true,
        onchange: (event: any) => void give(given, event.target.files),
      }),
    ),
    file && h("p", { class: "start-file" }, say("page-start-given", { file })),
    ...(report ? reportOf(report, speak) : []),
    file &&
      h(
        "details",
        { open: !report },
        h("summary", {}, say("page-upload-otherwise")),
        h("div", { class: "upload-reading" }, ...fields),
      ),
  );
}

function addLayer(layer: string) {
  const columns = page.all.find((one) => one.layer === layer)?.columns ?? [];
  const reading = AS_DETECTED;
  page.given.push({ layer, columns, file: "", reading, report: null, read: () => reading });
}

/** Send the file of a layer, and read the files. */
async function give(given: Given, files: FileList | Promise<File[]>) {
  try {
    const file = await oneFileOf(await files);
    if (!file) return;
    tell([say("page-upload-reading", { file: file.name })], true);
    const query = new URLSearchParams({ name: file.name });
    await request(`/api/start/files/${given.layer}?${query}`, { body: file });
    Object.assign(given, { file: file.name, reading: AS_DETECTED, report: null });
    page.picture = null;
    show();
    await readAll();
  } catch (error) {
    tell(problemsOf(error).map(speak));
  }
}

/** The options of the files. */
function options() {
  const layers = page.given
    .filter(({ file }) => file)
    .map(({ layer, reading: { repair: _, axis_order, ...rest } }) => [
      layer,
      { ...rest, axis_order: axis_order || null },
    ]);
  return {
    layers: Object.fromEntries(layers),
    crs: field("start-crs").value.trim(),
    repair: field("start-repair").checked,
  };
}

/** Read all files with their options, and preview the plan. */
async function readAll() {
  const files = page.given.filter(({ file }) => file);
  const makes = byId("start-make") as HTMLButtonElement;
  makes.disabled = true;
  if (REQUIRED.some((layer) => !files.some((given) => given.layer === layer)))
    return tell([say("page-start-needed")], true);
  const signal = abortPrevious("start");
  tell([say("page-upload-reading", { file: files.map(({ file }) => file).join(", ") })], true);
  try {
    const { body } = await request("/api/start/preview", { body: options(), signal });
    for (const given of page.given)
      given.report = body.files.find((one: FileReport) => one.layer === given.layer) ?? null;
    page.picture = body.picture;
    show();
    tell(body.problems.map(speak));
    makes.disabled = !body.plan;
    if (body.plan) announce(say("page-start-ready"));
  } catch (error) {
    if (!isAborted(error)) tell(problemsOf(error).map(speak));
  }
}

async function make() {
  const makes = byId("start-make") as HTMLButtonElement;
  makes.disabled = true;
  tell([say("page-start-making")], true);
  try {
    await request("/api/start/plan", { body: options() });
    location.assign("/");
  } catch (error) {
    tell(problemsOf(error).map(speak));
    makes.disabled = !(error instanceof Problem);
  }
}

function tell(lines: string[], quiet: boolean = false) {
  byId("start-says").classList.toggle("quiet", quiet);
  fill(byId("start-says"), ...lines.map((line) => h("p", {}, line)));
}

async function start() {
  loadFallbackFont();
  const requested = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  await loadLanguage(languageOf(requested));
  await loadLaterWords();
  const { body } = await request("/api/start");
  Object.assign(page, { path: body.plan, all: body.layers });
  REQUIRED.forEach(addLayer);
  show();
  byId("language").addEventListener("click", async () => {
    for (const given of page.given) given.reading = given.read();
    await loadLanguage(nextLanguage());
    show();
  });
  byId("start-layer").addEventListener("change", () => {
    addLayer(field("start-layer").value);
    show();
  });
  byId("start-read").addEventListener("click", () => {
    for (const given of page.given) given.reading = given.read();
    void readAll();
  });
  byId("start-make").addEventListener("click", () => void make());
}

void start().catch((error) => tell(problemsOf(error).map(speak)));
