/**
 * The parts of a figure of people, and how sure it is: beside the button of its definition, at a
 * hover or as it has the focus.
 */

import { fill, h } from "../core/ui/dom.ts";
import { verifiedMark } from "../core/ui/tooltip.ts";
import { formatKm2, formatNumber } from "../core/words/number-format.ts";
import { fetchSources, sourceOf } from "../core/words/sources.ts";
import { say } from "../core/words/words.ts";

const PEOPLE = "[data-about=people]";
const ID = "made-of";
/** The widest it is, and how far from the edge of the window. */
const WIDE_PX = 300;

export function addMadeOf({ state }: Store) {
  const place = document.createElement("div");
  Object.assign(place, { id: ID, role: "tooltip", hidden: true });
  document.body.append(place);
  let shown: Element | null = null;
  const hide = () => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    place.hidden = true;
  };
  const show = async (button: Element) => {
    if (shown === button) return;
    hide();
    shown = button;
    const sources = await fetchSources().catch(() => []); // the dialog reports the error
    if (shown !== button) return;
    fill(
      place,
      <MadeOf state={state} sources={sources.filter(({ layer }) => layer === "demand")} />,
    );
    const { left, top, bottom } = button.getBoundingClientRect();
    place.style.left = `${Math.max(8, Math.min(left, innerWidth - WIDE_PX))}px`;
    place.hidden = false;
    const high = place.offsetHeight + 6;
    place.style.top = `${bottom + high > innerHeight ? top - high : bottom + 6}px`;
    button.setAttribute("aria-describedby", ID);
  };
  const follow = ({ target }: Event) => {
    const button = target instanceof Element ? target.closest(PEOPLE) : null;
    if (button) void show(button);
    else hide();
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, follow);
  for (const kind of ["click", "scroll", "focusout"]) document.addEventListener(kind, hide, true);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}

function MadeOf({ state, sources }: { state: State; sources: Source[] }) {
  const points = sources.reduce((sum, { rows }) => sum + (rows ?? 0), 0);
  const area = state.figures?.totals[0]?.area_km2;
  return (
    <div>
      {points > 0 && area != null && (
        <p>
          {say("page-made-of-points", {
            points: formatNumber(points),
            area: formatKm2(area / points),
          })}
        </p>
      )}
      <p>{say(state.by === "line" ? "page-made-of-line" : "page-made-of-way")}</p>
      {sources.slice(0, 3).map((row) => (
        <p>
          {verifiedMark(row.verified)} {sourceOf(row)}
        </p>
      ))}
    </div>
  );
}
