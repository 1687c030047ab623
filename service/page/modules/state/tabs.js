/** The tabs of the panel. */

/**
 * What each tab shows: one thing, or one of two between which its own buttons choose.
 *
 * @type {{[button: string]: Tab[]}}
 */
export const SHOWN_BY = {
  coverage: ["coverage"],
  places: ["zones", "regions"],
  rules: ["rules"],
  compare: ["compare"],
  propose: ["propose"],
  history: ["history"],
  background: ["background"],
};

export const TABS = Object.values(SHOWN_BY).flat();
