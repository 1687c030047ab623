"""Why a region is covered, and the tables that are asked for by name."""

from typing import Annotated, Any, Self

import numpy as np
from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter
from pydantic import BaseModel, Field, model_validator

from geo.coverage import Coverage
from geo.coverage.scope import Scope
from geo.coverage.travel import By, Travel, only_radius, radii_and_travel
from geo.tables import table_named
from geo.tables.region_groups import main_place
from geo.validation import shown
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.coverage import Explained, NetworkWay, ReachedClusters, Tables, Within
from service.api.dependencies import ScenarioQuery, SessionAsOf
from service.api.measures import MeasureRequest, measured
from service.documents.coverage import for_others
from service.documents.tables import (
    clusters_document,
    explain_document,
    table_document,
    way_document,
    within_document,
)

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")])

_RADIUS_KM = 50.0
_Adcode = Annotated[str, Query(max_length=32)]
_Weight = Annotated[str, Query(max_length=200)]
_Longitude = Annotated[float, Field(ge=-180, le=540, allow_inf_nan=False)]
_Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


@router.get("/explain", **described(Explained))
def explain(  # noqa: PLR0913, PLR0917  each is a part of the request
    session: SessionAsOf,
    adcode: _Adcode,
    scenario: ScenarioQuery = BASELINE,
    radius_km: float = _RADIUS_KM,
    by: By = "line",
    weight: _Weight = "population",
) -> dict[str, Any]:
    """Return why a region is covered: the zones that reach it, and what each alone contributes.

    And what would cover its people, or another `weight` of the demand.
    """
    travel = Travel.of(by)
    coverage = session.coverage(scenario, _radii(radius_km, travel), travel)
    return for_others(explain_document(coverage, adcode, radius_km, weight))


@router.post("/explain", **described(Explained))
def explain_edits(
    session: SessionAsOf, adcode: _Adcode, question: MeasureRequest, weight: _Weight = "population"
) -> dict[str, Any]:
    """Return the same for unsaved edits, at the single radius of the request."""
    radius_km = _only_radius(question)
    coverage = measured(session, question, _radii(radius_km, question.travel))
    return for_others(explain_document(coverage, adcode, radius_km, weight))


class WithinRequest(MeasureRequest):
    """A zone of a scenario or of edits, and the scenario to compare with."""

    zone: str = Field(max_length=500)


@router.post("/within", **described(Within))
def within(session: SessionAsOf, request: WithinRequest) -> dict[str, Any]:
    """Return the contents of a zone and its FTZ, and within each radius, now and before.

    The radii are 0, those of the plan and those of the request.
    """
    now = measured(session, request)
    before = session.coverage(request.against, request.radii, request.travel)
    return {
        name: within_document(coverage, request.zone, (*request.travel.usual_radii, *request.radii))
        for name, coverage in (("now", now), ("before", before))
    }


class ClustersRequest(MeasureRequest):
    """The clusters of one sector or all, at one radius; within `aim` if given."""

    sector: str | None = Field(None, max_length=200)


@router.post("/clusters", **described(ReachedClusters))
def clusters(session: SessionAsOf, request: ClustersRequest) -> dict[str, Any]:
    """Return which clusters are reached and which are not, with the nearest zone of each.

    The farthest come first; above 500, the answer states how many are omitted.
    """
    radius_km = _only_radius(request)
    coverage = measured(session, request, _radii(radius_km, request.travel))
    scope = Scope.parse(request.aim, session.plan) if request.aim else None
    if scope:
        drafted = None if request.edits is None else f"{request.draft} {request.aim}"
        coverage = session.within(coverage, scope, drafted)
    return clusters_document(coverage, radius_km, scope, request.sector)


class WayRequest(MeasureRequest):
    """The destination of a way: a region, a cluster, or any place (longitude, latitude)."""

    adcode: str | None = Field(None, max_length=32)
    cluster: str | None = Field(None, max_length=200)
    place: tuple[_Longitude, _Latitude] | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if [self.adcode, self.cluster, self.place].count(None) != 2:
            raise MeasureError(Message("service-one-target").at("place"))
        return self


@router.post("/way", **described(NetworkWay))
def way(session: SessionAsOf, request: WayRequest) -> dict[str, Any]:
    """Return the way by road from the nearest zone to a region, a cluster or a place.

    To a region it leads to its most populous demand point. `way_km` is its length, `line_km` that
    of the straight line from the same zone; all is null if no way leads there.
    """
    coverage = measured(session, request)
    target = _target(coverage, request)
    on_map = session.plan_session.on_map
    return way_document(coverage, target, lambda line: on_map(np.array([line]))[0])


def _target(coverage: Coverage, request: WayRequest) -> tuple[float, float]:
    """Return the position of the destination of a way.

    Raises:
        UnknownError: the plan has no such region or cluster.
    """
    if request.adcode is not None:
        return main_place(coverage, request.adcode)
    if request.cluster is not None:
        clusters = coverage.plan.clusters
        found = clusters["geometry"][clusters["cluster_id"] == request.cluster]
        if found.empty:
            raise UnknownError(Message("measure-cluster-unknown", given=shown(request.cluster)))
        return float(found.iloc[0].x), float(found.iloc[0].y)
    lon, lat = request.place or (0.0, 0.0)
    return lon, lat


class TableOptions(BaseModel):
    """The options of tables; each takes its own."""

    level: str | None = Field(None, max_length=24)
    most: int | None = None
    by_km: float | None = None
    weight: str | None = Field(None, max_length=200)


TableName = Annotated[str, PathParameter(max_length=40)]
OptionsQuery = Annotated[TableOptions, Depends()]


@router.get("/tables/{name}", **described(Tables))
def table(  # noqa: PLR0913, PLR0917  each is a part of the request
    session: SessionAsOf,
    name: TableName,
    given: OptionsQuery,
    scenario: ScenarioQuery = BASELINE,
    radius_km: float | None = None,
    radius_min: float | None = None,
    by: By = "line",
) -> dict[str, Any]:
    """Return a table of a scenario by its name, as `zonewright table` does."""
    asked = table_named(name)
    options = asked.taken(given.model_dump() | {"radius_km": radius_km, "radius_min": radius_min})
    radii, travel = radii_and_travel(
        options.pop("radius_km", None), options.pop("radius_min", None), by
    )
    radius = only_radius(radii, travel)
    options |= {"radius_km": radius} if asked.radii == "one" else {}
    coverage = session.coverage(scenario, _radii(radius, travel), travel)
    return for_others(table_document(coverage, asked.tables(coverage, **options)))


@router.post("/tables/{name}", **described(Tables))
def table_of_edits(
    session: SessionAsOf, name: TableName, given: OptionsQuery, question: MeasureRequest
) -> dict[str, Any]:
    """Return the same for unsaved edits."""
    asked = table_named(name)
    options = asked.taken(given.model_dump())
    options |= {"radius_km": _only_radius(question)} if asked.radii == "one" else {}
    coverage = measured(session, question)
    return for_others(table_document(coverage, asked.tables(coverage, **options)))


def _only_radius(question: MeasureRequest) -> float:
    """Return the single radius of a request.

    Raises:
        MeasureError: there is none, or more than one.
    """
    return only_radius(list(question.radii), question.travel)


def _radii(radius: float, travel: Travel) -> tuple[float, ...]:
    """Return the radii to measure at: the cached default ones if this one is among them."""
    return travel.usual_radii if radius in travel.usual_radii else (radius,)
