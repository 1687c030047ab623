"""Proposals: the best land for zones to take, or to swap, as a scenario with its proof.

The **gap** is how far the promise may be from the best (`geo.proposals.search`), as a share of the
gain. The pieces are the land that is drawn, so the meter measures the promise.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from geo.comparison.compare import compare
from geo.coverage import Coverage
from geo.land_use import unused_km2
from geo.proposals.available_land import ProposalTerms
from geo.proposals.certificate import Pieces
from geo.proposals.drawing import Drawing, draw
from geo.proposals.model import Choice, Chosen
from geo.proposals.places import GainPlace, messages_of, places_of, titled
from geo.proposals.price import Residents
from geo.proposals.question import ALL, NoProposalError
from geo.proposals.reasons import Piece, binding, one_more, pieces_of
from geo.proposals.robustness import Robustness
from geo.proposals.search import LEAST_GAIN, ROUGH_GAP, ROUNDING, Search, best_of
from geo.proposals.task import Task
from geo.scenario.model import Scenario
from geo.scenario.proposed import Proposed, ProposedPiece, edits_hash
from geo.solver import Clock
from geo.validation import check_types
from layers import Plan
from layers.errors import MeasureError
from layers.messages import Message

_REASONS_S = 30.0  # at most, to find what each piece displaced and what one more km² brings
_MEASURED = 1e-6  # of a gain, by which the meter may differ from the model
_DIGITS = 1e-12  # of a value that is measured
_RECORDED = "objective", "status", "before", "measured", "bound", "gap"


@dataclass(frozen=True, repr=False)
class Proposal:
    """A proposal: its gain, how close that is to the best, the land, the reasons, the scenario.

    `before`, `promised`, `measured` and `bound` are values of the objective: without the proposal,
    as the model promised, as the meter measures it, and what no choice of pieces exceeds (goes
    below, where the objective is to be small: `sense` is `min`). Over a spread of radii they are
    means. Where most per km² is sought, `bound` is that of choices on as little land. `robustness`
    has the gain at each radius, and in runs with uncertain boundaries. `gap` is the distance of
    `bound` from `promised` as a share of the gain, or from `measured` where the two differ.
    `pieces` are those that it was chosen from, with the model of the choice: of several new zones
    their sites, from which they have moved, of one in one province None, for it may be anywhere;
    `places` who is gained and lost. `residents` live on the land that is taken,
    `residents_released` on the land released. `status` is `optimal` where the gap is within the
    requested one, `feasible` where the time was spent or the search was stopped before every shape
    was tried.
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
    places: tuple[GainPlace, ...] = ()
    residents: float = 0.0
    residents_released: float = 0.0

    def __repr__(self) -> str:
        """Return the objective before and after, and the gap."""
        return (
            f"<Proposal {self.objective}: {self.before:g} → {self.measured:g}, "
            f"{self.status}, gap {self.gap:.2%}>"
        )


def propose(
    plan: Plan,
    ftzs: Sequence[str] | str,
    objective: Sequence[str] | str,
    budget_km2: float | Mapping[str, float] | None = None,
    **options: Any,  # noqa: ANN401  the fields of a question
) -> Proposal:
    """Return the best adjustment of the zones of some FTZs; the plan's zones are unchanged.

    The arguments and the options by name (`swap`, `limits`, `weights`, `gap`,
    `time_limit_s`, `scenario`, `spread_km`, `residents`, `runs`, `by`) are those of `Question`.
    `progress` receives each `Step` of the search; `stop` ends it as if the time were spent.

    Raises:
        UnknownError: there is no such FTZ, sector, weight or region; no demand.
        MeasureError: a budget, a limit, a gap or a time limit that is out of range.
        NoProposalError: nothing can be proposed; the reason says why.

    >>> from geo.proposals import propose
    >>> from layers.example import example_plan
    >>> found = propose(example_plan(), ["F"], ["population@5"], 2, tries=500)
    >>> found.before, found.measured, found.status
    (1200.0, 1300.0, 'optimal')
    >>> [(piece.zone_id, piece.alone) for piece in found.taken]
    [('B', 100.0)]
    >>> [(by_km, gain) for by_km, gain in found.robustness.shifted]
    [(-2.0, 0.0), (-1.0, 0.0), (0.0, 500.0), (1.0, 0.0), (2.0, 0.0)]
    >>> found = propose(example_plan(), ["F"], ["population@5"], 2, spread_km=0, tries=500)
    >>> found.before, found.measured
    (1000.0, 1500.0)
    """
    arguments = {"ftzs": ftzs, "objective": objective, "budget_km2": budget_km2, **options}
    return best_land(Search.of_script(plan, arguments))


def propose_zone(
    plan: Plan,
    province: str | Sequence[str] | None,
    objective: Sequence[str] | str,
    area_km2: float,
    *,
    new: int = 1,
    **options: Any,  # noqa: ANN401  the fields of a question
) -> Proposal:
    """Return the best new zones without group, of one area each.

    A province is a region of the coarsest level; None: any. There are fewer zones than `new` where
    more would add nothing. The options are as for `propose`, without `swap` and `limits`.

    Raises:
        UnknownError: there is no such region, sector or weight; no demand.
        MeasureError: an area, a number of zones, a gap or a time limit that is out of range.
        NoProposalError: no room is found, or nothing is gained.

    >>> from geo.proposals import propose_zone
    >>> from layers.example import example_plan
    >>> at = {"area_km2": 1, "spread_km": 0, "residents": 0, "kept_share": 0, "tries": 500}
    >>> found = propose_zone(example_plan(), "330000", ["population@5"], **at)
    >>> found.before, found.measured
    (1000.0, 1500.0)
    >>> found = propose_zone(example_plan(), None, ["population@5"], **at, new=3)
    >>> found.measured, [piece.zone_id for piece in found.taken]
    (1750.0, ['NEW-330000', 'NEW-330000-2'])
    """
    check_types(MeasureError, area_km2=(area_km2, Real))
    where = ALL if province is None else province
    arguments = {"province": where, "new": new, "objective": objective, "budget_km2": area_km2}
    arguments |= options
    return best_land(Search.of_script(plan, arguments))


def best_land(search: Search) -> Proposal:
    """Return the best adjustment of the zones of the FTZs.

    Raises:
        NoProposalError: nothing can be proposed; the reason says why.
    """
    question, clock = search.question, search.clock
    task, found, slim = best_of(search)
    drawing = draw(task, found.chosen, question.scenario)
    rest = Clock(min(clock.left_s, _REASONS_S), clock.stop)
    gap = max(search.question.gap, ROUGH_GAP)
    pieces = pieces_of(task, found.chosen, drawing, gap, rest)
    proof = proof_of(search, task, found, drawing)
    said = binding(task, drawing)
    if task.terms.new is None:
        said += one_more(task, found.gain, gap, rest)
    reasons = *proof.reasons, *slim, *said
    return proposal_of(search, proof, pieces, reasons, drawing.scenario)


class Proof(NamedTuple):
    """The gain, its upper bound, and the pieces with the model that were solved.

    `reasons` say how many pieces there were, and whether the best of them is proven.
    """

    gain: float
    most: float
    pieces: Pieces | None = None
    reasons: tuple[Message, ...] = ()


def proof_of(
    search: Search, task: Task, found: Chosen, drawing: Drawing, choice: Choice | None = None
) -> Proof:
    """Return the proof of a drawn choice: its own bound holds if the model had every piece.

    `choice` is the model that was solved, where it is not the task's.

    Raises:
        NoProposalError: the drawn land gains nothing.
    """
    aims, baseline = search.objective, search.baseline
    gain = drawing.choice.gain(found.chosen)
    if gain <= LEAST_GAIN:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(aims)))
    over = max(0.0, found.bound - found.gain)
    every, status, kind = (
        Pieces.of(task, choice or task.choice, found.chosen),
        found.status,
        "pieces",
    )
    pieces, at_most = len(every), math.inf
    if task.tried is not None:
        at_most, bound = task.tried.at_most, task.tried.bound
        if task.tried.complete or math.isfinite(bound):
            kind, pieces = "shapes", task.tried.tries
            over = over if task.tried.complete else max(over, bound - found.gain)
    most, within = gain + over, over / gain
    message = Message("propose-best", kind=kind, status=status, pieces=pieces)
    if within > ROUNDING:
        message = Message("propose-best-within", kind=kind, pieces=pieces, pct=100 * within)
    reasons = [message]
    if at_most > most * (1 + ROUNDING) and math.isfinite(at_most):
        bound = aims.shown(aims.value(baseline) + at_most)
        reasons.append(Message("propose-at-most", bound=bound))
    return Proof(gain, most, every, tuple(reasons))


def proposal_of(  # noqa: PLR0913, PLR0917  what one is made of
    search: Search,
    proof: Proof,
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]],
    reasons: tuple[Message, ...],
    scenario: Scenario,
    phases: Sequence[tuple[float, Scenario]] = (),
) -> Proposal:
    """Return a proposal, measured and held against the rules.

    With `phases`, the measured value is their weighted mean.
    """
    aims, plan = search.objective, search.baseline.plan
    before = aims.value(search.baseline)
    by = search.baseline.by
    coverage = search.meter.measure(scenario)
    runs = search.question.runs if search.has_runs else 0
    limits = search.question.limits
    robustness = Robustness.of(aims, search.baseline, coverage, runs, limits.boundary_km)
    if weights := search.question.weights:
        regions = (Message("propose-weight", place=code, times=n) for code, n in weights.items())
        reasons = (Message("propose-weights", regions=tuple(regions)), *reasons)
    if by != "line":
        sought = "propose-measured-along" if search.question.seeks_zones else "propose-measured-by"
        reasons = (Message(sought, by=by), *reasons)
    elif runs < search.question.runs:
        reasons = (*reasons, Message("propose-no-runs"))
    kept_share = search.terms.kept_share
    if robustness.p5 is not None and robustness.p5 < kept_share * robustness.gain:
        share = max(0.0, robustness.p5 / robustness.gain)
        less = Message("propose-runs-kept-less", pct=100 * kept_share, kept_pct=100 * share)
        reasons = (*reasons, less)
    pieces = _with_residents(search, pieces)
    lived_on = [math.fsum(piece.residents for piece in own) for own in pieces]
    if plan.has("demand"):
        taken, released = lived_on
        reasons = (Message("propose-residents", taken=taken, released=released), *reasons)
    if search.question.releases_idle:
        reasons = (_released(plan, pieces[1]), *reasons)
    places = places_of(aims, search.baseline, coverage)
    title, title_zh = titled(plan, pieces, places, str(aims))
    scenario = replace(scenario, title=title, title_zh=title_zh)
    reasons = (*reasons, *messages_of(places), *_balance(scenario, pieces))
    if plan.frame("waters").empty:
        reasons = (*reasons, Message("propose-water-unknown"))
    if "barrier" in search.terms.forbids:
        reasons = (*reasons, Message("propose-barriers-kept"), *_unsure(search, pieces[0]))
    reasons = (*reasons, *_held(search.terms, coverage), *robustness.messages)
    reasons = (*reasons, *_broken(search.baseline, search.meter.measure(scenario)))
    states = phases or [(1.0, scenario)]
    measured = math.fsum(share * aims.value(search.meter.measure(one)) for share, one in states)
    gained, room = measured - before, _MEASURED * proof.gain + _DIGITS * abs(before)
    held = gained <= proof.most + room
    if abs(gained - proof.gain) <= room:
        gained = proof.gain
    most, is_whole = max(proof.most, gained), Message("propose-search-ended") not in reasons
    gap = (most - gained) / gained if gained > 0 else math.inf
    found = Proposal(
        status="optimal"
        if held and is_whole and gap <= search.question.gap + ROUNDING
        else "feasible",
        objective=str(aims),
        sense=aims.sense,
        before=aims.shown(before),
        promised=aims.shown(before + proof.gain),
        measured=aims.shown(measured),
        bound=aims.shown(before + most),
        gap=gap if gap > ROUNDING else 0.0,
        taken=pieces[0],
        released=pieces[1],
        reasons=reasons,
        robustness=robustness,
        scenario=scenario,
        pieces=proof.pieces,
        places=places,
        residents=lived_on[0],
        residents_released=lived_on[1],
    )
    return replace(found, scenario=replace(scenario, proposed=_kept(found)))


def _kept(found: Proposal) -> Proposed:
    """Return the record of a proposal that its scenario keeps."""
    each = ((False, found.taken), (True, found.released))
    of_piece = ProposedPiece.model_fields.keys() - {"released"}
    return Proposed(
        edits=edits_hash(found.scenario.baseline, found.scenario.edits),
        pieces=tuple(
            ProposedPiece(released=released, **{name: getattr(one, name) for name in of_piece})
            for released, pieces in each
            for one in pieces
        ),
        reasons=tuple(reason.to_document() for reason in found.reasons),
        **{name: getattr(found, name) for name in _RECORDED},
    )


def _with_residents(
    search: Search, pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return pieces with how many people live on each."""
    lands = [piece.geometry for own in pieces for piece in own]
    if not lands:
        return pieces
    living = iter(Residents(search.available(np.array(lands, object))).on(lands).tolist())
    taken, released = (
        tuple(replace(piece, residents=next(living)) for piece in own) for own in pieces
    )
    return taken, released


def _released(plan: Plan, released: Sequence[Piece]) -> Message:
    """Return how much of the land that is released is idle or not built, and in use."""
    lands = np.array([piece.geometry for piece in released], object)
    zones = np.array([piece.zone_id for piece in released], object)
    unused = unused_km2(plan, lands, zones)
    of_each = np.array([piece.area_km2 for piece in released])
    unknown = float(of_each[np.isnan(unused)].sum())
    known = float(np.nansum(unused))
    return Message(
        "propose-released-use",
        released_km2=float(of_each.sum()),
        unused_km2=known,
        unknown_km2=unknown,
    )


def _balance(
    scenario: Scenario, pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]]
) -> list[Message]:
    """Return messages on the rules that a swap keeps or an addition of land sets aside."""
    taken, released = (math.fsum(piece.area_km2 for piece in each) for each in pieces)
    if scenario.rules.get("swap_balance") == "hard":
        return [Message("propose-balance-kept", taken_km2=taken, released_km2=released)]
    cap = scenario.rules.get("cap")
    quota = cap.get("quota_km2", {}) if isinstance(cap, dict) else {}
    quotas = [Message("propose-quota", ftz=ftz, quota_km2=km2) for ftz, km2 in quota.items()]
    aside = [Message("propose-balance-aside")] if "swap_balance" in scenario.rules else []
    return [*aside, *quotas]


def _unsure(search: Search, taken: Sequence[Piece]) -> list[Message]:
    """Return which zones take land that a railway may cross."""
    available = search.available(np.array([piece.geometry for piece in taken], object))
    zones = [one.zone_id for one in taken if available.may_cross_railway(one.geometry)]
    return [Message("propose-barriers-unsure", zone=zone) for zone in dict.fromkeys(zones)]


def _held(terms: ProposalTerms, coverage: Coverage) -> Iterator[Message]:
    """Yield the measured state of each target that the model held."""
    held = {str(one.target) for one in terms.targets if not isinstance(one.target, Message)}
    for one in terms.targets:
        if isinstance(one.target, Message):
            now = one.points.value(coverage)
            yield Message("propose-kept-at", **one.target.params, now=now)
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
