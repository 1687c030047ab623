/** The service's messages in the page's language, with names instead of ids. */

import { isOffline, Problem } from "../api.ts";
import { nameById } from "./names.ts";
import { catalogue, say, sayOr } from "./words.ts";

/** keys, and list positions counted from 0 */
type Place = (string | number)[];

/** Parts of a request: shown in a place only if nothing else is. */
const REQUEST_PARTS = ["body", "query", "path", "header"];

/** A message of the page itself. */
export const messageOf = (code: string, params: Message["params"] = {}): Message => ({
  code,
  params,
});

/** The messages of an error: of the service, that it does not answer, or a fault of the page. */
export function problemsOf(error: unknown): Message[] {
  if (error instanceof Problem) return error.problems;
  if (isOffline(error)) return [messageOf("page-problem-offline")];
  console.error(error);
  return [messageOf("page-problem-fault", { fault: String(error) })];
}

/**
 * The sentence of a message.
 *
 * @param state which has the names
 */
export const sayMessage = (state: State, message: Message) =>
  catalogue().text(forPeople(message), {
    nameOf: (id) => nameById(state, id),
    placeOf: placeInWords,
    optionOf: optionInWords,
  });

/** The sentences of messages, in one line. */
export const sayMessages = (state: State, messages: Message[]) =>
  messages.map((message) => sayMessage(state, message)).join(say("page-semicolon"));

/**
 * Messages without the number of the edit, for the form of that edit; its field stays.
 *
 * @param first position of the form's edit among all
 */
export const withoutEdit = (messages: Message[], first: number): Message[] =>
  messages.map((one) => reasonIn(one, first));

function reasonIn(message: Message, first: number): Message {
  const { code, params } = message;
  const reason = params.reason as Message;
  if (code === "scenario-in-document") {
    const own = reasonIn(reason, first);
    return own === reason ? message : own;
  }
  if (code === "edits-in-edit") {
    const edit = params.edit as Message;
    return Number(edit.params.number) > first ? reasonIn(reason, first) : message;
  }
  if (code !== "at") return message;
  const place = inDocument((params.place as { place: Place }).place);
  if (place[0] !== "edits" || !(Number(place[1]) >= first)) return message;
  const field = place.slice(3);
  return field.length ? messageOf("at", { place: { place: field }, reason }) : reason;
}

/** The requirement of a form field, in one sentence. */
const OF_FIELD: { [reason: string]: string } = {
  "value-not-more": "page-field-not-more",
  "value-too-low": "page-field-too-low",
  "value-too-high": "page-field-too-high",
  "value-out-of-range": "page-field-range",
  "value-whole-out-of-range": "page-field-whole-range",
  "value-missing": "page-field-missing",
  "value-text-empty": "page-field-missing",
  "value-not-number": "page-field-not-number",
  "value-not-finite": "page-field-not-number",
  "value-text-too-long": "page-field-too-long",
  "value-text-control": "page-field-one-line",
  "value-list-too-short": "page-field-too-few",
};

/** What names the keys of a file, as a form says it. */
const OF_FORM: { [code: string]: string } = {
  "edits-option": "edits-field",
  "edits-distance-too-small": "page-edit-distance-too-small",
  "edits-expand-below-today": "page-edit-below-today",
  "edits-shrink-above-today": "page-edit-above-today",
  "edits-move-over-pole": "page-edit-over-pole",
  "edits-split-line-count": "page-edit-split-count",
  "edits-split-geometry-count": "page-edit-split-count",
  "edits-swap-unbalanced": "page-edit-swap-unbalanced",
};

/** A message without the name of the request's document and the keys of files, in one sentence. */
function forPeople(message: Message): Message {
  const { code, params } = message;
  if (code === "scenario-in-document" && params.name === "scenario")
    return forPeople(params.reason as Message);
  const reason = params.reason as Message | undefined;
  const sentence = code === "at" && reason && OF_FIELD[reason.code];
  if (sentence) return messageOf(sentence, { ...reason.params, place: params.place });
  const spoken = Object.entries(params).map(([name, value]) => [name, valueForPeople(value)]);
  return messageOf(OF_FORM[code] ?? code, Object.fromEntries(spoken));
}

function valueForPeople(value: any): any {
  if (Array.isArray(value)) return value.map(valueForPeople);
  return value && typeof value === "object" && "code" in value ? forPeople(value) : value;
}

/** A place within the request's document. */
const inDocument = (place: Place) =>
  place.length > 1 && REQUEST_PARTS.includes(String(place[0])) ? place.slice(1) : place;

/** The fields of the options for reading a file, or of a proposal. */
const FIELDS: { [option: string]: string } = {
  encoding: "page-upload-encoding",
  "source-crs": "page-upload-crs",
  "axis-order": "page-upload-axes",
  layer: "page-upload-layer",
  repair: "page-upload-repair",
  missing: "page-upload-missing",
  crs: "page-start-crs",
  ftz: "page-propose-ftzs",
  province: "page-propose-province",
  new: "page-propose-new",
  "budget-km2": "page-propose-budget",
  swap: "page-propose-land-swap",
  phase: "page-propose-land-phases",
  "time-limit-s": "page-propose-time",
  objective: "page-propose-objective",
  answers: "page-propose-answers-field",
  "differ-km2": "page-propose-differ-field",
  front: "page-propose-many-front",
  "min-piece-km2": "page-propose-least",
  "max-pieces": "page-propose-most",
  compact: "page-propose-compact",
  "width-km": "page-propose-width",
  "joint-km": "page-propose-joint",
  "boundary-km": "page-propose-boundary",
  residents: "page-propose-residents-weigh",
  "kept-share": "page-propose-kept",
  "weight-region": "page-propose-weights",
  candidates: "page-propose-candidates",
};

/** The label of the field that maps a column of the plan to one of a file. */
export const fieldOfColumn = (column: string) =>
  sayOr(`page-upload-column-${column}`, say("page-upload-column-other", { column }));

/**
 * The field of an option: “Encoding of its text”; of a column, its own: “Column of the id”. A value
 * after it is separated.
 *
 * @param value the placeholder of a value on the command line, "" before one
 */
export function optionInWords(option: string, of: string | null, value: string) {
  const column = of?.split(".").at(-1) ?? "";
  const field =
    option === "map-column"
      ? column
        ? fieldOfColumn(column)
        : say("page-upload-columns")
      : sayOr(FIELDS[option], option);
  return say("page-option", { field }) + (of === null || value ? "" : " = ");
}

/** A place with the labels of the forms: "edit 2, distance in km". */
export function placeInWords(place: Place) {
  const [list, position, , ...options] = inDocument(place);
  const ofEdit = list === "edits" && typeof position === "number";
  const steps = (ofEdit ? options : inDocument(place)).map((step) =>
    typeof step === "number"
      ? say("page-place-item", { number: step + 1 })
      : say("edits-field", { option: step }),
  );
  if (ofEdit) steps.unshift(say("page-place-edit", { number: position + 1 }));
  return steps.join(say("list-separator"));
}
