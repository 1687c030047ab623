"""`score` and `/api/scorecard`: one document, or tables; what is refused, in one line each.

The plan has zones W and E, a square each; the scenario has no E.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command_line import answer, keep, refusal, run, scenario_text, small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Remove, Scenario
from geo.indicators import scorecard
from layers import Plan
from service.documents.score import score_document
from tests.conftest import layer_frame, point

PEOPLE = layer_frame(
    [point(0.5), point(13), point(900)], demand_id=["1", "2", "3"], population=[10, 30, 5]
)
PLAN = Plan(
    small_plan()
    | {
        "demand": PEOPLE,
        "gateways": layer_frame([point(0.5)], gateway_id=["P"], kind=["seaport"]),
        "purposes": pd.DataFrame(
            {
                "purpose": ["people", "ports"],
                "order": [2, 1],
                "name": [None, "Ports"],
                "name_zh": [None, "港口"],
                "indicators": ["population@5;mean_km", "gateways@25"],
            }
        ),
    }
)
WITHOUT_E = scenario_text(PLAN.baseline, "remove: {zone: E}", name="without-e")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the plan as a file, in its store the scenario."""
    path = tmp_path_factory.mktemp("score") / "p.gpkg"
    PLAN.save(path)
    keep(path, WITHOUT_E)
    return path


def rows(document: dict[str, Any]) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(row["indicator"], row["of"]): row for row in document["indicators"]}


def test_the_document_has_purposes_in_order_and_values_of_each_scenario(plan: Path) -> None:
    document = answer("score", plan, "without-e")
    assert " ".join(document) == (
        "plan scenarios radii_km by purposes indicators missing acceptability ranking"
    )
    assert document["scenarios"] == ["baseline", "without-e"]
    assert [(one["name"], one["name_zh"]) for one in document["purposes"]] == [
        ("Ports", "港口"),
        ("People within reach", "覆盖人口"),
    ]
    people = rows(document)["covered_population", None]
    assert people["values"] == {"baseline": 40, "without-e": 10}
    assert people["differences"] == {"without-e": -30}
    assert people["verdicts"] == {"without-e": "worse"}
    assert (people["radius"], people["better"], people["unit"]) == (5, "more", "")
    assert document["purposes"][1]["verdicts"] == {"without-e": "worse"}
    first = {one["scenario"]: one["first"] for one in document["acceptability"]}
    assert first == {"baseline": 1, "without-e": 0}


def test_a_difference_that_the_data_cannot_decide_is_null(plan: Path) -> None:
    few = PEOPLE.assign(population=[10_000, 3, 5])
    small = PLAN.with_layer("demand", few)
    document = score_document(scorecard(small, _without_e(small)))
    people = rows(document)["covered_population", None]
    assert people["values"] == {"baseline": 10_003, "without-e": 10_000}
    assert people["differences"] == {"without-e": None}
    assert people["verdicts"] == {"without-e": "undecided"}
    assert plan.is_file()


def _without_e(plan: Plan) -> Scenario:
    return Scenario.of(plan, [Remove(zone="E")], scenario="without-e")


def test_a_target_of_the_same_figure_stands_beside_it(plan: Path) -> None:
    aimed = PLAN.with_layer(
        "targets",
        pd.DataFrame({"measure": ["covered_population"], "radius_km": [5.0], "at_least": [40.0]}),
    )
    document = score_document(scorecard(aimed, _without_e(aimed)))
    assert rows(document)["covered_population", None]["target"] == {
        "at_least": 40,
        "at_most": None,
        "met": {"baseline": True, "without-e": False},
    }
    assert rows(document)["mean_km", None]["target"] is None
    assert plan.is_file()


def test_the_tables_say_what_got_worse_in_words(plan: Path) -> None:
    said = run("score", plan, "without-e").out
    assert "What each scenario serves" in said
    assert "worse" in said
    assert "-30 ▼" in said
    said = run("--lang", "zh", "score", plan, "without-e").out
    assert "港口" in said
    assert "变差" in said


def test_what_is_wrong_is_refused_in_one_line(plan: Path) -> None:
    assert refusal("score", plan, "without-e", "--weight", "ports") == (
        "'ports' is not PURPOSE=WEIGHT, such as strategies=0.4; correct it"
    )
    assert refusal("score", plan, "without-e", "--weight", "port=1").startswith(
        "the plan has no purpose 'port'"
    )
    assert "without-e" in refusal("score", plan, "without-e", "without-e")


def test_over_http_stored_scenarios_and_unsaved_edits_have_the_same_figures(
    plan: Path, make_app: Callable[..., FastAPI]
) -> None:
    expected = answer("score", plan, "without-e")
    with TestClient(make_app(PLAN, Scenario.parse(WITHOUT_E))) as client:
        stored = client.get("/api/scorecard", params={"scenario": "without-e"}).json()
        edits = {"edits": [{"remove": {"zone": "E"}}], "radii_km": [50]}
        draft = client.post("/api/scorecard", json=edits).json()
        wrong = client.get("/api/scorecard", params={"scenario": "nothing"})
    assert stored["indicators"] == expected["indicators"]
    for row, own in zip(expected["indicators"], draft["indicators"], strict=True):
        assert own["values"] == {
            "baseline": row["values"]["baseline"],
            "draft": row["values"]["without-e"],
        }
    assert wrong.status_code == 404
