/**
 * The form of a comment: its text and subject. A place is clicked on the map, or typed; its pin is
 * shown while the comment is written.
 */

import { signal } from "../../vendor/preact/index.js";
import { request } from "../core/api.ts";
import { captureClicks } from "../map/captured-clicks.ts";
import { typedPlace } from "../map/view.ts";
import { tellRefusal } from "../core/report-problem.ts";
import { loadComments } from "./scenario-comments.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { personName, zoneName } from "../core/words/names.ts";
import { examplePlace, say } from "../core/words/words.ts";

export function addCommentForm({ store, map }: Page): {
  answer: (comment: ScenarioComment) => void;
} {
  const form = byId("comment-form") as HTMLFormElement;
  const text = byId("comment-text") as HTMLTextAreaElement;
  const about = byId("comment-about") as HTMLSelectElement;
  const place = byId("comment-place") as HTMLInputElement;
  const status = byId("comment-says");
  const answering = signal(null as ScenarioComment | null);
  let pointing = false;

  const put = (latlng: L.LatLng) => {
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

  const point = (on: boolean) => {
    pointing = on;
    map.getContainer().classList.toggle("pointing", on);
    byId("comment-point").setAttribute("aria-pressed", String(on));
    byId("comment-pointing").textContent = on ? say("page-comments-pointing") : "";
  };

  const answer = (comment: ScenarioComment | null) => {
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
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
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

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
