"""A plan's session between threads: each coverage made once, and nobody waits for another's."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import CoverageMeter, Scenario
from layers import Plan
from layers.errors import BudgetError, BusyError
from layers.runtime.budget import Budget
from service.api import plan_session
from service.api.concurrency import Turns
from service.api.plan_session import PlanSession
from service.app import PREPARES

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
    for _ in session.preparing((25.0, 50.0), (50.0,)):
        pass
    for radii_km in ((25.0, 50.0), (50.0,)):
        assert session.coverage("baseline", radii_km, never).radii_km == radii_km


def test_when_a_service_has_ended_no_thread_computes_any_more(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def for_ever(*_: object) -> Iterator[None]:
        begun.set()
        while True:
            yield

    app = make_app(PLAN)
    monkeypatch.setattr(app.state.session, "preparing", for_ever)
    with TestClient(app):
        assert begun.wait(WAIT_S)
    assert PREPARES not in {thread.name for thread in threading.enumerate()}


def never() -> None:
    raise AssertionError("was asked for what is known")


def test_a_new_radius_is_made_ready_once_however_many_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, made = PlanSession(PLAN), []
    go_on = threading.Event()

    def meter(*given: object, **named: object) -> CoverageMeter:
        made.append(given)
        assert go_on.wait(WAIT_S)
        return CoverageMeter(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(plan_session, "CoverageMeter", meter)
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(session.baseline, (7.0,)) for _ in range(12)]
        go_on.set()
        answers = {id(each.result(WAIT_S)) for each in asked}
    assert (len(made), len(answers)) == (1, 1)


def test_what_is_shown_at_a_new_zoom_is_made_once_however_many_ask() -> None:
    session, made = PlanSession(PLAN), []
    go_on = threading.Event()

    def slowly() -> object:
        made.append(1)
        assert go_on.wait(WAIT_S)
        return object()

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(session.cached, ("regions", 9), slowly) for _ in range(8)]
        go_on.set()
        answers = {id(each.result(WAIT_S)) for each in asked}
    assert (len(made), len(answers)) == (1, 1)


def test_new_radii_take_turns_and_who_finds_too_many_waiting_is_told_to_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = PlanSession(PLAN)
    session.baseline((5.0,))
    session._turns = Turns(at_once=1, waiting=3)
    go_on, at_once = threading.Event(), []

    as_ever = CoverageMeter.at

    def at(meter: CoverageMeter, radii_km: tuple[float, ...]) -> CoverageMeter:
        at_once.append(threading.get_ident())
        assert go_on.wait(WAIT_S)
        at_once.pop()
        return as_ever(meter, radii_km)

    monkeypatch.setattr(CoverageMeter, "at", at)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(session.baseline, (radius,)) for radius in (6.0, 7.0, 8.0)]
        while session._turns._places.acquire(blocking=False):
            session._turns._places.release()
        with pytest.raises(BusyError, match="try again"):
            session.baseline((9.0,))
        assert session.baseline((5.0,)).radii_km == (5.0,)
        assert len(at_once) <= 1
        go_on.set()
        assert [each.result(WAIT_S).radii_km for each in asked] == [(6.0,), (7.0,), (8.0,)]


def test_ever_new_radii_leave_the_first_meter_in_place_and_share_what_it_prepared() -> None:
    session = PlanSession(PLAN)
    first = session.meter((5.0,))
    others = [session.meter((radius,)) for radius in np.arange(6.0, 20.0)]
    assert session.meter((5.0,)) is first
    assert {id(each.measure().targets) for each in others} == {id(first.measure().targets)}


def test_whoever_waits_for_a_turn_and_is_gone_waits_no_more() -> None:
    turns, budget = Turns(at_once=1), Budget()
    budget.cancel()
    with (
        turns.turn(),
        budget.limiting(),
        pytest.raises(BudgetError),
        turns.turn(),
    ):
        pass
