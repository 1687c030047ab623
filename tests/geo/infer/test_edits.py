"""Edits inferred from a layer that was edited elsewhere; applied, they give that layer."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate

from geo.edits import Edit, EditContext, apply_edits
from geo.infer.edits import InferredEdits, infer_edits
from geo.infer.match import Missing
from geo.zone import alike
from layers import Plan
from layers.errors import ScenarioError
from tests.conftest import CRS, layer_frame, regions_frame, square

TOLERANCE = 1e-6
A, B, C, D = square(0), square(1), square(10), square(20)
WEST, EAST = shapely.box(120, 30, 120.006, 30.01), shapely.box(120.006, 30, 120.01, 30.01)


def zones(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    count = len(shapes)
    return layer_frame(
        list(shapes.values()),
        zone_id=list(shapes),
        ftz_id=["G" if zone == "D" else "F" for zone in shapes],
        name=[f"Zone {zone}" for zone in shapes],
        sectors=["ships;finance"] * count,
        locked=[False] * count,
        verified=[True] * count,
        source=["gazette"] * count,
        boundary_source=["surveyed"] * count,
        published_area_km2=[1.5] * count,
        jobs=[100] * count,
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


def test_a_layer_that_came_back_rounded_reports_only_how_many_zones_were(plan: Plan) -> None:
    nudged = shapely.transform(A, lambda xy: xy + 4e-7)
    found = inferred(plan, (0, {"geometry": nudged}), untouched="DBC")
    assert (found.edits, len(found.zones), found.rewritten, found.notes) == ((), 0, 1, ())


def test_a_cut_is_a_split_along_its_line_or_by_the_outline_of_the_part(plan: Plan) -> None:
    before = plan.zones.copy()
    found = inferred(plan, (0, {"geometry": WEST}), (0, {"geometry": EAST}), untouched="BCD")
    (split,) = found.edits
    assert split.model_dump()["into"] == ("A", "A-2")
    assert what(found) == {"A": ["split"], "A-2": ["part"]}
    assert split.line.equals(shapely.LineString([(120.006, 30), (120.006, 30.01)]))  # type: ignore[attr-defined]
    assert notes(found) == (
        "A-2: verified, source, published_area_km2, jobs not adopted: given for A as a whole",
        "A-2: has the name Zone A, that of A; give it its own",
    )
    core = shapely.box(120.003, 30.003, 120.006, 30.006)
    found = inferred(
        plan, (0, {"geometry": A.difference(core)}), (0, {"geometry": core}), untouched="BCD"
    )
    (split,) = found.edits
    assert split.geometry.equals(core)  # type: ignore[attr-defined]
    assert plan.zones.equals(before)


BORDER = 120.008
BEYOND = shapely.Polygon(
    [(120.006, 30), (120.01, 30), (120.01, 30.01), (120.008, 30.012), (120.006, 30.01)]
)
THIRDS = shapely.box(120.006, 30, 120.008, 30.01), WEST, shapely.box(120.008, 30, 120.01, 30.01)
Rows = list[tuple[int, dict[str, Any]]]
Verbs, What = list[tuple[str, str]], dict[str, list[str]] | None
# rows by the number of their zone, zones that stay, the edits, and what became of each zone
INFERRED: list[tuple[str, Rows, str, Verbs, What]] = [
    (
        "two cuts",
        [(0, {"geometry": shape, "zone_id": None}) for shape in THIRDS],
        "BCD", [("split", "A")] * 2, {"A-2": ["part"], "A": ["split"], "A-3": ["part"]},
    ),
    (
        "a cut of which both parts were named",
        [(0, {"geometry": WEST, "zone_id": "W"}), (0, {"geometry": EAST, "zone_id": "E"})],
        "BCD", [("split", "A")], {"W": ["renamed", "split"], "E": ["part"]},
    ),
    (
        "a part that was drawn on",
        [(0, {"geometry": WEST}), (0, {"geometry": BEYOND})],
        "BCD", [("split", "A"), ("reshape", "A-2")], {"A": ["split"], "A-2": ["part", "reshaped"]},
    ),
    (
        "zones that became one and were drawn on",
        [(0, {"geometry": shapely.box(120, 30, 120.02, 30.013), "zone_id": "AB"})],
        "CD", [("merge", "A, B"), ("reshape", "AB"), ("set", "AB")],
        {"AB": ["renamed", "merged", "reshaped", "set"], "B": ["merged away"]},
    ),
    (
        "zones of two FTZs do not merge: one takes the land",
        [(2, {"geometry": C.union(D)})],
        "AB", [("remove", "D"), ("reshape", "C")], None,
    ),
    (
        "land that passed between neighbours",
        [
            (0, {"geometry": shapely.box(120, 30, BORDER, 30.01)}),
            (1, {"geometry": shapely.box(BORDER, 30, 120.02, 30.01)}),
        ],
        "CD", [("transfer", "A to B")], {"A": ["transferred"], "B": ["transferred"]},
    ),
    (
        "a shift along the parallel",
        [(2, {"geometry": translate(C, 0.02)})], "ABD", [("move", "C")], None,
    ),
    (
        "at another latitude the same degrees are other kilometres",
        [(2, {"geometry": translate(C, 0, 0.9)})], "ABD", [("reshape", "C")], None,
    ),
    (
        "everything at once",
        [
            (0, {"geometry": WEST, "name": "Harbour"}),
            (0, {"geometry": EAST.union(B), "zone_id": "B", "name": "Zone B"}),
            (3, {"geometry": translate(D, 0.02)}),
            (3, {"geometry": translate(D, 0.02, 0.02), "zone_id": None}),
        ],
        "",
        [
            ("remove", "C"), ("transfer", "A to B"), ("move", "D"), ("add", "NEW-1"), ("set", "A"),
            ("set", "NEW-1"),
        ],
        {
            "A": ["transferred", "set"], "B": ["transferred"], "D": ["moved"],
            "NEW-1": ["added", "set"], "C": ["removed"],
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", INFERRED, ids=[case[0] for case in INFERRED])
def test_what_was_edited_is_found(plan: Plan, case: tuple[str, Rows, str, Verbs, What]) -> None:
    _, rows, untouched, expected, became = case
    found = inferred(plan, *rows, untouched=untouched)
    assert verbs(found) == expected
    assert became is None or what(found) == became


def test_a_move_that_a_layer_has_not_quite_is_one_and_said_to_be_near(plan: Plan) -> None:
    xy = shapely.get_coordinates(translate(C, 0.02))
    xy[1] += 7e-7
    found = inferred(plan, (2, {"geometry": shapely.Polygon(xy)}), untouched="ABD")
    assert verbs(found) == [("move", "C")]
    assert "0.08 m" in notes(found)[0]


def test_a_merged_zone_keeps_what_the_editor_kept_of_it(plan: Plan) -> None:
    others = {"source": "survey", "published_area_km2": 4.0, "jobs": 100}
    other = plan.with_layer("zones", edited(plan, (0, {}), (1, others), (2, {}), (3, {})))
    rows = edited(other, (0, {"geometry": A.union(B)}), (2, {}), (3, {}))
    found = infer_edits(other, rows, TOLERANCE, "s")
    assert found.zones["of"].tolist() == [["B"], ["A"]]
    made = apply_edits(other.zones, found.edits, EditContext.of(other, "s"))
    (row,) = made[made["zone_id"] == "A"].to_dict("records")
    assert (row["source"], row["published_area_km2"], row["jobs"]) == ("gazette", 1.5, 100)
    (note,) = notes(found)
    assert note.startswith("A: source, published_area_km2 kept as the layer has them; ")


def test_zones_missing_in_a_layer_stay_or_are_removed(plan: Plan) -> None:
    moved, merged = {"geometry": translate(D, 1e-3)}, {"geometry": A.union(B)}

    def without(rows: str, missing: Missing) -> tuple[list[tuple[str, str]], str]:
        others = [("ABCD".index(zone), {}) for zone in rows]
        found = infer_edits(plan, edited(plan, (3, moved), *others), TOLERANCE, missing=missing)
        noted = [note.params["count"] for note in found.notes if note.code == "infer-missing-kept"]
        assert noted == ([len(found.kept)] if found.kept else [])
        made = apply_edits(plan.zones, found.edits, EditContext.of(plan))
        assert {*made["zone_id"]} == {"D", *rows, *found.kept}
        return verbs(found), "".join(found.kept)

    move, removed = ("move", "D"), [("remove", zone) for zone in "ABC"]
    assert without("", "decide") == ([move], "ABC")
    assert without("A", "decide") == ([*removed[1:], move], "")
    assert without("AB", "keep") == ([move], "C")
    assert without("", "remove") == ([*removed, move], "")
    found = infer_edits(plan, edited(plan, (0, merged)), TOLERANCE, "s", missing="keep")
    assert found.kept == ("C", "D")  # B is neither kept nor removed
    assert what(found) == {"A": ["merged", "set"], "B": ["merged away"]}


NOTHING = dict.fromkeys(
    ("zone_id", "ftz_id", "name", "source", "sectors", "published_area_km2", "jobs")
)


def test_a_new_row_without_attributes_is_added_to_the_ftz_of_its_place(plan: Plan) -> None:
    for shape, ftz, why in (
        (square(30), "G", "the group of its region 340000"),
        (square(-300), "F", "the group of A, the nearest"),
    ):
        new = NOTHING | {"geometry": shape, "verified": False, "boundary_source": "imported"}
        found = inferred(plan, (0, new), untouched="ABCD")
        (add,) = found.edits
        assert (add.verb, str(add.subject), add.ftz) == ("add", "NEW-1", ftz)  # type: ignore[attr-defined]
        assert notes(found) == (f"NEW-1: has no ftz_id; taken to be of {ftz}, {why}",)
        assert what(found) == {"NEW-1": ["added"]}


def test_a_copy_is_added_with_its_name_but_no_figures(plan: Plan) -> None:
    found = inferred(plan, (2, {"geometry": translate(C, 0.2, 0.1)}), untouched="ABCD")
    (add,) = found.edits
    assert (add.verb, str(add.subject), add.name) == ("add", "C-2", "Zone C")  # type: ignore[attr-defined]
    assert what(found) == {"C-2": ["copied"]}
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s")).iloc[-1]
    assert (made["source"], bool(made["verified"])) == ("scenario s", False)
    assert np.isnan(made["published_area_km2"])
    assert "given for C as a whole" in notes(found)[0]


def test_columns_and_an_id_that_were_edited_are_set_and_no_others(plan: Plan) -> None:
    new = {"name": "Harbour", "sectors": None, "locked": True, "jobs": 7, "source": "survey"}
    found = inferred(plan, (0, new), untouched="BCD")
    (edit,) = found.edits
    assert edit.model_dump() == {"zone": "A"} | new
    assert what(found) == {"A": ["set"]}
    new = {"zone_id": "HARBOUR", "name": "Harbour"}
    found = inferred(plan, (0, new), untouched="BCD")
    (edit,) = found.edits
    assert edit.model_dump() == {"zone": "A"} | new
    (row,) = found.zones.to_dict("records")
    expected = {"what": ["renamed", "set"], "of": ["A"], "given_id": "HARBOUR", "columns": ["name"]}
    assert row == {"zone_id": "HARBOUR"} | expected


def test_a_zone_of_another_ftz_is_removed_and_added_with_all_its_columns(plan: Plan) -> None:
    found = inferred(plan, (0, {"ftz_id": "G"}), untouched="BCD")
    assert verbs(found) == [("remove", "A"), ("add", "A"), ("set", "A")]
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s")).set_index("zone_id")
    was = plan.zones.set_index("zone_id").loc["A"].drop(["geometry", "ftz_id"])
    kept = made.loc["A"].drop(["geometry", "ftz_id"])
    pd.testing.assert_series_equal(kept, was, check_exact=True)
    assert made.loc["A", "ftz_id"] == "G"


def test_columns_that_did_not_come_back_or_came_along_are_left_out(plan: Plan) -> None:
    frame = edited(plan, *((row, {}) for row in range(4))).drop(columns=["name", "jobs"])
    found = infer_edits(plan, frame.assign(layer="zones", path=None), TOLERANCE)
    assert found.edits == ()
    assert notes(found) == ("column layer: zones of the plan have none of this name",)


def test_rows_that_cannot_be_zones_are_refused_together(plan: Plan) -> None:
    far, new = {"geometry": translate(A, 40)}, {"geometry": square(30), "ftz_id": "H"}
    strange = [(0, {"zone_id": zone, "geometry": square(x)}) for zone, x in (("X", 3), ("Y", 5))]
    none, like = "none of the rows is a zone of the plan", "such as A, B, C, and no row shares half"
    cases: list[tuple[Rows, str | None, str]] = [
        ([(0, far), (1, {}), (2, far)], "zone_id", "row 1 (A), row 3 (C) lies beyond the plan's"),
        ([(0, new | {"zone_id": "N"}), (1, {})], "zone_id", "N: there is no group H; known: F, G"),
        (strange, "CODE", f"{none}: column CODE has X, Y where the plan's ids are {like}"),
        (strange[:1], None, f"{none}: no column has ids {like}"),
    ]
    for rows, id_column, problem in cases:
        with pytest.raises(ScenarioError) as refused:
            infer_edits(plan, edited(plan, *rows), TOLERANCE, id_column=id_column)
        (line,) = refused.value.lines
        assert line.startswith(problem)


def test_many_rows_of_one_id_are_the_zones_that_they_lie_on_and_are_inferred_at_once() -> None:
    shapes = [square(3 * number) for number in range(40)]
    ids = [f"Z{number}" for number in range(40)]
    frame = layer_frame(shapes, zone_id=ids, ftz_id=["F"] * 40, jobs=[7] * 40)
    plan = Plan({"zones": frame, "regions": regions_frame(("330101", square(-50, -50, 250)))})
    rows = plan.zones.assign(zone_id="Z0", jobs=range(100, 140))
    found = infer_edits(plan, rows, TOLERANCE, "s")
    assert found.rows == ("Z0", *(f"Z{number}-2" for number in range(1, 40)))
    assert what(found) == {f"Z{number}-2": ["part", "set"] for number in range(1, 40)} | {
        "Z0": ["set"]
    } | {f"Z{number}": ["removed"] for number in range(1, 40)}
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s"))
    assert made["zone_id"].tolist() == [*found.rows]
    assert made["jobs"].tolist() == [*range(100, 140)]
