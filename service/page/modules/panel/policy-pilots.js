/** Policy pilots: choose one to highlight the zones of its FTZs on the map. */

import { byId, fill, h, note } from "../ui/dom.js";
import { pilotsOf } from "../state/plan-parts.js";
import { sourceText, verifiedMark } from "../ui/tooltip.js";
import { ftzName, nameOf } from "../words/names.js";
import { DASH } from "../words/number-format.js";
import { locale, say } from "../words/words.js";

/** @param {Page} page */
export function addPolicyPilots({ store }) {
  const select = /** @type {HTMLSelectElement} */ (byId("policy"));
  select.addEventListener("change", () => store.set({ policy: select.value || null }));
  store.watch(() => {
    const { plan, policy } = store.state;
    const rows = plan?.policies ?? [];
    byId("policies").hidden = !rows.length;
    const named = (/** @type {typeof rows[number]} */ row) => nameOf(row) || readable(row.policy);
    const known = [...rows].sort((a, b) => named(a).localeCompare(named(b), locale()));
    fill(
      select,
      h("option", { value: "" }, say("page-policy-none")),
      ...known.map((row) =>
        h("option", { value: row.policy }, `${named(row)} (${pilotsOf(plan, row.policy).size})`),
      ),
    );
    select.value = policy ?? "";
    const ftzs = [...pilotsOf(plan, policy)];
    const facts = rows.find((row) => row.policy === policy)?.told ?? [];
    fill(
      byId("policy-body"),
      ftzs.length > 0 &&
        h(
          "p",
          {},
          say("page-policy-has", { count: ftzs.length, all: plan?.ftzs.length ?? 0 }),
          ftzs.map((id) => ftzName(store.state, id)).join(say("list-separator")),
        ),
      ...facts.map((row) =>
        note(
          row.since ? `${say("page-policy-since", { since: row.since })} · ` : "",
          verifiedMark(row.verified),
          " ",
          row.source ? sourceText(row.source) : DASH,
        ),
      ),
    );
  });
}

/** A pilot's key with spaces for underscores, if it has no name. */
const readable = (/** @type {string} */ name) => name.replaceAll("_", " ");
