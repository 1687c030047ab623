"""Proposals: the best land for zones to take, or to swap, as a scenario with its proof.

**Best** means: among all choices of the pieces of land that `geo.proposals.lobes`, `blocks` and
`cuts` define, none of them too near another, none gains more than `bound`. The **gap** is how far
the promise may be from that, as a share of what is gained. The pieces are land as it is drawn, so
the meter measures what was promised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict, Unpack

from geo.comparison.compare import compare
from geo.coverage import CoverageMeter
from geo.coverage.targets import plan_targets
from geo.coverage.way import network_of
from geo.proposals.barriers import knows_barriers
from geo.proposals.certificate import Pieces
from geo.proposals.density import densest
from geo.proposals.drawing import draw
from geo.proposals.ground import FORBIDS, SLENDER, SLIM, Ground, Terms, room_km2
from geo.proposals.held_targets import held_targets, may_hold
from geo.proposals.model import choose
from geo.proposals.objective import Objective, joined
from geo.proposals.objective_terms import radii_km
from geo.proposals.places import Place, messages_of, places_of, titled
from geo.proposals.polish import polished
from geo.proposals.question import Limits, NoProposalError, Question
from geo.proposals.reasons import Piece, binding, conflict_of, one_more, pieces_of
from geo.proposals.robustness import Robustness, shifted_radii_km
from geo.proposals.task import Task
from geo.scenario.proposed import Proposed, ProposedPiece, edits_hash
from geo.solver import Clock, Stop
from layers.messages import Message
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from geo.coverage import Coverage
    from geo.coverage.way import By
    from geo.proposals.drawing import Drawing
    from geo.proposals.model import Choice, Chosen
    from geo.scenario.model import Scenario
    from layers import Plan
    from layers.geometry.antimeridian import Shapes

Progress: TypeAlias = Callable[[float, float], None]
"""What receives the gain and its bound while a model is solved."""

LEAST_GAIN = 1e-12
"""Less is no gain."""

_POLISHING = 0.4  # of the time that is left, for other shapes of what is chosen
_REASONS_S = 30.0  # at most, for what each piece displaced and what one more km² brings
_ROUNDING = 1e-9
_MEASURED = 1e-6  # of a gain, by which the meter may differ from the model
_DIGITS = 1e-12  # of a value that is measured


@dataclass(frozen=True, repr=False)
class Proposal:
    """A proposal: what it gains, how sure that is the best, the land, the reasons, the scenario.

    `before`, `promised`, `measured` and `bound` are values of the objective: without the proposal,
    as the model promised, as the meter measures it, and what no choice of pieces exceeds (goes
    below, where the objective is to be small: `sense` is `min`). Over a spread of radii they are
    means. Where most per km² is sought, `bound` is that of choices on as little land. `robustness`
    has the gain at each radius, and in runs with uncertain boundaries. `gap` is the distance of
    `bound` from `promised` as a share of the gain, or from `measured` where the two differ.
    `pieces` are those that it was chosen from, with the model of the choice: of several new zones
    their sites, from which they have moved, of one in one province None, for it may be anywhere;
    `places` who is gained and lost. `status` is `optimal` where the gap is within the requested
    one, `feasible` where the time was spent or somebody stopped the search.
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
    robustness: Robustness
    scenario: Scenario
    pieces: Pieces | None = None
    places: tuple[Place, ...] = ()

    def __repr__(self) -> str:
        """Return the objective before and after, and the gap."""
        return (
            f"<Proposal {self.objective}: {self.before:g} → {self.measured:g}, "
            f"{self.status}, gap {self.gap:.2%}>"
        )


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


def propose(
    plan: Plan,
    ftzs: Sequence[str] | str,
    objective: Sequence[str] | str,
    budget_km2: float | Mapping[str, float] | None = None,
    **options: Unpack[Options],
) -> Proposal:
    """Return the best adjustment of the zones of some FTZs; the plan's zones stay as they are.

    The arguments and the options by name (`swap`, `limits`, `per_km2`, `weights`, `gap`,
    `time_limit_s`, `scenario`, `spread_km`, `runs`, `by`) are those of `Question`. `progress`
    receives the gain and its bound while the model is solved; `stop` ends the search as if the time
    were spent.

    Raises:
        UnknownError: there is no such FTZ, sector, weight or region; no demand.
        MeasureError: a budget, a limit, a gap or a time limit that is out of range.
        NoProposalError: nothing can be proposed; the reason says why.

    >>> from geo.proposals import propose
    >>> from layers.example import example_plan
    >>> found = propose(example_plan(), ["F"], ["population@5"], budget_km2=2)
    >>> found.before, found.measured, found.status
    (1200.0, 1400.0, 'optimal')
    >>> [(piece.zone_id, piece.alone) for piece in found.taken]
    [('B', 200.0)]
    >>> [(by_km, gain) for by_km, gain in found.robustness.shifted]
    [(-2.0, 0.0), (-1.0, 500.0), (0.0, 500.0), (1.0, 0.0), (2.0, 0.0)]
    >>> found = propose(example_plan(), ["F"], ["population@5"], budget_km2=2, spread_km=0)
    >>> found.before, found.measured
    (1000.0, 1500.0)
    """
    arguments = {"ftzs": ftzs, "objective": objective, "budget_km2": budget_km2, **options}
    return best_land(Search.of_script(plan, arguments))


@dataclass(frozen=True, eq=False)
class Search:
    """The search for the answer to a question about a plan: what was measured, the time left.

    `objectives` are one, or two of a front.
    """

    question: Question
    meter: CoverageMeter
    objectives: tuple[Objective, ...]
    terms: Terms
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
        terms = Terms(
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
        """Return the coverage of the plan as it is."""
        return self.meter.measure()

    @property
    def objective(self) -> Objective:
        """Return the objective, of a front the first."""
        return self.objectives[0]

    @cached_property
    def _grounds(self) -> dict[bool, Ground]:
        return {}

    def ground(self, about: Shapes) -> Ground:
        """Return the land of the plan about shapes, one for all on the same side of 180°."""
        ground = Ground(self.baseline.plan, about)
        return self._grounds.setdefault(ground.is_across_180, ground)


def best_land(search: Search) -> Proposal:
    """Return the best adjustment of the zones of the FTZs.

    Raises:
        NoProposalError: nothing can be proposed; the reason says why.
    """
    question, clock = search.question, search.clock
    task, found, slim = best_of(search)
    drawing = draw(task, found.chosen, question.scenario)
    seconds = 0.0 if question.per_km2 else min(clock.left_s, _REASONS_S)
    rest = Clock(seconds, clock.stop)
    pieces = pieces_of(task, found.chosen, drawing, question.gap, rest)
    proof = proof_of(search, task, found, drawing)
    reasons = (
        *proof.reasons, *slim, *(() if question.per_km2 else binding(task, drawing)),
        *one_more(task, found.gain, question.gap, rest),
    )  # fmt: skip
    return proposal_of(search, proof, pieces, reasons, drawing.scenario)


class Proof(NamedTuple):
    """What is gained, what cannot be exceeded, and the pieces with the model that were solved.

    `reasons` say how many pieces there were, and whether the best of them is proven.
    """

    gain: float
    most: float
    pieces: Pieces | None = None
    reasons: tuple[Message, ...] = ()


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
    every = search.objective if len(search.objectives) == 1 else joined(*search.objectives)
    given = terms.limits.max_slender
    tried = []

    best = partial(_chosen, search, share, seen)
    for slender in (SLENDER, SLIM) if given is None else (given,):
        task = Task.of(baseline.plan, baseline, every, terms._replace(slender=slender), clock)
        found = best(task)
        if found.gain > LEAST_GAIN:
            task, found = _with_shapes(search, task, found, best)
            return _as_asked(search, task, found, _slim(terms, slender))
        tried.append((task, found.freed or found))
    for task, found in tried:
        if found.gain > LEAST_GAIN:
            free = replace(task, choice=task.choice.with_floors(spare=False))
            lost = Message("propose-not-kept", pct=100 * terms.kept_share)
            free, freed = _with_shapes(search, free, found, best)
            return _as_asked(search, free, freed, (*_slim(terms, task.terms.slender), lost))
    if any(target.least > 0 for target in terms.targets):
        eased = terms._replace(targets=tuple(target.eased for target in terms.targets))
        task, found, reasons = best_of(replace(search, terms=eased), share, seen)
        return task, found, (Message("propose-targets-missed"), *reasons)
    if clock.left_s <= 0 or not task.complete or found.status != "optimal":
        raise NoProposalError(Message("propose-time-spent"))
    objective = str(search.objective)
    if any(found.loose is not None and found.loose.gain > LEAST_GAIN for _, found in tried):
        raise NoProposalError(Message("propose-targets-forbid", objective=objective))
    limits = conflict_of(baseline, search.objective, task.terms, clock)
    if clock.left_s <= 0 or not limits:
        raise NoProposalError(Message("propose-nothing-gained", objective=objective))
    raise NoProposalError(Message("propose-conflict", objective=objective, limits=tuple(limits)))


def _chosen(
    search: Search,
    share: float,
    seen: Callable[[Task], Choice],
    task: Task,
    start: NDArray[np.bool_] | None = None,
) -> Chosen:
    """Return the best choice of a task, in a share of the time that is left."""
    clock = search.clock.part(share)
    return choose(seen(task), search.question.gap, clock, search.progress, start)


def _with_shapes(
    search: Search, task: Task, found: Chosen, best: Callable[..., Chosen]
) -> tuple[Task, Chosen]:
    """Return the best choice of the pieces and of other shapes of those that are chosen.

    Where the time is spent before that gains more or is proven, what was found stays.
    """
    drawn = search.terms.limits.candidates == "lobes" and search.baseline.by == "line"
    if not drawn or task.choice.least is not None or len(search.objectives) > 1:
        return task, found
    more = polished(task, found.chosen, best, search.clock.part(_POLISHING))
    if more is task:
        return task, found
    better = best(more, task.as_chosen_in(more, found.chosen))
    is_better = better.status == found.status or better.gain > found.gain
    return (more, better) if is_better else (task, found)


def _as_asked(
    search: Search, task: Task, found: Chosen, reasons: tuple[Message, ...]
) -> tuple[Task, Chosen, tuple[Message, ...]]:
    """Return the choice that gains most, or most per km², with what it costs."""
    if search.question.per_km2:
        task, found, rate = densest(task, found, search.clock)
        reasons = (rate, *reasons)
    return task, found, (*reasons, *_costs(task, found))


def _slim(terms: Terms, slender: float) -> tuple[Message, ...]:
    """Return whether pieces are slender as others gain nothing."""
    slim = terms.limits.max_slender is None and slender > SLENDER
    return (Message("propose-slim", times=SLENDER, most=SLIM),) if slim else ()


def _costs(task: Task, found: Chosen) -> Iterator[Message]:
    """Yield what is kept of a gain at other radii by choice, and what that and targets cost."""
    if task.choice.with_floors(spare=True).floors:
        more = 0.0 if found.freed is None else max(0.0, found.freed.gain - found.gain)
        code = "propose-kept-costs" if more > LEAST_GAIN else "propose-kept"
        yield Message(code, pct=100 * task.terms.kept_share, gain=more)
    kept = found if found.freed is None else found.freed
    more = 0.0 if found.loose is None else found.loose.gain - kept.gain
    if more > LEAST_GAIN:
        yield Message("propose-targets-cost", gain=more)


def proof_of(
    search: Search, task: Task, found: Chosen, drawing: Drawing, choice: Choice | None = None
) -> Proof:
    """Return the proof of a choice as it is drawn: its own bound holds where every piece was.

    `choice` is the model that was solved, where it is not the task's.

    Raises:
        NoProposalError: as it is drawn nothing is gained.
    """
    aims, baseline = search.objective, search.baseline
    gain, most = drawing.choice.gain(found.chosen), found.bound
    if gain <= LEAST_GAIN:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(aims)))
    if not task.complete:
        most = math.fsum(aims.worth[~aims.covered(baseline)])
        if task.terms.swap:
            most += math.fsum(aims.charges(baseline.plan.zones.geometry.tolist()))
    every = Pieces.of(task, choice or task.choice, found.chosen)
    told = Message("propose-best-pieces", status=found.status, pieces=len(every))
    return Proof(gain, most, every, (told,))


def proposal_of(
    search: Search,
    proof: Proof,
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]],
    reasons: tuple[Message, ...],
    scenario: Scenario,
) -> Proposal:
    """Return a proposal, measured and held against the rules."""
    aims, plan = search.objective, search.baseline.plan
    before = aims.value(search.baseline)
    by = search.baseline.by
    coverage = search.meter.measure(scenario)
    runs = search.question.runs if by == "line" and aims.is_sum else 0
    robustness = Robustness.of(aims, search.baseline, coverage, runs)
    if by != "line":
        reasons = (Message("propose-measured-by", by=network_of(by)), *reasons)
    elif runs < search.question.runs:
        reasons = (*reasons, Message("propose-no-runs"))
    places = places_of(aims, search.baseline, coverage)
    title, title_zh = titled(plan, pieces, places, str(aims))
    scenario = replace(scenario, title=title, title_zh=title_zh)
    reasons = (*reasons, *messages_of(places), *_balance(scenario, pieces))
    if not plan.has("waters"):
        reasons = (*reasons, Message("propose-water-unknown"))
    if "barrier" in search.terms.forbids:
        code = "propose-barriers-kept" if knows_barriers(plan) else "propose-barriers-unknown"
        reasons = (*reasons, Message(code))
    reasons = (*reasons, *_held(search.terms, coverage), *robustness.messages)
    reasons = (*reasons, *_broken(search.baseline, search.meter.measure(scenario)))
    measured = aims.value(coverage)
    gained, room = measured - before, _MEASURED * proof.gain + _DIGITS * abs(before)
    held = gained <= proof.most + room
    if abs(gained - proof.gain) <= room:
        gained = proof.gain
    most = max(proof.most, gained)
    gap = (most - gained) / gained if gained > 0 else math.inf
    found = Proposal(
        status="optimal" if held and gap <= search.question.gap + _ROUNDING else "feasible",
        objective=str(aims),
        sense=aims.sense,
        before=aims.shown(before),
        promised=aims.shown(before + proof.gain),
        measured=aims.shown(measured),
        bound=aims.shown(before + most),
        gap=gap if gap > _ROUNDING else 0.0,
        taken=pieces[0],
        released=pieces[1],
        reasons=reasons,
        robustness=robustness,
        scenario=scenario,
        pieces=proof.pieces,
        places=places,
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


def _balance(
    scenario: Scenario, pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]]
) -> list[Message]:
    """Return what becomes of the rules that a swap keeps, and an addition of land sets aside."""
    taken, released = (math.fsum(piece.area_km2 for piece in each) for each in pieces)
    if scenario.rules.get("swap_balance") == "hard":
        return [Message("propose-balance-kept", taken_km2=taken, released_km2=released)]
    cap = scenario.rules.get("cap")
    quota = cap.get("quota_km2", {}) if isinstance(cap, dict) else {}
    quotas = [Message("propose-quota", ftz=ftz, quota_km2=km2) for ftz, km2 in quota.items()]
    aside = [Message("propose-balance-aside")] if "swap_balance" in scenario.rules else []
    return [*aside, *quotas]


def _held(terms: Terms, coverage: Coverage) -> Iterator[Message]:
    """Yield the targets that the model held, as they are measured."""
    held = {str(one.target) for one in terms.targets}
    if held:
        rows = coverage.targets[["target", "code", "params"]]
        for target, code, params in rows.itertuples(index=False, name=None):
            if target in held:
                state = Message.from_document({"code": code, "params": params})
                yield Message("propose-target-held", state=state)


def _broken(before: Coverage, after: Coverage) -> list[Message]:
    """Return the rules that are not hard and that a scenario breaks newly.

    Raises:
        NoProposalError: it newly breaks a hard rule, or one worse than the plan does.
    """
    changes = [one for one in compare(before, after).rule_changes if one.change in {"new", "worse"}]
    hard = [one.breach.message for one in changes if one.level == "hard"]
    if hard:
        raise NoProposalError([Message("propose-hard-rule", reason=one) for one in hard])
    return [
        Message("propose-soft-rule", reason=one.breach.message)
        for one in changes
        if one.change == "new"
    ]
