"""Every public function refuses an argument of a wrong type with a line that names it."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pytest

from geo.edits import EDITS
from layers.errors import MeasureError, PlanError, ScenarioError, ZonewrightError
from service import zonewright as zw


class Call(NamedTuple):
    """A function with arguments that it takes, of which a test replaces one."""

    function: Callable[..., object]
    arguments: Mapping[str, Any]


PLAN = zw.example_plan()
METER = zw.CoverageMeter(PLAN, radii_km=5)
SCENARIO = zw.Scenario.of(PLAN, zw.Expand(zone="B", by_km=1), scenario="wider")
BEFORE, AFTER = METER.measure(), METER.measure(SCENARIO)
SWEEP = zw.Sweep(PLAN, [None], zw.Spreads(), radii_km=5)
RUNS = SWEEP.measure([0])
CARD = zw.scorecard(PLAN, radii_km=5)
OF_REGION = {"coverage": BEFORE, "adcode": "330101", "radius_km": 5}

WORDS = "north to 30.02 N, east to 120.02 E, south to 30 N, west to 120 E"
CALLS: Mapping[str, Call] = {
    "Plan": Call(zw.Plan, {"layers": {"zones": PLAN.zones, "regions": PLAN.regions}}),
    "Plan.from_frames": Call(
        zw.Plan.from_frames, {"frames": {"zones": PLAN.zones}, "crs": "EPSG:4490"}
    ),
    "Plan.open": Call(zw.Plan.open, {"path": "none.gpkg"}),
    "Plan.save": Call(PLAN.save, {"path": "none/none.gpkg"}),
    "Plan.only": Call(PLAN.only, {"layers": ["zones"]}),
    "Plan.with_layer": Call(PLAN.with_layer, {"layer": "demand", "frame": PLAN.demand}),
    "Plan.title": Call(PLAN.title, {"language": "zh"}),
    "Plan.level": Call(PLAN.level, {"code": "district"}),
    "Plan.frame": Call(PLAN.frame, {"layer": "zones"}),
    "Plan.checked_zones": Call(PLAN.checked_zones, {"zones": PLAN.zones}),
    "land_from_bounds": Call(
        zw.land_from_bounds, {"plan": PLAN, "text": WORDS, "near": "A", "gap_km": 1.0}
    ),
    "scenario_of_bounds": Call(
        zw.scenario_of_bounds,
        {"plan": PLAN, "land": zw.land_from_bounds(PLAN, WORDS, near="A"), "scenario": "a"},
    ),
    "CoverageMeter": Call(
        zw.CoverageMeter, {"plan": PLAN, "radii_km": [5], "radii_min": None, "by": "line"}
    ),
    "CoverageMeter.at": Call(METER.at, {"radii_km": 10, "by": "line"}),
    "CoverageMeter.measure": Call(METER.measure, {"zones": SCENARIO}),
    "CoverageMeter.measure_fully": Call(METER.measure_fully, {"zones": SCENARIO}),
    "Coverage.radius_number": Call(BEFORE.radius_number, {"radius_km": 5}),
    "Comparison.violations_of": Call(zw.compare(BEFORE, AFTER).violations_of, {"change": "new"}),
    "Scenario.of": Call(
        zw.Scenario.of,
        {"plan": PLAN, "edits": [], "scenario": "a", "title": "A", "title_zh": "甲", "rules": {}}
        | {"targets": []},
    ),
    "Scenario.load": Call(zw.Scenario.load, {"path": "none.yaml"}),
    "Scenario.parse": Call(zw.Scenario.parse, {"text": SCENARIO.to_yaml(), "name": "a"}),
    "Sweep": Call(
        zw.Sweep,
        {"plan": PLAN, "scenarios": [None], "spreads": zw.Spreads(), "radii_km": 5, "by": "line"}
        | {"seed": 0},
    ),
    "Sweep.draws": Call(SWEEP.draws, {"runs": [0]}),
    "Sweep.measure": Call(SWEEP.measure, {"runs": [0]}),
    "Spreads": Call(zw.Spreads, {"boundary": 1, "radius": 0}),
    "Spreads.of": Call(zw.Spreads.of, {"values": {"boundary": 1}}),
    "Store.open": Call(zw.Store.open, {"where": "none/none.db"}),
    "ColumnMap.parse": Call(zw.ColumnMap.parse, {"texts": ["zone_id=CODE"]}),
    "add_rule": Call(
        zw.add_rule,
        {
            "added": zw.rule(zw.EACH_ZONE, "soft", place=99)(lambda *_: []),
            "sentences": {"en": ""},
        },
    ),
    "answer": Call(
        zw.answer,
        {"plan": PLAN, "question": zw.Question(objective="jobs@5", ftzs="F", budget_km2=1)},
    ),
    "apply": Call(zw.apply, {"plan": PLAN, "scenario": SCENARIO}),
    "cluster_reach": Call(zw.cluster_reach, {"coverage": BEFORE, "radius_km": 5}),
    "compare": Call(zw.compare, {"before": BEFORE, "after": AFTER}),
    "consensus": Call(zw.consensus, {"zones": {"a": PLAN.zones, "b": PLAN.zones}}),
    "contributions": Call(zw.contributions, {"before": BEFORE, "after_each": [AFTER]}),
    "development": Call(zw.development, {"coverage": BEFORE}),
    "explain": Call(zw.explain, OF_REGION),
    "explore": Call(
        zw.explore, {"shown": BEFORE, "radius_km": 5, "language": "en", "height": "9px"}
    ),
    "export": Call(
        zw.export,
        {"plan": PLAN, "path": "none/none.geojson", "scenarios": [SCENARIO], "by": "line"}
        | {"radii": 5, "language": "en", "crs": None, "review_number": None, "annex": False},
    ),
    "import_layers": Call(
        zw.import_layers,
        {"files": {"zones": Path("none.shp")}, "options": zw.ImportOptions(), "onto": PLAN},
    ),
    "inequality": Call(zw.inequality, {"coverage": BEFORE, "level": "district", "weight": "jobs"}),
    "margin": Call(zw.margin, {"coverage": BEFORE, "radius_km": 5, "by_km": 1, "weight": "jobs"}),
    "merge": Call(zw.merge, {"plan": PLAN, "a": SCENARIO, "b": SCENARIO, "base": SCENARIO}),
    "outside": Call(zw.outside, {"coverage": BEFORE}),
    "overlap": Call(zw.overlap, {"coverage": BEFORE, "radius_km": 5, "weight": "jobs"}),
    "own_regions": Call(zw.own_regions, {"coverage": BEFORE, "weight": "jobs"}),
    "acceptability_in": Call(zw.acceptability_in, {"runs": RUNS, "card": CARD}),
    "pairs": Call(zw.pairs, {"runs": RUNS}),
    "picture": Call(
        zw.picture, {"runs": RUNS, "total": "covered_jobs", "by": "line", "language": "en"}
    ),
    "plot": Call(zw.plot, {"shown": BEFORE}),
    "rebase": Call(zw.rebase, {"scenario": SCENARIO, "plan": PLAN, "old": PLAN}),
    "rule": Call(zw.rule, {"subjects": zw.EACH_ZONE, "level": "soft", "place": 99}),
    "sample_scenarios": Call(zw.sample_scenarios, {"plan": PLAN}),
    "scorecard": Call(
        zw.scorecard,
        {"plan": PLAN, "scenarios": [SCENARIO], "radii_km": 5, "by": "line", "weights": {}},
    ),
    "steps": Call(zw.steps, {"meter": METER, "scenario": SCENARIO, "after": AFTER}),
    "store_beside": Call(zw.store_beside, {"plan": "plan.gpkg"}),
    "summary": Call(zw.summary, {"runs": RUNS}),
    "underserved": Call(
        zw.underserved, {"coverage": BEFORE, "radius_km": 5, "level": "district", "most": 3}
    ),
    "violations": Call(zw.violations, {"plan": PLAN, "zones": PLAN.zones, "rules": {}}),
    "what_would": Call(zw.what_would, OF_REGION | {"shares": [0.5], "weight": "jobs"}),
    "within": Call(zw.within, {"coverage": BEFORE, "zone_ids": ["A"], "radii_km": 5}),
    "yields": Call(zw.yields, {"coverage": BEFORE}),
    "zone_use": Call(zw.zone_use, {"coverage": BEFORE}),
    "zone_gateways": Call(zw.zone_gateways, {"coverage": BEFORE, "kinds": "seaport"}),
} | {edit.__name__: Call(edit, dict.fromkeys(edit.model_fields)) for edit in EDITS.values()}

ELSEWHERE = {
    "build_china_plan": "it takes one number",
    "example_plan": "it takes nothing",
    "measure_partitions": "it starts processes",
    **dict.fromkeys(("front", "portfolio", "propose", "propose_zone"), "`Question` checks these"),
}
WRONG = object(), 5j, b"x", [object()], {"x": object()}, pd.DataFrame(), gpd.GeoDataFrame()


@pytest.mark.parametrize("name", CALLS)
def test_an_argument_of_a_wrong_type_is_refused_by_its_name(name: str) -> None:
    function, arguments = CALLS[name]
    for argument in arguments:
        with pytest.raises(ZonewrightError) as refused:
            function(**(dict(arguments) | {argument: object()}))
        assert argument in str(refused.value)
        refusals = [
            str(error)
            for wrong in WRONG
            if (error := refusal(function, dict(arguments) | {argument: wrong})) is not None
        ]
        assert [text for text in refusals if "map_column" in text or " --" in f" {text}"] == []


def refusal(function: Callable[..., object], arguments: Mapping[str, Any]) -> Exception | None:
    """Return the error of the project that a call raises, None if it raises none."""
    try:
        function(**arguments)
    except ZonewrightError as error:
        return error
    return None


def test_every_public_function_is_among_these() -> None:
    functions = [name for name in zw.__all__ if inspect.isfunction(getattr(zw, name))]
    assert len(functions) > 30
    assert [name for name in functions if name not in CALLS.keys() | ELSEWHERE] == []


def test_a_missing_column_is_renamed_in_a_script_and_mapped_where_files_are_read() -> None:
    zones = PLAN.zones.rename(columns={"zone_id": "CODE"})
    for refuse in (
        lambda: zw.Plan({"zones": zones, "regions": PLAN.regions}),
        lambda: METER.measure(zones),
    ):
        with pytest.raises(PlanError) as refused:
            refuse()
        assert "is missing (there are: CODE" in str(refused.value)
        assert str(refused.value).endswith("or rename the column that holds it")
    with pytest.raises(ZonewrightError, match=r"^columns x: is not COLUMN=NAME"):
        zw.ColumnMap.parse(["x"])


def test_a_word_of_python_is_named_as_a_script_gives_it() -> None:
    with pytest.raises(ScenarioError, match=r"^transfer.from_zone: must be text"):
        zw.Transfer(from_zone=5, to="B", geometry="POLYGON EMPTY")  # type: ignore[arg-type]


def test_a_text_that_is_not_among_those_allowed_is_refused_with_these() -> None:
    with pytest.raises(MeasureError, match="language: must be en, zh, not 'fr'"):
        zw.explore(PLAN, language="fr")
    with pytest.raises(MeasureError, match="change: must be new, worse, "):
        zw.compare(BEFORE, AFTER).violations_of("mendet")
    with pytest.raises(MeasureError, match="table: must be totals, "):
        BEFORE.columns("totls")
