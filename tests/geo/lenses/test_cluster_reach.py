"""Which clusters the zones of the example plan reach: C1 lies in A, C2 7.7 km east of B."""

import numpy as np
import pytest

from geo import CoverageMeter
from geo.lenses import cluster_reach
from geo.scope import Scope
from layers.example import example_plan


@pytest.mark.parametrize(
    ("radius_km", "reached"), [(0, [False, True]), (5, [False, True]), (7.8, [True, True])]
)
def test_a_cluster_is_reached_as_the_sectors_table_counts_it(
    radius_km: float, reached: list[bool]
) -> None:
    coverage = CoverageMeter(example_plan(), radii_km=[radius_km]).measure()
    found = cluster_reach(coverage, radius_km)
    assert found["cluster_id"].tolist() == ["C2", "C1"]  # the farthest first
    assert found["reached"].tolist() == reached
    sectors = coverage.sectors[coverage.sectors["radius_km"] == radius_km]
    assert found["reached"].sum() == sectors["covered_clusters"].sum()
    assert found["distance_km"].round(1).tolist() == [7.7, 0.0]
    assert found["zone_id"].tolist() == ["B", "A"]
    assert found["adcode"].tolist() == ["330102", "330101"]


def test_without_zones_no_cluster_has_a_nearest_one() -> None:
    meter = CoverageMeter(example_plan(), radii_km=[5])
    found = cluster_reach(meter.measure(meter.measure().zone_frame.iloc[:0]), 5)
    assert found["cluster_id"].tolist() == ["C1", "C2"]
    assert found["zone_id"].tolist() == [None, None]
    assert found["distance_km"].isna().all()
    assert not found["reached"].any()


def test_only_the_wanted_clusters_are_told() -> None:
    coverage = CoverageMeter(example_plan(), radii_km=[5]).measure()
    none = cluster_reach(coverage, 5, np.zeros(2, bool))
    assert none.empty
    for text, ids in (
        ("sector:biopharma", ["C1"]),
        ("region:330102", ["C2"]),
        ("region:330000", ["C2", "C1"]),
        ("ftz:F", ["C2", "C1"]),
    ):
        wanted = Scope.parse(text, coverage.plan).clusters(coverage)
        assert cluster_reach(coverage, 5, wanted)["cluster_id"].tolist() == ids
