/** A link to the present view, and the scenario's visibility, which its owner sets. */

import { Problem, request } from "../core/api.ts";
import { isUnsaved } from "../draft/draft.ts";
import { linkTo } from "./permalink.ts";
import { reportProblem } from "../core/report-problem.ts";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { announce, byId } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";

export function addShareDialog(store: Store) {
  const dialog = byId("share-dialog") as HTMLDialogElement;
  const link = byId("share-link") as HTMLInputElement;
  const visibility = byId("share-visibility") as HTMLSelectElement;
  const status = byId("share-says");
  const tell = (text: string) => {
    status.textContent = text;
    announce(text);
  };

  const show = () => {
    const { scenario, scenarios, me } = store.state;
    const row = scenarios.find((one) => one.scenario === scenario);
    const mayShare = me != null && (me.local || me.role === "admin" || me.name === row?.owner);
    byId("share-title").textContent = say("page-share-title", {
      scenario: scenarioTitle(store.state, scenario),
    });
    link.value = linkTo(store.state, location, row?.revision ?? null);
    byId("share-unsaved").hidden = !isUnsaved(store.state);
    byId("share-who").hidden = !row;
    visibility.value = row?.visibility ?? "private";
    visibility.disabled = !mayShare || me.role === "viewer";
    byId("share-owner").textContent =
      row && visibility.disabled ? say("page-share-owner", { owner: row.owner ?? "" }) : "";
  };

  byId("share").addEventListener("click", () => {
    status.textContent = "";
    show();
    dialog.showModal();
    link.select();
  });
  byId("share-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  byId("share-copy").addEventListener("click", async () => {
    link.select();
    const copied = navigator.clipboard
      ? await navigator.clipboard.writeText(link.value).then(
          () => true,
          () => false,
        )
      : document.execCommand("copy"); // without TLS there is no clipboard API
    tell(say(copied ? "page-share-copied" : "page-share-not-copied"));
  });
  visibility.addEventListener("change", async () => {
    const row = store.state.scenarios.find((one) => one.scenario === store.state.scenario);
    if (!row) return;
    try {
      const { body } = await request(`/api/scenarios/${row.scenario}/visibility`, {
        method: "PUT",
        body: { visibility: visibility.value },
        ifMatch: row.etag,
      });
      const { scenarios } = store.state;
      store.set({
        scenarios: scenarios.map((one) => (one.scenario === row.scenario ? body : one)),
      });
      tell(say("page-share-done", { who: say(`page-visibility-${visibility.value}`) }));
    } catch (error) {
      if (!(error instanceof Problem)) return reportProblem(store, error);
      tell(
        error.status === 412 ? say("page-share-stale") : sayMessages(store.state, error.problems),
      );
      visibility.value = row.visibility ?? "private";
    }
  });
  store.watch(show);
}
