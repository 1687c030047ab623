"""A service whose proposals a test tells itself, step by step: the page asks it for its jobs."""

import json
from typing import Any

from playwright.sync_api import Page, Route
from shapely.geometry import mapping

from geo import Scenario
from layers import Plan
from tests.conftest import square

NUMBER = "0123456789abcdef"
SEARCHED_MS = 480_000  # a search has 300 s, and yields to all that runs beside it


def piece(zone: str, column: float, *, last: float) -> dict[str, Any]:
    own = {"zone_id": zone, "ftz_id": "F", "area_km2": 1.07, "alone": 2 * last, "last": last}
    return own | {"geometry": mapping(square(column))}


ROBUSTNESS = {
    "before": 400.0, "runs": 300, "boundary_km": 0.5, "mean": 580.0, "p5": 30.0,
    "worst": -3.0,
    "shifted": [{"by_km": by_km, "gain": 500.0, "share": 0.83} for by_km in (-2, -1, 1, 2)],
}  # fmt: skip


def proposal(plan: Plan, **more: Any) -> dict[str, Any]:
    """Return a proposal by which W takes the square beside it and releases its own."""
    edits = [{"reshape": {"zone": "W", "geometry": mapping(square(1))}}]
    made = {"scenario": "proposal", "title": "P", "baseline": plan.baseline, "edits": edits}
    reason = {"code": "propose-budget-used", "params": {}} | {
        "params": {"ftz": "F", "used_km2": 1.07, "limit_km2": 1.1}
    }
    gain = more.get("measured", 999.0) - 400.0
    return {
        "status": "optimal", "objective": "population@50 + 2*sector:biopharma@0", "sense": "max",
        "bound": 1020.0, "gap": 0.05, "before": 400.0, "promised": 1000.0, "measured": 999.0,
        "taken": [piece("W", 1, last=500.0)], "released": [piece("W", 0, last=-20.0)],
        "reasons": [reason], "robustness": ROBUSTNESS | {"gain": gain},
        "scenario": Scenario.from_document(made).to_document(),
    } | more  # fmt: skip


class ToldJobs:
    """The jobs of one person; `report` says how far the only one is."""

    def __init__(self, page: Page) -> None:
        self.asked: list[dict[str, Any]] = []
        self.cancelled = 0
        self.job: dict[str, Any] | None = None
        self.held: list[Route] = []
        page.context.route("**/api/jobs**", self._answer)

    def report(self, state: str = "running", **more: Any) -> None:
        asked = self.asked[-1] if self.asked else {"ftzs": ["F"]}
        progress = dict.fromkeys(("gain", "bound", "gap")) | {"seconds": 3}
        self.job = {
            "job": NUMBER, "kind": "proposal", "state": state, "cancelling": False,
            "started": "2026-01-02T12:23:00+00:00", "asked": asked,
            "problems": [], "result": None,
        } | more  # fmt: skip
        self.job["progress"] = progress | more.get("progress", {})
        waiting, self.held = self.held, []
        for route in waiting:
            self._fulfil(route, self.job)

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.method == "POST":
            self.asked.append(request.post_data_json)
            if self.job is None:
                self.report("waiting")
        if request.method == "DELETE":
            self.cancelled += 1
            assert self.job is not None
            self.job["cancelling"] = True
        if "wait_s" in request.url and self.job and self.job["state"] in {"waiting", "running"}:
            self.held.append(route)
        elif request.method == "GET" and request.url.endswith("/api/jobs"):
            self._fulfil(route, [self.job] if self.job else [])
        else:
            self._fulfil(route, self.job)

    def _fulfil(self, route: Route, answer: Any) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps(answer))
