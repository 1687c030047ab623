/** Plan, search, scenario, user, language, and a menu of rarely used actions. */

import { signal } from "../../vendor/preact/index.js";
import { planAddress } from "../core/address.ts";
import { request } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { announce, byId, h } from "../core/ui/dom.ts";
import { Dropdown } from "../core/ui/dropdown.tsx";
import { Button } from "../core/ui/elements.tsx";
import { secondClick } from "../core/ui/second-click.ts";
import { planTitle } from "../core/words/names.ts";
import { languageName, loadLanguage, nextLanguage, say } from "../core/words/words.ts";
import { countStoredDrafts, forgetDrafts } from "../draft/draft-storage.ts";
import { hasUnsaved, isUnsaved } from "../draft/draft.ts";
import { takeTool } from "../edit/tools.ts";
import { openUpload } from "../import/upload-opener.ts";
import { LISTED } from "../scenario/live-events.ts";
import { isPresentable, present } from "../scenario/present-link.tsx";
import { scenarioChoices } from "../scenario/scenario-titles.ts";
import { openScenario } from "../scenario/stored-scenario.ts";
import { openDownloadDialog } from "./download-dialog.tsx";
import { openHelp } from "./keyboard-shortcuts.tsx";
import { openPrintSheet } from "./print-sheet.tsx";
import { openShareDialog } from "./share-dialog.tsx";
import { Search } from "./search.tsx";

/** Whether a phone, which has no room for it, shows the search. */
const isSearching = signal(false);

export const Header = ({ page }: { page: WholePage }) => (
  <header id="header" class={isSearching.value ? "searching" : ""}>
    <h1>Zonewright</h1>
    <PlanName state={page.store.state} />
    <Search page={page} />
    <ScenarioChoice store={page.store} />
    <User store={page.store} />
    <Language store={page.store} />
    <Menu page={page} />
  </header>
);

/** The plan's title; where the service has several plans, a list of them. */
function PlanName({ state }: { state: State }) {
  const title = planTitle(state.plan);
  const plans = state.plan?.plans ?? [];
  if (plans.length < 2)
    return (
      <span id="plan-name" title={title}>
        {title}
      </span>
    );
  const current = plans.find((plan) => plan.here);
  const here = current ? titleAmong(plans, current) : "";
  const opener = [
    <span class="unseen">{say("page-header-plan")}</span>,
    <span id="plans-here" title={here}>
      {here}
    </span>,
  ];
  return (
    <Dropdown id="plans" opener={opener}>
      <ul id="plan-links">
        {plans.map((plan) => (
          <li>
            <a href={linkTo(state, plan)} aria-current={plan.here ? "page" : undefined}>
              {titleAmong(plans, plan)}
            </a>
          </li>
        ))}
      </ul>
    </Dropdown>
  );
}

/**
 * The address of another plan, in the same language and theme. Unsaved edits of this plan stay in
 * the browser's storage.
 */
function linkTo({ language, theme }: State, plan: PlanLink) {
  const query = new URLSearchParams({ lang: language, ...(theme === "auto" ? {} : { theme }) });
  return `${planAddress(plan.name)}?${query}`;
}

/** A plan's title, with its name if another plan has the same title. */
function titleAmong(plans: PlanLink[], plan: PlanLink) {
  const title = planTitle(plan);
  const same = plans.filter((other) => planTitle(other) === title);
  return same.length > 1 ? `${title} (${plan.name})` : title;
}

function ScenarioChoice({ store }: { store: Store }) {
  const { scenario, scenarios } = store.state;
  return (
    <label class="choice">
      <span>{say("page-header-scenario")}</span>
      <select
        id="scenario"
        value={scenario}
        onChange={({ currentTarget }) => openScenario(store, currentTarget.value)}
      >
        {scenarioChoices(store.state, scenario).map(([value, words]) => (
          <option value={value}>{words}</option>
        ))}
        {scenarios.length >= LISTED && <option disabled>{say("page-scenario-more")}</option>}
      </select>
    </label>
  );
}

const leaving = secondClick();

/** Name and role, with the sign-out: at the second click, if drafts would be lost. */
function User({ store }: { store: Store }) {
  const { me } = store.state;
  if (!me || me.local) return null;
  const drafts = () => Math.max(countStoredDrafts(store.state), Number(isUnsaved(store.state)));
  const lost = () => say("page-who-sign-out-drafts", { count: drafts() });
  const leave = () => void signOut(store).catch((error) => reportProblem(store, error));
  return (
    <button
      id="who"
      type="button"
      title={say("page-who-sign-out")}
      onBlur={leaving.disarm}
      onClick={(event) => {
        if (!drafts()) return leave();
        if (!leaving.armed()) announce(lost());
        leaving.click(event, leave);
      }}
    >
      {leaving.armed()
        ? lost()
        : say("page-who-signed-in", { name: me.name, role: say(`page-role-${me.role}`) })}
    </button>
  );
}

/** Sign out, of the identity provider too if it supports that; drafts are deleted. */
async function signOut(store: Store) {
  const { body } = await request("/api/session", { method: "DELETE" });
  forgetDrafts(store);
  if (body.next) location.assign(body.next);
  else location.reload();
}

function Language({ store }: { store: Store }) {
  const next = nextLanguage();
  const change = async () => {
    try {
      await loadLanguage(next);
      store.set({ language: next });
      announce(say("page-announce-language"));
    } catch (error) {
      reportProblem(store, error);
    }
  };
  const language = languageName(next);
  return (
    <button
      id="language"
      type="button"
      aria-label={say("page-button-language", { language })}
      onClick={() => void change()}
    >
      {language}
    </button>
  );
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function changeTheme(store: Store) {
  const { theme } = store.state;
  const isDark = theme === "dark" || (theme === "auto" && prefersDark.matches);
  store.set({ theme: isDark ? "light" : "dark" });
}

/** Rarely used actions; on a phone also those without room in the header. */
function Menu({ page }: { page: WholePage }) {
  const { store } = page;
  const search = () => {
    isSearching.value = true;
    requestAnimationFrame(() => byId("search").focus());
  };
  const dialog = { "aria-haspopup": "dialog" } as const;
  return (
    <Dropdown id="more" opener="⋯" label={say("page-header-more")}>
      <div id="more-items">
        <Button class="on-phone" data-stands="search" word="page-search-label" onClick={search} />
        {["whole", "ruler"].map((id) => (
          <Button
            class="on-phone"
            data-stands={id}
            word={`page-button-${id}`}
            onClick={() => byId(id).click()}
          />
        ))}
        {store.state.me?.role !== "viewer" && [
          <Button
            id="draft-add-zone"
            word="page-draft-add-zone"
            onClick={() => void takeTool(page, "add")}
          />,
          <Button
            {...dialog}
            id="draft-import"
            word="page-draft-import"
            onClick={() => void openUpload(page, null)}
          />,
        ]}
        {isPresentable(store.state) && (
          <Button
            id="slides"
            word="page-present"
            title={hasUnsaved(store.state) ? say("page-present-unsaved") : undefined}
            onClick={() => void present(store)}
          />
        )}
        <Button {...dialog} id="share" word="page-button-share" onClick={openShareDialog} />
        <Button
          {...dialog}
          id="download"
          word="page-button-download"
          onClick={openDownloadDialog}
        />
        <Button
          {...dialog}
          id="sheet"
          word="page-button-sheet"
          onClick={() => openPrintSheet(store)}
        />
        <Button id="theme" word="page-button-theme" onClick={() => changeTheme(store)} />
        <Button {...dialog} id="help-open" word="page-foot-keys" onClick={openHelp} />
      </div>
    </Dropdown>
  );
}
