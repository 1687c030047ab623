/**
 * The map as a sheet to print or save as a picture: title, map, legend, scale, notes on boundaries
 * and review, and sources. If two maps are shown, the sheet has both, each with its name.
 */

import { whenIdle } from "../api.js";
import { reportProblem } from "../state/report-problem.js";
import { comparisonTitle } from "../state/scenario-titles.js";
import { reachWords } from "../state/way.js";
import { byId, fill, h, saveFile } from "../ui/dom.js";
import { planTitle } from "../words/names.js";
import { fetchSources } from "../words/sources.js";
import { inLanguage, say } from "../words/words.js";
import { drawInset, needsInset } from "./sheet-inset.js";
import { sourceLines } from "./sheet-sources.js";

/**
 * @typedef {import("../state/store.js").Page} Page
 * @typedef {import("../state/store.js").WholePage} WholePage
 */

const PICTURE_SCALE = 2;

/** @param {WholePage} page */
export function addPrintSheet(page) {
  const { store, map } = page;
  const dialog = /** @type {HTMLDialogElement} */ (byId("sheet-dialog"));
  const form = /** @type {HTMLFormElement} */ (byId("sheet-form"));
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  byId("sheet").addEventListener("click", () => {
    field("title").value = sheetTitle(page);
    byId("sheet-says").textContent = "";
    dialog.showModal();
  });
  byId("sheet-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    dialog.close();
    const picture = button?.value === "picture";
    const undo = await layOutSheet(page, field("title").value, field("paper").value, picture);
    if (!undo) return;
    if (!picture) return printSheet(undo);
    await savePicture(page, `${store.state.scenario}.png`)
      .catch((error) => reportProblem(store, error))
      .finally(undo);
  });
  document.addEventListener("keydown", async (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
      return;
    event.preventDefault();
    const undo = await layOutSheet(page, sheetTitle(page), "a4", false);
    if (undo) printSheet(undo);
  });
  map.on("unload", () => dialog.close());
  addEventListener("beforeprint", () => {
    if (document.body.dataset.paper) return;
    addEventListener("afterprint", applySheet(page, sheetTitle(page), "a4", []), { once: true });
  });
}

/** @param {Page} page */
function sheetTitle({ store }) {
  const { plan } = store.state;
  return say("page-sheet-title", {
    plan: planTitle(plan),
    scenario: comparisonTitle(store.state),
    ...reachWords(store.state),
  });
}

/** @param {() => void} undo restores the page */
function printSheet(undo) {
  window.addEventListener("afterprint", undo, { once: true });
  window.print();
}

/**
 * Lay the page out as a sheet and wait until it is complete.
 *
 * @param {Page} page
 * @param {string} title
 * @param {string} paper "a4" or "a3"
 * @param {boolean} picture
 * @returns {Promise<(() => void) | null>} restores the page; null if the service does not answer
 */
async function layOutSheet(page, title, paper, picture) {
  const sources = await fetchSources().catch((error) => reportProblem(page.store, error));
  if (!sources || document.body.dataset.paper) return null;
  document.body.toggleAttribute("data-picture", picture);
  const undo = applySheet(page, title, paper, sources);
  await addInset(page).catch((error) => reportProblem(page.store, error));
  await Promise.all([document.fonts.ready, whenIdle()]);
  await new Promise((done) => setTimeout(done, 400));
  return undo;
}

/** Draw the inset of the sheet, if what it shows needs one. @param {Page} page */
async function addInset({ store, map }) {
  const { plan } = store.state;
  const extent = plan?.inset;
  const inset = extent && needsInset(extent, map.getBounds()) ? await drawInset(extent) : null;
  if (!inset || !document.body.dataset.paper) return;
  fill(byId("sheet-inset"), inset);
  map.fire("places"); // which leave room for it
}

/**
 * Apply the layout of a sheet, in the light theme, to the present map.
 *
 * @param {Page} page
 * @param {string} title
 * @param {string} paper "a4" or "a3"
 * @param {import("../types.js").Source[]} sources
 * @returns {() => void} restores the page
 */
function applySheet({ store, map }, title, paper, sources) {
  const { theme, plan } = store.state;
  const legend = /** @type {HTMLDetailsElement} */ (byId("legend"));
  const { open } = legend;
  const bounds = map.getBounds();
  const view = { center: map.getCenter(), zoom: map.getZoom() };
  byId("sheet-title").textContent = title;
  const cite = (/** @type {L.LatLngBounds} */ shown) => {
    const named = sourceLines(store.state, sources, shown);
    const lines = named.length ? [say("page-sheet-sources"), ...named] : [];
    fill(
      byId("sheet-notes"),
      ...(plan?.notes ?? []).map((note) => h("p", {}, inLanguage(note))),
      ...lines.map((line) => h("p", { class: "sheet-sources" }, line)),
    );
  };
  cite(bounds);
  document.body.dataset.paper = paper;
  legend.open = true;
  store.set({ theme: "light" });
  map.invalidateSize({ animate: false });
  map.fitBounds(bounds, { animate: false });
  cite(map.getBounds()); // a sheet is wider or higher than the screen
  fitLegend(legend);
  map.invalidateSize({ animate: false });
  return () => {
    delete document.body.dataset.paper;
    fill(byId("sheet-inset"));
    delete document.body.dataset.dense;
    legend.open = open;
    store.set({ theme });
    map.invalidateSize({ animate: false });
    map.setView(view.center, view.zoom, { animate: false });
  };
}

/** Shrink the legend in steps until it fits. @param {HTMLElement} legend */
function fitLegend(legend) {
  for (const dense of ["", "1", "2", "3"]) {
    document.body.dataset.dense = dense;
    if (legend.scrollHeight <= legend.clientHeight) return;
  }
}

/**
 * Save the sheet as a picture.
 *
 * @param {WholePage} page
 * @param {string} name
 */
async function savePicture({ later }, name) {
  const { paintPage } = await later();
  const canvas = await paintPage(document.body, PICTURE_SCALE);
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) =>
    canvas.toBlob(done, "image/png"),
  );
  if (!blob) return;
  saveFile(blob, name);
}
