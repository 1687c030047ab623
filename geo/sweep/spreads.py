"""What is uncertain, by how much, and what one run draws of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.validation import shown
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.suggestions import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.geometry.edges import Floats

_MOST_KM, _MOST_SHARE = 100.0, 1.0


@dataclass(frozen=True)
class Spreads:
    """How far each of four things may be off, to either side; 0: it is certain.

    `boundary` is how far the boundary of each zone may lie outside or inside of where it is drawn,
    in km, each zone by itself; `radius` how much larger or smaller all radii may be, in km;
    `weights` how much the weight of all clusters of a sector may be off, as a share of it, each
    sector by itself; `demand` the same of the people of a region. All values within are as likely.

    >>> Spreads(boundary=1, demand=0.1).draw(seed=0, run=7, sizes=(2, 1, 3)).boundary_km.round(2)
    array([-0.92,  0.55])
    """

    boundary: float = 0.0
    radius: float = 0.0
    weights: float = 0.0
    demand: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a spread that is out of bounds, with a line for each (`MeasureError`)."""
        problems = [
            Message("sweep-spread-bounds", name=name, most=most, given=shown(spread))
            for name, spread in vars(self).items()
            for most in (_MOST_SHARE if name in ("weights", "demand") else _MOST_KM,)
            if not isinstance(spread, Real) or not 0 <= float(spread) <= most
        ]
        if problems:
            raise MeasureError(problems)

    @classmethod
    def of(cls, given: Mapping[str, float]) -> Spreads:
        """Return spreads by name.

        Raises:
            MeasureError: a name is not known, or a spread is out of bounds: a line for each.
        """
        names = [field.name for field in fields(cls)]
        problems = [
            Message("sweep-spread-unknown", hint=near(name, names))
            for name in given
            if name not in names
        ]
        try:
            spreads = cls(**{name: spread for name, spread in given.items() if name in names})
        except MeasureError as error:
            problems += error.problems
        if problems:
            raise MeasureError(problems)
        return spreads

    def draw(self, seed: int, run: int, sizes: tuple[int, int, int]) -> Drawn:
        """Return what a run draws: the same for the same seed and number, whoever draws it.

        `sizes` are the numbers of zones, sectors and regions. Each of the four has random numbers
        of its own: what one draws does not depend on the others' spreads.
        """
        zones, sectors, regions = sizes
        given = (self.boundary, zones), (self.radius, 1), (self.weights, sectors)
        parts = [
            np.random.default_rng([seed, run, kind]).uniform(-spread, spread, count)
            for kind, (spread, count) in enumerate((*given, (self.demand, regions)))
        ]
        return Drawn(parts[0], float(parts[1][0]), 1 + parts[2], 1 + parts[3])


class Drawn(NamedTuple):
    """What a run drew: an offset of each zone and of the radii, km; factors of sectors, regions."""

    boundary_km: Floats
    radius_km: float
    weights: Floats
    demand: Floats
