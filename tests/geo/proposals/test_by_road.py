"""By road a proposal gains what the meter measures; it leaves what only a line reaches."""

from contextlib import suppress
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo import Add, CoverageMeter, Scenario
from geo.proposals import NoProposalError, Question
from geo.proposals.available_land import AvailableLand
from geo.proposals.new_sites import block_at
from layers.errors import MeasureError, UnknownError
from tests.conftest import CRS
from tests.geo.coverage.test_network import grid, plan_of
from tests.geo.proposals.at_thresholds import limits_of, propose, propose_zone
from tests.searching import examples

SIDE = 0.02


def square(x: float, y: float) -> shapely.Polygon:
    return shapely.box(x, y, x + SIDE, y + SIDE)


@given(st.integers(0, 2**32))
@examples(3)
def test_what_is_promised_is_measured(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines, oneway = grid(rng, 120.0, 30.0)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + np.array([120, 30])) for _ in range(30)]
    places = rng.choice(9, 3, replace=False)
    zones = {
        name: square(120 + 0.06 * (place % 3), 30 + 0.06 * (place // 3))
        for name, place in zip("ABC", places, strict=True)
    }
    plan = plan_of(zones, lines, people, oneway)
    answers = []
    for land in ({"budget_km2": 4.0}, {"swap": True}):
        options = land | {"by": "road", "gap": 0.0, "spread_km": 0.0}
        with suppress(NoProposalError):
            answers.append(propose(plan, "F", "population@5", **options))  # type: ignore[arg-type]
    assume(answers)
    for found in answers:
        assert found.measured == pytest.approx(found.promised, rel=1e-12)
        assert found.measured > found.before
        assert found.status == "optimal"


def test_no_answer_by_line_gains_more_by_road() -> None:
    streets = [[(120.01, 30.01), to] for to in ((120.2, 30.01), (120.01, 30.2))]
    east = [(120.098 + part, 30.011) for part in np.linspace(0, 1e-3, 400)]
    north = [(120.011, 30.089 + part) for part in np.linspace(0, 1e-3, 150)]  # led to first by road
    plan = plan_of({"A": square(120, 30)}, streets, [*east, *north])
    people = np.repeat([1.0, 2.0], [len(east), len(north)])
    plan = plan.with_layer("demand", plan.demand.assign(population=people))
    found = {
        by: propose(plan, "F", "population@7", 0.9, by=by, gap=0.0, spread_km=0.0, runs=0)
        for by in get_args(Literal["line", "road"])
    }
    after = CoverageMeter(plan, 7, by="road").measure(found["line"].scenario)
    assert found["road"].measured >= max(400, *after.totals["covered_population"])


def test_a_proposal_by_road_is_another_than_by_line() -> None:
    street = [(120.01, 30.01), (120.2, 30.01)]
    far = [(120.2, 30.01), (120.2, 30.2), (120.01, 30.2)]
    people = [(120.01, 30.089), (120.098, 30.011)]  # north without a road, and east along one
    plan = plan_of({"A": square(120, 30), "B": square(119.8, 29.8)}, [street, far], people)
    population = plan.demand.assign(population=[3.0, 2.0])
    plan = plan.with_layer("demand", population)
    options = {"budget_km2": 0.9, "spread_km": 0.0}
    line = propose(plan, "F", "population@7", **options)  # type: ignore[arg-type]
    road = propose(plan, "F", "population@7", by="road", **options)  # type: ignore[arg-type]
    (east,) = road.taken
    assert (line.measured, road.measured) == (5.0, 2.0)
    assert any(north.geometry.centroid.y > 30 + SIDE for north in line.taken)
    assert east.geometry.centroid.x > 120 + SIDE
    assert "by road" in " ".join(map(str, road.reasons))
    assert {piece.zone_id for piece in road.taken} == {"A"}  # no road enters B


def test_the_site_of_a_new_zone_is_the_best_by_road() -> None:
    rng = np.random.default_rng(4)
    lines, oneway = grid(rng, 120.0, 30.0)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + np.array([120, 30])) for _ in range(8)]
    plan = plan_of({"A": square(119.9, 29.9)}, lines, people, oneway)
    plan = plan.with_layer("demand", plan.demand.assign(population=1.0))
    found = propose_zone(plan, "1", "population@3", 2.0, gap=0.0, spread_km=0.0, by="road")
    assert found.measured == pytest.approx(found.promised, rel=1e-12)
    assert found.status == "optimal"
    meter, available = CoverageMeter(plan, 3, by="road"), AvailableLand(plan)
    for lon, lat in rng.uniform(-0.06, 0.22, (30, 2)) + np.array([120, 30]):
        made = Scenario.of(plan, [Add(zone="N", geometry=block_at(available, lon, lat, 2.0))])
        reached = meter.measure(made).totals["covered_population"].iloc[0]
        assert reached <= found.bound + 1e-9
    two = propose_zone(plan, None, "population@3", 2.0, new=2, spread_km=0.0, by="road")
    assert two.measured == pytest.approx(two.promised, rel=1e-12)
    assert two.measured >= found.measured


def test_a_new_zone_by_road_is_one_that_a_road_enters() -> None:
    aside, along = [(120.0, 30.05), (120.3, 30.05)], [(120.0, 30.0), (120.3, 30.0)]
    plan = plan_of({"A": square(120.1, 29.95)}, [aside, along], [(120.137, 30.0)])
    free = shapely.box(120.11, 29.995, 120.165, 30.06)
    town = shapely.difference(shapely.box(119.9, 29.8, 120.4, 30.2), free)
    town = gpd.GeoDataFrame(geometry=[town], crs=CRS)
    plan = plan.with_layer("exclusions", town.assign(exclusion_id="1", kind="town"))
    found = propose_zone(plan, "1", "population@1.2", 2.0, gap=0.0, spread_km=0.0, by="road")
    assert (found.measured, found.promised) == (1.0, 1.0)
    assert found.taken[0].geometry.intersects(shapely.LineString(along))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_new_block_reaches_by_road_what_the_meter_says() -> None:
    street = [(120.0, 30.01), (120.3, 30.01)]
    plan = plan_of({"A": square(120, 30)}, [street], [(120.2, 30.015), (120.25, 30.01)])
    limits = limits_of(new_blocks=1)
    found = propose(plan, "F", "population@3", 2.0, by="road", spread_km=0.0, limits=limits)
    assert found.measured == found.promised == found.bound
    assert found.measured > 0
    (piece,) = found.taken
    assert piece.geometry.distance(plan.zones.geometry.iloc[0]) > 0


def test_a_way_is_one_of_those_that_there_are() -> None:
    with pytest.raises(MeasureError, match="no such way"):
        Question(objective="population@5", ftzs="F", budget_km2=2, by="air")  # type: ignore[arg-type]


def test_land_is_led_to_who_counts_inside_alone() -> None:
    street = [(120.0, 30.01), (120.2, 30.01)]
    plan = plan_of({"A": square(120, 30)}, [street], [(120.03, 30.01)])
    found = propose(plan, "F", "population@0", budget_km2=1.0, by="road", spread_km=0.0)
    assert (found.measured, found.status) == (1.0, "optimal")


def test_radii_in_minutes_are_proven_as_those_in_km_and_lead_elsewhere() -> None:
    fast, slow = [(120.01, 30.01), (120.2, 30.01)], [(120.01, 30.01), (120.01, 30.2)]
    people = [(120.098, 30.011), (120.01, 30.089)]  # east along the slow road, north along the fast
    plan = plan_of({"A": square(120, 30)}, [fast, slow], people)
    plan = plan.with_layer("demand", plan.demand.assign(population=[3.0, 2.0]))
    network = plan.frame("network").assign(minutes=[200.0, 20.0])
    plan = plan.with_layer("network", network)
    options = {"budget_km2": 0.9, "spread_km": 0.0}
    km = propose(plan, "F", "population@7", by="road", **options)  # type: ignore[arg-type]
    minutes = propose(plan, "F", "population@7min", by="road_min", **options)  # type: ignore[arg-type]
    assert (km.measured, minutes.measured) == (3.0, 2.0)
    assert minutes.status == "optimal"
    assert minutes.objective == "population@7min"
    assert minutes.promised == pytest.approx(minutes.measured, rel=1e-12)
    with pytest.raises(UnknownError, match="is in minutes; propose by them"):
        propose(plan, "F", "population@7min", by="road", **options)  # type: ignore[arg-type]
