/** The frame around the map and the panel: the header, the foot, and all dialogs. */

import { render } from "../../vendor/preact/index.js";
import { SignInDialog } from "../core/sign-in-dialog.tsx";
import { byId, h } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { planTitle } from "../core/words/names.ts";
import { say } from "../core/words/words.ts";
import { ConflictDialog } from "../save/conflict-dialog.tsx";
import { SaveDialog } from "../save/save-dialog.tsx";
import { AboutDialog, followTopics } from "./about-dialog.tsx";
import { DownloadDialog } from "./download-dialog.tsx";
import { Foot } from "./foot.tsx";
import { Header } from "./header.tsx";
import { HelpDialog } from "./keyboard-shortcuts.tsx";
import { followPrintKey, PrintSheet } from "./print-sheet.tsx";
import { ShareDialog } from "./share-dialog.tsx";

export function addFrame(page: WholePage) {
  const { store } = page;
  store.watch(() => {
    document.title = ["Zonewright", planTitle(store.state.plan)].filter(Boolean).join(" · ");
  });
  store.watch(() => {
    const { theme } = store.state;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  });
  followTopics(store);
  followPrintKey(store);
  for (const [id, part] of [
    ["top", <Top page={page} />],
    ["bottom", <Bottom page={page} />],
  ] as const) {
    byId(id).replaceChildren(); // the placeholder before the words
    render(part, byId(id));
  }
}

/** The header, absent when only the map is shown, and the last error. */
function Top({ page }: { page: WholePage }) {
  const { state } = page.store;
  const isPlanner = document.body.dataset.page === "planner";
  return (
    <div class="in-page">
      {isPlanner && (
        <a class="skip" href="#panel">
          {say("page-skip")}
        </a>
      )}
      {isPlanner && <Header page={page} />}
      <p id="problem" role="alert" hidden={!state.problem}>
        {state.problem && sayMessages(state, state.problem)}
      </p>
    </div>
  );
}

const Bottom = ({ page }: { page: Page }) => (
  <div class="in-page">
    <Foot state={page.store.state} />
    <AboutDialog state={page.store.state} />
    <PrintSheet page={page} />
    <HelpDialog />
    <DownloadDialog store={page.store} />
    <ShareDialog store={page.store} />
    <SaveDialog store={page.store} />
    <ConflictDialog store={page.store} />
    <SignInDialog state={page.store.state} />
  </div>
);
