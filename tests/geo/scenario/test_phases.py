"""Phases: a scenario with a prefix of its edits, by a year; merged, rebased, written and read."""

from typing import Any

import pytest

from geo import CoverageMeter
from geo.edits import Edit, Expand, Remove
from geo.scenario.merge import merge
from geo.scenario.model import Scenario
from geo.scenario.phase import Phase, in_phases
from geo.scenario.rebase import rebase
from geo.scenario.replay import apply
from layers.errors import ScenarioError
from tests.geo.scenario.test_merge import PLAN

WIDER = {zone: Expand(zone=zone, by_km=0.1) for zone in "ABCD"}


def phased(name: str, zones: str, **counts: int) -> Scenario:
    """Return a scenario that expands zones in order; `y2027=1` says how many by 2027."""
    phases = [{"by": int(year[1:]), "edits": count} for year, count in counts.items()]
    return Scenario.of(PLAN, [WIDER[zone] for zone in zones], scenario=name, phases=phases)


def order(scenario: Scenario | None) -> str:
    assert scenario is not None
    return "".join(str(edit.zone) for edit in scenario.edits if isinstance(edit, Expand))


def counts(scenario: Scenario | None) -> list[tuple[int, int]]:
    assert scenario is not None
    return [(phase.by, phase.edits) for phase in scenario.phases]


def test_as_of_a_year_a_scenario_is_measured_as_one_of_its_first_edits() -> None:
    whole, meter = phased("whole", "ABC", y2027=1, y2030=2), CoverageMeter(PLAN, radii_km=1)
    for year, edits in ((2020, 0), (2027, 1), (2029, 1), (2030, 2), (2099, 2)):
        alone = Scenario.of(PLAN, whole.edits[:edits], scenario="whole")
        measured, expected = meter.measure(whole.as_of(year)), meter.measure(alone)
        assert measured.zones.equals(expected.zones)
    assert phased("undated", "AB").as_of(1900) == phased("undated", "AB")


def test_phases_are_written_and_read_and_never_have_more_edits_than_there_are() -> None:
    titled = Phase(by=2027, edits=1, title="First", title_zh="一期")
    whole = Scenario.of(PLAN, [WIDER["A"], WIDER["B"]], phases=[titled])
    assert Scenario.parse(whole.to_yaml()) == whole
    assert whole.to_document()["phases"] == [
        {"by": 2027, "edits": 1, "title": "First", "title_zh": "一期"}
    ]
    assert whole.as_of(2020).to_document().get("phases") is None
    assert "phases" not in phased("plain", "A").to_document()


@pytest.mark.parametrize(
    ("phases", "told"),
    [
        ([{"by": 2027, "edits": 3}], "phases[1].edits: 3 edits: the scenario has 2; give at most"),
        ([{"by": 2030, "edits": 1}, {"by": 2027, "edits": 2}], "phases[2].by: 2027 is not after"),
        ([{"by": 2027, "edits": 2}, {"by": 2030, "edits": 1}], "phases[2].edits: 1 edits: the"),
        ([{"by": "2027", "edits": 1}], "phases[1].by"),
        ([{"by": 2027, "edits": 1.5}], "phases[1].edits"),
        ([{"by": 2027, "edits": 1, "name": "x"}], "phases[1].name"),
        ([{"by": 2027}], "phases[1].edits"),
        ([2027], "phases[1]"),
        ({"by": 2027, "edits": 1}, "phases"),
        ([{"by": year, "edits": 1} for year in range(2000, 2060)], "phases"),
    ],
)
def test_a_mistake_in_phases_is_one_line_with_its_place(phases: Any, told: str) -> None:
    document = phased("mine", "AB").to_document() | {"phases": phases}
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_document(document)
    (problem,) = refused.value.problems
    assert told in str(problem)


def test_all_mistakes_in_phases_are_told_at_once_each_with_its_own_number() -> None:
    phases = [{"by": 2030, "edits": 1}, {"by": 2031, "edits": -1}, {"by": 2027, "edits": 9}]
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_document(phased("mine", "AB").to_document() | {"phases": phases})
    lines = [str(problem) for problem in refused.value.problems]
    for line, told in zip(
        lines, ("phases[2].edits", "phases[3].edits: 9", "phases[3].by: 2027"), strict=True
    ):
        assert told in line


def test_a_merge_holds_each_edit_by_the_year_of_its_own_side() -> None:
    one = phased("one", "AC", y2027=1, y2030=2)
    other = phased("two", "BD", y2028=1, y2030=2)
    merged = merge(PLAN, one, other).scenario
    assert order(merged) == "ABCD"
    assert counts(merged) == [(2027, 1), (2028, 2), (2030, 4)]
    assert merge(PLAN, other, one).scenario == merged


def test_in_a_merge_a_side_without_phases_holds_at_any_time_and_what_has_no_date_comes_last() -> (
    None
):
    merged = merge(PLAN, phased("one", "ACD", y2027=1), phased("two", "B")).scenario
    assert order(merged) == "BACD"
    assert counts(merged) == [(2027, 2)]
    assert merged is not None
    assert order(merged.as_of(2020)) == ""
    plain = merge(PLAN, phased("one", "A"), phased("two", "B")).scenario
    assert counts(plain) == []


def test_a_common_base_holds_by_the_earlier_year_and_sides_keep_their_own_order() -> None:
    base = phased("base", "AB", y2028=1, y2030=2)
    sooner = phased("sooner", "ABC", y2027=2, y2030=3)
    later = phased("later", "ABD", y2028=1, y2030=2)
    merged = merge(PLAN, sooner, later, base).scenario
    assert order(merged) == "ABCD"
    assert counts(merged) == [(2027, 2), (2028, 2), (2030, 3)]


def test_a_phase_loses_the_edits_that_a_rebase_leaves_out() -> None:
    edits: list[Edit] = [WIDER["A"], WIDER["B"], WIDER["C"]]
    whole = Scenario.of(
        PLAN, edits, scenario="whole", phases=[{"by": 2027, "edits": 2}, {"by": 2030, "edits": 3}]
    )
    without = PLAN.with_layer("zones", apply(PLAN, Scenario.of(PLAN, Remove(zone="B"))))
    found = rebase(whole, without, PLAN)
    assert order(found.scenario) == "AC"
    assert counts(found.scenario) == [(2027, 1), (2030, 2)]


def test_edits_that_were_found_elsewhere_hold_when_all_earlier_ones_of_their_zones_do() -> None:
    before = phased("before", "ABA", y2027=1, y2028=2, y2030=3)
    found = [Remove(zone="D"), WIDER["A"], Remove(zone="B"), Remove(zone="A")]
    ordered, phases = in_phases(found, before.phases, before.edits)
    assert ordered == (Remove(zone="B"), WIDER["A"], Remove(zone="A"), Remove(zone="D"))
    assert [(one.by, one.edits) for one in phases] == [(2027, 0), (2028, 1), (2030, 3)]
