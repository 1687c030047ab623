/**
 * The form of a comment: its text and subject. A place is clicked on the map, or typed; its pin is
 * shown while the comment is written.
 */

import { signal } from "../../vendor/preact/index.js";
import { request } from "../core/api.ts";
import { tellRefusal } from "../core/report-problem.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
import { Button, Choice, Field, Says } from "../core/ui/elements.tsx";
import { personName, zoneName } from "../core/words/names.ts";
import { examplePlace, say } from "../core/words/words.ts";
import { captureClicks } from "../map/captured-clicks.ts";
import { typedPlace } from "../map/view.ts";
import { loadComments } from "./scenario-comments.ts";

/** The subject of the comment: the scenario, the selected zone or a place. */
const about = signal("scenario");
const text = signal("");
const place = signal("");
const answering = signal<ScenarioComment | null>(null);
/** Whether the next click on the map is the place. */
const isPointing = signal(false);
/** Why a comment was not changed. */
export const commentRefusal = signal("");

/** The place of the comment that is written; null: it has none. */
const placeOf = ({ tab, me }: State) =>
  about.value === "place" && tab === "history" && me?.role !== "viewer"
    ? typedPlace(place.value)
    : null;

const exampleText = () => {
  const { lon, lat } = examplePlace();
  return `${lon}, ${lat}`;
};

function put(latlng: L.LatLng) {
  const { lng, lat } = latlng.wrap();
  place.value = `${round(lng)}, ${round(lat)}`;
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

export function answer(comment: ScenarioComment) {
  answering.value = comment;
  byId("comment-text").focus();
}

export function followCommentForm({ store, map }: Page) {
  store.watch(() => {
    const pin = placeOf(store.state);
    if (String(pin) !== String(store.state.pin)) store.set({ pin });
  });
  store.watch(() => {
    const { tab, zone } = store.state;
    if (about.value === "zone" && !zone) about.value = "scenario";
    if (about.value !== "place" || tab !== "history") isPointing.value = false;
  });
  store.watch(() => map.getContainer().classList.toggle("pointing", isPointing.value));
  store.on(["scenario"], () => (answering.value = null));
  captureClicks(
    map,
    () => isPointing.value,
    (latlng) => {
      put(latlng);
      isPointing.value = false;
      byId("comment-text").focus();
    },
  );
}

export function CommentForm({ page }: { page: Page }) {
  const { store, map } = page;
  const { me, zone } = store.state;
  if (me?.role === "viewer") return null;
  const choose = (value: string) => {
    about.value = value;
    if (value === "place" && !place.value) put(map.getCenter());
  };
  const type = (event: KeyboardEvent) => {
    const form = event.currentTarget as HTMLFormElement;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key !== "Escape" || !isPointing.value) return;
    event.stopPropagation();
    isPointing.value = false;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void send(store);
  };
  return (
    <form id="comment-form" onKeyDown={type} onSubmit={submit}>
      <p id="comment-answering" class="note">
        {answering.value &&
          say("page-comments-answering", { author: personName(answering.value.author) })}
      </p>
      <Field word="page-comments-text">
        <textarea
          id="comment-text"
          rows={3}
          required
          maxLength={10_000}
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        />
      </Field>
      <Choice
        word="page-comments-about"
        id="comment-about"
        options={[
          ["scenario", say("page-comments-scenario")],
          ...(zone ? [["zone", zoneName(store.state, zone)]] : []),
          ["place", say("page-comments-place")],
        ]}
        value={about.value}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      {about.value === "place" && <PlaceFields map={map} />}
      <Says id="comment-says" text={commentRefusal.value} />
      <div class="buttons">
        <Button type="submit" class="primary" word="page-comments-send" />
      </div>
    </form>
  );
}

const PlaceFields = ({ map }: { map: L.Map }) => (
  <fieldset id="comment-place-fields">
    <legend class="unseen">{say("page-comments-place")}</legend>
    <Field
      word="page-comments-typed"
      id="comment-place"
      spellcheck={false}
      placeholder={exampleText()}
      value={place.value}
      onInput={({ currentTarget }) => (place.value = currentTarget.value)}
    />
    <div class="buttons">
      <Button
        id="comment-point"
        aria-pressed={isPointing.value}
        word="page-comments-point"
        onClick={() => (isPointing.value = !isPointing.value)}
      />
      <Button
        id="comment-centre"
        word="page-comments-centre"
        onClick={() => put(map.getCenter())}
      />
    </div>
    <p id="comment-pointing" class="note" role="status">
      {isPointing.value && say("page-comments-pointing")}
    </p>
  </fieldset>
);

async function send(store: Store) {
  const { scenario, zone } = store.state;
  const pin = placeOf(store.state);
  if (about.value === "place" && !pin) {
    const { lon, lat } = examplePlace();
    commentRefusal.value = say("page-ruler-no-place", { lon, lat });
    return byId("comment-place").focus();
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
    text.value = place.value = commentRefusal.value = "";
    about.value = "scenario";
    answering.value = null;
    await loadComments(store);
    announce(say("page-comments-done"));
  } catch (error) {
    commentRefusal.value = tellRefusal(store, error);
  }
}
