"""CoverageCache between threads: made once for each document, and nobody waits for another's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from command_line import small_plan

from geo import Scenario
from layers import Plan
from layers.errors import ScenarioError
from service.api.coverage_cache import CoverageCache, Kept

PLAN = Plan(small_plan())
WAIT_S = 20


def moved(dy_km: float) -> Scenario:
    edits = [{"move": {"zone": "W", "dx_km": 0, "dy_km": dy_km}}]
    document = {"scenario": "north", "title": "North", "baseline": PLAN.baseline, "edits": edits}
    return Scenario.from_document(document)


def test_a_key_is_made_once_while_another_key_does_not_wait_for_it() -> None:
    kept: Kept[str, str] = Kept(4)
    begun, go_on = threading.Event(), threading.Event()
    made = []

    def slowly() -> str:
        made.append("slow")
        begun.set()
        assert go_on.wait(WAIT_S)
        return "slow"

    with ThreadPoolExecutor() as pool:
        askers = [pool.submit(kept.get, "a", slowly) for _ in range(3)]
        assert begun.wait(WAIT_S)
        assert kept.get("b", lambda: "quick") == "quick"  # while "a" is being made
        go_on.set()
        assert [asker.result(WAIT_S) for asker in askers] == ["slow"] * 3
    assert made == ["slow"]


def test_what_could_not_be_made_is_told_and_tried_again() -> None:
    kept: Kept[str, int] = Kept(4)

    def fail() -> int:
        raise ScenarioError("no")

    with pytest.raises(ScenarioError):
        kept.get("a", fail)
    assert kept.get("a", lambda: 1) == 1


def test_the_oldest_goes_first() -> None:
    kept: Kept[str, int] = Kept(2)
    for number, key in enumerate("abac"):
        kept.get(key, lambda number=number: number)  # type: ignore[misc]
    assert (kept.get("a", lambda: 9), kept.get("b", lambda: 9)) == (0, 9)


def test_a_question_is_answered_while_another_scenario_is_still_being_read() -> None:
    coverages = CoverageCache(PLAN)
    reading, go_on = threading.Event(), threading.Event()

    def slowly() -> Scenario:
        reading.set()
        assert go_on.wait(WAIT_S)
        return moved(1)

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(coverages.of, "one", (25.0,), slowly)
        assert reading.wait(WAIT_S)
        quick = coverages.of("two", (25.0,), lambda: moved(2))
        assert coverages.meter((25.0,)).measure(moved(3)).scenario == "north"
        go_on.set()
        assert slow.result(WAIT_S) is not quick
    assert coverages.of("one", (25.0,), lambda: None) is slow.result()


def test_many_at_once_get_what_one_alone_gets() -> None:
    coverages = CoverageCache(PLAN)
    steps = [step / 10 for step in range(12)]
    with ThreadPoolExecutor(8) as pool:
        asked = [
            pool.submit(coverages.of, str(step), (5.0,), lambda step=step: moved(step))  # type: ignore[misc]
            for step in steps
        ]
        answers = [each.result(WAIT_S) for each in asked]
    alone = CoverageCache(PLAN)
    for step, answer in zip(steps, answers, strict=True):
        expected = alone.meter((5.0,)).measure_fully(moved(step)).totals
        assert answer.totals["covered_area_km2"].to_numpy() == pytest.approx(
            expected["covered_area_km2"].to_numpy(), rel=1e-9
        )


def test_what_is_prepared_is_not_measured_again_when_it_is_asked() -> None:
    coverages = CoverageCache(PLAN)
    coverages.prepare((25.0, 50.0), (50.0,))
    for radii_km in ((25.0, 50.0), (50.0,)):
        assert coverages.of("baseline", radii_km, never).radii_km == radii_km


def never() -> None:
    raise AssertionError("was asked for what is known")
