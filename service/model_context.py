"""The Model Context Protocol: a plan and its scenarios as typed tools for assistants.

Each tool asks the service's own interface over HTTP, in this process, with the user's own
token: an assistant has the rights of its user. No tool approves, deletes, runs code or
writes a file; `draft` makes a private scenario.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import anyio
import httpx2
from fastapi import FastAPI
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from pydantic import Field

from geo.coverage.travel import By
from geo.scenario.model import scenario_schema
from layers.scenario_id import BASELINE, ID_PATTERN

_HERE = "http://127.0.0.1"
_INSTRUCTIONS = """A plan of zones, such as China's pilot free trade zones, and scenarios that move
their boundaries. Call describe_plan first: it names groups of zones, sectors and objectives.
Scenarios are lists of edits (scenario_form). Figures are exact for the data; state
the notes of the plan beside them, such as that boundaries are schematic. People decide: a draft is
a private proposal."""
_Context = Context[Any, Any]
_PAUSE_S = 0.5
_DRAWN = {"geometry", "recorded", "zones_geometry"}
"""Members removed from answers: shapes, which belong on a map."""

_Scenario = Annotated[str, Field(pattern=ID_PATTERN, description="The id of a stored scenario")]
_Edits = Annotated[
    list[dict[str, Any]] | None,
    Field(description="Edits over the baseline instead of a stored scenario, each {verb: options}"),
]
_Radii = Annotated[
    list[float] | None,
    Field(min_length=1, max_length=5, description="Radii in km; else 25, 50, 100"),
]
_Way = Annotated[By, Field(description="How distances are measured; *_min in minutes")]


class _Asking:
    """A client of the service in the name of the user of a tool."""

    def __init__(self, app: FastAPI, token: str | None) -> None:
        self._transport, self._token = httpx2.ASGITransport(app=app), token

    async def __call__(
        self,
        context: _Context,
        method: str,
        path: str,
        **parameters: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401  JSON
        """Return an answer without its shapes.

        Raises:
            ToolError: the service refuses; one line per problem.
        """
        headers = {}
        given = dict(context.headers or {}) if context.headers else {}
        bearer = given.get("authorization") or (self._token and f"Bearer {self._token}")
        if bearer:
            headers["Authorization"] = bearer
        async with httpx2.AsyncClient(
            transport=self._transport, base_url=_HERE, headers=headers, timeout=None
        ) as client:
            answer = await client.request(method, path, **parameters)
        if answer.is_error:
            problems = answer.json().get("problems") or [{"text": answer.reason_phrase}]
            raise ToolError("\n".join(str(one["text"]) for one in problems))
        return None if not answer.content else without_shapes(answer.json())


def without_shapes(document: Any) -> Any:  # noqa: ANN401  JSON
    """Return a document without geometry, of which an assistant reads nothing.

    >>> without_shapes({"zone": "A", "geometry": {"type": "Polygon"}, "of": [{"geometry": None}]})
    {'zone': 'A', 'of': [{}]}
    """
    if isinstance(document, dict):
        return {key: without_shapes(one) for key, one in document.items() if key not in _DRAWN}
    return [without_shapes(one) for one in document] if isinstance(document, list) else document


_UNCHANGED = {"same", "unknown"}
_FOR_THE_EYE = {"title", "digits", "of_name_zh", "at"}


def card_result(card: dict[str, Any]) -> dict[str, Any]:
    """Return a scorecard with what changes: indicators by their keys, without forms of display."""
    first = {at for one in card["purposes"] for at in one["headlines"].values()}
    kept = [
        {name: row[name] for name in row if name not in _FOR_THE_EYE}
        for at, row in enumerate(card["indicators"])
        if at in first or not {*row["verdicts"].values()} <= _UNCHANGED
    ]
    purposes = [
        {name: one[name] for name in ("purpose", "name", "verdicts")} for one in card["purposes"]
    ]
    said = {name: card[name] for name in ("scenarios", "acceptability", "ranking")}
    missing = sorted({one["indicator"] for one in card["missing"]})
    return said | {"purposes": purposes, "indicators": kept, "missing": missing}


def _question(
    scenario: str, edits: list[dict[str, Any]] | None, radii_km: list[float] | None, by: By
) -> dict[str, Any]:
    about: dict[str, Any] = {"scenario": scenario} if edits is None else {"edits": edits}
    radii = (
        {} if radii_km is None else {"radii_min" if by.endswith("_min") else "radii_km": radii_km}
    )
    return about | radii | {"by": by}


class _Tools:
    """The tools of an assistant, which sees their docstrings and types."""

    def __init__(self, ask: _Asking) -> None:
        self._ask = ask

    async def describe_plan(self, context: _Context) -> dict[str, Any]:
        """Return the plan: its FTZs, sectors, objectives, notes and caveats."""
        return dict(await self._ask(context, "GET", "/api/plan", params={"layers": False}))

    async def scenario_form(self, context: _Context) -> dict[str, Any]:
        """Return the JSON Schema of a scenario: each verb of an edit with its options."""
        await self._ask(context, "GET", "/api/me")
        return scenario_schema()

    async def list_scenarios(self, context: _Context, text: str = "") -> list[dict[str, Any]]:
        """List the stored scenarios that you may read; `text` is part of an id or a title."""
        rows = await self._ask(context, "GET", "/api/scenarios", params={"text": text})
        return list(rows)

    async def read_scenario(self, context: _Context, scenario: _Scenario) -> dict[str, Any]:
        """Return a stored scenario: its title, edits, rules, targets and phases."""
        return dict(await self._ask(context, "GET", f"/api/scenarios/{scenario}"))

    async def measure(  # noqa: PLR0913, PLR0917  each is a part of the question
        self,
        context: _Context,
        scenario: _Scenario = BASELINE,
        edits: _Edits = None,
        radii_km: _Radii = None,
        by: _Way = "line",
        tables: str = "totals,ftzs,zones,sectors,violations,targets",
    ) -> dict[str, Any]:
        """Measure a scenario or edits: people reached, land, caps, sectors, broken rules, targets.

        `tables` are names with commas between; `regions` has thousands of rows.
        """
        question = _question(scenario, edits, radii_km, by)
        path = "/api/measure"
        return dict(
            await self._ask(context, "POST", path, params={"tables": tables}, json=question)
        )

    async def compare(
        self,
        context: _Context,
        a: _Scenario,
        b: _Scenario = BASELINE,
        tables: str = "totals,zones,sectors,clusters,violations,population",
    ) -> dict[str, Any]:
        """Return the changes of scenario A against B: land, people, clusters, rules."""
        parameters = {"a": a, "b": b, "tables": tables}
        return dict(await self._ask(context, "GET", "/api/compare", params=parameters))

    async def score(
        self,
        context: _Context,
        scenarios: Annotated[list[_Scenario], Field(max_length=20)] = [],  # noqa: B006  copied
        edits: _Edits = None,
    ) -> dict[str, Any]:
        """Return the scorecard of scenarios or edits, by purpose, against the baseline.

        A difference that the data cannot decide is null and its verdict `undecided`. Indicators
        that no scenario changes are omitted, except the first of each purpose.
        """
        path = "/api/scorecard"
        if edits is None:
            return card_result(
                await self._ask(context, "GET", path, params={"scenario": scenarios})
            )
        return card_result(await self._ask(context, "POST", path, json={"edits": edits}))

    async def explain(
        self,
        context: _Context,
        adcode: str,
        scenario: _Scenario = BASELINE,
        radius_km: Annotated[float, Field(gt=0)] = 50.0,
    ) -> dict[str, Any]:
        """Explain a region's coverage: zones that reach it, and what would reach more of it."""
        parameters = {"adcode": adcode, "scenario": scenario, "radius_km": radius_km}
        return dict(await self._ask(context, "GET", "/api/explain", params=parameters))

    async def check(
        self, context: _Context, scenario: _Scenario = BASELINE, edits: _Edits = None
    ) -> dict[str, Any]:
        """Check a scenario or edits: which rules they break, and the edits that would mend that."""
        question = _question(scenario, edits, None, "line")
        shown = {"tables": "violations", "plan": False}
        found = await self._ask(context, "POST", "/api/measure", params=shown, json=question)
        stored = None if edits is not None or scenario == BASELINE else scenario
        parameters = {"edits": edits or []} if stored is None else {"scenario": stored}
        mends = await self._ask(context, "POST", "/api/mends", json=parameters)
        return {"violations": found["violations"], "mends": mends}

    async def propose(  # noqa: PLR0913, PLR0917  each is a part of the question
        self,
        context: _Context,
        ftzs: Annotated[list[str], Field(min_length=1, max_length=22)],
        objective: Annotated[list[str], Field(min_length=1, max_length=20)],
        budget_km2: Annotated[float | None, Field(gt=0)] = None,
        keep: Annotated[list[str], Field(max_length=20)] = [],  # noqa: B006  copied
        release: Literal["any", "idle"] = "any",
        time_limit_s: Annotated[float, Field(gt=0, le=300)] = 60.0,
        *,
        swap: bool = False,
    ) -> dict[str, Any]:
        """Propose the best land to add within a budget (or to `swap`), with a bound that proves it.

        `objective` are indicators that add up, such as `population@50`; `keep` are bounds such as
        `strategy_land_km2>=today`. It takes up to the time limit, and is stored nowhere: to keep
        it, pass the edits of its scenario to `draft`.
        """
        parameters: dict[str, Any] = {
            "kind": "proposal",
            "ftzs": ftzs,
            "objective": objective,
            "budget_km2": budget_km2,
            "keep": keep,
            "release": release,
            "swap": swap,
            "time_limit_s": time_limit_s,
        }
        job = await self._ask(context, "POST", "/api/jobs", json=parameters)
        address = f"/api/jobs/{job['job']}"
        try:
            while job["state"] in {"waiting", "running"}:
                await anyio.sleep(_PAUSE_S)
                job = await self._ask(context, "GET", address)
                share = job["progress"].get("share") or 0.0
                await context.report_progress(share, 1.0)
        finally:
            if job["state"] in {"waiting", "running"}:
                with anyio.CancelScope(shield=True):
                    await self._ask(context, "DELETE", address)
        if job["result"] is None:
            problems = job["problems"] or [{"text": job["state"]}]
            raise ToolError("\n".join(str(one["text"]) for one in problems))
        return dict(job["result"])

    async def draft(
        self,
        context: _Context,
        scenario: _Scenario,
        title: Annotated[str, Field(min_length=1, max_length=500)],
        edits: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1_000)],
        why: Annotated[str, Field(max_length=2_000)] = "",
    ) -> dict[str, Any]:
        """Store edits as a new private scenario, for people to review; none is changed.

        Its id must be free. State its purpose in `why`, and that an assistant wrote it.
        """
        about = await self._ask(context, "GET", "/api/plan", params={"layers": False})
        document = {"scenario": scenario, "title": title, "baseline": about["baseline"]}
        parameters = {"visibility": "private", "message": why}
        path = "/api/scenarios"
        saved = await self._ask(
            context, "POST", path, params=parameters, json=document | {"edits": edits}
        )
        return dict(saved)


def server_of(app: FastAPI, version: str, token: str | None = None) -> MCPServer:
    """Return a server of the protocol over a service; `token` is used where a request has none."""
    ask = _Asking(app, token)
    server = MCPServer(
        "zonewright", version=version, instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    tools = _Tools(ask)
    for tool in (
        tools.describe_plan,
        tools.scenario_form,
        tools.list_scenarios,
        tools.read_scenario,
        tools.measure,
        tools.compare,
        tools.score,
        tools.explain,
        tools.check,
        tools.propose,
        tools.draft,
    ):
        server.add_tool(tool)

    @server.resource("zonewright://{document}", mime_type="application/json")
    async def resource(context: _Context, document: str) -> str:
        """Return the plan (`plan`), or the schema of a scenario (`scenario-schema`)."""
        if document not in {"plan", "scenario-schema"}:
            raise ResourceNotFoundError(document)
        plan = await ask(context, "GET", "/api/plan")  # refused to anyone who may not read it
        return json.dumps(plan if document == "plan" else scenario_schema(), ensure_ascii=False)

    return server
