"""Rules of a zone's blocks: `min_block_km2`, `max_blocks`, `min_compactness`.

A **block** is one polygon of a zone. **Compactness** is the Polsby–Popper score of each block: that
of a whole zone of n equal blocks would be at most 1/n, and `max_blocks` already limits their
number. Limits have a relative tolerance of 1e-9, so that a block of exactly the minimum area
passes.
"""

from collections.abc import Iterator

import numpy as np
import shapely

from geo.compactness import polsby_popper
from geo.rules.base import Breach, Parameter, Parameters, rule
from geo.rules.prepared_plan import PreparedPlan
from geo.rules.zone_set import EACH_ZONE
from geo.zone import Zone
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.scaled_plane import least_cosine_share
from layers.messages import Message

_ROUNDING = 1e-9


@rule(EACH_ZONE, "soft", Parameter("area_km2", 0.1, "km²"), place=7)
def min_block_km2(_: PreparedPlan, zone: Zone, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for a zone with blocks that are too small; the amount is the smallest."""
    limit = parameters["area_km2"]
    area = zone.polygon.blocks.area_km2
    few = _below(area, limit)
    if len(few):
        least = float(area[few].min())
        message = Message(
            "rule-blocks-too-small",
            zone=zone.zone_id,
            blocks=len(few),
            limit_km2=limit,
            least_km2=least,
        )
        where = wrapped(shapely.MultiPolygon(list(zone.polygon.blocks.shapes[few])))
        yield Breach(
            zone.zone_id, zone.zone_id, least, limit, "km²", message, where, places=len(few)
        )


@rule(EACH_ZONE, "soft", Parameter("blocks", 10, "blocks", minimum=1, whole=True), place=8)
def max_blocks(_: PreparedPlan, zone: Zone, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for a zone of too many blocks; the geometry is its smallest ones."""
    limit = int(parameters["blocks"])
    shapes, area = zone.polygon.blocks
    count = len(shapes)
    if count > limit:
        small = np.argsort(area, kind="stable")[: count - limit]
        message = Message(
            "rule-blocks-too-many", zone=zone.zone_id, blocks=count, over=len(small), limit=limit
        )
        where = wrapped(shapely.MultiPolygon(list(shapes[small])))
        yield Breach(
            zone.zone_id, zone.zone_id, float(count), float(limit), "blocks", message, where
        )


@rule(EACH_ZONE, "soft", Parameter("polsby_popper", 0.1, "1", maximum=1), place=9)
def min_compactness(_: PreparedPlan, zone: Zone, parameters: Parameters) -> Iterator[Breach]:
    """Yield a breach for a zone with blocks too long or ragged; the amount is the least score."""
    limit = parameters["polsby_popper"]
    if _is_plainly_compact(zone, limit):
        return
    shapes, area = zone.polygon.blocks
    score = polsby_popper(area, zone.polygon.ellipsoid.perimeter_km(shapes))
    few = _below(score, limit)
    if len(few):
        least = float(score[few].min())
        message = Message(
            "rule-blocks-not-compact", zone=zone.zone_id, blocks=len(few), limit=limit, least=least
        )
        where = wrapped(shapely.MultiPolygon(list(shapes[few])))
        yield Breach(zone.zone_id, zone.zone_id, least, limit, "", message, where, places=len(few))


def _is_plainly_compact(zone: Zone, limit: float) -> bool:
    """Return whether certainly no block is less compact, by a cheap bound in the zone's plane.

    False means undecided. The plane's scale error is at most the ratio of the zone's parallels
    eastwards, and 1 % northwards on any Earth-like ellipsoid; a score is cubic in lengths.
    """
    blocks = shapely.get_parts(zone.polygon.flat)
    score = polsby_popper(shapely.area(blocks), shapely.length(blocks))
    return bool((score * (0.99 * least_cosine_share(zone.polygon.shape)) ** 3 > limit).all())


def _below(amount: Floats, limit: float) -> Ints:
    """Return the blocks with an amount below the limit."""
    return np.flatnonzero(amount < limit * (1 - _ROUNDING))
