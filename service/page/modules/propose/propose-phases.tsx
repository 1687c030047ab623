/** How much land a proposal may add by the end of which years, as a sentence. */

import { button, h } from "../core/ui/dom.ts";
import { say, sayAround } from "../core/words/words.ts";
import { figureWord, lessButton, redraw } from "./propose-objective.ts";

/** A phase, as typed: the area is that of all land by then, in km². */
export type PhaseWish = { year: string; km2: string };

const YEARS_APART = 2;
const MOST_PHASES = 50;

/** The initial phases. */
export const usualPhases = (): PhaseWish[] =>
  ["10", "20"].map((km2, at) => ({
    year: String(new Date().getFullYear() + (at + 1) * YEARS_APART),
    km2,
  }));

/** The name of the first field that is wrong: a year not after the one before, a smaller area. */
export function wrongPhaseField(phases: PhaseWish[]): string | null {
  for (const [index, { year, km2 }] of phases.entries()) {
    const before = phases[index - 1] ?? { year: "0", km2: "0" };
    if (!/^\d{4}$/.test(year) || !(Number(year) > Number(before.year)))
      return `phase-year-${index}`;
    if (!(Number(km2) > 0 && Number(km2) >= Number(before.km2))) return `phase-km2-${index}`;
  }
  return null;
}

/** Phases in the notation of the service. */
export const writtenPhases = (phases: PhaseWish[]) =>
  Object.fromEntries(phases.map(({ year, km2 }) => [year, Number(km2)]));

export const phaseFields = (phases: PhaseWish[]) => (
  <div class="sentence phases" key="phases" role="group" aria-label={say("page-propose-phases")}>
    {phases.map((phase, index) => (
      <span key={index} class="phase">
        {sayAround("page-propose-phase", {
          year: word(phase, "year", index, say("page-propose-phase-year")),
          km2: word(phase, "km2", index, say("page-propose-phase-area", { year: phase.year })),
        })}
        {index < phases.length - 1 && say("list-separator")}
        {phases.length > 1 &&
          lessButton(phases, index, say("page-propose-phase-less", { year: phase.year }))}
      </span>
    ))}
    {phases.length < MOST_PHASES &&
      button({ onclick: () => more(phases) }, say("page-propose-phase-more"))}
  </div>
);

const word = (phase: PhaseWish, key: keyof PhaseWish, index: number, label: string) =>
  figureWord(`phase-${key}-${index}`, label, phase, 0, { key });

function more(phases: PhaseWish[]) {
  const { year, km2 } = phases[phases.length - 1];
  phases.push({ year: String(Number(year) + YEARS_APART), km2 });
  redraw();
}
