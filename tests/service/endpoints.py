"""Every endpoint: the least role that may ask it, and how it names what may be another's.

A scenario is named in the path (`path`), the query (`?scenario`) or the body (`:scenario`), a job
in the path (`job`); `-` names nothing of anybody's. Who may not read the scenario, or did not start
the job, is told that there is none.
"""

from typing import NamedTuple

from fastapi import FastAPI

from geo.lenses import LENSES
from layers.store.model import Role
from service.api.access import access_table

_TABLE = """
GET    /                                                everyone  -
GET    /healthz                                         everyone  -
GET    /readyz                                          everyone  -
GET    /metrics                                         admin     -
GET    /static/{version}/{path:path}                    everyone  -
GET    /maps/{scenario}                                 everyone  path
GET    /maps/{scenario}.js                              everyone  path
GET    /exports/{scenario:scenario_id}.{suffix}         viewer    path
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
POST   /api/reach                                       viewer    :scenario
POST   /api/within                                      viewer    :scenario
POST   /api/clusters                                    viewer    :scenario
GET    /api/compare                                     viewer    ?a
GET    /api/consensus                                   viewer    ?scenario
GET    /api/explain                                     viewer    ?scenario
POST   /api/explain                                     viewer    :scenario
POST   /api/edited                                      viewer    -
POST   /api/mends                                       viewer    -
POST   /api/redraw                                      viewer    -
POST   /api/ruler                                       viewer    -
GET    /api/position                                    viewer    -
POST   /api/uploads                                     planner   -
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
GET    /api/layers/{layer}                              viewer    -
GET    /api/scenarios                                   everyone  -
POST   /api/scenarios                                   planner   -
GET    /api/scenarios/{name}                            everyone  path
PUT    /api/scenarios/{name}                            planner   path
DELETE /api/scenarios/{name}                            planner   path
GET    /api/scenarios/{name}/history                    everyone  path
GET    /api/scenarios/{name}/record                     everyone  path
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
    """The least role that may ask an endpoint, None: everyone; and how it names a scenario."""

    role: Role | None
    names: str


Table = dict[tuple[str, str], Row]


def _read(text: str) -> Table:
    found: Table = {}
    for line in text.strip().splitlines():
        method, path, role, names = line.split()
        found[method, path] = Row(None if role == "everyone" else role, names)  # type: ignore[arg-type]
    return found


_LENSES = "\n".join(
    f"GET /api/lenses/{lens} viewer ?scenario\nPOST /api/lenses/{lens} viewer :scenario"
    for lens in LENSES
)
ENDPOINTS, OF_SEVERAL = _read(_TABLE + _LENSES), _read(_OF_SEVERAL)


def amiss(app: FastAPI, table: Table = ENDPOINTS) -> list[str]:
    """Return a line for each endpoint without a row, row without an endpoint, and other role."""
    there = access_table(app)
    return [
        f"{method} {path}: "
        + (
            "has no row"
            if place not in table
            else "is no endpoint"
            if place not in there
            else "role"
        )
        for place in sorted(there.keys() | table.keys())
        for method, path in [place]
        if place not in table or place not in there or there[place] != table[place].role
    ]
