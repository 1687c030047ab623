/** Sources of facts, in the page's language if the service can translate them. */

import { askCached } from "../api.ts";
import { language, say } from "./words.ts";

/** The sources of the plan's facts, each once for a layer. */
export const fetchSources = (): Promise<Source[]> => askCached("/api/sources");

let known: Promise<Map<string, Source>> | null = null;

/** A source in the page's language. */
export const sourceOf = (row: Pick<Source, "source" | "source_zh">) =>
  (row as { [field: string]: any })[`source_${language()}`] || row.source;

/** The same for the source of a fact, or for a scenario as the source; `edited` is the draft. */
export async function spokenSource(source: string, scenario?: string | null): Promise<string> {
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
