"""Published bounds (四至): land from their words, and a draft of the words of land."""

from geo.bounds.describe import BlockBounds, FourSides, block_bounds, four_bounds
from geo.bounds.land import (
    BoundsLand,
    BoundsPart,
    OutlineSection,
    land_from_bounds,
    scenario_of_bounds,
)

__all__ = [
    "BlockBounds",
    "BoundsLand",
    "BoundsPart",
    "FourSides",
    "OutlineSection",
    "block_bounds",
    "four_bounds",
    "land_from_bounds",
    "scenario_of_bounds",
]
