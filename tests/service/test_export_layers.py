"""What a scenario comes to as layers, over squares whose figures can be worked out by hand."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geo import Coverage, CoverageMeter, Expand, Scenario
from geo.rules import sentences
from geo.scenario.proposed import Proposed, edits_hash
from geo.tables import overlap
from layers import Plan
from layers.example import example_plan
from layers.formats import FORMATS, Outcome, export
from layers.formats.table import ReadOptions
from layers.formats.xlsx import XLSX
from layers.messages import LANGUAGES, Language
from service.export_layers import covered_regions, figures_of, figures_of_proposal, outcome
from tests.conftest import CRS, point, regions_frame, square, zones_frame

DEMAND = {"demand_id": ["1", "2"], "population": [30.0, 10.0], "adcode": ["330101", "330102"]}
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(3)))
PLAN = Plan(
    {
        "zones": ZONES.assign(name_zh="片区"),
        "regions": regions_frame(
            ("330101", square(-5, -5, 11)),
            ("330102", square(500, -5, 11)),
            ("340101", square(900, -5, 11)),
        ),
        "demand": gpd.GeoDataFrame(DEMAND, geometry=[point(1), point(501)], crs=CRS),
    }
)
"""Two zones in the first of three districts; the third, of another city, has no demand."""
EDITS = [
    {"reshape": {"zone": "W", "geometry": square(1).wkt}},
    {"remove": {"zone": "E"}},
    {"add": {"zone": "N", "ftz": "F", "geometry": square(1.5).wkt}},
]


@pytest.fixture(scope="module")
def before() -> Coverage:
    return CoverageMeter(PLAN, radii_km=(25, 50)).measure()


@pytest.fixture(scope="module")
def after() -> Coverage:
    about = {"scenario": "s", "title": "S", "baseline": PLAN.baseline, "edits": EDITS}
    return CoverageMeter(PLAN, radii_km=(25, 50)).measure(Scenario.from_document(about))


@pytest.fixture(scope="module")
def made(before: Coverage, after: Coverage) -> Outcome:
    return outcome(before, after, "S 方案")


def test_changes_are_the_land_each_zone_gains_and_loses(made: Outcome, before: Coverage) -> None:
    changes = made.tables["changes"].set_index(["zone_id", "change"])
    assert sorted(changes.index) == [("E", "lost"), ("N", "gained"), ("W", "gained"), ("W", "lost")]
    assert changes.loc[("W", "gained"), "geometry"].equals(square(1))
    assert changes.loc[("W", "lost"), "geometry"].equals(square(0))
    areas = PLAN.ellipsoid.area_km2(changes.geometry)
    assert changes["area_km2"].tolist() == pytest.approx(areas.tolist(), rel=1e-9)
    assert len(outcome(before, before, "").tables["changes"]) == 0


def test_violations_have_rule_level_message_and_place(made: Outcome, after: Coverage) -> None:
    broken = made.tables["violations"]
    overlap = broken.set_index("rule").loc["overlap"]
    assert (overlap["level"], "overlap" in overlap["message"]) == ("hard", True)
    assert overlap["geometry"].equals(shapely.intersection(square(1), square(1.5)))
    assert broken.crs == CRS
    assert set(broken.geom_type.dropna()) == {"MultiPolygon"}
    assert "zh" in PLAN.terms.languages
    assert broken["message_zh"].tolist() == sentences(after.violations, PLAN, "zh")
    assert any("重叠" in text for text in broken["message_zh"])
    assert sentences(after.violations, PLAN, "en") == after.violations["message"].tolist()


def test_coverage_has_a_row_a_region_and_columns_a_radius(made: Outcome, before: Coverage) -> None:
    districts = made.tables["coverage_district"].set_index("adcode")
    shares = {"330101": 1, "330102": 0, "340101": 0}
    assert districts["covered_share_25km"].to_dict() == pytest.approx(shares)
    assert districts["covered_population_25km"].tolist()[:2] == [30, 0]
    assert districts["covered_population_share_50km"].tolist()[:2] == [1, 0]
    unknown = districts.loc[["340101"], ["population", "covered_population_25km"]]
    assert unknown.isna().all(axis=None)
    cities = made.tables["coverage_city"].set_index("adcode")
    assert cities["covered_population_share_50km"].to_dict()["330100"] == 0.75
    land = shapely.union_all([square(-5, -5, 11), square(500, -5, 11)])
    assert cities.loc["330100", "geometry"].equals(land)
    provinces = made.tables["coverage_province"]
    assert provinces["adcode"].tolist() == ["330000", "340000"]
    assert provinces["area_km2"].sum() == pytest.approx(districts["area_km2"].sum())
    assert len(covered_regions(before, "city")) == 2


def test_regions_have_own_columns_of_the_demand_as_people() -> None:
    plan = example_plan()
    plan = plan.with_layer("demand", plan.demand.assign(jobs=plan.demand["population"]))
    meter = CoverageMeter(plan, radii_km=(5, 10))
    before = meter.measure()
    wider = meter.measure(Scenario.of(plan, [Expand(zone="B", by_km=1)]))
    regions = covered_regions(wider, "district", before)
    people = [name for name in regions if "population" in str(name)]
    assert "covered_population_share_change_10km" in people
    for name in people:
        assert regions[name.replace("population", "jobs")].equals(regions[name].rename(name))


def test_sheets_of_measures_have_rows_of_people_and_of_own_columns_and_say_the_radius() -> None:
    coverage = CoverageMeter(example_plan(), radii_km=(5, 10)).measure()
    tables = figures_of(coverage, coverage)
    for name in ("own_regions", "own_regions_groups", "overlap", "margin", "inequality"):
        assert tables[name]["weight"].unique().tolist() == ["population", "jobs"], name
    reached = tables["overlap"]
    assert reached["radius_km"].unique().tolist() == [10.0]
    assert reached["zones"].tolist() == [0, 1, 2, "≥ 3"] * 2
    jobs = reached[reached["weight"] == "jobs"].drop(columns=["radius_km", "zones"])
    expected = overlap(coverage, 10, "jobs")[0].drop(columns="zones")
    assert jobs.reset_index(drop=True).equals(expected)


def proposed(scenario: Scenario) -> Scenario:
    """Return a scenario as it would be if it had been proposed, with one reason that is invalid."""
    piece = {"zone_id": "W", "area_km2": 2.5, "alone": 10, "last": 5, "instead": ["E", "W"]}
    used = {"ftz": "F", "used_km2": 1, "limit_km2": 2}
    named = {"objective": "population@5", "status": "optimal"}
    figures = {"before": 30, "measured": 40, "bound": 41, "gap": 0.025}
    reasons = [
        {"code": "propose-budget-used", "params": used},
        {"code": "no-such-code", "params": {}},
    ]
    edits = edits_hash(scenario.baseline, scenario.edits)
    why = Proposed.model_validate(
        {"edits": edits, "pieces": [piece], "reasons": reasons} | named | figures
    )
    return replace(scenario, proposed=why)


def test_a_workbook_says_why_a_scenario_was_proposed_as_long_as_it_holds() -> None:
    made = Scenario.of(PLAN, [Expand(zone="W", by_km=1)])
    scenario = proposed(made)
    whole, pieces, reasons = figures_of_proposal(PLAN, scenario).values()
    assert whole[["objective_before", "objective_after", "bound"]].values.tolist() == [[30, 40, 41]]
    land = pieces[["zone_id", "released", "last", "instead"]]
    assert land.values.tolist() == [["W", False, 5, "E;W"]]
    taken, invalid = reasons["message"]
    assert taken.startswith("F: 1.00 km² taken, and the limit is 2.00 km²")
    assert not invalid
    changed = replace(scenario, edits=(Expand(zone="W", by_km=2),))
    assert figures_of_proposal(PLAN, changed) == {}
    assert figures_of_proposal(PLAN, made) == {}


def test_a_workbook_has_own_columns_whatever_their_names_end_in(tmp_path: Path) -> None:
    plan = example_plan()
    plan = plan.with_layer("demand", plan.demand.assign(gdp_per_capita=2.0, radius_m=3.0))
    coverage = CoverageMeter(plan).measure()
    result = outcome(coverage, coverage, "", FORMATS[".xlsx"].parts)
    export(plan, tmp_path / "a.xlsx", [result])
    heads = {cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx")["totals"][2]}
    assert {"gdp_per_capita", "covered_gdp_per_capita", "radius_m"} < heads


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_has_title_caveat_and_figures_in_words(
    tmp_path: Path, language: Language
) -> None:
    plan = example_plan()
    plan = plan.with_layer("zones", plan.zones.assign(boundary_source="schematic"))
    meter = CoverageMeter(plan, (5, 10, 20))
    wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    found = outcome(meter.measure(), meter.measure(wider), "Wider", FORMATS[".xlsx"].parts)
    export(plan, tmp_path / "a.xlsx", [replace(found, language=language)])
    (title, *_), _, (caveat, *_), _, heads, keys, *rows = (
        openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(values_only=True)
    )
    assert (title, keys) == ("Wider", ("figure", "before", "after", "difference"))
    assert caveat == plan.terms.note(language, plan.zones)
    assert ("Figure" in heads) == (language == "en")
    assert len(rows) >= 10
    assert not any("_" in words for words, *_ in rows)
    people = rows[0]
    difference = found.figures["changes_totals"]["covered_population_difference"].iloc[0]
    assert people[3] == people[2] - people[1] == difference > 0


def test_rows_that_a_scenario_changes_come_first_and_no_cell_holds_json(tmp_path: Path) -> None:
    plan = example_plan()
    meter, last = CoverageMeter(plan), plan.zones["zone_id"].iloc[-1]
    wider = Scenario.of(plan, [Expand(zone=last, by_km=1)], scenario="wider")
    found = outcome(meter.measure(), meter.measure(wider), "Wider", FORMATS[".xlsx"].parts)
    export(plan, tmp_path / "a.xlsx", [found])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for name in ("changes", "zone_figures", "overlap_zones"):
        assert book[name]["A3"].value == last, name
    differ = [row[-1] for row in book["changes_totals"].iter_rows(min_row=3, values_only=True)]
    assert differ == sorted(differ, key=lambda it: not it)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [cell for cell in cells if isinstance(cell, str) and cell[:1] in {"{", "["}]
    assert book["zones"]["A1"].comment.text == "Zone"


def test_a_workbook_in_chinese_has_words_for_all_and_reads_back(tmp_path: Path) -> None:
    plan, path = example_plan(), tmp_path / "a.xlsx"
    cited = plan.regions.assign(source="general knowledge, unverified", verified=False)
    plan = plan.with_layer("regions", cited)
    meter = CoverageMeter(plan)
    zone = plan.zones["zone_id"].iloc[0]
    wider = Scenario.of(plan, [Expand(zone=zone, by_km=1)], scenario="wider", title="Wider")
    result = outcome(meter.measure(), meter.measure(wider), "", FORMATS[".xlsx"].parts)
    figures = {**result.figures, **figures_of_proposal(plan, proposed(wider))}
    export(plan, path, [replace(result, language="zh", figures=figures)])
    book = openpyxl.load_workbook(path)
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book.worksheets}
    machine = {*heads.pop("zones")}
    assert not [head for row in heads.values() for head in row if "_" in str(head)]
    assert not [title for title in heads if title.isascii()]
    keys = {cell.value for cell in book["片区指标"][2]}
    assert {"zone_id", "area_km2"} < keys
    columns = [
        [head, *cells]
        for sheet in book.worksheets
        for head, _, *cells in sheet.iter_cols(values_only=True)
    ]
    words = {it for head, *cells in columns if head in ("变化", "权重") for it in cells}
    assert {"调整", "不变", "人口"} <= words
    assert {it for it in words if isinstance(it, str) and it.isascii()} == {"jobs"}
    assert "常识，未经核实" in {cell[0].value for cell in book["来源"]}
    assert "zone_id" in machine
    assert "50 公里内覆盖 jobs" in {cell[0].value for cell in book["摘要"]}
    covered = XLSX.read(path, "regions", ReadOptions(layer="区域覆盖")).frame  # words, then keys
    assert str(covered["adcode"].iloc[0]) == result.figures["coverage"]["adcode"].iloc[0]
    assert covered["radius_km"].iloc[0] == 25
    read = XLSX.read(path, "zones", ReadOptions()).frame
    assert read["zone_id"].tolist() == result.zones["zone_id"].tolist()
