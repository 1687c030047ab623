/** The objective of a proposal: fields for its terms, and its terms in words. */

import { signal } from "../../vendor/preact/index.js";
import { inUnit } from "../core/way.ts";
import { button, h, note } from "../core/ui/dom.ts";
import { formatNumber } from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";

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
export const LAND_VALUE = "land_value";

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
 * The fields of one term of an objective.
 *
 * @param prefix of the fields' names
 */
export function termFields(plan: PlanDocument, terms: Term[], index: number, prefix: string) {
  const [term, several] = [terms[index], terms.length > 1];
  return h(
    "div",
    { class: "term" },
    h(
      "select",
      {
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
    ),
    isOfLand(term)
      ? h("span", {})
      : figure(
          `${prefix}radius-${index}`,
          say("page-propose-radius", { unit: term.unit ?? "km" }),
          term,
          0,
          "radius",
        ),
    several && figure(`${prefix}weight-${index}`, say("page-propose-weight"), term, 0, "weight"),
    several && lessButton(terms, index),
  );
}

/** The fields of an objective. */
export function objectiveField(plan: PlanDocument, terms: Term[]) {
  return h(
    "fieldset",
    { class: "terms" },
    h("legend", {}, say("page-propose-objective")),
    ...terms.map((_, index) => termFields(plan, terms, index, "")),
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

/** A number field of the form. */
export const figure = (
  name: string,
  label: string,
  of: { [key: string]: any },
  min: number,
  key: string = name,
) =>
  h(
    "label",
    { key: name },
    h("span", {}, label),
    h("input", {
      name,
      type: "number",
      step: "any",
      min,
      inputmode: "decimal",
      value: of[key],
      oninput: ({ target }: any) => (of[key] = target.value),
    }),
  );

/** A field of yes or no. */
export const check = (key: string, label: string, of: any) =>
  h(
    "label",
    { key, class: "check" },
    h("input", {
      type: "checkbox",
      name: key,
      checked: of[key],
      onchange: ({ target }: any) => (of[key] = target.checked),
    }),
    label,
  );

/** One of a few, as radio buttons. */
export const choice = (
  key: string,
  legend: string,
  wish: { [key: string]: any },
  options: [value: string, words: string, disabled: boolean][],
) =>
  h(
    "fieldset",
    { key, class: "choices" },
    h("legend", {}, legend),
    ...options.map(([value, words, disabled]) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: key,
          value,
          disabled,
          checked: wish[key] === value,
          onchange: () => {
            Object.assign(wish, { [key]: value });
            redraw();
          },
        }),
        words,
      ),
    ),
  );
