"""A proposal in phases: each year caps the land an FTZ has taken in all, and land taken stays.

The choices of the phases are **nested**: land taken in one is taken in the next as well, or is
inside a larger piece of the same zone. They are one model: the columns and groups of the choice
appear in it once for each phase. It maximizes the weighted mean of the gains of the phases.
Its bound holds for the mean: no gain of a phase exceeds that of the most land.

Each phase's loss to the others is reported: the gain of the best choice for its year alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray

from geo.edits import Reshape
from geo.proposals.available_land import headroom_km2, phase_rooms_km2
from geo.proposals.drawing import Drawing, draw, outline_of, rules_of_more, taken_km2
from geo.proposals.land import LandPiece
from geo.proposals.model import Choice, Row, choose
from geo.proposals.proposal import Proposal, proof_of, proposal_of
from geo.proposals.reasons import binding, pieces_of
from geo.proposals.search import ROUNDING, Search, best_of
from geo.proposals.task import Task
from geo.scenario.model import Scenario
from geo.solver import Clock
from geo.zone import outlines
from layers.geometry.edges import Bools
from layers.messages import Message, Param

_INSIDE = 1e-6  # of a piece: what may lie outside of the larger one that holds it
_ALONE = 0.3  # of the time left, for the gain of each year alone


def phased_choice(
    choice: Choice,
    inside: Sequence[Sequence[int]],
    rooms_km2: Sequence[Mapping[str, float]],
    weights: Sequence[float],
) -> Choice:
    """Return the model of nested choices: the columns of a choice, phase after phase.

    `inside` has, for each of the first `len(inside)` columns, the larger columns that hold it,
    `rooms_km2` how much land each FTZ may take in a phase, `weights` what its gain weighs.
    """
    count, columns, groups = len(weights), choice.columns, len(choice.worth)
    rows = [
        row._replace(
            columns=tuple(column + phase * columns for column in row.columns),
            most=room.get(row.name, row.most) if row.name else row.most,
            name="",
        )
        for phase, room in enumerate(rooms_km2)
        for row in choice.rows
    ]
    for phase in range(count - 1):
        for column, larger in enumerate(inside):
            later = [one + (phase + 1) * columns for one in (column, *larger)]
            rows.append(Row((column + phase * columns, *later), (1.0, *(-1.0 for _ in later)), 0.0))
    lower_bounds = []
    for phase in range(count):
        for lower_bound in choice.lower_bounds:
            worth, own = np.zeros(count * groups), np.zeros(count * columns)
            worth[phase * groups : (phase + 1) * groups] = lower_bound.worth
            own[phase * columns : (phase + 1) * columns] = lower_bound.own
            lower_bounds.append(lower_bound._replace(worth=worth, own=own))

    def weighed(figures: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([weight * figures for weight in weights])

    return Choice(
        covers=sp.csr_array(sp.block_diag([choice.covers] * count)),
        worth=weighed(choice.worth),
        own=weighed(choice.own),
        today=np.tile(choice.today, count),
        cost=np.tile(choice.cost, count),
        rows=tuple(rows),
        lower_bounds=tuple(lower_bounds),
        price=weighed(choice.price),
    )


def larger_pieces(lands: Sequence[LandPiece]) -> list[list[int]]:
    """Return for each piece of land the larger ones of its zone that hold it."""
    shapes = np.array([land.land for land in lands], object)
    area = shapely.area(shapes)
    found: list[list[int]] = [[] for _ in lands]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    zone = np.array([land.zone_id for land in lands], object)
    may = (area[other] > area[one]) & (zone[one] == zone[other])
    one, other = one[may], other[may]
    beyond = shapely.area(shapely.difference(shapes[one], shapes[other]))
    holds = beyond <= _INSIDE * area[one]
    for small, large in zip(one[holds].tolist(), other[holds].tolist(), strict=True):
        found[small].append(large)
    return found


class _Phases(NamedTuple):
    """The phases of a question: their years, how much land each may take, what each weighs."""

    years: tuple[int, ...]
    rooms_km2: tuple[Mapping[str, float], ...]
    weights: tuple[float, ...]  # whose sum is 1

    @classmethod
    def of(cls, search: Search) -> _Phases:
        question = search.question
        years = tuple(sorted(question.phases))
        weights = [question.phase_weights.get(year, 1.0) for year in years]
        rooms = phase_rooms_km2(search.baseline.plan, question)
        return cls(
            years,
            tuple(rooms[year] for year in years),
            tuple(weight / math.fsum(weights) for weight in weights),
        )

    def choice(self, task: Task) -> Choice:
        """Return the model of a task, phase by phase."""
        return phased_choice(task.choice, larger_pieces(task.lands), self.rooms_km2, self.weights)

    def parts(self, chosen: Bools) -> list[Bools]:
        """Return the choice in each phase."""
        return np.split(chosen, len(self.years))


def best_in_phases(search: Search) -> Proposal:
    """Return the best nested adjustments of the zones of the FTZs, as one scenario with phases.

    Its values are means over the phases; pieces are those of the last one.

    Raises:
        NoProposalError: nothing can be proposed; the reason says why.
    """
    phases, scenario = _Phases.of(search), search.question.scenario
    task, found, slim = best_of(
        search, 1 - _ALONE, phases.choice, lambda _, task, found: (task, found, _ended(task))
    )
    choice, chosen = phases.choice(task), phases.parts(found.chosen)
    last = draw(task, chosen[-1], scenario)
    drawing = Drawing(_drawn(task, phases, chosen, scenario), last.pieces, choice)
    proof = proof_of(search, task, found, drawing, choice)
    pieces = pieces_of(task, chosen[-1], last, 0.0, Clock(0.0, search.clock.stop))
    reasons = (
        _counted(phases), *proof.reasons, *slim, *_lost(search, task, phases, chosen),
        *binding(task, last),
    )  # fmt: skip
    return proposal_of(
        search,
        proof,
        pieces,
        reasons,
        drawing.scenario,
        [
            (weight, drawing.scenario.as_of(year))
            for year, weight in zip(phases.years, phases.weights, strict=True)
        ],
    )


def _ended(task: Task) -> tuple[Message, ...]:
    return () if task.complete else (Message("propose-search-ended"),)


def _counted(phases: _Phases) -> Message:
    """Return that values are means over the phases, and what each weighs."""
    each = tuple(
        Message("propose-phase-weight", year=str(year), pct=100 * weight)
        for year, weight in zip(phases.years, phases.weights, strict=True)
    )
    return Message("propose-phases", phases=each)


def _lost(
    search: Search, task: Task, phases: _Phases, chosen: Sequence[Bools]
) -> Iterator[Message]:
    """Yield the land and gain of each phase, and the gain of the best choice for its year alone."""
    clock = search.clock
    for number, (year, room, own) in enumerate(
        zip(phases.years, phases.rooms_km2, chosen, strict=True)
    ):
        alone = task.choice.with_most(room)
        share = 1 / (len(phases.years) - number + 1)
        best = choose(alone, search.question.gap, clock.part(share), start=own)
        gain = alone.gain(own)
        taken = math.fsum(land.area_km2 for land in _taken(task, own))
        more = max(0.0, alone.gain(best.chosen) - gain)
        about: dict[str, Param] = {"year": str(year), "taken_km2": taken, "gain": gain}
        is_best = best.status == "optimal"
        if more <= ROUNDING * max(gain, 1.0):
            code = "propose-phase-best" if is_best else "propose-phase-open"
            yield Message(code, **about)
        else:
            lost = 100 * more / (gain + more)
            yield Message("propose-phase-loses", **about, alone=gain + more, lost_pct=lost)


def _drawn(task: Task, phases: _Phases, chosen: Sequence[Bools], scenario: str) -> Scenario:
    """Return the scenario: in each phase the zones that take more than in the one before.

    The land of earlier phases stays, to the last crumb.
    """
    shapes = outlines(task.available.plan.zones)
    edits, counts, before = list[Reshape](), list[int](), dict[str, list[LandPiece]]()
    for own in chosen:
        now: dict[str, list[LandPiece]] = {}
        for land in _taken(task, own):
            now.setdefault(land.zone_id, []).append(land)
        for zone, pieces in now.items():
            if {*map(id, pieces)} <= {*map(id, before.get(zone, []))}:
                continue
            every = [*before.get(zone, []), *pieces]
            edits.append(Reshape(zone=zone, geometry=outline_of(shapes[zone], every)))
            before[zone] = every
        counts.append(len(edits))
    rules = rules_of_more(
        (taken_km2(_taken(task, own)), headroom_km2(task.plan, year))
        for year, own in zip(phases.years, chosen, strict=True)
    )
    dated = [{"by": year, "edits": count} for year, count in zip(phases.years, counts, strict=True)]
    return Scenario.of(task.plan, edits, scenario=scenario, rules=rules, phases=dated)


def _taken(task: Task, chosen: Bools) -> list[LandPiece]:
    """Return the pieces of land that a choice takes."""
    return [task.lands[column] for column in np.flatnonzero(chosen[: len(task.lands)]).tolist()]
