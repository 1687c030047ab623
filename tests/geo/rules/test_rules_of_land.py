"""Where zones may lie and what an FTZ may exchange: each rule at its edges, over unit squares."""

from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from conftest import CRS, regions_frame, square, zones_frame
from hypothesis import given
from hypothesis import strategies as st
from ruled_plan import BLOCK, ONE_KM2, after, broken, plan_of, strip

from geo.rules import violations
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.searching import examples

PLAN = plan_of()
HAIR = 1e-6  # of a square: what area rules ignore


def test_a_cap_is_broken_beyond_a_ten_thousandth_of_it() -> None:
    for share, rows in ((0.9e-4, 0), (1.1e-4, 1)):
        plan = plan_of(cap_km2=2 * ONE_KM2 / (1 + share))
        assert len(broken("cap", plan, plan.zones)) == rows
    wide = {"tolerance": 0.05}
    assert broken("cap", plan_of(cap_km2=2 * ONE_KM2 / 1.04), PLAN.zones, wide) == []
    assert len(broken("cap", plan_of(cap_km2=2 * ONE_KM2 / 1.06), PLAN.zones, wide)) == 1


def test_an_ftz_without_a_cap_has_none_to_break() -> None:
    plan = plan_of(cap_km2=float("nan"))
    assert broken("cap", plan, after(plan, W=strip(0, 5))) == []


def test_a_cap_that_the_baseline_itself_breaks_has_no_place_of_its_own() -> None:
    plan = plan_of(cap_km2=ONE_KM2)
    table = violations(plan, plan.zones)
    assert table["message"].tolist() == ["Group F has 2.14 km², 1.07 km² above its cap of 1.07 km²"]
    assert table["geometry"].tolist() == [None]


@pytest.mark.parametrize(("hairs", "rows"), [(0, 0), (0.9, 0), (1.1, 1)])
def test_land_below_a_millionth_of_the_smaller_side_is_ignored(hairs: float, rows: int) -> None:
    share, locked = hairs * HAIR, plan_of(("W",))
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
    messages = table.loc[table["rule"] == "outside_province", "message"].tolist()
    quarter = ONE_KM2  # each quarter of E is a square; south of row −5 is no district
    (message,) = messages
    assert f"outside its province (330000): {quarter:.2f} km² in 340000, " in message
    assert message.endswith(f"{2 * quarter:.2f} km² in no district")


@pytest.mark.parametrize("adcode", [None, "999999"])
def test_an_ftz_whose_province_is_not_known_is_not_judged(adcode: str | None) -> None:
    ftzs = pd.DataFrame({"ftz_id": ["F"], "adcode": [adcode]})
    plan = Plan({"zones": PLAN.zones, "regions": PLAN.regions, "ftzs": ftzs})
    assert broken("outside_province", plan, after(plan, E=square(25))) == []


def test_a_plan_of_zones_and_regions_alone_is_judged_by_what_it_has(two_zones: Plan) -> None:
    table = violations(two_zones, after(two_zones, E=square(0.5)))
    assert table["rule"].tolist() == ["overlap", "swap_balance"]


@examples(40)
@given(west=st.integers(-900, 2500), width=st.integers(1, 2000))
def test_land_outside_the_province_and_land_inside_add_up_to_the_zone(
    west: int, width: int
) -> None:
    span = west / 100, (west + width) / 100
    inside = max(0.0, min(span[1], 17) - max(span[0], -5)) * ONE_KM2
    found = broken("outside_province", PLAN, after(PLAN, E=strip(*span)))
    outside = sum(area for _, area in found)
    assert inside + outside == pytest.approx(width / 100 * ONE_KM2, rel=1e-9)


def test_a_customs_block_may_be_held_whole_or_left_out() -> None:
    edges = [-5, 0.25, 0.75, 2]  # of the block, and targets west and east of it
    for west, east in [*pairwise(edges), (-5, 0.75), (0.25, 2), (-5, 2)]:
        assert broken("customs_block_cut", PLAN, after(PLAN, W=strip(west, east))) == []


def test_a_cut_customs_block_counts_the_smaller_part_and_shows_it() -> None:
    block = float(GRS80.area_km2(BLOCK)[0])
    for east, share in ((0.35, 0.2), (0.65, 0.2), (0.5, 0.5)):
        table = violations(PLAN, after(PLAN, W=strip(0, east)))
        (row,) = table[table["rule"] == "customs_block_cut"].to_dict("records")
        assert row["amount"] == pytest.approx(share * block)
        assert GRS80.area_km2(row["geometry"])[0] == pytest.approx(share * block)


def test_a_neighbour_that_takes_part_of_a_customs_block_cuts_it_too() -> None:
    zones = after(PLAN, W=strip(0, 0.5), E=strip(0.5, 1))
    assert [zone for zone, _ in broken("customs_block_cut", PLAN, zones)] == ["E", "W"]


def test_a_locked_zone_may_be_drawn_anew_over_the_same_land() -> None:
    plan = plan_of(("W",))
    corners = [(120, 30.01), (120, 30), (120.005, 30), (120.01, 30), (120.01, 30.01)]
    assert broken("locked", plan, after(plan, W=shapely.Polygon(corners))) == []
    assert broken("locked", plan, after(plan, E=square(5))) == []


def test_a_locked_zone_that_is_gone_is_shown_where_it_was() -> None:
    plan = plan_of(("W",))
    table = violations(plan, after(plan, W=None), {"swap_balance": "ignore"})
    (row,) = table.to_dict("records")
    assert (row["rule"], row["zone_id"]) == ("locked", "W")
    assert row["message"] == "W is locked and is gone, with 1.07 km²"
    assert row["amount"] == pytest.approx(ONE_KM2)
    assert shapely.equals(row["geometry"], square(0))


def test_unlocking_a_zone_in_a_scenario_does_not_unlock_it_in_the_plan() -> None:
    plan = plan_of(("W",))
    zones = after(plan, W=square(2)).assign(locked=False)
    assert [zone for zone, _ in broken("locked", plan, zones)] == ["W"]


def test_land_added_in_one_zone_and_released_in_another_is_balanced() -> None:
    zones = after(PLAN, W=strip(0, 1.25), E=strip(10.25, 11))
    assert broken("swap_balance", PLAN, zones) == []
    table = violations(PLAN, after(PLAN, W=strip(0, 1.25)))
    assert table["message"].tolist() == [
        "Group F adds 0.27 km² and releases 0 km²: 0.27 km² more added"
    ]


def test_land_that_passes_between_two_zones_of_an_ftz_is_no_exchange() -> None:
    rows = ("A", "F", strip(0, 1)), ("B", "F", strip(1, 2))
    plan = Plan({"zones": zones_frame(*rows), "regions": PLAN.regions})
    assert broken("swap_balance", plan, after(plan, A=strip(0, 1.5), B=strip(1.5, 2))) == []
    assert broken("swap_balance", plan, after(plan, A=strip(0, 2), B=None)) == []


def test_a_swap_is_balanced_to_a_ten_thousandth_of_the_ftz() -> None:
    allowed = 2e-4  # squares: F has two
    for added, rows in ((0.9 * allowed, 0), (1.1 * allowed, 1)):
        zones = after(PLAN, W=strip(0, 1.25 + added), E=strip(10.25, 11))
        assert len(broken("swap_balance", PLAN, zones)) == rows
    zones = after(PLAN, W=strip(0, 1.25))
    assert broken("swap_balance", PLAN, zones, {"tolerance": 0.13}) == []
    assert len(broken("swap_balance", PLAN, zones, {"tolerance": 0.12})) == 1


def test_an_ftz_is_balanced_by_itself_and_one_not_touched_is_left_out() -> None:
    rows = ("A", "F", square(0)), ("B", "G", square(3)), ("C", "H", square(6))
    plan = Plan({"zones": zones_frame(*rows), "regions": PLAN.regions})
    table = violations(plan, after(plan, A=strip(0, 1.5), B=strip(3, 3.5)))
    assert table["subject"].tolist() == ["F", "G"]
    assert table["amount"].to_numpy() == pytest.approx([ONE_KM2 / 2, ONE_KM2 / 2])


def test_a_zone_of_a_new_ftz_or_one_that_changed_ftz_is_an_exchange() -> None:
    ftzs = pd.DataFrame({"ftz_id": ["F", "G"], "adcode": "330000"})
    plan = Plan({"zones": PLAN.zones, "regions": PLAN.regions, "ftzs": ftzs})
    found = broken("swap_balance", plan, PLAN.zones.assign(ftz_id=["F", "G"]))
    assert found == [(None, pytest.approx(ONE_KM2)), (None, pytest.approx(ONE_KM2))]


@examples(40)
@given(west=st.integers(-300, 300), width=st.integers(1, 400))
def test_added_less_released_is_the_change_of_area(west: int, width: int) -> None:
    zones = after(PLAN, W=strip(west / 100, (west + width) / 100))
    change = abs(width / 100 - 1) * ONE_KM2
    found = broken("swap_balance", PLAN, zones)
    assert found == ([(None, pytest.approx(change, rel=1e-9))] if width != 100 else [])


def test_exclusions_that_overlap_each_name_the_zone() -> None:
    shapes = [square(3), square(3.5)]
    frame = gpd.GeoDataFrame({"exclusion_id": ["X", "Y"]}, geometry=shapes, crs=CRS)
    layers = {"zones": PLAN.zones, "regions": PLAN.regions, "exclusions": frame}
    table = violations(Plan(layers), after(PLAN, W=square(3)), {"swap_balance": "ignore"})
    assert table["message"].tolist() == [
        "W holds 1.07 km² of exclusion X",
        "W holds 0.53 km² of exclusion Y",
    ]


def test_three_zones_that_overlap_are_three_pairs() -> None:
    rows = [(f"Z{n}", "F", strip(n / 4, 1 + n / 4)) for n in range(3)]
    plan = Plan({"zones": zones_frame(*rows), "regions": regions_frame(("330101", square(0)))})
    found = broken("overlap", plan, plan.zones)
    assert [zone for zone, _ in found] == ["Z0", "Z0", "Z1"]
    assert [area for _, area in found] == pytest.approx([s * ONE_KM2 for s in (0.75, 0.5, 0.75)])


def test_a_zone_over_two_districts_of_its_province_lies_inside() -> None:
    assert broken("outside_province", PLAN, after(PLAN, E=square(5.5))) == []
