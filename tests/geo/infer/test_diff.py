"""The edits that lead from one zones frame to another: found, and made, they reach it exactly."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.edits import Add, Edit, EditContext, Expand, Move, Remove, Set, apply_edits
from geo.infer.diff import diff
from geo.zone import outlines, same_outline
from layers.errors import CrsError, ScenarioError
from layers.geometry.ellipsoid import GRS80
from tests.conftest import CRS, square, zones_frame

RING = square(0, side=3).difference(square(1, 1))
WEST_AND_EAST = (("W", "F", square(0)), ("E", "F", square(10)))
CONTEXT = EditContext(
    zones_frame(*WEST_AND_EAST).crs, GRS80, frozenset({"F", "G"}), (100.0, 0.0, 140.0, 60.0), "s"
)


def reached(before: gpd.GeoDataFrame, edits: tuple[Edit, ...]) -> dict[str, shapely.Geometry]:
    return outlines(apply_edits(before, edits, CONTEXT))


def test_zones_that_only_start_turn_and_stand_differently_differ_in_nothing() -> None:
    def turned(ring: shapely.LinearRing) -> np.ndarray:
        return np.roll(shapely.get_coordinates(ring)[:-1], 1, axis=0)[::-1]

    again = shapely.Polygon(turned(RING.exterior), [turned(RING.interiors[0])])
    before = zones_frame(("A", "F", shapely.MultiPolygon([RING, square(9)])), *WEST_AND_EAST)
    after = zones_frame(*WEST_AND_EAST[::-1], ("A", "F", shapely.MultiPolygon([square(9), again])))
    assert diff(before, after).edits == ()


def test_removals_come_first_then_changes_and_additions_and_the_same_outline_is_renamed() -> None:
    def found(after: gpd.GeoDataFrame) -> list[tuple[str, str]]:
        edits = diff(zones_frame(*WEST_AND_EAST), after).edits
        return [(edit.verb, str(edit.subject)) for edit in edits]

    after = zones_frame(("N", "G", square(5)), ("E", "F", square(10, side=2)))
    assert found(after) == [("remove", "W"), ("add", "N"), ("reshape", "E")]
    other_ftz = zones_frame(("N", "F", square(0)), ("M", "G", square(10)))
    assert found(other_ftz) == [("set", "W"), ("remove", "E"), ("add", "M")]


def test_a_rigid_move_is_found_again_to_the_last_digit_and_any_other_is_a_reshape() -> None:
    before = zones_frame(("W", "F", RING), WEST_AND_EAST[1])
    for dx_km, dy_km in ((0.125, 0), (-900, 250), (0, 0.001)):
        move = Move(zone="W", dx_km=dx_km, dy_km=dy_km)
        after = apply_edits(before, [move], CONTEXT)
        turned = after.set_geometry(shapely.normalize(after.geometry.to_numpy())).set_crs(CRS)
        for moved in (after, turned):
            assert diff(before, moved).edits == (move,)
    bent = shapely.transform(after.geometry.iloc[0], lambda xy: xy + [[1e-9, 0]] * len(xy))
    (edit,) = diff(before, zones_frame(("W", "F", bent), WEST_AND_EAST[1])).edits
    assert edit.verb == "reshape"
    assert same_outline(reached(before, (edit,))["W"], bent)
    edits = (Expand(zone="W", by_km=0.7), Move(zone="W", dx_km=1 / 3, dy_km=0.1), Remove(zone="E"))
    after = apply_edits(before, edits, CONTEXT)
    found = reached(before, diff(before, after).edits)
    assert list(found) == ["W"]
    assert same_outline(found["W"], outlines(after)["W"])


def test_columns_that_differ_are_set_but_not_those_that_the_plan_does_not_have() -> None:
    columns = {"name": None, "name_zh": None, "sectors": "", "locked": False, "source": None}
    before = zones_frame(*WEST_AND_EAST).assign(published_area_km2=np.nan, **columns)
    after = zones_frame(("N", "F", square(5)), *WEST_AND_EAST).assign(
        name=["North", None, None],
        name_zh=["北", None, None],
        sectors=["biopharma; marine_economy", "", ""],
        locked=[True, False, False],
        published_area_km2=[3.5, np.nan, np.nan],
        source=None,
        note=["new", None, None],
    )
    found = diff(before, after)
    names = {"name": "North", "name_zh": "北", "sectors": ("biopharma", "marine_economy")}
    assert found.edits == (
        Add(zone="N", ftz="F", **names, boundary_source="imported", geometry=square(5)),
        Set(zone="N", locked=True, published_area_km2=3.5),
    )
    (left_out,) = map(str, found.left_out)
    assert left_out == "column note: zones of the plan have none of this name"
    added = apply_edits(before, found.edits, CONTEXT).set_index("zone_id").loc["N"]
    assert added[["source", "published_area_km2"]].tolist() == ["scenario s", 3.5]
    before = zones_frame(*WEST_AND_EAST).assign(sectors=["a", "b"], note=[None, np.nan])
    after = before.assign(sectors=["a;c", "b;"], note=[np.nan, None])
    assert diff(before, after).edits == (Set(zone="W", sectors="a;c"),)


def test_what_cannot_be_a_zone_is_refused_all_at_once() -> None:
    before = zones_frame(*WEST_AND_EAST)
    bow = shapely.Polygon([(120, 30), (121, 31), (121, 30), (120, 31)])
    with pytest.raises(ScenarioError) as refused:
        diff(before, zones_frame(("W", "F", bow), ("N", "F", shapely.Polygon())))
    bent, empty = refused.value.lines
    assert bent.startswith("W: geometry: is not valid: self-intersection")
    assert empty.startswith("N: geometry: is empty")
    ids = zones_frame(("E", "F", square(0)), ("E", "F", square(1)), (None, "F", square(2)))
    with pytest.raises(ScenarioError) as refused:
        diff(before, ids)
    assert refused.value.lines == (
        "after: row 3 has no zone_id; give it one",
        "after: E appears twice; give each zone its own id",
    )
    with pytest.raises(CrsError):
        diff(before, before.to_crs(4513))
