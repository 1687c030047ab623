/** All dialogs, under one root: what opens them sets a signal. */

import { render } from "../../vendor/preact/index.js";
import { SignInDialog } from "../core/sign-in-dialog.tsx";
import { byId, h } from "../core/ui/dom.ts";
import { ConflictDialog } from "../save/conflict-dialog.tsx";
import { SaveDialog } from "../save/save-dialog.tsx";
import { AboutDialog, followTopics } from "./about-dialog.tsx";
import { DownloadDialog, openDownloadDialog } from "./download-dialog.tsx";
import { HelpDialog, openHelp } from "./keyboard-shortcuts.tsx";
import { followPrintKey, openPrintSheet, PrintSheet } from "./print-sheet.tsx";
import { openShareDialog, ShareDialog } from "./share-dialog.tsx";

export function addDialogs(page: Page) {
  const { store } = page;
  const openers = {
    share: openShareDialog,
    download: openDownloadDialog,
    sheet: () => openPrintSheet(store),
    "help-open": openHelp,
  };
  for (const [id, open] of Object.entries(openers))
    document.getElementById(id)?.addEventListener("click", open);
  followTopics(store);
  followPrintKey(store);
  render(<Dialogs page={page} />, byId("dialogs"));
}

const Dialogs = ({ page }: { page: Page }) => (
  <div>
    <AboutDialog state={page.store.state} />
    <PrintSheet page={page} />
    <HelpDialog />
    <DownloadDialog state={page.store.state} />
    <ShareDialog store={page.store} />
    <SaveDialog store={page.store} />
    <ConflictDialog store={page.store} />
    <SignInDialog state={page.store.state} />
  </div>
);
