/** The plans of a service with several: their titles in the header, each a link to its page. */

import { planAddress } from "../address.js";
import { byId, fill, h } from "../ui/dom.js";
import { planTitle } from "../words/names.js";

/**
 * Links to the other plans, in the same language and theme. Unsaved edits of this plan stay in the
 * browser's storage.
 *
 * @param {Store} store
 */
export function addPlanChooser(store) {
  const chooser = /** @type {HTMLDetailsElement} */ (byId("plans"));
  const opener = /** @type {HTMLElement} */ (chooser.querySelector("summary"));
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
  const closeUnlessWithin = (/** @type {EventTarget | null} */ target) => {
    if (target instanceof Node && !chooser.contains(target)) chooser.open = false;
  };
  chooser.addEventListener("focusout", (event) => closeUnlessWithin(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => closeUnlessWithin(event.target));
}

/** @param {Store} store @param {PlanLink[]} plans @param {PlanLink} plan */
function link({ state: { language, theme } }, plans, plan) {
  const query = new URLSearchParams({ lang: language, ...(theme === "auto" ? {} : { theme }) });
  const href = `${planAddress(plan.name)}?${query}`;
  return h("a", { href, "aria-current": plan.here ? "page" : undefined }, titleAmong(plans, plan));
}

/**
 * A plan's title, with its name if another plan has the same title.
 *
 * @param {PlanLink[]} plans
 * @param {PlanLink} plan
 */
function titleAmong(plans, plan) {
  const title = planTitle(plan);
  const same = plans.filter((other) => planTitle(other) === title);
  return same.length > 1 ? `${title} (${plan.name})` : title;
}
