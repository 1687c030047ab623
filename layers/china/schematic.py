"""Schematic polygons of China's free trade zones.

No boundary of a Chinese free trade zone is published as open data. Known are an area, a point, and
for some zones their blocks. The polygons made here represent exactly that: each has the published
area, is at the given point (or the nearest ground with enough space), in its province, clear of its
neighbours, and has an invented but plausible outline. They have `boundary_source` = `schematic` and
a `note` on their particulars.
"""

from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from layers.china.facts import CRS, read_facts
from layers.china.schematic_ground import SchematicGround, Seat, cell_of, seat_on
from layers.china.schematic_shapes import Plot, grow_plot
from layers.geometry.ellipsoid import GRS80, LocalPlane
from layers.geometry.validity import largest_polygon
from layers.schema.lists import split_list

WHOLE_ISLAND_ZONE = "HI-ALL"
"""The zone that is the main island of its province."""

_STREET_BLOCKS = {"land": 400, "sea": 30}  # an anchorage has few corners
_SEARCH_M = 12_000.0  # how far a seed may have to move to find its ground
_WORTH_SAYING_M = 250.0  # shorter moves of a seed are not noted
_LONGEST_EDGE_DEG = 0.02  # areas agree to 1e-5 with tools that treat an edge as a geodesic

SCHEMATIC_NOTE = (
    "Schematic outline, not an official boundary: made from an area and a point alone.",
    "示意边界，非官方界线：仅依据面积和代表点绘制。",
)
_NOTES = {
    "SH-BZ": (
        "The island part of Yangshan port lies in Shengsi, Zhejiang, partly on made land.",
        "洋山港岛域部分位于浙江省嵊泗县，部分为填海造地。",
    ),
    "SH-LG": (
        "The Xiaoyangshan block lies in Shengsi, Zhejiang, partly on made land.",
        "小洋山岛区块位于浙江省嵊泗县，部分为填海造地。",
    ),
    "ZJ-LD": (
        "The two anchorages are sea areas, outside every district.",
        "两处锚地为海域，不在任何县级行政区内。",
    ),
    "HE-DX": (
        "Straddles Hebei and Beijing; drawn wholly on the Hebei side.",
        "实际跨河北与北京；本图全部绘于河北一侧。",
    ),
    WHOLE_ISLAND_ZONE: (
        "The main island as the district layer has it; area as measured, no cap.",
        "依县级行政区图层的海南岛主岛；面积为量算值，无面积上限。",
    ),
}


def schematic_zones(facts: pd.DataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one schematic polygon for each zone.

    Args:
        facts: one row for each zone: `zone_id`, `published_area_km2`, `lon`, `lat` (degrees) and
            `province_adcode`, the six-digit code of its FTZ's province.
        districts: `adcode`, `province_adcode` and polygons, EPSG:4490.

    Returns:
        In the order of `facts`: `zone_id`, `boundary_source` ("schematic"), `blocks` (their
        number), `note`, `note_zh`, geometry MultiPolygon in EPSG:4490, with parts in the order
        of `data/blocks.csv`. Areas on the ellipsoid equal `published_area_km2` within 1e-6,
        except for Hainan, which is the island itself.

    Raises:
        PlanError: a block finds no ground within 12 km, or no space beside its neighbours.
    """
    blocks = grow_blocks(zone_blocks(facts), SchematicGround(districts))
    blocks["outline"] = _with_short_edges(blocks["outline"].to_numpy())
    parts = {str(zone_id): list(group) for zone_id, group in blocks.groupby("zone_id")["outline"]}
    if WHOLE_ISLAND_ZONE in set(facts["zone_id"]):
        parts[WHOLE_ISLAND_ZONE] = [_main_island(facts, districts)]
    zone_ids = facts["zone_id"].tolist()
    notes = [_note(zone_id, blocks[blocks["zone_id"] == zone_id]) for zone_id in zone_ids]
    columns = {
        "zone_id": zone_ids,
        "boundary_source": "schematic",
        "blocks": [len(parts[zone_id]) for zone_id in zone_ids],
        "note": [english for english, _ in notes],
        "note_zh": [chinese for _, chinese in notes],
    }
    geometry = [MultiPolygon(parts[zone_id]) for zone_id in zone_ids]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def _with_short_edges(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the outlines with points added on long edges, rounded to nine decimals."""
    fine = shapely.segmentize(outlines, _LONGEST_EDGE_DEG)
    rounded: NDArray[np.object_] = shapely.transform(fine, lambda xy: np.round(xy, 9))
    return rounded


def _main_island(facts: pd.DataFrame, districts: gpd.GeoDataFrame) -> Polygon:
    """Return the largest polygon of the dissolved districts of the island's province."""
    province = facts.loc[facts["zone_id"] == WHOLE_ISLAND_ZONE, "province_adcode"].iloc[0]
    pieces = districts.geometry[districts["province_adcode"] == province]
    return largest_polygon(shapely.union_all(pieces.to_numpy()))


def _note(zone_id: str, blocks: pd.DataFrame) -> tuple[str, str]:
    """Return a zone's note in English and Chinese."""
    notes = [SCHEMATIC_NOTE]
    if zone_id in _NOTES:
        notes.append(_NOTES[zone_id])
    if len(blocks) > 1:
        english = "; ".join(blocks["name"])
        chinese = "；".join(blocks["name_zh"])
        notes.append(
            (
                f"Blocks (general knowledge, unverified): {english}.",
                f"区块（常识，未经核实）：{chinese}。",
            )
        )
    moved_m = blocks["moved_m"].max()
    if moved_m >= _WORTH_SAYING_M:
        km = f"{moved_m / 1e3:.1f}"
        notes.append(
            (
                f"A block stands {km} km from the listed point, on the nearest fitting ground.",
                f"为落在合适的用地上，有区块较列表点位移动了{km}公里。",
            )
        )
    return " ".join(english for english, _ in notes), "".join(chinese for _, chinese in notes)


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
    return ground.about(plane, reach_m, kind=block.ground, within=split_list(block.within))


def _is_near(other: Seat, seat: Seat) -> bool:
    """Return whether two seats may be near enough to share ground: within 1.5° (coarse)."""
    return abs(other.lon - seat.lon) < 1.5 and abs(other.lat - seat.lat) < 1.5
