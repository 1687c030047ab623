/** The tabs of the panel, in their order. */

export const TABS = /** @type {import("../types.js").Tab[]} */ ([
  "coverage",
  "regions",
  "zones",
  "rules",
  "compare",
  "propose",
  "history",
]);
