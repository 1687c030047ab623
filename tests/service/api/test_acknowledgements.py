"""Violations of the baseline are acknowledged by a planner, while they are not worse than then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import run, small_plan
from endpoints import bearer, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from service.app import create_app

KNOWN = "/api/acknowledgements"
CAP = {"rule": "cap", "subject": "F"}
WHY = "The cap is being revised"


def plan_over_its_cap(cap_km2: float) -> Plan:
    """Return the small plan, whose 2.02 km² are beyond a cap."""
    frames = small_plan()
    return Plan(frames | {"ftzs": frames["ftzs"].assign(cap_km2=cap_km2)})


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(plan_over_its_cap(1.5))


def acknowledge(client: TestClient, headers: dict[str, str], why: str = WHY, **other: str) -> Any:
    body = {"violations": [CAP | other], "why": why}
    return client.post(KNOWN, json=body, headers=headers)


def test_a_planner_acknowledges_a_violation_and_withdraws_that_again(app: FastAPI) -> None:
    client, li, wu = TestClient(app), bearer(app, "Li"), bearer(app, "Wu", "viewer")
    assert client.get(KNOWN, headers=wu).json() == []
    (made,) = acknowledge(client, li, f"  {WHY} ").json()
    assert made.items() >= {**CAP, "who": "Li", "why": WHY, "applies": True}.items()
    assert client.get(KNOWN, headers=wu).json() == [made]
    again = bearer(app, "Zhao")
    assert [each["who"] for each in acknowledge(client, again, "Later").json()] == ["Zhao"]
    assert client.delete(KNOWN, params=CAP, headers=li).json() == []
    events = [each.what for each in app.state.store.audit.entries() if "token" not in each.what]
    assert events == ["acknowledged", "acknowledged", "acknowledgement-withdrawn"]
    assert app.state.store.verify() == []


def test_an_acknowledgement_is_refused_to_viewers_without_a_reason_and_of_no_violation(
    app: FastAPI,
) -> None:
    client, li, wu = TestClient(app), bearer(app, "Li"), bearer(app, "Wu", "viewer")
    for refused, wanted in (
        (acknowledge(client, wu), (403, "service-role-needed")),
        (acknowledge(client, li, "  "), (422, "rule-acknowledge-reason-missing")),
        (acknowledge(client, li, "x" * 301), (422, "rule-acknowledge-reason-long")),
        (acknowledge(client, li, subject="Q"), (404, "rule-acknowledge-unknown")),
        (client.delete(KNOWN, params=CAP, headers=li), (404, "rule-acknowledge-unknown")),
    ):
        assert refusal(refused) == wanted
    assert client.get(KNOWN, headers=wu).json() == []


def test_a_violation_that_became_worse_is_no_longer_known_and_a_smaller_one_stays(
    app: FastAPI,
) -> None:
    headers = bearer(app, "Li")
    acknowledge(TestClient(app), headers)
    for cap_km2, applies in ((1.2, [False]), (1.8, [True]), (9.0, [])):
        later = TestClient(create_app(plan_over_its_cap(cap_km2), app.state.store))
        found = later.get(KNOWN, headers=headers).json()
        assert [each["applies"] for each in found] == applies


def test_check_acknowledges_all_violations_and_names_them_then(tmp_path: Path) -> None:
    path = tmp_path / "over.gpkg"
    plan_over_its_cap(1.5).save(path)
    assert "Known" not in run("check", path).out
    run("check", path, "--acknowledge", WHY)
    assert "Known: cap F (local planner" in run("check", path).out
    (known,) = json.loads(run("check", path, "--json").out)["acknowledgements"]
    assert (known["subject"], known["why"]) == ("F", WHY)
    assert run("check", path, "--acknowledge", " ").code == 2
