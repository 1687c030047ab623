"""Coverage over squares of a hundredth of a degree: by hand, by conservation, by brute force."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, demand_frame, point, regions_frame, square, zones_frame
from hypothesis import given
from hypothesis import strategies as st

from geo import CoverageMeter, compare
from geo.coverage.access import access
from layers import Plan
from layers.errors import MeasureError, PlanError
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from tests.searching import examples

# the height of a square, and its width at its southern edge, by the geodesic
HEIGHT_KM = GRS80.geod.inv(120, 30, 120, 30.01)[2] / 1e3
WIDTH_KM = GRS80.geod.inv(120, 30, 120.01, 30)[2] / 1e3


def around(*people: tuple[shapely.Point, float], **layers: pd.DataFrame) -> Plan:
    """Return zone A, a square in a district of eleven by eleven, with people and more layers."""
    own: dict[str, pd.DataFrame] = {
        "zones": zones_frame(("A", "F", square(0))),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
    return Plan(own | ({"demand": demand_frame(*people)} if people else {}) | layers)


def clusters_frame(*rows: tuple[shapely.Point, str, float]) -> gpd.GeoDataFrame:
    shapes, sectors, weights = zip(*rows, strict=True)
    ids = [f"C{n}" for n in range(len(rows))]
    return gpd.GeoDataFrame(
        {"cluster_id": ids, "sector": sectors, "weight": weights}, geometry=list(shapes), crs=CRS
    )


def row(table: pd.DataFrame, **key: object) -> pd.Series:
    """Return the one row of a table with these values."""
    found = table[(table[list(key)] == pd.Series(key)).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


# ........................................................... people


def test_people_inside_a_zone_are_covered_at_radius_nought() -> None:
    people = (point(0.5), 7), (point(1.4), 5), (point(1.401), 3), (point(50), 4)
    plan = around(*people, zones=zones_frame(("A", "F", square(0)), ("B", "F", square(0.4))))
    coverage = CoverageMeter(plan, radii_km=[0]).measure()
    # the first point lies in two zones, the second on a boundary, which is inside
    figures = row(coverage.totals, radius_km=0)[["population", "covered_population"]]
    assert figures.tolist() == [19, 12]
    assert row(coverage.regions, level="district")["population"] == 15  # the last is outside it


def test_people_within_a_radius_of_the_boundary_are_covered() -> None:
    # points due north of the zone's upper edge, at one and two heights
    above = [shapely.Point(120.005, 30.01 + n * 0.01) for n in (1, 2)]
    plan = around((above[0], 10), (above[1], 100))
    meter = CoverageMeter(plan, [HEIGHT_KM * 0.999, HEIGHT_KM * 1.001, HEIGHT_KM * 2.001])
    assert meter.measure().totals["covered_population"].tolist() == [0, 10, 110]


def test_a_region_without_demand_has_no_population_figure_rather_than_nought() -> None:
    two = regions_frame(("330101", square(-5, -5, 11)), ("340101", square(6, -5, 11)))
    plan = around((point(3), 10), regions=two)
    regions = CoverageMeter(plan, [1]).measure().regions
    for level, adcode in (("district", "340101"), ("city", "340100"), ("province", "340000")):
        figures = row(regions, level=level, adcode=adcode)
        assert np.isnan(figures["population"])
        assert np.isnan(figures["covered_population"])
    assert row(regions, level="district", adcode="330101")["covered_population"] == 0


def test_a_demand_point_belongs_to_the_district_of_its_adcode() -> None:
    plan = around(
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        demand=demand_frame((point(0.5), 10)).assign(adcode="330102"),
    )
    regions = CoverageMeter(plan, [1]).measure().regions
    assert row(regions, level="district", adcode="330102")["covered_population"] == 10


# ........................................................... land


def test_covered_land_at_radius_nought_is_the_zone_itself(two_zones: Plan) -> None:
    coverage = CoverageMeter(two_zones, [0]).measure()
    west = row(coverage.regions, level="district", adcode="330101")
    assert west["covered_area_km2"] == pytest.approx(GRS80.area_km2(square(0))[0], rel=1e-12)
    assert west["area_km2"] == pytest.approx(GRS80.area_km2(square(-5, -5, 11))[0], rel=1e-12)


def test_covered_land_around_a_square_is_the_square_its_sides_and_a_disc(two_zones: Plan) -> None:
    radius = 2.0
    square_km2, around_km = GRS80.area_km2(square(0))[0], GRS80.perimeter_km(square(0))[0]
    expected = square_km2 + around_km * radius + np.pi * radius**2
    west = row(
        CoverageMeter(two_zones, [radius]).measure().regions, level="district", adcode="330101"
    )
    assert west["covered_area_km2"] == pytest.approx(expected, rel=2e-4)


def test_covered_and_uncovered_land_make_each_region(two_zones: Plan) -> None:
    for radius_km in (0.3, 5):
        regions = CoverageMeter(two_zones, [radius_km]).measure().regions
        shapes = [buffer(GRS80, zone, radius_km) for zone in two_zones.zones.geometry]
        left = shapely.difference(two_zones.regions.geometry.to_numpy(), shapely.union_all(shapes))
        districts = regions[regions["level"] == "district"]
        total = districts["covered_area_km2"].to_numpy() + GRS80.area_km2(left)
        assert total == pytest.approx(districts["area_km2"].to_numpy(), rel=1e-9)


# ........................................................... clusters, gateways, zones, FTZs


def test_clusters_are_counted_inside_within_and_matched() -> None:
    zones = zones_frame(("A", "F", square(0)), ("B", "F", square(2)))
    plan = around(
        zones=zones.assign(sectors=["biopharma;marine_economy", ""]),
        clusters=clusters_frame(
            (point(0.5), "biopharma", 2),  # inside a zone that designates it
            (point(2.5), "biopharma", 3),  # inside one that does not
            (point(1.5), "biopharma", 5),  # between the two
            (point(40), "biopharma", 7),
        ),
    )
    sectors = CoverageMeter(plan, [1]).measure().sectors
    assert sectors["radius_km"].tolist() == [0, 1]
    assert sectors["covered_clusters"].tolist() == [2, 3]
    assert sectors["covered_weight"].tolist() == [5, 10]
    assert sectors["matched_clusters"].tolist() == [1, 1]
    assert sectors["weight"].tolist() == [17, 17]


def test_a_zone_names_its_nearest_gateway_of_each_kind() -> None:
    gateways = gpd.GeoDataFrame(
        {"gateway_id": ["P1", "P2", "R1"], "kind": ["seaport", "seaport", "railport"]},
        geometry=[point(3, 0), point(2, 0), point(0.5)],
        crs=CRS,
    )
    rail, sea = CoverageMeter(around(gateways=gateways), [1]).measure().zones["gateways"].iloc[0]
    assert rail == {"kind": "railport", "gateway_id": "R1", "distance_km": 0}
    assert (sea["kind"], sea["gateway_id"]) == ("seaport", "P2")
    assert sea["distance_km"] == pytest.approx(WIDTH_KM, rel=1e-6)


def test_headroom_is_the_cap_less_the_measured_area_and_null_without_a_cap() -> None:
    plan = around(
        zones=zones_frame(("A", "F", square(0)), ("B", "F", square(2)), ("H", "HI", square(4))),
        ftzs=pd.DataFrame({"ftz_id": ["F", "HI", "N"], "cap_km2": [3.0, None, 8.0]}),
    )
    ftzs = CoverageMeter(plan, [1]).measure().ftzs
    area = GRS80.area_km2([square(0), square(2)]).sum()
    assert row(ftzs, ftz_id="F")["headroom_km2"] == pytest.approx(3 - area)
    assert np.isnan(row(ftzs, ftz_id="HI")["headroom_km2"])
    assert row(ftzs, ftz_id="N")[["area_km2", "headroom_km2"]].tolist() == [0, 8]


def test_a_zone_of_two_blocks_has_the_area_and_perimeter_of_both() -> None:
    both = shapely.MultiPolygon([square(0), square(3)])
    zone = CoverageMeter(around(zones=zones_frame(("A", "F", both))), [1]).measure().zones.iloc[0]
    assert zone["blocks"] == 2
    assert zone["area_km2"] == pytest.approx(GRS80.area_km2([square(0), square(3)]).sum())
    assert zone["perimeter_km"] == pytest.approx(4 * (HEIGHT_KM + WIDTH_KM), rel=1e-4)


# ........................................................... access


def test_access_is_worked_out_over_everyone_however_far() -> None:
    far = shapely.Point(120.005, 40)
    access = CoverageMeter(around((point(0.5), 3), (far, 1)), [1]).measure().access.iloc[0]
    north_km = GRS80.geod.inv(120.005, 30.01, 120.005, 40)[2] / 1e3
    assert access["mean_km"] == pytest.approx(north_km / 4, rel=1e-9)
    assert access["median_km"] == 0
    assert access["p90_km"] == pytest.approx(north_km, rel=1e-9)
    # three people at nought and one far: the Lorenz curve is flat until the last quarter
    assert access["gini"] == pytest.approx(0.75)


def test_who_lives_in_the_land_of_two_zones_is_at_no_distance_from_them() -> None:
    zones = zones_frame(("A", "F", square(0)), ("B", "F", square(0.5)), ("C", "F", square(3)))
    plan = around((point(0.75), 1), (point(3.5), 1), zones=zones)
    assert CoverageMeter(plan, [1]).measure().access["mean_km"].iloc[0] == 0


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0.1, 1e6)), min_size=1, max_size=30))
@examples(40)
def test_gini_is_half_the_relative_mean_difference(people: Sequence[tuple[float, float]]) -> None:
    distance, weight = np.array(people).T
    mean = distance @ weight / weight.sum()
    if mean < 1e-6:
        return
    pairs = np.abs(distance[:, None] - distance) * weight[:, None] * weight
    naive = pairs.sum() / weight.sum() ** 2 / (2 * mean)
    assert access(distance, weight)["gini"] == pytest.approx(naive, abs=1e-9)


# ........................................................... exactness and both ways


@pytest.mark.parametrize(("radius_km", "lat"), [(25, 0), (25, 75), (100, 53), (500, 30)])
def test_points_within_metres_of_the_radius_are_decided_as_pyproj_decides(
    radius_km: float, lat: float
) -> None:
    zone = shapely.Polygon(
        [(120, lat), (120.06, lat - 0.01), (120.08, lat + 0.05), (120.03, lat + 0.02)]
    )
    dense = shapely.get_coordinates(shapely.segmentize(zone, 2e-5))
    lon, lats, naive_m = [], [], []
    offsets_m = np.resize([-3, -0.5, -0.05, 0.05, 0.5, 3], 40)
    for azimuth, metres in zip(range(-180, 180, 9), offsets_m, strict=True):
        # out from the boundary point nearest to a place at about the radius, by radius and metres
        x, y, _ = GRS80.geod.fwd(120.04, lat, azimuth, radius_km * 1e3)
        towards, _, near = GRS80.geod.inv(*dense.T, np.full(len(dense), x), np.full(len(dense), y))
        start = dense[near.argmin()]
        x, y, _ = GRS80.geod.fwd(*start, towards[near.argmin()], radius_km * 1e3 + metres)
        here = np.full(len(dense), x), np.full(len(dense), y)
        lon.append(x)
        lats.append(y)
        naive_m.append(GRS80.geod.inv(*here, *dense.T)[2].min())
    people = ((shapely.Point(x, y), 2**n) for n, (x, y) in enumerate(zip(lon, lats, strict=True)))
    plan = around(
        *people,
        zones=zones_frame(("A", "F", zone)),
        regions=regions_frame(("330101", shapely.box(100, lat - 10, 140, lat + 10))),
    )
    covered = CoverageMeter(plan, [radius_km]).measure_fully().totals["covered_population"].iloc[0]
    expected = [n for n, distance in enumerate(naive_m) if distance <= radius_km * 1e3]
    assert 10 < len(expected) < 30
    # a power of two each: the sum tells which points were taken
    assert [n for n in range(40) if int(covered) >> n & 1] == expected


def test_the_same_zones_in_another_order_cover_the_same(two_zones: Plan) -> None:
    meter = CoverageMeter(two_zones, [0, 2])
    turned = two_zones.zones.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        meter.measure(turned).regions, meter.measure().regions, check_exact=True
    )


def test_measuring_leaves_the_plan_as_it_was(two_zones: Plan) -> None:
    before = two_zones.baseline, two_zones.layers
    CoverageMeter(two_zones, [1]).measure()
    assert (Plan({n: two_zones.frame(n) for n in two_zones.present}).baseline, two_zones.layers) == before  # fmt: skip  # noqa: E501


# ........................................................... what makes no sense


def test_radii_that_make_no_sense_are_refused(two_zones: Plan) -> None:
    for one in (-1, 1e-320, 0.09, float("nan"), float("inf"), 1e6, "far", None):
        with pytest.raises(MeasureError, match="must be"):
            CoverageMeter(two_zones, [one])
    for radii in ([], "25", True):
        with pytest.raises(MeasureError, match=r"must be several|no radius given"):
            CoverageMeter(two_zones, radii)


def test_a_zones_frame_that_is_not_valid_is_refused_with_its_row(two_zones: Plan) -> None:
    broken = two_zones.zones.assign(zone_id=["A", "A"])
    with pytest.raises(PlanError, match=r"zones.zone_id: row 1 \(A\), row 2 \(A\) share an id"):
        CoverageMeter(two_zones, [1]).measure(broken)


def test_coarser_levels_are_sums_of_their_districts(two_zones: Plan) -> None:
    regions = CoverageMeter(two_zones, [3]).measure().regions
    districts = regions[regions["level"] == "district"]["covered_area_km2"].sum()
    for level, adcode in (("city", "330100"), ("province", "330000")):
        assert row(regions, level=level, adcode=adcode)["covered_area_km2"] == districts


@pytest.mark.parametrize("zones", [5, ["A"]])
def test_what_is_neither_scenario_nor_zones_is_refused_with_what_to_give(
    zones: Any, two_zones: Plan
) -> None:
    with pytest.raises(MeasureError, match=r"zones: a \w+ cannot be measured; give a Scenario"):
        CoverageMeter(two_zones, [1]).measure(zones)


def test_what_is_no_coverage_is_not_compared(two_zones: Plan) -> None:
    coverage: Any = CoverageMeter(two_zones, [1]).measure()
    with pytest.raises(MeasureError, match="after: a int cannot be compared"):
        compare(coverage, 5)


def test_a_plan_without_demand_measures_land_and_has_no_population(two_zones: Plan) -> None:
    totals = CoverageMeter(two_zones, [1]).measure().totals
    assert totals["population"].isna().all()
    assert (totals["covered_area_km2"] > 0).all()
