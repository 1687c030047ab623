"""What is edited in real QGIS comes back as a scenario: on a bare copy of the plan, and a dressed.

A bare copy holds the zones alone, without our styles: both parts of a split keep one id there, and
a new row has none. In a dressed copy new rows get an id of their own and remember what they were.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from geo import Scenario
from geo.edits import EditContext, apply_edits
from geo.infer.edits import InferredEdits, infer_edits
from geo.zone_outlines import alike
from layers import Plan
from layers.edited_layer import EditedZones, read_edited
from layers.errors import SourceError
from tests.service.command_line import run

TOLERANCE = 1e-6
DONE = {
    "move_vertex": {"SH-ZJ": ["reshaped"]},
    "split": {"LN-DL": ["split"], "LN-DL-2": ["part"], "LN-DL-3": ["part"]},
    "merge": {"SH-LJZ": ["merged", "set"], "SH-JQ": ["merged away"]},
    "delete": {"TJ-AP": ["removed"]},
    "add": {"NEW-1": ["added"]},
    "copy": {"LN-YK-2": ["copied", "set"]},
    "set_attributes": {"LN-SY": ["set"]},
}
VERBS = {
    "move_vertex": ["reshape"],
    "split": ["split", "split"],
    "merge": ["merge", "set"],
    "delete": ["remove"],
    "add": ["add"],
    "copy": ["add", "set"],
    "set_attributes": ["set"],
}


@dataclass(frozen=True)
class Editing:
    """A copy of the China plan of one kind, and a way to have edits made in it."""

    kind: str
    plan: Plan
    source: Path
    run_qgis: Callable[..., Any]

    def edited(self, folder: Path, *edits: str) -> Path:
        """Return a copy in which QGIS made the edits."""
        path = folder / "edited.gpkg"
        if self.kind == "dressed":
            shutil.copy(self.source, path)
        else:
            pyogrio.write_dataframe(self.plan.zones, path, layer="zones")
        (folder / "qgis.json").write_text(json.dumps(edits), encoding="utf-8")
        answers = self.run_qgis("qgis_edit.py", path, folder / "qgis")
        made = {name: answers[name] for name in (*edits, "valid", "editing", "saved", "closed")}
        assert all(made.values()), (made, answers["problems"])
        return path


@pytest.fixture(params=["bare", "dressed"])
def editing(
    request: pytest.FixtureRequest,
    china_plan: Plan,
    china_plan_path: Path,
    run_qgis: Callable[..., Any],
) -> Editing:
    return Editing(request.param, china_plan, china_plan_path, run_qgis)


def assert_reached(plan: Plan, read: EditedZones, told: InferredEdits) -> None:
    """Check that the edits give every row of the layer: its outline, and what was written in it."""
    made = apply_edits(plan.zones, told.edits, EditContext.of(plan, "s"))
    assert len(made) == len(read.zones)
    for row in read.zones.to_dict("records"):
        near = made[shapely.intersects(made.geometry.to_numpy(), row["geometry"])]
        near = near[[alike(shape, row["geometry"], TOLERANCE) for shape in near.geometry]]
        assert len(near) == 1, row["zone_id"]
        (found,) = near.to_dict("records")
        for name in ("name", "name_zh", "sectors", "locked", "note", "functions"):
            assert found[name] == row[name] or (not found[name] and row[name] != row[name])


def what(told: InferredEdits) -> dict[str, list[str]]:
    return dict(zip(told.zones["zone_id"], told.zones["what"], strict=True))


@pytest.mark.parametrize("edit", DONE)
def test_an_edit_comes_back_as_what_it_was(editing: Editing, edit: str, tmp_path: Path) -> None:
    read = read_edited(editing.edited(tmp_path, edit), editing.plan)
    told = infer_edits(editing.plan, read.zones, read.tolerance_deg, "s")
    assert what(told) == DONE[edit]
    assert [one.verb for one in told.edits] == VERBS[edit]
    assert_reached(editing.plan, read, told)


def test_all_edits_in_one_session_come_back_together_with_what_they_change(
    editing: Editing, china_plan_path: Path, tmp_path: Path
) -> None:
    edited, out = editing.edited(tmp_path, *DONE), tmp_path / "back.yaml"
    ran = run("import-edits", china_plan_path, edited, "-o", out, "--radius-km", "25", "--json")
    assert (ran.code, ran.errors) == (0, [])
    document = json.loads(ran.out)
    found = {row["zone_id"]: row["what"] for row in document["zones"]}
    assert found == {zone: told for edit in DONE.values() for zone, told in edit.items()}
    assert document["rewritten"] == 0

    # what it did to coverage and rules, by the compare command of its own
    scenario = Scenario.load(out)
    compared = json.loads(run("compare", china_plan_path, out, "--radius-km", "25", "--json").out)
    changes = {row["zone_id"]: row["change"] for row in compared["zones"]}
    assert {zone for zone, change in changes.items() if change == "added"} == {
        "LN-DL-2", "LN-DL-3", "LN-YK-2", "NEW-1",
    }  # fmt: skip
    assert {zone for zone, change in changes.items() if change == "removed"} == {"SH-JQ", "TJ-AP"}
    assert compared["totals"] == document["totals"]
    assert compared["violations"] == document["violations"]
    assert compared["population"]["totals"] == document["population"]["totals"]
    shantou = next(row for row in document["zones"] if row["zone_id"] == "NEW-1")
    assert shantou["entering_population"] > 0
    broken = {(row["rule"], row["zone_id"]) for row in document["violations"]["new"]}
    assert ("customs_block_cut", "LN-DL") in broken  # the split runs through one
    assert ("outside_province", "LN-YK-2") in broken  # the copy lies in the sea

    read = read_edited(edited, editing.plan)
    told = InferredEdits(scenario.edits, document["zones"], 0)
    assert_reached(editing.plan, read, told)


def test_what_qgis_exports_to_another_crs_under_another_name_is_the_same(
    editing: Editing, tmp_path: Path
) -> None:
    here = read_edited(editing.edited(tmp_path, "split", "merge", "delete"), editing.plan)
    there = read_edited(tmp_path / "elsewhere.gpkg", editing.plan, "zones_gk")
    assert there.crs.to_epsg() == 4549
    told = [infer_edits(editing.plan, one.zones, one.tolerance_deg, "s") for one in (here, there)]
    assert what(told[0]) == what(told[1])
    assert [edit.verb for edit in told[0].edits] == [edit.verb for edit in told[1].edits]
    assert told[1].rewritten > 60  # the rest came back in other digits, and is the same
    assert_reached(editing.plan, there, told[1])


def test_a_file_that_qgis_still_has_open_is_refused(editing: Editing, tmp_path: Path) -> None:
    edited = editing.edited(tmp_path, "delete")
    with pytest.raises(SourceError, match="save and close it there first"):
        read_edited(tmp_path / "open" / edited.name, editing.plan)
