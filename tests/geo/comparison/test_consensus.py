"""Consensus over squares: which scenarios have a piece of land, and that areas add up."""

import geopandas as gpd
import pytest
import shapely
from conftest import square, zones_frame

from geo.comparison.consensus import consensus
from layers.errors import CrsError, MeasureError
from layers.geometry.ellipsoid import GRS80


def km2(*shapes: shapely.Polygon) -> float:
    return float(GRS80.area_km2(list(shapes)).sum())


def one(*zones: shapely.Polygon) -> gpd.GeoDataFrame:
    return zones_frame(*((f"Z{number}", "F", shape) for number, shape in enumerate(zones)))


def test_land_is_told_apart_by_whose_it_is() -> None:
    # A from 0 to 2, B from 1 to 3, C only the square at 1
    found = consensus({"A": one(square(0, 0, 2)), "B": one(square(1, 0, 2)), "C": one(square(1))})
    pieces = found.pieces[found.pieces["area_km2"] > 1e-9]  # 120.01 + 0.01 is not quite 120.02
    rows = dict(zip(pieces["scenarios"], pieces["area_km2"], strict=True))
    assert set(rows) == {("A", "B", "C"), ("A", "B"), ("A",), ("B",)}
    assert rows["A", "B", "C"] == pytest.approx(km2(square(1)))
    assert rows["A", "B"] == pytest.approx(km2(square(1, 1)))
    assert rows["A",] == pytest.approx(km2(square(0), square(0, 1)))
    assert pieces["count"].tolist() == [3, 2, 1, 1]
    assert found.counts["count"].tolist() == [3, 2, 1]
    four = km2(square(0), square(0, 1), square(2), square(2, 1))
    assert found.counts["area_km2"].tolist() == pytest.approx(
        [km2(square(1)), km2(square(1, 1)), four]
    )
    assert found.counts["at_least_km2"].iloc[-1] == pytest.approx(found.pieces["area_km2"].sum())


def test_overlapping_zones_of_one_scenario_count_once_and_each_ftz_by_itself() -> None:
    found = consensus({"A": one(square(0, 0, 2), square(1, 0, 2)), "B": one(square(5))})
    assert found.counts["area_km2"].tolist() == pytest.approx(
        [0, km2(shapely.box(120, 30, 120.03, 30.02), square(5))]
    )
    found = consensus({"A": one(square(0)), "none": one(square(0)).iloc[:0]})
    assert found.pieces["scenarios"].tolist() == [("A",)]
    a = zones_frame(("1", "F", square(0)), ("2", "G", square(5)))
    b = zones_frame(("1", "F", square(0)), ("2", "G", square(6)))
    table = consensus({"A": a, "B": b}).ftzs.set_index(["ftz_id", "count"])["area_km2"]
    assert table["F", 2] == pytest.approx(km2(square(0)))
    assert (table["F", 1], table["G", 2]) == (0, 0)
    assert table["G", 1] == pytest.approx(km2(square(5), square(6)))


def test_too_few_too_many_and_another_crs_are_refused() -> None:
    a = one(square(0))
    for count, words in ((1, "of 1 scenario:"), (10, "of 10 scenarios")):
        with pytest.raises(MeasureError, match=words):
            consensus({str(number): a for number in range(count)})
    with pytest.raises(CrsError, match="one CRS"):
        consensus({"A": a, "B": a.to_crs(4326)})
