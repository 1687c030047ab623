"""The pieces that a proposal was chosen from, and the model of the choice for other solvers.

The model is text in the LP format of CPLEX, which GLPK, CBC, SCIP, HiGHS, Gurobi and CPLEX read:
`x1`, `x2`, … are the pieces in their order (1: chosen), `z1`, … the groups of points; `least` is
the value of the region covered least, where that is sought. Its optimum, less its value today, is
the most that any choice of these pieces gains, less the cost of their land, among those that keep
the required share of their gain where boundaries lie elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from geo.proposals.available_land import as_multi
from geo.proposals.model import Choice, program
from geo.proposals.task import Task
from geo.solver import Model, lp_text
from layers.geometry.antimeridian import wrapped
from layers.runtime.cache import cached_property


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
    (<Pieces: 2 of land, 1 chosen>, 'max')
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

    @cached_property
    def _program(self) -> Model:
        return program(self.choice, scale=1.0)[0]

    @property
    def today(self) -> float:
        """Return the value of the model today; anything above it is gain."""
        return self._program.offset

    @property
    def model(self) -> str:
        """Return the model, in the LP format."""
        sizes = {"x": self.choice.columns, "z": len(self.choice.worth)}
        names = [f"{letter}{n}" for letter, size in sizes.items() for n in range(1, size + 1)]
        return lp_text(self._program, names + ["least"] * (self.choice.least is not None))
