"""The blocks of China's zones, each grown into an outline on its own ground.

`data/blocks.csv` lists the blocks of zones that have several, and districts that a block must not
leave (a river bounds it): general knowledge, unverified. All blocks of all zones are first given a
seat; then each grows in its own share of the ground.
"""

from typing import Any, cast

import numpy as np
import pandas as pd
from shapely.geometry import MultiPolygon, Polygon

from layers.china.facts import read_facts
from layers.china.schematic_ground import SchematicGround, Seat, cell_of, seat_on
from layers.china.schematic_shapes import Plot, grow_plot
from layers.geometry.ellipsoid import GRS80, LocalPlane

WHOLE_ISLAND_ZONE = "HI-ALL"
"""The zone that is the main island of its province."""

_STREET_BLOCKS = {"land": 400, "sea": 30}  # an anchorage has few corners
_SEARCH_M = 12_000.0  # how far a seed may have to move to find its ground


def zone_blocks(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the blocks of the zones, except the whole island.

    Columns: `zone_id`, `block` (from 1), `name`, `name_zh`, `lon`, `lat` (degrees), `area_km2`,
    `ground` (see `schematic_ground`), `within` (adcodes, semicolon-separated).

    A zone missing in `data/blocks.csv` is one block at its own point; a block without an area has
    the rest of its zone's area; one without `within` may lie anywhere in its province.
    """
    zones = facts.loc[
        facts["zone_id"] != WHOLE_ISLAND_ZONE,
        ["zone_id", "province_adcode", "published_area_km2", "lon", "lat"],
    ]
    listed = read_facts("blocks")
    numbers = ["block", "lon", "lat", "area_km2"]
    listed[numbers] = listed[numbers].apply(pd.to_numeric)
    alone = zones[~zones["zone_id"].isin(listed["zone_id"])].assign(block=1, ground="land")
    blocks = pd.concat(
        [zones.merge(listed, on="zone_id", suffixes=("_zone", "")), alone], ignore_index=True
    )
    blocks["lon"] = blocks["lon"].fillna(blocks["lon_zone"])
    blocks["lat"] = blocks["lat"].fillna(blocks["lat_zone"])
    blocks["within"] = blocks["within"].fillna(blocks["province_adcode"])
    listed_km2 = blocks.groupby("zone_id")["area_km2"].transform("sum")
    blocks["area_km2"] = blocks["area_km2"].fillna(blocks["published_area_km2"] - listed_km2)
    names = ["zone_id", "block", "name", "name_zh", "lon", "lat", "area_km2", "ground", "within"]
    return blocks[names]


def grow_blocks(blocks: pd.DataFrame, ground: SchematicGround) -> pd.DataFrame:
    """Return the blocks with `outline` (a polygon in degrees) and `moved_m` (of the seed)."""
    seats = [_seat(block, ground) for block in blocks.itertuples()]
    outlines = []
    for index, block in enumerate(blocks.itertuples()):
        seat = seats[index]
        near = [other for other in seats[:index] + seats[index + 1 :] if _is_near(other, seat)]
        plane = GRS80.plane(seat.lon, seat.lat)
        about = _ground_about(plane, 4 * seat.radius_m, block, ground)
        plot = Plot(
            f"{block.zone_id}/{block.block}",
            cast("float", block.area_km2),
            street_blocks=_STREET_BLOCKS["sea" if block.ground == "sea" else "land"],
        )
        outlines.append(grow_plot(plot, cell_of(seat, near, plane, about), plane))
    return blocks.assign(
        outline=pd.Series(outlines, index=blocks.index, dtype=object),
        moved_m=[seat.moved_m for seat in seats],
    )


def _seat(block: Any, ground: SchematicGround) -> Seat:  # noqa: ANN401  a row of zone_blocks
    plane = GRS80.plane(block.lon, block.lat)
    reach = _SEARCH_M + 3 * float(np.sqrt(block.area_km2 * 1e6 / np.pi))
    return seat_on(_ground_about(plane, reach, block, ground), plane, block.area_km2)


def _ground_about(
    plane: LocalPlane,
    reach_m: float,
    block: Any,  # noqa: ANN401
    ground: SchematicGround,
) -> MultiPolygon | Polygon:
    within = block.within.split(";")
    return ground.about(plane, reach_m, kind=block.ground, within=within)


def _is_near(other: Seat, seat: Seat) -> bool:
    """Return whether two seats may be near enough to share ground: within 1.5° (coarse)."""
    return abs(other.lon - seat.lon) < 1.5 and abs(other.lat - seat.lat) < 1.5
