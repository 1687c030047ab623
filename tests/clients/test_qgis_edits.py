"""What is edited in real QGIS comes back as a scenario: on a bare copy of the plan, and a dressed.

A bare copy holds the zones alone, without our styles: both parts of a split keep one id there, and
a new row has none. In a dressed copy new rows get an id of their own and remember what they were.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from geo import Scenario
from geo.edits import EditContext, apply_edits
from geo.infer.edits import InferredEdits, infer_edits
from geo.zone import alike
from layers import Plan
from layers.errors import SourceError
from layers.importing.edited_layer import EditedZones, read_edited
from tests.conftest import MadeOnce
from tests.service.command_line import run

pytestmark = pytest.mark.timeout(900)  # one QGIS does everything
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
VERBS = ["reshape", "split", "split", "merge", "set", "remove", "add", "add", "set", "set"]


JOBS = {
    "bare": ("bare", tuple(DONE)),
    "dressed": ("dressed", tuple(DONE)),
    "elsewhere": ("dressed", ("split", "merge", "delete")),
}
"""The edits made in a copy of a kind, by a name."""


@pytest.fixture(scope="session")
def edited(
    china_plan: Plan, china_plan_path: Path, run_qgis: Callable[..., list[Any]], made_once: MadeOnce
) -> Callable[[str], Path]:
    """Have all edits made in one QGIS; return what gives the edited file of a job."""

    def make(folder: Path) -> None:
        jobs = []
        for name, (kind, edits) in JOBS.items():
            path = folder / name / "edited.gpkg"
            path.parent.mkdir()
            if kind == "dressed":
                shutil.copy(china_plan_path, path)
            else:
                pyogrio.write_dataframe(china_plan.zones, path, layer="zones")
            (folder / name / "qgis.json").write_text(json.dumps(edits), encoding="utf-8")
            jobs.append(("qgis_edit", path, folder / name / "qgis"))
        for answers, (_, edits) in zip(run_qgis(*jobs), JOBS.values(), strict=True):
            made = {name: answers[name] for name in (*edits, "valid", "editing", "saved", "closed")}
            assert all(made.values()), (made, answers["problems"])

    folder = made_once("edited", make)
    return lambda name: folder / name / "edited.gpkg"


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


def test_all_edits_of_a_session_come_back(edited: Callable[[str], Path], china_plan: Plan) -> None:
    read = read_edited(edited("bare"), china_plan)
    told = infer_edits(china_plan, read.zones, read.tolerance_deg, "s")
    assert what(told) == {zone: done for edit in DONE.values() for zone, done in edit.items()}
    assert sorted(one.verb for one in told.edits) == sorted(VERBS)
    assert told.rewritten == 0
    assert_reached(china_plan, read, told)


def test_they_come_back_with_what_they_change(
    edited: Callable[[str], Path], china_plan: Plan, china_plan_path: Path, tmp_path: Path
) -> None:
    file, out = edited("dressed"), tmp_path / "back.yaml"
    ran = run("import-edits", china_plan_path, file, "-o", out, "--radius-km", "25", "--json")
    assert (ran.code, ran.errors) == (0, [])
    document = json.loads(ran.out)
    found = {row["zone_id"]: row["what"] for row in document["zones"]}
    assert found == {zone: told for edit in DONE.values() for zone, told in edit.items()}
    assert document["rewritten"] == 0

    (within_25_km,) = [row for row in document["population"]["totals"] if row["radius_km"] == 25]
    assert within_25_km["entering_population"] > 0
    broken = {(row["rule"], row["zone_id"]) for row in document["violations"]["new"]}
    assert ("customs_block_cut", "LN-DL") in broken  # the split runs through one
    assert ("outside_province", "LN-YK-2") in broken  # the copy lies in the sea

    read = read_edited(file, china_plan)
    told = InferredEdits(Scenario.load(out).edits, document["zones"], 0)
    assert_reached(china_plan, read, told)


def test_what_qgis_exports_to_another_crs_under_another_name_is_the_same(
    edited: Callable[[str], Path], china_plan: Plan
) -> None:
    file = edited("elsewhere")
    here = read_edited(file, china_plan)
    there = read_edited(file.with_name("elsewhere.gpkg"), china_plan, "zones_gk")
    assert there.crs.to_epsg() == 4549
    told = [infer_edits(china_plan, one.zones, one.tolerance_deg, "s") for one in (here, there)]
    assert what(told[0]) == what(told[1])
    assert [edit.verb for edit in told[0].edits] == [edit.verb for edit in told[1].edits]
    assert told[1].rewritten > 60  # the rest came back in other digits, and is the same
    assert_reached(china_plan, there, told[1])


def test_a_file_still_open_is_refused(edited: Callable[[str], Path], china_plan: Plan) -> None:
    with pytest.raises(SourceError, match="save and close it there first"):
        read_edited(edited("bare").parent / "open" / "edited.gpkg", china_plan)
