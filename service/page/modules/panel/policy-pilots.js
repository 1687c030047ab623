/** Policy pilots: choose one, and the zones of the FTZs that have it stand out on the map. */

import { byId, fill, h } from "../ui/dom.js";
import { verifiedMark } from "../ui/tooltip.js";
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
    const names = new Map(rows.map((row) => [row.policy, nameOf(row) || readable(row.policy)]));
    const known = [...names].sort(([, a], [, b]) => a.localeCompare(b, locale()));
    const count = (/** @type {string} */ name) =>
      new Set(rows.filter((row) => row.policy === name).map((row) => row.ftz_id)).size;
    fill(
      select,
      h("option", { value: "" }, say("page-policy-none")),
      ...known.map(([key, name]) => h("option", { value: key }, `${name} (${count(key)})`)),
    );
    select.value = policy ?? "";
    const own = rows.filter((row) => row.policy === policy);
    const sources = [...new Map(own.map((row) => [`${row.source} ${row.since}`, row])).values()];
    fill(
      byId("policy-body"),
      own.length > 0 &&
        h(
          "p",
          {},
          say("page-policy-has", { count: own.length, all: plan?.ftzs.length ?? 0 }),
          own
            .map(
              (row) =>
                shortNameOf(plan?.ftzs.find((ftz) => ftz.ftz_id === row.ftz_id)) || row.ftz_id,
            )
            .join(say("list-separator")),
        ),
      ...sources.map((row) =>
        h(
          "p",
          { class: "note" },
          row.since ? `${say("page-policy-since", { since: row.since })} · ` : "",
          verifiedMark(row.verified),
          ` ${row.source ?? DASH}`,
        ),
      ),
    );
  });
}

/** A pilot's key with its signs spelled as words, where it has no name. */
const readable = (/** @type {string} */ name) => name.replaceAll("_", " ");
