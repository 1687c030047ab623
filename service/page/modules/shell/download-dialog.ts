/** Download of the shown scenario: a dialog with a link for each format. */

import { isOffline, Problem, requestFile } from "../core/api.ts";
import { address } from "../core/address.ts";
import { isUnsaved } from "../draft/draft.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { wayWords } from "../core/way.ts";
import { byId, saveFile } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { language, say } from "../core/words/words.ts";

export function addDownloadDialog(store: Store) {
  const dialog = byId("download-dialog") as HTMLDialogElement;
  byId("download").addEventListener("click", () => {
    showFormats(store.state);
    dialog.showModal();
  });
  byId("download-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  byId("download-formats").addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void download(store, link);
  });
}

/** Files that are by road or rail too; the others hold zones alone, or reach by straight line. */
const BY_WAY = [
  ".pdf",
  ".html",
  ".docx",
  ".xlsx",
  ".gpkg",
  ".decision.html",
  ".slides.html",
  ".dossier.zip",
];

/** Files on one scenario, which the baseline lacks. */
const OF_SCENARIO = [".decision.html", ".slides.html", ".dossier.zip"];

function pathOf({ scenario, by }: State, { suffix = "", annex }: DOMStringMap) {
  const way = by !== "line" && BY_WAY.includes(suffix) ? `&by=${by}` : "";
  return `/exports/${scenario}${suffix}?lang=${language()}${way}${annex ? "&annex=true" : ""}`;
}

function showFormats(state: State) {
  const { scenario } = state;
  byId("download-title").textContent = say("page-download-title", {
    scenario: scenarioTitle(state, scenario),
  });
  byId("download-by").hidden = state.by === "line";
  byId("download-by").textContent = say("page-by-download", wayWords(state));
  byId("download-unsaved").hidden = !isUnsaved(state);
  byId("download-says").textContent = "";
  for (const link of document.querySelectorAll(
    "#download-formats a",
  ) as NodeListOf<HTMLAnchorElement>) {
    link.href = address(pathOf(state, link.dataset));
    if (OF_SCENARIO.includes(link.dataset.suffix ?? ""))
      link.parentElement?.toggleAttribute("hidden", scenario === "baseline");
  }
}

/**
 * Save a file, and say while it is made, which may take some seconds, and what is wrong with it.
 */
async function download({ state }: Store, link: HTMLAnchorElement) {
  const says = byId("download-says");
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  says.textContent = say("page-download-making", { suffix: link.dataset.suffix ?? "" });
  try {
    const { file, name } = await requestFile(pathOf(state, link.dataset));
    saveFile(file, name);
    says.textContent = say("page-download-done", { name });
  } catch (error) {
    if (error instanceof Problem) says.textContent = sayMessages(state, error.problems);
    else if (isOffline(error)) says.textContent = say("page-download-offline");
    else throw error;
  } finally {
    link.removeAttribute("aria-busy");
  }
}
