/** The whole page: the header, the map, the panel, the foot, and all dialogs. */

import { Fragment, render } from "../../vendor/preact/index.js";
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
import { Panel } from "./panel.tsx";
import { followPrintKey, openPrintSheet, PrintSheet } from "./print-sheet.tsx";
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
  const map = byId("map-frame");
  store.watch(() => map.setAttribute("aria-label", say("page-map-label")));
  byId("page").replaceChildren(); // what is shown before the words
  render(<Whole page={page} map={map} />, byId("page"));
  const sheet = map.querySelector("#sheet"); // of a map without a menu
  sheet?.addEventListener("click", () => openPrintSheet(store));
}

/** The whole page around the map, which stands in the frame that the HTML has for it. */
const Whole = ({ page, map }: { page: WholePage; map: HTMLElement }) => (
  <>
    <Top page={page} />
    <main>
      <div class="in-page" ref={(place) => place?.append(map)} />
      {isPlanner() && <Panel page={page} />}
    </main>
    <Bottom page={page} />
    <p id="announcer" class="unseen" aria-live="polite" />
  </>
);

const isPlanner = () => document.body.dataset.page === "planner";

/** The header, absent when only the map is shown, and the last error. */
function Top({ page }: { page: WholePage }) {
  const { state } = page.store;
  return (
    <div class="in-page">
      {isPlanner() && (
        <a class="skip" href="#panel">
          {say("page-skip")}
        </a>
      )}
      {isPlanner() && <Header page={page} />}
      <p id="problem" role="alert" hidden={!state.problem}>
        {state.problem && sayMessages(state, state.problem)}
      </p>
    </div>
  );
}

const Bottom = ({ page }: { page: WholePage }) => (
  <div class="in-page">
    <Foot state={page.store.state} />
    <AboutDialog state={page.store.state} />
    <PrintSheet page={page} />
    <HelpDialog />
    <DownloadDialog store={page.store} />
    <ShareDialog store={page.store} />
    <SaveDialog store={page.store} />
    <ConflictDialog store={page.store} />
    {page.parts.value && <page.parts.value.UploadDialog page={page} />}
    <SignInDialog state={page.store.state} />
  </div>
);
