"""Each zone within a radius of its own: by hand over squares, and against distances of points."""

import geopandas as gpd
import numpy as np
import pytest
from conftest import CRS, point, regions_frame, square, zones_frame
from hypothesis import given
from hypothesis import strategies as st

from geo import CoverageMeter
from geo.lenses import by_own_radius
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.point_distance import Boundary
from tests.searching import examples

LON = np.random.default_rng(3).uniform(-5, 16, 60)


def plan(**columns: object) -> Plan:
    """Return zones W and E ten squares apart, two districts, and sixty points along a line."""
    points = [point(x) for x in LON]
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))
    return Plan(
        {
            "zones": zones.assign(**columns),
            "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
            "demand": gpd.GeoDataFrame(
                {"demand_id": [str(n) for n in range(60)], "population": range(60)},
                geometry=points,
                crs=CRS,
            ),
            "clusters": gpd.GeoDataFrame(
                {"cluster_id": ["a", "b"], "sector": "biopharma", "weight": [1, 2]},
                geometry=[point(0.5), point(14)],
                crs=CRS,
            ),
        }
    )


@given(st.sampled_from([0, 1, 3, 8]), st.sampled_from([0, 1, 3, 8]))
@examples(6)
def test_a_point_is_covered_within_the_radius_of_any_zone(west_km: float, east_km: float) -> None:
    own = plan()
    found = by_own_radius(CoverageMeter(own, [2]).measure(), 2, {"W": west_km, "E": east_km})
    lon, lat = own.demand.geometry.x.to_numpy(), own.demand.geometry.y.to_numpy()
    covered = np.zeros(60, bool)
    for shape, radius in zip(own.zones.geometry, (west_km, east_km), strict=True):
        covered |= Boundary(own.ellipsoid, shape).distance_km(lon, lat) <= radius
    assert found.totals["covered_population"].iloc[0] == np.arange(60)[covered].sum()
    lon, lat = own.clusters.geometry.x.to_numpy(), own.clusters.geometry.y.to_numpy()
    near = np.zeros(2, bool)
    for shape, radius in zip(own.zones.geometry, (west_km, east_km), strict=True):
        near |= Boundary(own.ellipsoid, shape).distance_km(lon, lat) <= radius
    assert found.sectors["covered_weight"].tolist() == [float(np.array([1, 2])[near].sum())]


@pytest.mark.parametrize("radius_km", [0, 3, 40])
def test_one_radius_for_all_gives_the_figures_of_the_coverage(radius_km: float) -> None:
    coverage = CoverageMeter(plan(), [radius_km]).measure()
    found = by_own_radius(coverage, radius_km)
    for one, other in ((found.totals, coverage.totals), (found.regions, coverage.regions)):
        figures = ["area_km2", "covered_area_km2", "population", "covered_population"]
        assert one[figures].to_numpy() == pytest.approx(other[figures].to_numpy(), nan_ok=True)
    sectors = coverage.sectors.set_index("radius_km").loc[radius_km]
    assert found.sectors["covered_clusters"].tolist() == [sectors["covered_clusters"]]


def test_a_radius_asked_for_goes_before_the_plans_and_that_before_the_default() -> None:
    coverage = CoverageMeter(plan(service_radius_km=[7.0, None]), [2]).measure()
    radii = by_own_radius(coverage, 2).radii
    assert radii[["radius_km", "radius_from"]].to_numpy().tolist() == [[7, "plan"], [2, "default"]]
    radii = by_own_radius(coverage, 2, {"W": 1}).radii
    assert radii[["radius_km", "radius_from"]].to_numpy().tolist() == [[1, "given"], [2, "default"]]


def test_what_is_no_radius_of_a_zone_is_refused_by_name() -> None:
    coverage = CoverageMeter(plan(), [2]).measure()
    for radius in (-1, 1e-320, 0.09, float("nan"), float("inf"), 2001):
        with pytest.raises(MeasureError, match="radius of W: must be 0 or a number of km from 0"):
            by_own_radius(coverage, 2, {"W": radius})
    with pytest.raises(MeasureError, match="zone 'X': is not in scenario baseline"):
        by_own_radius(coverage, 2, {"X": 1})
    worded = CoverageMeter(plan(service_radius_km=["far", None]), [2]).measure()
    with pytest.raises(MeasureError, match=r"radius of W: .*zones.service_radius_km"):
        by_own_radius(worded, 2)
