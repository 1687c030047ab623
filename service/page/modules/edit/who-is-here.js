/** A line that names other users of the scenario. */

import { byId } from "../ui/dom.js";
import { say } from "../words/words.js";

const NAMED = 3;

/** @param {Store} store */
export function addWhoIsHere(store) {
  const place = byId("here");
  store.watch(() => {
    const { others, offline } = store.state;
    place.hidden = offline || others?.length === 0;
    place.textContent = place.title = "";
    if (place.hidden) return;
    place.textContent = others ? named(others, NAMED) : say("page-here-unknown");
    place.title = others && others.length > NAMED ? named(others, others.length) : "";
  });
}

/** @param {{name: string, editing: boolean}[]} others @param {number} most */
function named(others, most) {
  const names = others
    .slice(0, most)
    .map(({ name, editing }) => (editing ? say("page-here-editing", { name }) : name));
  const more = others.length - names.length;
  if (more) names.push(say("page-here-more", { count: more }));
  return say("page-here-others", { names: names.join(say("list-separator")) });
}
