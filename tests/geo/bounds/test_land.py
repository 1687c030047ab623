"""Land from bounds: over grids of named streets whose answers can be worked out by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from named_streets import (
    BLOCK,
    GRID,
    ROUND,
    TWO_LOBES,
    WAVES,
    blocks,
    grid,
    street,
    street_plan,
)
from shapely.geometry.base import BaseGeometry

from geo import Scenario, apply
from geo.bounds import BoundsLand, four_bounds, land_from_bounds, scenario_of_bounds
from layers import Plan
from layers.errors import MeasureError, ScenarioError, UnknownError
from layers.geometry.antimeridian import wrapped
from tests.searching import examples


def _differs(land: BoundsLand, expected: BaseGeometry) -> float:
    """Return which share of the expected land is not the land that was found, or the reverse."""
    return float(land.geometry.symmetric_difference(expected).area / expected.area)


def _found(plan: Plan, text: str, **options: object) -> BoundsLand:
    return land_from_bounds(plan, text, near="Z", **options)  # type: ignore[arg-type]


@examples(25)
@given(st.permutations(["east", "south", "west", "north"]), st.data())
def test_four_streets_enclose_the_blocks_between_them(
    order: list[str], data: st.DataObject
) -> None:
    west, south = (data.draw(st.integers(0, 2)) for _ in range(2))
    east, north = (data.draw(st.integers(3, 5)) for _ in range(2))
    names = {
        "east": f"V{east} Street",
        "south": f"H{south} Road",
        "west": f"V{west} Street",
        "north": f"H{north} Road",
    }
    text = ", ".join(f"{side} to {names[side]}" for side in order)
    land = _found(GRID, text)
    assert _differs(land, blocks(west, south, east, north)) < 1e-6
    assert land.complete
    assert land.parts[0].least_km2 < land.parts[0].area_km2 < land.parts[0].most_km2


def test_names_along_one_side_are_in_clockwise_order() -> None:
    text = ROUND.replace("V4 Street", "V4 Street, H2 Road, V3 Street")
    expected = blocks(1, 1, 4, 3).difference(blocks(3, 1, 4, 2))
    assert _differs(_found(GRID, text), expected) < 1e-6
    turned = text.replace("V4 Street, H2 Road, V3 Street", "V3 Street, H2 Road, V4 Street")
    expected = blocks(1, 1, 4, 3).difference(blocks(3, 2, 4, 3))
    assert _differs(_found(GRID, turned), expected) < 1e-6


def test_land_on_one_side_and_land_enclosed_are_the_same_land() -> None:
    expected = blocks(1, 1, 4, 3)
    enclosed = "enclosed by V1 Street, H3 Road, V4 Street and H1 Road"
    assert _differs(_found(GRID, enclosed), expected) < 1e-6
    sides = "East of V1 Street and west of V4 Street and north of H1 Road and south of H3 Road"
    assert _differs(_found(GRID, sides), expected) < 1e-6


def test_a_distance_moves_a_line_and_degrees_are_lines() -> None:
    km = 111.32 * BLOCK
    moved = _found(GRID, ROUND.replace("H1 Road", f"{km * 500:.1f} m south of H1 Road"))
    assert _differs(moved, blocks(1, 0.5, 4, 3)) < 0.01
    degrees = _found(GRID, ROUND.replace("H3 Road", "0.035 N"))
    assert _differs(degrees, blocks(1, 1, 4, 3.5)) < 1e-4


def test_a_missing_stretch_is_bridged_and_said() -> None:
    lines = [one for one in grid() if one[0] != "V4 Street"]
    lines += [street("V4 Street", (4, 0), (4, 1.5)), street("V4 Street", (4, 1.9), (4, 5))]
    land = _found(street_plan(lines), ROUND)
    assert _differs(land, blocks(1, 1, 4, 3)) < 1e-6
    bridges = [one for one in land.parts[0].sections if one.kind == "bridge"]
    assert [(one.name, round(one.length_km, 2)) for one in bridges] == [("V4 Street", 0.44)]
    with pytest.raises(MeasureError, match=r"come no nearer|enclose no land"):
        _found(street_plan(lines), ROUND, gap_km=0.2)


def test_two_carriageways_are_one_line_whose_width_is_its_tolerance() -> None:
    beside = 40 / 111_320 / BLOCK
    lines = [*grid(), street("V4 Street", (4 + beside, 0), (4 + beside, 5))]
    land = _found(street_plan(lines), ROUND)
    assert _differs(land, blocks(1, 1, 4, 3)) < 0.02
    (along,) = {round(s.tolerance_m) for s in land.parts[0].sections if s.name == "V4 Street"}
    assert along == 40


def test_a_street_that_crosses_twice_bounds_where_it_is_nearer_unless_an_area_is_given() -> None:
    lines = [one for one in grid() if one[0] != "H3 Road"]
    lines.append(street("H3 Road", (-0.3, 3), (4.2, 3), (4.2, 4.5), (-0.3, 4.5)))
    plan = street_plan(lines)
    land = _found(plan, ROUND)
    assert _differs(land, blocks(1, 1, 4, 3)) < 1e-6
    area_km2 = float(plan.ellipsoid.area_km2([blocks(1, 1, 4, 4.5)])[0])
    wide = _found(plan, f"{ROUND}, area {area_km2:.2f} km2")
    assert _differs(wide, blocks(1, 1, 4, 4.5)) < 1e-6


def test_a_spiral_is_followed_only_as_far_as_the_next_line() -> None:
    lines = [one for one in grid() if one[0] != "H3 Road"]
    points = [(-0.3, 3), (5.3, 3), (5.3, 3.6), (4.6, 3.6), (4.6, 3.3), (5.0, 3.3)]
    land = _found(street_plan([*lines, street("H3 Road", *points)]), ROUND)
    assert _differs(land, blocks(1, 1, 4, 3)) < 1e-6


def test_a_name_that_repeats_in_the_next_district_does_not_disturb() -> None:
    far = [
        (name, shapely.transform(line, lambda xy: xy + np.array([0.09, 0.0])))
        for name, line in grid(4)
    ]
    land = _found(street_plan([*grid(), *far]), ROUND)
    assert _differs(land, blocks(1, 1, 4, 3)) < 1e-6


def test_a_region_as_place_and_its_border_as_a_bound() -> None:
    text = "east to the East Town border, south to H1 Road, west to V1 Street, north to H3 Road"
    land = land_from_bounds(GRID, text, near="West Town")
    assert _differs(land, blocks(1, 1, 2.5, 3)) < 1e-4


def test_water_that_bounds_land_is_not_part_of_it_and_named_areas_are_taken_out_or_in() -> None:
    def areas(name: str, shape: shapely.Polygon, key: str) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame({key: ["1"], "name": [name]}, geometry=[shape], crs=4326)

    river = areas("Long River", blocks(-0.5, 0.8, 6, 1.2), "water_id")
    village = areas("Old Village", blocks(2, 2, 2.5, 2.5), "linked_area_id")
    plan = street_plan(grid(), waters=river, linked_areas=village)
    text = ROUND.replace("H1 Road", "the Long River")
    assert _differs(_found(plan, text), blocks(1, 1.2, 4, 3)) < 1e-6
    without = _found(plan, f"{text}, excluding Old Village")
    assert _differs(without, blocks(1, 1.2, 4, 3).difference(blocks(2, 2, 2.5, 2.5))) < 1e-6


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("V4 Street", "V9 Street", "nothing near is called V9 Street; did you mean"),
        ("V4 Street", "a planned road", "cannot be looked up as a name"),
        (
            "V4 Street",
            "V0 Street",
            "V0 Street lies on the west, not on the east, V1 Street lies on the east, not on the",
        ),
        ("east to V4 Street, ", "", "the text does not describe the east"),
        (
            "north to H3 Road",
            "north to H3 Road, excluding Nowhere",
            "no area near is called Nowhere",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_help(old: str, new: str, says: str) -> None:
    with pytest.raises(MeasureError, match=says):
        _found(GRID, ROUND.replace(old, new))


def test_of_lines_on_every_side_none_is_called_wrong() -> None:
    names = ", ".join(f"V{at} Street, H{at} Road" for at in range(6))
    text = ", ".join(f"{side} to {names}" for side in ("east", "west", "north", "south"))
    with pytest.raises(MeasureError, match="check their order along each side"):
        _found(GRID, text)


def test_an_unknown_place_and_a_plan_without_names_say_so() -> None:
    with pytest.raises(UnknownError, match="no zone or"):
        land_from_bounds(GRID, ROUND, near="Q")
    unnamed = GRID.with_layer("network", GRID.frame("network").assign(name=None))
    with pytest.raises(MeasureError, match="has a name in this plan"):
        _found(unnamed, ROUND)


def test_a_name_is_looked_for_among_those_of_its_script_the_nearest_lines_first() -> None:
    names = GRID.frame("network")["name"]
    named = GRID.frame("network").assign(name_zh="第" + names.str[:2] + "路")
    plan = GRID.with_layer("network", named)
    chinese = "东至不知道大街，南至H1 Road，西至V1 Street，北至H3 Road"
    with pytest.raises(MeasureError) as refused:
        _found(plan, chinese)
    (problem,) = refused.value.problems
    hint = problem.params["hint"].params["words"]  # type: ignore[union-attr]
    assert sorted(hint) == [f"第{way}{at}路" for way in "HV" for at in range(1, 5)]


def test_a_line_is_called_in_the_script_of_the_text() -> None:
    names = GRID.frame("network")["name"]
    plan = GRID.with_layer(
        "network", GRID.frame("network").assign(name_zh="第" + names.str[:2] + "路")
    )
    english = {section.name for section in _found(plan, ROUND).parts[0].sections}
    assert english == {"V4 Street", "H1 Road", "V1 Street", "H3 Road"}
    chinese = _found(plan, "东至第V4路，南至第H1路，西至第V1路，北至第H3路")
    assert {section.name for section in chinese.parts[0].sections} == {
        "第V4路",
        "第H1路",
        "第V1路",
        "第H3路",
    }


def test_of_several_areas_that_fit_each_can_be_chosen() -> None:
    with pytest.raises(MeasureError, match="2 areas fit these words") as refused:
        _found(WAVES, TWO_LOBES)
    listed = [each.params["area_km2"] for each in refused.value.problems[0].params["areas"]]  # type: ignore[union-attr]
    for number, area_km2 in enumerate(listed, 1):
        land = _found(WAVES, TWO_LOBES, choose={1: number})
        assert land.parts[0].area_km2 == pytest.approx(area_km2, rel=1e-2)
        assert [note.code for note in land.parts[0].notes] == ["bounds-by-choice"]
    with pytest.raises(MeasureError, match="give a number from 1"):
        _found(WAVES, TWO_LOBES, choose={1: 3})


def test_of_water_it_is_said_whether_its_bank_or_its_line_was_taken() -> None:
    def taken(plan: Plan, name: str) -> list[tuple[object, object]]:
        land = _found(plan, ROUND.replace("H1 Road", name))
        notes = [note for note in land.parts[0].notes if note.code == "bounds-water"]
        return [(note.params["taken"], note.params["asked"]) for note in notes]

    area = gpd.GeoDataFrame(
        {"water_id": ["1"], "name": ["Long River"]}, geometry=[blocks(-0.5, 0.8, 6, 1.2)], crs=4326
    )
    wide = street_plan(grid(), waters=area)
    narrow = street_plan([*grid(), street("Long River", (-0.3, 0.9), (5.3, 0.9))])
    assert taken(wide, "the Long River") == [("bank", "none")]
    assert taken(wide, "the middle of the Long River") == [("bank", "middle")]
    assert taken(narrow, "the Long River") == [("line", "none")]
    assert taken(narrow, "the Long River bank") == [("line", "bank")]
    assert taken(narrow, "H1 Road") == []
    beside = street_plan([*grid(), street("River Road", (-0.3, 0.9), (5.3, 0.9))])
    assert taken(beside, "River Road") == []


def test_a_draft_ends_a_side_that_is_not_found_where_the_zone_ends() -> None:
    land = _found(GRID, ROUND.replace("V4 Street", "Nowhere Street"), draft=True)
    assert _differs(land, blocks(1, 1, 2.6, 3)) < 1e-3
    assert not land.complete
    assert [one.sides for one in land.parts[0].sections if one.kind == "assumed"] == [("east",)]
    assert any("assumed" in str(note) for note in land.parts[0].notes)
    made = scenario_of_bounds(GRID, land, scenario="words")
    assert made.title == "Z from published bounds: a draft, assumed on the east"
    whole = scenario_of_bounds(GRID, _found(GRID, ROUND), scenario="words")
    assert (whole.title, whole.title_zh) == ("Z from published bounds", None)


def test_names_match_without_case_and_by_their_stem_and_sound_and_what_was_taken_is_said() -> None:
    lines = [
        street("东山大道", (4, 0), (4, 5)),
        street("南湖路", (0, 1), (5, 1)),
        street("西门路", (1, 0), (1, 5)),
        street("北苑路", (0, 3), (5, 3)),
    ]
    land = _found(street_plan(lines), "东至東山路，南至南湖路，西至西门街，北至北苑路(原人民路)")
    assert _differs(land, blocks(1, 1, 4, 3)) < 1e-6
    taken = {note.params["name"] for note in land.parts[0].notes if note.code == "bounds-taken"}
    assert taken == {"東山路", "西门街"}


def test_words_of_land_found_name_the_same_lines_again() -> None:
    """A round trip: text to land to text."""
    land = _found(GRID, ROUND)
    scenario = scenario_of_bounds(GRID, land, scenario="found")
    zones = apply(GRID, scenario)
    words = four_bounds(GRID, zones)["Z"]
    assert words.endswith(
        "part 1: east to V4 Street, south to H1 Road, west to V1 Street, north to H3 Road"
    )
    again = _found(GRID, words.split("part 1: ")[1])
    assert again.geometry.equals_exact(land.geometry, 1e-9) or _differs(again, land.geometry) < 1e-9


def test_the_scenario_keeps_the_words_in_its_edit_and_a_new_zone_needs_an_id() -> None:
    land = _found(GRID, ROUND)
    scenario = scenario_of_bounds(GRID, land, scenario="found")
    assert Scenario.parse(scenario.to_yaml()) == scenario
    assert scenario.to_document()["edits"][0]["reshape"]["bounds_text"] == ROUND
    place = land_from_bounds(GRID, ROUND, near="West Town")
    with pytest.raises(MeasureError, match="not a zone"):
        scenario_of_bounds(GRID, place, scenario="found")
    added = scenario_of_bounds(GRID, place, scenario="found", zone="N", ftz="F")
    assert apply(GRID, added)["zone_id"].tolist() == ["Z", "N"]
    with pytest.raises(ScenarioError):
        scenario_of_bounds(GRID, place, scenario="found", zone="N", ftz="Q")


def test_parts_are_found_each_or_those_asked_for() -> None:
    second = "east to V2 Street, south to H3 Road, west to V1 Street, north to H4 Road"
    text = f"Part A: {ROUND}. Part B: {second}."
    both = _found(GRID, text)
    assert [part.title for part in both.parts] == ["Part A", "Part B"]
    alone = _found(GRID, text, parts=(2,))
    assert _differs(alone, blocks(1, 3, 2, 4)) < 1e-6
    with pytest.raises(MeasureError, match="2 parts"):
        _found(GRID, text, parts=(3,))


def test_across_180_degrees_land_is_found_as_elsewhere() -> None:
    def turned(plan: Plan) -> Plan:
        def moved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
            shapes = shapely.transform(
                frame.geometry.to_numpy(),
                lambda xy: np.column_stack([xy[:, 0] + 179.975, xy[:, 1]]),
            )
            return frame.set_geometry(gpd.GeoSeries(shapes, crs=4326))

        zones, regions = moved(plan.zones), moved(plan.regions)
        regions = regions.set_geometry(gpd.GeoSeries([*map(wrapped, regions.geometry)], crs=4326))
        zones = zones.set_geometry(gpd.GeoSeries([*map(wrapped, zones.geometry)], crs=4326))
        network = moved(plan.frame("network"))
        within = shapely.transform(
            network.geometry.to_numpy(),
            lambda xy: np.column_stack([(xy[:, 0] + 180) % 360 - 180, xy[:, 1]]),
        )
        return Plan(
            {
                "zones": zones,
                "regions": regions,
                "network": network.set_geometry(gpd.GeoSeries(within, crs=4326)),
            }
        )

    here, there = _found(GRID, ROUND), _found(turned(GRID), ROUND)
    assert there.parts[0].area_km2 == pytest.approx(here.parts[0].area_km2, rel=1e-9)
