"""A plan's session between threads: each coverage made once, and nobody waits for another's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from command_line import small_plan

from geo import Scenario
from layers import Plan
from service.api.plan_session import PlanSession

PLAN = Plan(small_plan())
WAIT_S = 20


def moved(dy_km: float) -> Scenario:
    edits = [{"move": {"zone": "W", "dx_km": 0, "dy_km": dy_km}}]
    document = {"scenario": "north", "title": "North", "baseline": PLAN.baseline, "edits": edits}
    return Scenario.from_document(document)


def test_a_question_is_answered_while_another_scenario_is_still_being_read() -> None:
    session = PlanSession(PLAN)
    reading, go_on = threading.Event(), threading.Event()

    def slowly() -> Scenario:
        reading.set()
        assert go_on.wait(WAIT_S)
        return moved(1)

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(session.coverage, "one", (25.0,), slowly)
        assert reading.wait(WAIT_S)
        quick = session.coverage("two", (25.0,), lambda: moved(2))
        assert session.meter((25.0,)).measure(moved(3)).scenario == "north"
        go_on.set()
        assert slow.result(WAIT_S) is not quick
    assert session.coverage("one", (25.0,), lambda: None) is slow.result()


def test_many_at_once_get_what_one_alone_gets() -> None:
    session = PlanSession(PLAN)
    steps = [step / 10 for step in range(12)]
    with ThreadPoolExecutor(8) as pool:
        asked = [
            pool.submit(session.coverage, str(step), (5.0,), lambda step=step: moved(step))  # type: ignore[misc]
            for step in steps
        ]
        answers = [each.result(WAIT_S) for each in asked]
    alone = PlanSession(PLAN)
    for step, answer in zip(steps, answers, strict=True):
        expected = alone.meter((5.0,)).measure_fully(moved(step)).totals
        assert answer.totals["covered_area_km2"].to_numpy() == pytest.approx(
            expected["covered_area_km2"].to_numpy(), rel=1e-9
        )


def test_what_is_prepared_is_not_measured_again_when_it_is_asked() -> None:
    session = PlanSession(PLAN)
    session.prepare((25.0, 50.0), (50.0,))
    for radii_km in ((25.0, 50.0), (50.0,)):
        assert session.coverage("baseline", radii_km, never).radii_km == radii_km


def never() -> None:
    raise AssertionError("was asked for what is known")
