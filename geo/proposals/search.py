"""The search for an answer: the measurements of a plan, the time left, the best choice.

**Best** means: among all choices of the pieces of land that were tried (`geo.proposals.tried`),
to be taken or released, none of them too near another, none gains more than the bound, once what
land costs is taken off.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from shapely.geometry import MultiPolygon

from geo.coverage import Coverage, CoverageMeter
from geo.coverage.targets import plan_targets
from geo.proposals.available_land import (
    FORBIDS,
    NO_FTZ,
    AvailableLand,
    NewZones,
    ProposalTerms,
    room_km2,
)
from geo.proposals.drawing import draw
from geo.proposals.held_targets import held_targets, keeps_of, may_hold
from geo.proposals.model import Choice, Chosen, choose
from geo.proposals.objective import OUTWARD_SHARES, Objective, joined_objectives
from geo.proposals.price import LandPrice, Residents, layer_land
from geo.proposals.question import NoProposalError, Question
from geo.proposals.reasons import beside_km, conflict_of, nearest_unreached
from geo.proposals.robustness import kept_in_most, shifted_radii_km
from geo.proposals.rows import ANY_SHARE
from geo.proposals.steady import steadied
from geo.proposals.task import Task, available_land_of, first_gain_of, sites_of
from geo.proposals.term import problems_by_network, radii_km
from geo.proposals.tried import Trial
from geo.solver import Clock, Stop
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Bools
from layers.messages import Message
from layers.runtime.cache import cached_property


class Step(NamedTuple):
    """How far a search is: the gain of the best answer so far, and what none exceeds (∞: unknown).

    `share` is how much of the search is done, `left_s` about how long the rest takes; `land` draws
    what that answer adds, empty where it is not known.

    >>> from geo.proposals import propose
    >>> from layers.example import example_plan
    >>> steps = []
    >>> follow = {"progress": steps.append, "tries": 500, "residents": 0}
    >>> _ = propose(example_plan(), ["F"], ["population@5"], 2, spread_km=0, **follow)
    >>> steps[-1].gain
    500.0
    """

    gain: float
    bound: float = math.inf
    share: float | None = None
    left_s: float | None = None
    land: Callable[[], MultiPolygon] = MultiPolygon


Progress: TypeAlias = Callable[[Step], None]
"""What receives each step of a search."""

LEAST_GAIN = 1e-12
"""Less counts as none."""

ROUNDING = 1e-9
"""Of a gain: a bound that is farther off by less is not."""

ROUGH_GAP = 0.01
"""The gap for remarks beside an answer, and for a site, which may be anywhere."""

_FIRST = 20  # pieces of land of which one is an answer before the model is solved
_ASIDE = 0.2  # of the time left, for remarks beside an answer
_AGAIN = 0.15  # of the time left, for each choice that is to keep more
_TRYING = 0.85  # of a search: shapes are tried, before the model is solved
_ENOUGH = 0.02  # of a search, from which on the time left is reported
_AFTER_S = 10.0  # at most, once the time is spent
_ATTRACTS = 0.5  # of a km²'s gain: the worth of a km² of a preferred layer


@dataclass(frozen=True, eq=False)
class Search:
    """The search for the answer to a question about a plan: the measurements, the time left.

    `objectives` are one, or two of a front. `is_priced` says whether land costs anything.
    """

    question: Question
    meter: CoverageMeter
    objectives: tuple[Objective, ...]
    terms: ProposalTerms
    clock: Clock
    progress: Progress | None
    is_priced: bool = True

    @classmethod
    def of(
        cls,
        plan: Plan,
        question: Question,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Search:
        """Measure the plan for a question; the time begins.

        Raises:
            UnknownError, MeasureError: the plan lacks something requested.
            NoProposalError: an FTZ is too far above its cap.
        """
        for name in question.deprecated:
            gone = Message("propose-deprecated", option=name.replace("_", "-"), name=name)
            warnings.warn(str(gone), DeprecationWarning, stacklevel=4)
        clock = Clock(question.time_limit_s, stop or Stop())
        read = question.terms(plan)
        for layer in (*question.prefer, *question.avoid):
            layer_land(plan, layer)
        kept_share = question.kept_share if question.front is None else 0.0
        may_cross = question.across_barriers or question.limits.candidates == "parcels"
        forbids = frozenset(FORBIDS) - ({"barrier"} if may_cross else set())
        new = None
        if question.seeks_zones:
            km2 = question.budget_of(NO_FTZ) or 0.0
            new = NewZones(question.provinces(plan), question.new, km2)
        terms = ProposalTerms(
            room_km2(plan, question), bool(question.swap), question.limits, forbids=forbids,
            kept_share=kept_share, new=new,
        )  # fmt: skip
        radii = {km for own in read for km in (*radii_km(own), *shifted_radii_km(own))}
        aimed = (target for target in plan_targets(plan) if may_hold(target, question.travel))
        radii |= {target.radius for target in aimed if target.radius is not None}
        keeps = question.keeps(plan)
        radii |= {km for _, term, _ in keeps for km in radii_km((term,))}
        surely_km = question.limits.surely_km if kept_share and question.by == "line" else 0.0
        out_km = [surely_km * out for out in OUTWARD_SHARES if surely_km * out > 0]
        kept_km = [km for own in read for km in radii_km(own) if km > surely_km]
        radii |= {km + out for km in kept_km for out in out_km}
        travel = question.travel
        meter = CoverageMeter.of(plan, sorted(radii) or travel.usual_radii[:1], travel)
        if not question.seeks_zones:
            terms = terms._replace(targets=(*held_targets(meter), *keeps_of(meter, keeps)))
        measured, ftzs = meter.measure(), question.ftzs
        every = [*(term for own in read for term in own), *(term for _, term, _ in keeps)]
        if question.by != "line" and (wrong := problems_by_network(every, measured.plan_data)):
            raise MeasureError(wrong)
        objectives = tuple(
            Objective.of(measured, own, question.weights, ftzs, surely_km, beside_km(terms))
            for own in read
        )
        return cls(question, meter, objectives, terms, clock, progress)

    @classmethod
    def of_script(cls, plan: Plan, arguments: dict[str, Any]) -> Search:
        """Measure the plan for the fields of a question, with `progress` and `stop` as `of` has."""
        progress, stop = (arguments.pop(name, None) for name in ("progress", "stop"))
        return cls.of(plan, Question(**arguments), progress, stop)

    @cached_property
    def baseline(self) -> Coverage:
        """Return the coverage of the unedited plan."""
        return self.meter.measure()

    @property
    def objective(self) -> Objective:
        """Return the objective, of a front the first."""
        return self.objectives[0]

    @property
    def has_runs(self) -> bool:
        """Say whether the answer is measured in runs with uncertain boundaries."""
        aims = self.objective
        return self.meter.by == "line" and aims.is_sum and len(aims.worth) > 0 < self.question.runs

    def report(
        self,
        gain: float,
        bound: float,
        share: float | None = _TRYING,
        land: Callable[[], MultiPolygon] = MultiPolygon,
    ) -> None:
        """Report a gain and its bound, by default while a model is solved."""
        if self.progress is not None:
            self.progress(Step(gain, bound, share, self._left_s(share), land))

    def _left_s(self, share: float | None) -> float | None:
        """Return about how long the rest takes, by the time since the first report."""
        spent_s = self.clock.spent_s - self._began_s
        if share is None or share < _ENOUGH:
            return None
        return min(spent_s * (1 - share) / share, self.clock.left_s + _AFTER_S)

    @cached_property
    def _began_s(self) -> float:
        """Return when the first report was made."""
        return self.clock.spent_s

    def report_tried(self, gain: float, share: float, land: Callable[[], MultiPolygon]) -> None:
        """Report the gain and the land of the best shapes so far, and how many are tried."""
        if gain > 0:
            self.report(gain, math.inf, _TRYING * share, land)

    @property
    def every_objective(self) -> Objective:
        """Return the objective whose points shapes are sought for: of a front both."""
        one, *others = self.objectives
        return joined_objectives(one, others[0]) if others else one

    @property
    def sides(self) -> tuple[Bools, ...]:
        """Return which points of every objective are those of each, of a front."""
        if len(self.objectives) == 1:
            return ()
        first = np.arange(len(self.every_objective.worth)) < len(self.objective.worth)
        return first, ~first

    def price(self) -> LandPrice:
        """Return the price of land: its residents, and layers, by the gain a km² may have."""
        plan, aims, question = self.baseline.plan, self.every_objective, self.question
        available = available_land_of(plan, self.terms)
        charged = aims.charged_at if aims.land and not self.sides else None
        price = LandPrice(Residents(available), charged=charged)
        if not self.is_priced:
            return price
        people = plan.demand["population"].to_numpy(float).sum() if plan.has("demand") else 0.0
        whole = math.fsum(aims.worth[aims.worth > 0].tolist())
        price = replace(price, per_person=question.residents * whole / people if people else 0.0)
        first_idle = question.releases_idle
        if not question.prefer and not question.avoid and not first_idle:
            return price
        gain = first_gain_of(self.baseline, aims, self.terms)
        per_km2 = gain / max(self.terms.room_km2.values())
        costs = (
            *((one, per_km2) for one in question.avoid),
            *((one, -_ATTRACTS * per_km2) for one in question.prefer),
        )
        layers = tuple((layer_land(available.plan, one), cost) for one, cost in costs)
        return replace(price, layers=layers, per_used_km2=per_km2 if first_idle else 0.0)

    @cached_property
    def _lands(self) -> dict[bool, AvailableLand]:
        return {}

    def available(self, about: Shapes) -> AvailableLand:
        """Return the land of the plan about shapes, one for all on the same side of 180°."""
        available = AvailableLand(self.baseline.plan, about)
        return self._lands.setdefault(available.is_across_180, available)


Asked: TypeAlias = "Callable[[Search, Task, Chosen], tuple[Task, Chosen, tuple[Message, ...]]]"


def best_of(
    search: Search,
    share: float = 1.0,
    seen: Callable[[Task], Choice] = lambda task: task.choice,
    asked: Asked | None = None,
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the task, its best choice, and what had to be given up to gain anything.

    Where nothing keeps enough of its gain, or is worth its price, any choice may be the best.
    `share` is how much of the time left once shapes are tried the choice may take, `seen` the gain
    to seek in a task: by default the search's objective; `asked` turns the best choice into the
    answer that the question asks for.

    Raises:
        NoProposalError: nothing is gained: the time was spent, or limits are in conflict.
    """
    baseline, clock, terms = search.baseline, search.clock, search.terms
    sides = search.sides
    task = Task.of(
        baseline, search.every_objective, terms, clock, price=search.price(),
        trial=Trial(search.question.tries, sides, search.report_tried),
    )  # fmt: skip
    choice = seen(task)
    start = _first_choice(choice, len(task.lands))
    found = choose(choice, search.question.gap, clock.part(share), search.report, start)
    if found.gain > LEAST_GAIN:
        return (asked or _as_asked)(search, task, found)
    eased: list[tuple[Search, str]] = []
    if search.is_priced and search.price().is_any:
        eased.append((replace(search, is_priced=False), "propose-price-not-met"))
    if terms.kept_share > ANY_SHARE:
        free = replace(search, terms=terms._replace(kept_share=ANY_SHARE))
        eased.append((free, "propose-not-kept"))
    if any(target.least > 0 for target in terms.targets):
        targets = tuple(target.eased for target in terms.targets)
        easier = replace(search, terms=terms._replace(targets=targets))
        eased.append((easier, "propose-targets-missed"))
    if eased and clock.left_s > 0:
        easier, code = eased[0]
        task, found, reasons = best_of(easier, share, seen, asked)
        return task, found, (Message(code, pct=100 * terms.kept_share), *reasons)
    if clock.left_s <= 0 or not task.complete or found.status != "optimal":
        raise NoProposalError(Message("propose-time-spent"))
    objective = str(search.objective)
    if found.loose is not None and found.loose.gain > LEAST_GAIN:
        code = "propose-targets-forbid" if terms.targets else "propose-only-beyond"
        raise NoProposalError(Message(code, objective=objective))
    limits = [] if terms.new else conflict_of(baseline, search.objective, task.terms, clock)
    if clock.left_s > 0 and limits:
        conflict = Message("propose-conflict", objective=objective, limits=tuple(limits))
        raise NoProposalError(conflict)
    code = "propose-swap-gains-nothing" if terms.swap else "propose-nothing-gained"
    sites = [] if terms.new else sites_of(task.available, task.terms)
    nearest = nearest_unreached(search.objective, baseline, sites) if sites else None
    raise NoProposalError(nearest or Message(code, objective=objective))


def _first_choice(choice: Choice, lands: int) -> Bools:
    """Return the best piece of land alone that is allowed, or no change."""
    best: Bools = choice.today
    alone = np.asarray(choice.covers.T @ choice.worth) + choice.own - choice.price
    for column in np.argsort(-alone[:lands], kind="stable")[:_FIRST].tolist():
        chosen = choice.today.copy()
        chosen[column] = True
        if choice.net(chosen) > choice.net(best) and choice.allows(chosen):
            best = chosen
    return best


def _as_asked(
    search: Search, task: Task, found: Chosen
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the choice that gains most, with its costs."""
    reasons: tuple[Message, ...] = ()
    if not task.complete:
        reasons = (Message("propose-search-ended"),)
    if task.terms.kept_share > ANY_SHARE and search.has_runs and not search.sides:
        task, found = _steadied(search, task, found)
    return task, found, (*reasons, *_price_costs(search, task, found), *_costs(task, found))


def _steadied(search: Search, task: Task, found: Chosen) -> tuple[Task, Chosen]:
    """Return the choice that keeps enough in most runs, and its task."""
    question, clock = search.question, search.clock

    def kept(task: Task, found: Chosen) -> float:
        after = search.meter.measure(draw(task, found.chosen, "proposal").scenario)
        boundary_km = question.limits.boundary_km
        return kept_in_most(search.objective, search.baseline, after, question.runs, boundary_km)

    def chosen(task: Task) -> Chosen | None:
        if clock.left_s <= 0:
            return None
        found = choose(task.choice, search.question.gap, clock.part(_AGAIN), search.report)
        return found if found.gain > LEAST_GAIN else None

    return steadied(task, found, kept, chosen)


def _price_costs(search: Search, task: Task, found: Chosen) -> Iterator[Message]:
    """Yield the additional gain if land cost nothing."""
    choice = task.choice
    if not choice.price.any() or len(search.objectives) > 1:
        return
    free = replace(choice, price=np.zeros(choice.columns))
    best = choose(free, ROUGH_GAP, search.clock.part(_ASIDE), start=found.chosen)
    more = best.gain - choice.gain(found.chosen)
    if more > ROUGH_GAP * choice.gain(found.chosen):
        yield Message("propose-price-costs", gain=more)


def without_costs(reasons: Iterable[Message]) -> tuple[Message, ...]:
    """Return reasons without the costs of limits, which only the best answer states."""
    kept = (
        Message("propose-kept", pct=one.params["pct"]) if one.code == "propose-kept-costs" else one
        for one in reasons
    )
    stated_once = {"propose-targets-cost", "propose-price-costs"}
    return tuple(one for one in kept if one.code not in stated_once)


def _costs(task: Task, found: Chosen) -> Iterator[Message]:
    """Yield the share of a gain kept if boundaries shift, and the cost of that and of targets."""
    is_kept = task.terms.kept_share > ANY_SHARE
    if is_kept and task.choice.with_lower_bounds(spare=True).lower_bounds:
        more = 0.0 if found.freed is None else max(0.0, found.freed.gain - found.gain)
        code = "propose-kept-costs" if more > LEAST_GAIN else "propose-kept"
        yield Message(code, pct=100 * task.terms.kept_share, gain=more)
    kept = found if found.freed is None else found.freed
    more = 0.0 if found.loose is None else found.loose.gain - kept.gain
    if more > LEAST_GAIN and task.terms.targets:
        yield Message("propose-targets-cost", gain=more)
