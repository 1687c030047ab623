/**
 * The form of a comment: its text and subject. A place is clicked on the map, or typed; its pin is
 * shown while the comment is written.
 */

import { signal } from "../../vendor/preact/index.js";
import { request } from "../api.js";
import { captureClicks } from "../map/captured-clicks.js";
import { typedPlace } from "../map/view.js";
import { tellRefusal } from "../state/report-problem.js";
import { loadComments } from "../state/scenario-comments.js";
import { announce, byId, fill, h } from "../ui/dom.js";
import { personName, zoneName } from "../words/names.js";
import { examplePlace, say } from "../words/words.js";

/** @param {Page} page @returns {{answer: (comment: ScenarioComment) => void}} */
export function addCommentForm({ store, map }) {
  const form = /** @type {HTMLFormElement} */ (byId("comment-form"));
  const text = /** @type {HTMLTextAreaElement} */ (byId("comment-text"));
  const about = /** @type {HTMLSelectElement} */ (byId("comment-about"));
  const place = /** @type {HTMLInputElement} */ (byId("comment-place"));
  const status = byId("comment-says");
  const answering = signal(/** @type {ScenarioComment | null} */ (null));
  let pointing = false;

  /** @param {L.LatLng} latlng */
  const put = (latlng) => {
    const { lng, lat } = latlng.wrap();
    place.value = `${round(lng)}, ${round(lat)}`;
    show();
  };

  /** Show the fields of a place, and its pin. */
  const show = () => {
    const hasPlace = about.value === "place" && store.state.tab === "history" && !form.hidden;
    byId("comment-place-fields").hidden = about.value !== "place";
    if (!hasPlace) point(false);
    const { lon, lat } = examplePlace();
    place.placeholder = `${lon}, ${lat}`;
    const typed = hasPlace ? typedPlace(place.value) : null;
    if (String(typed) !== String(store.state.pin)) store.set({ pin: typed });
  };

  /** @param {boolean} on */
  const point = (on) => {
    pointing = on;
    map.getContainer().classList.toggle("pointing", on);
    byId("comment-point").setAttribute("aria-pressed", String(on));
    byId("comment-pointing").textContent = on ? say("page-comments-pointing") : "";
  };

  /** @param {ScenarioComment | null} comment */
  const answer = (comment) => {
    answering.value = comment;
    if (comment) text.focus();
  };
  store.watch(() => {
    byId("comment-answering").textContent = answering.value
      ? say("page-comments-answering", { author: personName(answering.value.author) })
      : "";
  });

  about.addEventListener("change", () => {
    if (about.value === "place" && !place.value) put(map.getCenter());
    show();
  });
  place.addEventListener("input", show);
  byId("comment-point").addEventListener("click", () => point(!pointing));
  byId("comment-centre").addEventListener("click", () => put(map.getCenter()));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !pointing) return;
    event.stopPropagation();
    point(false);
  });
  captureClicks(
    map,
    () => pointing,
    (latlng) => {
      put(latlng);
      point(false);
      text.focus();
    },
  );

  store.on(["tab", "scenario"], show);
  store.watch(() => {
    form.hidden = store.state.me?.role === "viewer";
  });
  store.on(["scenario"], () => answer(null));
  store.watch(() => {
    const { zone } = store.state;
    const chosen = about.value;
    fill(
      about,
      h("option", { value: "scenario" }, say("page-comments-scenario")),
      zone && h("option", { value: "zone" }, zoneName(store.state, zone)),
      h("option", { value: "place" }, say("page-comments-place")),
    );
    about.value = chosen === "zone" && !zone ? "scenario" : chosen || "scenario";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  const send = async () => {
    const { scenario, zone } = store.state;
    const pin = about.value === "place" ? typedPlace(place.value) : null;
    if (about.value === "place" && !pin) {
      const { lon, lat } = examplePlace();
      status.textContent = say("page-ruler-no-place", { lon, lat });
      return place.focus();
    }
    try {
      await request(`/api/scenarios/${scenario}/comments`, {
        body: {
          text: text.value.trim(),
          ...(about.value === "zone" && zone ? { zone_id: zone } : {}),
          ...(pin ? { place: pin } : {}),
          ...(answering.value ? { reply_to: answering.value.number } : {}),
        },
      });
      text.value = place.value = status.textContent = "";
      about.value = "scenario";
      answer(null);
      show();
      await loadComments(store);
      announce(say("page-comments-done"));
    } catch (error) {
      tellRefusal(store, error, status);
    }
  };
  return { answer };
}

const round = (/** @type {number} */ degrees) => Math.round(degrees * 1e6) / 1e6;
