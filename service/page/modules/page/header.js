/** Plan, scenario, compared scenario, radius, way of measuring, language, theme; and errors. */

import { countStoredDrafts } from "../state/draft-storage.js";
import { hasScenario, isUnsaved } from "../state/draft.js";
import { reportProblem } from "../state/report-problem.js";
import { LISTED } from "../state/live-events.js";
import { titleOf } from "../state/scenario-titles.js";
import { signOut } from "../state/sign-in.js";
import { openScenario } from "../state/stored-scenario.js";
import { byWords, radiusWords, unitOf, usualRadii, usualRadius } from "../state/way.js";
import { announce, byId, fill, h } from "../ui/dom.js";
import { planTitle } from "../words/names.js";
import { addPlanChooser } from "./plan-chooser.js";
import { sayMessages } from "../words/messages.js";
import { inLanguage, loadLanguage, nextLanguage, say } from "../words/words.js";

/** The option for a typed radius. */
const OTHER = "other";

/** @param {Store} store */
export function addHeader(store) {
  addTheme(store);
  store.watch(() => {
    const place = byId("problem");
    const { problem } = store.state;
    place.hidden = !problem;
    place.textContent = problem ? sayMessages(store.state, problem) : "";
  });
  addFoot(store);
  if (!document.getElementById("header")) return;
  addChoices(store);
  addPlanChooser(store);
  const toggle = byId("language");
  toggle.addEventListener("click", async () => {
    const other = nextLanguage();
    try {
      await loadLanguage(other);
      store.set({ language: other });
      announce(say("page-announce-language"));
    } catch (error) {
      reportProblem(store, error);
    }
  });
  store.watch(() => {
    const title = planTitle(store.state.plan);
    byId("plan-name").textContent = byId("plan-name").title = title;
    document.title = ["Zonewright", title].filter(Boolean).join(" · ");
  });
}

/** Notes on the map: its boundaries, its review, its CRS. @param {Store} store */
function addFoot(store) {
  store.watch(() => {
    const { plan, zonesLayer } = store.state;
    const number = plan?.review_number;
    byId("draft").hidden = !number && !plan?.asks_review;
    byId("draft").textContent = number
      ? say("page-foot-reviewed", { number })
      : say("page-foot-draft");
    const schematic = zonesLayer?.features.some(
      ({ properties }) => properties?.boundary_source === "schematic",
    );
    const notes = [schematic && plan?.schematic_note, plan?.boundary_note]
      .map((note) => (note ? inLanguage(note) : ""))
      .filter(Boolean);
    byId("schematic").hidden = !notes.length;
    byId("schematic").textContent = notes.join(" ").replace(/[.。]$/, "");
    byId("crs").textContent = plan?.crs_name ?? "";
    byId("attribution").hidden = !plan?.context;
  });
}

/** @param {Store} store */
function addChoices(store) {
  const scenario = /** @type {HTMLSelectElement} */ (byId("scenario"));
  const against = /** @type {HTMLSelectElement} */ (byId("against"));
  const radius = /** @type {HTMLSelectElement} */ (byId("radius"));
  scenario.addEventListener("change", () => openScenario(store, scenario.value));
  against.addEventListener("change", () => store.set({ against: against.value }));
  const by = /** @type {HTMLSelectElement} */ (byId("by"));
  by.addEventListener("change", () => {
    const chosen = /** @type {By} */ (by.value);
    const { by: was, plan, radius } = store.state;
    const isSame = !plan || unitOf(chosen) === unitOf(was);
    store.set({ by: chosen, radius: isSame ? radius : usualRadius(plan, chosen) });
  });
  const other = /** @type {HTMLInputElement} */ (byId("radius-other"));
  radius.addEventListener("change", () => {
    other.hidden = radius.value !== OTHER;
    if (other.hidden) return store.set({ radius: Number(radius.value) });
    other.value = String(store.state.radius);
    other.select();
  });
  other.addEventListener("change", () => {
    if (!other.value || !other.validity.valid) return;
    other.hidden = true;
    store.set({ radius: Number(other.value) });
    showRadii();
    radius.focus();
  });

  store.watch(() => {
    const rows = [{ scenario: "baseline", title: say("page-scenario-baseline") }].concat(
      store.state.scenarios.map((row) => ({
        scenario: row.scenario,
        title: `${titleOf(row)} · ${say(`page-status-${row.status}`)}`,
      })),
    );
    for (const [select, chosen] of /** @type {[HTMLSelectElement, string][]} */ ([
      [scenario, store.state.scenario],
      [against, store.state.against],
    ])) {
      const known = rows.some((row) => row.scenario === chosen);
      const all = known ? rows : [...rows, { scenario: chosen, title: chosen }];
      fill(
        select,
        ...all.map((row) => h("option", { value: row.scenario }, row.title)),
        all.length > LISTED && h("option", { disabled: true }, say("page-scenario-more")),
      );
      select.value = chosen;
    }
    byId("against-choice").hidden = !hasScenario(store.state);
    const chosen = store.state.scenarios.find((row) => row.scenario === store.state.scenario);
    byId("scenario-mark").classList.toggle("edited", Boolean(chosen));
  });
  const showRadii = () => {
    const { plan, by, radius: shown } = store.state;
    const radii = new Set([0, ...(plan ? usualRadii(plan, by) : []), shown]);
    other.ariaLabel = say(`page-radius-${unitOf(by)}`);
    fill(
      radius,
      ...[...radii]
        .sort((a, b) => a - b)
        .map((one) => h("option", { value: one }, radiusWords(one, by))),
      h("option", { value: OTHER }, say("page-radius-other")),
    );
    radius.value = String(store.state.radius);
  };
  store.watch(showRadii);
  store.watch(() => {
    const ways = store.state.plan?.ways ?? ["line"];
    byId("by-choice").hidden = store.state.plan != null && ways.length < 2; // its place is kept
    fill(by, ...ways.map((way) => h("option", { value: way }, byWords(way))));
    by.value = store.state.by;
  });
}

/** @param {Store} store */
function addTheme(store) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () =>
    store.state.theme === "dark" || (store.state.theme === "auto" && dark.matches);
  const applyTheme = () => {
    const { theme } = store.state;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  document
    .getElementById("theme")
    ?.addEventListener("click", () => store.set({ theme: isDark() ? "light" : "dark" }));
  store.watch(applyTheme);
}

/** Name and role in the header, with the sign-out. @param {Store} store */
export function addUserButton(store) {
  const button = byId("who");
  store.watch(() => {
    const { me } = store.state;
    button.hidden = !me || me.local;
    delete button.dataset.sure;
    if (me)
      button.textContent = say("page-who-signed-in", {
        name: me.name,
        role: say(`page-role-${me.role}`),
      });
    button.title = say("page-who-sign-out");
  });
  button.addEventListener("click", () => {
    const count = Math.max(countStoredDrafts(store.state), Number(isUnsaved(store.state)));
    if (!count || button.dataset.sure)
      return void signOut(store).catch((error) => reportProblem(store, error));
    button.dataset.sure = "yes"; // the second click signs out
    button.textContent = say("page-who-sign-out-drafts", { count });
    announce(button.textContent);
  });
}
