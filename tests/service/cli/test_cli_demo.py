"""`demo` writes what is missing, keeps what its owner made, and says which."""

from pathlib import Path

import pytest
from command_line import refusal, run, small_plan

from layers import Plan


@pytest.fixture(autouse=True)
def _small_china(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo build a small plan: the China plan is tested where it is built."""
    north = {"scenario": "north", "title": "North 北"}
    north |= {"edits": [{"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}]}
    monkeypatch.setattr("layers.china.build_china_plan", lambda: Plan(small_plan()))
    monkeypatch.setattr(
        "layers.china.sample_scenarios", lambda plan: [north | {"baseline": plan.baseline}]
    )


def demo(folder: Path) -> str:
    ran = run("demo", folder, "--no-serve")
    assert (ran.code, ran.errors) == (0, [])
    return ran.out


def test_the_demo_writes_what_is_missing_and_a_second_one_leaves_all(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    path, scenario = folder / "china-ftz.gpkg", folder / "scenarios" / "north.yaml"
    out = demo(folder)
    for told in (
        "china-ftz.gpkg: written",
        "north.yaml: written",
        "indicators.csv: written",
        "Covered within each radius",
        "What north changes against baseline",
        "1 of 2 zones surveyed; the boundaries of 1 are schematic.",
    ):
        assert told in out, told
    assert Plan.open(path).baseline == Plan(small_plan()).baseline
    assert run("compare", path, scenario, "--json").code == 0
    before = {file: (file.stat().st_mtime_ns, file.stat().st_ino) for file in folder.rglob("*.*")}
    out = demo(folder)
    assert "china-ftz.gpkg: already exists, and is the same" in out
    assert "north.yaml: already exists" in out
    after = {file: (file.stat().st_mtime_ns, file.stat().st_ino) for file in folder.rglob("*.*")}
    assert after == before


def test_a_plan_that_its_owner_edited_is_kept_under_another_name(tmp_path: Path) -> None:
    path, frames = tmp_path / "china-ftz.gpkg", small_plan()
    edited = Plan(frames | {"zones": frames["zones"].assign(locked=True)})
    edited.save(path)
    out = demo(tmp_path)
    (kept,) = (file for file in tmp_path.glob("china-ftz-*.gpkg"))
    assert f"{kept}: the previous plan, which differs" in out.replace("\n", " ")
    assert Plan.open(kept).baseline == edited.baseline
    assert Plan.open(path).baseline == Plan(frames).baseline


def test_another_baselines_scenario_is_written_again_an_edited_one_kept(tmp_path: Path) -> None:
    demo(tmp_path)
    file = tmp_path / "scenarios" / "north.yaml"
    mine = file.read_text().replace("dy_km: 1", "dy_km: 2")
    file.write_text(mine)
    demo(tmp_path)
    assert file.read_text() == mine
    file.write_text(mine.replace("sha256:", "sha256:0"))
    assert "north.yaml: written" in demo(tmp_path)
    assert "dy_km: 1" in file.read_text()


def test_a_file_that_is_no_plan_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "china-ftz.gpkg").write_text("mine")
    assert "not a GeoPackage" in refusal("demo", tmp_path, "--no-serve")
    assert (tmp_path / "china-ftz.gpkg").read_text() == "mine"
