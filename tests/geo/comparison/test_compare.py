"""What changes from one coverage to another, and what land several scenarios share, by squares."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from ruled_plan import ONE_KM2
from shapely.geometry.base import BaseGeometry

from geo import Comparison, CoverageMeter, Expand, Scenario, apply, compare
from geo.comparison.consensus import consensus
from geo.comparison.contributions import contributions, steps
from geo.comparison.reach_changes import regions_crossing
from geo.comparison.resolution import point_km2
from geo.comparison.rule_changes import change_messages
from geo.coverage.state import Covered
from geo.edits import Edit, Remove, Set
from layers import Plan
from layers.errors import CrsError, MeasureError
from tests.conftest import CRS, demand_frame, km2, point, regions_frame, square, zones_frame


def with_shapes(plan: Plan, **shapes: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the plan's zones with some polygons replaced."""
    zones = plan.zones.copy()
    zones["geometry"] = [
        shapely.MultiPolygon(shapely.get_parts(shapes.get(zone, shape)).tolist())
        for zone, shape in zip(zones["zone_id"], zones["geometry"], strict=True)
    ]
    return zones


def against_baseline(plan: Plan, zones: gpd.GeoDataFrame, radius_km: float = 1) -> Comparison:
    meter = CoverageMeter(plan, [radius_km])
    return compare(meter.measure(), meter.measure(zones))


def test_a_zone_moved_by_half_its_width_gains_and_loses_half(two_zones: Plan) -> None:
    turned = shapely.Polygon(np.roll(shapely.get_coordinates(square(0))[:-1], 2, axis=0)[::-1])
    same = against_baseline(two_zones, with_shapes(two_zones, W=turned)).zones
    assert same["change"].tolist() == ["none", "none"]  # another start and direction
    comparison = against_baseline(two_zones, with_shapes(two_zones, W=square(0.5)))
    west, east = (comparison.zones.set_index("zone_id").loc[zone] for zone in "WE")
    assert (east["change"], east["gained_km2"], east["lost_km2"]) == ("none", 0, 0)
    assert west["change"] == "reshaped"
    assert west["gained_km2"] == pytest.approx(ONE_KM2 / 2, rel=1e-6)
    assert west["lost_km2"] == pytest.approx(ONE_KM2 / 2, rel=1e-6)
    land = comparison.land.set_index("change").geometry
    assert land["gained"].equals(square(1).intersection(square(0.5)))
    assert land["lost"].equals(square(0).difference(square(0.5)))


def test_land_between_zones_is_neither_gained_nor_lost(two_zones: Plan) -> None:
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
    exchanged = zones[["gained_km2", "lost_km2"]]
    assert exchanged.loc["N"].tolist() == pytest.approx([ONE_KM2, 0], rel=1e-3)
    assert exchanged.loc["W"].tolist() == pytest.approx([0, ONE_KM2])


def test_figures_differ_and_clusters_enter_and_leave(two_zones: Plan) -> None:
    clusters = {"cluster_id": ["old", "new", "both"], "sector": "biopharma"}
    places = [point(0.1), point(3.9), point(2.0)]
    plan = two_zones.with_layer("demand", demand_frame((point(0.5), 3), (point(3.5), 4)))
    plan = plan.with_layer("clusters", gpd.GeoDataFrame(clusters, geometry=places, crs=CRS))
    comparison = against_baseline(plan, with_shapes(plan, W=square(3)), radius_km=1.5)
    totals = comparison.totals.iloc[0]
    covered = [f"covered_population_{when}" for when in ("before", "after", "difference")]
    assert totals[covered].tolist() == [3, 4, 1]
    assert totals["population_difference"] == 0
    assert len(comparison.regions) == len(plan.regions) + 2
    entering, leaving = (
        table[["cluster_id", "radius_km"]].to_numpy().tolist()
        for table in (comparison.clusters_entering, comparison.clusters_leaving)
    )
    assert entering == [["new", 0], ["new", 1.5]]
    assert leaving == [["old", 0], ["old", 1.5]]


def test_people_who_enter_and_leave_by_region_add_up_to_those_of_all(two_zones: Plan) -> None:
    demand = demand_frame((point(3.5), 4), (point(0.5), 3), (point(0.6), 2))
    plan = two_zones.with_layer("demand", demand)
    comparison = against_baseline(plan, with_shapes(plan, W=square(3)), radius_km=1.5)
    by_region = regions_crossing(*comparison.coverages, 1.5)
    (total,) = comparison.population[comparison.population["radius_km"] == 1.5].to_dict("records")
    both = ["entering_population", "leaving_population"]
    assert by_region[both].sum().to_dict() == {it: total[it] for it in both}
    assert sorted(by_region[both].max()) == [4, 5]


BLOCKS = {"min_block_km2": {"area_km2": 20}, "sliver": "ignore"}


def by_rule(comparison: Comparison) -> dict[str, str]:
    rules = comparison.rules
    return dict(zip(rules["rule"] + " " + rules["subject"], rules["change"], strict=True))


def test_a_rule_is_new_mended_worse_or_better_by_how_much(two_zones: Plan) -> None:
    meter = CoverageMeter(two_zones, [1])
    apart = meter.measure()
    over, further = (meter.measure(with_shapes(two_zones, E=square(x))) for x in (0.5, 0.25))
    assert "overlap" in set(compare(apart, over).violations_new["rule"])
    assert "overlap" in set(compare(over, apart).violations_mended["rule"])
    assert list(compare(apart, apart).violations_new) == list(apart.violations)
    worse = compare(over, further)
    overlap = worse.violations_worse.set_index("rule").loc["overlap"]
    assert overlap["worse_by"] == pytest.approx(ONE_KM2 / 4, rel=1e-6)
    assert overlap["amount_before"] == pytest.approx(ONE_KM2 / 2, rel=1e-6)
    assert worse.violations_new.empty
    better = compare(further, over).violations_improved.set_index("rule").loc["overlap"]
    assert better["worse_by"] == pytest.approx(-ONE_KM2 / 4, rel=1e-6)
    assert set(compare(over, over).rules["change"]) == {"unchanged"}
    # a second block that is too small is worse though the smallest is the same
    tiny = [square(0), *(square(20 + place, side=0.1) for place in range(2))]
    one, two = (
        meter.measure(with_shapes(two_zones, W=shapely.MultiPolygon(tiny[:count])))
        for count in (2, 3)
    )
    worse = compare(one, two).violations_worse.query("rule == 'min_block_km2'")
    assert worse[["worse_by", "places_before", "places"]].iloc[0].tolist() == [0, 1, 2]
    assert [*map(str, change_messages(worse))] == ["worse by 1 place"]


def test_rules_of_the_scenario_judge_what_was_before(two_zones: Plan) -> None:
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
def test_a_zone_under_another_id_is_renamed(two_zones: Plan, known: str) -> None:
    plan = two_zones.with_layer("demand", demand_frame((point(0.5), 3)))
    meter = CoverageMeter(plan, [1])
    edits = [{"set": {"zone": "W", "zone_id": "N-1"}}]
    scenario = Scenario.of(plan, edits)
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
    wider = [*edits, {"reshape": {"zone": "N-1", "geometry": square(0, side=2).wkt}}]
    zones = compare(meter.measure(), meter.measure(Scenario.of(plan, wider))).zones
    row = zones.set_index("zone_id").loc["N-1"]
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


def test_coverages_of_other_radii_or_plans_are_not_compared(two_zones: Plan) -> None:
    baseline = CoverageMeter(two_zones, [1]).measure()
    other = Plan({"zones": two_zones.zones, "regions": two_zones.regions.assign(name="other")})
    with pytest.raises(MeasureError, match="radii"):
        compare(baseline, CoverageMeter(two_zones, [2]).measure())
    with pytest.raises(MeasureError, match="differ in more than their zones"):
        compare(baseline, CoverageMeter(other, [1]).measure())


PEOPLE = {-3.0: 1.0, 0.5: 10.0, 4.0: 100.0, 12.5: 1000.0, 25.0: 10_000.0}
PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(12))),
        "regions": regions_frame(("330101", square(-50, -50, 100))),
        "demand": demand_frame(*((point(x), people) for x, people in PEOPLE.items())),
    }
)
METER = CoverageMeter(PLAN, [1, 5])


def test_contributions_of_edits_add_to_the_whole_change(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*edits: Edit) -> pd.DataFrame:
        scenario = Scenario.of(PLAN, edits)
        return contributions(METER.measure(), steps(METER, scenario, METER.measure(scenario)))

    three = Expand(zone="W", by_km=0.8), Remove(zone="E"), Set(zone="W", name="Quay")
    table = found(*three)
    assert table["edit"].tolist() == [1, 1, 2, 2, 3, 3]
    after = METER.measure(Scenario.of(PLAN, three))
    totals = compare(METER.measure(), after).totals.set_index("radius_km")
    for figure in ("covered_population", "covered_area_km2"):
        summed = table.groupby("radius_km")[figure].sum()
        differences = totals.loc[summed.index, f"{figure}_difference"]
        assert summed.tolist() == pytest.approx(differences.tolist())
    assert table.loc[table["edit"] == 2, "area_km2"].tolist() == pytest.approx([-ONE_KM2] * 2)
    assert not table.loc[table["edit"] == 3, "area_km2":].any(axis=None)
    assert found().empty
    monkeypatch.setattr("geo.comparison.contributions._MOST_EDITS", 4)
    step, many = Expand(zone="W", by_km=0.01), found(*[Expand(zone="W", by_km=0.01)] * 9)
    assert many["edit"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]  # those beyond the most together
    grown = METER.measure(Scenario.of(PLAN, [step] * 9)).zones["area_km2"].sum()
    whole = float(grown - METER.measure().zones["area_km2"].sum())
    assert many.groupby("radius_km")["area_km2"].sum().tolist() == pytest.approx([whole] * 2)


def test_an_edit_that_changes_nothing_contributes_nothing_however_sums_are_rounded() -> None:
    before = METER.measure()
    covered = before.figures.covered
    rounded = Covered(covered.people, covered.land_km2 * (1 + 2e-15))
    after = replace(before, figures=replace(before.figures, covered=rounded))
    assert (after.totals["covered_area_km2"] != before.totals["covered_area_km2"]).all()
    table = contributions(before, [after])
    assert table["covered_area_km2"].tolist() == [0.0] * len(before.radii_km)


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


def test_who_comes_within_reach_and_who_leaves_it_by_zone_and_of_all() -> None:
    # W now spans columns 4–5: the point at 4 lies on it; 0.5 is 3.4 km off, −3 is 6.7 km off.
    comparison = to(("W", "F", square(4)), ("E", "F", square(12)))
    expected = [(0, 100, 10), (1, 100, 10), (5, 0, 1)]
    assert crossing(comparison, "W") == crossing(comparison) == expected
    assert set(comparison.zone_population["zone_id"]) == {"W"}
    # W comes to the north of E: the point at 12.5 is 0.55 km from it, but E held it already.
    comparison = to(("W", "F", square(12, 1)), ("E", "F", square(12)))
    assert crossing(comparison, "W") == [(0, 0, 10), (1, 1000, 10), (5, 1000, 111)]
    assert crossing(comparison) == [(0, 0, 10), (1, 0, 10), (5, 0, 111)]
    # an added zone only takes in, a removed one only leaves
    comparison = to(("E", "F", square(12)), ("N", "F", square(25)))
    assert crossing(comparison, "N") == [(0, 10_000, 0), (1, 10_000, 0), (5, 10_000, 0)]
    assert crossing(comparison, "W") == [(0, 0, 10), (1, 0, 10), (5, 0, 111)]


def test_without_demand_the_figures_are_null() -> None:
    meter = CoverageMeter(PLAN.only(("zones", "regions")), [5])
    comparison = compare(meter.measure(), meter.measure(zones_frame(("W", "F", square(1)))))
    for table in (comparison.population, comparison.zone_population):
        assert table[["entering_population", "leaving_population"]].isna().all(axis=None)


DISTRICT = square(-5, -5, 11)
BY_SQUARES = [
    (point(column + 0.5, row + 0.5), 100.0) for column in range(-4, 6) for row in range(-4, 6)
]
NOBODY = [(point(column / 10, row / 10), 0.0) for column in range(10) for row in range(10)]


def meter_of(
    *people: tuple[shapely.Point, float], district: shapely.Polygon = DISTRICT
) -> CoverageMeter:
    layers = {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("330101", district)),
    }
    return CoverageMeter(Plan(layers | ({"demand": demand_frame(*people)} if people else {})), 1)


def test_a_point_stands_for_the_land_of_its_square_and_on_a_coast_for_no_sea() -> None:
    data = meter_of(*BY_SQUARES, *NOBODY).measure().plan_data
    assert point_km2(data, 120.005, 30.005) == pytest.approx(ONE_KM2, rel=0.3)
    few = meter_of((point(1), 9.0)).measure().plan_data
    assert point_km2(few, 120.0, 30.005) == pytest.approx(3.1416 * 0.965**2, rel=0.01)
    coast = meter_of(*BY_SQUARES, district=square(-4, -4, 10)).measure().plan_data
    for place in ((120.005, 29.961), (120.059, 30.059), (120.4, 30.005)):  # the last in the sea
        assert 0.3 * ONE_KM2 < point_km2(coast, *place) < 2 * ONE_KM2


def test_a_change_so_small_that_it_has_no_shape_is_not_coarse() -> None:
    meter = meter_of(*BY_SQUARES)
    west, east = meter.plan.zones.geometry
    (corner, *others) = shapely.get_coordinates(west.geoms[0].exterior)[:-1]
    between = (corner + others[0]) / 2
    bent = shapely.Polygon([corner, between + (between - west.centroid.coords[0]) * 1e-11, *others])
    changed = meter.plan.zones.assign(geometry=[bent, east])
    comparison = compare(meter.measure(), meter.measure(changed))
    assert len(comparison.land) == 0
    assert comparison.zones["gained_km2"].iloc[0] > 0
    assert len(comparison.coarse) == 0


def test_a_change_of_less_land_than_a_point_stands_for_is_coarse() -> None:
    for people, side, coarse in ((BY_SQUARES, 1.4, ["W"]), (BY_SQUARES, 2, []), ([], 1.1, [])):
        meter = meter_of(*people)
        wider = meter.plan.zones.assign(geometry=[square(0, side=side), square(3)])
        table = compare(meter.measure(), meter.measure(wider)).coarse
        assert table["zone_id"].tolist() == coarse
        changed = [pytest.approx((side**2 - 1) * ONE_KM2, rel=1e-3)] * len(coarse)
        assert table["changed_km2"].tolist() == changed
        assert (table["point_km2"] > table["changed_km2"]).all()


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
