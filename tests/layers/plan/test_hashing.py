"""What a hash ignores, and that it changes with every value."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import Plan
from tests.conftest import regions_frame, square, zones_frame

FRAME = shapely.Polygon(
    square(0, 0, 9).exterior.coords, [square(1, 1).exterior.coords, square(4, 4).exterior.coords]
)
TWO_BLOCKS = shapely.MultiPolygon([FRAME, square(20)])
REGIONS = regions_frame(("330101", square(-5, -5, 40)))


def zones(shape: object = TWO_BLOCKS, **columns: object) -> gpd.GeoDataFrame:
    """Return two zones, the first of the given shape."""
    frame = zones_frame(("W", "F", shape), ("E", "F", square(12)))
    return frame.assign(**columns)


def baseline(frame: pd.DataFrame) -> str:
    """Return the baseline of a plan with the given zones."""
    return Plan({"zones": frame, "regions": REGIONS}).baseline


def test_what_says_nothing_about_the_zones_leaves_the_baseline() -> None:
    frame = zones()
    for same in (
        frame.iloc[::-1],
        frame[["geometry", "ftz_id", "zone_id"]],
        frame.set_index("zone_id", drop=False),
        frame.rename_geometry("shape"),
        frame.assign(locked=False, sectors="", name=None),
        frame.assign(note=None),
        frame.assign(fid=[7, 8]),
    ):
        assert baseline(same) == baseline(frame)
    corners = [(120.0, 30.0), (120.0, 30.0), (120.1, 30.0), (120.1, 30.1)]  # the least one twice
    rings = [[*corners[by:], *corners[:by], corners[by]] for by in range(4)]
    ways = [shapely.Polygon(way) for ring in rings for way in (ring, ring[::-1])]
    assert len({baseline(zones(way)) for way in ways}) == 1
    assert baseline(zones()[:0]) != baseline(zones())
    there = regions_frame(("1", square(0)))
    at_zero = [  # with zeros of either sign
        Plan({"zones": zones_frame(("A", "F", shape)), "regions": there}).baseline
        for shape in (
            shapely.transform(shapely.box(0, 0, 1, 1), lambda xy: xy * [[-1.0, 1.0]]),
            shapely.box(-1, 0, 0, 1),
        )
    ]
    assert at_zero[0] == at_zero[1]


def test_the_baseline_changes_with_any_value_and_no_two_frames_share_one() -> None:
    changes: list[dict[str, object]] = [
        {},
        {"zone_id": ["W", "e"]},
        {"ftz_id": ["F", "G"]},
        {"name_zh": ["片区", None]},
        {"published_area_km2": [1.0, None]},
        {"published_area_km2": [None, 1.0]},
        {"locked": [True, False]},
        {"sectors": ["a;b", ""]},
        {"note": ["", None]},
        {"note": [1, 2]},
        {"note": ["1", "2"]},
        {"note": ["#1.0", "#2.0"]},
        {"note": ["1'2", None]},
        {"other": ["1", "2"]},
        {"note": [2**60, 1]},
        {"note": [2**60 + 1, 1]},
    ]
    seen: dict[str, dict[str, object]] = {}
    for columns in changes:
        assert seen.setdefault(baseline(zones(**columns)), columns) is columns
    nudged = shapely.transform(TWO_BLOCKS, lambda xy: np.nextafter(xy, 0))
    assert baseline(zones(nudged)) not in seen


def test_rows_of_a_table_without_key_are_hashed_in_any_order() -> None:
    trade = pd.DataFrame({"ftz_id": ["F", "F"], "period": ["2024", "2025"], "growth_pct": [1, -2]})
    there = {"zones": zones(), "regions": REGIONS}
    hashes = [
        Plan(there | {"trade": frame}).layers["trade"]
        for frame in (trade, trade.iloc[::-1], trade.assign(growth_pct=[1, -3]))
    ]
    assert hashes[0] == hashes[1] != hashes[2]
