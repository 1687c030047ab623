"""A region of any level as a set of districts, by its adcode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.validation import shown
from layers.errors import UnknownError
from layers.messages import Message

if TYPE_CHECKING:
    from layers import Plan
    from layers.geometry.edges import Ints


@dataclass(frozen=True)
class Region:
    """A region: its adcode, its level, and the rows of its districts in `plan.regions`."""

    adcode: str
    level: str
    districts: Ints


def find_region(plan: Plan, adcode: str, level: str | None = None) -> Region:
    """Return the region with an adcode, of the level or else of the coarsest level that has it.

    110000 is a province and a city: the province.

    Raises:
        UnknownError: no region of any level has the adcode.
    """
    for one in reversed(plan.levels) if level is None else (plan.level(level),):
        rows = np.flatnonzero((plan.regions[one.column] == adcode).to_numpy(bool))
        if len(rows):
            return Region(adcode, one.code, rows)
    raise UnknownError(Message("measure-region-unknown", given=shown(adcode)))
