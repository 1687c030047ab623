/** Plan, scenario, language, theme, and a menu of what is seldom wanted; the foot; and errors. */

import { planAddress } from "../core/address.ts";
import { request } from "../core/api.ts";
import { countStoredDrafts, forgetDrafts } from "../draft/draft-storage.ts";
import { isUnsaved } from "../draft/draft.ts";
import { LISTED } from "../scenario/live-events.ts";
import { reportProblem } from "../core/report-problem.ts";
import { scenarioChoices } from "../scenario/scenario-titles.ts";
import { openScenario } from "../scenario/stored-scenario.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { addDropdown } from "../core/ui/dropdown.ts";
import { secondClick } from "../core/ui/second-click.ts";
import { fillSelect } from "../core/ui/form-fields.ts";
import { sayMessages } from "../core/words/messages.ts";
import { planTitle } from "../core/words/names.ts";
import { inLanguage, loadLanguage, nextLanguage, say } from "../core/words/words.ts";

export function addHeader(store: Store) {
  addTheme(store);
  store.watch(() => {
    const place = byId("problem");
    const { problem } = store.state;
    place.hidden = !problem;
    place.textContent = problem ? sayMessages(store.state, problem) : "";
  });
  addFoot(store);
  if (!document.getElementById("header")) return;
  addScenarioChoice(store);
  addMenu(store);
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

/** What is said of boundaries with these sources, by the plan's own reason; "" if all are sure. */
function sayIfSchematic(sources: unknown[], reason: PlanDocument["schematic_why"]) {
  const [schematic, surveyed] = ["schematic", "surveyed"].map(
    (source) => sources.filter((each) => each === source).length,
  );
  if (!schematic) return "";
  const of = schematic === sources.length ? "all" : "some";
  const why = reason ? inLanguage(reason) : "none";
  const zones = sources.length;
  return say("terms-schematic", { what: "zones", of, why, zones, schematic, surveyed });
}

/** Notes on the map: its boundaries, its review, its CRS. */
function addFoot(store: Store) {
  store.watch(() => {
    const { plan, zonesLayer } = store.state;
    const number = plan?.review_number;
    byId("draft").hidden = !number && !plan?.asks_review;
    byId("draft").textContent = number
      ? say("page-foot-reviewed", { number })
      : say("page-foot-draft");
    const sources = zonesLayer?.features.map(({ properties }) => properties?.boundary_source) ?? [];
    const own = plan?.boundary_note ? inLanguage(plan.boundary_note) : "";
    const notes = [sayIfSchematic(sources, plan?.schematic_why ?? null), own].filter(Boolean);
    byId("schematic").hidden = !notes.length;
    byId("schematic").textContent = notes.join(" ").replace(/[.。]$/, "");
    byId("crs").textContent = plan?.crs_name ?? "";
    byId("attribution").hidden = !plan?.context;
  });
}

function addScenarioChoice(store: Store) {
  const select = byId("scenario") as HTMLSelectElement;
  select.addEventListener("change", () => openScenario(store, select.value));
  store.watch(() => {
    const { scenario, scenarios } = store.state;
    const more =
      scenarios.length >= LISTED && h("option", { disabled: true }, say("page-scenario-more"));
    fillSelect(select, scenarioChoices(store.state, scenario), scenario, more);
  });
}

/** What is seldom wanted; on a phone also what has no room there. */
function addMenu(store: Store) {
  const menu = byId("more") as HTMLDetailsElement;
  addDropdown(menu);
  menu.addEventListener("click", ({ target }) => {
    const { stands } = target instanceof HTMLElement ? target.dataset : {};
    if (stands === "search") {
      byId("header").classList.add("searching");
      byId("search").focus();
    } else if (stands) byId(stands).click();
  });
  store.watch(() => {
    for (const id of ["draft-add-zone", "draft-import"])
      byId(id).hidden = store.state.me?.role === "viewer";
  });
}

function addTheme(store: Store) {
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

/** Name and role in the header, with the sign-out: at the second click, if drafts would be lost. */
export function addUserButton(store: Store) {
  const button = byId("who");
  const leaving = secondClick();
  const drafts = () => Math.max(countStoredDrafts(store.state), Number(isUnsaved(store.state)));
  store.watch(() => {
    const { me } = store.state;
    button.hidden = !me || me.local;
    if (me)
      button.textContent = say("page-who-signed-in", {
        name: me.name,
        role: say(`page-role-${me.role}`),
      });
    if (me && leaving.armed())
      button.textContent = say("page-who-sign-out-drafts", { count: drafts() });
    button.title = say("page-who-sign-out");
  });
  button.addEventListener("blur", leaving.disarm);
  button.addEventListener("click", (event) => {
    const leave = () => void signOut(store).catch((error) => reportProblem(store, error));
    if (!drafts()) return leave();
    leaving.click(event, leave);
    announce(button.textContent ?? "");
  });
}

/** Sign out, of the identity provider too if it supports that; drafts are deleted. */
async function signOut(store: Store) {
  const { body } = await request("/api/session", { method: "DELETE" });
  forgetDrafts(store);
  if (body.next) location.assign(body.next);
  else location.reload();
}

/**
 * Links to the other plans, in the same language and theme. Unsaved edits of this plan stay in the
 * browser's storage.
 */
function addPlanChooser(store: Store) {
  const chooser = byId("plans") as HTMLDetailsElement;
  const opener = chooser.querySelector("summary") as HTMLElement;
  store.watch(() => {
    const plans = store.state.plan?.plans ?? [];
    chooser.hidden = plans.length < 2;
    byId("plan-name").hidden = !chooser.hidden;
    const current = plans.find((plan) => plan.here);
    byId("plans-here").textContent = current ? titleAmong(plans, current) : "";
    opener.title = byId("plans-here").textContent ?? "";
    fill(byId("plan-links"), ...plans.map((plan) => h("li", {}, link(store, plans, plan))));
  });
  addDropdown(chooser);
}

function link({ state: { language, theme } }: Store, plans: PlanLink[], plan: PlanLink) {
  const query = new URLSearchParams({ lang: language, ...(theme === "auto" ? {} : { theme }) });
  const href = `${planAddress(plan.name)}?${query}`;
  return h("a", { href, "aria-current": plan.here ? "page" : undefined }, titleAmong(plans, plan));
}

/** A plan's title, with its name if another plan has the same title. */
function titleAmong(plans: PlanLink[], plan: PlanLink) {
  const title = planTitle(plan);
  const same = plans.filter((other) => planTitle(other) === title);
  return same.length > 1 ? `${title} (${plan.name})` : title;
}
