"""Every endpoint, the least role that it requires, and what tests of the API share.

The table states how an endpoint names a scenario: in the path (`path`), by one of its collections
there (`collection`), in the query (`?scenario`) or the body (`:scenario`); a job is in the path
(`job`); `-` names none. Anyone who may not read the scenario, or did not start the job, gets the
answer that there is none.
"""

from typing import Any, NamedTuple

from command_line import small_plan
from fastapi import FastAPI

from geo import Scenario
from layers import Plan
from layers.store.model import Role
from service.api.access import access_table

PLAN = Plan(small_plan())
MOVED: dict[str, Any] = {"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}
PROBLEM = "application/problem+json"


def document(*edits: Any, **fields: Any) -> dict[str, Any]:
    """Return a scenario of the small plan, `north` unless `fields` name another."""
    about = {"scenario": "north", "title": "North 北", "baseline": PLAN.baseline}
    return about | {"edits": list(edits)} | fields


NORTH = Scenario.from_document(document(MOVED))


def bearer(app: FastAPI, name: str, role: str = "planner") -> dict[str, str]:
    """Return the headers of a new person with a token."""
    return {"Authorization": f"Bearer {app.state.store.tokens.create(name, role)[1]}"}


def refusal(answer: Any) -> tuple[int, str]:
    """Return the status of a problem document, and the innermost code of its first problem."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    problem = answer.json()["problems"][0]
    while "code" in problem["params"].get("reason", ()):
        problem = problem["params"]["reason"]
    return answer.status_code, problem["code"]


_TABLE = """
GET    /                                                everyone  -
GET    /healthz                                         everyone  -
GET    /readyz                                          everyone  -
GET    /metrics                                         admin     -
GET    /static/{version}/{path:path}                    everyone  -
GET    /maps/{scenario}                                 everyone  path
GET    /maps/{scenario}.js                              everyone  path
GET    /exports/{scenario:scenario_id}.{suffix}         viewer    path
GET    /present/{scenario}                              viewer    path
POST   /api/present                                     viewer    :scenario
GET    /api/openapi.json                                viewer    -
GET    /api/plan                                        viewer    -
GET    /api/sources                                     viewer    -
GET    /api/events                                      viewer    -
GET    /api/me                                          viewer    -
GET    /api/session                                     everyone  -
POST   /api/session                                     everyone  -
DELETE /api/session                                     everyone  -
GET    /api/sign-in                                     everyone  -
GET    /api/sign-in/callback                            everyone  -
POST   /api/measure                                     viewer    :scenario
POST   /api/sheet                                       viewer    :scenario
POST   /api/reach                                       viewer    :scenario
POST   /api/within                                      viewer    :scenario
POST   /api/reached                                   viewer    :scenario
POST   /api/way                                       viewer    :scenario
POST   /api/clusters                                    viewer    :scenario
GET    /api/compare                                     viewer    ?a
GET    /api/consensus                                   viewer    ?scenario
GET    /api/scorecard                                   viewer    ?scenario
POST   /api/scorecard                                   viewer    :scenario
GET    /api/explain                                     viewer    ?scenario
POST   /api/explain                                     viewer    :scenario
GET    /api/tables/{name}                               viewer    ?scenario
POST   /api/tables/{name}                               viewer    :scenario
POST   /api/edited                                      viewer    -
POST   /api/mends                                       viewer    -
GET    /api/acknowledgements                            viewer    -
POST   /api/acknowledgements                            planner   -
DELETE /api/acknowledgements                            planner   -
POST   /api/redraw                                      viewer    -
POST   /api/ruler                                       viewer    -
POST   /api/bounds                                      viewer    -
GET    /api/position                                    viewer    -
POST   /api/uploads                                     planner   -
GET    /api/basemaps/{name}/{zoom}/{x}/{y}             viewer    -
GET    /api/layers/zones                                viewer    ?scenario
GET    /api/layers/gained                               viewer    ?scenario
GET    /api/layers/lost                                 viewer    ?scenario
GET    /api/layers/regions                              viewer    -
GET    /api/layers/regions.names                        viewer    -
GET    /api/layers/regions.topojson                     viewer    -
GET    /api/layers/clusters                             viewer    -
GET    /api/layers/demand                               viewer    -
GET    /api/layers/context/places                       viewer    -
GET    /api/layers/context/{zoom}/{x}/{y}               viewer    -
GET    /api/layers/map_lines                            viewer    -
GET    /api/layers/{layer}                              viewer    -
GET    /api/scenarios                                   everyone  -
POST   /api/scenarios                                   planner   -
GET    /api/scenarios/{name}                            everyone  path
PUT    /api/scenarios/{name}                            planner   path
DELETE /api/scenarios/{name}                            planner   path
GET    /api/scenarios/{name}/history                    everyone  path
GET    /api/scenarios/{name}/record                     everyone  path
GET    /api/scenarios/{scenario}/decision               viewer    path
GET    /api/scenarios/{name}/comments                   everyone  path
POST   /api/scenarios/{name}/comments                   planner   path
DELETE /api/scenarios/{name}/comments/{number}          planner   path
PUT    /api/scenarios/{name}/comments/{number}/settled  planner   path
DELETE /api/scenarios/{name}/comments/{number}/settled  planner   path
POST   /api/scenarios/{name}/presence                   viewer    path
DELETE /api/scenarios/{name}/presence                   viewer    path
POST   /api/scenarios/{name}/branch                     planner   path
POST   /api/scenarios/{name}/merge                      planner   path
POST   /api/scenarios/{name}/redo                       planner   path
POST   /api/scenarios/{name}/undo                       planner   path
POST   /api/scenarios/{name}/status                     planner   path
POST   /api/scenarios/{name}/versions                   planner   path
PUT    /api/scenarios/{name}/visibility                 planner   path
GET    /ogc                                             viewer    -
GET    /ogc/                                            viewer    -
GET    /ogc/api                                         viewer    -
GET    /ogc/conformance                                 viewer    -
GET    /ogc/collections                                 viewer    -
GET    /ogc/collections/{collection}                    viewer    collection
GET    /ogc/collections/{collection}/queryables         viewer    collection
GET    /ogc/collections/{collection}/schema             viewer    collection
GET    /ogc/collections/{collection}/items              viewer    collection
POST   /ogc/collections/{collection}/items              planner   collection
OPTIONS /ogc/collections/{collection}/items             viewer    collection
GET    /ogc/collections/{collection}/items/{feature:path} viewer  collection
PUT    /ogc/collections/{collection}/items/{feature:path} planner collection
PATCH  /ogc/collections/{collection}/items/{feature:path} planner collection
DELETE /ogc/collections/{collection}/items/{feature:path} planner collection
OPTIONS /ogc/collections/{collection}/items/{feature:path} viewer collection
GET    /ogc/processes                                   viewer    -
GET    /ogc/processes/{process}                         viewer    -
POST   /ogc/processes/{process}/execution               planner   -
GET    /ogc/jobs                                        viewer    -
GET    /ogc/jobs/{job}                                  viewer    job
GET    /ogc/jobs/{job}/results                          viewer    job
DELETE /ogc/jobs/{job}                                  planner   job
GET    /ogc/tileMatrixSets                              viewer    -
GET    /ogc/tileMatrixSets/{grid}                       viewer    -
GET    /ogc/styles/plan                                 viewer    ?scenario
GET    /ogc/tiles                                       viewer    ?scenario
GET    /ogc/tiles/{grid}                                viewer    ?scenario
GET    /ogc/tiles/{grid}/{zoom}/{row}/{column}          viewer    ?scenario
GET    /ogc/collections/{collection}/tiles              viewer    collection
GET    /ogc/collections/{collection}/tiles/{grid}       viewer    collection
GET    /ogc/collections/{collection}/tiles/{grid}/{zoom}/{row}/{column} viewer collection
GET    /api/jobs                                        viewer    -
POST   /api/jobs                                        planner   :scenarios
GET    /api/jobs/{number}                               viewer    job
DELETE /api/jobs/{number}                               planner   job
GET    /api/jobs/{number}/file                          viewer    job
"""
_OF_SEVERAL = """
GET    /healthz       everyone  -
GET    /readyz        everyone  -
GET    /              everyone  -
GET    /{name:path}   everyone  -
POST   /{name:path}   everyone  -
PUT    /{name:path}   everyone  -
PATCH  /{name:path}   everyone  -
DELETE /{name:path}   everyone  -
"""


class Row(NamedTuple):
    """The least role that an endpoint requires (None: no token), and how it names a scenario."""

    role: Role | None
    names: str


Table = dict[tuple[str, str], Row]


def _read(text: str) -> Table:
    found: Table = {}
    for line in text.strip().splitlines():
        method, path, role, names = line.split()
        found[method, path] = Row(None if role == "everyone" else role, names)  # type: ignore[arg-type]
    return found


ENDPOINTS, OF_SEVERAL = _read(_TABLE), _read(_OF_SEVERAL)


def mismatches(app: FastAPI, table: Table = ENDPOINTS) -> list[str]:
    """Return a line for each endpoint without a row, row without an endpoint, and other role."""
    there = {*access_table(app).items()}
    wanted = {(place, row.role) for place, row in table.items()}
    return [f"{method} {path}: {role}" for (method, path), role in sorted(there ^ wanted, key=str)]
