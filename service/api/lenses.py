"""Why a region is covered, and the other lenses on the coverage of a scenario."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from geo import lenses as ask
from geo.coverage import DEFAULT_RADII_KM
from geo.lenses.travel import DEFAULT_MINUTES
from geo.scenario.model import BASELINE
from layers.errors import MeasureError
from layers.messages import Message
from service.api.access import require_role
from service.api.dependencies import ScenarioQuery, SessionOf
from service.api.measures import MeasureRequest, asked_scenario
from service.documents.lenses import explain_document, lens_document, radii_by_zone

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
    return explain_document(session.coverage(scenario, _radii(radius_km)), adcode, radius_km)


@router.post("/explain")
def explain_edits(session: SessionOf, adcode: _Adcode, question: MeasureRequest) -> dict[str, Any]:
    """Answer the same for edits that are not kept, at the one radius of the question."""
    if len(question.radii_km) != 1:
        raise MeasureError(Message("service-one-radius").at("radii_km"))
    (radius_km,) = question.radii_km
    scenario, _ = asked_scenario(session, question)
    return explain_document(session.measure(scenario, _radii(radius_km)), adcode, radius_km)


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
    return lens_document(
        coverage, {"underserved": ask.underserved(coverage, radius_km, level, most)}
    )


@router.get("/lenses/strategies")
def strategies(session: SessionOf, scenario: ScenarioQuery = BASELINE) -> dict[str, Any]:
    """Answer what the zones cover of each national strategic region."""
    coverage = session.coverage(scenario)
    return lens_document(coverage, {"strategies": ask.strategies(coverage)})


@router.get("/lenses/development")
def development(session: SessionOf, scenario: ScenarioQuery = BASELINE) -> dict[str, Any]:
    """Answer each province's part of the covered people beside its part in GDP and trade."""
    coverage = session.coverage(scenario)
    return lens_document(coverage, {"development": ask.development(coverage)})


@router.get("/lenses/customs")
def customs(
    session: SessionOf, scenario: ScenarioQuery = BASELINE, kind: _Kinds = None
) -> dict[str, Any]:
    """Answer how far zones, clusters and people are from the nearest gateway of each kind."""
    coverage = session.coverage(scenario)
    reach, zones = ask.customs_reach(coverage, kind), ask.zone_gateways(coverage, kind)
    return lens_document(coverage, {"customs": reach, "zones": zones})


@router.get("/lenses/travel")
def travel(
    session: SessionOf, scenario: ScenarioQuery = BASELINE, minutes: _Minutes = None
) -> dict[str, Any]:
    """Answer whom the zones reach in time, by the plan's table of travel times."""
    coverage = session.coverage(scenario)
    totals, regions = ask.by_minutes(coverage, minutes or DEFAULT_MINUTES)
    return lens_document(coverage, {"totals": totals, "regions": regions})


@router.get("/lenses/weight")
def weight(session: SessionOf, name: str, scenario: ScenarioQuery = BASELINE) -> dict[str, Any]:
    """Answer how much of a weight of the demand the zones cover."""
    coverage = session.coverage(scenario)
    totals, regions = ask.by_weight(coverage, name)
    return lens_document(coverage, {"totals": totals, "regions": regions})


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
    return lens_document(coverage, found._asdict())


def _radii(radius_km: float) -> tuple[float, ...]:
    """Return the radii to measure at: the usual ones, which are kept, where they hold this one."""
    return DEFAULT_RADII_KM if radius_km in DEFAULT_RADII_KM else (radius_km,)
