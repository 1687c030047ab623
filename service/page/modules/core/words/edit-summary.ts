/** An edit in one line, in the page's language. */

import { messageOf, sayMessage } from "./messages.ts";

/** The sentence of an edit, with its verb and options as parameters, as in `Edit.message`. */
export function editSummary(state: State, edit: Edit): string {
  const [verb, options] = Object.entries(edit)[0];
  const places: { [place: string]: Param } = { zone: "" };
  for (const [name, value] of Object.entries(options))
    if (Array.isArray(value)) places[name] = value.map((zone) => messageOf("edits-zone", { zone }));
    else if (typeof value !== "object") places[name] = value;
  return sayMessage(state, messageOf("edits-line", { ...places, verb }));
}
