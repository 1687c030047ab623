"""`sweep`: resumed it comes to the same, with more workers too; what is wrong is told in a line."""

import json
from pathlib import Path

import pytest
from command_line import run, saved_plan

from service.sweep_folder import PART


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return saved_plan(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}


ASKED = ("--scenario", "baseline", "--vary", "boundary=0.1", "--vary", "demand=0.2")


@pytest.mark.deep
def test_a_sweep_that_was_stopped_goes_on_and_comes_to_the_same(plan: Path, tmp_path: Path) -> None:
    asked = ("sweep", plan, *ASKED, "--seed", "3", "--runs", str(PART + 20))
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    first = run(*asked, "-o", whole, "--workers", "1", "--json")
    assert (first.code, first.errors) == (0, [])
    assert run(*asked, "-o", stopped, "--workers", "2", "--json").out == first.out
    assert files(stopped) == files(whole)
    (stopped / "runs" / f"{PART:07d}-{2 * PART - 1:07d}.parquet").unlink()
    (stopped / "summary.csv").unlink()
    assert run(*asked, "-o", stopped, "--workers", "1", "--json").out == first.out
    assert files(stopped) == files(whole)
    document = json.loads(first.out)
    assert (document["runs"], document["seed"]) == (PART + 20, 3)
    assert {row["scenario"] for row in document["summary"]} == {"baseline"}


def test_a_folder_of_something_else_stays_as_it_is(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    ran = run("sweep", plan, *ASKED, "--runs", "1", "-o", folder, "--workers", "1")
    assert (ran.code, len(ran.errors)) == (2, 1)
    assert "taken" in ran.errors[0]
    assert files(folder) == {"mine.txt": b"mine"}
    own = tmp_path / "own"
    assert run("sweep", plan, *ASKED, "--runs", "1", "-o", own, "--workers", "1").code == 0
    other = run("sweep", plan, *ASKED, "--seed", "9", "--runs", "1", "-o", own, "--workers", "1")
    assert (other.code, len(other.errors)) == (2, 1)
    assert "another sweep" in other.errors[0]


def test_what_cannot_be_swept_is_refused_in_a_line_and_nothing_is_written(
    plan: Path, tmp_path: Path
) -> None:
    for wrong in (
        ("--runs", "0"),
        ("--vary", "boundry=1"),
        ("--vary", "boundary"),
        ("--vary", "weights=nan"),
        ("--vary", "radius=99"),
        ("--workers", "0"),
        ("--scenario", "baseline"),
        ("--radius-km", "-1"),
    ):
        ran = run("sweep", plan, "--scenario", "baseline", *wrong, "-o", tmp_path / "out")
        assert (ran.code, len(ran.errors)) == (2, 1)
        assert not (tmp_path / "out").exists()


def test_the_table_names_totals_and_says_where_the_runs_are(plan: Path, tmp_path: Path) -> None:
    one = ("--runs", "5", "-o", tmp_path / "o", "--workers", "1")
    ran = run("sweep", plan, *ASKED, "--scenario", "north", *one)
    assert ran.code == 0
    assert "Summary of 5 runs" in ran.out
    assert "people" in ran.out
    assert "summary.csv" in ran.out
