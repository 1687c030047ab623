"""Assistants ask by the Model Context Protocol: what a person may not do, they cannot."""

import json
import os
import sysconfig
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from command_line import saved_plan
from endpoints import NORTH, PLAN, bearer
from fastapi import FastAPI
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from starlette.testclient import TestClient

from service.model_context import server_of

SCRIPT = Path(sysconfig.get_path("scripts")) / "zonewright"
MOVED = [{"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}]
TOOLS = [
    *("describe_plan", "scenario_form", "list_scenarios", "read_scenario", "measure", "compare"),
    *("score", "explain", "check", "propose", "draft"),
]


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN, NORTH)


def asked(app: FastAPI, token: str | None = None, **calls: dict[str, Any]) -> list[Any]:
    """Return the answers of tools: the document, or the text of a refusal."""
    answers: list[Any] = []

    async def ask() -> None:
        async with Client(server_of(app, "1", token)) as client:
            for tool, arguments in calls.items():
                found = await client.call_tool(tool, arguments)
                text = found.content[0].text if found.is_error else None  # type: ignore[union-attr]
                answers.append(text or found.structured_content)

    run(ask)
    return answers


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run work in a thread of its own: a browser that other tests opened has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, work).result()


def test_the_tools_are_those_that_read_and_the_one_that_drafts(app: FastAPI) -> None:
    async def look() -> None:
        async with Client(server_of(app, "1")) as client:
            tools = (await client.list_tools()).tools
            assert [tool.name for tool in tools] == TOOLS
            assert all(tool.description for tool in tools)
            for name in ("plan", "scenario-schema"):
                (content,) = (await client.read_resource(f"zonewright://{name}")).contents
                assert json.loads(content.text)  # type: ignore[union-attr]
            with pytest.raises(Exception, match="nothing"):
                await client.read_resource("zonewright://nothing")

    run(look)


def test_figures_are_those_of_the_service_without_shapes(app: FastAPI) -> None:
    measured, compared, explained = asked(
        app,
        measure={"edits": MOVED, "radii_km": [50], "tables": "totals,violations"},
        compare={"a": "north", "tables": "zones"},
        explain={"adcode": "330101"},
    )
    client = TestClient(app)
    question = {"edits": MOVED, "radii_km": [50]}
    there = client.post("/api/measure?tables=totals,violations", json=question).json()
    assert measured["totals"] == there["totals"]
    assert "geometry" not in json.dumps(measured)
    assert compared["zones"] == client.get("/api/compare?a=north&tables=zones").json()["zones"]
    assert explained["region"]["adcode"] == "330101"


def test_a_scorecard_is_told_by_what_changes_and_the_first_of_each_purpose(app: FastAPI) -> None:
    (told,) = asked(app, score={"scenarios": ["north"]})
    card = TestClient(app).get("/api/scorecard?scenario=north").json()
    changed = [row for row in card["indicators"] if row["verdicts"]["north"] in {"better", "worse"}]
    rows = {(row["indicator"], row["of"], row["radius"]): row for row in told["indicators"]}
    assert changed
    for row in changed:
        found = rows[row["indicator"], row["of"], row["radius"]]
        assert found["differences"] == row["differences"]
    assert len(told["indicators"]) < len(card["indicators"])
    assert {one["purpose"] for one in told["purposes"]} == {
        one["purpose"] for one in card["purposes"]
    }


def test_a_draft_is_private_and_new_and_a_refusal_says_what_is_wrong(app: FastAPI) -> None:
    drafted, again, wrong, read = asked(
        app,
        draft={"scenario": "mine", "title": "Mine", "edits": MOVED, "why": "by an assistant"},
        measure={"scenario": "nowhere"},
        check={"edits": [{"expend": {"zone": "W"}}]},
        read_scenario={"scenario": "mine"},
    )
    assert (drafted["visibility"], drafted["status"], drafted["message"]) == (
        "private",
        "draft",
        "by an assistant",
    )
    assert "nowhere" in again
    assert "expend" in wrong
    assert read["edits"][0]["move"]["zone"] == "W"
    (taken,) = asked(app, draft={"scenario": "mine", "title": "Mine", "edits": MOVED})
    assert "mine" in taken


def test_an_assistant_may_what_its_token_may(app: FastAPI) -> None:
    viewer = bearer(app, "Li", "viewer")["Authorization"].removeprefix("Bearer ")
    draft = {"scenario": "mine", "title": "Mine", "edits": MOVED}
    seen, refused = asked(app, viewer, list_scenarios={}, draft=draft)
    assert [row["scenario"] for row in seen["result"]] == ["north"]
    assert "planner" in refused
    (nobody,) = asked(app, describe_plan={})
    assert "ign in" in nobody


@pytest.mark.deep
def test_a_proposal_is_worked_out_and_its_edits_can_be_drafted(app: FastAPI) -> None:
    question = {"ftzs": ["F"], "objective": ["population@1"], "budget_km2": 1.0}
    (found,) = asked(app, propose=question | {"time_limit_s": 5})
    assert found["measured"] >= found["before"]
    assert found["scenario"]["edits"]
    (impossible,) = asked(app, propose=question | {"objective": ["gini"]})
    assert "gini" in impossible


@pytest.mark.deep
def test_the_command_speaks_the_protocol_over_standard_input(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    started = StdioServerParameters(
        command=str(SCRIPT), args=["mcp", str(path)], env=dict(os.environ)
    )

    async def look() -> None:
        async with Client(stdio_client(started)) as client:
            found = await client.call_tool("describe_plan", {})
            assert found.structured_content is not None
            assert found.structured_content["name"] == "p"

    run(look)
