"""What some zones hold and reach, by hand over squares of a hundredth of a degree."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest

from geo import CoverageMeter
from geo.lenses import within
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import CRS, point, regions_frame, square, zones_frame


def test_people_jobs_clusters_and_land_of_zones_by_radius(make_plan: Callable[..., Plan]) -> None:
    demand = {"demand_id": ["1", "2", "3"], "population": [10, 30, 60], "jobs": [1.0, 2.0, 4.0]}
    plan = make_plan(
        zones=zones_frame(("A", "F", square(0)), ("B", "F", square(1)), ("C", "G", square(50))),
        regions=regions_frame(("330101", square(-5, -5, 6)), ("330102", square(1, -5, 60))),
        demand=gpd.GeoDataFrame(demand, geometry=[point(0.5), point(1.5), point(3)], crs=CRS),
        clusters=gpd.GeoDataFrame(
            {"cluster_id": ["X", "Y"], "sector": ["biopharma", "biopharma"]},
            geometry=[point(1.5), point(3)],
            crs=CRS,
        ),
    )
    coverage = CoverageMeter(plan, radii_km=(50,)).measure()
    figures, land = within(coverage, ["A"], (1.5, 3))  # a square is 1.1 km wide: 0.55 and 2.2 km
    assert figures["radius_km"].tolist() == [0, 1.5, 3]
    assert figures["population"].tolist() == [10, 40, 100]
    assert figures["jobs"].tolist() == [1, 3, 7]
    assert figures["clusters"].tolist() == [0, 1, 2]
    assert land["adcode"].tolist() == ["330101"]
    assert land["area_km2"].tolist() == pytest.approx(GRS80.area_km2(square(0)).tolist())
    both, land = within(coverage, ["A", "B", "not there"], ())
    assert both[["population", "clusters"]].values.tolist() == [[40, 1]]
    assert land["adcode"].tolist() == ["330102", "330101"] or len(land) == 2


def test_people_are_not_known_where_the_plan_has_no_demand(make_plan: Callable[..., Plan]) -> None:
    plan = make_plan(
        zones=zones_frame(("A", "F", square(0))),
        regions=regions_frame(("330101", square(-5, -5, 11))),
    )
    figures, _ = within(CoverageMeter(plan).measure(), ["A"], (25,))
    assert np.isnan(figures["population"]).all()
    assert figures["clusters"].tolist() == [0, 0]
    none, land = within(CoverageMeter(plan).measure(), [], ())
    assert none["clusters"].tolist() == [0]
    assert land.empty
