"""Several proposals: good answers that differ, and how often each piece of land is among them.

Two answers **differ** by the land that one of them changes and the other does not (km², the
symmetric difference of what they take and release). The pieces that an answer chooses share no
land, so that this is a sum over them: a piece counts its area, less twice what of it the other
answer changes as well. So a row of the model keeps an answer as far from an earlier one as asked,
and each answer is the best of those far enough from all before it, with a proof of its own: the
best among the pieces that the model has, which no other of the zone betters in land and in reach.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.polygons import polygonal
from geo.proposals.cuts import Cut
from geo.proposals.drawing import draw
from geo.proposals.errors import NoProposalError
from geo.proposals.limits import Limits, Terms, check_search, room_km2
from geo.proposals.model import Row, choose
from geo.proposals.proposal import LEAST_GAIN, aims_of, best_of, proof_of, proposal_of
from geo.proposals.reasons import binding, one_more, pieces_of
from geo.solver import Clock, Stop
from geo.validation import check_types
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.coverage import Coverage
    from geo.proposals.lobes import Lobe
    from geo.proposals.objective import Objective
    from geo.proposals.proposal import Proposal
    from geo.proposals.task import Task
    from layers import Plan
    from layers.geometry.ellipsoid import Ellipsoid

MOST_ANSWERS = 20

_LEAST_SHARE = 1e-6  # of the land of all answers, below which land is rounding


class Often(NamedTuple):
    """Land of one zone that a number of the answers take, or release."""

    zone_id: str
    released: bool
    times: int
    area_km2: float
    geometry: BaseGeometry


@dataclass(frozen=True, eq=False)
class Portfolio:
    """Answers, the best first; by how much each differs at least from those before it; the land.

    `differs_km2` of the first is None. `often` has the land of all answers, by zone and by how many
    of them change it, the most often first.
    """

    answers: tuple[Proposal, ...]
    differs_km2: tuple[float | None, ...]
    often: tuple[Often, ...]


def portfolio(  # noqa: PLR0913
    plan: Plan,
    ftzs: Sequence[str],
    objective: Sequence[str],
    budget_km2: float | Mapping[str, float] | None = None,
    *,
    answers: int,
    differ_km2: float,
    swap: bool = False,
    limits: Limits = Limits(),  # noqa: B008  a value
    weights: Mapping[str, float] | None = None,
    gap: float = 0.01,
    time_limit_s: float = 120.0,
    scenario: str = "proposal",
    progress: Callable[[float, float], None] | None = None,
    stop: Stop | None = None,
) -> Portfolio:
    """Return good adjustments of the zones of some FTZs, each two of which differ.

    There may be fewer than were asked for: no further one gains anything, or the time is spent.
    Their scenarios are called `scenario`, `scenario-2` and so on.

    Args:
        plan: the plan; its zones stay as they are.
        ftzs: the FTZs whose zones may change.
        objective: as for `propose`, like all that is not named here.
        budget_km2: as for `propose`.
        answers: how many.
        differ_km2: by how much land each two of them differ at least.
        swap: as for `propose`.
        limits: as for `propose`.
        weights: as for `propose`.
        gap: the gap at which the search for each may end.
        time_limit_s: when the search for all ends.
        scenario: the id of the first scenario.
        progress: told the gain and its bound while a model is solved.
        stop: ends the search.

    Raises:
        UnknownError, MeasureError, NoProposalError: as for `propose`.

    >>> from geo.proposals import portfolio
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> found = portfolio(plan, ["F"], ["population@5"], budget_km2=2, answers=2, differ_km2=0.1)
    >>> [answer.measured for answer in found.answers]
    [1500.0]
    """
    if not 1 <= answers <= MOST_ANSWERS:
        raise MeasureError(Message("propose-answers-not-allowed", given=answers, most=MOST_ANSWERS))
    if not 0 < differ_km2 <= 1e5:
        raise MeasureError(Message("propose-differ-not-allowed", given=differ_km2))
    clock = Clock(time_limit_s, stop or Stop())
    check_types(MeasureError, limits=(limits, Limits))
    limits.check(plan)
    check_search(gap, time_limit_s)
    terms = Terms(room_km2(plan, ftzs, budget_km2, swap=swap), swap, limits)
    search = _Search(*aims_of(plan, objective, weights), terms, gap, clock, progress)
    names = (scenario, *(f"{scenario}-{number}" for number in range(2, answers + 1)))
    return search.answers(names, differ_km2)


@dataclass(frozen=True, eq=False)
class _Search:
    """What all answers have in common."""

    baseline: Coverage
    aims: Objective
    terms: Terms
    gap: float
    clock: Clock
    progress: Callable[[float, float], None] | None

    def answers(self, names: Sequence[str], differ_km2: float) -> Portfolio:
        """Return the answers, under these names."""
        ellipsoid = self.baseline.plan.ellipsoid
        task, chosen, slim = best_of(
            self.baseline, self.aims, self.terms, self.gap, self.clock, self.progress,
            1 / len(names),
        )  # fmt: skip
        choice = task.choice
        found: list[Proposal] = []
        changed: list[BaseGeometry] = []
        differs: list[float | None] = []
        while len(found) < len(names):
            own = self.clock.part(1 / (len(names) - len(found)))
            if choice is not task.choice:
                chosen = choose(choice, self.gap, own, self.progress)
                if chosen.gain <= LEAST_GAIN or not choice.allows(chosen.chosen):
                    break
            drawing = draw(task, chosen.chosen, names[len(found)])
            land = shapely.union_all([_land(piece) for piece in drawing.pieces.values()])
            nearest = min((_difference_km2(ellipsoid, land, one) for one in changed), default=None)
            if nearest is not None and nearest < differ_km2:  # a swap draws less than is chosen
                choice = replace(choice, rows=(*choice.rows, _not_again(chosen.chosen)))
                continue
            pieces = pieces_of(task, chosen.chosen, drawing, self.gap, own)
            more = () if found else one_more(task, chosen.gain, self.gap, own)
            reasons = (*slim, *binding(task, drawing), *more)
            try:
                proof = proof_of(self.baseline, task, chosen, drawing, self.gap)
                answer = proposal_of(
                    self.baseline, self.aims, proof, pieces, reasons, drawing.scenario
                )
            except NoProposalError:  # it breaks a hard rule
                if not found:
                    raise
                choice = replace(choice, rows=(*choice.rows, _not_again(chosen.chosen)))
                continue
            found.append(answer)
            changed.append(land)
            differs.append(nearest)
            far = _far_from(task, ellipsoid, land, differ_km2)
            choice = replace(choice, rows=(*choice.rows, far))
        return Portfolio(tuple(found), tuple(differs), often(ellipsoid, found))


def _land(piece: Lobe | Cut) -> BaseGeometry:
    return piece.released if isinstance(piece, Cut) else piece.new


def _area_km2(ellipsoid: Ellipsoid, shape: BaseGeometry) -> float:
    land = polygonal(shape)
    return 0.0 if land is None else float(ellipsoid.area_km2(np.array([land]))[0])


def _difference_km2(ellipsoid: Ellipsoid, one: BaseGeometry, other: BaseGeometry) -> float:
    return _area_km2(ellipsoid, shapely.symmetric_difference(one, other))


def _far_from(task: Task, ellipsoid: Ellipsoid, land: BaseGeometry, differ_km2: float) -> Row:
    """Return the row by which a choice differs from the land that an answer changes."""
    columns = [n for n in range(task.choice.columns) if task.piece(n) is not None]
    pieces = [piece for n in columns if (piece := task.piece(n)) is not None]
    shared = [_area_km2(ellipsoid, shapely.intersection(_land(one), land)) for one in pieces]
    factors = [one.area_km2 - 2 * km2 for one, km2 in zip(pieces, shared, strict=True)]
    least = differ_km2 - _area_km2(ellipsoid, land)
    return Row(tuple(columns), tuple(factors), math.inf, least)


def _not_again(chosen: NDArray[np.bool_]) -> Row:
    """Return the row that excludes a choice, and this alone."""
    factors = np.where(chosen, 1.0, -1.0)
    return Row(tuple(range(len(chosen))), tuple(factors.tolist()), float(chosen.sum()) - 1.0)


def often(ellipsoid: Ellipsoid, answers: Iterable[Proposal]) -> tuple[Often, ...]:
    """Return the land that answers change, by zone and by how many of them change it.

    Land is counted by a ladder: what is changed at least n + 1 times is what was changed at least n
    times before and is changed once more.
    """
    ladders: dict[tuple[str, bool], list[BaseGeometry]] = {}
    for answer in answers:
        own: dict[tuple[str, bool], list[BaseGeometry]] = {}
        for released, pieces in ((False, answer.taken), (True, answer.released)):
            for piece in pieces:
                own.setdefault((piece.zone_id, released), []).append(piece.geometry)
        for key, shapes in own.items():
            land = shapely.union_all(shapes)
            ladder = ladders.setdefault(key, [])
            steps = [land, *(shapely.intersection(step, land) for step in ladder)]
            ladders[key] = [
                shapely.union(old, step) for old, step in zip(ladder, steps, strict=False)
            ] + steps[len(ladder) :]
    found = []
    for (zone, released), ladder in ladders.items():
        whole = _area_km2(ellipsoid, ladder[0])
        higher = [*ladder[1:], shapely.MultiPolygon()]
        for times, (land, above) in enumerate(zip(ladder, higher, strict=True), start=1):
            only = polygonal(shapely.difference(land, above))
            area = 0.0 if only is None else _area_km2(ellipsoid, only)
            if only is not None and area > _LEAST_SHARE * whole:
                found.append(Often(zone, released, times, area, only))
    return tuple(sorted(found, key=lambda one: (-one.times, one.zone_id, one.released)))
