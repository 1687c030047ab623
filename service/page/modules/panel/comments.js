/** Comments on a scenario, a zone or a place: read, answered, written. */

import { ask, Problem, request } from "../api.js";
import { onMap, zoomTo } from "../map/view.js";
import { reportProblem } from "../state/report-problem.js";
import { byId, fill, h } from "../ui/dom.js";
import { zoneName } from "../words/names.js";
import { formatTime } from "../words/number-format.js";
import { sayMessages } from "../words/messages.js";
import { say } from "../words/words.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 *
 * @typedef {object} Comment
 * @property {number} number
 * @property {string} author
 * @property {string} at
 * @property {string} text
 * @property {string | null} [zone_id]
 * @property {[number, number] | null} [place]
 * @property {number | null} [reply_to]
 * @property {string | null} [withdrawn_by]
 */

/** @param {Page} page */
export function addComments(page) {
  const { store, map } = page;
  const form = /** @type {HTMLFormElement} */ (byId("comment-form"));
  const text = /** @type {HTMLTextAreaElement} */ (byId("comment-text"));
  const about = /** @type {HTMLSelectElement} */ (byId("comment-about"));
  /** @type {number | null} */
  let answering = null;
  const isStored = () => store.state.scenarios.some((row) => row.scenario === store.state.scenario);

  /** @type {Comment[]} */
  let known = [];
  const draw = () =>
    fill(
      byId("comments"),
      ...known.map((comment) => line(comment, known)),
      !known.length && h("li", { class: "empty" }, say("page-comments-none")),
    );
  const refresh = async () => {
    const { tab, scenario } = store.state;
    byId("discussion").hidden = !isStored();
    if (tab !== "history" || !isStored()) return;
    try {
      const comments = /** @type {Comment[]} */ (await ask(`/api/scenarios/${scenario}/comments`));
      if (scenario !== store.state.scenario) return;
      known = comments;
      draw();
    } catch (error) {
      reportProblem(store, error);
    }
  };

  /**
   * @param {Comment} comment
   * @param {Comment[]} all
   */
  const line = (comment, all) => {
    const { number, author, at, zone_id, place, reply_to, withdrawn_by } = comment;
    const former = all.find((one) => one.number === reply_to);
    return h(
      "li",
      { class: former ? "answer" : "" },
      h(
        "p",
        {},
        h("strong", {}, author),
        h("span", { class: "who" }, formatTime(at)),
        zone_id &&
          h(
            "button",
            { type: "button", class: "link", onclick: () => store.set({ zone: zone_id }) },
            zoneName(store.state, zone_id),
          ),
        place &&
          h(
            "button",
            { type: "button", class: "link", onclick: () => go(place) },
            say("page-comments-place"),
          ),
      ),
      former && h("blockquote", {}, former.text),
      h("p", { class: "why" }, withdrawn_by ? say("page-comments-withdrawn") : comment.text),
      !withdrawn_by &&
        h(
          "button",
          {
            type: "button",
            class: "link",
            onclick: () => {
              answering = number;
              byId("comment-answering").textContent = say("page-comments-answering", { author });
              text.focus();
            },
          },
          say("page-comments-answer"),
        ),
    );
  };
  const go = (/** @type {[number, number]} */ [lng, lat]) =>
    zoomTo(map, L.latLng(lat, onMap(lng, store.state.plan?.extent)).toBounds(10_000));

  store.on(["tab", "scenario", "scenarios", "language"], () => void refresh());
  store.on(["zonesLayer"], () => {
    if (known.some(({ zone_id }) => zone_id)) draw();
  });
  store.on(["zone", "language", "zonesLayer"], () => {
    const { zone } = store.state;
    const chosen = about.value;
    fill(
      about,
      h("option", { value: "scenario" }, say("page-comments-scenario")),
      zone && h("option", { value: "zone" }, zoneName(store.state, zone)),
      h("option", { value: "place" }, say("page-comments-centre")),
    );
    about.value = chosen === "zone" && !zone ? "scenario" : chosen || "scenario";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { scenario, zone } = store.state;
    const { lat, lng } = map.getCenter().wrap();
    const says = byId("comment-says");
    try {
      await request(`/api/scenarios/${scenario}/comments`, {
        body: {
          text: text.value.trim(),
          ...(about.value === "zone" && zone ? { zone_id: zone } : {}),
          ...(about.value === "place" ? { place: [round(lng), round(lat)] } : {}),
          ...(answering == null ? {} : { reply_to: answering }),
        },
      });
      text.value = says.textContent = byId("comment-answering").textContent = "";
      answering = null;
      await refresh();
    } catch (error) {
      if (!(error instanceof Problem)) return reportProblem(store, error);
      says.textContent = sayMessages(store.state, error.problems);
    }
  });
}

const round = (/** @type {number} */ degrees) => Math.round(degrees * 1e6) / 1e6;
