/**
 * The catalogue of one language: sentences of codes and messages. Pure: without a page.
 *
 * It reads the same Fluent files as `layers/messages` and gives the same sentences; the Fluent
 * functions are documented there.
 */

import { FluentBundle, FluentNumber, FluentResource } from "../../../vendor/fluent-bundle/index.js";
import type { FluentValue } from "../../../vendor/fluent-bundle/index.js";

export type Places = { [place: string]: string | number | FluentNumber };

/** the names that a reader knows */
interface Reader {
  nameOf: (id: string) => string; // the name of a zone, an FTZ, … by its id
  placeOf: (place: (string | number)[]) => string; // the position of a value in a document
  /** the label of an option for reading a file; `of` a column or layer, with a placeholder value, "" before one */
  optionOf: (option: string, of: string | null, value: string) => string;
}

/** Ids for names, places as a file has them, options of the command line. */
const PLAIN: Reader = {
  nameOf: (id) => id,
  placeOf: placeInFile,
  optionOf: (option, of, value) => (of === null ? `--${option}` : `--${option} ${of}=${value}`),
};

/** Rounding: ties go to even. */
const AS_PYTHON = { roundingMode: "halfEven" } as Intl.NumberFormatOptions;

const SIGNS: { [sign: number]: string } = { [-1]: "minus", 1: "plus" };

const HECTARE_KM2 = 0.01;
const LARGE = 1000;

const LINE_BREAKS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

export class Catalogue {
  private reader = PLAIN;
  private levels = new Map<string, [string, string]>();
  private readonly bundle: FluentBundle;

  /** @param text the files of the language, one after the other */
  constructor(locale: string, text: string) {
    this.bundle = new FluentBundle(locale, {
      useIsolating: false,
      functions: {
        NAME: ([id]) => this.reader.nameOf(textOf(id)),
        AREA: ([area_km2, ...compared]) => {
          const [size, unit] = area(numberOf(area_km2), compared.map(numberOf));
          return `${size} ${this.say(unit)}`;
        },
        FIGURE: ([amount], { digits }) =>
          figure(numberOf(amount), digits === undefined ? null : numberOf(digits)),
        OPTION: ([option, of, value]) =>
          this.reader.optionOf(
            textOf(option),
            of === undefined ? null : textOf(of),
            value === undefined ? "" : textOf(value),
          ),
        RULE: ([rule]) => this.ruleName(textOf(rule)),
        SIGN: ([number]) => SIGNS[Math.sign(numberOf(number))] ?? "none",
        ABS: ([number]) => new FluentNumber(Math.abs(numberOf(number)), AS_PYTHON),
        LIST: (texts) => texts.map(textOf).filter(Boolean).join(this.say("list-separator")),
        AMOUNT: ([amount]) =>
          new FluentNumber(numberOf(amount), {
            ...AS_PYTHON,
            maximumFractionDigits: Math.abs(numberOf(amount)) < LARGE ? 2 : 0,
          }),
        CAPITAL: ([words]) => capital(textOf(words)),
        LEVEL: ([code], { number }) => this.levelWord(textOf(code), textOf(number) === "many"),
      },
    });
    this.add(text);
  }

  /**
   * Add sentences.
   *
   * @param text files of the language, one after the other
   */
  add(text: string) {
    this.bundle.addResource(new FluentResource(text));
  }

  /**
   * Use a plan's own terms from here on.
   *
   * @param terms Fluent terms that replace the catalogue's own
   * @param levels singular and plural for regions of each level
   */
  useWords(terms: string, levels: [string, [string, string]][]) {
    this.bundle.addResource(new FluentResource(terms), { allowOverrides: true });
    this.levels = new Map(levels);
  }

  /** The name of a rule, by its id; the id if unknown. */
  ruleName(rule: string): string {
    const code = `rule-${rule}-name`.replaceAll("_", "-");
    return this.has(code) ? this.say(code) : rule;
  }

  /** The word for regions of a level; its code if there is none. */
  levelWord(code: string, many: boolean) {
    return this.levels.get(code)?.[many ? 1 : 0] ?? code;
  }

  /** Whether there is a sentence of this code. */
  has(code: string): boolean {
    return this.bundle.hasMessage(code);
  }

  /** The sentence of a code with its parameters; the code itself if there is none. */
  say(code: string, places: Places = {}): string {
    const pattern = this.bundle.getMessage(code)?.value;
    return pattern ? this.bundle.formatPattern(pattern, places, []) : code;
  }

  /** The sentence of a message on one line, for a reader. */
  text(message: Message, reader: Reader = PLAIN): string {
    const before = this.reader;
    this.reader = reader;
    try {
      return this.sentence(message);
    } finally {
      this.reader = before;
    }
  }

  sentence({ code, params }: Message): string {
    const places: { [place: string]: string | FluentNumber } = {};
    for (const [name, value] of Object.entries(params)) {
      const filled = this.filled(value);
      places[name] = typeof filled === "number" ? new FluentNumber(filled, AS_PYTHON) : filled;
    }
    return this.say(code, places).replace(LINE_BREAKS, " ");
  }

  filled(value: Param): string | number {
    if (Array.isArray(value))
      return value.map((each) => this.filled(each)).join(this.say("list-separator"));
    if (typeof value !== "object") return value;
    return "place" in value ? this.reader.placeOf(value.place) : this.sentence(value);
  }
}

/** A place in a file's notation, list positions counted from 1. */
function placeInFile(place: (string | number)[]) {
  const text = place.map((step) => (typeof step === "number" ? `[${step + 1}]` : `.${step}`));
  return text.join("").replace(/^\./, "");
}

const numberOf = (value: FluentValue) =>
  Number(value instanceof FluentNumber ? value.value : value);

const textOf = (value: FluentValue) => String(value instanceof FluentNumber ? value.value : value);

/** With a capital first letter, for a label. */
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** An area and its unit: km², or m² if it and all compared areas are below a hectare. */
function area(area_km2: number, compared_km2: number[]): [string, string] {
  if (area_km2 >= HECTARE_KM2) return [grouped(fixed(area_km2, 2)), "unit-km2"];
  if (compared_km2.some((other) => other >= HECTARE_KM2))
    return [shortened(fixed(Number(area_km2.toPrecision(1)), 6)), "unit-km2"];
  const metres = area_km2 * 1e6;
  const rounded = metres >= 1 || metres < 1e-3;
  return [rounded ? grouped(fixed(metres, 0)) : general(metres, 2), "unit-m2"];
}

/** A figure with up to six digits, or `digits`, but all integer digits. */
const figure = (amount: number, digits: number | null) =>
  general(amount, digits === null ? 6 : Math.max(digits, fixed(Math.abs(amount), 0).length));

const grouped = (digits: string) => digits.replace(/\B(?<!\.\d*)(?=(?:\d{3})+(?!\d))/g, ",");

/** A number with `decimals` decimals; ties go to even, as in Python. */
function fixed(value: number, decimals: number) {
  const exact = value.toFixed(decimals + 30);
  if (!/50{29}$/.test(exact)) return value.toFixed(decimals);
  const below = exact.slice(0, -30).replace(/\.$/, "");
  return Number(below.at(-1)) % 2 ? value.toFixed(decimals) : below;
}

/** Like Python's format `g`: `digits` significant digits, without trailing zeros. */
function general(value: number, digits: number) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < digits) return shortened(fixed(value, digits - 1 - power));
  const sign = power < 0 ? "-" : "+";
  return `${shortened(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}

const shortened = (digits: string) =>
  digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
