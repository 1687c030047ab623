"""The search for an answer: what a question measures of a plan, the time left, the best choice.

**Best** means: among all choices of the pieces of land that `geo.proposals.lobes`, `blocks` and
`cuts` define, none of them too near another, none gains more than the bound. Pieces are as slender
as need be, and those that are chosen are looked at in other shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

from geo.coverage import Coverage, CoverageMeter
from geo.coverage.targets import plan_targets
from geo.coverage.way import By
from geo.proposals.density import densest
from geo.proposals.ground import FORBIDS, SLENDER, SLIM, Ground, ProposalTerms, room_km2
from geo.proposals.held_targets import held_targets, may_hold
from geo.proposals.model import Choice, Chosen, choose
from geo.proposals.objective import Objective, joined_objectives
from geo.proposals.objective_terms import radii_km
from geo.proposals.polish import polished
from geo.proposals.question import Limits, NoProposalError, Question
from geo.proposals.reasons import conflict_of
from geo.proposals.robustness import shifted_radii_km
from geo.proposals.task import Task, sites_of
from geo.proposals.unreached import nearest_unreached
from geo.solver import Clock, Stop
from layers import Plan
from layers.geometry.antimeridian import Shapes
from layers.messages import Message
from layers.runtime.cache import cached_property

Progress: TypeAlias = Callable[[float, float], None]
"""What receives the gain and its bound while a model is solved."""

LEAST_GAIN = 1e-12
"""Less is no gain."""

ROUNDING = 1e-9
"""Of a gain: a bound that is farther off by less is not."""

ROUGH_GAP = 0.01
"""The gap of a choice whose pieces get other shapes yet, and of a site, which may be anywhere."""

_POLISHING = 0.6  # of the time that is left, for other shapes of what is chosen


class Options(TypedDict, total=False):
    """What a script may add by name to any of the calls: a question's, and who follows the search.

    `progress` receives the gain and its bound while a model is solved; `stop` ends the search as if
    the time were spent, when somebody asks for it.
    """

    swap: bool
    limits: Limits
    per_km2: bool
    weights: Mapping[str, float] | None
    gap: float
    time_limit_s: float
    scenario: str
    spread_km: float
    kept_share: float
    runs: int
    by: By
    across_barriers: bool
    progress: Progress | None
    stop: Stop | None


@dataclass(frozen=True, eq=False)
class Search:
    """The search for the answer to a question about a plan: what was measured, the time left.

    `objectives` are one, or two of a front.
    """

    question: Question
    meter: CoverageMeter
    objectives: tuple[Objective, ...]
    terms: ProposalTerms
    clock: Clock
    progress: Progress | None

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
            UnknownError, MeasureError: the plan lacks what is requested.
            NoProposalError: an FTZ is too far above its cap.
        """
        clock = Clock(question.time_limit_s, stop or Stop())
        read = question.terms(plan)
        kept_share = question.kept_share if question.front is None else 0.0
        may_cross = question.across_barriers or question.limits.candidates == "parcels"
        forbids = frozenset(FORBIDS) - ({"barrier"} if may_cross else set())
        terms = ProposalTerms(
            room_km2(plan, question), question.swap, question.limits, forbids=forbids,
            kept_share=kept_share,
        )  # fmt: skip
        radii = {km for own in read for km in (*radii_km(own), *shifted_radii_km(own))}
        aimed = (target for target in plan_targets(plan) if may_hold(target, question.by))
        radii |= {target.radius for target in aimed if target.radius is not None}
        meter = CoverageMeter.of(plan, sorted(radii), question.by)
        if not question.seeks_zones:
            terms = terms._replace(targets=held_targets(meter))
        measured, ftzs = meter.measure(), question.ftzs
        objectives = tuple(Objective.of(measured, own, question.weights, ftzs) for own in read)
        return cls(question, meter, objectives, terms, clock, progress)

    @classmethod
    def of_script(cls, plan: Plan, arguments: dict[str, Any]) -> Search:
        """Measure the plan for a question and options, as a script gives them."""
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
    def gap(self) -> float:
        """Return the gap of a proof: of one new zone, whose search never ends at 0, that is 1 %."""
        given = self.question.gap
        return given or ROUGH_GAP if self.seeks_one_site else given

    @property
    def seeks_one_site(self) -> bool:
        """Say whether one new zone is sought in one region."""
        question = self.question
        alone = question.seeks_zones and question.new == 1
        return alone and len(question.provinces(self.baseline.plan)) == 1

    @cached_property
    def _grounds(self) -> dict[bool, Ground]:
        return {}

    def ground(self, about: Shapes) -> Ground:
        """Return the land of the plan about shapes, one for all on the same side of 180°."""
        ground = Ground(self.baseline.plan, about)
        return self._grounds.setdefault(ground.is_across_180, ground)


def best_of(
    search: Search,
    share: float = 1.0,
    seen: Callable[[Task], Choice] = lambda task: task.choice,
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the task, its best choice, and what had to be given up that anything is gained.

    Pieces are as slender as need be, and where nothing keeps enough of its gain at other radii, any
    choice may be the best. `share` is how much of the time that is left once the pieces are drawn
    the choice may take, `seen` what is to be gained of a task: the search's objective.

    Raises:
        NoProposalError: nothing is gained: the time was spent, or limits are in conflict.
    """
    baseline, clock, terms = search.baseline, search.clock, search.terms
    every = (
        search.objective if len(search.objectives) == 1 else joined_objectives(*search.objectives)
    )
    given = terms.limits.max_slender
    tried = []

    best = partial(_chosen, search, share, seen)
    for slender in (SLENDER, SLIM) if given is None else (given,):
        task = Task.of(baseline.plan, baseline, every, terms._replace(slender=slender), clock)
        found = best(task)
        if found.gain > LEAST_GAIN:
            task, found, ended = _with_shapes(search, task, found, best)
            return _as_asked(search, task, found, (*_slim(terms, slender), *ended))
        tried.append((task, found.freed or found))
    for task, found in tried:
        if found.gain > LEAST_GAIN:
            free = replace(task, choice=task.choice.with_floors(spare=False))
            lost = Message("propose-not-kept", pct=100 * terms.kept_share)
            free, freed, ended = _with_shapes(search, free, found, best)
            given_up = (*_slim(terms, task.terms.slender), lost, *ended)
            return _as_asked(search, free, freed, given_up)
    if any(target.least > 0 for target in terms.targets):
        eased = terms._replace(targets=tuple(target.eased for target in terms.targets))
        task, found, reasons = best_of(replace(search, terms=eased), share, seen)
        return task, found, (Message("propose-targets-missed"), *reasons)
    if clock.left_s <= 0 or not task.complete or found.status != "optimal":
        raise NoProposalError(Message("propose-time-spent"))
    objective = str(search.objective)
    if any(found.loose is not None and found.loose.gain > LEAST_GAIN for _, found in tried):
        code = "propose-targets-forbid" if terms.targets else "propose-only-beyond"
        raise NoProposalError(Message(code, objective=objective))
    limits = conflict_of(baseline, search.objective, task.terms, clock)
    if clock.left_s > 0 and limits:
        conflict = Message("propose-conflict", objective=objective, limits=tuple(limits))
        raise NoProposalError(conflict)
    code = "propose-swap-gains-nothing" if terms.swap else "propose-nothing-gained"
    sites = sites_of(task.ground, task.terms)
    nearest = nearest_unreached(search.objective, baseline, sites)
    raise NoProposalError(nearest or Message(code, objective=objective))


def _chosen(  # noqa: PLR0913, PLR0917
    search: Search,
    share: float,
    seen: Callable[[Task], Choice],
    task: Task,
    start: NDArray[np.bool_] | None = None,
    gap: float = ROUGH_GAP,
) -> Chosen:
    """Return the best choice of a task, in a share of the time that is left."""
    clock = search.clock.part(share)
    return choose(seen(task), max(gap, search.gap), clock, search.progress, start)


def _with_shapes(
    search: Search, task: Task, found: Chosen, best: Callable[..., Chosen]
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the best choice of the pieces and of other shapes of those that are chosen.

    Where the time is spent before that gains more or is proven, what was found stays. The message
    says that the search ended before every shape was tried.
    """
    early = not task.complete
    drawn = search.terms.limits.candidates == "lobes"
    more = task
    if drawn and task.choice.least is None and len(search.objectives) == 1:
        shaping = search.clock.part(_POLISHING)
        more = polished(task, found.chosen, best, shaping)
        early = early or shaping.left_s <= 0
    if more is task and found.bound - found.gain <= search.gap * found.gain:
        better = found
    else:
        better = best(more, task.as_chosen_in(more, found.chosen), search.gap)
    if better.status != "optimal" and better.gain <= found.gain:
        more, better, early = task, found, early or more is not task
    return more, better, (Message("propose-search-ended"),) if early else ()


def _as_asked(
    search: Search, task: Task, found: Chosen, reasons: tuple[Message, ...]
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the choice that gains most, or most per km², with what it costs."""
    if search.question.per_km2:
        task, found, rate = densest(task, found, search.clock)
        reasons = (rate, *reasons)
    return task, found, (*reasons, *_costs(task, found))


def _slim(terms: ProposalTerms, slender: float) -> tuple[Message, ...]:
    """Return whether pieces are slender as others gain nothing."""
    slim = terms.limits.max_slender is None and slender > SLENDER
    return (Message("propose-slim", times=SLENDER, most=SLIM),) if slim else ()


def without_costs(reasons: Iterable[Message]) -> tuple[Message, ...]:
    """Return reasons without what limits cost, which is told of the best answer alone."""
    kept = (
        Message("propose-kept", pct=one.params["pct"]) if one.code == "propose-kept-costs" else one
        for one in reasons
    )
    return tuple(one for one in kept if one.code != "propose-targets-cost")


def _costs(task: Task, found: Chosen) -> Iterator[Message]:
    """Yield what is kept of a gain at other radii by choice, and what that and targets cost."""
    if task.choice.with_floors(spare=True).floors:
        more = 0.0 if found.freed is None else max(0.0, found.freed.gain - found.gain)
        code = "propose-kept-costs" if more > LEAST_GAIN else "propose-kept"
        yield Message(code, pct=100 * task.terms.kept_share, gain=more)
    kept = found if found.freed is None else found.freed
    more = 0.0 if found.loose is None else found.loose.gain - kept.gain
    if more > LEAST_GAIN and task.terms.targets:
        yield Message("propose-targets-cost", gain=more)
