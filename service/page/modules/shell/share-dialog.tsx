/** A link to the present view, and the scenario's visibility, which its owner sets. */

import { signal } from "../../vendor/preact/index.js";
import { Problem, request } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { Button, Choice, Field, Note, Says, visibilities } from "../core/ui/elements.tsx";
import { announce, h } from "../core/ui/dom.ts";
import { sayMessages } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { UnsavedEdits } from "../save/unsaved-edits.tsx";
import { scenarioTitle } from "../scenario/scenario-titles.ts";
import { linkTo } from "./permalink.ts";

const isOpen = signal(false);
const says = signal("");

export function openShareDialog() {
  says.value = "";
  isOpen.value = true;
}

const tell = (text: string) => announce((says.value = text));

export function ShareDialog({ store }: { store: Store }) {
  const { state } = store;
  if (!isOpen.value) return null;
  const row = state.scenarios.find((one) => one.scenario === state.scenario);
  return (
    <Dialog
      id="share-dialog"
      title={say("page-share-title", { scenario: scenarioTitle(state, state.scenario) })}
      closed={() => (isOpen.value = false)}
      closesOutside
    >
      <Note word="page-share-what" />
      <Field
        word="page-share-link"
        id="share-link"
        readonly
        value={linkTo(state, location, row?.revision ?? null)}
      />
      <UnsavedEdits store={store} id="share-unsaved" />
      {row && <WhoMayRead store={store} row={row} />}
      <Says id="share-says" class="note" role="status" text={says.value} />
      <div class="buttons">
        <Button
          id="share-copy"
          class="primary"
          onClick={() => void copyLink()}
          word="page-share-copy"
        />
        <Button id="share-close" word="page-about-close" onClick={closeAround} />
      </div>
    </Dialog>
  );
}

function WhoMayRead({ store, row }: { store: Store; row: ScenarioRow }) {
  const { me } = store.state;
  const mayShare = me && (me.local || me.role === "admin" || me.name === row.owner);
  const isFixed = !mayShare || me.role === "viewer";
  return (
    <div>
      <Choice
        word="page-save-visibility"
        id="share-visibility"
        options={visibilities()}
        value={row.visibility ?? "private"}
        disabled={isFixed}
        onChange={({ currentTarget }) => void setVisibility(store, row, currentTarget)}
      />
      <p id="share-owner" class="note">
        {isFixed && say("page-share-owner", { owner: row.owner ?? "" })}
      </p>
    </div>
  );
}

async function copyLink() {
  const link = document.getElementById("share-link") as HTMLInputElement;
  link.select();
  const copied = navigator.clipboard
    ? await navigator.clipboard.writeText(link.value).then(
        () => true,
        () => false,
      )
    : document.execCommand("copy"); // the clipboard API requires TLS
  tell(say(copied ? "page-share-copied" : "page-share-not-copied"));
}

async function setVisibility(store: Store, row: ScenarioRow, select: HTMLSelectElement) {
  const visibility = select.value;
  try {
    const path = `/api/scenarios/${row.scenario}/visibility`;
    const { body } = await request(path, {
      method: "PUT",
      body: { visibility },
      ifMatch: row.etag,
    });
    const { scenarios } = store.state;
    store.set({
      scenarios: scenarios.map((one) => (one.scenario === row.scenario ? body : one)),
    });
    tell(say("page-share-done", { who: say(`page-visibility-${visibility}`) }));
  } catch (error) {
    select.value = row.visibility ?? "private";
    if (!(error instanceof Problem)) return reportProblem(store, error);
    tell(error.status === 412 ? say("page-share-stale") : sayMessages(store.state, error.problems));
  }
}
