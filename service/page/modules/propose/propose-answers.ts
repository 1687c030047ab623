/** Several proposals: a list to choose from, how often land is in them, the front of two objectives. */

import { consensusSteps } from "../map/fill-patterns.ts";
import { button, h } from "../core/ui/dom.ts";
import { formatDifference, formatNumber } from "../core/words/number-format.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { objectiveInWords } from "./propose-objective.ts";

const [WIDTH, HEIGHT, MARGIN] = [340, 170, 14];

/** The list of several proposals; nothing for a single one. */
export function answersOf(store: Store, result: Proposed): Child[] {
  if (result.front) return frontOf(store, result.front);
  const { answers = [], often = [], fewer } = result;
  const less = fewer ? [h("p", { class: "context" }, sayMessage(store.state, fewer))] : [];
  if (answers.length < 2) return less;
  return [
    h("h2", {}, say("page-propose-answers")),
    listOf(store, answers, (one) => [
      formatNumber(one.measured),
      h(
        "span",
        {},
        formatDifference(one.measured - one.before, (size) => formatNumber(size)),
      ),
      one.differs_km2 == null
        ? h("span", {}, say("page-propose-best"))
        : h("span", {}, say("page-propose-differs", { km2: formatNumber(one.differs_km2, 2) })),
    ]),
    h(
      "label",
      { class: "check" },
      h("input", {
        type: "checkbox",
        id: "propose-often",
        checked: store.state.often,
        onchange: ({ target }: any) => store.set({ often: target.checked }),
      }),
      say("page-propose-often"),
    ),
    stepsOf(often, answers.length),
    ...less,
  ];
}

/** How much land is in how many answers. */
function stepsOf(often: Often[], all: number) {
  const counts = [...new Set(often.map(({ times }) => times))].sort((a, b) => b - a);
  const rows = counts.map((count) => ({
    count,
    area_km2: often.reduce((sum, one) => sum + (one.times === count ? one.area_km2 : 0), 0),
  }));
  return consensusSteps(say("page-propose-often"), rows, all);
}

/** Show one of several proposals. */
const choose = (store: Store, proposal: Proposal) => store.set({ proposal, piece: null });

const listOf = (store: Store, proposals: Proposal[], write: (one: Proposal) => Child[]) =>
  h(
    "ol",
    { class: "answers" },
    ...proposals.map((one, index) =>
      h(
        "li",
        {},
        button(
          {
            id: `answer-${index}`,
            "aria-pressed": String(store.state.proposal === one),
            onclick: () => choose(store, one),
          },
          ...write(one),
        ),
      ),
    ),
  );

function frontOf(store: Store, front: NonNullable<Proposed["front"]>): Child[] {
  const [one, other] = front.objectives.map(objectiveInWords);
  return [
    h("h2", {}, say("page-propose-front")),
    h("p", { class: "context" }, say("page-propose-front-of", { one, other })),
    chartOf(store, front, one, other),
    listOf(store, front.points, ({ values: [x, y] = [0, 0] }) => [
      formatNumber(x),
      h("span", {}, formatNumber(y)),
    ]),
  ];
}

/**
 * The chart of the front: the first objective to the right, the second upwards. The list below
 * offers the same choice by keyboard.
 */
function chartOf(
  store: Store,
  { points, before }: NonNullable<Proposed["front"]>,
  one: string,
  other: string,
) {
  const places = points.map(({ values = before }) => values);
  const scale = (axis: 0 | 1, size: number) => {
    const all = [...places.map((place) => place[axis]), before[axis]];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return (value: number) => MARGIN + ((value - low) / (high - low || 1)) * (size - 2 * MARGIN);
  };
  const [toX, toY] = [scale(0, WIDTH), scale(1, HEIGHT)];
  const at = ([x, y]: [number, number]) => [toX(x), HEIGHT - toY(y)];
  const dot = (point: Proposal) => {
    const [cx, cy] = at(point.values ?? before);
    const chosen = store.state.proposal === point;
    return h("circle", {
      cx,
      cy,
      r: chosen ? 8 : 5.5,
      class: chosen ? "chosen" : "",
      onclick: () => choose(store, point),
    });
  };
  const [zeroX, zeroY] = at(before);
  return h(
    "svg",
    {
      class: "front",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": say("page-propose-front-of", { one, other }),
    },
    h("path", { class: "axis", d: `M2 2V${HEIGHT - 2}H${WIDTH - 2}` }),
    h("polyline", { points: places.map((place) => at(place).join()).join(" ") }),
    h("rect", { class: "before", x: zeroX - 4, y: zeroY - 4, width: 8, height: 8 }),
    ...points.map(dot),
  );
}
