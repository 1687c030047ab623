"""Proposals: the best land for zones to take, or to swap, as a scenario with its proof.

**Best** means: among all choices of the pieces of land that `geo.proposals.lobes`, `blocks` and
`cuts` define, none of them too near another, none gains more than `bound`. The **gap** is how far
the promise may be from that, as a share of what is gained. The pieces are land as it is drawn, so
the meter measures what was promised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import shapely

from geo.coverage import CoverageMeter
from geo.edits import Add
from geo.proposals.conflict import conflict_of
from geo.proposals.drawing import draw
from geo.proposals.errors import NoProposalError
from geo.proposals.ground import Ground, as_multi
from geo.proposals.limits import (
    SLENDER,
    SLIM,
    Limits,
    Terms,
    check_area,
    check_search,
    room_km2,
)
from geo.proposals.model import choose
from geo.proposals.objective import Objective
from geo.proposals.objective_terms import parse_terms, radii_km
from geo.proposals.reaching import Reaching
from geo.proposals.reasons import Piece, binding, one_more, pieces_of
from geo.proposals.site import best_site
from geo.proposals.task import Task
from geo.rules import RuleChecker
from geo.scenario.model import Scenario
from geo.scenario.proposed import Proposed, ProposedPiece, edits_hash
from geo.scenario.replay import replay
from geo.solver import Clock, Stop
from geo.validation import check_types
from layers.errors import MeasureError, UnknownError
from layers.geometry.antimeridian import wrapped
from layers.messages import Message, catalogue
from layers.runtime.suggestions import near

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.coverage import Coverage
    from geo.proposals.drawing import Drawing
    from geo.proposals.model import Choice, Chosen
    from layers import Plan

LEAST_GAIN = 1e-12
"""Less is no gain."""

_REASONS_S = 30.0  # at most, for what each piece displaced and what one more km² brings
_ROUNDING = 1e-9
_MEASURED = 1e-6  # of a gain, by which the meter may differ from the model
_DIGITS = 1e-12  # of a value that is measured


@dataclass(frozen=True, repr=False)
class Proposal:
    """A proposal: what it gains, how sure that is the best, the land, the reasons, the scenario.

    `before`, `promised`, `measured` and `bound` are values of the objective: without the proposal,
    as the model promised, as the meter measures it, and what no choice of pieces exceeds (goes
    below, where the objective is to be small: `sense` is `min`). `gap` is the distance of `bound`
    from `promised` as a share of the gain, or from `measured` where the two differ. `status` is
    `optimal` where the gap is within what was asked for, `feasible` where the time was spent or
    somebody stopped the search.
    """

    status: str
    objective: str
    sense: str
    before: float
    promised: float
    measured: float
    bound: float
    gap: float
    taken: tuple[Piece, ...]
    released: tuple[Piece, ...]
    reasons: tuple[Message, ...]
    scenario: Scenario

    def __repr__(self) -> str:
        """Return the objective before and after, and the gap."""
        return (
            f"<Proposal {self.objective}: {self.before:g} → {self.measured:g}, "
            f"{self.status}, gap {self.gap:.2%}>"
        )


def propose(  # noqa: PLR0913
    plan: Plan,
    ftzs: Sequence[str],
    objective: Sequence[str],
    budget_km2: float | Mapping[str, float] | None = None,
    *,
    swap: bool = False,
    limits: Limits = Limits(),  # noqa: B008  a value
    weights: Mapping[str, float] | None = None,
    gap: float = 0.01,
    time_limit_s: float = 120.0,
    scenario: str = "proposal",
    progress: Callable[[float, float], None] | None = None,
    stop: Stop | None = None,
) -> Proposal:
    """Return the best adjustment of the zones of some FTZs.

    Args:
        plan: the plan; its zones stay as they are.
        ftzs: the FTZs whose zones may change; those that the plan locks stay.
        objective: terms as `geo.proposals.objective` says, such as `["population@50"]`.
        budget_km2: how much land each FTZ may take beyond its cap, one figure for all, or by FTZ;
            what it has left below its cap comes on top.
        swap: take as much land as is released, at most a tenth of the FTZ's area.
        limits: what the pieces of land may be.
        weights: what multiplies the people and clusters of regions, by their codes.
        gap: the gap at which the search may end.
        time_limit_s: when the search ends in any case, with the best found until then.
        scenario: the id of the scenario.
        progress: told the gain and its bound while the model is solved.
        stop: ends the search as if the time were spent, when somebody asks for it.

    Raises:
        UnknownError: there is no such FTZ, sector, weight or region; no demand.
        MeasureError: a budget, a limit, a gap or a time that makes no sense.
        NoProposalError: nothing can be proposed; the reason says why.

    >>> from geo.proposals import propose
    >>> from layers.example import example_plan
    >>> found = propose(example_plan(), ["F"], ["population@5"], budget_km2=2)
    >>> found.before, found.measured, found.status
    (1000.0, 1500.0, 'optimal')
    >>> [(piece.zone_id, piece.alone) for piece in found.taken]
    [('B', 500.0)]
    """
    clock = Clock(time_limit_s, stop or Stop())
    check_types(MeasureError, limits=(limits, Limits))
    limits.check(plan)
    check_search(gap, time_limit_s)
    terms = Terms(room_km2(plan, ftzs, budget_km2, swap=swap), swap, limits)
    baseline, aims = aims_of(plan, objective, weights)
    task, found, slim = best_of(baseline, aims, terms, gap, clock, progress)
    drawing = draw(task, found.chosen, scenario)
    rest = Clock(min(clock.left_s, _REASONS_S), clock.stop)
    pieces = pieces_of(task, found.chosen, drawing, gap, rest)
    reasons = (*slim, *binding(task, drawing), *one_more(task, found.gain, gap, rest))
    proof = proof_of(baseline, task, found, drawing, gap)
    return proposal_of(baseline, aims, proof, pieces, reasons, drawing.scenario)


def propose_zone(  # noqa: PLR0913
    plan: Plan,
    province: str,
    objective: Sequence[str],
    area_km2: float,
    *,
    weights: Mapping[str, float] | None = None,
    gap: float = 0.01,
    time_limit_s: float = 120.0,
    scenario: str = "proposal",
    progress: Callable[[float, float], None] | None = None,
    stop: Stop | None = None,
) -> Proposal:
    """Return the best site of a new zone without group in a region of the coarsest level.

    Raises:
        UnknownError: there is no such region, sector or weight; no demand.
        MeasureError: an area, a gap or a time that makes no sense.
        NoProposalError: there is no site, or none that gains anything.

    >>> from geo.proposals import propose_zone
    >>> from layers.example import example_plan
    >>> found = propose_zone(example_plan(), "330000", ["population@5"], area_km2=1)
    >>> found.before, found.measured
    (1000.0, 1500.0)
    """
    clock = Clock(time_limit_s, stop or Stop())
    column = plan.regions[plan.terms.coarsest.column]
    if not (column == province).any():
        hint = near(province, sorted(set(column.dropna())))
        raise UnknownError(Message("propose-province-unknown", province=province, hint=hint))
    check_area(area_km2)
    check_search(gap, time_limit_s)
    baseline, aims = aims_of(plan, objective, weights)
    own = (column == province).to_numpy()
    ground = Ground(plan, plan.regions.geometry.to_numpy()[own])
    land = as_multi(shapely.union_all(ground.plan.regions.geometry.to_numpy()[own]))
    found = best_site(
        ground, Reaching(plan.ellipsoid, aims), ~aims.covered(baseline), land, province,
        area_km2, gap, clock, progress,
    )  # fmt: skip
    if found.block is None and found.most > LEAST_GAIN:
        spent = clock.left_s <= 0
        raise NoProposalError(
            Message("propose-time-spent")
            if spent
            else Message("propose-no-site", province=province)
        )
    if found.block is None or found.gain <= LEAST_GAIN:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(aims)))
    zone, block = _new_id(plan, province), as_multi(wrapped(found.block))
    told = Message("propose-title-zone", province=province, objective=str(aims))
    made = Scenario.of(
        plan,
        [Add(zone=zone, geometry=block)],
        scenario=scenario,
        title=str(told),
        title_zh=catalogue("zh").text(told),
    )
    km2 = float(plan.ellipsoid.area_km2(block)[0])
    piece = Piece(zone, None, km2, found.gain, found.gain, block)
    reasons = (Message("propose-best-site", province=province),)
    proof = Proof(found.gain, found.most, gap)
    return proposal_of(baseline, aims, proof, ((piece,), ()), reasons, made)


class Proof(NamedTuple):
    """What is gained, what cannot be exceeded, and the gap that was asked for."""

    gain: float
    most: float
    asked: float


def aims_of(
    plan: Plan, objective: Sequence[str], weights: Mapping[str, float] | None
) -> tuple[Coverage, Objective]:
    """Return the baseline measured at the radii of an objective, and the objective."""
    terms = parse_terms(plan, objective)
    if not radii_km(terms):
        raise UnknownError(Message("propose-land-value-alone"))
    baseline = CoverageMeter(plan, radii_km(terms)).measure()
    return baseline, Objective.of(baseline, terms, weights)


def best_of(  # noqa: PLR0913, PLR0917
    baseline: Coverage,
    aims: Objective,
    terms: Terms,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None,
    share: float = 1.0,
    seen: Callable[[Task], Choice] = lambda task: task.choice,
    sought: Objective | None = None,
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the task, its best choice, and whether its pieces are slender as others gain nothing.

    `share` is how much of the time that is left once the pieces are drawn the choice may take,
    `seen` what is to be gained of a task, `sought` the objective of that, where it is not `aims`.

    Raises:
        NoProposalError: nothing is gained: the time was spent, or limits are in conflict.
    """
    given = terms.limits.max_slender
    for slender in (SLENDER, SLIM) if given is None else (given,):
        terms = terms._replace(slender=slender)
        task = Task.of(baseline.plan, baseline, aims, terms, clock)
        found = choose(seen(task), gap, clock.part(share), progress)
        if found.gain > LEAST_GAIN:
            slim = given is None and slender > SLENDER
            told = Message("propose-slim", times=SLENDER, most=SLIM)
            return task, found, (told,) if slim else ()
    if clock.left_s <= 0 or not task.complete or found.status != "optimal":
        raise NoProposalError(Message("propose-time-spent"))
    sought = sought or aims
    limits = conflict_of(baseline, sought, terms, clock)
    if clock.left_s <= 0 or not limits:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(sought)))
    raise NoProposalError(Message("propose-conflict", objective=str(sought), limits=tuple(limits)))


def proof_of(baseline: Coverage, task: Task, found: Chosen, drawing: Drawing, gap: float) -> Proof:
    """Return the proof of a choice as it is drawn: its own bound holds where every piece was.

    Raises:
        NoProposalError: as it is drawn nothing is gained.
    """
    aims = task.objective
    gain, most = drawing.choice.gain(found.chosen), found.bound
    if gain <= LEAST_GAIN:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(aims)))
    if not task.complete:
        most = math.fsum(aims.worth[~aims.covered(baseline)])
        if task.terms.swap:
            most += math.fsum(aims.charges(baseline.plan.zones.geometry.tolist()))
    return Proof(gain, most, gap)


def proposal_of(  # noqa: PLR0913, PLR0917
    baseline: Coverage,
    aims: Objective,
    proof: Proof,
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]],
    reasons: tuple[Message, ...],
    scenario: Scenario,
) -> Proposal:
    """Return a proposal, measured and held against the rules."""
    plan = baseline.plan
    before = aims.value(baseline)
    coverage = CoverageMeter(plan, aims.radii_km).measure(scenario)
    reasons = (*reasons, *_broken(plan, scenario))
    measured = aims.value(coverage)
    gained, room = measured - before, _MEASURED * proof.gain + _DIGITS * abs(before)
    held = gained <= proof.most + room
    if abs(gained - proof.gain) <= room:
        gained = proof.gain
    most = max(proof.most, gained)
    gap = (most - gained) / gained if gained > 0 else math.inf
    found = Proposal(
        status="optimal" if held and gap <= proof.asked + _ROUNDING else "feasible",
        objective=str(aims),
        sense="min" if aims.is_small else "max",
        before=aims.shown(before),
        promised=aims.shown(before + proof.gain),
        measured=aims.shown(measured),
        bound=aims.shown(before + most),
        gap=gap if gap > _ROUNDING else 0.0,
        taken=pieces[0],
        released=pieces[1],
        reasons=reasons,
        scenario=scenario,
    )
    return replace(found, scenario=replace(scenario, proposed=_kept(found)))


def _kept(found: Proposal) -> Proposed:
    """Return what a scenario keeps of its proposal."""
    return Proposed(
        edits=edits_hash(found.scenario.baseline, found.scenario.edits),
        objective=found.objective,
        status=found.status,
        before=found.before,
        measured=found.measured,
        bound=found.bound,
        gap=found.gap,
        pieces=tuple(
            ProposedPiece(
                zone_id=piece.zone_id,
                released=released,
                area_km2=piece.area_km2,
                alone=piece.alone,
                last=piece.last,
                worse=piece.worse,
                instead=piece.instead,
            )
            for released, pieces in ((False, found.taken), (True, found.released))
            for piece in pieces
        ),
        reasons=tuple(reason.to_document() for reason in found.reasons),
    )


def _new_id(plan: Plan, province: str) -> str:
    """Return an id for a new zone that no zone has."""
    taken = set(plan.zones["zone_id"])
    names = (f"NEW-{province}{ending}" for ending in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if name not in taken)


def _broken(plan: Plan, scenario: Scenario) -> list[Message]:
    """Return the rules that are not hard and that a scenario breaks newly.

    Raises:
        NoProposalError: it breaks a hard rule.
    """
    checker = RuleChecker(plan)
    known = {(rule, breach.subject) for rule, _, breach in checker.breaches(plan.zones)}
    found = checker.breaches(replay(plan, scenario).zones, scenario.rules)
    hard = [breach.message for _, level, breach in found if level == "hard"]
    if hard:
        raise NoProposalError([Message("propose-hard-rule", reason=one) for one in hard])
    return [
        Message("propose-soft-rule", reason=breach.message)
        for rule, _, breach in found
        if (rule, breach.subject) not in known
    ]
