"""`demo` writes what is missing, keeps what its owner made, and says which."""

from pathlib import Path

import pytest
from command_line import Ran, run, small_plan

from layers import Plan
from tests.notes import SCHEMATIC_NOTE


@pytest.fixture(autouse=True)
def _small_china(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo build a small plan: the China plan is tested where it is built."""
    module = "service.cli.demo"
    monkeypatch.setattr(f"{module}.build_china_plan", lambda: Plan(small_plan()))
    monkeypatch.setattr(f"{module}.sample_scenarios", samples)


def samples(plan: Plan) -> list[dict[str, object]]:
    edits = [{"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}]
    sample = {"scenario": "north", "title": "North 北", "baseline": plan.baseline}
    return [sample | {"edits": edits}]


def demo(folder: Path) -> Ran:
    ran = run("demo", folder, "--no-serve")
    assert (ran.code, ran.errors) == (0, [])
    return ran


def test_the_demo_writes_a_plan_and_scenarios_and_prints_coverage_and_comparison(
    tmp_path: Path,
) -> None:
    ran = demo(tmp_path / "new" / "folder")
    plan = Plan.open(tmp_path / "new" / "folder" / "china-ftz.gpkg")
    assert plan.baseline == Plan(small_plan()).baseline
    assert "china-ftz.gpkg: written" in ran.out
    assert "north.yaml: written" in ran.out
    assert "Covered within each radius" in ran.out
    assert "What north changes against baseline" in ran.out
    assert SCHEMATIC_NOTE in ran.out
    written = tmp_path / "new" / "folder" / "scenarios" / "north.yaml"
    path = tmp_path / "new" / "folder" / "china-ftz.gpkg"
    assert run("compare", path, written, "--json").code == 0


def test_a_second_demo_leaves_every_file_as_it_is(tmp_path: Path) -> None:
    demo(tmp_path)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*.*")}
    ran = demo(tmp_path)
    assert "china-ftz.gpkg: already exists, and is the same" in ran.out
    assert "north.yaml: already exists" in ran.out
    assert {
        path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*.*")
    } == before


def test_a_plan_that_its_owner_edited_is_kept_under_another_name(tmp_path: Path) -> None:
    demo(tmp_path)
    path = tmp_path / "china-ftz.gpkg"
    frames = small_plan()
    edited = Plan(frames | {"zones": frames["zones"].assign(locked=True)})
    edited.save(path)
    ran = demo(tmp_path)
    (kept,) = (file for file in tmp_path.glob("china-ftz-*.gpkg"))
    assert f"{kept}: the previous plan, which differs" in ran.out.replace("\n", " ")
    assert Plan.open(kept).baseline == edited.baseline
    assert Plan.open(path).baseline == Plan(small_plan()).baseline


def test_a_scenario_of_another_baseline_is_written_anew_and_an_edited_one_is_kept(
    tmp_path: Path,
) -> None:
    demo(tmp_path)
    file = tmp_path / "scenarios" / "north.yaml"
    mine = file.read_text().replace("dy_km: 1", "dy_km: 2")
    file.write_text(mine)
    demo(tmp_path)
    assert file.read_text() == mine
    file.write_text(mine.replace("sha256:", "sha256:0"))
    assert "north.yaml: written" in demo(tmp_path).out
    assert "dy_km: 1" in file.read_text()


def test_a_file_that_is_no_plan_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "china-ftz.gpkg").write_text("mine")
    ran = run("demo", tmp_path, "--no-serve")
    assert (ran.code, ran.out) == (2, "")
    assert "not a GeoPackage" in ran.errors[0]
    assert (tmp_path / "china-ftz.gpkg").read_text() == "mine"
