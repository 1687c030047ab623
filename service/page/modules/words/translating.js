/**
 * The service's sentences with names in place of ids, in Chinese or in English as they are, by a
 * catalogue: an English template with named places, and the same in the other language. What fills
 * a place stays as it is, but for what has a name or a word of its own. Pure: no page.
 *
 * @typedef {{pattern: RegExp, places: string[], words: string, letters: number}} Entry
 * @typedef {(value: string) => string | null} NameOf the name of a zone, an FTZ or a province
 * @typedef {(sign: string) => string} SignOf how a list or a place of a fault is set apart
 * @typedef {{entries: Entry[], nameOf: NameOf, signOf: SignOf}} Tongue
 */

/** @type {SignOf} */
const chineseSign = (sign) => (sign === ": " ? "：" : "、");

/** @type {SignOf} */
export const sameSign = (sign) => sign;

/** A template of fewer letters says too little to tell a whole sentence by. */
const LEAST_LETTERS = 10;

/** Places whose text is the user's own, or another program's. */
const QUOTED = ["given", "why", "value", "value2", "pattern", "author", "name", "column"];

/** Places that list what the user may write: only what has a name gets another. */
const KNOWN = ["near", "known"];

/**
 * A catalogue ready to be looked up: what says most comes first.
 *
 * @param {{[template: string]: string}} catalogue
 * @returns {Entry[]}
 */
export function compiled(catalogue) {
  return Object.entries(catalogue)
    .map(([template, words]) => {
      const parts = template.split(/\{(\w+)\}/);
      const places = parts.filter((_, index) => index % 2);
      const literals = parts.filter((_, index) => index % 2 === 0);
      // What stands first is one thing: it holds no ": ", which ends the place of a fault.
      const source = parts.map((part, index) =>
        index % 2 === 0 ? escaped(part) : index === 1 && !parts[0] ? "((?:(?!: ).)+?)" : "(.+?)",
      );
      const letters = literals.join("").replace(/[^A-Za-z]/g, "").length;
      return { pattern: new RegExp(`^${source.join("")}$`, "su"), places, words, letters };
    })
    .sort((a, b) => b.letters - a.letters);
}

const escaped = (/** @type {string} */ text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/**
 * A sentence in the catalogue's language; null where the catalogue does not have it.
 *
 * @param {string} message
 * @param {Entry[]} entries
 * @param {NameOf} nameOf
 * @param {SignOf} signOf
 * @returns {string | null}
 */
export const translated = (message, entries, nameOf, signOf = chineseSign) =>
  best(message, { entries, nameOf, signOf })?.words ?? null;

/** @typedef {{words: string, letters: number}} Said words, and how many letters they were known by */

/**
 * A sentence by what is known best: the whole, or what is wrong at a place ("place: what is wrong").
 *
 * @param {string} message
 * @param {Tongue} tongue
 * @returns {Said | null}
 */
function best(message, tongue) {
  const [, where, reason] = /^(.+?): (.+)$/s.exec(message) ?? [];
  const rest = reason ? best(reason, tongue) : null;
  let known = rest && { ...rest, words: partOf(where, tongue) + tongue.signOf(": ") + rest.words };
  for (const entry of tongue.entries) {
    if (entry.places.length && entry.letters < LEAST_LETTERS && !entry.places.includes("reason"))
      continue;
    const found = filled(message, entry, tongue);
    if (found && found.letters > (known?.letters ?? 0)) known = found;
  }
  return known;
}

/**
 * The words of an entry with its places filled; null where the text is not of this entry.
 *
 * @param {string} text
 * @param {Entry} entry
 * @param {Tongue} tongue
 * @returns {Said | null}
 */
function filled(text, { pattern, places, words, letters }, tongue) {
  const found = pattern.exec(text);
  if (!found) return null;
  const reason = places.includes("reason")
    ? best(found[places.indexOf("reason") + 1], tongue)
    : undefined;
  if (reason === null) return null;
  /** @type {{[place: string]: string}} */
  const values = {};
  places.forEach((place, index) => {
    const value = found[index + 1];
    if (place === "reason") values[place] = reason?.words ?? value;
    else if (QUOTED.includes(place)) values[place] = value;
    else if (place === "parts") values[place] = listOf(value, /(, )/, tongue);
    else values[place] = partOf(value, KNOWN.includes(place) ? { ...tongue, entries: [] } : tongue);
  });
  const filling = words.replace(/\{(\w+)\}/g, (whole, place) => values[place] ?? whole);
  return { words: filling, letters: letters + (reason?.letters ?? 0) };
}

/**
 * What fills a place: a name, words, or a list of them; else as it is.
 *
 * @param {string} value
 * @param {Tongue} tongue
 * @returns {string}
 */
function partOf(value, tongue) {
  const name = tongue.nameOf(value);
  if (name) return name;
  const edits = /(, )(?=edit \d|taking out )/;
  if (edits.test(value)) return listOf(value, edits, tongue);
  for (const entry of tongue.entries) {
    const found = filled(value, entry, tongue);
    if (found) return found.words;
  }
  return /, | or /.test(value) ? listOf(value, /(, | or )/, tongue) : value;
}

/**
 * A list, each of its parts by its name or words.
 *
 * @param {string} value
 * @param {RegExp} between captures what stands between two parts
 * @param {Tongue} tongue
 * @returns {string}
 */
const listOf = (value, between, tongue) =>
  value
    .split(between)
    .map((part, index) => (index % 2 ? tongue.signOf(part) : partOf(part, tongue)))
    .join("");
