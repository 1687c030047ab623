"""One plan for many threads: each coverage made once, and nobody waits for another's."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from endpoints import PLAN, document, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import CoverageMeter, Scenario
from geo.coverage.travel import Travel
from geo.scenario.replay import ReplayCache
from layers import Plan
from layers.errors import BudgetError, BusyError, MeasureError
from layers.messages import Message
from layers.runtime.budget import Budget
from service.api.limits import Turns
from service.api.plan_session import LARGEST_ENCODED, Encoded, PlanSession
from service.app import PREPARES

WAIT_S = 20


def moved(dy_km: float) -> Scenario:
    return Scenario.from_document(document({"move": {"zone": "W", "dx_km": 0, "dy_km": dy_km}}))


def never() -> None:
    raise AssertionError("was asked for what is known")


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
    assert session.coverage("one", (25.0,), never) is slow.result()


def test_what_is_prepared_is_not_measured_again_when_it_is_asked() -> None:
    session = PlanSession(PLAN)
    for _ in session.preparing((25.0, 50.0), (50.0,)):
        pass
    for radii_km in ((25.0, 50.0), (50.0,)):
        coverage = session.coverage("baseline", radii_km, never)
        assert coverage.radii_km == radii_km
        assert "access" in coverage.__dict__  # the dearest table, which a script requests
    assert "layers" in session.plan.__dict__


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


@pytest.mark.parametrize("error", [None, MeasureError(Message("service-preparing"))])
def test_a_service_is_ready_once_its_first_figures_are_prepared_or_cannot_be(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    go_on = threading.Event()

    def preparing(*_: object) -> Iterator[None]:
        assert go_on.wait(WAIT_S)
        if error:
            raise error
        yield

    app = make_app(PLAN)
    monkeypatch.setattr(app.state.session, "preparing", preparing)
    with TestClient(app) as client:
        assert refusal(client.get("/readyz")) == (503, "service-preparing")
        assert client.get("/healthz").status_code == 200
        go_on.set()
        for thread in threading.enumerate():
            if thread.name == PREPARES:
                thread.join(WAIT_S)
        assert client.get("/readyz").status_code == 200


def test_a_new_radius_and_a_new_zoom_are_made_once_however_many_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, go_on = PlanSession(PLAN), threading.Event()
    made: list[str] = []

    of = CoverageMeter.of

    def meter(plan: Plan, radii: Sequence[float], by: Travel, cache: ReplayCache) -> CoverageMeter:
        made.append("meter")
        assert go_on.wait(WAIT_S)
        return of(plan, radii, by, cache)

    def layer() -> object:
        made.append("layer")
        assert go_on.wait(WAIT_S)
        return object()

    monkeypatch.setattr(CoverageMeter, "of", meter)
    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(session.baseline, (7.0,)) for _ in range(8)]
        asked += [pool.submit(session.cached, ("regions", 9), layer) for _ in range(8)]  # type: ignore[arg-type]
        go_on.set()
        answers = {id(each.result(WAIT_S)) for each in asked}
    assert (sorted(made), len(answers)) == (["layer", "meter"], 2)


def test_new_radii_take_turns_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    session = PlanSession(PLAN)
    session.baseline((5.0,))
    session._turns = Turns(at_once=1, waiting=3)
    go_on, at_once, most = threading.Event(), list[int](), list[int]()
    unchanged = CoverageMeter.at

    def at(meter: CoverageMeter, radii_km: tuple[float, ...], *, by: Travel) -> CoverageMeter:
        at_once.append(threading.get_ident())
        most.append(len(at_once))
        assert go_on.wait(WAIT_S)
        at_once.pop()
        return unchanged(meter, radii_km, by=by)

    monkeypatch.setattr(CoverageMeter, "at", at)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(session.baseline, (radius,)) for radius in (6.0, 7.0, 8.0)]
        while session._turns._places.acquire(blocking=False):
            session._turns._places.release()
        with pytest.raises(BusyError, match="try again"):
            session.baseline((9.0,))
        assert session.baseline((5.0,)).radii_km == (5.0,)
        go_on.set()
        assert [each.result(WAIT_S).radii_km for each in asked] == [(6.0,), (7.0,), (8.0,)]
    assert most == [1, 1, 1]


def test_new_radii_leave_the_first_meter_in_place_and_share_what_it_prepared() -> None:
    session = PlanSession(PLAN)
    first = session.meter((5.0,))
    others = [session.meter((float(radius),)) for radius in range(6, 20)]
    assert session.meter((5.0,)) is first
    assert {id(each.measure().plan_data) for each in others} == {id(first.measure().plan_data)}


def test_anyone_who_waits_for_a_turn_and_leaves_waits_no_longer() -> None:
    turns, budget = Turns(at_once=1), Budget()
    budget.cancel()
    with turns.turn(), budget.limiting(), pytest.raises(BudgetError), turns.turn():
        pass


@pytest.mark.parametrize(("size", "made"), [(LARGEST_ENCODED, 1), (LARGEST_ENCODED + 1, 2)])
def test_an_encoded_answer_is_made_once_unless_it_is_large(size: int, made: int) -> None:
    session, answers = PlanSession(PLAN), list[Encoded]()

    def make() -> Encoded:
        answers.append(Encoded(b" " * size, '"tag"', "text/plain", {}))
        return answers[-1]

    assert session.encoded(lambda: "key", make) == session.encoded(lambda: "key", make)
    assert len(answers) == made


def test_an_answer_of_a_state_that_changed_while_it_was_made_is_not_kept() -> None:
    session, states = PlanSession(PLAN), iter(["old", "new", "old", "old"])
    late, own = (Encoded(text, '"tag"', "text/plain", {}) for text in (b"new", b"old"))
    assert session.encoded(lambda: next(states), lambda: late) == late
    assert session.encoded(lambda: next(states), lambda: own) == own
