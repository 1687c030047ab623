"""Schematic polygons of China's free trade zones.

No boundary of a Chinese free trade zone is published as open data. Known are an area, a point, and
for some zones their blocks. The polygons made here represent exactly that: each has the published
area, is at the given point (or the nearest ground with enough space), in its province, clear of its
neighbours, and has an invented but plausible outline. They have `boundary_source` = `schematic` and
a `note` on their particulars.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from layers.china.facts import CRS
from layers.china.schematic_blocks import WHOLE_ISLAND_ZONE, grow_blocks, zone_blocks
from layers.china.schematic_ground import SchematicGround
from layers.china.schematic_shapes import largest_polygon

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
