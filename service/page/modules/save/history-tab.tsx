/** The History tab: edits, status and decision, revisions with author, time and reason, comments. */

import { Fragment, signal } from "../../vendor/preact/index.js";
import { followAnswer } from "../core/answers.ts";
import { ask } from "../core/api.ts";
import { h } from "../core/ui/dom.ts";
import { personName, statusWords } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say, sayOr } from "../core/words/words.ts";
import { versionOf } from "../draft/draft.ts";
import { Discussion, followDiscussion } from "../scenario/comments.tsx";
import { followPresenting, PresentLink } from "../scenario/present-link.tsx";
import { followScenarioList, ScenarioList } from "../scenario/scenario-list.tsx";
import { Decision, followDecision, type Revision } from "./decision.tsx";
import { EditList } from "./edit-list.tsx";

/** Of the stored scenario; another one's until it is known. */
const known = signal({ scenario: "", revisions: [] as Revision[], version: versionOf(null) });

export function followHistory(page: WholePage) {
  const { store } = page;
  followAnswer(
    store,
    () => {
      const { tab, scenario } = store.state;
      const row = rowOf(store.state);
      if (tab !== "history") return;
      return [
        [scenario, row?.revision, row?.status],
        async () => {
          if (!row) return { scenario, revisions: [], version: versionOf(null) };
          const [revisions, document] = await Promise.all([
            ask(`/api/scenarios/${scenario}/history`) as Promise<Revision[]>,
            ask(`/api/scenarios/${scenario}`) as Promise<ScenarioDocument>,
          ]);
          return { scenario, revisions, version: versionOf(document) };
        },
      ];
    },
    (answer) => (known.value = answer),
  );
  followPresenting();
  followDecision(store);
  followScenarioList(store);
  followDiscussion(page);
}

const rowOf = (state: State) => state.scenarios.find((row) => row.scenario === state.scenario);

export function HistoryTab({ page }: { page: Page }) {
  const { store } = page;
  if (store.state.tab !== "history") return null;
  const row = rowOf(store.state);
  const isKnown = known.value.scenario === store.state.scenario;
  const { revisions, version } = isKnown
    ? known.value
    : { revisions: [], version: versionOf(null) };
  return (
    <>
      <ScenarioList store={store} />
      <PresentLink store={store} />
      <EditList store={store} stored={version} />
      {row && <Decision store={store} row={row} newest={revisions[0] ?? null} />}
      <section>
        <h2>{say("page-history-title")}</h2>
        <ol id="revisions" reversed>
          {row ? (
            revisions.map((one) => <RevisionLine key={one.revision} {...one} />)
          ) : (
            <li class="empty">{say("page-history-baseline")}</li>
          )}
        </ol>
      </section>
      <Discussion page={page} />
    </>
  );
}

const RevisionLine = ({ revision, kind, author, at, message, status }: Revision) => (
  <li data-revision={revision}>
    <p>
      <strong>{`${revision} · ${sayOr(`page-kind-${kind}`, kind)}`}</strong>{" "}
      {kind === "status" && <span class="tag">{statusWords(status, author)}</span>}
      <span class="who">
        {say("page-history-by", { author: personName(author), at: formatTime(at) })}
      </span>
    </p>
    {message && <p class="why">{message}</p>}
  </li>
);
