"""Who comes within reach and who leaves it, over squares of a hundredth of a degree."""

import geopandas as gpd
import numpy as np
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame
from hypothesis import given
from hypothesis import strategies as st

from geo import Comparison, CoverageMeter, compare
from layers import Plan
from tests.searching import examples

PEOPLE = {-3.0: 1.0, 0.5: 10.0, 4.0: 100.0, 12.5: 1000.0, 25.0: 10_000.0}
PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(12))),
        "regions": regions_frame(("330101", square(-50, -50, 100))),
        "demand": gpd.GeoDataFrame(
            {"demand_id": [f"{x}" for x in PEOPLE], "population": list(PEOPLE.values())},
            geometry=[point(x) for x in PEOPLE],
            crs=CRS,
        ),
    }
)
METER = CoverageMeter(PLAN, [1, 5])


def to(*rows: tuple[str, str, shapely.Polygon]) -> Comparison:
    return compare(METER.measure(), METER.measure(zones_frame(*rows)))


def crossing(comparison: Comparison, zone: str | None = None) -> list[tuple[float, float, float]]:
    """Return radius, entering and leaving: of all zones, or of one."""
    table = comparison.population
    if zone is not None:
        table = comparison.zone_population
        table = table[table["zone_id"] == zone]
    columns = ["radius_km", "entering_population", "leaving_population"]
    return [tuple(row) for row in table[columns].to_numpy()]


def test_a_zone_carried_east_takes_in_people_and_leaves_people_behind() -> None:
    comparison = to(("W", "F", square(4)), ("E", "F", square(12)))
    # W now spans columns 4–5: the point at 4 lies on it; 0.5 is 3.4 km off, −3 is 6.7 km off.
    expected = [(0, 100, 10), (1, 100, 10), (5, 0, 1)]
    assert crossing(comparison, "W") == expected
    assert crossing(comparison) == expected
    assert set(comparison.zone_population["zone_id"]) == {"W"}


def test_who_is_reached_by_another_zone_before_and_after_does_not_cross_the_whole() -> None:
    comparison = to(("W", "F", square(12, 1)), ("E", "F", square(12)))
    # W comes to the north of E: the point at 12.5 is 0.55 km from it, but E held it already.
    assert crossing(comparison, "W") == [(0, 0, 10), (1, 1000, 10), (5, 1000, 111)]
    assert crossing(comparison) == [(0, 0, 10), (1, 0, 10), (5, 0, 111)]


def test_an_added_zone_only_takes_in_and_a_removed_one_only_leaves() -> None:
    comparison = to(("E", "F", square(12)), ("N", "F", square(25)))
    assert crossing(comparison, "N") == [(0, 10_000, 0), (1, 10_000, 0), (5, 10_000, 0)]
    assert crossing(comparison, "W") == [(0, 0, 10), (1, 0, 10), (5, 0, 111)]


def test_without_demand_the_figures_are_null() -> None:
    plan = Plan({"zones": PLAN.zones, "regions": PLAN.regions})
    meter = CoverageMeter(plan, [5])
    comparison = compare(meter.measure(), meter.measure(zones_frame(("W", "F", square(1)))))
    figures = ["entering_population", "leaving_population"]
    assert comparison.population[figures].isna().all(axis=None)
    assert comparison.zone_population[figures].isna().all(axis=None)


@examples(12)
@given(st.lists(st.tuples(st.sampled_from("WEN"), st.integers(-6, 30)), min_size=1))
def test_entering_less_leaving_is_the_difference_of_the_population_covered(
    moves: list[tuple[str, int]],
) -> None:
    shapes = {zone: square(column) for zone, column in moves}
    comparison = to(*((zone, "F", shape) for zone, shape in shapes.items()))
    crossed = comparison.population.set_index("radius_km")
    net = crossed["entering_population"] - crossed["leaving_population"]
    covered = comparison.totals.set_index("radius_km")["covered_population_difference"]
    assert np.allclose(net[covered.index], covered)
