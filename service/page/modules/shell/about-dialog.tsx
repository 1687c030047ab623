/** The dialog with the definition of a figure and its sources, or with all sources. */

import { signal } from "../../vendor/preact/index.js";
import { reportProblem } from "../core/report-problem.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Button } from "../core/ui/elements.tsx";
import { h, note } from "../core/ui/dom.ts";
import { verifiedMark } from "../core/ui/tooltip.ts";
import { fetchSources, sourceOf } from "../core/words/sources.ts";
import { inLanguage, say, sayOr } from "../core/words/words.ts";

const shown = signal(null as { topic: string; sources: Source[] } | null);

/** Open the dialog at a click on any element with a topic. */
export function followTopics(store: Store) {
  document.addEventListener("click", async ({ target }) => {
    const opener = target instanceof Element && target.closest<HTMLElement>("[data-about]");
    if (!opener) return;
    try {
      const { about = "sources" } = opener.dataset;
      shown.value = { topic: about, sources: await fetchSources() };
    } catch (error) {
      reportProblem(store, error);
    }
  });
}

export function AboutDialog({ state: { plan } }: { state: State }) {
  if (!shown.value) return null;
  const { topic, sources } = shown.value;
  const layers = TOPIC_LAYERS[topic];
  const own = sources.filter((row) => !layers || !row.layer || layers.includes(row.layer));
  return (
    <Dialog
      id="about"
      title={say(`page-about-${topic}-title`)}
      closed={() => (shown.value = null)}
      closesOutside
    >
      <div id="about-body">
        <p>{say(`page-about-${topic}-text`)}</p>
        {topic === "cap" && plan?.caps_note && <p>{inLanguage(plan.caps_note)}</p>}
        {topic === "sources" && (plan?.notes ?? []).map((row) => <p>{inLanguage(row)}</p>)}
        {topic === "sources" && plan?.context && <p>{say("page-about-context-text")}</p>}
        <h3>{say("page-about-sources")}</h3>
        {sourcesByLayer(own)}
        {!own.length && note(say("page-about-no-sources"))}
      </div>
      <Button id="about-close" word="page-about-close" onClick={closeAround} />
    </Dialog>
  );
}

/** Layers whose sources a figure depends on; all of them for the sources dialog. */
const TOPIC_LAYERS = {
  people: ["demand", "regions", "zones"],
  land: ["regions", "zones"],
  clusters: ["clusters", "zones"],
  cap: ["ftzs", "zones"],
  rules: ["ftzs", "zones"],
} as { [topic: string]: string[] };

/** Sources by layer, each with its mark. */
function sourcesByLayer(sources: Source[]) {
  const layers = [...new Set(sources.map((row) => row.layer ?? ""))];
  return layers.map((layer) => {
    const rows = sources.filter((row) => (row.layer ?? "") === layer);
    const name = layer ? sayOr(`page-layername-${layer}`, layer) : say("page-about-plan");
    return (
      <details key={layer} open={rows.length <= 3}>
        <summary>{`${name} (${rows.length})`}</summary>
        <ul class="sources">
          {rows.map((row) => (
            <li>
              {verifiedMark(row.verified)} {sourceOf(row)}
              {row.rows ? ` · ${say("page-about-rows", { count: row.rows })}` : ""}
            </li>
          ))}
        </ul>
      </details>
    );
  });
}
