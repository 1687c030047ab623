"""What a reader meets in a report: nothing cut or said twice, maps of what they are about."""

import re
from io import BytesIO

import docx
import geopandas as gpd
import pypdf
import pytest
import shapely
from conftest import CRS
from reports import PLAN, RADII, WIDER, pictures, reported, tables, texts
from ruled_plan import strip

from geo import CoverageMeter, Expand, Scenario
from geo.edits import Add, Remove, Set, Split
from layers import Plan
from layers.store.access import LOCAL
from service.report.content import report
from service.report.document import ReportTable
from service.report.docx import to_docx
from service.report.html import to_html
from service.report.measured import Measured
from service.report.pdf import to_pdf
from service.report.writer import Edition

HASH = "sha256:" + "0123456789abcdef" * 4
RECORD = {
    "etag": HASH,
    "status": "draft",
    "decisions": [],
    "history": [{"number": 1, "author": "Chen", "at": "2026-11-20T08:00:00.000000Z"}],
}
LONG = ReportTable(
    "Coverage",
    ("Scenario", "Radius, km", "Land of zones, km²"),
    tuple((title, str(km), "1.00") for title in ("A wide one", "Another") for km in (5, 10, 25)),
    (False, True, True),
    grouped=True,
)


def test_a_title_stands_once_beside_all_its_rows_in_every_format() -> None:
    found = reported()
    caption = "Persons and land within each radius"
    (table,) = (it for it in tables(found).values() if it.caption == caption)
    assert table.spans == (3, 0, 0, 3, 0, 0)
    html = to_html(found)
    assert len(re.findall('<td[^>]* rowspan="3">Wider west</td>', html)) == 1
    (written,) = (
        it
        for it in docx.Document(BytesIO(to_docx(found))).tables
        if [cell.text for cell in it.rows[0].cells] == list(table.heads)
    )
    first = [row.cells[0] for row in written.rows]
    assert [cell.text for cell in first] == ["Scenario", *["Baseline"] * 3, *["Wider west"] * 3]
    assert first[1]._tc is first[2]._tc is first[3]._tc


def test_heads_stand_in_one_line_where_text_has_room_to_spare() -> None:
    scenario, radius, land = LONG.widths(400, 9, 10)
    assert land > 9 * 0.56 * len("Land of zones, km²") * 1.1
    assert radius > 9 * 0.56 * len("Radius, km") * 1.1
    assert scenario + radius + land == pytest.approx(400)
    narrow = LONG.widths(150, 9, 10)
    assert narrow[2] < land


def test_a_hash_is_whole_at_the_end_and_not_at_the_front() -> None:
    meter = CoverageMeter(PLAN, RADII)
    one = Measured.of(meter, meter.measure(), WIDER, RECORD)
    found = report(PLAN, meter.measure(), [one], Edition("en", "2026-11-25", annex=True))
    assert not [value for _, value in found.facts if "sha256" in value]
    assert tables(found)["What the figures are computed from"].rows == (
        ("Baseline", PLAN.baseline),
        ("Wider west", HASH),
    )
    pages = pypdf.PdfReader(BytesIO(to_pdf(found))).pages
    last = pages[len(pages) - 1].extract_text()
    assert HASH in re.sub(r"[\s\u200b]", "", last)


def test_no_unit_stands_in_a_line_of_its_own() -> None:
    edits = [Expand(zone="W", by_km=0.3)]
    title = "To give the western zone some land about it, of the order of some 1,234.56 km² or so"
    found = reported(scenarios=[Scenario.of(PLAN, edits, title=title)])
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(to_pdf(found))).pages)
    assert not re.search(r"\d\s*\n\s*(km²|km)\b", text)


def test_the_overview_has_zones_that_scenarios_add_and_remove_with_their_names() -> None:
    new = Add(zone="N", ftz="F", name="Harbour", geometry=strip(6, 7).__geo_interface__)
    scenarios = [
        Scenario.of(PLAN, [new], scenario="new", title="New"),
        Scenario.of(PLAN, [Remove(zone="E")], scenario="less", title="Less"),
    ]
    found = reported(scenarios=scenarios)
    shown = pictures(found)
    overview = next(it.svg for it in shown if it.alt.startswith("Map of the whole plan"))
    assert overview.count("<circle") == 3 + 2  # zones, and the legend's
    assert ">Harbour<" in overview
    assert ">East<" in overview
    assert "Harbour: boundary of the new zone" in {it.caption for it in shown}
    assert "East: boundary of the zone that is removed" in {it.caption for it in shown}


def test_a_small_change_of_a_large_zone_is_shown_close() -> None:
    large = PLAN.zones.assign(geometry=[shapely.box(120, 29.98, 120.3, 30.2), strip(40, 41)])
    plan = Plan({"zones": large, "regions": PLAN.regions})
    part = shapely.box(120.1, 30.1, 120.11, 30.11)
    cut = Split(zone="W", geometry=part, into=("W", "V"))
    found = reported(plan, [Scenario.of(plan, [cut], title="Cut")])
    bars = [re.search(r">([\d.]+) km<", picture.svg) for picture in pictures(found)]
    assert all(bars)
    lengths = [float(bar[1]) for bar in bars if bar]
    assert max(lengths[:-1]) <= 1  # the last is the overview's
    assert "Land gained" not in pictures(found)[0].svg  # it is handed on alone
    assert "Land transferred between zones" in pictures(found)[0].svg


def test_changes_that_no_one_map_can_show_have_maps_of_their_own_alone() -> None:
    apart = PLAN.zones.assign(geometry=[strip(0, 1), shapely.box(130, 40, 130.01, 40.01)])
    plan = Plan({"zones": apart, "regions": PLAN.regions})
    edits = [Expand(zone="W", by_km=0.1), Expand(zone="E", by_km=0.1)]
    found = reported(plan, [Scenario.of(plan, edits, title="Both")])
    captions = [it.caption for it in pictures(found) if "before and after" in it.alt]
    west, east = (f"{zone}: boundary before and after" for zone in ("West", "East"))
    assert captions == [west, west, east]  # the first page has the one that changes most


def test_edits_that_add_nobody_are_no_bars() -> None:
    edits = [Expand(zone="W", by_km=3.0), Set.model_validate({"zone": "W", "sectors": "biopharma"})]
    found = reported(scenarios=[Scenario.of(PLAN, edits, title="Two")])
    (chart,) = (it for it in pictures(found) if it.caption.startswith("What each edit adds"))
    assert ">Edit 1<" in chart.svg
    assert ">Edit 2<" not in chart.svg
    assert chart.caption.endswith("edits that add none are left out")


def test_a_plan_without_caps_has_areas_alone() -> None:
    frames = {name: PLAN.frame(name) for name in PLAN.present}
    ftzs = frames["ftzs"].assign(cap_km2=float("nan"))
    plan = Plan({**frames, "ftzs": ftzs})
    found = reported(plan, [Scenario.of(plan, [Expand(zone="W", by_km=0.8)], title="Wider")])
    assert tables(found)["Measured areas"].heads == ("Scenario", "Group", "Area, km²")
    assert "Areas" in {section.heading for section in found.sections}
    assert "cap" not in texts(found).lower().replace("capital", "")


def test_a_region_without_a_name_is_told_by_its_level() -> None:
    regions = gpd.GeoDataFrame(
        {"adcode": ["1", "2"]}, geometry=[strip(-5, 6), strip(6, 17)], crs=CRS
    )
    plan = Plan({**{name: PLAN.frame(name) for name in PLAN.present}, "regions": regions})
    found = reported(plan, [])
    bars = next(it for it in pictures(found) if it.alt.startswith("Bars of"))
    word = plan.terms.coarsest.words.capital
    assert f">{word} 1<" in bars.svg


def test_a_chinese_report_names_the_coordinate_system_in_chinese() -> None:
    found = reported(language="zh")
    assert "2000 国家大地坐标系" in texts(found)
    assert "Coordinate System" not in to_html(found)


def test_the_local_planner_and_sources_are_told_in_chinese_in_every_format() -> None:
    zones = PLAN.zones.assign(source="general knowledge, unverified", verified=False)
    plan = Plan({name: PLAN.frame(name) for name in PLAN.present} | {"zones": zones})
    at = "2026-11-20T08:00:00.000000Z"
    decision = {"status": "approved", "author": LOCAL.name, "at": at, "why": "好"}
    record = {
        "etag": "sha256:1",
        "status": "approved",
        "decisions": [decision],
        "history": [{"number": 7, "author": LOCAL.name, "at": at}],
    }
    meter = CoverageMeter(plan, RADII)
    wider = Scenario.of(plan, WIDER.edits, scenario="wider", title="Wider")
    one = Measured.of(meter, meter.measure(), wider, record)
    found = report(plan, meter.measure(), [one], Edition("zh", "2026-11-25", annex=True))
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(to_pdf(found))).pages)
    word = docx.Document(BytesIO(to_docx(found)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for said in (to_html(found), pdf, " ".join(cells)):
        assert "本机规划人员" in said
        assert "常识，未经核实" in said
        assert LOCAL.name not in said
        assert "unverified" not in said


def test_a_document_of_word_has_numbers_of_pages() -> None:
    written = docx.Document(BytesIO(to_docx(reported())))
    foot = written.sections[0].footer.paragraphs[0]
    fields = re.findall(r'w:instr="(\w+)"', foot._p.xml)
    assert fields == ["PAGE", "NUMPAGES"]
