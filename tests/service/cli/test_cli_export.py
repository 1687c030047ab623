"""`export` on the command line: figures of a workbook, the unknown suffix, and a stopped export."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import run, saved_plan

from layers import Plan
from layers.formats import WRITTEN
from layers.formats.workbook import head_of
from service.report import REPORTS

STOPPED = """
import os, signal, sys
import layers.formats as formats
from dataclasses import replace
suffix, number = sys.argv[-1], int(sys.argv[-2])
form = formats.FORMATS[suffix]
def stopped(write):
    def written(plan, path, outcomes):
        if form.write_all is None:
            write(plan, path, outcomes)
        os.kill(os.getpid(), number)
        write(plan, path, outcomes)
    return written
name = "write" if form.write_all is None else "write_all"
formats.FORMATS[suffix] = replace(form, **{name: stopped(getattr(form, name))})
if form.write_all is not None:
    from layers.plan import geopackage
    append = geopackage._append
    def once(*given):
        append(*given)
        os.kill(os.getpid(), number)
    geopackage._append = once
    formats.FORMATS[suffix] = form
sys.argv = sys.argv[:-2]
from service.cli import main
main()
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small plan with one scenario beside it."""
    return saved_plan(tmp_path_factory.mktemp("plan"))


def test_a_report_is_written_of_scenarios_and_of_the_baseline_in_the_language_of_the_run(
    plan: Path, tmp_path: Path
) -> None:
    for name, begins in (("r.pdf", b"%PDF-"), ("R.DOCX", b"PK"), ("r.html", b"<!doctype html>")):
        ran = run("--lang", "zh", "export", plan, tmp_path / name, "--scenario", "north")
        assert (ran.code, ran.errors) == (0, [])
        assert (tmp_path / name).read_bytes().startswith(begins)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "决策要点" in page
    assert "附录" not in page
    assert run("--lang", "zh", "export", plan, tmp_path / "r.html", "--annex").code == 0
    assert "附录" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert run("export", plan, tmp_path / "b.html").code == 0
    assert "Coverage: report" in (tmp_path / "b.html").read_text(encoding="utf-8")
    written = ["R.DOCX", "b.html", "r.html", "r.pdf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == written


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    heads, *rows = sheet.values
    return [dict(zip(heads, row, strict=True)) for row in rows]


def told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of a document as a sheet holds them: heads with units, no geometry, no lists."""
    return [
        {
            head_of(name): (
                json.dumps(value, ensure_ascii=False)
                if isinstance(value, dict | list)
                else pytest.approx(value, rel=1e-14)
                if isinstance(value, float)
                else None
                if value == ""
                else value
            )
            for name, value in row.items()
            if name != "geometry"
        }
        for row in rows
    ]


def test_figures_of_a_workbook_are_those_of_measure_and_compare(plan: Path, tmp_path: Path) -> None:
    assert run("export", plan, tmp_path / "out.xlsx", "--scenario", "north").code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    measured = json.loads(run("measure", plan, "--scenario", "north", "--json").out)
    compared = json.loads(run("compare", plan, "north", "--json").out)
    sheets = {
        "zone_figures": measured["zones"],
        "totals": measured["totals"],
        "coverage": measured["regions"],
        "sectors": measured["sectors"],
        "access": [measured["access"]],
        "caps": measured["ftzs"],
        "growth": measured["growth"],
        "rules": measured["violations"],
        "changes": compared["zones"],
        "changes_totals": compared["totals"],
        "changes_coverage": compared["regions"],
        "changes_sectors": compared["sectors"],
        "clusters_entering": compared["clusters"]["entering"],
        "clusters_leaving": compared["clusters"]["leaving"],
        "rules_new": compared["violations"]["new"],
        "rules_worse": compared["violations"]["worse"],
        "rules_improved": compared["violations"]["improved"],
        "rules_mended": compared["violations"]["mended"],
    }
    for name, rows in sheets.items():
        assert rows_of(book[name]) == told(rows), name
    assert set(book.sheetnames) == {*sheets, "zones", "four_bounds_draft", "sources", "provenance"}
    assert "area (km²)" in [one.value for one in book["coverage"][1]]
    drafts = {
        row["zone_id"]: row["four_bounds_draft"] for row in rows_of(book["four_bounds_draft"])
    }
    assert drafts["W"].startswith("四至草稿")
    assert rows_of(book["zones"])[0]["zone_id"] == "W"


def test_a_source_stands_with_its_verification(plan: Path, tmp_path: Path) -> None:
    opened = Plan.open(plan)
    zones = opened.zones.assign(source=["a decree", None], verified=[True, False])
    cited = Plan({name: opened.frame(name) for name in opened.present} | {"zones": zones})
    cited.save(tmp_path / "cited.gpkg")
    assert run("export", tmp_path / "cited.gpkg", tmp_path / "out.xlsx").code == 0
    (row,) = rows_of(openpyxl.load_workbook(tmp_path / "out.xlsx")["sources"])
    assert row == {"source": "a decree", "verified": True, "rows": 1, "layer": "zones"}


def test_an_unknown_suffix_is_refused_with_the_list(plan: Path, tmp_path: Path) -> None:
    ran = run("export", plan, tmp_path / "out.shp")
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.errors
    assert line.endswith(f"there are {', '.join((*WRITTEN, *REPORTS))}")
    assert list(tmp_path.iterdir()) == []


def test_a_dxf_takes_a_crs_and_no_other_does(plan: Path, tmp_path: Path) -> None:
    assert run("export", plan, tmp_path / "out.dxf", "--crs", "EPSG:4528").code == 0
    options = ["--regions", plan, "--source-crs", "zones=EPSG:4528"]
    ran = run("init", tmp_path / "back.gpkg", "--zones", tmp_path / "out.dxf", *options)
    assert (ran.code, ran.errors) == (0, [])
    assert Plan.open(tmp_path / "back.gpkg").zones["zone_id"].tolist() == ["W", "E"]
    for name, crs, reason in (
        ("out.kml", "EPSG:4528", "--crs is for .dxf"),
        ("out.dxf", "nonsense", "crs nonsense: not known"),
    ):
        ran = run("export", plan, tmp_path / name, "--crs", crs)
        assert ran.code == 2
        assert reason in ran.errors[0]


@pytest.mark.deep
@pytest.mark.parametrize(
    ("suffix", "number"),
    [(".gpkg", signal.SIGTERM), (".shp.zip", signal.SIGTERM), (".geojson", signal.SIGINT)],
)
def test_a_stopped_export_leaves_nothing_behind(
    suffix: str, number: signal.Signals, plan: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out{suffix}"
    out.write_text("old")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STOPPED, "export", plan, out, str(int(number)), suffix],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 128 + number, done.stderr
    assert (done.stdout, done.stderr) == ("", "")
    assert [file.name for file in tmp_path.iterdir()] == [out.name]
    assert out.read_text() == "old"


@pytest.mark.deep
@pytest.mark.parametrize("suffix", [".pdf", ".html", ".docx"])
def test_a_stopped_report_leaves_nothing_behind(suffix: str, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / f"out{suffix}"
    out.write_text("old")
    stop = """
import os, signal, sys
from pathlib import Path
whole = Path.write_bytes
def written(path, content):
    whole(path, content[: len(content) // 2])
    os.kill(os.getpid(), signal.SIGTERM)
Path.write_bytes = written
from service.cli import main
main()
"""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", stop, "export", plan, out, "--scenario", "north"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGTERM, done.stderr
    assert [file.name for file in tmp_path.iterdir()] == [out.name]
    assert out.read_text() == "old"


@pytest.mark.deep
def test_a_stopped_init_leaves_nothing_behind(plan: Path, tmp_path: Path) -> None:
    stop = """
import os, signal, sys
from layers.plan import geopackage
append = geopackage._append
def once(*given):
    append(*given)
    os.kill(os.getpid(), signal.SIGTERM)
geopackage._append = once
from service.cli import main
main()
"""
    zones = ["--zones", plan, "--regions", plan]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", stop, "init", tmp_path / "new.gpkg", *zones],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGTERM, done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", tuple(REPORTS))
def test_a_link_as_target_of_a_report_is_not_followed(
    suffix: str, plan: Path, tmp_path: Path
) -> None:
    kept, link = tmp_path / "kept", tmp_path / f"out{suffix}"
    for there in (True, False):
        if there:
            kept.write_text("mine")
        else:
            kept.unlink()
        link.unlink(missing_ok=True)
        link.symlink_to(kept)
        ran = run("export", plan, link)
        assert ran.code == 2
        assert link.is_symlink()
        assert kept.exists() == there
    assert {file.name for file in tmp_path.iterdir()} == {link.name}


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no files")
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing_behind(
    plan: Path, tmp_path: Path
) -> None:
    import resource  # noqa: PLC0415  which Windows does not have

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, limits[1]))  # bytes of any file
    try:
        ended = {suffix: run("export", plan, tmp_path / f"out{suffix}") for suffix in WRITTEN}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    for suffix, ran in ended.items():
        assert (ran.code, ran.out) == (2, "")
        (line,) = ran.errors
        assert line.startswith(f"{tmp_path / f'out{suffix}'}: cannot be written (")
    assert list(tmp_path.iterdir()) == []
