/** Phases: by a year, the first edits of a scenario hold; those after the last phase have no date. */

const [FIRST_YEAR, LAST_YEAR] = [1900, 9999];

/** How many edits hold by the end of a year; null: all of them. */
export function heldCount(phases: Phase[] | undefined, year: Amount): Amount {
  if (year == null || !phases?.length) return null;
  return phases.filter(({ by }) => by <= year).at(-1)?.edits ?? 0;
}

/** The phases after a change of the edits: edits added after the last phase have no date. */
export function phasesAfter(phases: Phase[], before: Edit[], after: Edit[]): Phase[] {
  const same = (one: Edit, other: Edit) => JSON.stringify(one) === JSON.stringify(other);
  const most = Math.min(before.length, after.length);
  let [head, tail] = [0, 0];
  while (head < most && same(before[head], after[head])) head += 1;
  while (tail < most - head && same(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail += 1;
  return phases.map((phase) => {
    if (phase.edits <= head) return phase;
    if (phase.edits >= before.length - tail)
      return { ...phase, edits: phase.edits + after.length - before.length };
    return { ...phase, edits: Math.min(phase.edits, after.length - tail) };
  });
}

/** The index of the phase that has an edit; that after the last of one without a date. */
export function phaseOf(phases: Phase[], index: number): number {
  const at = phases.findIndex(({ edits }) => index < edits);
  return at < 0 ? phases.length : at;
}

/** Edits of which one is the last of another phase, or the first without a date, and the phases. */
export function movedToPhase(edits: Edit[], phases: Phase[], index: number, target: number) {
  const from = phaseOf(phases, index);
  const rest = edits.filter((_, at) => at !== index);
  const counts = phases.map((phase, at) => ({
    ...phase,
    edits: phase.edits - Number(from <= at) + Number(target <= at),
  }));
  const place =
    target < phases.length ? counts[target].edits - 1 : (counts.at(-1)?.edits ?? rest.length);
  return { edits: [...rest.slice(0, place), edits[index], ...rest.slice(place)], phases: counts };
}

/** The years at which something changes, from before the first phase on; null: all edits. */
export function stopsOf(phases: Phase[], count: number): Amount[] {
  const years = phases.map(({ by }) => by);
  const rest = (phases.at(-1)?.edits ?? 0) < count ? [null] : [];
  return phases.length ? [years[0] - 1, ...years, ...rest] : [];
}

/** The years that a phase may be by, after one phase and before the next. */
export const yearsBetween = (phases: Phase[], index: number): [from: number, to: number] => [
  (phases[index - 1]?.by ?? FIRST_YEAR - 1) + 1,
  (phases[index + 1]?.by ?? LAST_YEAR + 1) - 1,
];

/**
 * The phases with one more; null: there is one by that year. The last phase takes the edits without
 * a date, another has none of its own yet.
 *
 * @param count of all edits
 */
export function withPhase(phases: Phase[], year: number, count: number): Phase[] | null {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR) || phases.some(({ by }) => by === year))
    return null;
  const before = phases.filter(({ by }) => by < year);
  const after = phases.slice(before.length);
  const edits = after.length ? (before.at(-1)?.edits ?? 0) : count;
  return [...before, { by: year, edits }, ...after];
}
