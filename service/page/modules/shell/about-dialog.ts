/** Dialogs with the definition of a figure, and with sources. */

import { reportProblem } from "../core/report-problem.ts";
import { byId, fill, h, note } from "../core/ui/dom.ts";
import { verifiedMark } from "../core/ui/tooltip.ts";
import { fetchSources, sourceOf } from "../core/words/sources.ts";
import { inLanguage, say, sayOr } from "../core/words/words.ts";

export function addAboutDialog(store: Store) {
  const dialog = byId("about") as HTMLDialogElement;
  byId("about-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener("click", (event) => {
    const opener = (
      event.target instanceof Element ? event.target.closest("[data-about]") : null
    ) as HTMLElement | null;
    if (opener)
      open(dialog, store, opener.dataset.about ?? "sources").catch((error) =>
        reportProblem(store, error),
      );
  });
}

async function open(dialog: HTMLDialogElement, store: Store, topic: string) {
  const { plan } = store.state;
  const layers = TOPIC_LAYERS[topic];
  const sources = (await fetchSources()).filter(
    (row) => !layers || !row.layer || layers.includes(row.layer),
  );
  byId("about-title").textContent = say(`page-about-${topic}-title`);
  fill(
    byId("about-body"),
    h("p", {}, say(`page-about-${topic}-text`)),
    topic === "cap" && plan?.caps_note && h("p", {}, inLanguage(plan.caps_note)),
    ...(topic === "sources" ? notesOf(plan) : []),
    h("h3", {}, say("page-about-sources")),
    ...sourcesByLayer(sources),
    !sources.length && note(say("page-about-no-sources")),
  );
  dialog.showModal();
}

/** Notes on the plan's data as a whole, and on the map around it. */
const notesOf = (plan: PlanDocument | null) => [
  ...(plan?.notes ?? []).map((row) => h("p", {}, inLanguage(row))),
  plan?.context && h("p", {}, say("page-about-context-text")),
];

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
    return h(
      "details",
      { key: layer, open: rows.length <= 3 },
      h(
        "summary",
        {},
        layer ? sayOr(`page-layername-${layer}`, layer) : say("page-about-plan"),
        ` (${rows.length})`,
      ),
      h(
        "ul",
        { class: "sources" },
        ...rows.map((row) =>
          h(
            "li",
            {},
            verifiedMark(row.verified),
            " ",
            sourceOf(row),
            row.rows ? ` · ${say("page-about-rows", { count: row.rows })}` : "",
          ),
        ),
      ),
    );
  });
}
