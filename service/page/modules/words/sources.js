/** Where facts come from, in the page's language where the service knows a source's words in it. */

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
 * The same of a source that a fact names, or of the scenario that it is; `edited` is the draft.
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

/** Every source that is known in Chinese, asked for once. */
function inChinese() {
  chinese ??= fetchSources().then(
    (sources) => new Map(sources.map((row) => [row.source, row.source_zh ?? row.source])),
  );
  chinese.catch(() => (chinese = null));
  return chinese;
}
