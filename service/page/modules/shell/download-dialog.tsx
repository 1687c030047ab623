/** Download of the shown scenario: a dialog with a link for each format. */

import { signal } from "../../vendor/preact/index.js";
import { isOffline, Problem, requestFile } from "../core/api.ts";
import { address } from "../core/address.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Button, Note, Says } from "../core/ui/elements.tsx";
import { h, saveFile } from "../core/ui/dom.ts";
import { wayWords } from "../core/way.ts";
import { sayMessages } from "../core/words/messages.ts";
import { language, say } from "../core/words/words.ts";
import { UnsavedEdits } from "../save/unsaved-edits.tsx";
import { scenarioTitle } from "../scenario/scenario-titles.ts";

const isOpen = signal(false);
const says = signal("");
/** The file that is being made, by its path; "": none. */
const making = signal("");

export function openDownloadDialog() {
  says.value = "";
  isOpen.value = true;
}

/** Files that are by road too; the others hold zones alone, or reach by straight line. */
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

/** The suffixes of a list in the page's HTML. */
const suffixes = (list: "suffixes" | "reports") => document.body.dataset[list]?.split(" ") ?? [];

export function DownloadDialog({ store }: { store: Store }) {
  const { state } = store;
  if (!isOpen.value) return null;
  const isBaseline = state.scenario === "baseline";
  const offered = suffixes("suffixes").filter((one) => !isBaseline || !OF_SCENARIO.includes(one));
  return (
    <Dialog
      id="download-dialog"
      title={say("page-download-title", { scenario: scenarioTitle(state, state.scenario) })}
      closed={() => (isOpen.value = false)}
      closesOutside
    >
      <Note word="page-download-what" />
      {state.by !== "line" && (
        <p id="download-by" class="note">
          {say("page-by-download", wayWords(state))}
        </p>
      )}
      <UnsavedEdits store={store} id="download-unsaved" />
      <ul id="download-formats">
        {offered.map((suffix) => (
          <li key={suffix}>
            <FileLink state={state} suffix={suffix} />{" "}
            <span>{say(`page-download-as-${suffix.slice(1).replaceAll(".", "-")}`)}</span>{" "}
            {suffixes("reports").includes(suffix) && (
              <FileLink state={state} suffix={suffix} withAnnex />
            )}
          </li>
        ))}
      </ul>
      <Says id="download-says" class="note" role="status" text={says.value} />
      <div class="buttons">
        <Button id="download-close" word="page-about-close" onClick={closeAround} />
      </div>
    </Dialog>
  );
}

function FileLink({
  state,
  suffix,
  withAnnex = false,
}: {
  state: State;
  suffix: string;
  withAnnex?: boolean;
}) {
  const { scenario, by } = state;
  const way = by !== "line" && BY_WAY.includes(suffix) ? `&by=${by}` : "";
  const annex = withAnnex ? "&annex=true" : "";
  const path = `/exports/${scenario}${suffix}?lang=${language()}${way}${annex}`;
  return (
    <a
      download
      class={withAnnex ? "with-annex" : undefined}
      data-suffix={suffix}
      href={address(path)}
      aria-busy={making.value === path}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        void download(state, suffix, path);
      }}
    >
      {withAnnex ? say("page-download-annex") : suffix}
    </a>
  );
}

/**
 * Save a file, and show the progress, as this may take some seconds, and any error.
 */
async function download(state: State, suffix: string, path: string) {
  if (making.value === path) return;
  making.value = path;
  says.value = say("page-download-making", { suffix });
  try {
    const { file, name } = await requestFile(path);
    saveFile(file, name);
    says.value = say("page-download-done", { name });
  } catch (error) {
    if (error instanceof Problem) says.value = sayMessages(state, error.problems);
    else if (isOffline(error)) says.value = say("page-download-offline");
    else throw error;
  } finally {
    making.value = "";
  }
}
