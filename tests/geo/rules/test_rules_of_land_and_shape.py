"""Each rule at its edges: land over unit squares, shapes over strips of known width."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from ruled_plan import BLOCK, ONE_KM2, after, broken, plan_of, strip
from shapely.geometry.base import BaseGeometry

from geo.rules import violations
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import square

PLAN = plan_of()
HAIR = 1e-6  # of a square: what area rules ignore


def test_a_cap_is_broken_beyond_its_tolerance_where_there_is_one() -> None:
    wide = {"tolerance": 0.05}
    for share, setting, rows in (
        (0.9e-4, "hard", 0), (1.1e-4, "hard", 1), (0.04, wide, 0), (0.06, wide, 1)
    ):  # fmt: skip
        plan = plan_of(cap_km2=2 * ONE_KM2 / (1 + share))
        assert len(broken("cap", plan, plan.zones, setting)) == rows
    without = plan_of(cap_km2=float("nan"))
    assert broken("cap", without, after(without, W=strip(0, 5))) == []
    low = plan_of(cap_km2=ONE_KM2)  # the plan itself breaks it: there is no place
    table = violations(low, low.zones)
    assert table["message"].tolist() == ["Group F has 2.14 km², 1.07 km² above its cap of 1.07 km²"]
    assert table["geometry"].tolist() == [None]


def test_land_below_a_millionth_of_the_smaller_side_is_ignored() -> None:
    locked = plan_of(("W",))
    for hairs, rows in ((0, 0), (0.9, 0), (1.1, 1)):
        share = hairs * HAIR
        west = 1 - 0.1 * share  # of E, which is a tenth of W
        for rule, plan, shapes in (
            ("overlap", PLAN, {"E": strip(west, west + 0.1)}),
            ("exclusion", PLAN, {"W": square(2 + share)}),
            ("customs_block_cut", PLAN, {"W": strip(0, 0.75 - share * 0.5)}),
            ("locked", locked, {"W": strip(0, 1 + share)}),
        ):
            assert len(broken(rule, plan, after(plan, **shapes))) == rows


def test_land_at_sea_is_told_from_land_in_another_province() -> None:
    table = violations(PLAN, after(PLAN, E=shapely.box(120.16, 29.94, 120.18, 29.96)))
    (message,) = table.loc[table["rule"] == "outside_province", "message"]
    quarter = ONE_KM2  # each quarter of E is a square; south of row −5 is no district
    assert f"outside its province (330000): {quarter:.2f} km² in 340000, " in message
    assert message.endswith(f"{2 * quarter:.2f} km² in no district")
    assert broken("outside_province", PLAN, after(PLAN, E=square(5.5))) == []  # two districts
    for adcode in (None, "999999"):  # a province that is not known
        ftzs = pd.DataFrame({"ftz_id": ["F"], "adcode": [adcode]})
        plan = Plan({"zones": PLAN.zones, "regions": PLAN.regions, "ftzs": ftzs})
        assert broken("outside_province", plan, after(plan, E=square(25))) == []


def test_a_customs_block_is_held_whole_or_left_out() -> None:
    edges = [-5, 0.25, 0.75, 2]  # of the block, and targets west and east of it
    for west, east in [*pairwise(edges), (-5, 0.75), (0.25, 2), (-5, 2)]:
        assert broken("customs_block_cut", PLAN, after(PLAN, W=strip(west, east))) == []
    block = float(GRS80.area_km2(BLOCK)[0])
    for east, share in ((0.35, 0.2), (0.65, 0.2), (0.5, 0.5)):
        table = violations(PLAN, after(PLAN, W=strip(0, east)))
        (row,) = table[table["rule"] == "customs_block_cut"].to_dict("records")
        assert row["amount"] == pytest.approx(share * block)
        assert GRS80.area_km2(row["geometry"])[0] == pytest.approx(share * block)
    zones = after(PLAN, W=strip(0, 0.5), E=strip(0.5, 1))  # two neighbours both cut it
    assert [zone for zone, _ in broken("customs_block_cut", PLAN, zones)] == ["E", "W"]


def test_a_locked_zone_may_be_redrawn_over_the_same_land_but_not_move_or_go() -> None:
    plan = plan_of(("W",))
    corners = [(120, 30.01), (120, 30), (120.005, 30), (120.01, 30), (120.01, 30.01)]
    assert broken("locked", plan, after(plan, W=shapely.Polygon(corners))) == []
    assert broken("locked", plan, after(plan, E=square(5))) == []
    unlocked = after(plan, W=square(2)).assign(locked=False)  # not in the plan
    assert [zone for zone, _ in broken("locked", plan, unlocked)] == ["W"]
    table = violations(plan, after(plan, W=None), {"swap_balance": "ignore"})
    (row,) = table.to_dict("records")
    assert (row["rule"], row["zone_id"]) == ("locked", "W")
    assert row["message"] == "W is locked but was removed, with 1.07 km²"
    assert row["amount"] == pytest.approx(ONE_KM2)
    assert shapely.equals(row["geometry"], square(0))


def test_a_swap_is_balanced_to_a_ten_thousandth_of_the_ftz() -> None:
    allowed = 2e-4  # squares: F has two
    for added, rows in ((0, 0), (0.9 * allowed, 0), (1.1 * allowed, 1)):
        zones = after(PLAN, W=strip(0, 1.25 + added), E=strip(10.25, 11))
        assert len(broken("swap_balance", PLAN, zones)) == rows
    zones = after(PLAN, W=strip(0, 1.25))
    assert broken("swap_balance", PLAN, zones, {"tolerance": 0.13}) == []
    assert len(broken("swap_balance", PLAN, zones, {"tolerance": 0.12})) == 1
    assert violations(PLAN, zones)["message"].tolist() == [
        "Group F adds 0.27 km² and releases 0 km²: 0.27 km² more than it releases"
    ]


LAT = 30.005
EAST_M = float(GRS80.geod.inv(120, LAT, 120.001, LAT)[2] / 0.001)  # metres to a degree
NORTH_M = float(GRS80.geod.inv(120, LAT, 120, LAT + 0.001)[2] / 0.001)


def bar(east_m: float, north_m: float, length_m: float, width_m: float) -> shapely.Polygon:
    """Return a bar from a place counted in metres from 120°E 30.005°N, going east."""
    west, south = 120 + east_m / EAST_M, LAT + north_m / NORTH_M
    return shapely.box(west, south, west + length_m / EAST_M, south + width_m / NORTH_M)


def slivers(west: BaseGeometry, east: BaseGeometry | None = None) -> list[str]:
    table = violations(PLAN, after(PLAN, W=west, E=east))
    return list(table.loc[table["rule"] == "sliver", "subject"])


def only_row(rule: str, **shapes: BaseGeometry) -> dict[str, Any]:
    table = violations(PLAN, after(PLAN, **shapes))
    (row,) = table[table["rule"] == rule].to_dict("records")
    return dict(row)


BODY = bar(-1000, -500, 1000, 1000)


def test_a_block_of_just_the_least_area_is_large_enough_and_smaller_ones_are_one_row() -> None:
    least = float(GRS80.area_km2(square(0))[0])
    assert broken("min_block_km2", PLAN, PLAN.zones, {"area_km2": least}) == []
    more = broken("min_block_km2", PLAN, PLAN.zones, {"area_km2": least * (1 + 1e-6)})
    assert [zone for zone, _ in more] == ["E", "W"]
    crumbs = [square(2, side=0.1), square(3, side=0.2)]
    row = only_row("min_block_km2", W=shapely.MultiPolygon([square(0), *crumbs]))
    assert row["amount"] == pytest.approx(GRS80.area_km2(crumbs[0])[0])
    assert shapely.equals(row["geometry"], shapely.MultiPolygon(crumbs))
    assert row["message"] == "W has 2 blocks under 0.10 km², the smallest 0.01 km²"


def test_a_zone_may_have_just_the_most_blocks() -> None:
    zones = after(PLAN, W=shapely.MultiPolygon([square(n * 1.5) for n in range(3)]))
    assert broken("max_blocks", PLAN, zones, {"blocks": 3}) == []
    assert broken("max_blocks", PLAN, zones, {"blocks": 2}) == [("W", 3)]


def test_many_compact_blocks_are_compact_and_one_ribbon_among_them_is_shown() -> None:
    zones = after(PLAN, W=shapely.MultiPolygon([square(n, side=0.5) for n in range(9)]))
    assert broken("min_compactness", PLAN, zones, {"polsby_popper": 0.78}) == []
    ribbon = bar(0, 2000, 3000, 50)  # π/4 of a square, times 4·60/61² of a bar of 60 to 1
    blocks = shapely.MultiPolygon([square(0), ribbon])
    row = only_row("min_compactness", W=blocks)
    assert row["amount"] == pytest.approx(np.pi * 60 / 61**2, rel=1e-3)
    assert shapely.equals(row["geometry"], ribbon)
    loose = {"polsby_popper": 0.05}
    assert broken("min_compactness", PLAN, after(PLAN, W=blocks), loose) == []


def test_a_sliver_is_narrower_than_the_width_and_ten_times_as_long() -> None:
    for length_m, width_m, subjects in (
        (300, 9.9, ["W part"]), (300, 10.1, []), (98, 5, []), (102, 5, ["W part"])
    ):  # fmt: skip
        assert slivers(shapely.union(BODY, bar(0, 0, length_m, width_m))) == subjects
    zones = after(PLAN, W=shapely.union(BODY, bar(0, 0, 300, 15)))
    for width_m, found in ((14, []), (20, [("W", pytest.approx(15, rel=1e-3))]), (40, []), (0, [])):
        assert broken("sliver", PLAN, zones, {"width_m": width_m}) == found
    block = bar(0, 0, 400, 4)  # is a strip as a whole
    row = only_row("sliver", W=shapely.MultiPolygon([bar(-2000, 0, 900, 900), block]))
    assert row["message"] == "W has 1 part narrower than 10 m: 4 m over 400 m"
    assert shapely.hausdorff_distance(row["geometry"], block) < 1e-7


def test_a_thin_gap_between_neighbours_is_a_sliver_of_both_unless_a_third_zone_fills_it() -> None:
    beside = bar(3, -500, 1000, 1000)
    row = only_row("sliver", W=BODY, E=beside)
    assert (row["zone_id"], row["subject"]) == ("E", "E W gap")
    assert row["message"] == "E and W leave 1 gap narrower than 10 m: 3 m over 1,000 m"
    assert row["amount"] == pytest.approx(3, rel=1e-3)
    assert GRS80.area_km2(row["geometry"])[0] == pytest.approx(0.003, rel=1e-3)
    third = PLAN.zones.iloc[:1].assign(zone_id="M", geometry=[bar(0, -500, 3, 1000)])
    zones = pd.concat([after(PLAN, W=BODY, E=beside), third], ignore_index=True)
    found = violations(PLAN, zones)
    assert found.loc[found["rule"] == "sliver", "subject"].tolist() == ["M part"]
    # neighbours that touch, or keep a road between them
    for east in (
        bar(0, -500, 1000, 1000), bar(0, -430.123, 777.77, 345.678), bar(10.1, -500, 1000, 1000)
    ):  # fmt: skip
        assert slivers(BODY, east) == []


def test_a_slit_and_a_needle_are_slivers_but_no_sharp_corner_and_no_narrow_neck() -> None:
    assert slivers(shapely.difference(BODY, bar(-600, 0, 700, 2))) == ["W gap"]
    for north, subjects in ((30.002, []), (30.0005, ["W part"])):  # 13° and 3° wide
        corner = shapely.Polygon([(120, 30), (120.01, 30), (120.01, north)])
        assert slivers(corner) == subjects
    neck = shapely.union_all([square(0), square(1.03), bar(950, 0, 60, 5)])
    assert neck.geom_type == "Polygon"
    assert slivers(neck) == []
