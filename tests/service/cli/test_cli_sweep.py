"""`sweep`: resumed it comes to the same, with more workers too; what is wrong is told in a line."""

from pathlib import Path

import pandas as pd
import pytest
from command_line import answer, refusal, run, scenario_text

from layers import Plan
from service.sweep_folder import PART


def files(folder: Path) -> dict[str, bytes]:
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}


ASKED = ("--scenario", "baseline", "--vary", "boundary=0.1", "--vary", "demand=0.2")


@pytest.mark.deep
def test_a_sweep_that_was_stopped_goes_on_and_comes_to_the_same(plan: Path, tmp_path: Path) -> None:
    asked = ("sweep", plan, *ASKED, "--seed", "3", "--runs", str(PART + 2))
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    document = answer(*asked, "-o", whole, "--workers", "1")
    assert (document["runs"], document["seed"]) == (PART + 2, 3)
    assert {row["scenario"] for row in document["summary"]} == {"baseline"}
    assert answer(*asked, "-o", stopped, "--workers", "2") == document
    assert files(stopped) == files(whole)
    (stopped / "runs" / f"{PART:07d}-{2 * PART - 1:07d}.parquet").unlink()
    (stopped / "draws" / f"{0:07d}-{PART - 1:07d}.parquet").unlink()  # as of earlier versions
    (stopped / "summary.csv").unlink()
    assert answer(*asked, "-o", stopped, "--workers", "1") == document
    assert files(stopped) == files(whole)


def test_a_folder_has_the_runs_that_were_asked_for_and_more_follow(
    plan: Path, tmp_path: Path
) -> None:
    asked = ("sweep", plan, *ASKED, "-o")
    grown, whole = tmp_path / "grown", tmp_path / "whole"
    for count in (2, 3):
        assert run(*asked, grown, "--runs", count).code == 0
        (part,) = (grown / "runs").iterdir()
        assert sorted(set(pd.read_parquet(part)["run"])) == [*range(count)]
        draws = pd.read_parquet(grown / "draws" / part.name)
        assert draws["run"].tolist() == [*range(count)]
        assert {name.split(":")[0] for name in draws} == {"run", "boundary_km", "demand"}
    assert run(*asked, whole, "--runs", 3).code == 0
    assert files(grown) == files(whole)
    assert run(*asked, grown, "--runs", 2).code == 0
    assert (grown / "runs" / part.name).read_bytes() == (whole / "runs" / part.name).read_bytes()


def test_a_folder_asked_again_in_another_order_compares_as_a_new_one(
    plan: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        edits = f"expand: {{zone: {Plan.open(plan).zones['zone_id'].iloc[0]}, by_km: 1}}"
        text = scenario_text(Plan.open(plan).baseline, edits, name=name)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    one, two = (("--scenario", tmp_path / f"{name}.yaml") for name in ("one", "two"))
    ran = [
        run(
            "sweep", plan, *order, "--vary", "boundary=0.1", "--runs", 2, "-o", tmp_path / folder
        ).out
        for folder, order in (("old", (*one, *two)), ("old", (*two, *one)), ("new", (*two, *one)))
    ]
    assert ["better than one" in text for text in ran] == [True, False, False]
    old, new = files(tmp_path / "old"), files(tmp_path / "new")
    assert {"pairs.csv", "summary.csv", "sweep.html", "sweep.svg"} < {*old}
    assert [name for name in old if old[name] != new[name]] == [
        "runs/0000000-0000999.parquet",
        "sweep.json",
    ]


def test_a_folder_of_something_else_stays_as_it_is(plan: Path, tmp_path: Path) -> None:
    taken, own = tmp_path / "taken", tmp_path / "own"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine", encoding="utf-8")
    asked = ("sweep", plan, *ASKED, "--scenario", "north", "--runs", "2", "-o")  # in this process
    assert "taken" in refusal(*asked, taken)
    assert files(taken) == {"mine.txt": b"mine"}
    ran = run(*asked, own)
    assert ran.code == 0
    assert all(told in ran.out for told in ("Summary of 2 runs", "people", "summary.csv"))
    picture = (own / "sweep.svg").read_text(encoding="utf-8")
    assert picture.count("<circle") == 3  # north against the baseline, at each radius
    page = (own / "sweep.html").read_text(encoding="utf-8")
    assert picture.split(">", 1)[1] in page  # the same, with a word for those who do not see it
    assert run(*asked, own, "--total", "covered_clusters").code == 0
    assert "baseline: clusters" in (own / "sweep.svg").read_text(encoding="utf-8")
    assert "selected>clusters" in (own / "sweep.html").read_text(encoding="utf-8")
    assert run(*asked, own, "--lang", "zh").code == 0
    assert "更优" in (own / "sweep.svg").read_text(encoding="utf-8")
    assert '<html lang="zh' in (own / "sweep.html").read_text(encoding="utf-8")
    assert "another sweep" in refusal(*asked, own, "--seed", "9")


def test_what_cannot_be_swept_is_refused_and_not_written(plan: Path, tmp_path: Path) -> None:
    for wrong in (
        ("--runs", "0"),
        ("--vary", "boundry=1"),
        ("--vary", "boundary"),
        ("--vary", "boundary=1", "--vary", "boundary=2"),
        ("--vary", "weights=nan"),
        ("--vary", "radius=99"),
        ("--workers", "0"),
        ("--scenario", "baseline"),
        ("--radius-km", "-1"),
        ("--total", "covered_people", "--scenario", "baseline"),  # before any is prepared
    ):
        ran = run("sweep", plan, "--scenario", "baseline", *wrong, "-o", tmp_path / "out")
        assert (ran.code, len(ran.errors)) == (2, 1)
        if "boundry=1" in wrong:
            assert ran.errors[0].startswith("boundry: ")
            assert "did you mean boundary?" in ran.errors[0]
        assert ("no such total" in ran.errors[0]) == ("--total" in wrong)
        assert not (tmp_path / "out").exists()


def test_of_several_files_the_one_with_a_mistake_is_named(plan: Path, tmp_path: Path) -> None:
    north = run("scenario", "show", plan, "north").out
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(north, encoding="utf-8")
    asked = ("sweep", plan, "--scenario", one, "--scenario", other, "-o", tmp_path / "out")
    other.write_text(north, encoding="utf-8")
    assert f"{one}, {other}: each has the id north" in refusal(*asked)
    text = north.replace("scenario: north", "scenario: other").replace("zone: W", "zone: ZZ")
    other.write_text(text, encoding="utf-8")
    assert refusal(*asked).startswith(f"{other}: edit 1 ")
