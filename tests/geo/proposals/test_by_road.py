"""By road a proposal gains what the meter measures; it leaves what only a line reaches."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.proposals import NoProposalError, Question, propose
from layers.errors import MeasureError, UnknownError
from tests.geo.coverage.test_network import grid, plan_of
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
    for land in ({"budget_km2": 4.0}, {"swap": True}):
        options = land | {"by": "road", "gap": 0.0, "spread_km": 0.0}
        try:
            found = propose(plan, "F", "population@5", **options)  # type: ignore[arg-type]
        except NoProposalError:
            continue
        assert found.measured == pytest.approx(found.promised, rel=1e-12)
        assert found.measured > found.before
        assert found.status == "optimal"


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
    (north,), (east,) = line.taken, road.taken
    assert (line.measured, road.measured) == (3.0, 2.0)
    assert north.geometry.centroid.y > 30 + SIDE
    assert east.geometry.centroid.x > 120 + SIDE
    assert "by road" in str(road.reasons[0])
    assert {piece.zone_id for piece in road.taken} == {"A"}  # no road enters B


def test_new_land_apart_is_sought_by_line_alone() -> None:
    with pytest.raises(MeasureError, match="by straight line alone"):
        Question(objective="population@5", everywhere=True, budget_km2=2, by="road")
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
