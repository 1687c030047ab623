/** Comments on a scenario, a zone or a place: read, answer, settle, withdraw. */

import { request } from "../core/api.ts";
import { tellRefusal } from "../core/report-problem.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
import { personName, zoneName } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { onMap, zoomTo } from "../map/view.ts";
import { answer, CommentForm, commentRefusal, followCommentForm } from "./comment-form.tsx";
import { pinSymbol } from "./comment-pins.ts";
import { loadComments, pinsOf } from "./scenario-comments.ts";

const AROUND_M = 10_000;

export function followDiscussion(page: Page) {
  const { store } = page;
  followCommentForm(page);
  store.watch(() => {
    const { comment, tab } = store.state;
    if (comment != null && tab === "history") requestAnimationFrame(() => show(comment));
  });
}

/** Go to a comment in the list, unless the list has the focus. */
function show(comment: number) {
  const list = byId("comments");
  const chosen = list.querySelector<HTMLElement>(`[data-comment="${comment}"]`);
  chosen?.scrollIntoView({ block: "nearest" });
  if (!list.contains(document.activeElement)) chosen?.focus({ preventScroll: true });
}

/** The comments on the shown scenario, and the form of a further one. */
export function Discussion({ page }: { page: Page }) {
  const { comments, scenario, scenarios } = page.store.state;
  if (!scenarios.some((row) => row.scenario === scenario)) return null;
  return (
    <section id="discussion">
      <h2>{say("page-comments-title")}</h2>
      <ul id="comments">
        {threads(comments).map((comment) => (
          <Comment key={comment.number} page={page} comment={comment} />
        ))}
        {!comments.length && <li class="empty">{say("page-comments-none")}</li>}
      </ul>
      <CommentForm page={page} />
    </section>
  );
}

function Comment({ page, comment }: { page: Page; comment: ScenarioComment }) {
  const { store } = page;
  const { comments, comment: chosen, me } = store.state;
  const { number, author, at, zone_id, place, reply_to, withdrawn_by, settled_by } = comment;
  const former = comments.find((one) => one.number === reply_to);
  const isPinned = pinsOf([comment]).length > 0;
  const mayWrite = me != null && me.role !== "viewer" && !withdrawn_by;
  const mayWithdraw = mayWrite && (me.name === author || me.role === "admin");
  const isSettled = settled_by && "settled";
  const looks = [former && "answer", isSettled, number === chosen && "chosen"];
  const toPin = say("page-comments-to-pin", { number });
  const act = (name: string, does: () => unknown) => (
    <button
      key={name}
      type="button"
      class="link"
      data-act={`${name} ${number}`}
      onClick={() => void does()}
    >
      {say(`page-comments-${name}`)}
    </button>
  );
  return (
    <li data-comment={number} tabIndex={-1} class={looks.filter(Boolean).join(" ")}>
      <p>
        {isPinned && (
          <button
            type="button"
            class={`pin-button ${isSettled || ""}`}
            data-act={`pin ${number}`}
            aria-label={toPin}
            title={toPin}
            onClick={() => go(page, comment)}
          >
            {pinSymbol(String(number))}
          </button>
        )}
        <strong>{personName(author)}</strong>
        <span class="who">{formatTime(at)}</span>
        {zone_id && (
          <button type="button" class="link" onClick={() => store.set({ zone: zone_id })}>
            {zoneName(store.state, zone_id)}
          </button>
        )}
        {place && !isPinned && !withdrawn_by && act("place", () => go(page, comment))}
        {settled_by && (
          <span class="tag">{say("page-comments-settled", { name: personName(settled_by) })}</span>
        )}
      </p>
      {former && (
        <blockquote>
          {former.withdrawn_by ? say("page-comments-withdrawn") : former.text}
        </blockquote>
      )}
      <p class="why">{withdrawn_by ? say("page-comments-withdrawn") : comment.text}</p>
      {mayWrite && act("answer", () => answer(comment))}
      {mayWrite &&
        !former &&
        settled_by &&
        act("reopen", () => change(store, comment, "/settled", "DELETE"))}
      {mayWrite &&
        !former &&
        !settled_by &&
        act("settle", () => change(store, comment, "/settled", "PUT"))}
      {mayWithdraw && act("withdraw", () => change(store, comment, "", "DELETE"))}
    </li>
  );
}

async function change(store: Store, { number }: ScenarioComment, path: string, method: string) {
  const { scenario } = store.state;
  commentRefusal.value = "";
  try {
    await request(`/api/scenarios/${scenario}/comments/${number}${path}`, { method });
    await loadComments(store);
    announce(say("page-comments-done"));
  } catch (error) {
    commentRefusal.value = tellRefusal(store, error);
  }
}

function go({ store, map }: Page, { number, place }: ScenarioComment) {
  if (!place) return;
  const [lng, lat] = place;
  store.set({ comment: number });
  zoomTo(map, L.latLng(lat, onMap(lng, store.state.plan?.extent)).toBounds(AROUND_M));
}

/** Each comment with its answers after it. */
function threads(comments: ScenarioComment[]): ScenarioComment[] {
  const known = new Set(comments.map(({ number }) => number));
  const under = (comment: ScenarioComment): ScenarioComment[] => [
    comment,
    ...comments.filter(({ reply_to }) => reply_to === comment.number).flatMap(under),
  ];
  return comments.filter(({ reply_to }) => !reply_to || !known.has(reply_to)).flatMap(under);
}
