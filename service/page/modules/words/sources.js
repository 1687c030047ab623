/** Sources of facts, in the page's language if the service can translate them. */

import { askCached } from "../api.js";
import { language, say } from "./words.js";

/** The sources of the plan's facts, each once for a layer. @returns {Promise<Source[]>} */
export const fetchSources = () => askCached("/api/sources");

/** @type {Promise<Map<string, Source>> | null} */
let known = null;

/** A source in the page's language. @param {Pick<Source, "source" | "source_zh">} row */
export const sourceOf = (row) =>
  /** @type {{[field: string]: any}} */ (row)[`source_${language()}`] || row.source;

/**
 * The same for the source of a fact, or for a scenario as the source; `edited` is the draft.
 *
 * @param {string} source
 * @param {string | null} [scenario]
 * @returns {Promise<string>}
 */
export async function spokenSource(source, scenario) {
  if (scenario === "edited") return say("page-source-draft");
  if (scenario) return say("page-source-scenario", { scenario });
  if (language() === "en") return source;
  const row = (await knownSources()).get(source);
  return row ? sourceOf(row) : source;
}

/** Every source by its text, requested once. */
function knownSources() {
  known ??= fetchSources().then((sources) => new Map(sources.map((row) => [row.source, row])));
  known.catch(() => (known = null));
  return known;
}
