"""Proposals: the best land for zones to take, or to swap, as a scenario with its proof.

**Best** means: among all choices of the candidates' cells that hang together as
`geo.proposals.candidates` says and keep to the area, none gains more than `bound`. The **gap** is
how far the promise may be from that, as a share of what is gained. What is *measured* is what the
meter says of the scenario; it falls short of what was promised by 0.5 % of the gain at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.coverage import CoverageMeter
from geo.edits import Add
from geo.proposals.drawing import draw, headroom_km2
from geo.proposals.errors import NoProposalError
from geo.proposals.ground import Ground, as_multi
from geo.proposals.lobes import SLENDER
from geo.proposals.model import Clock, Stop, choose
from geo.proposals.objective import Objective, parse_terms
from geo.proposals.reaching import Reaching
from geo.proposals.reasons import Piece, binding, one_more, pieces_of
from geo.proposals.site import best_site
from geo.proposals.task import SWAP_SHARE, Task, Terms
from geo.rules import RuleChecker
from geo.scenario.model import Scenario
from geo.scenario.replay import replay
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from layers.suggestions import near

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.coverage import Coverage
    from layers import Plan

SLIM = 6.0
"""How many times as long as wide a piece may be where `SLENDER` is too little to gain anything."""

_LEAST_GAIN = 1e-9
_ROUNDING = 1e-9
_SLENDEREST = 20.0
_SAME_AS_CAP = 1e-4  # of a cap: what is so near it is at it


@dataclass(frozen=True, repr=False)
class Proposal:
    """A proposal: what it gains, how sure that is the best, the land, the reasons, the scenario.

    `before`, `promised`, `measured` and `bound` are values of the objective: without the proposal,
    as the model promised, as the meter measures it, and what no choice of cells exceeds (goes
    below, where the objective is to be small: `sense` is `min`). `gap` is the distance of `bound`
    from `promised` as a share of the gain. `status` is `optimal` where the gap is within what was
    asked for, `feasible` where the time was spent or somebody stopped the search.
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
    least_km2: float = 0.5,
    pieces: int | None = None,
    slender: float | None = None,
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
        least_km2: the smallest piece of land to take.
        pieces: the most pieces of land that each FTZ takes; any number without.
        slender: how many times as long as wide a piece may be, 1 to 20; by default 3, and 6 where
            nothing is gained so.
        gap: the gap at which the search may end.
        time_limit_s: when the search ends in any case, with the best found until then.
        scenario: the id of the scenario.
        progress: told the gain and its bound while the model is solved.
        stop: ends the search as if the time were spent, when somebody asks for it.

    Raises:
        UnknownError: there is no such FTZ, sector or weight; no demand.
        MeasureError: a budget, a gap or a time that makes no sense.
        NoProposalError: nothing can be proposed; the reason says why.
    """
    clock = Clock(time_limit_s, stop or Stop())
    room = _room_km2(plan, ftzs, budget_km2, swap=swap)
    _check(gap, time_limit_s)
    if not 0 < least_km2 <= 1e5:
        raise MeasureError(Message("propose-least-not-allowed", given=least_km2))
    if pieces is not None and pieces < 1:
        raise MeasureError(Message("propose-pieces-not-allowed", given=pieces))
    if slender is not None and not 1 <= slender <= _SLENDEREST:
        raise MeasureError(Message("propose-slender-not-allowed", given=slender))
    objectives = parse_terms(plan, objective)
    baseline = CoverageMeter(plan, sorted({term.radius_km for term in objectives})).measure()
    aims = Objective.of(baseline, objectives)
    for slim in (SLENDER, SLIM) if slender is None else (slender,):
        task = Task.of(plan, baseline, aims, Terms(room, swap, least_km2, pieces, slim), clock)
        found = choose(task.choice, gap, clock, progress)
        if found.gain > _LEAST_GAIN:
            break
    else:
        raise NoProposalError(
            Message("propose-time-spent") if clock.left_s <= 0
            else Message("propose-nothing-gained", objective=str(aims))
        )  # fmt: skip
    drawing = draw(task, found.chosen, scenario)
    bound = found.bound
    if not task.complete:
        bound = math.fsum(aims.worth[~aims.covered(baseline)])
    taken, released = pieces_of(task, found.chosen, drawing, gap, clock)
    slim = [Message("propose-slim", times=SLENDER)] if slender is None and task.terms.slender > SLENDER else []
    reasons = (*slim, *binding(task, drawing), *one_more(task, found.gain, gap, clock))
    return _proposal(baseline, aims, (found.gain, bound, gap), (taken, released), reasons, drawing.scenario)


def propose_zone(  # noqa: PLR0913
    plan: Plan,
    province: str,
    objective: Sequence[str],
    area_km2: float,
    *,
    gap: float = 0.01,
    time_limit_s: float = 120.0,
    scenario: str = "proposal",
    stop: Stop | None = None,
) -> Proposal:
    """Return the best site of a new zone without group in a region of the coarsest level.

    Raises:
        UnknownError: there is no such region, sector or weight; no demand.
        MeasureError: an area, a gap or a time that makes no sense.
        NoProposalError: there is no site, or none that gains anything.
    """
    clock = Clock(time_limit_s, stop or Stop())
    column = plan.regions[plan.terms.coarsest.column]
    if not (column == province).any():
        hint = near(province, sorted(set(column.dropna())))
        raise UnknownError(Message("propose-province-unknown", province=province, hint=hint))
    if not 0 < area_km2 <= 1e5:
        raise MeasureError(Message("propose-area-not-allowed", given=area_km2))
    _check(gap, time_limit_s)
    terms = parse_terms(plan, objective)
    baseline = CoverageMeter(plan, sorted({term.radius_km for term in terms})).measure()
    aims = Objective.of(baseline, terms)
    covered = aims.covered(baseline)
    ground, reaching = Ground(plan), Reaching(plan.ellipsoid, aims)
    land = as_multi(shapely.union_all(plan.regions.geometry[column == province].to_numpy()))
    block, gain, most = best_site(
        ground, reaching, aims.worth, ~covered, land, province, area_km2, gap, clock
    )
    if block is None:
        raise NoProposalError(Message("propose-no-site", province=province))
    if gain <= _LEAST_GAIN:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(aims)))
    zone = _new_id(plan, province)
    made = Scenario.of(
        plan,
        [Add(zone=zone, geometry=block)],
        scenario=scenario,
        title=f"Proposal for a zone in {province}: {aims}",
    )
    km2 = float(plan.ellipsoid.area_km2(block)[0])
    piece = Piece(zone, None, km2, gain, gain, block)
    reasons = (Message("propose-best-site", province=province),)
    return _proposal(baseline, aims, (gain, most, gap), ((piece,), ()), reasons, made)


def _proposal(  # noqa: PLR0913, PLR0917
    baseline: Coverage,
    aims: Objective,
    proof: tuple[float, float, float],
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]],
    reasons: tuple[Message, ...],
    scenario: Scenario,
) -> Proposal:
    """Return a proposal, measured and held against the rules; `proof` is gain, bound and gap."""
    gain, bound, gap = proof
    plan = baseline.plan
    before = aims.value(aims.covered(baseline))
    coverage = CoverageMeter(plan, aims.radii_km).measure(scenario)
    _check_rules(plan, scenario)
    reached = (bound - gain) / gain
    return Proposal(
        status="optimal" if reached <= gap + _ROUNDING else "feasible",
        objective=str(aims),
        sense="min" if aims.is_small else "max",
        before=aims.shown(before),
        promised=aims.shown(before + gain),
        measured=aims.shown(aims.value(aims.covered(coverage))),
        bound=aims.shown(before + bound),
        gap=max(0.0, reached),
        taken=pieces[0],
        released=pieces[1],
        reasons=reasons,
        scenario=scenario,
    )


def _new_id(plan: Plan, province: str) -> str:
    """Return an id for a new zone that no zone has."""
    taken = set(plan.zones["zone_id"])
    names = (f"NEW-{province}{ending}" for ending in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if name not in taken)


def _check(gap: float, time_limit_s: float) -> None:
    if not 0 <= gap < 1:
        raise MeasureError(Message("propose-gap-not-allowed", given=gap))
    if not 0 < time_limit_s <= 1e6:
        raise MeasureError(Message("propose-time-not-allowed", given=time_limit_s))


def _room_km2(
    plan: Plan,
    ftzs: Sequence[str],
    budget_km2: float | Mapping[str, float] | None,
    *,
    swap: bool,
) -> dict[str, float]:
    """Return how much land each FTZ may take, its headroom included (with `swap`: release)."""
    known = sorted(set(plan.zones["ftz_id"].dropna()))
    problems = [
        Message("propose-ftz-unknown", ftz=ftz, hint=near(ftz, known))
        for ftz in ftzs
        if ftz not in known
    ]
    if problems:
        raise UnknownError(problems)
    if not ftzs:
        raise UnknownError(Message("propose-ftz-none"))
    if swap == (budget_km2 is not None):
        raise MeasureError(Message("propose-budget-or-swap"))
    if budget_km2 is None:
        area = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy())
        own = plan.zones["ftz_id"].to_numpy(object)
        return {ftz: SWAP_SHARE * float(area[own == ftz].sum()) for ftz in ftzs}
    given = (
        dict.fromkeys(ftzs, float(budget_km2))
        if isinstance(budget_km2, int | float)
        else {ftz: float(budget_km2[ftz]) for ftz in ftzs if ftz in budget_km2}
    )
    missing = [ftz for ftz in ftzs if ftz not in given]
    if missing:
        raise MeasureError(Message("propose-budget-missing", ftzs=tuple(missing)))
    for ftz, km2 in given.items():
        if not (0 < km2 <= 1e5):
            raise MeasureError(Message("propose-budget-not-allowed", ftz=ftz, given=km2))
    caps = dict(zip(plan.ftzs["ftz_id"], plan.ftzs["cap_km2"], strict=True))
    left = {
        ftz: km2 if abs(km2) > _SAME_AS_CAP * caps[ftz] else 0.0
        for ftz, km2 in headroom_km2(plan).items()
    }
    room = {ftz: km2 + left.get(ftz, 0.0) for ftz, km2 in given.items()}
    above = [
        Message("propose-above-cap", ftz=ftz, over_km2=-left[ftz], budget_km2=given[ftz])
        for ftz, km2 in room.items()
        if km2 <= 0
    ]
    if above:
        raise NoProposalError(above)
    return room


def _check_rules(plan: Plan, scenario: Scenario) -> None:
    """Refuse a scenario that breaks a hard rule."""
    found = RuleChecker(plan).breaches(replay(plan, scenario).zones, scenario.rules)
    broken = [breach.message for _, level, breach in found if level == "hard"]
    if broken:
        raise NoProposalError([Message("propose-hard-rule", reason=one) for one in broken])
