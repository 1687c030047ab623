/** Preact's elements, drawn into those of the page's HTML. */

import { h, options, render } from "../../../vendor/preact/index.js";
import { formatDifference } from "../words/number-format.ts";

export { h };

/** An empty text is nothing: Preact would write it again each time that it draws. */
const ofOthers = options.vnode;
options.vnode = (vnode) => {
  const { children } = (vnode.props ?? {}) as { children?: unknown };
  if (children === "") (vnode.props as { children?: unknown }).children = null;
  else if (Array.isArray(children))
    for (const [at, child] of children.entries()) if (child === "") children[at] = null;
  ofOthers?.(vnode);
};

/** A button that submits nothing. */
export const button = (attributes: { [attribute: string]: any }, ...content: Child[]) =>
  h("button", { type: "button", ...attributes }, ...content);

/** A line of small print. */
export const note = (...content: Child[]) => h("p", { class: "note" }, ...content);

/** A difference beside its figure; nothing if it is unknown, or less than `least`. */
export const differenceMark = (
  difference: number | null,
  least: number,
  write: (size: number) => string,
) =>
  difference != null &&
  Math.abs(difference) >= least &&
  h("span", { class: "difference" }, formatDifference(difference, write));

/** Draw the content of an element; existing nodes are kept, and so is the focus. */
export function fill(element: Element, ...content: Child[]) {
  if (!drawn.has(element)) element.replaceChildren(); // its skeleton
  drawn.add(element);
  render(content, element);
}

/** the elements drawn into */
const drawn = new WeakSet<Element>();

/** A new element, for libraries that place elements themselves, like Leaflet. */
export function elementOf(content: VNode) {
  const place = document.createDocumentFragment();
  render(content, place);
  return place.firstChild as HTMLElement;
}

/** The element of an id, which the page's HTML must have. */
export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

/** Announce a text to screen readers. */
export function announce(text: string) {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}

/** Have the browser save a file. */
export function saveFile(file: Blob, name: string) {
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(file),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
