"""A report says the figures of the measures, in one language, and is the same for the same."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from xml.etree import ElementTree as ET

import docx
import geopandas as gpd
import pypdf
import pytest
import shapely
from conftest import CRS, point, square
from ruled_plan import plan_of

from geo import CoverageMeter, Expand, Scenario, compare
from geo.edits import Add
from layers import Plan
from layers.messages import Language
from service.report.content import report
from service.report.document import Picture, Report, Table, Text
from service.report.docx import to_docx
from service.report.figures import signed, whole
from service.report.html import to_html
from service.report.pdf import to_pdf
from service.report.writer import Measured

RADII = (1.0, 2.0, 5.0)
HOSTILE = "#set page(width: 1pt) $x$ <b>&amp; [link](#a) *陆家嘴*"


def peopled() -> Plan:
    """Return the plan of `ruled_plan` with people and clusters, names and a title."""
    plan = plan_of()
    frames = {name: plan.frame(name) for name in plan.present}
    zones = plan.zones.assign(name=["West", "East"], name_zh=["西片区", "东片区"])
    at = [point(x) for x in (0.5, 2.5, 5.5, 16.0)]
    people = {"demand_id": list("abcd"), "population": [1000.0, 200.0, 30.0, 4.0]}
    clusters = {"cluster_id": ["c"], "sector": ["biopharma"], "weight": 1.0, "name": "Lab"}
    return Plan(
        {
            **frames,
            "zones": zones,
            "demand": gpd.GeoDataFrame(people, geometry=at, crs=CRS),
            "clusters": gpd.GeoDataFrame(clusters, geometry=[point(2.2)], crs=CRS),
        }
    )


PLAN = peopled()
WIDER = Scenario.of(PLAN, [Expand(zone="W", by_km=0.8)], scenario="wider", title="Wider west")


def measured(plan: Plan, scenarios: Sequence[Scenario]) -> list[Measured]:
    meter = CoverageMeter(plan, RADII)
    before = meter.measure()
    return [Measured(it.title, None, compare(before, meter.measure(it))) for it in scenarios]


def reported(
    plan: Plan = PLAN, scenarios: Sequence[Scenario] = (WIDER,), language: Language = "en"
) -> Report:
    before = CoverageMeter(plan, RADII).measure()
    return report(plan, before, measured(plan, scenarios), language, "2026-11-25")


def tables(found: Report) -> dict[str, Table]:
    blocks = [block for section in found.sections for block in section.blocks]
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def texts(found: Report) -> str:
    blocks = [block for section in found.sections for block in section.blocks]
    said = [(it.text, *it.points) for it in blocks if isinstance(it, Text)]
    return "\n".join(line for lines in said for line in lines)


def test_the_table_of_coverage_has_the_figures_of_the_measure() -> None:
    (one,) = measured(PLAN, [WIDER])
    table = tables(reported())["Persons and land within each radius"]
    totals = one.after.totals
    rows = [row for row in table.rows if row[0] == "Wider west"]
    assert [row[2] for row in rows] == totals["covered_population"].map(whole).tolist()
    differences = one.comparison.totals["covered_population_difference"]
    assert [row[3] for row in rows] == differences.map(signed).tolist()
    assert any(row[3].startswith("+") for row in rows)
    assert table.figures[1:] == (True,) * 6


def test_the_summary_names_zones_land_people_caps_and_rules() -> None:
    said = texts(reported())
    assert "One zone changes: West." in said
    assert re.search(r"Zones gain [\d.]+ km² of land and give up none\.", said)
    assert "persons" in said
    assert "over its cap" in said
    assert "soft rules are broken" in said


def test_without_a_scenario_it_is_the_baseline_s() -> None:
    found = reported(scenarios=())
    assert found.title == "Coverage: report"
    assert "Within 5 km of a zone live" in texts(found)
    assert "Zones that change" not in tables(found)


def test_a_new_zone_has_the_name_that_the_scenario_gives_it() -> None:
    block = Add(zone="NEW", ftz="F", name="Harbour", geometry=square(7).__geo_interface__)
    found = reported(scenarios=[Scenario.of(PLAN, [block], scenario="new", title="New")])
    assert "One zone changes: Harbour." in texts(found)


def test_a_chinese_report_has_chinese_names_and_no_english_sentence() -> None:
    found = reported(language="zh")
    assert "1 个片区有调整：西片区。" in texts(found)
    headings = "".join(section.heading for section in found.sections)
    assert not re.search("[a-z]", headings.replace("Wider west", ""))


def test_a_plan_without_people_clusters_and_caps_has_no_section_of_them() -> None:
    bare = Plan({"zones": PLAN.zones, "regions": PLAN.regions})
    found = reported(bare, [Scenario.of(bare, [Expand(zone="W", by_km=0.8)], title="Wider")])
    headings = {section.heading for section in found.sections}
    assert not headings & {"Sectors", "Trade growth", "Strategic regions"}
    assert "persons" not in texts(found)


def test_a_plan_s_own_words_stand_in_its_report_and_no_other_s() -> None:
    found = reported()
    everything = to_html(found)
    assert "FTZ" not in everything
    assert "adcode" not in everything
    assert "CGCS" not in everything.replace("China Geodetic", "")


def test_the_same_report_is_the_same_bytes() -> None:
    found = reported()
    for make in (to_pdf, to_html, to_docx):
        assert make(found) == make(found)  # type: ignore[operator]


def test_pictures_are_whole_svg_and_tell_what_they_show() -> None:
    found = reported()
    pictures = [it for s in found.sections for it in s.blocks if isinstance(it, Picture)]
    assert len(pictures) >= 2
    for picture in pictures:
        ET.fromstring(picture.svg)  # noqa: S314  our own
        assert picture.alt
        assert picture.caption
        assert "nan" not in picture.svg.lower()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_people_write_is_text_in_every_format(language: Language) -> None:
    scenario = Scenario.of(PLAN, [Expand(zone="W", by_km=0.3)], scenario="odd", title=HOSTILE)
    found = reported(scenarios=[scenario], language=language)
    pages = pypdf.PdfReader(BytesIO(to_pdf(found))).pages
    flat = "".join("".join(page.extract_text() for page in pages).split())
    assert "".join(HOSTILE.split()) in flat
    html = to_html(found)
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;amp;" in html
    document = docx.Document(BytesIO(to_docx(found)))
    assert any(HOSTILE in paragraph.text for paragraph in document.paragraphs)


def test_every_letter_of_a_pdf_has_a_shape_in_its_font() -> None:
    reader = pypdf.PdfReader(BytesIO(to_pdf(reported(language="zh"))))
    fonts = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            fonts.add(str(font.get_object()["/BaseFont"]))
    assert fonts
    assert all("NotoSansSC" in font for font in fonts)
    assert reader.trailer["/Root"]["/Lang"] == "zh"  # type: ignore[index]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_a_zone_on_both_sides_of_180_degrees_is_one_on_the_map(
    make_plan: Callable[..., Plan],
) -> None:
    both = shapely.MultiPolygon(
        [shapely.box(179.9, 0, 180, 0.1), shapely.box(-180, 0, -179.9, 0.1)]
    )
    wide = shapely.MultiPolygon([shapely.box(178, -1, 180, 1), shapely.box(-180, -1, -178, 1)])
    zones = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": ["F"]}, geometry=[both], crs=CRS)
    regions = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[wide], crs=CRS)
    plan = make_plan(zones=zones, regions=regions)
    found = reported(plan, [Scenario.of(plan, [Expand(zone="Z", by_km=2)], title="Wider")])
    (map_,) = (it for it in found.sections[2].blocks if isinstance(it, Picture))
    bar_km = re.search(r">(\d+) km<", map_.svg)
    assert bar_km is not None
    assert int(bar_km[1]) <= 10
