"""Schematic polygons of the customs blocks inside China's free trade zones.

The area and the zone of a customs block are published; `data/customs_sites.csv` adds its position
(general knowledge, unverified), per part if it has several. Each part is placed in the nearest
block of its zone with enough space, clear of that block's edge; one with the block's area is that
block.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from layers.china.facts import CRS, customs_blocks, read_facts
from layers.china.schematic import SCHEMATIC_NOTE
from layers.china.schematic_ground import Seat, cell_of, seat_on
from layers.china.schematic_shapes import Plot, grow_plot
from layers.errors import PlanError
from layers.geometry.ellipsoid import GRS80, LocalPlane
from layers.messages import Message

_FENCE_M = 35.0  # distance of a customs block from its zone's edge, less if it is small
_SAME_AREA = 1e-5  # relative: a customs block with its block's area is that block


def schematic_customs_blocks(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a schematic polygon for each customs block, inside its zone.

    Args:
        zones: the result of `schematic_zones`, or the same zones read back.

    Returns:
        In the order of `data/customs_blocks.csv`: `block_id` (zone_id and a number), `zone_id`,
        `name`, `name_zh`, `published_area_km2`, `source`, `verified`, `boundary_source`, `note`,
        geometry MultiPolygon in EPSG:4490. A customs block that fills its block of the zone has
        exactly that block's outline; any other lies strictly inside.

    Raises:
        PlanError: there is no space for a customs block in its zone.
    """
    sites = _customs_sites()
    shapes = dict(zip(zones["zone_id"], zones.geometry, strict=True))
    parts: dict[tuple[str, str], list[Polygon]] = {}
    for zone_id, group in sites.groupby("zone_id", sort=False):
        for site, outline in _grow_customs(group, shapes[str(zone_id)]):
            parts.setdefault((site.zone_id, site.name), []).append(outline)
    facts = sites.drop_duplicates(["zone_id", "name"])
    number = facts.groupby("zone_id").cumcount() + 1
    whole = {key for key, of in parts.items() if all(part in shapes[key[0]].geoms for part in of)}
    keys = list(zip(facts["zone_id"], facts["name"], strict=True))
    frame = facts[
        ["zone_id", "name", "name_zh", "published_area_km2", "source", "verified"]
    ].assign(
        block_id=facts["zone_id"] + "-" + number.astype(str),
        boundary_source="schematic",
        note=[
            f"{SCHEMATIC_NOTE[0]} Position: general knowledge, unverified."
            + (" It is a whole block of its zone." if key in whole else "")
            for key in keys
        ],
    )
    geometry = [MultiPolygon(parts[key]) for key in keys]
    return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=geometry, crs=CRS)


def _customs_sites() -> pd.DataFrame:
    """Return a row for each part of each customs block, with its `area_km2` and its facts."""
    facts = customs_blocks().rename(columns={"area_km2": "published_area_km2"})
    sites = read_facts("customs_sites")[["zone_id", "name", "part", "lon", "lat", "area_km2"]]
    numbers = ["part", "lon", "lat", "area_km2"]
    sites[numbers] = sites[numbers].apply(pd.to_numeric)
    rows = facts.merge(sites, on=["zone_id", "name"], how="left", validate="1:m")
    unplaced = rows.loc[rows["part"].isna(), "name"]
    if len(unplaced):
        raise PlanError(
            Message("plan-customs-block-unplaced", name=repr(name)) for name in unplaced
        )
    listed_km2 = rows.groupby(["zone_id", "name"])["area_km2"].transform("sum")
    rows["area_km2"] = rows["area_km2"].fillna(rows["published_area_km2"] - listed_km2)
    return rows


def _grow_customs(sites: pd.DataFrame, zone: MultiPolygon) -> list[tuple[Any, Polygon]]:
    """Return each site (a row) of one zone with its outline."""
    blocks = list(zone.geoms)
    areas = GRS80.area_km2(blocks)
    rows: list[Any] = list(sites.itertuples())
    hosts = [_host(site, blocks, areas) for site in rows]
    planes = [GRS80.plane(site.lon, site.lat) for site in rows]
    inner = [_inside(blocks[h], p, s.area_km2) for h, p, s in zip(hosts, planes, rows, strict=True)]
    grown: list[tuple[Any, Polygon]] = []
    seats: dict[int, Seat] = {}
    for i, site in enumerate(rows):
        if abs(site.area_km2 / areas[hosts[i]] - 1) < _SAME_AREA:
            grown.append((site, blocks[hosts[i]]))
        else:
            seats[i] = seat_on(inner[i], planes[i], site.area_km2)
    for i, seat in seats.items():
        near = [other for j, other in seats.items() if j != i and hosts[j] == hosts[i]]
        cell = cell_of(seat, near, planes[i], inner[i])
        seed = planes[i].forward(Point(seat.lon, seat.lat))
        name = f"{rows[i].zone_id}/{rows[i].name}/{rows[i].part}"
        plot = Plot(name, rows[i].area_km2, 40, seed.x, seed.y)
        grown.append((rows[i], grow_plot(plot, cell, planes[i])))
    return grown


def _host(site: Any, blocks: list[Polygon], areas: np.ndarray) -> int:  # noqa: ANN401
    """Return the number of the nearest block of the zone that can hold the site."""
    fits = np.flatnonzero(areas > site.area_km2 * (1 - _SAME_AREA))
    if not len(fits):
        large = Message("plan-customs-block-too-large", name=repr(site.name), zone=site.zone_id)
        raise PlanError(large)
    far = shapely.distance(np.array(blocks)[fits], Point(site.lon, site.lat))
    return int(fits[np.argmin(far)])


def _inside(block: Polygon, plane: LocalPlane, area_km2: float) -> shapely.Geometry:
    """Return the block in plane metres without the strip along its fence."""
    fence = min(_FENCE_M, 0.12 * float(np.sqrt(area_km2 * 1e6 / np.pi)))
    inside: shapely.Geometry = shapely.buffer(plane.forward(block), -fence, join_style="mitre")
    return inside
