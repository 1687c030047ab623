/** The result of a proposal: its gain, the proof of optimality, its pieces and reasons. */

import { draftEdits } from "../draft/draft.ts";
import { isLaid, layProposal, piecesOf } from "./proposal-draft.ts";
import { announce, button, h, note } from "../core/ui/dom.ts";
import { sayMessage } from "../core/words/messages.ts";
import { zoneName } from "../core/words/names.ts";
import { formatDifference, formatKm2, formatNumber } from "../core/words/number-format.ts";
import { say } from "../core/words/words.ts";
import { objectiveInWords } from "./propose-objective.ts";

/** The reasons that say among which answers it is the best: its bound holds for these alone. */
const CONDITIONS = ["propose-per-km2", "propose-front-least", "propose-differs"];

/** The reasons that are shown above the proof. */
const FIRST = ["propose-residents"];

export function resultOf(page: Page, proposal: Proposal) {
  const { store } = page;
  const { state } = store;
  const { reasons, robustness } = proposal;
  const figure = (value: number) => formatNumber(value, decimals(proposal));
  const laid = isLaid(store, proposal);
  const { before } = robustness;
  const change = proposal.sense === "min" ? -robustness.gain : robustness.gain;
  const mean = proposal.measured - proposal.before;
  return [
    h("h2", {}, say("page-propose-result")),
    h("p", { class: "propose-objective" }, objectiveInWords(atItsRadii(proposal.objective))),
    h(
      "p",
      { class: "propose-gain" },
      h("b", {}, figure(before + change)),
      h("span", {}, formatDifference(change, figure)),
    ),
    h("p", { class: "context" }, say("page-propose-before", { before: figure(before) })),
    Math.abs(change - mean) > 1e-6 &&
      h("p", { class: "context" }, say("page-propose-mean", { gain: signed(mean, figure) })),
    ...reasons
      .filter(({ code }) => FIRST.includes(code))
      .map((one) => h("p", {}, sayMessage(state, one))),
    !reasons.some(({ code }) => CONDITIONS.includes(code)) && proofOf(proposal, figure),
    h(
      "div",
      { class: "buttons" },
      button(
        {
          id: "propose-lay",
          class: laid ? "" : "primary",
          disabled: state.me?.role === "viewer",
          "aria-disabled": String(laid),
          onclick: () => {
            if (laid) return;
            layProposal(store, proposal);
            const count = draftEdits(store.state)?.length ?? 0;
            announce(say("page-propose-laid", { count }));
          },
        },
        say(laid ? "page-propose-is-laid" : "page-propose-lay"),
      ),
    ),
    note(say("page-propose-lay-note")),
    h("h3", {}, say("page-propose-pieces")),
    h("ul", { class: "pieces" }, ...piecesOf(proposal).map(pieceLine(page, figure))),
    h("h3", {}, say("propose-title-robust")),
    h("dl", { class: "robust" }, ...leftOf(proposal.robustness, figure)),
    h("h3", {}, say("page-propose-why")),
    h(
      "ul",
      { class: "reasons" },
      ...reasons
        .filter(({ code }) => !code.startsWith("propose-gain-") && !FIRST.includes(code)) // above
        .map((one) => h("li", {}, sayMessage(state, one))),
    ),
  ];
}

/** An objective without the spread of its radii. */
const atItsRadii = (objective: string) => objective.replace(/±[\d.]+/g, "");

/** One sentence: whether it is the best, and how much more is possible at most. */
function proofOf({ status, bound, measured, gap }: Proposal, figure: (value: number) => string) {
  const [found, more] = [gap > 0 ? "gap" : "exact", figure(Math.abs(bound - measured))];
  return h("p", { class: `proof ${status}` }, say(`page-propose-proof-${status}`, { found, more }));
}

/** The remaining gain at other radii, and in runs with uncertain boundaries. */
function leftOf(
  { gain, shifted, runs, boundary_km, mean, p5, worst }: Robustness,
  figure: (value: number) => string,
) {
  const line = (where: string, left: number | null) =>
    left != null &&
    h(
      "div",
      {},
      h("dt", {}, where),
      h("dd", {}, signed(left, figure), gain > 0 && ` · ${formatNumber((100 * left) / gain)} %`),
    );
  return [
    ...shifted.map(({ by_km, gain: left }) =>
      line(say("propose-where-radius", { by_km, size_km: Math.abs(by_km) }), left),
    ),
    line(say("propose-where-mean", { runs, boundary_km }), mean),
    line(say("propose-where-p5"), p5),
    line(say("propose-where-worst"), worst),
  ];
}

/** Small figures have decimals. */
const decimals = ({ before, measured }: Proposal) => (Math.abs(measured - before) < 10 ? 2 : 0);

const pieceLine =
  (
    { store }: Page,
    figure: (value: number) => string,
  ): ((piece: Piece & { kind: string }, index: number) => VNode) =>
  (piece, index) => {
    const chosen = store.state.piece === index;
    return h(
      "li",
      {},
      button(
        {
          id: `piece-${index}`,
          class: piece.kind,
          "aria-expanded": String(chosen),
          onclick: () => store.set({ piece: chosen ? null : index }),
        },
        h("i", { class: `swatch ${piece.kind}` }),
        h("span", {}, zoneName(store.state, piece.zone_id)),
        h("b", {}, `${piece.kind === "taken" ? "+" : "−"}${formatKm2(piece.area_km2)}`),
      ),
      chosen &&
        h(
          "dl",
          {},
          ...[
            ["page-propose-alone", piece.alone],
            ["page-propose-last", piece.last],
            ["page-propose-per-km2", piece.area_km2 ? piece.last / piece.area_km2 : null],
          ].map(([code, value]) =>
            h(
              "div",
              {},
              h("dt", {}, say(String(code))),
              h("dd", {}, value == null ? "–" : signed(value as number, figure)),
            ),
          ),
        ),
    );
  };

const signed = (value: number, figure: (value: number) => string) =>
  `${value < 0 ? "−" : "+"}${figure(Math.abs(value))}`;
