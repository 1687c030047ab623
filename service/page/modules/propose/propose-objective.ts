/** The objective of a proposal: fields for its terms, and its terms in words. */

import { signal } from "../../vendor/preact/index.js";
import { inUnit } from "../core/way.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say, sayAround, sayOr } from "../core/words/words.ts";

/** A term; land has no radius */
export type Term = { name: string; radius: string; weight: string; unit?: string; land?: boolean };

/** Whether a term adds up land. */
export const isOfLand = ({ name, land }: { name: string; land?: boolean }) =>
  land || name === LAND_VALUE;

/** How often a field was changed that decides which others there are. */
export const changes = signal(0);
export const redraw = () => (changes.value += 1);

const MOST_TERMS = 6;

/** The value of parcels: a term without radius. */
const LAND_VALUE = "land_value";

/** The label of an objective's quantity. */
function countedInWords(name: string): string {
  const [, kind, of] = /^(own|same-customs|second|least):(.+)$/.exec(name) ?? [];
  if (kind) return say(`page-propose-counted-${kind}`, { counted: countedInWords(of), level: of });
  if (name === "population") return say("page-propose-people");
  if (name === "worst-served") return say("page-propose-worst");
  if (name === LAND_VALUE) return say("page-propose-land-value");
  const sector = name.replace(/^sector:/, "");
  if (sector !== name) return sayOr(`page-sector-${sector}`, sector);
  return sayOr(`score-indicator-${name.replaceAll("_", "-")}`, name);
}

/** An objective in words: "people within 50 km, twice". */
export function objectiveInWords(text: string) {
  const terms = text.split(" + ").map((term) => {
    const parts = /^(?:([^*]+)\*)?([^@]+)(?:@([^@±]+?)(min)?(?:±(.+))?)?$/.exec(term);
    if (!parts) return term;
    const [, weight, name, radius, unit = "km", spread] = parts;
    const counted = countedInWords(name);
    const code = name === "worst-served" ? "page-propose-term-beyond" : "page-propose-term";
    const within =
      radius == null ? counted : say(code, { counted, within: inUnit(Number(radius), unit) });
    const words = spread
      ? say("page-propose-spread-of", { term: within, spread: inUnit(Number(spread), unit) })
      : within;
    const decimals = weight?.split(".")[1]?.length ?? 0;
    return weight ? `${formatNumber(Number(weight), decimals)} × ${words}` : words;
  });
  return terms.join(say("list-separator"));
}

/** Messages with their objective in words. */
export const withObjectiveInWords = (messages: Message[]) =>
  messages.map((message) => {
    const { objective } = message.params;
    if (typeof objective !== "string") return message;
    return { ...message, params: { ...message.params, objective: objectiveInWords(objective) } };
  });

/** Terms in the notation of the service. */
export const writtenTerms = (terms: Term[]) =>
  terms.map((term) => {
    const { name, radius, weight, unit } = term;
    const within = `${Number(radius)}${unit === "min" ? unit : ""}`;
    const counted = isOfLand(term) ? name : `${name}@${within}`;
    return terms.length > 1 ? `${Number(weight)}*${counted}` : counted;
  });

/** The further indicators that a proposal may serve, a group for each purpose. */
function indicatorsByPurpose({ indicators }: PlanDocument) {
  const purposeOf = ({ purpose }: (typeof indicators)[number]) => say(purpose.code, purpose.params);
  return [...new Set(indicators.map(purposeOf))].map((label) =>
    h(
      "optgroup",
      { label },
      ...indicators
        .filter((one) => purposeOf(one) === label)
        .map(({ key, title }) => h("option", { value: key }, say(title.code, title.params))),
    ),
  );
}

/**
 * One term of an objective, in words that are edited in place.
 *
 * @param prefix of the fields' names
 * @param before words of the sentence before the term
 */
export function termWords(
  plan: PlanDocument,
  terms: Term[],
  index: number,
  prefix: string,
  before = "",
) {
  const [term, several] = [terms[index], terms.length > 1];
  const unit = term.unit ?? "km";
  const counted = h(
    "select",
    {
      class: "word",
      name: `${prefix}counted-${index}`,
      value: term.name,
      "aria-label": say("page-propose-counted"),
      onchange: ({ target }: any) => {
        const wasOfLand = isOfLand(term);
        term.name = target.value;
        term.land = plan.indicators.some(({ key, is_land }) => is_land && key === term.name);
        if (wasOfLand || isOfLand(term)) redraw(); // otherwise typing a name is not interrupted
      },
    },
    ...plan.objectives.map((name) => h("option", { value: name }, countedInWords(name))),
    ...indicatorsByPurpose(plan),
  );
  const radius = () =>
    figureWord(`${prefix}radius-${index}`, say("page-propose-radius", { unit }), term, 0, {
      key: "radius",
    });
  return h(
    "p",
    { class: "sentence term" },
    before,
    several &&
      figureWord(`${prefix}weight-${index}`, say("page-propose-weight"), term, 0, {
        key: "weight",
      }),
    several && " × ",
    ...(isOfLand(term)
      ? [counted]
      : sayAround("page-propose-within", { counted, radius: radius() }, { unit })),
    several && lessButton(terms, index),
  );
}

/** The terms of an objective. */
export function objectiveField(plan: PlanDocument, terms: Term[]) {
  return h(
    "div",
    { class: "terms", role: "group", "aria-label": say("page-propose-objective") },
    ...terms.map((_, index) =>
      termWords(plan, terms, index, "", index === 0 ? say("page-propose-serve") : ""),
    ),
    note(say("page-propose-objective-note")),
    terms.length < MOST_TERMS &&
      button(
        {
          onclick: () => {
            terms.push({ ...terms[terms.length - 1], weight: "1" });
            redraw();
          },
        },
        say("page-propose-more"),
      ),
  );
}

/** Takes one out of a list. */
export const lessButton = (
  list: object[],
  index: number,
  label: string = say("page-propose-less"),
) =>
  button(
    {
      class: "less",
      "aria-label": label,
      title: label,
      onclick: () => {
        list.splice(index, 1);
        redraw();
      },
    },
    "×",
  );

/** A number in a sentence. */
export const figureWord = (
  name: string,
  label: string,
  of: { [key: string]: any },
  min: number,
  { key = name, placeholder = "" }: { key?: string; placeholder?: string } = {},
) =>
  h("input", {
    key: name,
    class: "word",
    name,
    type: "number",
    step: "any",
    min,
    inputmode: "decimal",
    "aria-label": label,
    placeholder,
    value: of[key],
    oninput: ({ target }: any) => (of[key] = target.value),
  });

/** One of a few, in a sentence. */
export const choiceWord = (
  name: string,
  label: string,
  value: string,
  options: [value: string, words: string][],
  choose: (value: string) => void,
) =>
  h(
    "select",
    {
      key: name,
      class: "word",
      name,
      value,
      "aria-label": label,
      onchange: ({ target }: any) => {
        choose(target.value);
        redraw();
      },
    },
    ...options.map(([of, words]) => h("option", { value: of }, words)),
  );
