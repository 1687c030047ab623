/** Comments on a scenario, a zone or a place: read, answer, settle, withdraw. */

import { request } from "../core/api.ts";
import { pinSymbol } from "./comment-pins.ts";
import { onMap, zoomTo } from "../map/view.ts";
import { loadComments, pinsOf } from "./scenario-comments.ts";
import { tellRefusal } from "../core/report-problem.ts";
import { announce, button, byId, fill, h } from "../core/ui/dom.ts";
import { personName, zoneName } from "../core/words/names.ts";
import { formatTime } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { addCommentForm } from "./comment-form.ts";

const AROUND_M = 10_000;

export function addComments(page: Page) {
  const { store, map } = page;
  const { answer } = addCommentForm(page);

  const line = (comment: ScenarioComment, all: ScenarioComment[]) => {
    const { number, author, at, zone_id, place, reply_to, withdrawn_by, settled_by } = comment;
    const former = all.find((one) => one.number === reply_to);
    const pinned = pinsOf([comment]).length > 0;
    const { me } = store.state;
    const mayWrite = me != null && me.role !== "viewer";
    const mayWithdraw = me != null && (me.name === author || me.role === "admin");
    const actButton = (name: string, act: () => void) =>
      button(
        { key: name, class: "link", "data-act": `${name} ${number}`, onclick: act },
        say(`page-comments-${name}`),
      );
    return h(
      "li",
      {
        key: number,
        "data-comment": number,
        tabindex: -1,
        class: [
          former && "answer",
          settled_by && "settled",
          number === store.state.comment && "chosen",
        ]
          .filter(Boolean)
          .join(" "),
      },
      h(
        "p",
        {},
        pinned &&
          button(
            {
              class: `pin-button${settled_by ? " settled" : ""}`,
              "data-act": `pin ${number}`,
              "aria-label": say("page-comments-to-pin", { number }),
              title: say("page-comments-to-pin", { number }),
              onclick: () => go(comment),
            },
            pinSymbol(String(number)),
          ),
        h("strong", {}, personName(author)),
        h("span", { class: "who" }, formatTime(at)),
        zone_id &&
          button(
            { class: "link", onclick: () => store.set({ zone: zone_id }) },
            zoneName(store.state, zone_id),
          ),
        place && !pinned && !withdrawn_by && actButton("place", () => go(comment)),
        settled_by &&
          h(
            "span",
            { class: "tag" },
            say("page-comments-settled", { name: personName(settled_by) }),
          ),
      ),
      former &&
        h("blockquote", {}, former.withdrawn_by ? say("page-comments-withdrawn") : former.text),
      h("p", { class: "why" }, withdrawn_by ? say("page-comments-withdrawn") : comment.text),
      !withdrawn_by && mayWrite && actButton("answer", () => answer(comment)),
      !withdrawn_by &&
        mayWrite &&
        !former &&
        (settled_by
          ? actButton("reopen", () => void change(comment, "/settled", "DELETE"))
          : actButton("settle", () => void change(comment, "/settled", "PUT"))),
      !withdrawn_by &&
        mayWrite &&
        mayWithdraw &&
        actButton("withdraw", () => void change(comment, "", "DELETE")),
    );
  };

  const change = async ({ number }: ScenarioComment, path: string, method: string) => {
    const { scenario } = store.state;
    const status = byId("comment-says");
    status.textContent = "";
    try {
      await request(`/api/scenarios/${scenario}/comments/${number}${path}`, { method });
      await loadComments(store);
      announce(say("page-comments-done"));
    } catch (error) {
      tellRefusal(store, error, status);
    }
  };

  const go = ({ number, place }: ScenarioComment) => {
    if (!place) return;
    const [lng, lat] = place;
    store.set({ comment: number });
    zoomTo(map, L.latLng(lat, onMap(lng, store.state.plan?.extent)).toBounds(AROUND_M));
  };

  store.watch(() => {
    const { comments, scenario, scenarios, tab } = store.state;
    if (tab !== "history") return;
    byId("discussion").hidden = !scenarios.some((row) => row.scenario === scenario);
    fill(
      byId("comments"),
      ...threads(comments).map((comment) => line(comment, comments)),
      !comments.length && h("li", { class: "empty" }, say("page-comments-none")),
    );
  });

  store.watch(() => {
    const { comment, tab } = store.state;
    if (comment == null || tab !== "history") return;
    const chosen = byId("comments").querySelector(
      `[data-comment="${comment}"]`,
    ) as HTMLElement | null;
    chosen?.scrollIntoView({ block: "nearest" });
    if (!byId("comments").contains(document.activeElement)) chosen?.focus({ preventScroll: true });
  });
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
