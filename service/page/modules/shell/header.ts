/**
 * Plan, scenario, compared scenario, radius, way of measuring, scope (the whole plan, an FTZ, a
 * sector, a region), language, theme; and errors.
 */

import { planAddress } from "../core/address.ts";
import { request } from "../core/api.ts";
import { boundsOf, showBounds } from "../map/view.ts";
import { scopeOf } from "../figures/scope.ts";
import { countStoredDrafts, forgetDrafts } from "../draft/draft-storage.ts";
import { hasScenario, isUnsaved } from "../draft/draft.ts";
import { LISTED } from "../scenario/live-events.ts";
import { coarsestLevel, levelCodes } from "../core/plan-parts.ts";
import { regionLayer } from "../figures/region-shapes.ts";
import { reportProblem } from "../core/report-problem.ts";
import { titleOf } from "../scenario/scenario-titles.ts";
import { openScenario } from "../scenario/stored-scenario.ts";
import { byWords, radiusWords, unitOf, usualRadii, usualRadius } from "../core/way.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { secondClick } from "../core/ui/second-click.ts";
import { fillSelect } from "../core/ui/form-fields.ts";
import { sayMessages } from "../core/words/messages.ts";
import { nameById, nameOf, planTitle, shortNameOf, statusWords } from "../core/words/names.ts";
import { inLanguage, loadLanguage, nextLanguage, say, sayOr } from "../core/words/words.ts";

/** The option for a typed radius. */
const OTHER = "other";

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

function addChoices(store: Store) {
  const scenario = byId("scenario") as HTMLSelectElement;
  const against = byId("against") as HTMLSelectElement;
  const radius = byId("radius") as HTMLSelectElement;
  scenario.addEventListener("change", () => openScenario(store, scenario.value));
  against.addEventListener("change", () => store.set({ against: against.value }));
  const by = byId("by") as HTMLSelectElement;
  by.addEventListener("change", () => {
    const chosen = by.value as By;
    const { by: was, plan, radius } = store.state;
    const isSame = !plan || unitOf(chosen) === unitOf(was);
    store.set({ by: chosen, radius: isSame ? radius : usualRadius(plan, chosen) });
  });
  const other = byId("radius-other") as HTMLInputElement;
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
        title: `${titleOf(row)} · ${statusWords(row.status, row.updated_by)}`,
      })),
    );
    for (const [select, chosen] of [
      [scenario, store.state.scenario],
      [against, store.state.against],
    ] as [HTMLSelectElement, string][]) {
      const known = rows.some((row) => row.scenario === chosen);
      const all = known ? rows : [...rows, { scenario: chosen, title: chosen }];
      fillSelect(
        select,
        all.map((row) => [row.scenario, row.title]),
        chosen,
        all.length > LISTED && h("option", { disabled: true }, say("page-scenario-more")),
      );
    }
    byId("against-choice").hidden = !hasScenario(store.state);
  });
  const showRadii = () => {
    const { plan, by, radius: shown } = store.state;
    const radii = new Set([0, ...(plan ? usualRadii(plan, by) : []), shown]);
    other.ariaLabel = say(`page-radius-${unitOf(by)}`);
    const sorted = [...radii].sort((a, b) => a - b);
    fillSelect(
      radius,
      [
        ...sorted.map((one) => [String(one), radiusWords(one, by)]),
        [OTHER, say("page-radius-other")],
      ],
      String(shown),
    );
  };
  store.watch(showRadii);
  store.watch(() => {
    const ways = store.state.plan?.ways ?? ["line"];
    byId("by-choice").hidden = store.state.plan != null && ways.length < 2; // its place is kept
    fillSelect(
      by,
      ways.map((way) => [way, byWords(way)]),
      store.state.by,
    );
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
  chooser.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !chooser.open) return;
    event.stopPropagation();
    chooser.open = false;
    opener.focus();
  });
  const closeUnlessWithin = (target: EventTarget | null) => {
    if (target instanceof Node && !chooser.contains(target)) chooser.open = false;
  };
  chooser.addEventListener("focusout", (event) => closeUnlessWithin(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => closeUnlessWithin(event.target));
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

type Choice = [value: string, words: string];

export function addScopeChoice({ store, map }: Page) {
  const select = byId("aim") as HTMLSelectElement;
  select.addEventListener("change", async () => {
    const aim = select.value || null;
    store.set({ aim });
    const bounds = await placeInScope(store);
    const { state } = store;
    if (bounds && state.aim === aim && !state.tool && !state.trial) showBounds(map, bounds);
  });
  store.watch(() => {
    const { plan, aim, region } = store.state;
    const group = (words: string, choices: Choice[]) =>
      choices.length > 0 &&
      h(
        "optgroup",
        { label: words },
        ...choices.map(([value, name]) => h("option", { value }, name)),
      );
    const provinces = plan?.provinces ?? [];
    const chosen = [region, aim?.startsWith("region:") ? aim.slice(7) : null].filter(
      (code) => code && !provinces.some(({ adcode }) => adcode === code),
    );
    fill(
      select,
      h("option", { value: "" }, say("page-aim-all")),
      group(
        say("page-layername-ftzs"),
        (plan?.ftzs ?? []).map((ftz) => [
          `ftz:${ftz.ftz_id}`,
          say("page-aim-group", { name: shortNameOf(ftz) || ftz.ftz_id }),
        ]), // a province may have the same name
      ),
      group(
        say("page-figure-sectors"),
        (plan?.sectors ?? []).map((one) => [`sector:${one}`, sayOr(`page-sector-${one}`, one)]),
      ),
      group(
        say("page-explain-chosen"),
        [...new Set(chosen)].map((code) => [`region:${code}`, nameById(store.state, code ?? "")]),
      ),
      group(
        say("page-level", { level: coarsestLevel(store.state) }),
        provinces.map((row) => [`region:${row.adcode}`, nameOf(row) || row.adcode]),
      ),
    );
    select.value = aim ?? "";
    select.classList.toggle("aimed", aim != null);
  });
}

/** The bounds of the FTZ or region in scope; null for others. */
async function placeInScope(store: Store): Promise<L.LatLngBounds | null> {
  const { state } = store;
  const [kind, value] = scopeOf(state);
  const ftz = kind === "ftz" && state.plan?.ftzs.find(({ ftz_id }) => ftz_id === value);
  if (ftz && ftz.extent) return boundsOf(ftz.extent);
  if (kind !== "region") return null;
  for (const level of levelCodes(state).reverse()) {
    const regions = (await regionLayer(store, level))?.features ?? [];
    const region = regions.find(({ properties }) => properties?.adcode === value);
    if (region) return L.geoJSON(region).getBounds();
  }
  return null;
}
