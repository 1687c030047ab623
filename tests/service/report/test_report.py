"""A report says the figures of the measures, in one language, and is the same for the same."""

import re
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pypdf
import pytest
import shapely
from conftest import CRS, square
from reports import PLAN, WIDER, measured, pictures, reported, tables, texts

from geo import Expand, Scenario
from geo.edits import Add, Set
from layers import Plan
from service.report.document import Picture, ReportTable
from service.report.docx import to_docx
from service.report.figures import signed, whole
from service.report.html import to_html
from service.report.pdf import to_pdf


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
    assert re.search(r"Zones gain [\d.]+ km² of land and lose none\.", said)
    assert "over its cap" in said
    assert re.search("0 hard rules, [1-9] soft rule", said)


def test_without_a_scenario_it_is_the_baseline_s() -> None:
    found = reported(scenarios=())
    assert found.title == "Coverage: report"
    assert "Within 5 km of a zone live" in texts(found)
    assert "Changed zones" not in tables(found)
    assert "Difference" not in tables(found)["Persons and land within each radius"].heads


def test_a_new_zone_has_the_name_that_the_scenario_gives_it() -> None:
    block = Add(zone="NEW", ftz="F", name="Harbour", geometry=square(7).__geo_interface__)
    found = reported(scenarios=[Scenario.of(PLAN, [block], scenario="new", title="New")])
    assert "One zone changes: Harbour." in texts(found)


def test_a_renamed_zone_has_the_scenario_s_name_and_is_told_to_be_renamed() -> None:
    edits = [Set(zone="W", name="Harbour", name_zh="港口片区"), Expand(zone="W", by_km=0.8)]
    renamed = Scenario.of(PLAN, edits, scenario="renamed", title="Renamed")
    alone, beside = reported(scenarios=[renamed]), reported(scenarios=[renamed, WIDER])
    for found in (alone, beside):
        assert "West is renamed: Harbour." in texts(found)
        assert tables(found)["Changed zones"].rows
        captions = [picture.caption for picture in pictures(found)]
        assert "Harbour: boundary before and after" in captions
        own = next(it for it in found.sections if it.heading == "Scenario: Renamed")
        (changed,) = (it for it in own.blocks if getattr(it, "caption", "") == "Changed zones")
        assert isinstance(changed, ReportTable)
        assert changed.rows[0][0] == "W Harbour (before: West)"
    assert "West: boundary before and after" in [it.caption for it in pictures(beside)]
    assert "西片区更名为港口片区。" in texts(reported(scenarios=[renamed], language="zh"))


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
    assert len(pictures(found)) >= 2
    for picture in pictures(found):
        ET.fromstring(picture.svg)  # noqa: S314  our own
        assert picture.alt
        assert picture.caption
        assert "nan" not in picture.svg.lower()


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


def test_a_zone_a_group_a_region_and_a_cluster_of_one_id_keep_their_own_names() -> None:
    zones = PLAN.zones.drop(columns="name_zh").assign(
        zone_id=["1", "2"], ftz_id="1", name=["Quay", None]
    )
    squares = [square(-5, -5, 11), square(6, -5, 11)]
    regions = gpd.GeoDataFrame(
        {"adcode": ["1", "2"], "name": ["Left", "Right"]}, geometry=squares, crs=CRS
    )
    clusters = PLAN.frame("clusters").assign(cluster_id="2")
    ftzs = pd.DataFrame({"ftz_id": ["1"], "name": ["Ports"], "cap_km2": [1.0]})
    layers = {
        "regions": regions,
        "clusters": clusters,
        "ftzs": ftzs,
        "demand": PLAN.frame("demand"),
    }
    plan = Plan({"zones": zones, **layers})
    found = reported(plan, [Scenario.of(plan, [Expand(zone="1", by_km=0.8)], title="T")])
    shown = tables(found)
    assert "One zone changes: Quay." in texts(found)
    assert re.search(r"Ports is [\d.]+ km² over its cap", texts(found))
    assert [row[0] for row in shown["Clusters that come within reach or leave it"].rows] == ["Lab"]
    assert shown["Measured areas and caps"].rows[0][1] == "1 Ports"
    differences = shown["T: Persons within each radius, difference from the baseline"]
    assert {row[0] for row in differences.rows} == {"Left"}
    drawn = [picture.svg for picture in pictures(found)]
    assert [">Quay<" in svg for svg in drawn] == [True, True, False, False]
    assert not any(">2<" in svg for svg in drawn)
    assert ">Right<" in drawn[2]


def test_letters_that_the_fonts_lack_do_not_keep_a_pdf_from_being_made() -> None:
    title = "Before 😀 แผน 𪚥 a\ufeffd \U000f0000 behind"
    scenario = Scenario.of(PLAN, [Expand(zone="W", by_km=0.3)], title=title)
    content = to_pdf(reported(scenarios=[scenario]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    assert "Before" in text
    assert "behind" in text


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
    (map_,) = (it for it in found.sections[0].single_blocks if isinstance(it, Picture))
    bar_km = re.search(r">(\d+) km<", map_.svg)
    assert bar_km is not None
    assert int(bar_km[1]) <= 10
    svg = ET.fromstring(map_.svg)  # noqa: S314  our own
    space = {"svg": "http://www.w3.org/2000/svg"}
    land = svg.find("svg:g/svg:path", space)
    assert land is not None
    ring = re.findall(r"(-?[\d.]+) (-?[\d.]+)", land.attrib["d"])
    assert land.attrib["d"].count("M") == 1
    shown = shapely.Polygon([(float(x), float(y)) for x, y in ring])
    assert shown.covers(shapely.box(0, 0, 1000, 500))
    places = svg.findall(".//svg:circle", space)
    place = places[-1]
    at = float(place.attrib["cx"]), float(place.attrib["cy"])
    assert at == pytest.approx((500, 310), abs=20)


def test_the_first_page_says_what_where_how_much_at_what_cost_and_by_whom() -> None:
    (one,) = measured(PLAN, [WIDER])
    found = reported(annex=False)
    assert found.title == "Wider west"
    (changes,) = (it for it in found.sections[0].single_blocks if isinstance(it, ReportTable))
    rows = {row[0]: row[1:] for row in changes.rows}
    for total in one.comparison.totals.to_dict("records"):
        people = [total[f"covered_population_{when}"] for when in ("before", "after")]
        told = (*map(whole, people), signed(people[1] - people[0]))
        assert rows[f"Persons within {total['radius_km']:g} km"] == told
    assert rows["Land of all zones, km²"][-1].startswith("+")
    said = texts(found)
    for words in ("Expand West by 0.80 km", "Nobody yet: the scenario is a file", "straight line"):
        assert words in said
    text = pypdf.PdfReader(BytesIO(to_pdf(found))).pages[0].extract_text()
    for words in ("What is to be decided", "Who decides", "What is uncertain", "What the scenario"):
        assert words in text
    assert "Scenario: Wider west" not in text  # which has a page of its own


def test_the_annex_is_there_where_it_is_asked_for() -> None:
    short, whole_ = (tables(reported(annex=annex)) for annex in (False, True))
    assert set(short) < set(whole_)
    assert set(whole_) - set(short) >= {
        "What the figures are computed from",
        "Measured areas and caps",
    }


def test_of_several_scenarios_the_best_of_each_row_is_marked() -> None:
    less = Scenario.of(PLAN, [Expand(zone="W", by_km=0.1)], scenario="less", title="Less")
    found = reported(scenarios=[WIDER, less])
    (matrix,) = (it for it in found.sections[0].blocks if isinstance(it, ReportTable))
    assert matrix.heads == ("Figure", "Baseline", "Wider west", "Less")
    assert matrix.figures == (False, True, True, True)
    rows = {row[0]: row for row in matrix.rows}
    assert rows["Persons within 1 km"][2].endswith("★")
    assert not rows["Persons within 1 km"][3].endswith("★")
    assert "★" not in "".join(rows["Land of all zones, km²"])  # neither is better
