"""The pieces that a proposal was chosen from, and the model of the choice for other solvers.

The model is text in the LP format of CPLEX, which GLPK, CBC, SCIP, HiGHS, Gurobi and CPLEX read:
`x1`, `x2`, … are the pieces in their order (1: chosen), `z1`, … the groups of points; `least` is
the value of the region covered least, where that is sought. Its optimum, less its value today, is
the most that any choice of these pieces gains, less the cost of their land, among those that keep
the required share of their gain where boundaries lie elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from geo.proposals.ground import as_multi
from geo.proposals.model import Choice
from geo.proposals.task import Task
from layers.geometry.antimeridian import wrapped

_PER_LINE = 8


class Candidate(NamedTuple):
    """Land that a zone could take or release, in degrees; a block that it keeps is empty."""

    zone_id: str | None
    released: bool
    area_km2: float
    geometry: MultiPolygon


@dataclass(frozen=True, eq=False, repr=False)
class Pieces:
    """The pieces that were tried: the columns of the model, and which of them are chosen.

    >>> from geo.proposals import propose
    >>> from layers.example import example_plan
    >>> pieces = propose(example_plan(), ["F"], ["population@5"], 2, tries=500).pieces
    >>> pieces, pieces.model.splitlines()[1]
    (<Pieces: 1 of land, 1 chosen>, 'Maximize')
    """

    every: tuple[Candidate, ...]
    chosen: NDArray[np.bool_]
    choice: Choice

    @classmethod
    def of(cls, task: Task, choice: Choice, chosen: NDArray[np.bool_]) -> Pieces:
        """Return the pieces of a task, with the model that was solved: of phases once for each."""
        found = []
        for column in range(choice.columns):
            piece = task.piece(column % task.choice.columns)
            if piece is None:
                found.append(Candidate(None, released=False, area_km2=0.0, geometry=as_multi(None)))
                continue
            land = as_multi(wrapped(piece.land))
            found.append(Candidate(piece.zone_id, piece.is_released, piece.area_km2, land))
        return cls(tuple(found), chosen, choice)

    def __repr__(self) -> str:
        """Return how many pieces of land were tried, and how many are chosen."""
        taken = sum(
            bool(is_chosen) and one.zone_id is not None
            for one, is_chosen in zip(self.every, self.chosen, strict=True)
        )
        return f"<Pieces: {len(self)} of land, {taken} chosen>"

    def __len__(self) -> int:
        """Return how many pieces of land were tried."""
        return sum(one.zone_id is not None for one in self.every)

    @property
    def today(self) -> float:
        """Return the value of the model today; anything above it is gain."""
        if self.choice.least is not None:
            return float(self.choice.least.today.min())
        return math.fsum(self.choice.worth[self._reached])

    @property
    def _reached(self) -> NDArray[np.bool_]:
        reached: NDArray[np.bool_] = (self.choice.covers @ self.choice.today.astype(float)) > 0
        return reached

    @property
    def model(self) -> str:
        """Return the model, in the LP format."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        choice, reached = self.choice, self._reached
        xs = [f"x{number}" for number in range(1, choice.columns + 1)]
        zs = [f"z{number}" for number in range(1, len(choice.worth) + 1)]
        yield f"\\ {len(self)} pieces of land; today {self.today!r}"
        yield "Maximize"
        worth = choice.worth if choice.least is None else np.zeros(len(zs))
        value = [*zip([*worth, *(choice.own - choice.price)], [*zs, *xs], strict=True)]
        yield from _sum("value:", [*([(1.0, "least")] if choice.least else []), *value])
        yield "Subject To"
        if choice.least is not None:
            beside = choice.least.today - choice.least.worth @ reached
            for worth, today in zip(choice.least.worth, beside.tolist(), strict=True):
                yield from _sum("", [(-1.0, "least"), *zip(worth, zs, strict=True)])
                yield f" >= {-today!r}"
        covers = choice.covers.tocsr()
        for group, z in enumerate(zs):
            columns = covers.indices[covers.indptr[group] : covers.indptr[group + 1]]
            yield from _sum("", [(1.0, z), *((-1.0, xs[n]) for n in columns)])
            yield " <= 0"
        for group in np.flatnonzero(choice.bound_groups).tolist():
            for column in covers.indices[covers.indptr[group] : covers.indptr[group + 1]]:
                yield f" {zs[group]} - {xs[column]} >= 0"
        for floor in choice.floors:
            least = floor.least + math.fsum(floor.worth[reached])
            yield from _sum("", zip([*floor.worth, *floor.own], [*zs, *xs], strict=True))
            yield f" >= {least!r}"
        for row in choice.rows:
            terms = [(f, xs[n]) for n, f in zip(row.columns, row.factors, strict=True)]
            for sign, side in (("<=", row.most), (">=", row.least)):
                if terms and math.isfinite(side):
                    yield from _sum("", terms)
                    yield f" {sign} {float(side)!r}"
        yield "Bounds"
        yield from (f" 0 <= {z} <= 1" for z in zs)
        yield "Binary"
        yield from (f" {x}" for x in xs)
        yield "End"


def _sum(name: str, terms: Iterable[tuple[float, str]]) -> Iterator[str]:
    """Yield the lines of a sum."""
    words = [f"{float(factor):+.17g} {variable}" for factor, variable in terms if factor]
    yield f" {name}"
    for first in range(0, len(words), _PER_LINE):
        yield "  " + " ".join(words[first : first + _PER_LINE])
