/** Policy pilots: choose one, and the zones of the FTZs that have it stand out on the map. */

import { byId, fill, h } from "../ui/dom.js";
import { pilotsOf } from "../state/plan-parts.js";
import { sourceText, verifiedMark } from "../ui/tooltip.js";
import { nameOf, shortNameOf } from "../words/names.js";
import { DASH } from "../words/number-format.js";
import { locale, say } from "../words/words.js";

/** @typedef {import("../state/store.js").Page} Page */

/** @param {Page} page */
export function addPolicyPilots({ store }) {
  const select = /** @type {HTMLSelectElement} */ (byId("policy"));
  select.addEventListener("change", () => store.set({ policy: select.value || null }));
  store.on(["plan", "language", "policy"], () => {
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
    const own = [...pilotsOf(plan, policy)];
    const told = rows.find((row) => row.policy === policy)?.told ?? [];
    fill(
      byId("policy-body"),
      own.length > 0 &&
        h(
          "p",
          {},
          say("page-policy-has", { count: own.length, all: plan?.ftzs.length ?? 0 }),
          own
            .map((id) => shortNameOf(plan?.ftzs.find((ftz) => ftz.ftz_id === id)) || id)
            .join(say("list-separator")),
        ),
      ...told.map((row) =>
        h(
          "p",
          { class: "note" },
          row.since ? `${say("page-policy-since", { since: row.since })} · ` : "",
          verifiedMark(row.verified),
          " ",
          row.source ? sourceText(row.source) : DASH,
        ),
      ),
    );
  });
}

/** A pilot's key with its signs spelled as words, where it has no name. */
const readable = (/** @type {string} */ name) => name.replaceAll("_", " ");
