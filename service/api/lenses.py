"""Why a region is covered, and the other lenses on the coverage of a scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from geo.coverage import DEFAULT_RADII_KM, Coverage
from geo.lenses import LENSES
from geo.lenses.lens import Lens, Option
from geo.scenario.model import BASELINE
from geo.scope import Scope
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
    within_document,
)
from service.signature import with_signature

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")])

_RADIUS_KM = 50.0
_Adcode = Annotated[str, Query(max_length=32)]


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
    aim = Scope.parse(asked.aim, session.plan) if asked.aim else None
    if aim:
        drafted = None if asked.edits is None else f"{asked.draft} {asked.aim}"
        coverage = session.aimed(coverage, aim, drafted)
    return clusters_document(coverage, radius_km, aim, asked.sector)


def _handlers(lens: Lens) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return what answers a lens of a scenario, and of edits that are not kept."""
    one = lens.radii == "one"

    def answered(coverage: Coverage, given: dict[str, Any]) -> dict[str, Any]:
        return for_others(lens_document(coverage, lens.tables(coverage, **given)))

    def of_scenario(session: PlannerSession, scenario: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401
        radius_km = given.get("radius_km")
        if not one:
            given.pop("radius_km", None)
        radii = DEFAULT_RADII_KM if radius_km is None else _radii(radius_km)
        return answered(session.coverage(scenario, radii), given)

    def of_edits(
        session: PlannerSession,
        question: MeasureRequest,
        **given: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        given |= {"radius_km": _only_radius(question)} if one else {}
        scenario, _ = asked_scenario(session, question)
        radii = tuple(sorted(set(question.radii_km)))
        return answered(session.measure(scenario, radii, question.draft), given)

    radius: dict[str, dict[str, tuple[Any, Any]]] = {
        "one": {"radius_km": (float, _RADIUS_KM)},
        "many": {"radius_km": (float | None, None)},
        "none": {},
    }
    given = {option.name: (_given(option), option.default) for option in lens.options}
    asked = {
        "session": (SessionOf, ...),
        "scenario": (ScenarioQuery, BASELINE),
        **radius[lens.radii],
        **given,
    }
    edited = {"session": (SessionOf, ...), "question": (MeasureRequest, ...), **given}
    return (
        with_signature(of_scenario, lens.name, lens.help, asked),
        with_signature(of_edits, f"{lens.name}-of-edits", lens.help, edited),
    )


def _given(option: Option) -> Any:  # noqa: ANN401  a type
    """Return the type of an option, with what FastAPI is to know of it."""
    if option.longest is None:
        return option.kind
    return Annotated[option.kind, Query(max_length=option.longest)]


for _lens in LENSES.values():
    _asked, _edited = _handlers(_lens)
    router.get(f"/lenses/{_lens.name}")(_asked)
    router.post(f"/lenses/{_lens.name}")(_edited)


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
