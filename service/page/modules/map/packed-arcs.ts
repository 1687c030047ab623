/** Arcs of a topology as the service packs them. */

/**
 * Each arc as steps, the first from 0, 0.
 *
 * @param arcs each a list of integers: its first position as a step from the end of the previous
 *   arc, then steps
 */
export function unpackArcs(arcs: number[][]): [number, number][][] {
  let [x, y] = [0, 0];
  return arcs.map((numbers) => {
    const steps: [number, number][] = [];
    for (let at = 0; at < numbers.length; at += 2) {
      const [dx, dy] = [numbers[at], numbers[at + 1]];
      steps.push(at ? [dx, dy] : [x + dx, y + dy]);
      [x, y] = [x + dx, y + dy];
    }
    return steps;
  });
}
