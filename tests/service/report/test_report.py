"""A report states the figures of the measures, in one language, and is the same for the same."""

import re
from io import BytesIO
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest
import shapely
from reports import (
    PLAN,
    WIDER,
    measured,
    pdf_text,
    pictures,
    reported,
    tables,
    texts,
    usual,
    with_layers,
)
from ruled_plan import strip

from geo import CoverageMeter, Expand, Move, Scenario, Split
from geo.edits import Add, Reshape, Set
from layers import Plan
from layers.example import example_plan
from layers.messages import LANGUAGES, Language
from layers.store.access import LOCAL
from service.report.content import report
from service.report.document import ReportTable
from service.report.docx import to_docx
from service.report.figures import signed, two, without_decimals
from service.report.html import to_html
from service.report.measured import Measured
from service.report.names import Names
from service.report.pdf import to_pdf
from service.report.reasons import contributions_table
from service.report.render import day_of
from service.report.summary import proposed_land
from service.report.writer import Edition, Writer
from tests.conftest import by_force, layer_frame, point, regions_frame, square, zones_frame

COVERAGE = "Persons and land within each radius"
NO_WAY = {"en": r"\d[  ]km(?!²| by road)", "zh": r"(?<!沿公路 )\b\d+[  ]公里(?!²)"}
"""A radius in a sentence that does not say by road."""
HASH = "sha256:" + "0123456789abcdef" * 4
AT = "2026-11-20T08:00:00.000000Z"


def test_the_tables_have_the_figures_of_the_measure() -> None:
    one, found = measured(PLAN, WIDER), tables(usual())
    rows = [row for row in found[COVERAGE].rows if row[0] == "Wider west"]
    for column, name in ((2, "covered_population"), (5, "covered_area_km2")):
        assert [row[column] for row in rows] == one.after.totals[name].map(
            without_decimals
        ).tolist()
    differences = one.comparison.totals["covered_population_difference"]
    assert [row[3] for row in rows] == differences.map(signed).tolist()
    assert any(row[3].startswith("+") for row in rows)
    assert found[COVERAGE].figures[1:] == (True,) * 6
    (zone,), (row,) = one.changes, found["Changed zones"].rows
    figures = ("area_km2_before", "area_km2_after", "gained_km2", "lost_km2")
    assert row[2:] == tuple(two(zone[name]) for name in figures)
    (group,), (row,) = one.after.ftzs.to_dict("records"), found["Measured areas and caps"].rows
    figures = (two(group["area_km2"]), two(group["cap_km2"]), signed(group["headroom_km2"], 2))
    assert row[2:] == figures
    province = one.comparison.regions.query("level == 'province'").iloc[0]
    ((_, *row),) = found[
        "Wider west: Persons within each radius, difference from the baseline"
    ].rows
    moved = without_decimals(province["covered_population_after"])
    assert row == ["1", moved, signed(province["covered_population_difference"])]


def test_the_summary_names_zones_land_people_caps_and_rules() -> None:
    summary = texts(usual())
    for part in (
        r"West gains [\d.]+ km² in .+, from [\d.]+ km² to [\d.]+ km²\.",
        "over its cap",
        r"Soft rules broken newly or more than now \([1-9]\): .*Swap not balanced",
    ):
        assert re.search(part, summary)
    baseline = reported(scenarios=())
    assert baseline.title == "Coverage: report"
    assert "Within 5 km of a zone live" in texts(baseline)
    assert "Changed zones" not in tables(baseline)
    assert "Difference" not in tables(baseline)[COVERAGE].heads


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_road_every_radius_says_so_and_no_land_is_covered(language: Language) -> None:
    street = layer_frame([shapely.LineString([point(-20), point(20)])], oneway=[False])
    plan = with_layers(network=street)
    meter = CoverageMeter(plan, (1.0, 2.0, 5.0), by="road")
    before = meter.measure()
    scenario = Scenario.of(plan, [Expand(zone="W", by_km=0.8), Expand(zone="E", by_km=0.1)])
    one = Measured.of(meter, before, scenario)
    found = report(plan, before, [one], Edition(language, "2026-11-25", annex=True))
    captions = [it.caption for it in pictures(found)]
    said = "\n".join([texts(found), *captions, *map(str, tables(found).items())])
    of_reach = [line for line in said.splitlines() if "0 km" not in line and "0 公里" not in line]
    assert [line for line in of_reach if re.search(NO_WAY[language], line)] == []
    assert "nan" not in said
    assert ("the plan's own: 1 edges" if language == "en" else "规划自有，共 1 条边") in said


def test_a_target_by_straight_line_says_so_where_the_report_is_by_road() -> None:
    street = layer_frame([shapely.LineString([point(-20), point(20)])], oneway=[False])
    plan = with_layers(network=street)
    meter = CoverageMeter(plan, (1.0, 2.0, 5.0), by="road")
    before = meter.measure()
    aim = {"measure": "covered_population", "radius_km": 2, "at_least": 1}
    wide = Scenario.of(plan, [Expand(zone="W", by_km=0.8)], scenario="wide", targets=[aim])
    one = Measured.of(meter, before, wide)
    found = report(plan, before, [one], Edition("en", "2026-11-25"))
    said = "\n".join([texts(found), *map(str, tables(found).items())])
    assert said.count("within 2 km, by straight line") == 2  # first page, table of targets
    assert "within 2 km, by straight line" not in str(reported(scenarios=[wide]))


def test_new_and_renamed_zones_have_the_names_of_the_scenario() -> None:
    block = Add(zone="NEW", ftz="F", name="Harbour", geometry=square(7).__geo_interface__)
    found = reported(scenarios=[Scenario.of(PLAN, [block], scenario="new", title="New")])
    assert "Harbour is a new zone of " in texts(found)
    edits = [Set(zone="W", name="Harbour", name_zh="港口片区"), Expand(zone="W", by_km=0.8)]
    renamed = Scenario.of(PLAN, edits, scenario="renamed", title="Renamed")
    alone, beside = reported(scenarios=[renamed]), reported(scenarios=[renamed, WIDER])
    for found in (alone, beside):
        assert "West is renamed: Harbour." in texts(found)
        captions = [picture.caption for picture in pictures(found)]
        assert any(it.startswith("Harbour gains ") for it in captions) == (found is beside)
        headings = {"Renamed", "Zones, reasons and effects"}
        own = next(it for it in found.sections if it.heading in headings)
        (changed,) = (it for it in own.blocks if getattr(it, "caption", "") == "Changed zones")
        assert isinstance(changed, ReportTable)
        assert changed.rows[0][0] == "W Harbour (before: West)"
    assert any(it.caption.startswith("West gains ") for it in pictures(beside))
    assert "西片区更名为港口片区。" in texts(reported(scenarios=[renamed], language="zh"))


def test_a_zone_a_group_a_region_and_a_cluster_of_one_id_keep_their_own_names() -> None:
    zones = PLAN.zones.drop(columns="name_zh").assign(
        zone_id=["1", "2"], ftz_id="1", name=["Quay", None]
    )
    squares = [square(-5, -5, 11), square(6, -5, 11)]
    plan = with_layers(
        zones=zones,
        regions=layer_frame(squares, adcode=["1", "2"], name=["Left", "Right"]),
        clusters=PLAN.frame("clusters").assign(cluster_id="2"),
        ftzs=pd.DataFrame({"ftz_id": ["1"], "name": ["Ports"], "cap_km2": [1.0]}),
    )
    found = reported(plan, [Scenario.of(plan, [Expand(zone="1", by_km=0.8)], title="T")])
    shown = tables(found)
    assert "Quay gains " in texts(found)
    assert re.search(r"Ports is [\d.]+ km² over its cap", texts(found))
    assert [row[0] for row in shown["Clusters that come within reach or leave it"].rows] == ["Lab"]
    assert shown["Measured areas and caps"].rows[0][1] == "1 Ports"
    differences = shown["T: Persons within each radius, difference from the baseline"]
    assert {row[0] for row in differences.rows} == {"Left"}
    drawn = [picture.svg for picture in pictures(found)]
    assert ["Quay" in svg for svg in drawn] == [True, True, False, False]
    assert not any(">2<" in svg for svg in drawn[:1])
    assert ">Right<" in drawn[2]


def test_what_a_plan_lacks_has_no_section() -> None:
    bare = Plan({"zones": PLAN.zones, "regions": PLAN.regions})
    found = reported(bare, [Scenario.of(bare, WIDER.edits, title="Wider")])
    headings = {section.heading for section in found.sections}
    assert not headings & {"Sectors", "Trade growth", "Strategic regions"}
    assert "persons" not in texts(found)
    capless = with_layers(ftzs=PLAN.frame("ftzs").assign(cap_km2=float("nan")))
    found = reported(capless, [Scenario.of(capless, WIDER.edits, title="Wider")])
    assert tables(found)["Measured areas"].heads == ("Scenario", "Group", "Area, km²")
    assert "Areas" in {section.heading for section in found.sections}
    assert "cap" not in texts(found).lower().replace("capital", "")
    regions = layer_frame([strip(-5, 6), strip(6, 17)], adcode=["1", "2"])
    plan = with_layers(regions=regions)
    bars = next(it for it in pictures(reported(plan, [])) if it.alt.startswith("Bars of"))
    level = plan.terms.coarsest
    assert f">{level.words.capital} 1<" in bars.svg
    assert Names(plan, "en").of(level, "9") == f"{level.words.capital} 9"


def test_a_column_of_demand_that_cannot_be_measured_is_said() -> None:
    plan = with_layers(demand=PLAN.demand.assign(jobs=[1.0, -1, 1, 1]))
    assert "Not measured: demand.jobs: " in texts(reported(plan, []))


def test_the_first_page_says_what_where_how_much_at_what_cost_and_by_whom() -> None:
    one, found = measured(PLAN, WIDER), reported(annex=False)
    assert found.title == "Wider west"
    (purposes,) = (it for it in found.sections[0].single_blocks if isinstance(it, ReportTable))
    served = {row[1]: row for row in purposes.rows}
    above = one.after.ftzs["headroom_km2"].iloc[0]
    assert served["Land beyond the caps, km²"][2:] == ("0.00", signed(-above, 2), "▼ worse")
    assert served["Clusters within reach, 1 km"][2:] == ("0", "+1", "▲ better")
    changes = tables(found)["What changes"]
    rows = {row[0]: row[1:] for row in changes.rows}
    totals = one.comparison.totals
    moved = totals[totals["covered_population_difference"] != 0].to_dict("records")
    assert moved
    for total in moved:
        before, after = (total[f"covered_population_{when}"] for when in ("before", "after"))
        wanted = (signed(after - before), without_decimals(before), without_decimals(after))
        assert rows[f"Persons within {total['radius_km']:g} km"] == wanted
    assert not any("People within reach," in name for name in served)  # fewer than at one point
    assert rows["Land of all zones, km²"][0].startswith("+")
    assert 4 <= len(rows) <= 6
    assert "No one yet: the scenario is not stored with its plan" in texts(found)
    text = pypdf.PdfReader(BytesIO(to_pdf(found))).pages[0].extract_text()
    for words in ("Decision requested", "What it costs", "Who decides", "How sure it is"):
        assert words in text
    assert "straight line" in text
    assert "within 2 km change by 0 to +200 at radii up to 2 km shorter or longer" in texts(found)
    assert "Zones, reasons and effects" not in text  # which are on the next page
    word = docx.Document(BytesIO(to_docx(found)))
    (foot,) = (it for it in word.tables if it.rows[0].cells[0].text.startswith("What it costs"))
    assert [cell.text.split("\n")[0] for cell in foot.rows[0].cells] == [
        "What it costs",
        "How sure it is",
        "Who decides",
    ]
    annexed = {"Versions behind the figures", "Measured areas and caps"}
    assert tables(found).keys() < tables(usual()).keys()
    assert tables(usual()).keys() - tables(found).keys() >= annexed


def of(plan: Plan, **by_km: float) -> tuple[Writer, Measured]:
    """Return a scenario by which each zone grows by some km, and what writes of it."""
    edits = [Expand(zone=zone, by_km=km) for zone, km in by_km.items()]
    meter = CoverageMeter(plan, 5)
    one = Measured.of(meter, meter.measure(), Scenario.of(plan, edits))
    return Writer(plan, one.comparison.coverages[0], [one], Edition("en", "2026-11-25")), one


def test_land_that_a_split_leaves_to_the_group_is_not_released() -> None:
    shape = PLAN.zones.set_index("zone_id").geometry["W"]
    x = shape.centroid.x
    half = Split(zone="W", line=f"LINESTRING ({x} 29, {x} 31)", into=["W", "W2"])
    halved = Scenario.of(PLAN, [half], scenario="halved")
    assert measured(PLAN, halved).land_km2 == {"gained": 0.0, "lost": 0.0}
    assert "of land is released" not in texts(reported(scenarios=[halved]))


def test_the_reason_of_the_last_save_stands_on_the_first_page() -> None:
    revision = {"number": 1, "author": "Li", "at": "2026-11-25T08:00:00Z", "kind": "create"}
    history = [revision | {"message": "Nearer to the port"}, revision | {"message": None}]
    record = {"etag": HASH, "status": "draft", "decisions": [], "history": history}
    facts = reported(record=record).facts
    assert ("Why", "Nearer to the port") in facts


def test_of_many_zones_four_have_a_sentence_and_in_brief_the_first_beside_the_sum() -> None:
    rows = [(f"Z{number}", "F", square(4 * number)) for number in range(6)]
    plan = Plan({"zones": zones_frame(*rows), "regions": PLAN.regions})
    whole, brief = (
        list(proposed_land(*of(plan, Z0=0.1, Z1=0.5, Z2=0.2, Z3=0.3, Z4=0.4, Z5=0.3), brief=short))
        for short in (False, True)
    )
    assert [line.split(" gain")[0] for line in whole[1:3]] == ["Z1", "Z4"]  # the most first
    assert (len(whole), brief) == (6, whole[:2])
    assert whole[0].startswith("6 zones change: together they gain ")
    assert whole[-1].startswith("2 further zones ")
    assert len(list(proposed_land(*of(plan, Z0=0.1, Z1=0.1, Z2=0.1, Z3=0.1)))) == 4
    assert len(list(proposed_land(*of(PLAN, W=0.1, E=0.1), brief=True))) == 2


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            (
                "West moves 3.00 km west, 0.50 km north, to District 330101 (Province 330000);"
                " its area stays 1.07 km²."
            ),
        ),
        (
            "zh",
            (
                "西片区平移：向西 3.00 公里、向北 0.50 公里，至区县 330101（省级行政区 330000），"
                "面积仍为 1.07 平方公里。"
            ),
        ),
    ],
)
def test_a_zone_that_only_moves_is_said_to_move(language: Language, sentence: str) -> None:
    edits = [Move(zone="W", dx_km=-1.0, dy_km=0.5), Move(zone="W", dx_km=-2.0, dy_km=0.0)]
    one = measured(PLAN, Scenario.of(PLAN, edits))
    writer = Writer(PLAN, one.comparison.coverages[0], [one], Edition(language, "2026-11-25"))
    assert [*proposed_land(writer, one)] == [sentence]
    grown = measured(PLAN, Scenario.of(PLAN, [*edits, Expand(zone="W", by_km=0.1)]))
    assert "gains" in next(proposed_land(of(PLAN)[0], grown))


@pytest.mark.parametrize(
    ("language", "count", "places"),
    [
        ("en", 6, "330103, District 330101, District 330102 and 2 others (Province 330000),"),
        ("en", 3, "330103, District 330101, District 330102 (Province 330000) and outside all"),
        ("zh", 6, "330103、区县 330101、区县 330102及其他 2 处（省级行政区 330000）新增"),
        ("zh", 3, "330103、区县 330101、区县 330102（省级行政区 330000）以及所有区域之外新增"),
    ],
)
def test_land_is_said_of_every_district_with_a_hundredth_of_it_and_of_none(
    language: Language, count: int, places: str
) -> None:
    ends = [0, 3, 5, 9, 9.5, 9.95, 20]  # of land from 0 to 10
    districts = [(f"33010{n + 1}", strip(*ends[n : n + 2])) for n in range(count)]
    plan = Plan(
        {"zones": zones_frame(("W", "F", square(-1))), "regions": regions_frame(*districts)}
    )
    wide = Reshape(zone="W", geometry=strip(-1, 10).__geo_interface__)
    one = measured(plan, Scenario.of(plan, [wide]))
    writer = Writer(plan, one.comparison.coverages[0], [one], Edition(language, "2026-11-25"))
    assert places in next(proposed_land(writer, one))


def test_two_edits_or_more_have_a_table_of_what_each_contributes() -> None:
    writer, both = of(PLAN, W=0.3, E=0.1)
    table = contributions_table(writer, both)
    assert table is not None
    areas = both.contributions.drop_duplicates("edit")["area_km2"]
    assert [row[1] for row in table.rows] == [signed(area, 2) for area in areas]
    assert [row[0].split()[0] for row in table.rows] == ["1.", "2."]
    assert contributions_table(*of(PLAN, W=0.3)) is None


def test_the_day_of_a_plan_is_that_of_the_last_change_of_its_file(tmp_path: Path) -> None:
    PLAN.save(path := tmp_path / "p.gpkg")
    by_force(path, "UPDATE gpkg_contents SET last_change = '2026-01-31T08:00:00Z'")
    assert (day_of(Plan.open(path)), day_of(PLAN)) == ("2026-01-31", "1980-01-01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_phases_have_a_small_map_each_and_what_each_changes_against_today(
    language: Language,
) -> None:
    edits = [Expand(zone="W", by_km=0.2), Expand(zone="E", by_km=0.2), Expand(zone="W", by_km=0.4)]
    first = {"by": 2027, "title": "First", "title_zh": "一期", "edits": 1}
    phased = Scenario.of(PLAN, edits, scenario="phased", phases=[first, {"by": 2030, "edits": 2}])
    found = reported(scenarios=[phased], language=language, annex=False)
    captions = {"en": "Phase by phase: the edits", "zh": "分期：至各期末"}
    (table,) = (it for name, it in tables(found).items() if name.startswith(captions[language]))
    names = {
        "en": ("By 2027 · First", "By 2030", "All edits"),
        "zh": ("至 2027 年 · 一期", "至 2030 年", "全部编辑"),
    }
    assert table.heads[3:] == names[language]
    gained = []
    for count in (1, 2, 3):
        alone = measured(PLAN, Scenario.of(PLAN, edits[:count], scenario="alone"))
        gained.append(two(alone.land_km2["gained"]))
    assert [list(row[3:]) for row in table.rows[:2]] == [["1", "2", "3"], gained]
    row = next(it for it in pictures(found) if it.svg.count("<svg x=") == 3)
    year = names[language][1]
    assert year in row.svg
    assert not any(name.startswith(captions[language]) for name in tables(usual(language)))


def test_of_several_scenarios_the_best_of_each_row_is_marked() -> None:
    less = Scenario.of(PLAN, [Expand(zone="W", by_km=0.1)], scenario="less", title="Less")
    found = reported(scenarios=[WIDER, less])
    (purposes,) = (it for it in found.sections[0].single_blocks if isinstance(it, ReportTable))
    assert purposes.heads == ("Purpose", "Indicator", "Today", "A", "B")
    served = {row[1]: row[2:] for row in purposes.rows}
    assert served["Clusters within reach, 1 km"] == ("0", "▲ +1", "=")
    assert purposes.rows[-1] == ("Comes first", "", "", "99 %", "1 %")
    each = [it for name, it in tables(found).items() if name.startswith("What for")]
    assert each  # with all that it changes
    matrix = next(it for it in tables(found).values() if it.heads[0] == "Figure")
    assert matrix.heads == ("Figure", "Baseline", "A", "B")
    assert matrix.figures == (False, True, True, True)
    rows = {row[0]: row for row in matrix.rows}
    assert rows["Persons within 1 km"][2].endswith("★")
    assert not rows["Persons within 1 km"][3].endswith("★")
    assert "★" not in "".join(rows["Land of all zones, km²"])  # neither is better
    assert "Land released, km²" not in rows
    assert "Land released, km²" in matrix.note  # which none does
    first = pypdf.PdfReader(BytesIO(to_pdf(found))).pages[0].extract_text()
    assert all(words in first for words in ("A · Wider west", "B · Less", "Who decides"))


# ........................................................... languages


def test_a_report_has_the_words_of_its_language_and_its_plan_alone() -> None:
    english, chinese = usual(), usual("zh")
    assert "西片区在" in texts(chinese)
    headings = "".join(section.heading for section in chinese.sections)
    assert not re.search("[a-z]", headings.replace("Wider west", ""))
    assert "2000 国家大地坐标系" in texts(chinese)
    assert "Coordinate System" not in to_html(chinese)
    page = to_html(english).replace("China Geodetic", "")
    assert not [word for word in ("FTZ", "adcode", "CGCS") if word in page]


def test_the_local_planner_and_sources_are_in_chinese_in_every_format() -> None:
    zones = PLAN.zones.assign(source="general knowledge, unverified", verified=False)
    plan = with_layers(zones=zones)
    decision = {"status": "approved", "author": LOCAL.name, "at": AT, "why": "好"}
    history = [{"number": 7, "author": LOCAL.name, "at": AT}]
    record = {"etag": "sha256:1", "status": "approved"}
    record |= {"decisions": [decision], "history": history}
    wider = Scenario.of(plan, WIDER.edits, scenario="wider", title="Wider")
    found = reported(plan, [wider], "zh", record)
    word = docx.Document(BytesIO(to_docx(found)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for text in (to_html(found), pdf_text(to_pdf(found)), " ".join(cells)):
        assert "本机规划人员" in text
        assert "常识，未经核实" in text
        assert "已通过（演练）" in text
        assert LOCAL.name not in text
        assert "unverified" not in text


@pytest.mark.parametrize(("author", "is_practice"), [(LOCAL.name, True), ("Li", False)])
def test_a_decision_of_the_local_planner_is_called_practice(
    author: str, *, is_practice: bool
) -> None:
    decision = {"status": "approved", "author": author, "at": AT, "why": "good"}
    record = {"etag": "sha256:1", "status": "approved", "decisions": [decision]}
    record |= {"history": [decision | {"number": 7}]}
    found = reported(PLAN, [WIDER], "en", record)
    assert ("Practice: without tokens everyone is the local" in texts(found)) == is_practice
    assert ("approved (practice)" in dict(found.facts)["Scenario"]) == is_practice
    (row,) = tables(found)["Decisions"].rows
    assert row[1] == ("approved (practice)" if is_practice else "approved")


# ........................................................... formats


def test_the_same_report_is_the_same_bytes() -> None:
    for make in (to_pdf, to_html, to_docx):
        assert make(usual()) == make(usual())  # type: ignore[operator]


def test_every_letter_of_a_pdf_has_a_shape_in_its_font() -> None:
    reader = pypdf.PdfReader(BytesIO(to_pdf(usual("zh"))))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts
    assert all("NotoSansSC" in font for font in fonts)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("zh", True)  # type: ignore[index]


def test_letters_that_the_fonts_lack_and_units_stand_in_a_pdf_as_they_should() -> None:
    title = "Before 😀 แผน 𪚥 a\ufeffd \U000f0000 the western zone gets some land about it, "
    title += "of the order of some 1,234.56 km² or so"
    scenario = Scenario.of(PLAN, [Expand(zone="W", by_km=0.3)], title=title)
    text = pdf_text(to_pdf(reported(scenarios=[scenario])))
    assert "Before" in text
    assert "or so" in text
    assert not re.search(r"\d\s*\n\s*(km²|km)\b", text)


def test_a_hash_is_whole_at_the_end_and_not_at_the_front() -> None:
    record = {"etag": HASH, "status": "draft", "decisions": []}
    found = reported(record=record | {"history": [{"number": 1, "author": "Chen", "at": AT}]})
    assert not [value for _, value in found.facts if "sha256" in value]
    rows = (("Baseline", PLAN.baseline), ("Wider west", HASH))
    assert tables(found)["Versions behind the figures"].rows == rows
    assert HASH in re.sub(r"[\s\u200b]", "", pdf_text(to_pdf(found))[-1_000:])


def test_a_title_stands_once_beside_all_its_rows_and_pages_have_numbers() -> None:
    table = tables(usual())[COVERAGE]
    assert table.spans == (3, 0, 0, 3, 0, 0)
    assert len(re.findall('<td[^>]* rowspan="3">Wider west</td>', to_html(usual()))) == 1
    word = docx.Document(BytesIO(to_docx(usual())))
    heads = list(table.heads)
    (written,) = (it for it in word.tables if [cell.text for cell in it.rows[0].cells] == heads)
    first = [row.cells[0] for row in written.rows]
    assert [cell.text for cell in first] == ["Scenario", *["Baseline"] * 3, *["Wider west"] * 3]
    assert first[1]._tc is first[2]._tc is first[3]._tc
    foot = word.sections[0].footer.paragraphs[0]
    assert re.findall(r'w:instr="(\w+)"', foot._p.xml) == ["PAGE", "NUMPAGES"]


def test_figures_have_the_width_that_they_need_and_text_the_rest() -> None:
    rows = tuple((title, "1,000,000", "1.00") for title in ("A wide one, wider", "Another"))
    heads = ("Scenario", "Radius, km", "Land of zones, km²")
    table = ReportTable("Coverage", heads, rows, (False, True, True))
    text, radius, land = table.widths(400, 9, 10)
    assert text + radius + land == pytest.approx(400)
    assert radius == pytest.approx(9 * 0.56 * len(heads[1]) * 1.1 + 10)
    assert land == pytest.approx(9 * 0.56 * len(heads[2]) / 2 * 1.1 + 10, rel=1e-3)
    figures = ReportTable("Coverage", heads[1:], (("25", "1,000,000"),) * 2, (True, True))
    assert figures.widths(130, 9, 10)[1] == land


def test_a_report_in_chinese_spells_units_out_and_counts_people_in_ten_thousands() -> None:
    text = pdf_text(to_pdf(reported(scenarios=(), language="zh")))
    assert "平方公里" in text
    assert "km²" not in text
    assert "1,234 人" in text
    many = with_layers(demand=PLAN.demand.assign(population=PLAN.demand["population"] * 1e5))
    assert "12,340.00 万人" in texts(reported(many, scenarios=(), language="zh"))


@pytest.mark.parametrize(
    ("language", "captions"),
    [
        (
            "en",
            (
                "Baseline: What counts as covered: {} within each radius",
                "Baseline: Inequality of coverage between regions: {} within each radius",
                "Baseline: What each zone alone reaches: {} within 2 km",
            ),
        ),
        (
            "zh",
            (
                "现状基线：计入的覆盖：各半径内的{}",
                "现状基线：各区域覆盖的不均等：各半径内的{}",
                "现状基线：仅由各片区覆盖的部分：2 公里内的{}",
            ),
        ),
    ],
)
def test_measures_of_the_annex_say_of_what_and_which_radii_they_are_and_name_who_is_meant(
    language: Language, captions: tuple[str, ...]
) -> None:
    demand = PLAN.demand.assign(jobs=[10.0, 20.0, 30.0, 40.0])
    plan = with_layers(demand=demand, zones=PLAN.zones.assign(geometry=[strip(0, 1), strip(1, 5)]))
    found = tables(reported(plan, [], language))
    people, jobs = ("people", "jobs") if language == "en" else ("人口", " jobs")
    for caption in captions:
        own, others = (found[caption.format(what)] for what in (people, jobs))
        assert (own.heads, own.rows == others.rows) == (others.heads, False)
    counts, unequal, alone = (found[caption.format(people)] for caption in captions)
    assert [row[0] for row in counts.rows] == ["1", "2", "5"]
    name = plan.terms.coarsest.words.forms(language)[0].capitalize()
    assert {row[2] for row in unequal.rows} == {f"{name} 330000"}
    shared = {row[0]: row[2] for row in alone.rows}
    west, east = ("W West", "E East") if language == "en" else ("W 西片区", "E 东片区")
    assert shared == {west: east, east: west}


def test_own_columns_of_the_demand_are_among_what_changes() -> None:
    plan = with_layers(demand=PLAN.demand.assign(jobs=[10.0, 20.0, 30.0, 40.0]))
    wide = Scenario.of(plan, [Expand(zone="W", by_km=2.7)])
    (rows,) = (
        it.rows for it in tables(reported(plan, [wide])).values() if it.caption == "What changes"
    )
    assert ("jobs within 2 km", "+30", "30", "60") in rows


def test_own_columns_of_the_demand_are_among_contributions_and_costs() -> None:
    plan = with_layers(demand=PLAN.demand.assign(jobs=[10.0, 20.0, 30.0, 40.0]))
    edits = [Expand(zone="W", by_km=2.7), Move(zone="W", dx_km=99, dy_km=0)]
    report = reported(plan, [Scenario.of(plan, edits)])
    each = tables(report)["Contribution of each edit, in order"]
    assert [row[each.heads.index("jobs within 2 km")] for row in each.rows] == ["+30", "−60"]
    assert "jobs leaving 2 km: 30." in texts(report)


def test_own_columns_of_money_stand_beside_the_figures_of_provinces() -> None:
    plan = example_plan()
    demand = plan.demand.assign(gdp_cny=[1.0, 2, 3], gdp_2024_cny=2.0)
    found = tables(reported(plan.with_layer("demand", demand), []))
    (heads,) = (it.heads for it in found.values() if "Covered jobs, % of all" in it.heads)
    assert {"gdp_cny, % of all", "Covered gdp_cny, % of all"} < {*heads}
    assert "Covered gdp_2024_cny, % of all" not in heads
