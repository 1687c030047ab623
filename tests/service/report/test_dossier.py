"""A dossier says what changes, what was checked against which data, and what is missing."""

import hashlib
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from command_line import run, saved_plan
from docx import Document
from reports import pdf_text

from geo import CoverageMeter, Expand, Remove, Reshape, Scenario, compare
from geo.edits import Edit
from layers import Plan
from layers.errors import SourceError
from layers.messages import Language
from layers.messages.languages import LANGUAGES
from service.report.decision_check import DecisionCheck
from service.report.decision_file import DecisionFile
from service.report.document import Report, ReportBanner, ReportTable, ReportText
from service.report.dossier.check import check_dossier
from service.report.dossier.content import Dossier
from service.report.dossier.files import (
    DECISION_FILE,
    DossierFiles,
    check_free,
    to_dossier,
    with_digests,
    write_folder,
)
from service.report.dossier.template import BLOCKS, COUNTRIES, TITLE_FILE, DossierTemplate
from service.report.measured import Measured
from service.report.writer import Edition
from tests.conftest import layer_frame, point, regions_frame, square, zones_frame

HASH = "0" * 64


def plan_of(**more: pd.DataFrame) -> Plan:
    """Return W and E of group F in a district each, people in W, and further layers."""
    frames: dict[str, pd.DataFrame] = {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(
            name=["West", "East"], name_zh=["西片区", "东片区"], boundary_source="schematic"
        ),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "adcode": ["330000"], "cap_km2": [9.0]}),
        "regions": regions_frame(
            ("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))
        ).assign(name=["Left", "Right"], name_zh=["左区", "右区"], province_adcode="330000"),
        "demand": layer_frame([point(0.5)], demand_id=["a"], population=[300.0], adcode=["330101"]),
        **more,
    }
    return Plan(frames)


PLAN = plan_of()
WIDER = Reshape(zone="W", geometry=square(0, side=2))


def measured(plan: Plan, edits: Sequence[Edit], **about: Any) -> Measured:
    scenario = Scenario.of(plan, edits, scenario="wider", title="Wider west", **about)
    meter = CoverageMeter(plan, radii_km=(1.0, 5.0))
    return Measured.of(meter, meter.measure(), scenario)


def report_of(
    plan: Plan,
    edits: Sequence[Edit] = (WIDER,),
    *blocks: str,
    language: Language = "en",
    **about: Any,
) -> Report:
    """Return a dossier with some blocks, a section each."""
    texts = {f"{it}.md": f"# {it}\n\n{{{it}}}" for it in blocks}
    text = "# First\n\nFrom {today_km2} to {planned_km2} km²."
    template = DossierTemplate({TITLE_FILE: "Land for {zones}", "0.md": text, **texts})
    dossier = Dossier(plan, measured(plan, edits, **about), Edition(language, "2026-11-25"))
    return dossier.report(template, HASH)


def section(report: Report, heading: str) -> list[Any]:
    (found,) = (it for it in report.sections if it.heading == heading)
    return [*found.single_blocks]


def rows_of(report: Report, heading: str) -> list[tuple[str, ...]]:
    blocks = section(report, heading)
    return [row for it in blocks if isinstance(it, ReportTable) for row in it.rows]


def note_of(report: Report, heading: str) -> str:
    return " ".join(it.note for it in section(report, heading) if isinstance(it, ReportTable))


def words_of(report: Report, heading: str) -> str:
    texts = (it for it in section(report, heading) if isinstance(it, ReportText))
    return "\n".join(line for it in texts for line in (it.text, *it.points) if line)


def conformity(plan: Plan, edits: Sequence[Edit] = (WIDER,), **about: Any) -> dict[str, Any]:
    rows = rows_of(report_of(plan, edits, "conformity", **about), "conformity")
    return {row[0]: row[1:] for row in rows}


def test_its_texts_name_the_zones_their_land_and_the_decision_that_it_is_from() -> None:
    report = report_of(PLAN)
    assert report.title == "Land for West"
    assert "From 1.07 to 4.28 km²." in words_of(report, "First")
    assert ("SHA-256 of decision.html", HASH) in report.facts


def test_each_block_that_changes_has_its_four_bounds_and_its_points_in_degrees_and_metres() -> None:
    report = report_of(PLAN, [WIDER], "bounds", "points")
    assert rows_of(report, "bounds") == [
        ("W West", "1", "planned", *["within Left"] * 4, "4.28"),
    ]
    points = rows_of(report, "points")
    assert [row[:3] for row in points] == [("W · 1", "1", f"J{it}") for it in (1, 2, 3, 4)]
    assert points[0][3:] == ("120.0000000", "30.0200000", "3322330.450", "40500000.000")
    assert "3° Gauss–Krüger, band 40" in words_of(report, "points")


def test_a_block_that_is_as_it_was_has_no_bounds_and_one_that_is_given_up_is_released() -> None:
    two = shapely.MultiPolygon([square(0), square(3)])
    plan = plan_of(zones=PLAN.zones.assign(geometry=[two, square(10)]))
    wider = Reshape(zone="W", geometry=shapely.MultiPolygon([square(0), square(3, side=2)]))
    rows = rows_of(report_of(plan, [wider, Remove(zone="E")], "bounds"), "bounds")
    assert [row[:3] for row in rows] == [("W West", "2", "planned"), ("E East", "1", "released")]


def test_what_has_no_data_is_said_to_be_unchecked_and_is_missing() -> None:
    report = report_of(PLAN, [WIDER], "conformity", "missing", "performance")
    found = {row[0]: row[1:] for row in rows_of(report, "conformity")}
    why = 'Not checked: no data. The plan has no layer "Exclusions"'
    assert found["Exclusion"] == ("? not checked", why, "–")
    assert found["Reference layers"][0] == "? not checked"
    missing = words_of(report, "missing")
    assert "for lack of data: Exclusion, Customs block cut, Water, Reference layers" in missing
    assert "1 of the 1 zones as planned has a schematic boundary" in missing
    assert "no published figures" in words_of(report, "performance")


def test_what_was_checked_names_the_records_their_source_and_its_years() -> None:
    exclusions = layer_frame(
        [square(1), square(30)],
        exclusion_id=["x", "y"],
        source=["land survey 2019", "land survey 2023"],
        verified=[True, False],
    )
    lines = layer_frame([square(1), square(40)], reference="red lines", kind=["farmland", "forest"])
    found = conformity(plan_of(exclusions=exclusions, references=lines))
    where = "{0} km² in the zones as planned, {0} km² of it in land gained"
    assert found["Exclusion"] == (
        "× not met",
        "West holds 1.07 km² of exclusion x",
        "Exclusions: 2 records, 1 verified; source: land survey 2019; of 2019–2023",
    )
    assert found["red lines (reference layer)"][:2] == (
        "◆ concerned",
        f"farmland (1): {where.format('1.07')}; forest (1): {where.format('0.00')}",
    )


@pytest.mark.parametrize(
    ("verified", "outcome"), [(False, "△ met, data not verified"), (True, "▲ met")]
)
def test_a_rule_that_is_met_says_whether_its_data_are_verified(
    verified: bool,  # noqa: FBT001
    outcome: str,
) -> None:
    far = layer_frame([square(30)], exclusion_id=["x"], verified=[verified])
    assert conformity(plan_of(exclusions=far))["Exclusion"][0] == outcome


def test_a_rule_that_the_scenario_sets_aside_and_a_group_without_a_cap_are_unchecked() -> None:
    uncapped = plan_of(ftzs=pd.DataFrame({"ftz_id": ["F"], "adcode": ["330000"]}))
    found = conformity(uncapped, rules={"outside_province": "ignore"})
    ignored = "Not checked: the scenario sets this rule aside"
    assert found["Outside its province"][:2] == ("? not checked", ignored)
    assert found["Area cap"][:2] == ("? not checked", "Not checked of F: no cap is known")


def test_a_scenario_that_breaks_a_hard_rule_is_stopped_on_the_first_page() -> None:
    report = report_of(PLAN, [Reshape(zone="W", geometry=square(9, side=1.5))], "conformity")
    banner = section(report, "First")[0]
    assert isinstance(banner, ReportBanner)
    assert banner.is_stop
    assert "It cannot be decided" in words_of(report, "First")
    assert ("Overlap", "× not met") in [row[:2] for row in rows_of(report, "conformity")]


def test_a_scenario_without_changes_says_that_there_is_nothing_to_apply_for() -> None:
    report = report_of(PLAN, [], *BLOCKS)
    assert report.title == "Land for no zone"
    assert "changes no boundary of any zone" in words_of(report, "First")
    assert rows_of(report, "points") == []


def test_phases_are_those_of_the_report_with_edits_without_a_date_apart() -> None:
    edits = [WIDER, Remove(zone="E"), Expand(zone="W", by_km=0.1)]
    phases = [{"by": 2027, "edits": 1, "title": "First"}, {"by": 2030, "edits": 2}]
    report = report_of(PLAN, edits, "phases", phases=phases)
    assert report.title == "Land for West and East"
    (table,) = (it for it in section(report, "phases") if isinstance(it, ReportTable))
    assert len(table.heads) == 3 + 3
    assert table.rows[0][3:] == ("1", "2", "3")


def test_a_plan_of_another_country_has_its_own_grid_and_nothing_of_china() -> None:
    frames = {it: PLAN.frame(it) for it in PLAN.present if it != "terms"}
    for name, frame in frames.items():
        if isinstance(frame, gpd.GeoDataFrame):
            there = frame.translate(-107, 22)
            frames[name] = frame.set_geometry(there).set_crs("EPSG:4258", allow_override=True)
    plan = Plan(frames)
    there = shapely.affinity.translate(square(0, side=2), -107, 22)
    one = measured(plan, [Reshape(zone="W", geometry=there)])
    files = to_dossier(plan, one, Edition("en", "2026-11-25"))
    lines = files["boundary-points.csv"].decode("utf-8-sig").splitlines()
    assert lines[1].endswith(
        "J1,13.000000000,52.020000000,EPSG:4258,5765150.9461,362766.8461,EPSG:25833"
    )
    assert "boundary-points.txt" not in files
    texts = "".join(it.decode() for name, it in files.items() if name.startswith("template/"))
    assert [it for it in ("四至", "customs", "三区三线") if it in texts] == []


def test_a_zone_across_180_degrees_is_one_block_with_points_on_both_sides() -> None:
    both, wide = (
        shapely.MultiPolygon(
            [shapely.box(180 - it, -it, 180, it), shapely.box(-180, -it, it - 180, it)]
        )
        for it in (0.1, 2)
    )
    zones = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": ["F"]}, geometry=[both], crs=4326)
    land = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[wide], crs=4326)
    plan = Plan({"zones": zones, "regions": land})
    report = report_of(plan, [Expand(zone="Z", by_km=2)], "bounds", "points", "maps")
    lons = [float(row[3]) for row in rows_of(report, "points")]
    assert [row[1] for row in rows_of(report, "bounds")] == ["1"]
    assert all(179.8 < abs(lon) <= 180 for lon in lons)
    assert (min(lons) < 0, max(lons) > 0) == (True, True)


def test_two_hundred_zones_have_tables_of_them_and_a_title_that_names_three() -> None:
    count = 200
    squares = [square(0.2 * (it % 20), 0.2 * (it // 20), side=0.1) for it in range(count)]
    before = zones_frame(*((f"Z{it:03}", "F", shape) for it, shape in enumerate(squares)))
    wider = shapely.buffer(np.array(squares), 0.0002, join_style="mitre")
    meter = CoverageMeter(plan_of(zones=before), radii_km=1.0)
    plan = meter.plan
    scenario = Scenario.of(plan, [], scenario="wider", title="Wider")
    one = Measured(scenario, compare(meter.measure(), meter.measure(before.assign(geometry=wider))))
    texts = {
        TITLE_FILE: "Land for {zones}",
        "1.md": "# bounds\n{bounds}",
        "2.md": "# points\n{points}",
    }
    report = Dossier(plan, one, Edition("en", "2026-11-25")).report(DossierTemplate(texts), HASH)
    assert report.title == "Land for Z000, Z001, Z002 and 197 others"
    assert len(rows_of(report, "bounds")) == count
    assert len(rows_of(report, "points")) == 400
    assert "All 800 points are in boundary-points.csv" in note_of(report, "points")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", COUNTRIES)
def test_each_template_that_comes_with_the_program_is_whole(
    country: str, language: Language
) -> None:
    template = DossierTemplate.of_country(country, language)
    assert [part.block for it in template.sections for part in it.parts if part.block] == [*BLOCKS]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Return the folder of a template that is whole."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / TITLE_FILE).write_text("Land for {zones}", encoding="utf-8")
    blocks = "\n\n".join(f"{{{block}}}" for block in BLOCKS)
    (folder / "1.md").write_text(f"# All of {{plan}}\n\n{blocks}\n", encoding="utf-8")
    return folder


WRONG: dict[str, tuple[str, str, str]] = {
    "line 1: there is no placeholder {plann}; did you mean plan, planned_km2?": (
        *("1.md", "{plan}", "{plann}"),
    ),
    "no section has {maps}; write it on a line of its own in one": ("1.md", "{maps}\n", ""),
    "{maps} stands more than once: 1.md:9, 1.md:10; keep one": (
        "1.md",
        "{maps}",
        "{maps}\n{maps}",
    ),
    "line 1: {maps} is the placeholder of a block; write it on a line of its own, in a section": (
        *("1.md", "{plan}", "{maps}"),
    ),
    'does not begin with a heading; write "# " and the heading in its first line': (
        *("1.md", "# ", ""),
    ),
    "missing or empty; write the title of the dossier in it": (TITLE_FILE, "Land for {zones}", ""),
    "no text of a template: it has title.txt and sections that end in .md; move it elsewhere": (
        *("2.doc", "", "text"),
    ),
}


@pytest.mark.parametrize("problem", WRONG)
def test_what_is_wrong_with_a_template_is_said_in_a_line(texts: Path, problem: str) -> None:
    name, was, now = WRONG[problem]
    file = texts / name
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(text.replace(was, now), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        DossierTemplate.read(texts)
    assert [str(it).partition(": ")[2] for it in caught.value.problems] == [problem]


def test_a_folder_that_holds_anything_is_left_alone_and_a_whole_one_is_there_at_once(
    tmp_path: Path,
) -> None:
    (folder := tmp_path / "out").mkdir()
    write_folder({"a": b"1", "in/b": b"2"}, folder)
    assert sorted(it.name for it in tmp_path.rglob("*")) == ["a", "b", "in", "out"]
    with pytest.raises(SourceError, match="exists and is not empty"):
        write_folder({"a": b"3"}, folder)
    assert (folder / "a").read_bytes() == b"1"
    with pytest.raises(SourceError, match="exists and is not a folder"):
        check_free(folder / "a")


def test_the_command_writes_the_same_words_as_word_and_as_pdf(tmp_path: Path) -> None:
    plan, folder = saved_plan(tmp_path), tmp_path / "out"
    scenario = Scenario.of(Plan.open(plan), [Remove(zone="E")], scenario="east")
    (tmp_path / "east.yaml").write_text(scenario.to_yaml(), encoding="utf-8")
    asked = ("--lang", "zh", "dossier", plan, tmp_path / "east.yaml", "-o", folder)
    done = run(*asked)
    assert done.code == 0
    assert hashlib.sha256((folder / "dossier.pdf").read_bytes()).hexdigest() in (
        folder / "checksums.sha256"
    ).read_text(encoding="ascii")
    word = Document(str(folder / "dossier.docx"))
    assert word.paragraphs[1].text == "关于调整片区 [E]四至范围的申请材料"
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    printed = re.sub(r"[\s\u200b]", "", pdf_text((folder / "dossier.pdf").read_bytes()))
    assert [cell for cell in cells if "".join(cell.split()) not in printed] == []
    again = run(*asked)
    assert (again.code, again.errors) == (
        2,
        [f"{folder}：已存在且不为空；请换一个文件夹，或先删除其中内容"],
    )


@pytest.fixture(scope="module")
def whole() -> DossierFiles:
    """Return the files of a dossier."""
    return to_dossier(PLAN, measured(PLAN, [WIDER]), Edition("en", "2026-11-25"))


def checked(files: DossierFiles, monkeypatch: pytest.MonkeyPatch) -> DecisionCheck:
    """Return the check of a dossier from itself alone, in this process."""
    monkeypatch.setattr(
        "service.report.decision_check.run_bounded",
        lambda function, *given, **_: function(*given),
    )
    document = DecisionFile.of(files[DECISION_FILE]).document()
    return check_dossier(files, document, None, None)


def with_word(files: DossierFiles, was: str, now: str) -> DossierFiles:
    """Return a dossier whose Word document has another text in a cell, and its digest."""
    word = Document(BytesIO(files["dossier.docx"]))
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    for cell in cells:
        if cell.text == was:
            cell.paragraphs[0].runs[0].text = now
    word.save(out := BytesIO())
    rest = {name: it for name, it in files.items() if name != "checksums.sha256"}
    return with_digests({**rest, "dossier.docx": out.getvalue()})


def test_a_dossier_as_written_is_equal_to_what_its_decision_gives_again(
    whole: DossierFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = checked({**whole, "opinion.pdf": b"%PDF"}, monkeypatch)
    assert (check.places, check.is_equal) == ([], True)
    assert "files that are not of the dossier: opinion.pdf" in list(map(str, check.left_out))


def test_a_changed_figure_and_a_changed_point_are_found_by_their_places(
    whole: DossierFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = with_word(whole, "4.28", "3.28")
    points = forged["boundary-points.csv"].replace(b"120.000000000", b"120.000100000", 1)
    rest = {name: it for name, it in forged.items() if name != "checksums.sha256"}
    check = checked(with_digests({**rest, "boundary-points.csv": points}), monkeypatch)
    found = [(str(it.place), it.stated, it.again) for it in check.places]
    assert ("dossier.docx: 2. Before and after", "3.28", "4.28") in found
    assert ("dossier.docx: 3. Four bounds (四至)", "3.28", "4.28") in found
    (point,) = (it for it in found if it[0] == "boundary-points.csv: 2")
    assert ("120.000100000" in point[1], "120.000000000" in point[2]) == (True, True)
    assert not check.is_equal


def test_a_missing_and_a_changed_file_are_found_by_the_digests_and_by_themselves(
    whole: DossierFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**whole, "map-today.pdf": b"%PDF"}
    del files["dossier.pdf"]
    check = checked(files, monkeypatch)
    assert [str(it.place) for it in check.places] == [
        "dossier.pdf, by checksums.sha256",
        "map-today.pdf, by checksums.sha256",
        "dossier.pdf is missing",
        "map-today.pdf, its bytes",
    ]
