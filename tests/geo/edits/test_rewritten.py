"""Zones with other rows: those of a naive recomputation, column by column."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from edit_squares import square
from hypothesis import given
from hypothesis import strategies as st

from geo.edits.base import rewritten
from tests.conftest import CRS
from tests.searching import examples

DAY = pd.Timestamp("2026-12-03", tz="UTC")
TYPES = {
    "zone_id": "object",
    "locked": "bool",
    "jobs": "int64",
    "year": "Int64",
    "area": "float64",
    "day": "datetime64[ms, UTC]",
}


def values_of(number: int) -> dict[str, Any]:
    shape = shapely.MultiPolygon([square(number)])
    cells = f"Z{number}", number % 2 == 0, number, number, number / 2, DAY, shape
    return dict(zip([*TYPES, "geometry"], cells, strict=True))


def frame_of(rows: list[dict[str, Any]], types: dict[str, str]) -> gpd.GeoDataFrame:
    columns = {
        name: pd.Series([row.get(name) for row in rows], dtype=dtype)
        for name, dtype in types.items()
    }
    shapes = gpd.GeoSeries([row["geometry"] for row in rows], crs=CRS)
    return gpd.GeoDataFrame(columns | {"geometry": shapes}, crs=CRS)


@examples(60)
@given(
    st.integers(0, 4),
    st.dictionaries(st.integers(0, 6), st.none() | st.sets(st.sampled_from([*TYPES]))),
)
def test_zones_with_other_rows_are_those_of_a_naive_recomputation(
    count: int, changes: dict[int, set[str] | None]
) -> None:
    zones = frame_of([values_of(number) for number in range(count)], TYPES)
    zones.index = pd.Index(range(10, 10 + count))  # ignored
    before = zones.copy()
    changed: dict[int, dict[str, Any] | None] = {
        position: None
        if lacking is None
        else {k: v for k, v in values_of(20 + position).items() if k not in lacking}
        for position, lacking in changes.items()
    }
    rows = [
        changed.get(position, values_of(position))
        for position in [*range(count), *sorted(set(changed) - set(range(count)))]
    ]
    kept = [{"locked": False} | row for row in rows if row is not None]
    lacks_jobs = any(row is not None and "jobs" not in row for row in changed.values())
    expected = frame_of(kept, TYPES | ({"jobs": "Int64"} if lacks_jobs else {}))
    found = rewritten(zones, changed)
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(expected))
    assert found.crs == zones.crs
    assert isinstance(found, gpd.GeoDataFrame)
    assert zones.equals(before)
    assert np.array_equal(zones.index, before.index)
