/** Applies the edit that mends a violation, as a form would: it can be undone. */

import { isOffline } from "../core/api.ts";
import { openDraft } from "../draft/draft.ts";
import { reportProblem } from "../core/report-problem.ts";
import { messageOf } from "../core/words/messages.ts";
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
      const trial = { edits: [mend] };
      store.set({ zone: Object.values(mend)[0].zone, trial });
      await commitTrial(page);
      if (store.state.trial === trial) store.set({ trial: null, trialEdits: null });
    } catch (error) {
      if (isOffline(error)) store.set({ refused: [messageOf("page-refused-offline-tool")] });
      reportProblem(store, error);
    }
  });
}
