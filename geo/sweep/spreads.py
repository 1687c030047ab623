"""The uncertain values, their ranges, and the sample of one run."""

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
    """The uncertainty of four inputs, to either side; 0: certain.

    `boundary` is the offset of each zone's boundary outward or inward, in km, independent per zone;
    `radius` the change of all radii, in km; `weights` the relative change of the weight of a
    sector's clusters, independent per sector; `demand` the same for the people of a region. Values
    are distributed uniformly.

    >>> Spreads(boundary=1, demand=0.1).draw(seed=0, run=7, sizes=(2, 1, 3)).boundary_km.round(2)
    array([-0.92,  0.55])
    """

    boundary: float = 0.0
    radius: float = 0.0
    weights: float = 0.0
    demand: float = 0.0

    def __post_init__(self) -> None:
        """Refuse spreads out of bounds, with a line for each (`MeasureError`)."""
        problems = [
            Message("sweep-spread-bounds", name=name, most=most, given=shown(spread))
            for name, spread in vars(self).items()
            for most in (_MOST_SHARE if name in ("weights", "demand") else _MOST_KM,)
            if not isinstance(spread, Real) or not 0 <= float(spread) <= most
        ]
        if problems:
            raise MeasureError(problems)

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Spreads:
        """Return spreads by name.

        Raises:
            MeasureError: a name is unknown, or a spread is out of bounds: a line for each.
        """
        names = [field.name for field in fields(cls)]
        problems = [
            Message("sweep-spread-unknown", hint=near(name, names))
            for name in values
            if name not in names
        ]
        try:
            spreads = cls(**{name: spread for name, spread in values.items() if name in names})
        except MeasureError as error:
            problems += error.problems
        if problems:
            raise MeasureError(problems)
        return spreads

    def draw(self, seed: int, run: int, sizes: tuple[int, int, int]) -> Drawn:
        """Return the sample of a run: deterministic for a seed and run number.

        `sizes` are the numbers of zones, sectors and regions. Each of the four inputs has its own
        random stream: its sample does not depend on the others' spreads.
        """
        zones, sectors, regions = sizes
        first_three = (self.boundary, zones), (self.radius, 1), (self.weights, sectors)
        parts = [
            np.random.default_rng([seed, run, kind]).uniform(-spread, spread, count)
            for kind, (spread, count) in enumerate((*first_three, (self.demand, regions)))
        ]
        return Drawn(parts[0], float(parts[1][0]), 1 + parts[2], 1 + parts[3])


class Drawn(NamedTuple):
    """A run's sample: offsets of each zone and of the radii, km; factors of sectors, regions."""

    boundary_km: Floats
    radius_km: float
    weights: Floats
    demand: Floats
