"""Reports of hostile plans, of another country, of many zones, and without changes."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree as ET

import docx
import geopandas as gpd
import pandas as pd
import pypdf
import pytest
import shapely
from own_words import CHINESE_NOTIONS, own_words_plan
from reports import PLAN, pdf_text, pictures, reported, tables, texts

from geo import Expand, Scenario
from geo.edits import Remove
from geo.scenario.proposed import Proposed, edits_hash
from layers import Plan
from layers.messages import LANGUAGES
from service.report.document import Report, ReportTable
from service.report.docx import to_docx
from service.report.html import to_html
from service.report.pdf import to_pdf
from service.report.writer import Edition
from tests.conftest import CRS, square

MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><svg onload=alert(1)>",
    "</style><style>*{display:none}",
    "#set page(width: 1pt) $x$ *a* _b_ @a <a> `c` \\ // /* [d](#e) <b>&amp; 陆家嘴",
    "=1+1",
    "a\x01b\x0bc\u202ed",
)
TITLE = "".join(letter for letter in "".join(MARKUP) if letter.isprintable())
SAFE_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "p", "h1", "h2", "ul"),
    *("li", "dl", "dt", "dd", "div", "figure", "figcaption", "table", "caption", "thead", "tbody"),
    *("tr", "th", "td", "svg", "g", "path", "rect", "circle", "text", "defs", "pattern"),
    "clippath",
    "strong",
}


class Seen(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_plan() -> Plan:
    """Return the plan of `reports` with markup for every name, title, sector and source."""
    frames = {name: PLAN.frame(name) for name in PLAN.present}
    for layer, frame in frames.items():
        shown = [MARKUP[row % len(MARKUP)] for row in range(len(frame))]
        new = {name: shown for name in ("name", "name_zh", "source") if name in frame}
        frames[layer] = frame.assign(**new)
    frames["clusters"] = frames["clusters"].assign(sector=MARKUP[0])
    names = {"name": ["".join(MARKUP), MARKUP[4]], "name_zh": "".join(MARKUP)}
    return Plan(frames | {"zones": frames["zones"].assign(**names)})


@pytest.fixture(scope="module")
def hostile() -> Report:
    """Return a report in which every name, title, sector and source is markup."""
    plan = hostile_plan()
    edits = [Expand(zone="W", by_km=0.3), Remove(zone="E")]
    return reported(plan, [Scenario.of(plan, edits, title=TITLE)])


def test_no_name_of_a_plan_becomes_markup_of_a_page(hostile: Report) -> None:
    page = to_html(hostile)
    seen = Seen()
    seen.feed(page)
    assert seen.tags <= SAFE_TAGS
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert not seen.attributes & {"href", "src", "srcset", "xlink:href", "action", "formaction"}
    assert TITLE in seen.text
    assert page.count("<style>") == 1
    assert "default-src 'none'" in page
    empty = ReportTable(MARKUP[0], ("Zone",), (), (False,))
    section = replace(hostile.sections[0], blocks=(empty,))
    assert MARKUP[0] not in to_html(replace(hostile, sections=(section,)))


def test_no_name_of_a_plan_becomes_markup_of_another_document(hostile: Report) -> None:
    for picture in pictures(hostile):
        drawn = ET.fromstring(picture.svg)  # noqa: S314  our own
        assert not [each for each in drawn.iter() if each.tag.endswith(("script", "style"))]
    content = to_pdf(hostile)
    pages = pypdf.PdfReader(BytesIO(content)).pages
    text = "".join(pdf_text(content).split())
    assert "".join(MARKUP[4].split()) in text
    assert all(float(page.mediabox.width) > 500 for page in pages)
    document = docx.Document(BytesIO(to_docx(hostile)))
    assert any(MARKUP[4] in paragraph.text for paragraph in document.paragraphs)


def test_a_plan_of_another_country_has_no_word_of_china_in_its_report() -> None:
    plan = own_words_plan()
    edits = [Expand(zone="A", by_km=2)]
    for language in LANGUAGES:
        found = reported(plan, [Scenario.of(plan, edits, title="Wider", title_zh="扩大")], language)
        page = to_html(found)
        words = [word for word in CHINESE_NOTIONS if word in page and word not in ("121.", "31.2")]
        assert words == []
        assert "South China Sea" not in page


def test_a_scenario_that_changes_or_leaves_nothing_has_a_report() -> None:
    found = reported(scenarios=[Scenario.of(PLAN, [], title="Nothing")])
    assert len(pictures(found)) == 3  # the overview, in front and in the annex, and sectors
    assert "No boundary moves" in texts(found)
    for make in (to_pdf, to_docx, to_html):
        assert make(found)  # type: ignore[operator]
    every = [Remove(zone="E"), Remove(zone="W")]
    found = reported(scenarios=[Scenario.of(PLAN, every, title="None")])
    assert re.search("West is given up: (.|\n)*East is given up: ", texts(found))
    assert len(to_pdf(found)) > 1_000
    dot = [shapely.box(120, 30, 120.00001, 30.00001)]  # a map of which has some width
    zones = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": ["F"]}, geometry=dot, crs=CRS)
    land = gpd.GeoDataFrame({"adcode": ["330101"]}, geometry=dot, crs=CRS)
    plan = Plan({"zones": zones, "regions": land})
    found = reported(plan, [Scenario.of(plan, [Remove(zone="Z")], title="None")])
    assert "nan" not in "".join(picture.svg for picture in pictures(found))


def test_reasons_that_a_file_makes_up_are_left_out() -> None:
    deep: dict[str, object] = {"code": "text", "params": {"text": "deep"}}
    for _ in range(2_000):
        deep = {"code": "text", "params": {"text": deep}}
    reasons = [
        {"code": "text", "params": {"text": "a good <b>reason</b>"}},
        {"code": "no-such-code", "params": {}},
        {"code": "report-gained", "params": {"area_km2": "much"}},
        {"code": ["text"], "params": {"text": "x"}},
        {"code": "text", "params": {}},
        {"code": "text"},
        {"params": 1},
        deep,
    ]
    edits = [Expand(zone="W", by_km=0.3)]
    made = Scenario.of(PLAN, edits, title="Proposed")
    figures = dict.fromkeys(("before", "measured", "bound", "gap"), 0.5)
    proposed = {
        "edits": edits_hash(PLAN.baseline, edits),
        "objective": "population@1±0.5",
        "status": "optimal",
        "reasons": reasons,
        **figures,
    }
    scenario = replace(made, proposed=Proposed.model_validate(proposed))
    said = texts(reported(scenarios=[scenario]))
    assert "a good <b>reason</b>." in said
    assert "± behind a radius: who lies near it counts a fifth" in said
    assert "no-such-code" not in said
    assert "much" not in said
    changed = replace(scenario, edits=(Expand(zone="W", by_km=0.4),))
    assert "a good <b>reason</b>." not in texts(reported(scenarios=[changed]))


def plan_of_many(count: int) -> Plan:
    """Return a plan of so many zones, each of a group of its own with a cap."""
    squares = [square(2 * (row % 25), 2 * (row // 25)) for row in range(count)]
    ids = [f"Z{row:03}" for row in range(count)]
    zones = gpd.GeoDataFrame({"zone_id": ids, "ftz_id": ids}, geometry=squares, crs=CRS)
    land = gpd.GeoDataFrame({"adcode": ["330101"]}, geometry=[square(-5, -5, 90)], crs=CRS)
    ftzs = pd.DataFrame({"ftz_id": ids, "cap_km2": 1.0})
    return Plan({"zones": zones, "regions": land, "ftzs": ftzs})


@pytest.mark.deep
def test_a_report_of_very_many_zones_says_what_is_left_out() -> None:
    plan = plan_of_many(420)
    found = reported(plan, [Scenario.of(plan, [Remove(zone="Z007")], title="One less")])
    assert "Z007 is given up: " in texts(found)
    baseline = reported(plan, ())
    assert pictures(baseline)[0].svg.count('r="3.6"') == 421  # each zone, and its entry
    caps = tables(baseline)["Measured areas and caps"]
    assert len(caps.rows) == 400
    assert caps.note.startswith("20 more rows are not shown")
    assert len(pypdf.PdfReader(BytesIO(to_pdf(baseline))).pages) > 5
    plan = plan_of_many(45)
    edits = [Expand(zone=zone, by_km=0.1) for zone in plan.zones["zone_id"]]
    assert Edition("en", "2026-12-02").most_maps == 40
    found = reported(plan, [Scenario.of(plan, edits, title="Many")], most_maps=3)
    assert "42 more zones change; these have no map of their own." in texts(found)
    assert len(pictures(found)) == 1 + 1 + 3  # overview, all, each
    (edits_table,) = (it for it in tables(found).values() if it.heads[0] == "Edit")
    assert len(edits_table.rows) == 40
    assert edits_table.rows[-1][0] == "6 further edits together"
