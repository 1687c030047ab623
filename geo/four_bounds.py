"""A draft of the four bounds (四至): the regions to which a zone extends, block by block."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers import Plan
from layers.geometry.antimeridian import whole
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.messages.languages import names_first

_SIDES = ((0, 1), (1, -1), (0, -1), (1, 1))
"""East, south, west and north, in output order: the axis of each and the direction along it."""

_BESIDE_DEG = 1e-3
"""How far beyond the outermost point the adjacent region is looked up, about 100 m."""


def four_bounds(plan: Plan, zones: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the draft of each zone's four bounds by id, in Chinese if the plan's names are.

    For the outermost point of a block in each direction it names the region just beyond; the block
    is within it if the region on this side is the same. A decision needs names of roads, rivers and
    parcels: the text states that it is a draft.

    >>> import geopandas as gpd
    >>> from layers import Plan
    >>> districts = gpd.GeoDataFrame(
    ...     {"adcode": ["1", "2"], "name": ["Left", "Right"]},
    ...     geometry=[shapely.box(10, 50, 11, 51), shapely.box(11, 50, 12, 51)], crs=4258)
    >>> zones = gpd.GeoDataFrame({"zone_id": ["A"], "ftz_id": ["F"]},
    ...     geometry=[shapely.box(10.5, 50.2, 11, 50.4)], crs=4258)
    >>> print(four_bounds(Plan({"zones": zones, "regions": districts}), zones)["A"])
    Draft from the names of regions, not surveyed: block 1: east to Right, south within Left, west \
within Left, north within Left
    """
    language = "zh" if plan.terms.chinese else "en"
    say = plan.terms.speaker(language).text
    regions = plan.regions
    names = (
        regions[names_first(language)[0]]
        .fillna(plan.terms.finest.shown_names(regions))
        .to_numpy(object)
    )
    tree = shapely.STRtree(regions.geometry.to_numpy())
    texts = {}
    for zone, shape in zip(zones["zone_id"], zones.geometry, strict=True):
        blocks = []
        for number, block in enumerate(shapely.get_parts(whole(shape)), start=1):
            east, south, west, north = (_bound(block, side, tree, names) for side in _SIDES)
            bounds = Message(
                "measure-bounds-block",
                number=number,
                east=east,
                south=south,
                west=west,
                north=north,
            )
            blocks.append(bounds)
        texts[zone] = say(Message("measure-bounds", blocks=tuple(blocks)))
    return texts


def _bound(
    block: shapely.Polygon, side: tuple[int, int], tree: shapely.STRtree, names: NDArray[np.object_]
) -> Message:
    """Return the region to which a block extends on a side."""
    axis, direction = side
    xy = shapely.get_coordinates(block)
    outermost = xy[(direction * xy[:, axis]).argmax()]
    step = np.zeros(2)
    step[axis] = direction * _BESIDE_DEG
    beyond, inside = (_region_at(outermost + step * way, tree) for way in (1, -1))
    if beyond is None:
        return Message("measure-bounds-outside")
    code = "measure-bounds-inside" if beyond == inside else "measure-bounds-at"
    return Message(code, region=str(names[beyond]))


def _region_at(place: Floats, tree: shapely.STRtree) -> int | None:
    """Return the region at a point, None if there is none."""
    lon = (place[0] + 180) % 360 - 180
    rows = tree.query(shapely.Point(lon, place[1]), predicate="intersects")
    return int(rows.min()) if len(rows) else None
