/** Sources of facts, in the page's language if the service can translate them. */

import { askCached } from "../api.js";
import { language, say } from "./words.js";

/** @typedef {import("../types.js").Source} Source */

/** The sources of the plan's facts, each once for a layer. @returns {Promise<Source[]>} */
export const fetchSources = () => askCached("/api/sources");

/** @type {Promise<Map<string, string>> | null} */
let chinese = null;

/** A source in the page's language. @param {Pick<Source, "source" | "source_zh">} source */
export const sourceOf = ({ source, source_zh }) => (language() === "zh" && source_zh) || source;

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
  return language() === "zh" ? ((await inChinese()).get(source) ?? source) : source;
}

/** Every source with a Chinese text, requested once. */
function inChinese() {
  chinese ??= fetchSources().then(
    (sources) => new Map(sources.map((row) => [row.source, row.source_zh ?? row.source])),
  );
  chinese.catch(() => (chinese = null));
  return chinese;
}
