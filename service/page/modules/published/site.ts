/**
 * A published site: the choice of a scenario, the map with its swipe, figures and story. The data
 * are scripts beside the page, which put themselves into `window.published`.
 */

import { button, elementOf, fill, h } from "../core/ui/dom.ts";
import { SHARE_BREAKS } from "../core/ui/palette.ts";
import { formatNumber } from "../core/words/number-format.ts";
import {
  catalogueOf,
  language,
  languageName,
  languageOf,
  nextLanguage,
  say,
  speakBy,
} from "../core/words/words.ts";
import {
  PublishedMap,
  type Near,
  type OpeningMap,
  type ScenarioMap,
  type SiteRegions,
} from "./published-map.ts";
import { sectionsOf, wide, type Section } from "./report-sections.ts";

type Spoken<T> = { [language: string]: T };
type SiteFigure = {
  name: string;
  before: string;
  after: string;
  change: string;
  better: boolean | null;
};
type SiteEntry = {
  id: string;
  titles: Spoken<string>;
  figures: Spoken<SiteFigure[]>;
  decision: { sha256: string; bytes: number; language: string } | null;
};
type SiteTexts = {
  messages: string;
  title: string;
  notes: string[];
  day: string;
  tint: string;
  baseline: string;
  plan: Section[];
  several: Section[];
  sources: Section[];
};
type Opening = {
  texts: Spoken<SiteTexts>;
  scenarios: SiteEntry[];
  steps: [number, number][] | null;
  map: OpeningMap;
};
type SiteScenario = { texts: Spoken<Section[]>; map: ScenarioMap };

/** Keys set by the scripts of data: `site`, `regions`, `scenario ID`. */
const parts = () => (window as any).published as { [part: string]: any };

const MEGABYTE = 1e6;
/** The id of the baseline in an address; no scenario has this id. */
const BASELINE = "baseline";

/** Run a script of data, once; a published page may do so where it may not fetch. */
async function load<T>(part: string, file: string): Promise<T> {
  if (!parts()[part])
    await new Promise((done, fail) => {
      const script = Object.assign(document.createElement("script"), { src: `data/${file}.js` });
      script.onload = done;
      script.onerror = () => fail(new Error(file));
      document.head.append(script);
    });
  return parts()[part];
}

const loadNear = (id: string) => load<Near>(`near ${id}`, `${id}.near`);
const loadScenario = (id: string) => load<SiteScenario>(`scenario ${id}`, `${id}.scenario`);

class Site {
  private readonly place = document.getElementById("site")!;
  private readonly opening: Opening = parts().site;
  private readonly frame = elementOf(h("div", { id: "map" }));
  private readonly map: PublishedMap;
  private readonly catalogues = Object.fromEntries(
    Object.entries(this.opening.texts).map(([one, { messages }]) => [
      one,
      catalogueOf(one, messages),
    ]),
  );
  private chosen: string | null = null;
  private shown: SiteScenario | null = null;
  private swiped = 50;
  private failed = false;
  private moveHandle: ((step: number) => void) | null = null;

  constructor() {
    this.speak(languageOf(navigator.language));
    this.draw();
    this.place.querySelector("#map-frame")!.prepend(this.frame);
    this.map = new PublishedMap(this.frame, this.opening.map, this.opening.steps ?? []);
    const { steps } = this.opening;
    if (steps)
      this.moveHandle = this.map.addHandle(
        say("published-drag"),
        (step) => void this.chooseStep(step),
      );
    addEventListener("hashchange", () => void this.choose(this.linked(), true));
    void this.choose(this.linked(), true).then(() => this.addRegions());
  }

  /** Load the regions, once the rest is there. `data-drawn` of the body says how far the page is. */
  private async addRegions() {
    const { steps, scenarios } = this.opening;
    document.body.dataset.drawn = "scenario";
    try {
      if (steps && scenarios.length) this.map.surround(await loadNear(scenarios.at(-1)!.id));
      this.map.addRegions(await load<SiteRegions>("regions", "regions"));
      document.body.dataset.drawn = "regions";
      for (const { id } of steps ? scenarios : []) await loadScenario(id);
    } catch {
      this.failed = true;
      this.draw();
    }
  }

  /** The scenario that the address names, null: the baseline; by default the first. */
  private linked() {
    const { scenarios, steps } = this.opening;
    const named = location.hash.slice(1);
    if (named === BASELINE) return null;
    const first = steps ? null : (scenarios[0]?.id ?? null);
    return scenarios.find(({ id }) => id === named)?.id ?? first;
  }

  private speak(one: string) {
    speakBy(one, this.catalogues[one]);
    document.title = this.texts.title;
  }

  private get texts() {
    return this.opening.texts[language()];
  }

  /** Show a scenario; null: the baseline. */
  private async choose(id: string | null, fit: boolean) {
    this.chosen = id;
    try {
      const scenario = id === null ? null : await loadScenario(id);
      if (this.chosen !== id) return; // another was chosen meanwhile
      this.failed = false;
      this.shown = scenario;
      this.map.show(scenario?.map ?? null, fit);
      this.map.swipe(this.opening.steps ? 0 : this.swiped / 100);
      if (id !== null && !this.opening.steps) void this.surround(id);
    } catch {
      this.failed = true;
    }
    this.draw();
  }

  /** Load the surroundings of a scenario's land; without them the map is coarser. */
  private async surround(id: string) {
    const near = await loadNear(id).catch(() => null);
    if (this.chosen === id) this.map.surround(near);
  }

  private async chooseStep(step: number) {
    const id = step ? this.opening.scenarios[step - 1].id : null;
    this.moveHandle?.(step);
    if (id !== this.chosen) await this.choose(id, false);
  }

  private draw() {
    fill(this.place, ...this.content());
  }

  private content() {
    const { opening, texts, shown } = this;
    const entry = opening.scenarios.find(({ id }) => id === this.chosen);
    return [
      h(
        "header",
        {},
        h(
          "div",
          {},
          h("h1", {}, texts.title),
          ...texts.notes.map((one) => h("p", { class: "notes" }, one)),
        ),
        this.languageButton(),
      ),
      h(
        "main",
        {},
        h(
          "div",
          { class: "map-side" },
          opening.steps ? this.steps(opening.steps) : this.choice(),
          h(
            "div",
            { id: "map-frame", "data-mode": entry && !opening.steps ? "swipe" : "one" },
            ...this.swipe(entry),
          ),
          this.legend(),
        ),
        h(
          "article",
          { "aria-live": "polite" },
          this.failed && h("p", { class: "problem" }, say("published-failed")),
          this.figures(entry),
          entry && this.decision(entry),
          ...sectionsOf(entry ? (shown?.texts[language()] ?? []) : texts.plan, 1),
          ...sectionsOf(texts.several, 0),
          ...sectionsOf(texts.sources, 0),
        ),
      ),
      h("footer", {}, h("p", {}, say("published-made"), " ", texts.day)),
    ];
  }

  private languageButton() {
    const next = nextLanguage();
    return button(
      {
        lang: next,
        "aria-label": say("published-language", { language: languageName(next) }),
        onclick: () => {
          this.speak(next);
          this.draw();
          this.map.draw();
        },
      },
      languageName(next),
    );
  }

  private choice() {
    const { scenarios } = this.opening;
    if (!scenarios.length) return null;
    const options = [
      { id: "", title: this.texts.baseline },
      ...scenarios.map(({ id, titles }) => ({ id, title: titles[language()] })),
    ];
    return h(
      "label",
      { class: "choice" },
      h("span", {}, say("published-choose")),
      h(
        "select",
        {
          id: "scenario",
          value: this.chosen ?? "",
          onchange: ({ target }: any) => (location.hash = target.value || BASELINE),
        },
        ...options.map(({ id, title }) =>
          h("option", { value: id, selected: id === (this.chosen ?? "") }, title),
        ),
      ),
    );
  }

  private steps(places: [number, number][]) {
    const step = this.opening.scenarios.findIndex(({ id }) => id === this.chosen) + 1;
    const of = { number: step, count: places.length - 1 };
    const title = step ? this.opening.scenarios[step - 1].titles[language()] : this.texts.baseline;
    return h(
      "div",
      { class: "steps-choice" },
      h("label", { for: "step" }, say("published-drag")),
      h("input", {
        id: "step",
        type: "range",
        min: 0,
        max: places.length - 1,
        value: step,
        "aria-valuetext": title,
        oninput: ({ target }: any) => void this.chooseStep(Number(target.value)),
      }),
      h("output", {}, `${title} · ${say("published-step", of)}`),
      h("p", { class: "note" }, say("published-steps-note", { count: places.length - 1 })),
    );
  }

  /** What lies over the map: the range between today and as planned, and the words for these. */
  private swipe(entry: SiteEntry | undefined) {
    if (!entry || this.opening.steps) return [];
    return [
      h("i", { id: "swipe-line", "aria-hidden": "true" }),
      h("span", { class: "caption before", hidden: this.swiped < 12 }, say("published-today")),
      h("span", { class: "caption after", hidden: this.swiped > 88 }, say("published-planned")),
      h("input", {
        type: "range",
        id: "swipe",
        min: 0,
        max: 100,
        value: this.swiped,
        "aria-label": say("published-swipe"),
        oninput: ({ target }: any) => {
          this.swiped = Number(target.value);
          this.place.style.setProperty("--swipe", `${this.swiped}%`);
          this.map.swipe(this.swiped / 100);
          this.draw();
        },
      }),
    ];
  }

  private legend() {
    const key = (token: string) =>
      h(
        "svg",
        { viewBox: "0 0 20 12", "aria-hidden": "true" },
        h("rect", { class: token, width: 20, height: 12 }),
      );
    const shares = [0, ...SHARE_BREAKS].map((bound, index, all) =>
      h(
        "li",
        {},
        key(`share-${index}`),
        index ? `${formatNumber(100 * all[index - 1])}–${formatNumber(100 * bound)} %` : "0 %",
      ),
    );
    const land = ["gained", "lost"].map((name) =>
      h(
        "li",
        { key: name },
        h(
          "svg",
          { viewBox: "0 0 20 12", "aria-hidden": "true" },
          h("rect", { class: name, width: 20, height: 12, fill: `url(#pattern-${name})` }),
        ),
        say(name === "gained" ? "published-gained" : "published-lost"),
      ),
    );
    return h(
      "div",
      { class: "site-legend" },
      h("p", {}, this.texts.tint),
      h("ul", {}, ...shares, ...(this.chosen ? land : [])),
    );
  }

  /** The key figures of a scenario; before the first step those of today. */
  private figures(entry: SiteEntry | undefined) {
    const { steps, scenarios } = this.opening;
    const figures = (entry ?? (steps ? scenarios[0] : undefined))?.figures[language()];
    if (!figures) return null;
    const mark = ({ better }: SiteFigure) => (better === null ? "" : better ? " ▲" : " ▼");
    return h(
      "div",
      wide(say("published-figures")),
      h(
        "table",
        { class: "key-figures" },
        h("caption", {}, say("published-figures")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("td", {}),
            ...(["published-today", "published-planned", "published-change"] as const).map((code) =>
              h("th", { scope: "col", class: "number" }, say(code)),
            ),
          ),
        ),
        h(
          "tbody",
          {},
          ...figures.map((one) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, one.name),
              h("td", { class: "number" }, one.before),
              h("td", { class: "number" }, entry ? one.after : one.before),
              h("td", { class: "number" }, entry && `${one.change}${mark(one)}`),
            ),
          ),
        ),
      ),
    );
  }

  private decision({ id, decision }: SiteEntry) {
    if (!decision) return null;
    const size = formatNumber(decision.bytes / MEGABYTE, 1);
    const of = { size, language: languageName(decision.language) };
    return h(
      "div",
      { class: "decision" },
      h(
        "a",
        { href: `decisions/${id}.html`, download: `${id}.html` },
        say("published-decision", of),
      ),
      h("p", { class: "note" }, say("published-verify", { file: `${id}.html` })),
      h("p", { class: "note" }, "SHA-256 ", h("code", {}, decision.sha256)),
    );
  }
}

export const openSite = () => new Site();
