/** Applies the edit that mends a violation, as a form would: it can be undone. */

import { isOffline } from "../core/api.ts";
import { openDraft } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce } from "../core/ui/dom.ts";
import { messageOf, sayMessages } from "../core/words/messages.ts";
import { commitTrial, leaveTool } from "./tools.ts";

export function addMends(page: Page) {
  const { store } = page;
  store.on(["mend"], async () => {
    const { mend } = store.state;
    if (!mend) return;
    store.set({ mend: null });
    try {
      await openDraft(store);
      leaveTool(store);
      store.set({ zone: Object.values(mend)[0].zone, trial: { edits: [mend] } });
      await commitTrial(page);
      const { refused } = store.state;
      store.set({ trial: null, trialEdits: null, refused });
      if (refused) announce(sayMessages(store.state, refused));
    } catch (error) {
      if (isOffline(error)) store.set({ refused: [messageOf("page-refused-offline-tool")] });
      reportProblem(store, error);
    }
  });
}
