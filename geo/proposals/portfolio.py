"""Several proposals: good answers that differ, and how often each piece of land is among them.

Two answers **differ** by the land that one of them changes and the other does not (km², the
symmetric difference of the land they take and release). The pieces that an answer chooses share no
land, so that this is a sum over them: a piece counts its area, less twice the part that the other
answer changes as well. So a row of the model keeps an answer at the requested distance from an
earlier one, and each answer is the best of those far enough from all before it, with a proof of its
own: the best among the pieces that the model has, which no other of the zone betters in land and in
reach.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.proposals.drawing import draw
from geo.proposals.model import Row, choose
from geo.proposals.proposal import Proposal, proof_of, proposal_of
from geo.proposals.question import NoProposalError
from geo.proposals.reasons import binding, one_more, pieces_of
from geo.proposals.search import LEAST_GAIN, ROUGH_GAP, Search, best_of, without_costs
from geo.proposals.task import Task
from layers import Plan
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.validity import polygonal
from layers.messages import Message

_LEAST_SHARE = 1e-6  # of the land of all answers, below which land is rounding


class Often(NamedTuple):
    """Land of one zone that a number of the answers take, or release."""

    zone_id: str
    released: bool
    times: int
    area_km2: float
    geometry: BaseGeometry


@dataclass(frozen=True, eq=False, repr=False)
class Portfolio:
    """Answers, the best first; by how much each differs at least from those before it; the land.

    `differs_km2` of the first is None. `often` has the land of all answers, by zone and by how many
    of them change it, the most often first. `fewer` says why there are fewer than asked for.
    """

    answers: tuple[Proposal, ...]
    differs_km2: tuple[float | None, ...]
    often: tuple[Often, ...]
    fewer: Message | None = None

    def __repr__(self) -> str:
        """Return the objective before and after each answer."""
        first, after = self.answers[0], ", ".join(f"{one.measured:g}" for one in self.answers)
        return f"<Portfolio {first.objective}: {first.before:g} → {after}>"


def portfolio(  # noqa: PLR0913
    plan: Plan,
    ftzs: Sequence[str] | str,
    objective: Sequence[str] | str,
    budget_km2: float | Mapping[str, float] | None = None,
    *,
    answers: int,
    differ_km2: float,
    **options: Any,  # noqa: ANN401  the fields of a question
) -> Portfolio:
    """Return good adjustments of the zones of some FTZs, each two of which differ.

    There may be fewer than requested: no further one gains anything, or the time is spent.
    Their scenarios are called `scenario`, `scenario-2` and so on. `answers` says how many,
    `differ_km2` by how much land each two of them differ at least; all else is as for `propose`.

    Raises:
        UnknownError, MeasureError, NoProposalError: as for `propose`.

    >>> from geo.proposals import portfolio
    >>> from layers.example import example_plan
    >>> several = {"answers": 2, "differ_km2": 0.1, "spread_km": 0, "tries": 500}
    >>> portfolio(example_plan(), ["F"], ["population@5"], budget_km2=2, **several)
    <Portfolio population@5: 1000 → 1500>
    """
    arguments = {"ftzs": ftzs, "objective": objective, "budget_km2": budget_km2, "answers": answers}
    differ = None if answers == 1 else differ_km2  # there is nothing to differ from
    return several(Search.of_script(plan, {**arguments, "differ_km2": differ, **options}))


def several(search: Search) -> Portfolio:
    """Return answers that differ, the best first.

    Raises:
        NoProposalError: there is none.
    """
    count, gap = search.question.answers, search.question.gap
    differ_km2, ellipsoid = search.question.apart_km2, search.baseline.plan.ellipsoid
    task, chosen, slim = best_of(search, 1 / count)
    choice = task.choice
    found: list[Proposal] = []
    changed: list[BaseGeometry] = []
    differs: list[float | None] = []
    while len(found) < count:
        own = search.clock.part(1 / (count - len(found)))
        if choice is not task.choice:
            chosen = choose(choice, gap, own, search.report)
            if chosen.gain <= LEAST_GAIN or not choice.allows(chosen.chosen):
                break
        drawing = draw(task, chosen.chosen, search.question.scenario_of(len(found) + 1))
        land = shapely.union_all([piece.land for piece in drawing.pieces.values()])
        nearest = min((_difference_km2(ellipsoid, land, one) for one in changed), default=None)
        row = _not_again(chosen.chosen)
        if nearest is None or nearest >= differ_km2:  # a swap draws less than is chosen
            rough = max(gap, ROUGH_GAP)
            pieces = pieces_of(task, chosen.chosen, drawing, rough, own)
            more = () if found else one_more(task, chosen.gain, rough, own)
            try:
                proof = proof_of(search, task, chosen, drawing, choice)
                reasons = (*proof.reasons, *slim, *binding(task, drawing), *more)
                if found:
                    apart = Message("propose-differs", differ_km2=differ_km2)
                    reasons = (apart, *without_costs(reasons))
                found.append(proposal_of(search, proof, pieces, reasons, drawing.scenario))
            except NoProposalError:  # it breaks a hard rule
                if not found:
                    raise
            else:
                changed.append(land)
                differs.append(nearest)
                row = _far_from(task, ellipsoid, land, differ_km2)
        choice = replace(choice, rows=(*choice.rows, row))
    fewer = None
    if len(found) < count:
        why = "time" if search.clock.left_s <= 0 else "gain"
        fewer = Message("propose-fewer-answers", found=len(found), answers=count, why=why)
    return Portfolio(tuple(found), tuple(differs), often(ellipsoid, found), fewer)


def _area_km2(ellipsoid: Ellipsoid, shape: BaseGeometry) -> float:
    land = polygonal(shape)
    return 0.0 if land is None else float(ellipsoid.area_km2(np.array([land]))[0])


def _difference_km2(ellipsoid: Ellipsoid, one: BaseGeometry, other: BaseGeometry) -> float:
    return _area_km2(ellipsoid, shapely.symmetric_difference(one, other))


def _far_from(task: Task, ellipsoid: Ellipsoid, land: BaseGeometry, differ_km2: float) -> Row:
    """Return the row by which a choice differs from the land that an answer changes."""
    columns = [n for n in range(task.choice.columns) if task.piece(n) is not None]
    pieces = [piece for n in columns if (piece := task.piece(n)) is not None]
    shared = [_area_km2(ellipsoid, shapely.intersection(one.land, land)) for one in pieces]
    factors = [one.area_km2 - 2 * km2 for one, km2 in zip(pieces, shared, strict=True)]
    least = differ_km2 - _area_km2(ellipsoid, land)
    return Row(tuple(columns), tuple(factors), math.inf, least)


def _not_again(chosen: NDArray[np.bool_]) -> Row:
    """Return the row that excludes a choice, and this alone."""
    factors = np.where(chosen, 1.0, -1.0)
    return Row(tuple(range(len(chosen))), tuple(factors.tolist()), float(chosen.sum()) - 1.0)


def often(ellipsoid: Ellipsoid, answers: Iterable[Proposal]) -> tuple[Often, ...]:
    """Return the land that answers change, by zone and by how many of them change it.

    Land is counted by a ladder: land changed at least n + 1 times is land that was changed at least
    n times before and is changed once more.
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
