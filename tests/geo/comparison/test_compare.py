"""What changes from one coverage to another, over squares of a hundredth of a degree."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame
from hypothesis import given
from hypothesis import strategies as st

from geo import Comparison, CoverageMeter, Scenario, apply, compare
from geo.comparison.rule_changes import change_messages
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.ellipsoid import GRS80
from tests.searching import examples

Maker = Callable[..., Plan]
ONE_KM2 = GRS80.area_km2(square(0))[0]


def with_shapes(plan: Plan, **shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    """Return the plan's zones with some polygons replaced."""
    zones = plan.zones.copy()
    zones["geometry"] = [
        shapely.MultiPolygon([shapes[zone]]) if zone in shapes else shape
        for zone, shape in zip(zones["zone_id"], zones["geometry"], strict=True)
    ]
    return zones


def with_parts(plan: Plan, *parts: shapely.Polygon) -> gpd.GeoDataFrame:
    """Return the plan's zones, the first of several blocks."""
    zones = plan.zones.copy()
    zones["geometry"] = [shapely.MultiPolygon(parts), *zones["geometry"].iloc[1:]]
    return zones


def against_baseline(plan: Plan, zones: gpd.GeoDataFrame, radius_km: float = 1) -> Comparison:
    meter = CoverageMeter(plan, [radius_km])
    return compare(meter.measure(), meter.measure(zones))


def test_a_zone_drawn_with_another_start_and_direction_has_not_changed(two_zones: Plan) -> None:
    turned = shapely.Polygon(np.roll(shapely.get_coordinates(square(0))[:-1], 2, axis=0)[::-1])
    zones = against_baseline(two_zones, with_shapes(two_zones, W=turned)).zones
    assert zones["change"].tolist() == ["none", "none"]


def test_a_zone_moved_by_half_its_width_gains_and_loses_half(two_zones: Plan) -> None:
    comparison = against_baseline(two_zones, with_shapes(two_zones, W=square(0.5)))
    west, east = (comparison.zones.set_index("zone_id").loc[zone] for zone in "WE")
    assert (east["change"], east["gained_km2"], east["lost_km2"]) == ("none", 0, 0)
    assert west["change"] == "reshaped"
    assert west["gained_km2"] == pytest.approx(ONE_KM2 / 2, rel=1e-6)
    assert west["lost_km2"] == pytest.approx(ONE_KM2 / 2, rel=1e-6)
    land = comparison.land.set_index("change").geometry
    assert land["gained"].equals(square(1).intersection(square(0.5)))
    assert land["lost"].equals(square(0).difference(square(0.5)))


def test_land_that_goes_from_one_zone_to_another_is_neither_gained_nor_lost(
    two_zones: Plan,
) -> None:
    west, east = square(0), square(0.5)
    halves = zones_frame(
        ("W", "F", west.difference(east)), ("W-2", "F", east), ("E", "F", square(10))
    )
    comparison = against_baseline(two_zones, halves)
    assert set(comparison.land["zone_id"]) == {"W", "W-2"}
    apart = comparison.land_apart  # the half of W-2 that W had is no new land
    assert apart["zone_id"].tolist() == ["W-2"]
    assert apart["change"].tolist() == ["gained"]
    assert apart.geometry[0].equals(square(1).intersection(east))
    assert apart["area_km2"].tolist() == pytest.approx([ONE_KM2 / 2], rel=1e-6)
    parts = west.difference(east), west.intersection(east)
    split = zones_frame(("W", "F", parts[0]), ("W-2", "F", parts[1]), ("E", "F", square(10)))
    assert against_baseline(two_zones, split).land_apart.empty
    moved = zones_frame(("W", "F", parts[0]), ("W-2", "F", square(0.75)), ("E", "F", square(10)))
    gained, lost = against_baseline(two_zones, moved).land_apart.geometry
    assert gained.equals(square(0.75).difference(west))
    assert lost.equals(parts[1].difference(square(0.75)))


def test_an_added_zone_has_no_area_before_and_a_removed_one_none_after(two_zones: Plan) -> None:
    only_new = zones_frame(("N", "F", square(0, 3)), ("E", "F", square(10)))
    zones = against_baseline(two_zones, only_new).zones.set_index("zone_id")
    assert zones["change"].to_dict() == {"W": "removed", "E": "none", "N": "added"}
    assert np.isnan(zones.loc["N", "area_km2_before"])
    assert np.isnan(zones.loc["W", "area_km2_after"])
    assert zones.loc["N", ["gained_km2", "lost_km2"]].tolist() == pytest.approx([ONE_KM2, 0], rel=1e-3)  # fmt: skip  # noqa: E501
    assert zones.loc["W", ["gained_km2", "lost_km2"]].tolist() == pytest.approx([0, ONE_KM2])


def test_figures_stand_before_after_and_as_their_difference(make_plan: Maker) -> None:
    plan = make_plan(
        zones=zones_frame(("A", "F", square(0))),
        regions=regions_frame(("330101", square(-5, -5, 11))),
        demand=gpd.GeoDataFrame(
            {"demand_id": ["1", "2"], "population": [3, 4]},
            geometry=[point(0.5), point(5.5)],
            crs=CRS,
        ),
    )
    comparison = against_baseline(plan, with_shapes(plan, A=square(5)))
    totals = comparison.totals.iloc[0]
    assert totals["covered_population_before"] == 3
    assert totals["covered_population_after"] == 4
    assert totals["covered_population_difference"] == 1
    assert totals["population_difference"] == 0
    assert len(comparison.regions) == 3


def test_clusters_enter_and_leave_by_radius(make_plan: Maker) -> None:
    plan = make_plan(
        zones=zones_frame(("A", "F", square(0))),
        regions=regions_frame(("330101", square(-5, -5, 21))),
        clusters=gpd.GeoDataFrame(
            {"cluster_id": ["old", "new", "both"], "sector": "biopharma"},
            geometry=[point(0.1), point(3.9), point(2.0)],
            crs=CRS,
        ),
    )
    comparison = against_baseline(plan, with_shapes(plan, A=square(3)), radius_km=1.5)
    entering = comparison.clusters_entering[["cluster_id", "radius_km"]].to_numpy().tolist()
    leaving = comparison.clusters_leaving[["cluster_id", "radius_km"]].to_numpy().tolist()
    assert entering == [["new", 0], ["new", 1.5]]
    assert leaving == [["old", 0], ["old", 1.5]]


def test_a_rule_newly_broken_and_one_mended_are_named(two_zones: Plan) -> None:
    meter = CoverageMeter(two_zones, [1])
    apart = meter.measure()
    over = meter.measure(with_shapes(two_zones, E=square(0.5)))
    new = compare(apart, over).violations_new
    assert "overlap" in set(new["rule"])
    assert "overlap" in set(compare(over, apart).violations_mended["rule"])
    assert compare(over, over).violations_new.empty
    assert list(compare(apart, apart).violations_new) == list(apart.violations)


BLOCKS = {"min_block_km2": {"area_km2": 20}, "sliver": "ignore"}


def by_rule(comparison: Comparison) -> dict[str, str]:
    rules = comparison.rules
    return dict(zip(rules["rule"] + " " + rules["subject"], rules["change"], strict=True))


def test_a_rule_that_gets_worse_says_by_how_much_and_one_that_gets_better_too(
    two_zones: Plan,
) -> None:
    meter = CoverageMeter(two_zones, [1])
    over, further = (meter.measure(with_shapes(two_zones, E=square(x))) for x in (0.5, 0.25))
    worse = compare(over, further).violations_worse.set_index("rule").loc["overlap"]
    assert worse["worse_by"] == pytest.approx(ONE_KM2 / 4, rel=1e-6)
    assert worse["amount_before"] == pytest.approx(ONE_KM2 / 2, rel=1e-6)
    assert compare(over, further).violations_new.empty
    better = compare(further, over).violations_improved.set_index("rule").loc["overlap"]
    assert better["worse_by"] == pytest.approx(-ONE_KM2 / 4, rel=1e-6)
    assert set(compare(over, over).rules["change"]) == {"unchanged"}


def test_a_second_block_that_is_too_small_is_worse_though_the_smallest_is_the_same(
    two_zones: Plan,
) -> None:
    meter = CoverageMeter(two_zones, [1])
    tiny = [square(20 + place, side=0.1) for place in range(2)]
    one, two = (
        meter.measure(with_parts(two_zones, square(0), *tiny[: count + 1])) for count in range(2)
    )
    worse = compare(one, two).violations_worse.query("rule == 'min_block_km2'")
    row = worse.iloc[0]
    assert (row["worse_by"], row["places_before"], row["places"]) == (0, 1, 2)
    assert [*map(str, change_messages(worse))] == ["worse by 1 place"]


def test_what_was_before_is_held_to_the_rules_of_the_scenario_and_renamed_zones_are_followed(
    two_zones: Plan,
) -> None:
    meter = CoverageMeter(two_zones, [1])
    renaming = {"zone": "W", "zone_id": "Z"}  # behind E, so that the pair is named in another order
    edits = [{"set": renaming}, {"reshape": {"zone": "E", "geometry": square(10).wkt}}]
    scenario = Scenario.of(two_zones, edits, rules=BLOCKS)
    comparison = compare(meter.measure(), meter.measure(scenario))
    assert by_rule(comparison) == {"min_block_km2 E": "unchanged", "min_block_km2 Z": "unchanged"}
    over = [{"reshape": {"zone": "E", "geometry": square(0.5).wkt}}]
    both = [Scenario.of(two_zones, [*over, *more]) for more in ([], [{"set": renaming}])]
    found = by_rule(compare(*map(meter.measure, both)))
    assert found["overlap E Z"] == "unchanged"
    assert set(found.values()) == {"unchanged"}


@pytest.mark.parametrize("known", ["by edits", "by land"])
def test_a_zone_under_another_id_is_renamed_and_gains_and_loses_nothing(
    make_plan: Maker, known: str
) -> None:
    plan = make_plan(
        zones=zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
        regions=regions_frame(("330101", square(-5, -5, 21))),
        demand=gpd.GeoDataFrame(
            {"demand_id": ["1"], "population": [3]}, geometry=[point(0.5)], crs=CRS
        ),
    )
    meter = CoverageMeter(plan, [1])
    scenario = Scenario.of(plan, [{"set": {"zone": "W", "zone_id": "N-1"}}])
    after = meter.measure(scenario if known == "by edits" else apply(plan, scenario))
    comparison = compare(meter.measure(), after)
    rows = comparison.zones.set_index("zone_id")
    assert rows["change"].to_dict() == {"N-1": "renamed", "E": "none"}
    assert rows["zone_id_before"].to_dict() == {"N-1": "W", "E": None}
    assert rows["gained_km2"].sum() == rows["lost_km2"].sum() == 0
    assert rows["area_km2_before"].equals(rows["area_km2_after"])
    assert comparison.land.empty
    assert comparison.zone_population.empty
    assert by_rule(comparison) == {}


def test_a_renamed_zone_that_is_reshaped_too_gains_the_difference_alone(two_zones: Plan) -> None:
    meter = CoverageMeter(two_zones, [1])
    edits = [
        {"set": {"zone": "W", "zone_id": "N"}},
        {"reshape": {"zone": "N", "geometry": square(0, side=2).wkt}},
    ]
    zones = compare(meter.measure(), meter.measure(Scenario.of(two_zones, edits))).zones
    row = zones.set_index("zone_id").loc["N"]
    assert (row["change"], row["zone_id_before"], row["lost_km2"]) == ("reshaped", "W", 0)
    assert row["gained_km2"] == pytest.approx(3 * ONE_KM2, rel=1e-3)


def test_each_id_stays_one_zone_where_ids_go_round(two_zones: Plan) -> None:
    meter = CoverageMeter(two_zones, [1])
    ring = [("W", "X"), ("E", "W"), ("X", "E")]
    edits = [{"set": {"zone": was, "zone_id": now}} for was, now in ring]
    swapped = compare(meter.measure(), meter.measure(Scenario.of(two_zones, edits)))
    assert swapped.renamed == {"W": "E", "E": "W"}
    assert set(swapped.zones["change"]) == {"renamed"}
    edits = [{"remove": {"zone": "W"}}, {"set": {"zone": "E", "zone_id": "W"}}]
    taken = compare(meter.measure(), meter.measure(Scenario.of(two_zones, edits)))
    assert taken.zones[["zone_id", "change"]].to_numpy().tolist() == [
        ["W", "reshaped"],
        ["E", "removed"],
    ]


@given(st.integers(0, 2**32))
@examples(10)
def test_gained_less_lost_is_the_net_change(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plan = Plan(
        {
            "zones": zones_frame(("A", "F", square(0, 0, 3))),
            "regions": regions_frame(("330101", square(-9, -9, 20))),
        }
    )
    hull = shapely.MultiPoint(rng.uniform(-2, 5, (7, 2)) / 100 + [120, 30]).convex_hull
    zone = against_baseline(plan, with_shapes(plan, A=hull)).zones.iloc[0]
    net = zone["area_km2_after"] - zone["area_km2_before"]
    assert zone["gained_km2"] - zone["lost_km2"] == pytest.approx(net, abs=1e-9)


def test_coverages_at_other_radii_or_of_plans_with_other_people_are_not_compared(
    two_zones: Plan,
) -> None:
    baseline = CoverageMeter(two_zones, [1]).measure()
    other = Plan({"zones": two_zones.zones, "regions": two_zones.regions.assign(name="other")})
    with pytest.raises(MeasureError, match="radii"):
        compare(baseline, CoverageMeter(two_zones, [2]).measure())
    with pytest.raises(MeasureError, match="differ in more than their zones"):
        compare(baseline, CoverageMeter(other, [1]).measure())
