"""Edits inferred from a layer that was edited elsewhere; applied, they give that layer."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, regions_frame, square
from shapely.affinity import translate

from geo.edits import Edit, EditContext, apply_edits
from geo.infer.edits import InferredEdits, infer_edits
from geo.infer.match import Missing
from geo.zone_outlines import alike
from layers import Plan
from layers.errors import ScenarioError

TOLERANCE = 1e-6
A, B, C, D = square(0), square(1), square(10), square(20)
WEST, EAST = shapely.box(120, 30, 120.006, 30.01), shapely.box(120.006, 30, 120.01, 30.01)


def zones(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    count = len(shapes)
    return gpd.GeoDataFrame(
        {
            "zone_id": list(shapes),
            "ftz_id": ["G" if zone == "D" else "F" for zone in shapes],
            "name": [f"Zone {zone}" for zone in shapes],
            "sectors": ["ships;finance"] * count,
            "locked": [False] * count,
            "verified": [True] * count,
            "source": ["gazette"] * count,
            "boundary_source": ["surveyed"] * count,
            "published_area_km2": [1.5] * count,
            "jobs": [100] * count,
        },
        geometry=list(shapes.values()),
        crs=CRS,
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    west, east = square(-50, -50, 65), square(15, -50, 65)
    regions = regions_frame(("330101", west), ("340101", east))
    ftzs = pd.DataFrame({"ftz_id": ["F", "G"], "adcode": ["330000", "340000"]})
    layers = {"zones": zones(A=A, B=B, C=C, D=D), "regions": regions, "ftzs": ftzs}
    return Plan(layers)


def edited(plan: Plan, *rows: tuple[int, dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows of the plan's zones, by number, with other values."""
    frame = plan.zones
    values = [{name: frame[name].iloc[row] for name in frame.columns} | new for row, new in rows]
    table = {name: [row[name] for row in values] for name in frame.columns if name != "geometry"}
    shapes = [shapely.MultiPolygon(shapely.get_parts(row["geometry"]).tolist()) for row in values]
    return gpd.GeoDataFrame(pd.DataFrame(table), geometry=shapes, crs=CRS)


def inferred(plan: Plan, *rows: tuple[int, dict[str, Any]], untouched: str = "") -> InferredEdits:
    """Return what is given for rows and of zones that stay; see that the edits reach them."""
    stay = [("ABCD".index(zone), {}) for zone in untouched]
    frame = edited(plan, *rows, *stay)
    found = infer_edits(plan, frame, TOLERANCE, "s")
    assert_reached(plan, frame, found.edits)
    return found


def assert_reached(plan: Plan, frame: gpd.GeoDataFrame, edits: tuple[Edit, ...]) -> None:
    made = apply_edits(plan.zones, edits, EditContext.of(plan, "s"))
    assert len(made) == len(frame)
    for shape in frame.geometry:
        assert sum(alike(shape, other, TOLERANCE) for other in made.geometry) >= 1


def verbs(found: InferredEdits) -> list[tuple[str, str]]:
    return [(edit.verb, str(edit.subject)) for edit in found.edits]


def notes(found: InferredEdits) -> tuple[str, ...]:
    return tuple(map(str, found.notes))


def what(found: InferredEdits) -> dict[str, list[str]]:
    return dict(zip(found.zones["zone_id"], found.zones["what"], strict=True))


def test_a_layer_that_came_back_rounded_tells_nothing_but_how_many_were(plan: Plan) -> None:
    nudged = shapely.transform(A, lambda xy: xy + 4e-7)
    found = inferred(plan, (0, {"geometry": nudged}), untouched="DBC")
    assert (found.edits, len(found.zones), found.rewritten, found.notes) == ((), 0, 1, ())


def test_a_cut_is_a_split_along_its_line(plan: Plan) -> None:
    found = inferred(plan, (0, {"geometry": WEST}), (0, {"geometry": EAST}), untouched="BCD")
    (split,) = found.edits
    assert split.model_dump()["into"] == ("A", "A-2")
    assert split.line.equals(shapely.LineString([(120.006, 30), (120.006, 30.01)]))  # type: ignore[attr-defined]
    assert what(found) == {"A": ["split"], "A-2": ["part"]}
    assert notes(found) == (
        "A-2: verified, source, published_area_km2, jobs not adopted: given for A as a whole",
        "A-2: has the name Zone A, that of A; give it its own",
    )


def test_three_parts_are_two_splits(plan: Plan) -> None:
    third = shapely.box(120.008, 30, 120.01, 30.01)
    middle = shapely.box(120.006, 30, 120.008, 30.01)
    rows = [(0, {"geometry": shape, "zone_id": None}) for shape in (middle, WEST, third)]
    found = inferred(plan, *rows, untouched="BCD")
    assert verbs(found) == [("split", "A"), ("split", "A")]
    assert all(edit.line is not None for edit in found.edits)  # type: ignore[attr-defined]
    assert what(found) == {"A-2": ["part"], "A": ["split"], "A-3": ["part"]}


def test_a_part_cut_out_of_the_middle_is_a_split_by_its_outline(plan: Plan) -> None:
    core = shapely.box(120.003, 30.003, 120.006, 30.006)
    found = inferred(
        plan, (0, {"geometry": A.difference(core)}), (0, {"geometry": core}), untouched="BCD"
    )
    (split,) = found.edits
    assert split.verb == "split"
    assert split.geometry.equals(core)  # type: ignore[attr-defined]


def test_a_split_of_which_both_parts_were_named_gives_their_names(plan: Plan) -> None:
    rows = (0, {"geometry": WEST, "zone_id": "W"}), (0, {"geometry": EAST, "zone_id": "E"})
    found = inferred(plan, *rows, untouched="BCD")
    (split,) = found.edits
    assert split.model_dump()["into"] == ("W", "E")
    assert what(found) == {"W": ["renamed", "split"], "E": ["part"]}


def test_a_part_that_was_drawn_on_is_split_off_and_reshaped(plan: Plan) -> None:
    beyond = shapely.Polygon(
        [(120.006, 30), (120.01, 30), (120.01, 30.01), (120.008, 30.012), (120.006, 30.01)]
    )
    found = inferred(plan, (0, {"geometry": WEST}), (0, {"geometry": beyond}), untouched="BCD")
    assert verbs(found) == [("split", "A"), ("reshape", "A-2")]
    assert what(found) == {"A": ["split"], "A-2": ["part", "reshaped"]}


def test_zones_that_became_one_are_merged(plan: Plan) -> None:
    found = inferred(plan, (0, {"geometry": A.union(B)}), untouched="CD")
    assert verbs(found) == [("merge", "A, B"), ("set", "A")]
    assert what(found) == {"A": ["merged", "set"], "B": ["merged away"]}
    assert found.zones["of"].tolist() == [["B"], ["A"]]


def test_a_merged_zone_keeps_what_the_editor_kept_of_it(plan: Plan) -> None:
    others = {"source": "survey", "published_area_km2": 4.0, "jobs": 100}
    frame = edited(plan, (0, {}), (1, others), (2, {}), (3, {}))
    other = Plan({"zones": frame, "regions": plan.regions, "ftzs": plan.ftzs})
    rows = edited(other, (0, {"geometry": A.union(B)}), (2, {}), (3, {}))
    found = infer_edits(other, rows, TOLERANCE, "s")
    made = apply_edits(other.zones, found.edits, EditContext.of(other, "s"))
    (row,) = made[made["zone_id"] == "A"].to_dict("records")
    assert (row["source"], row["published_area_km2"], row["jobs"]) == ("gazette", 1.5, 100)
    (note,) = notes(found)
    assert note.startswith("A: source, published_area_km2 kept as the layer has them; ")


def test_what_was_merged_and_drawn_on_is_merged_and_reshaped(plan: Plan) -> None:
    wider = shapely.box(120, 30, 120.02, 30.013)
    found = inferred(plan, (0, {"geometry": wider, "zone_id": "AB"}), untouched="CD")
    assert verbs(found) == [("merge", "A, B"), ("reshape", "AB"), ("set", "AB")]
    assert what(found)["AB"] == ["renamed", "merged", "reshaped", "set"]


def test_zones_of_two_ftzs_do_not_merge_but_one_takes_the_land(plan: Plan) -> None:
    found = inferred(plan, (2, {"geometry": C.union(D)}), untouched="AB")
    assert verbs(found) == [("remove", "D"), ("reshape", "C")]


def test_land_that_passed_between_neighbours_is_a_transfer(plan: Plan) -> None:
    border = 120.008
    rows = (
        (0, {"geometry": shapely.box(120, 30, border, 30.01)}),
        (1, {"geometry": shapely.box(border, 30, 120.02, 30.01)}),
    )
    found = inferred(plan, *rows, untouched="CD")
    assert verbs(found) == [("transfer", "A to B")]
    assert what(found) == {"A": ["transferred"], "B": ["transferred"]}


def test_a_shift_along_the_parallel_is_a_move_and_any_other_outline_a_reshape(plan: Plan) -> None:
    east, north = translate(C, 0.02), translate(C, 0, 0.9)
    assert verbs(inferred(plan, (2, {"geometry": east}), untouched="ABD")) == [("move", "C")]
    # at another latitude the same degrees are other kilometres
    assert verbs(inferred(plan, (2, {"geometry": north}), untouched="ABD")) == [("reshape", "C")]


def kept(plan: Plan, rows: str, missing: Missing) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the edits of a file of some zones, moved, and the zones that stay without being there.

    The first is D, alone.
    """
    moved = {"geometry": translate(D, 1e-3)}
    others = [("ABCD".index(zone), {}) for zone in rows]
    frame = edited(plan, (3, moved), *others)
    found = infer_edits(plan, frame, TOLERANCE, "s", missing=missing)
    noted = [note.params["count"] for note in found.notes if note.code == "infer-missing-kept"]
    assert noted == ([len(found.kept)] if found.kept else [])
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s"))
    assert {*made["zone_id"]} == {"D", *rows, *found.kept}
    return verbs(found), list(found.kept)


def test_zones_that_are_not_in_a_layer_stay_where_asked_or_it_has_less_than_half_of_them(
    plan: Plan,
) -> None:
    assert kept(plan, "", "decide") == ([("move", "D")], ["A", "B", "C"])
    assert kept(plan, "A", "decide") == ([("remove", "B"), ("remove", "C"), ("move", "D")], [])
    assert kept(plan, "AB", "keep") == ([("move", "D")], ["C"])
    removed = [("remove", zone) for zone in "ABC"]
    assert kept(plan, "", "remove") == ([*removed, ("move", "D")], [])


def test_a_zone_that_a_row_took_in_is_merged_and_neither_kept_nor_removed(plan: Plan) -> None:
    frame = edited(plan, (0, {"geometry": A.union(B)}))
    found = infer_edits(plan, frame, TOLERANCE, "s", missing="keep")
    assert found.kept == ("C", "D")
    assert what(found) == {"A": ["merged", "set"], "B": ["merged away"]}


NOTHING = dict.fromkeys(
    ("zone_id", "ftz_id", "name", "source", "sectors", "published_area_km2", "jobs")
)


@pytest.mark.parametrize(
    ("shape", "ftz", "why"),
    [
        (square(30), "G", "the group of its region 340000"),
        (square(-300), "F", "the group of A, the nearest"),
    ],
)
def test_a_new_row_without_attributes_is_added_to_the_ftz_of_its_place(
    plan: Plan, shape: shapely.Geometry, ftz: str, why: str
) -> None:
    new = NOTHING | {"geometry": shape, "verified": False, "boundary_source": "imported"}
    found = inferred(plan, (0, new), untouched="ABCD")
    (add,) = found.edits
    assert (add.verb, str(add.subject), add.ftz) == ("add", "NEW-1", ftz)  # type: ignore[attr-defined]
    assert notes(found) == (f"NEW-1: has no ftz_id; taken to be of {ftz}, {why}",)
    assert what(found) == {"NEW-1": ["added"]}


def test_a_copy_is_added_with_what_it_is_called_but_not_with_what_describes_the_whole(
    plan: Plan,
) -> None:
    found = inferred(plan, (2, {"geometry": translate(C, 0.2, 0.1)}), untouched="ABCD")
    (add,) = found.edits
    assert (add.verb, str(add.subject), add.name) == ("add", "C-2", "Zone C")  # type: ignore[attr-defined]
    assert what(found) == {"C-2": ["copied"]}
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s")).iloc[-1]
    assert (made["source"], bool(made["verified"])) == ("scenario s", False)
    assert np.isnan(made["published_area_km2"])
    assert "given for C as a whole" in notes(found)[0]


def test_columns_that_were_edited_are_set_and_no_others(plan: Plan) -> None:
    new = {"name": "Harbour", "sectors": None, "locked": True, "jobs": 7, "source": "survey"}
    found = inferred(plan, (0, new), untouched="BCD")
    (edit,) = found.edits
    assert edit.model_dump() == {"zone": "A"} | new
    assert what(found) == {"A": ["set"]}


def test_an_id_that_was_edited_is_set(plan: Plan) -> None:
    found = inferred(plan, (0, {"zone_id": "HARBOUR", "name": "Harbour"}), untouched="BCD")
    (edit,) = found.edits
    assert edit.model_dump() == {"zone": "A", "zone_id": "HARBOUR", "name": "Harbour"}
    assert found.zones.to_dict("records") == [
        {
            "zone_id": "HARBOUR",
            "what": ["renamed", "set"],
            "of": ["A"],
            "given_id": "HARBOUR",
            "columns": ["name"],
        }
    ]


def test_a_zone_of_another_ftz_is_removed_and_added_with_all_its_columns(plan: Plan) -> None:
    found = inferred(plan, (0, {"ftz_id": "G"}), untouched="BCD")
    assert verbs(found) == [("remove", "A"), ("add", "A"), ("set", "A")]
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s")).set_index("zone_id")
    was = plan.zones.set_index("zone_id").loc["A"].drop(["geometry", "ftz_id"])
    assert made.loc["A"].drop(["geometry", "ftz_id"]).to_dict() == was.to_dict()
    assert made.loc["A", "ftz_id"] == "G"


def test_columns_that_did_not_come_back_or_came_along_are_left_out(plan: Plan) -> None:
    frame = edited(plan, *((row, {}) for row in range(4))).drop(columns=["name", "jobs"])
    found = infer_edits(plan, frame.assign(layer="zones", path=None), TOLERANCE)
    assert found.edits == ()
    assert notes(found) == ("column layer: zones of the plan have none of this name",)


def test_everything_at_once(plan: Plan) -> None:
    rows = (
        (0, {"geometry": WEST, "name": "Harbour"}),
        (0, {"geometry": EAST.union(B), "zone_id": "B", "name": "Zone B"}),
        (3, {"geometry": translate(D, 0.02)}),
        (3, {"geometry": translate(D, 0.02, 0.02), "zone_id": None}),
    )
    found = inferred(plan, *rows)
    assert [verb for verb, _ in verbs(found)] == ["remove", "transfer", "move", "add", "set", "set"]
    assert what(found) == {
        "A": ["transferred", "set"],
        "B": ["transferred"],
        "D": ["moved"],
        "NEW-1": ["added", "set"],
        "C": ["removed"],
    }


def test_rows_beyond_the_plan_are_refused_together(plan: Plan) -> None:
    far = {"geometry": translate(A, 40)}
    with pytest.raises(ScenarioError) as refused:
        infer_edits(plan, edited(plan, (0, far), (1, {}), (2, far)), TOLERANCE)
    (line,) = refused.value.lines
    assert line.startswith("row 1 (A), row 3 (C) lies beyond the plan's extent 114.5–125.8° E")


def test_a_row_of_an_unknown_ftz_is_refused(plan: Plan) -> None:
    rows = (0, {"zone_id": "N", "geometry": square(30), "ftz_id": "H"}), (1, {})
    with pytest.raises(ScenarioError, match=r"^N: there is no group H; known: F, G$"):
        infer_edits(plan, edited(plan, *rows), TOLERANCE)


def test_a_layer_without_any_zone_of_the_plan_is_refused(plan: Plan) -> None:
    rows = [(0, {"zone_id": name, "geometry": square(side)}) for name, side in (("X", 3), ("Y", 5))]
    with pytest.raises(ScenarioError) as refused:
        infer_edits(plan, edited(plan, *rows), TOLERANCE, id_column="CODE")
    (line,) = refused.value.lines
    assert line == (
        "none of the rows is a zone of the plan: column CODE has X, Y where the plan's ids are such"
        " as A, B, C, and no row shares half of its land with a zone; name the column that has the"
        " ids, or another layer"
    )


def test_a_layer_without_ids_is_told_what_the_plan_s_are_like(plan: Plan) -> None:
    rows = edited(plan, (0, {"zone_id": None, "geometry": square(3)}))
    with pytest.raises(ScenarioError, match="no column has ids such as A, B, C, and no row shares"):
        infer_edits(plan, rows, TOLERANCE, id_column=None)


def test_the_plan_stays_as_it_was(plan: Plan) -> None:
    before = plan.zones.copy()
    inferred(plan, (0, {"geometry": WEST}), (0, {"geometry": EAST}), untouched="CD")
    assert plan.zones.equals(before)
