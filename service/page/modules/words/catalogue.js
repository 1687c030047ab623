/**
 * The catalogue of one language: sentences of codes and messages. Pure: without a page.
 *
 * It reads the same Fluent files as `layers/messages` and gives the same sentences; the Fluent
 * functions are documented there.
 */

import { FluentBundle, FluentNumber, FluentResource } from "../../vendor/fluent-bundle/index.js";

/**
 * @typedef {import("../../vendor/fluent-bundle/index.js").FluentValue} FluentValue
 * @typedef {{[place: string]: string | number | FluentNumber}} Places
 *
 * @typedef {object} Reader the names that a reader knows
 * @property {(id: string) => string} nameOf the name of a zone, an FTZ, … by its id
 * @property {(place: (string | number)[]) => string} placeOf the position of a value in a document
 * @property {(option: string, of: string | null, value: string) => string} optionOf the label of an
 * option for reading a file; `of` a column or layer, with a placeholder value, "" before one
 */

/** Ids for names, places as a file has them, options of the command line. @type {Reader} */
const PLAIN = {
  nameOf: (id) => id,
  placeOf: placeInFile,
  optionOf: (option, of, value) => (of === null ? `--${option}` : `--${option} ${of}=${value}`),
};

/** Rounding: ties go to even. */
const AS_PYTHON = /** @type {Intl.NumberFormatOptions} */ ({ roundingMode: "halfEven" });

/** @type {{[sign: number]: string}} */
const SIGNS = { [-1]: "minus", 1: "plus" };

const HECTARE_KM2 = 0.01;
const LARGE = 1000;

const LINE_BREAKS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

export class Catalogue {
  /** @param {string} locale @param {string} text the files of the language, one after the other */
  constructor(locale, text) {
    this.reader = PLAIN;
    /** @type {Map<string, [string, string]>} */
    this.levels = new Map();
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

  /** Add sentences. @param {string} text files of the language, one after the other */
  add(text) {
    this.bundle.addResource(new FluentResource(text));
  }

  /**
   * Use a plan's own terms from here on.
   *
   * @param {string} terms Fluent terms that replace the catalogue's own
   * @param {[string, [string, string]][]} levels singular and plural for regions of each level
   */
  useWords(terms, levels) {
    this.bundle.addResource(new FluentResource(terms), { allowOverrides: true });
    this.levels = new Map(levels);
  }

  /** The name of a rule, by its id; the id if unknown. @param {string} rule @returns {string} */
  ruleName(rule) {
    const code = `rule-${rule}-name`.replaceAll("_", "-");
    return this.has(code) ? this.say(code) : rule;
  }

  /** The word for regions of a level; its code if there is none. */
  levelWord(/** @type {string} */ code, /** @type {boolean} */ many) {
    return this.levels.get(code)?.[many ? 1 : 0] ?? code;
  }

  /** Whether there is a sentence of this code. @param {string} code @returns {boolean} */
  has(code) {
    return this.bundle.hasMessage(code);
  }

  /**
   * The sentence of a code with its parameters; the code itself if there is none.
   *
   * @param {string} code
   * @param {Places} [places]
   * @returns {string}
   */
  say(code, places = {}) {
    const pattern = this.bundle.getMessage(code)?.value;
    return pattern ? this.bundle.formatPattern(pattern, places, []) : code;
  }

  /**
   * The sentence of a message on one line, for a reader.
   *
   * @param {Message} message
   * @param {Reader} [reader]
   * @returns {string}
   */
  text(message, reader = PLAIN) {
    const before = this.reader;
    this.reader = reader;
    try {
      return this.sentence(message);
    } finally {
      this.reader = before;
    }
  }

  /** @param {Message} message @returns {string} */
  sentence({ code, params }) {
    /** @type {{[place: string]: string | FluentNumber}} */
    const places = {};
    for (const [name, value] of Object.entries(params)) {
      const filled = this.filled(value);
      places[name] = typeof filled === "number" ? new FluentNumber(filled, AS_PYTHON) : filled;
    }
    return this.say(code, places).replace(LINE_BREAKS, " ");
  }

  /** @param {Param} value @returns {string | number} */
  filled(value) {
    if (Array.isArray(value))
      return value.map((each) => this.filled(each)).join(this.say("list-separator"));
    if (typeof value !== "object") return value;
    return "place" in value ? this.reader.placeOf(value.place) : this.sentence(value);
  }
}

/** A place in a file's notation, list positions counted from 1. @param {(string | number)[]} place */
function placeInFile(place) {
  const text = place.map((step) => (typeof step === "number" ? `[${step + 1}]` : `.${step}`));
  return text.join("").replace(/^\./, "");
}

/** @param {FluentValue} value */
const numberOf = (value) => Number(value instanceof FluentNumber ? value.value : value);

/** @param {FluentValue} value */
const textOf = (value) => String(value instanceof FluentNumber ? value.value : value);

/** With a capital first letter, for a label. @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * An area and its unit: km², or m² if it and all compared areas are below a hectare.
 *
 * @param {number} area_km2
 * @param {number[]} compared_km2
 * @returns {[string, string]}
 */
function area(area_km2, compared_km2) {
  if (area_km2 >= HECTARE_KM2) return [grouped(fixed(area_km2, 2)), "unit-km2"];
  if (compared_km2.some((other) => other >= HECTARE_KM2))
    return [shortened(fixed(Number(area_km2.toPrecision(1)), 6)), "unit-km2"];
  const metres = area_km2 * 1e6;
  const rounded = metres >= 1 || metres < 1e-3;
  return [rounded ? grouped(fixed(metres, 0)) : general(metres, 2), "unit-m2"];
}

/**
 * A figure with up to six digits, or `digits`, but all integer digits.
 *
 * @param {number} amount
 * @param {number | null} digits
 */
const figure = (amount, digits) =>
  general(amount, digits === null ? 6 : Math.max(digits, fixed(Math.abs(amount), 0).length));

/** @param {string} digits */
const grouped = (digits) => digits.replace(/\B(?<!\.\d*)(?=(?:\d{3})+(?!\d))/g, ",");

/**
 * A number with `decimals` decimals; ties go to even, as in Python.
 *
 * @param {number} value
 * @param {number} decimals
 */
function fixed(value, decimals) {
  const exact = value.toFixed(decimals + 30);
  if (!/50{29}$/.test(exact)) return value.toFixed(decimals);
  const below = exact.slice(0, -30).replace(/\.$/, "");
  return Number(below.at(-1)) % 2 ? value.toFixed(decimals) : below;
}

/**
 * Like Python's format `g`: `digits` significant digits, without trailing zeros.
 *
 * @param {number} value
 * @param {number} digits
 */
function general(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < digits) return shortened(fixed(value, digits - 1 - power));
  const sign = power < 0 ? "-" : "+";
  return `${shortened(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** @param {string} digits */
const shortened = (digits) => (digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits);
