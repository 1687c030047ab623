"""The front of two objectives: proposals of which none is better in one and no worse in the other.

They are found by weights: both objectives are scaled by what each gains alone, and solved together
for shares between them. An answer that lies in a dent of the front is not found so. Each figure is
what the meter measures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from geo.coverage import CoverageMeter
from geo.proposals.model import Clock, Stop
from geo.proposals.objective import Objective, parse_terms
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.proposals.proposal import Proposal
    from layers import Plan

MOST_POINTS = 21

_SAME = 1e-9


class FrontPoint(NamedTuple):
    """A proposal on the front: the value of each objective, and the share of the second."""

    figures: tuple[float, float]
    share: float
    proposal: Proposal


@dataclass(frozen=True, eq=False)
class Front:
    """The points of a front, the best in the first objective first.

    `before` are the values without a proposal, `senses` say whether an objective is to be large
    (`max`) or small (`min`).
    """

    objectives: tuple[str, str]
    senses: tuple[str, str]
    before: tuple[float, float]
    points: tuple[FrontPoint, ...]


def front(  # noqa: PLR0913
    plan: Plan,
    objectives: tuple[Sequence[str], Sequence[str]],
    ask: Callable[..., Proposal],
    *,
    points: int = 5,
    time_limit_s: float = 120.0,
    scenario: str = "proposal",
    stop: Stop | None = None,
) -> Front:
    """Return the front of two objectives, from so many proposals at most.

    Args:
        plan: the plan.
        objectives: the terms of each.
        ask: `propose` with all that is asked but plan, objective, time, scenario and stop.
        points: how many proposals are sought: one for each objective alone, the others between.
        time_limit_s: when the search for all ends.
        scenario: the id of the first scenario; the others are `scenario-2` and so on.
        stop: ends the search with what was found.

    Raises:
        UnknownError, MeasureError, NoProposalError: as for `propose`.
    """
    if not 2 <= points <= MOST_POINTS:
        raise MeasureError(Message("propose-points-not-allowed", given=points, most=MOST_POINTS))
    terms = tuple(parse_terms(plan, own) for own in objectives)
    radii = sorted({term.radius_km for own in terms for term in own})
    meter = CoverageMeter(plan, radii)
    baseline = meter.measure()
    aims = tuple(Objective.of(baseline, own) for own in terms)
    clock = Clock(time_limit_s, stop or Stop())

    def values(proposal: Proposal | None) -> tuple[float, float]:
        coverage = meter.measure(None if proposal is None else proposal.scenario)
        one, other = (own.shown(own.value(own.covered(coverage))) for own in aims)
        return one, other

    def found(texts: list[str], left: int) -> Proposal:
        share = max(clock.left_s / left, 0.01)
        return ask(plan, objective=texts, time_limit_s=share, scenario=scenario, stop=clock.stop)

    before = values(None)
    alone = [found([*map(str, own)], points - number) for number, own in enumerate(terms)]
    ends = [FrontPoint(values(one), float(n), one) for n, one in enumerate(alone)]
    scale = [max(abs(ends[n].figures[n] - before[n]), _SAME) for n in (0, 1)]
    between = []
    for number in range(1, points - 1):
        if clock.left_s <= 0:
            break
        share = number / (points - 1)
        weights = ((1 - share) / scale[0], share / scale[1])
        largest = max(weights)
        texts = [
            str(replace(term, weight=term.weight * weight / largest))
            for own, weight in zip(terms, weights, strict=True)
            for term in own
        ]
        one = found(texts, points - 1 - number)
        between.append(FrontPoint(values(one), share, one))
    senses = ("min" if aims[0].is_small else "max", "min" if aims[1].is_small else "max")
    kept = undominated([ends[0], *between, ends[1]], senses)
    named = (scenario, *(f"{scenario}-{n}" for n in range(2, len(kept) + 1)))
    return Front(
        objectives=(str(aims[0]), str(aims[1])),
        senses=senses,
        before=before,
        points=tuple(
            point._replace(
                proposal=replace(
                    point.proposal, scenario=replace(point.proposal.scenario, scenario=name)
                )
            )
            for point, name in zip(kept, named, strict=True)
        ),
    )


def undominated(points: Sequence[FrontPoint], senses: tuple[str, str]) -> list[FrontPoint]:
    """Return the points than which none is better in one objective and no worse in the other.

    Of equal ones the first stays; the best in the first objective comes first.
    """
    signs = [1.0 if sense == "max" else -1.0 for sense in senses]

    def key(point: FrontPoint) -> tuple[float, float]:
        return signs[0] * point.figures[0], signs[1] * point.figures[1]

    kept: list[FrontPoint] = []
    for point in sorted(points, key=lambda one: [-figure for figure in key(one)]):
        if not kept or key(point)[1] > key(kept[-1])[1] + _SAME:
            kept.append(point)
    return kept
