"""Whatever a script gives that cannot be is told by an error of the project, without options."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from geo import (
    CoverageMeter,
    Expand,
    Reshape,
    Scenario,
    Set,
    Split,
    Transfer,
    apply,
    compare,
    violations,
)
from geo.edits import Edit
from geo.proposals import portfolio, propose, propose_zone
from geo.sweep import Spreads, Sweep, pairs, summary, totals_of
from geo.tables import what_would
from layers import Plan
from layers.errors import MeasureError, ScenarioError, ZonewrightError
from layers.example import example_plan

PLAN = example_plan()
METER = CoverageMeter(PLAN, 5)
BASELINE = METER.measure()
NONE: Any = None
NUMBER: Any = 5
TEXT: Any = "x"
AIM = ["population@5"]
SWEEP = Sweep(PLAN, [None], Spreads(), radii_km=5)


def test_an_edit_that_cannot_be_is_refused_as_in_a_file() -> None:
    cases: list[tuple[type[Edit], dict[str, Any], str]] = [
        (Expand, {"zone": "A"}, "expand: takes one of to_area_km2, by_km2 and by_km"),
        (Reshape, {"zone": "A", "geometry": None}, "reshape.geometry: must be a polygon"),
        (Split, {"zone": "A", "line": 5, "into": ["A", "B"]}, "split.line: must be a line"),
        (Transfer, {"from": "A"}, "transfer.to: missing"),
        (Set, {"zone": "A"}, "set: sets nothing"),
    ]
    for edit, options, line in cases:
        with pytest.raises(ScenarioError) as caught:
            edit(**options)
        assert line in str(caught.value)
        assert "pydantic" not in str(caught.value)


CALLS: dict[str, Callable[[], object]] = {
    "Scenario": lambda: Scenario("x y", "t", "b", ()),
    "Scenario without title": lambda: Scenario(TEXT),  # type: ignore[call-arg]
    "Scenario of no edits": lambda: Scenario("x", "t", "b", (NUMBER,)),
    "Scenario with rules": lambda: Scenario("x", "t", "b", (), rules={"cap": "x"}),
    "replace": lambda: replace(Scenario.of(PLAN), scenario="x y"),
    "Scenario.of a number": lambda: Scenario.of(PLAN, NUMBER),
    "Scenario.of no plan": lambda: Scenario.of(NONE),
    "Scenario.of rules": lambda: Scenario.of(PLAN, rules=NUMBER),
    "Scenario.parse": lambda: Scenario.parse(NUMBER),
    "Scenario.load": lambda: Scenario.load(NONE),
    "Plan": lambda: Plan(NONE),
    "Plan of a number": lambda: Plan({"zones": NUMBER}),
    "Plan of nothing": lambda: Plan({"zones": pd.DataFrame()}),
    "Plan.open": lambda: Plan.open(NONE),
    "apply": lambda: apply(PLAN, NUMBER),
    "apply to nothing": lambda: apply(NONE, Scenario.of(PLAN)),
    "violations": lambda: violations(PLAN, NONE),
    "violations of columns": lambda: violations(PLAN, PLAN.zones[["zone_id"]]),
    "violations of rules": lambda: violations(PLAN, PLAN.zones, NUMBER),
    "CoverageMeter": lambda: CoverageMeter(NONE),
    "measure": lambda: METER.measure(NUMBER),
    "measure_fully": lambda: METER.measure_fully(PLAN.zones[["zone_id", "geometry"]]),
    "at": lambda: METER.at(NONE),
    "compare": lambda: compare(BASELINE, NONE),
    "propose": lambda: propose(NONE, ["F"], AIM, 1.0),
    "propose for an unknown": lambda: propose(PLAN, ["F"], ["nonsense"], 1.0),
    "propose without land": lambda: propose(PLAN, ["F"], AIM),
    "propose a gap": lambda: propose(PLAN, ["F"], AIM, 1.0, gap=TEXT),
    "propose a time": lambda: propose(PLAN, ["F"], AIM, 1.0, time_limit_s=0),
    "propose limits": lambda: propose(PLAN, ["F"], AIM, 1.0, limits=NUMBER),
    "propose weights": lambda: propose(PLAN, ["F"], AIM, 1.0, weights={"zz": 1}),
    "propose_zone": lambda: propose_zone(PLAN, TEXT, AIM, 1.0),
    "portfolio": lambda: portfolio(PLAN, ["F"], AIM, 1.0, answers=0, differ_km2=1),
    "Spreads of a text": lambda: Spreads(boundary=TEXT),
    "Spreads.of": lambda: Spreads.of({"nonsense": 1, "radius": -1}),
    "Sweep": lambda: Sweep(PLAN, [NUMBER], Spreads()),
    "Sweep.measure": lambda: SWEEP.measure([-1]),
    "Sweep.measure a number": lambda: SWEEP.measure(NUMBER),
    "summary": lambda: summary(NUMBER),
    "pairs": lambda: pairs(NUMBER),
    "totals_of": lambda: totals_of(NUMBER),
    "what_would": lambda: what_would(BASELINE, "330101", 5, [2]),
}


def test_a_call_that_makes_no_sense_is_refused_in_words_of_a_script() -> None:
    for name, call in CALLS.items():
        with pytest.raises(ZonewrightError) as caught:
            call()
        assert " --" not in f" {caught.value}", name
        assert "pydantic" not in str(caught.value), name
    with pytest.raises(MeasureError) as caught:
        Spreads.of({"nonsense": 1, "radius": -1, "demand": 2})
    assert len(caught.value.problems) == 3
