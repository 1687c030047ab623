"""Rules of a zone's blocks: `min_block_km2`, `max_blocks`, `min_compactness`.

A **block** is one polygon of a zone. **Compactness** is the Polsby–Popper of each block by itself:
that of a whole zone of n equal blocks is at most 1/n, and how many there may be is `max_blocks`'
business. Limits hold to 1e-9 of themselves, so that a block of just the least area passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.compactness import polsby_popper
from geo.rules.base import Breach, Parameters, counted, km2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.rules.context import RuleContext
    from layers.edges import Floats, Ints

_ROUNDING = 1e-9


def min_block_km2(context: RuleContext, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone with blocks that are too small; the amount is the smallest."""
    limit = parameters["area_km2"]
    blocks = context.blocks
    for zone, few in _below(blocks.zone, blocks.area_km2, limit):
        zone_id, least = context.ids[zone], float(blocks.area_km2[few].min())
        message = f"{zone_id} has {counted(len(few), 'block')} under {km2(limit)}, "
        message += f"the smallest {km2(least)}"
        where = shapely.MultiPolygon(list(blocks.shapes[few]))
        yield Breach(zone_id, zone_id, least, limit, "km²", message, where)


def max_blocks(context: RuleContext, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone of too many blocks; the geometry is its smallest ones."""
    limit = int(parameters["blocks"])
    blocks = context.blocks
    for zone, zone_id in enumerate(context.ids):
        own = np.flatnonzero(blocks.zone == zone)
        if len(own) <= limit:
            continue
        small = own[np.argsort(blocks.area_km2[own], kind="stable")][: len(own) - limit]
        message = f"{zone_id} has {counted(len(own), 'block')}, {len(small)} more than {limit}"
        where = shapely.MultiPolygon(list(blocks.shapes[small]))
        yield Breach(zone_id, zone_id, float(len(own)), float(limit), "blocks", message, where)


def min_compactness(context: RuleContext, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for each zone with blocks too long or too ragged; the least is the amount."""
    limit = parameters["polsby_popper"]
    blocks = context.blocks
    score = polsby_popper(blocks.area_km2, context.ellipsoid.perimeter_km(blocks.shapes))
    for zone, few in _below(blocks.zone, score, limit):
        zone_id, least = context.ids[zone], float(score[few].min())
        message = f"{zone_id} has {counted(len(few), 'block')} less compact than {limit:g} "
        message += f"(Polsby–Popper), the least {least:.3f}"
        where = shapely.MultiPolygon(list(blocks.shapes[few]))
        yield Breach(zone_id, zone_id, least, limit, "", message, where)


def _below(zone: Ints, amount: Floats, limit: float) -> Iterator[tuple[int, Ints]]:
    """Yield each zone with blocks whose amount is below the limit, and those blocks."""
    below = np.flatnonzero(amount < limit * (1 - _ROUNDING))
    for one in np.unique(zone[below]):
        yield int(one), below[zone[below] == one]
