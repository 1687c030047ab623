"""`export` on the command line: what its files hold, what it refuses, and a stopped export."""

import signal
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from command_line import answer, refusal, run, saved_plan, scenario_file
from xlsxwriter import Workbook

from geo.tables import NAMED_TABLES
from layers.example import example_plan
from layers.formats import WRITTEN
from layers.formats.workbook import _add_sheet, _Heads
from service.report import REPORTS
from tests.conftest import ended

STOPPED_EXPORT = """
import os, signal, sys
import layers.formats as formats
from dataclasses import replace
from layers.plan import geopackage
suffix, number = sys.argv.pop(), int(sys.argv.pop())
form, append = formats.FORMATS[suffix], geopackage._append
def written(plan, path, outcomes):
    form.write(plan, path, outcomes)
    os.kill(os.getpid(), number)
def once(*given):
    append(*given)
    os.kill(os.getpid(), number)
if form.write_all is None:
    formats.FORMATS[suffix] = replace(form, write=written)
else:
    geopackage._append = once
from service.cli import main
main()
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved_plan(tmp_path_factory.mktemp("plan"))


def test_a_report_is_of_scenarios_or_none_in_the_language(plan: Path, tmp_path: Path) -> None:
    for name, begins in (("r.pdf", b"%PDF-"), ("R.DOCX", b"PK"), ("r.html", b"<!doctype html>")):
        ran = run("--lang", "zh", "export", plan, tmp_path / name, "--scenario", "north")
        assert (ran.code, ran.errors) == (0, [])
        assert (tmp_path / name).read_bytes().startswith(begins)
    page = tmp_path / "r.html"
    assert "决策要点" in (brief := page.read_text(encoding="utf-8"))
    assert run("--lang", "zh", "export", plan, page, "--annex").code == 0
    assert ("附录" in brief, "附录" in page.read_text(encoding="utf-8")) == (False, True)
    assert run("export", plan, page).code == 0
    assert "Coverage: report" in page.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["R.DOCX", "r.html", "r.pdf"]


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the keys in its second row; of `zones` in its first."""
    rows = [*sheet.iter_rows(values_only=True)]
    keys, *rows = rows if sheet.title == "zones" else rows[1:]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of a document as a sheet holds them: no geometry, no codes, no lists."""
    return [
        {
            name: (
                pytest.approx(value, rel=0, abs=5.1e-7)
                if isinstance(value, float)
                else None
                if value == ""
                else value
            )
            for name, value in row.items()
            if name != "geometry"
            and not isinstance(value, dict | list)
            and "rule-" not in str(value)
        }
        for row in rows
    ]


def _before_weight(row: dict[str, Any], **radius: float) -> dict[str, Any]:
    place = [*row].index("weight")
    return dict([*row.items()][:place]) | radius | dict([*row.items()][place:])


def test_figures_of_a_workbook_are_those_of_measure_and_compare(plan: Path, tmp_path: Path) -> None:
    assert run("export", plan, tmp_path / "out.xlsx", "--scenario", "north").code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    measured = answer("measure", plan, "--scenario", "north")
    compared = answer("compare", plan, "north")
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
    for name, asked in NAMED_TABLES.items():
        found = answer("table", name, plan, "--scenario", "north") if asked.figures else {}
        for table in asked.figures:
            rows = found[table]
            if asked.radii == "one":  # which a sheet states
                rows = [_before_weight(row, radius_km=50.0) for row in rows]
            sheets[asked.key(table)] = rows
    sheets["overlap"][3]["zones"] = "≥ 3"
    for name, rows in sheets.items():
        own = {head for row in told(rows) for head in row}
        beside = {"name", "name_zh"} - own  # of ids
        shown = [
            {head: cell for head, cell in row.items() if head not in beside}
            for row in rows_of(book[name])
        ]
        assert len(shown) == len(rows), name
        assert all(row in shown for row in told(rows)), name
    assert book.sheetnames[:3] == ["summary", "scorecard", "changes"]
    scored = {
        (row["indicator"], row["of"], row["radius"]): row
        for row in answer("score", plan, "north", "--radius-km", "25", "--radius-km", "50")[
            "indicators"
        ]
    }
    served = rows_of(book["scorecard"])
    (people,) = (
        row for row in served if (row["indicator"], row["radius_km"]) == ("covered_population", 50)
    )
    own = scored["covered_population", None, 50]
    assert (people["before"], people["after"]) == tuple(own["values"].values())
    assert people["verdict"] == own["verdicts"]["north"]
    marks = [row["verdict"] in ("better", "worse") for row in served]
    assert marks == sorted(marks, reverse=True)  # what changed stands first
    of_tables = {"inequality", "margin", "overlap", "overlap_zones"}
    of_tables |= {"own_regions", "own_regions_groups"}
    others = {"summary", "scorecard", "zones", "four_bounds_draft", "sources", "provenance"}
    assert {*book.sheetnames} == {*sheets, *of_tables, *others}
    (zone,) = (row for row in rows_of(book["zone_figures"]) if row["zone_id"] == "W")
    assert zone["name_zh"] == "片区"
    assert "Area (km²)" in [one.value for one in book["coverage"][1]]
    drafts = {
        row["zone_id"]: row["four_bounds_draft"] for row in rows_of(book["four_bounds_draft"])
    }
    assert drafts["W"].startswith("四至草稿")
    assert rows_of(book["zones"])[0]["zone_id"] == "W"
    assert {sheet.page_setup.orientation for sheet in book} == {"landscape"}
    assert book["totals"].print_title_rows == "$1:$2"


def test_large_figures_of_a_column_of_several_units_have_no_decimals(tmp_path: Path) -> None:
    book = Workbook(str(tmp_path / "out.xlsx"))
    table = pd.DataFrame({"before": [0.5, -12.25, -2500.5], "area_km2": [1.5, 2.5, 2500.5]})
    _add_sheet(book, "summary", table, _Heads(book, example_plan(), "en"))
    book.close()
    (sheet,) = openpyxl.load_workbook(tmp_path / "out.xlsx")
    forms = [[cell.number_format for cell in row] for row in sheet.iter_cols(min_row=3)]
    assert forms == [["#,##0.00", "#,##0.00", "#,##0"], ["#,##0.00"] * 3]


def test_noise_is_no_figure_of_a_workbook(tmp_path: Path) -> None:
    book = Workbook(str(tmp_path / "out.xlsx"))
    table = pd.DataFrame({"lost_km2": [1.69e-10, 2.0000000001], "headroom_km2": [-3.3e-07, 0.5]})
    _add_sheet(book, "caps", table, _Heads(book, example_plan(), "en"))
    book.close()
    (sheet,) = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [[cell.value for cell in row] for row in sheet.iter_cols(min_row=3)]
    assert [[str(cell) for cell in column] for column in cells] == [
        ["0", "2.0000000001"],
        ["0", "0.5"],
    ]


def test_a_crs_in_which_areas_are_off_is_named(plan: Path, tmp_path: Path) -> None:
    ran = run("export", plan, tmp_path / "out.dxf", "--crs", "EPSG:3857")
    assert (ran.code, len(ran.errors)) == (0, 1)
    assert "areas of 2 zones are off by 1 % or more" in ran.errors[0]
    assert "of W by 34 %" in ran.errors[0]  # 1 / cos² of its latitude
    near = run("export", plan, tmp_path / "near.dxf", "--crs", "EPSG:4549")
    assert (near.code, near.errors) == (0, [])


def test_a_crs_of_another_format_or_an_unknown_one_is_refused(plan: Path, tmp_path: Path) -> None:
    for name, crs, reason in (
        ("out.kml", "EPSG:4528", "--crs is for .dxf"),
        ("out.dxf", "nonsense", "crs nonsense: not known"),
    ):
        assert reason in refusal("export", plan, tmp_path / name, "--crs", crs)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.deep
@pytest.mark.parametrize(
    ("suffix", "number"), [(".gpkg", signal.SIGTERM), (".geojson", signal.SIGINT)]
)
def test_a_stopped_export_leaves_nothing_behind(
    suffix: str, number: signal.Signals, plan: Path, tmp_path: Path, loaded_command: list[str]
) -> None:
    out = tmp_path / f"out{suffix}"
    out.write_text("old")
    arguments = ["export", plan, out, str(int(number)), suffix]
    done = ended(*loaded_command, "-c", STOPPED_EXPORT, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
    assert [*tmp_path.iterdir()] == [out]
    assert out.read_text() == "old"


def test_a_link_as_target_of_a_report_is_not_followed(plan: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for suffix in REPORTS:
        link = tmp_path / f"out{suffix}"
        link.symlink_to(kept)
        for content in (None, "mine"):
            if content:
                kept.write_text(content)
            refusal("export", plan, link)
            assert link.is_symlink()
            assert (kept.read_text() if kept.exists() else None) == content
        kept.unlink()
    assert {file.name for file in tmp_path.iterdir()} == {f"out{suffix}" for suffix in REPORTS}


def test_a_scenario_is_exported_as_of_a_year_and_the_edits_of_then_are_counted(
    plan: Path, tmp_path: Path
) -> None:
    file = scenario_file(plan, "remove: {zone: W}", "remove: {zone: E}", name="phased")
    file.write_text(file.read_text(encoding="utf-8") + "phases: [{by: 2027, edits: 1}]\n", "utf-8")
    zones: dict[str, list[str]] = {}
    for year in ("2026", "2027"):
        out = tmp_path / f"{year}.csv"
        ran = run("export", plan, out, "--scenario", file, "--as-of", year)
        assert (ran.code, ran.errors[0].split(": ")[0]) == (0, f"phased as of {year}")
        zones[year] = pd.read_csv(out)["zone_id"].tolist()
    assert set(zones["2026"]) - set(zones["2027"]) == {"W"}


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no files")
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(plan: Path, tmp_path: Path) -> None:
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
