"""What would cover a region: over squares by hand arithmetic, and against asking every zone."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from conftest import demand_frame, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.lenses import what_would
from geo.lenses.nearest import nearest_zones
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.geometry.ellipsoid import GRS80
from layers.geometry.point_distance import Boundary

Maker = Callable[..., Plan]


def km(one: shapely.Point, other: shapely.Point) -> float:
    return float(GRS80.geod.inv(one.x, one.y, other.x, other.y)[2] / 1e3)


@pytest.fixture
def row_of_people(make_plan: Maker) -> Plan:
    """Return zone W from 0 to 1 and E from 30 to 31; people at 0.5, 4, 10 and 27.

    Ten of them live inside W, forty at 4, forty at 10, and ten at 27, which is near E.
    """
    return make_plan(
        zones=zones_frame(("W", "F", square(0)), ("E", "F", square(30))),
        regions=regions_frame(("330101", square(-5, -20, 40)), ("330102", square(60))),
        demand=demand_frame((point(0.5), 10), (point(4), 40), (point(10), 40), (point(27), 10)),
    )


def test_the_radius_that_would_do_is_the_distance_of_the_person_who_makes_the_share(
    row_of_people: Plan,
) -> None:
    table = what_would(CoverageMeter(row_of_people, [1]).measure(), "330101", 1)
    # by distance: 10 inside, 10 at three hundredths (from E), 40 at three, 40 at nine
    near, far = km(point(1), point(4)), km(point(1), point(10))
    assert table["share"].tolist() == [0, 0.5, 0.9, 1]
    assert table["needed_km"].tolist() == pytest.approx([0, near, far, far], rel=1e-5)


def test_one_zone_has_to_reach_the_rest_and_it_is_the_one_with_the_least_way(
    row_of_people: Plan,
) -> None:
    table = what_would(CoverageMeter(row_of_people, [1]).measure(), "330101", 1)
    # ten are covered: 40 more for a half, 80 more for nine tenths, 90 more for all
    assert table["zone_id"].isna().tolist() == [True, False, False, False]
    assert table["zone_id"].tolist()[1:] == ["W", "W", "E"]
    near, far = km(point(1), point(4)), km(point(1), point(10))
    all_of_them = km(point(30), point(4))  # from E; W would have to come to 27, just as far
    expected = [near, far, all_of_them]
    assert table["zone_needed_km"].tolist()[1:] == pytest.approx(expected, rel=1e-5)
    assert table["farther_km"].tolist() == pytest.approx([0, *(one - 1 for one in expected)])


def test_what_is_covered_needs_nothing(row_of_people: Plan) -> None:
    table = what_would(CoverageMeter(row_of_people, [200]).measure(), "330101", 200)
    assert table["farther_km"].tolist() == [0, 0, 0, 0]
    assert table["zone_id"].isna().all()
    assert table["needed_km"].max() < 200


def test_a_region_without_people_has_no_answer(row_of_people: Plan) -> None:
    coverage = CoverageMeter(row_of_people, [1]).measure()
    assert what_would(coverage, "330102", 1).empty


def test_unknown_regions_and_radii_are_refused(row_of_people: Plan) -> None:
    coverage = CoverageMeter(row_of_people, [1]).measure()
    with pytest.raises(UnknownError, match="no region"):
        what_would(coverage, "999999", 1)
    with pytest.raises(MeasureError, match="was not measured"):
        what_would(coverage, "330101", 2)


def test_of_all_zones_measured_one_by_one_none_is_nearer_and_none_would_do_with_less() -> None:
    random = np.random.default_rng(4)
    places = np.column_stack(
        [random.uniform([100, 20], [104, 24], (15, 2)), random.uniform(0.01, 0.5, (15, 2))]
    )
    zones = [
        (f"Z{n:02}", "F", shapely.box(x, y, x + width, y + height))
        for n, (x, y, width, height) in enumerate(places.tolist())
    ]
    homes = random.uniform([99, 19], [106, 26], (200, 2)).tolist()
    plan = Plan(
        {
            "zones": zones_frame(*zones),
            "regions": regions_frame(("330101", shapely.box(99, 19, 106, 26))),
            "demand": demand_frame(*((shapely.Point(xy), n % 9) for n, xy in enumerate(homes))),
        }
    )
    coverage = CoverageMeter(plan, [50]).measure()
    targets = coverage.targets
    lon, lat, people = targets.demand.lon, targets.demand.lat, targets.population
    every = np.array([Boundary(GRS80, zone).distance_km(lon, lat) for zone in plan.zones.geometry])
    rows, distance = nearest_zones(coverage, np.arange(len(lon)))
    assert distance.tolist() == pytest.approx(every.min(axis=0).tolist(), rel=1e-12)
    assert rows.tolist() == every.argmin(axis=0).tolist()  # the ids stand in order
    covered = every.min(axis=0) <= 50
    table = what_would(coverage, "330101", 50, [0.6, 0.9, 1])
    assert (table["farther_km"] > 0).all()
    for row in table.to_dict("records"):
        need = row["share"] * people.sum() * (1 - 1e-12)
        ways = {}
        for (zone, _, _), own in zip(zones, every, strict=True):  # outwards from each zone
            order = np.argsort(np.where(covered, 0, own))
            ways[zone] = own[order][np.argmax(np.cumsum(people[order]) >= need)]
        assert row["zone_needed_km"] == pytest.approx(min(ways.values()))
        assert row["zone_id"] == min(ways, key=lambda zone: ways[zone])
        reach = np.sort(every.min(axis=0))
        near = np.argsort(every.min(axis=0))
        assert row["needed_km"] == pytest.approx(reach[np.argmax(np.cumsum(people[near]) >= need)])
