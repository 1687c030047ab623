/**
 * Land from the words of published bounds (四至), in the form that draws an outline again. The land
 * found is the trial: the map shows its outline, solid along named lines and dashed over gaps, and
 * it becomes an edit that keeps the words. Each of several areas that fit is a button.
 */

import { signal } from "../../vendor/preact/index.js";
import { abortPrevious, ask, isAborted, isOffline, Problem } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, button, elementOf, fill, h, note } from "../core/ui/dom.ts";
import { checkedIn, numberField, numberOf, textOf } from "../core/ui/form-fields.ts";
import { messageOf, sayMessage, sayMessages } from "../core/words/messages.ts";
import { formatKm, formatKm2, formatNumber } from "../core/words/number-format.ts";
import { language, say } from "../core/words/words.ts";
import { NO_TRIAL } from "../draft/draft.ts";
import { onMap, zoomTo } from "../map/view.ts";

type Choices = { [part: string]: number };

const EQUATOR_M = 40_075_017;
/** The narrowest band that is seen around its line. */
const LEAST_BAND_PX = 7;

export function addBoundsText(page: Page) {
  const { store, map } = page;
  const box = elementOf(h("details", { id: "bounds-text" }));
  const drawn = L.layerGroup().addTo(map);
  const found = signal(null as BoundsAnswer | null);
  const refused = signal([] as Message[]);
  const busy = signal(false);
  let trial: Trial | null = null;
  let chosen: Choices = {};

  /** A problem in a sentence; of several areas that fit, a button for each. */
  const refusal = (problem: Message) => {
    const inner = problem.code === "bounds-in-part" ? (problem.params.problem as Message) : problem;
    if (inner.code !== "bounds-ambiguous") return note(sayMessage(store.state, problem));
    const { part, areas } = inner.params as { part: number; areas: Message[] };
    return h(
      "div",
      { class: "bounds-choices" },
      note(say("page-bounds-several", { part, areas: areas.length })),
      ...areas.map((area, index) =>
        button(
          { onclick: () => find({ ...chosen, [part]: index + 1 }) },
          sayMessage(store.state, area),
        ),
      ),
    );
  };

  const find = async (choices: Choices = {}) => {
    const { zone } = store.state;
    const text = textOf(box, "bounds");
    forget();
    if (!zone || !text) return void (refused.value = [messageOf("page-refused-unanswered")]);
    chosen = choices;
    busy.value = true;
    const assume = checkedIn(box).includes("assume");
    const body = {
      text,
      near: zone,
      choose: choices,
      draft: assume,
      area_km2: numberOf(box, "bounds-area"),
    };
    try {
      const answer: BoundsAnswer = await ask("/api/bounds", {
        body,
        signal: abortPrevious("bounds"),
      });
      if (zone !== store.state.zone || store.state.tool !== "draw") return;
      found.value = answer;
      trial = { edits: answer.edit ? [answer.edit] : [] };
      store.set({ trial, refused: null });
      draw(answer);
      announce(say("page-announce-bounds", { area: areaOf(answer) }));
    } catch (error) {
      if (isAborted(error)) return;
      if (error instanceof Problem && (error.status === 422 || error.status === 404)) {
        refused.value = error.problems;
        announce(sayMessages(store.state, error.problems));
      } else {
        if (isOffline(error)) refused.value = [messageOf("page-refused-offline-tool")];
        reportProblem(store, error);
      }
    } finally {
      busy.value = false;
    }
  };

  /** Draw each section, solid or dashed, on a band as wide as its tolerance. */
  const draw = ({ features }: BoundsAnswer) => {
    drawn.clearLayers();
    for (const { properties, geometry } of features) {
      if (properties.what !== "section") continue;
      const places = (geometry as GeoJSON.LineString).coordinates.map(([lng, lat]) =>
        L.latLng(lat, onMap(lng, store.state.plan?.extent)),
      );
      const options = { pane: "editing", interactive: false, renderer: L.svg({ pane: "editing" }) };
      const weight = bandPx(map, places[0].lat, properties.tolerance_m);
      L.polyline(places, { ...options, weight, className: "bounds-band" }).addTo(drawn);
      const className = `bounds-section ${properties.kind}`;
      L.polyline(places, { ...options, weight: 3, className }).addTo(drawn);
    }
    const bounds = L.latLngBounds([]);
    drawn.eachLayer((layer) => bounds.extend((layer as L.Polyline).getBounds()));
    if (!map.getBounds().contains(bounds) || map.getBoundsZoom(bounds) > map.getZoom() + 2)
      zoomTo(map, bounds, 15);
  };

  const forget = () => {
    drawn.clearLayers();
    found.value = null;
    refused.value = [];
    if (trial && store.state.trial === trial) store.set(NO_TRIAL);
    trial = null;
  };

  store.watch(() => {
    const answer = found.value;
    fill(
      box,
      h("summary", {}, say("page-bounds-open")),
      note(say("page-bounds-how")),
      h(
        "label",
        { class: "wide" },
        say("page-bounds-words"),
        h("textarea", {
          name: "bounds",
          rows: 4,
          spellcheck: false,
          placeholder: say("page-bounds-example"),
        }),
      ),
      numberField("bounds-area", say("page-bounds-area"), 0),
      h(
        "label",
        { class: "check" }, // uncontrolled: drawn again, it keeps the user's choice
        h("input", { name: "assume", type: "checkbox" }),
        say("page-bounds-assume"),
      ),
      button(
        {
          id: "bounds-find",
          "aria-disabled": busy.value ? "true" : undefined,
          onclick: () => find(),
        },
        say(busy.value ? "page-bounds-finding" : "page-bounds-find"),
      ),
      h("div", { role: "status" }, ...refused.value.map(refusal)),
      answer && h("div", { id: "bounds-found" }, ...partsOf(answer)),
    );
  });

  map.on("zoomend", () => found.value && draw(found.value));
  store.on(["trial", "tool", "zone"], () => {
    if (trial && store.state.trial !== trial) forget();
  });
  box.addEventListener("input", (event) => event.stopPropagation()); // not of the drawn outline
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || (event.target as Element).matches("summary, button")) return;
    event.stopPropagation();
    const isText = (event.target as Element).matches("textarea");
    if (isText && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void find();
  });
  /** The trial of the land found, while it is shown. */
  const shown = () => (trial && store.state.trial === trial ? trial : null);
  return { box, shown, leave: () => box.remove() };
}

/** How wide a band of some metres to both sides is on the map. */
function bandPx(map: L.Map, lat: number, metres: number) {
  const metresPerPx = (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
  return Math.max(LEAST_BAND_PX, (2 * metres) / metresPerPx);
}

const partsIn = ({ features }: BoundsAnswer) =>
  features.flatMap(({ properties }) => (properties.what === "part" ? [properties] : []));
const sectionsIn = ({ features }: BoundsAnswer) =>
  features.flatMap(({ properties }) => (properties.what === "section" ? [properties] : []));
const areaOf = (answer: BoundsAnswer) =>
  formatKm2(partsIn(answer).reduce((sum, { area_km2 }) => sum + area_km2, 0));

/** Each part: its area beside the published one, its sections, and how names were understood. */
function partsOf(answer: BoundsAnswer) {
  const parts = partsIn(answer);
  return parts.flatMap((part) => [
    parts.length > 1 && h("h3", {}, part.title || String(part.part)),
    h(
      "p",
      {},
      say("page-bounds-measured", {
        area: formatKm2(part.area_km2),
        least: formatKm2(part.least_km2),
        most: formatKm2(part.most_km2),
      }),
      part.published_km2 != null &&
        ` ${say("page-bounds-published", { area: formatKm2(part.published_km2) })}`,
    ),
    h(
      "ul",
      { class: "bounds-sections" },
      ...sectionsIn(answer)
        .filter((section) => section.part === part.part)
        .map(sectionRow),
    ),
    ...(language() === "zh" ? part.notes_zh : part.notes).map((each) => note(each)),
  ]);
}

const sectionRow = ({ kind, name, sides, length_km, tolerance_m }: SectionOfBounds) =>
  h(
    "li",
    {},
    h(
      "svg",
      { viewBox: "0 0 24 8", "aria-hidden": "true" },
      h("path", { d: "M1 4h22", class: `bounds-section ${kind}` }),
    ),
    h(
      "span",
      {},
      h("b", {}, name),
      ` ${(sides.length ? sides : ["around"]).map((side) => say("bounds-side", { side })).join(say("list-separator"))}`,
      kind === "line" ? "" : `, ${say("bounds-kind", { kind })}`,
    ),
    h(
      "span",
      { class: "number" },
      say("page-bounds-off", {
        length: formatKm(length_km, 2),
        metres: formatNumber(tolerance_m),
      }),
    ),
  );
