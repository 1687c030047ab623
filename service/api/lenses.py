"""Why a region is covered, and the other lenses on the coverage of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query
from pydantic import Field

from geo import lenses as ask
from geo.coverage import DEFAULT_RADII_KM, Coverage
from geo.lenses.travel import DEFAULT_MINUTES
from geo.scenario.model import BASELINE
from geo.scope import Aim
from layers.errors import MeasureError
from layers.messages import Message
from service.api.access import require_role
from service.api.dependencies import ScenarioQuery, SessionOf
from service.api.measures import MeasureRequest, asked_scenario
from service.api.session import PlannerSession
from service.documents.coverage import for_others
from service.documents.lenses import (
    clusters_document,
    explain_document,
    lens_document,
    radii_by_zone,
    within_document,
)

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")])

_RADIUS_KM = 50.0
_Adcode = Annotated[str, Query(max_length=32)]
_Kinds = Annotated[list[str] | None, Query(max_length=20)]
_ZoneRadii = Annotated[list[str] | None, Query(max_length=500)]
_Minutes = Annotated[list[float] | None, Query(max_length=10)]


@router.get("/explain")
def explain(
    session: SessionOf,
    adcode: _Adcode,
    scenario: ScenarioQuery = BASELINE,
    radius_km: float = _RADIUS_KM,
) -> dict[str, Any]:
    """Answer why a region is covered: the zones that reach it, and what each alone contributes."""
    coverage = session.coverage(scenario, _radii(radius_km))
    return for_others(explain_document(coverage, adcode, radius_km))


@router.post("/explain")
def explain_edits(session: SessionOf, adcode: _Adcode, question: MeasureRequest) -> dict[str, Any]:
    """Answer the same for edits that are not kept, at the one radius of the question."""
    radius_km = _only_radius(question)
    scenario, _ = asked_scenario(session, question)
    coverage = session.measure(scenario, _radii(radius_km))
    return for_others(explain_document(coverage, adcode, radius_km))


class WithinRequest(MeasureRequest):
    """A zone, of a scenario or of edits, beside the scenario compared with."""

    zone: str = Field(max_length=500)


@router.post("/within")
def within(session: SessionOf, asked: WithinRequest) -> dict[str, Any]:
    """Answer what lies inside a zone and its FTZ and within each radius, now and before.

    The radii are 0, those of the plan and that of the question.
    """
    scenario, _ = asked_scenario(session, asked)
    radii = tuple(sorted(set(asked.radii_km)))
    now = session.measure(scenario, radii, asked.draft)
    return {
        name: within_document(coverage, asked.zone, (*DEFAULT_RADII_KM, *radii))
        for name, coverage in (("now", now), ("before", session.coverage(asked.against, radii)))
    }


class ClustersRequest(MeasureRequest):
    """The clusters of a sector, or of all, at one radius; of the aim where one is given."""

    sector: str | None = Field(None, max_length=200)


@router.post("/clusters")
def clusters(session: SessionOf, asked: ClustersRequest) -> dict[str, Any]:
    """Answer which clusters are reached and which are not, with the nearest zone of each.

    The farthest come first; of more than 500 it says how many are left off.
    """
    radius_km = _only_radius(asked)
    scenario, _ = asked_scenario(session, asked)
    radii = _radii(radius_km)
    coverage = session.measure(scenario, radii, asked.draft)
    aim = Aim.parse(asked.aim, session.plan) if asked.aim else None
    if aim:
        drafted = None if asked.edits is None else f"{asked.draft} {asked.aim}"
        coverage = session.aimed(coverage, aim, drafted)
    return clusters_document(coverage, radius_km, aim, asked.sector)


@router.get("/lenses/underserved")
def underserved(
    session: SessionOf,
    scenario: ScenarioQuery = BASELINE,
    radius_km: float = _RADIUS_KM,
    level: Annotated[str | None, Query(max_length=24)] = None,
    most: int = 20,
) -> dict[str, Any]:
    """Rank the regions with the most people beyond the radius of every zone."""
    coverage = session.coverage(scenario, _radii(radius_km))
    return _answer(coverage, {"underserved": ask.underserved(coverage, radius_km, level, most)})


@router.get("/lenses/strategies")
def strategies(session: SessionOf, scenario: ScenarioQuery = BASELINE) -> dict[str, Any]:
    """Answer what the zones cover of each national strategic region."""
    coverage = session.coverage(scenario)
    return _answer(coverage, {"strategies": ask.strategies(coverage)})


@router.get("/lenses/development")
def development(session: SessionOf, scenario: ScenarioQuery = BASELINE) -> dict[str, Any]:
    """Answer each province's part of the covered people beside its part in GDP and trade."""
    coverage = session.coverage(scenario)
    return _answer(coverage, {"development": ask.development(coverage)})


@router.get("/lenses/customs")
def customs(
    session: SessionOf, scenario: ScenarioQuery = BASELINE, kind: _Kinds = None
) -> dict[str, Any]:
    """Answer how far zones, clusters and people are from the nearest gateway of each kind."""
    coverage = session.coverage(scenario)
    reach, zones = ask.customs_reach(coverage, kind), ask.zone_gateways(coverage, kind)
    return _answer(coverage, {"customs": reach, "zones": zones})


@router.get("/lenses/travel")
def travel(
    session: SessionOf, scenario: ScenarioQuery = BASELINE, minutes: _Minutes = None
) -> dict[str, Any]:
    """Answer whom the zones reach in time, by the plan's table of travel times."""
    coverage = session.coverage(scenario)
    totals, regions = ask.by_minutes(coverage, minutes or DEFAULT_MINUTES)
    return _answer(coverage, {"totals": totals, "regions": regions})


@router.get("/lenses/weight")
def weight(
    session: SessionOf,
    name: str,
    scenario: ScenarioQuery = BASELINE,
    radius_km: float | None = None,
) -> dict[str, Any]:
    """Answer how much of a weight of the demand the zones cover, at a radius or the usual ones."""
    radii = DEFAULT_RADII_KM if radius_km is None else _radii(radius_km)
    coverage = session.coverage(scenario, radii)
    totals, regions = ask.by_weight(coverage, name)
    return _answer(coverage, {"totals": totals, "regions": regions})


@router.post("/lenses/travel")
def travel_of_edits(
    session: SessionOf, question: MeasureRequest, minutes: _Minutes = None
) -> dict[str, Any]:
    """Answer the same as by travel times for edits that are not kept."""
    coverage = _of_edits(session, question)
    totals, regions = ask.by_minutes(coverage, minutes or DEFAULT_MINUTES)
    return _answer(coverage, {"totals": totals, "regions": regions})


@router.post("/lenses/weight")
def weight_of_edits(session: SessionOf, question: MeasureRequest, name: str) -> dict[str, Any]:
    """Answer the same of a weight for edits that are not kept, at the radii of the question."""
    coverage = _of_edits(session, question)
    totals, regions = ask.by_weight(coverage, name)
    return _answer(coverage, {"totals": totals, "regions": regions})


@router.get("/lenses/own-radius")
def own_radius(
    session: SessionOf,
    zone: _ZoneRadii = None,
    scenario: ScenarioQuery = BASELINE,
    radius_km: float = _RADIUS_KM,
) -> dict[str, Any]:
    """Answer whom the zones reach, each by a radius of its own (`?zone=SH-YS=150`)."""
    coverage = session.coverage(scenario, _radii(radius_km))
    found = ask.by_own_radius(coverage, radius_km, radii_by_zone(zone or []))
    return _answer(coverage, found._asdict())


def _of_edits(session: PlannerSession, question: MeasureRequest) -> Coverage:
    """Return the coverage of what is asked about, by which a draft's next question is quick."""
    scenario, _ = asked_scenario(session, question)
    return session.measure(scenario, tuple(sorted(set(question.radii_km))), question.draft)


def _only_radius(question: MeasureRequest) -> float:
    """Return the one radius of a question.

    Raises:
        MeasureError: there is none, or more than one.
    """
    if len(question.radii_km) != 1:
        raise MeasureError(Message("service-one-radius").at("radii_km"))
    return question.radii_km[0]


def _radii(radius_km: float) -> tuple[float, ...]:
    """Return the radii to measure at: the usual ones, which are kept, where they hold this one."""
    return DEFAULT_RADII_KM if radius_km in DEFAULT_RADII_KM else (radius_km,)


def _answer(coverage: Coverage, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    return for_others(lens_document(coverage, tables))
