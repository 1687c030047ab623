"""What scenarios, or a draft, are good for: the scorecard by purpose."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from geo.coverage import Coverage
from geo.coverage.travel import By, Travel, radii_and_travel
from geo.indicators.scorecard import Measure, scored
from geo.validation import as_several
from layers.scenario_id import BASELINE
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.scorecard import Scorecard
from service.api.bodies import JsonRoute
from service.api.dependencies import SessionAsOf
from service.api.measures import MeasureRequest, measured
from service.api.session import PlannerSession
from service.documents.coverage import for_others
from service.documents.score import score_document, weights_from

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

_MOST_SCENARIOS = 9
DRAFT = "draft"
"""The id of unsaved edits in a scorecard; no scenario that is compared with them may have it."""

_Scenarios = Annotated[list[str], Query(alias="scenario", max_length=_MOST_SCENARIOS)]
_Weights = Annotated[list[str], Query(alias="weight", max_length=50)]


def _of_stored(session: PlannerSession) -> Measure:
    """Return the function that measures stored scenarios, at the usual radii if these suffice."""

    def measure(name: str, radii: tuple[float, ...], travel: Travel) -> Coverage:
        usual = travel.usual_radii
        enough = usual if set(radii) <= set(usual) else radii
        return session.coverage(name, enough, travel)

    return measure


@router.get("/scorecard", **described(Scorecard))
def of_scenarios(  # noqa: PLR0913, PLR0917  a query is flat
    session: SessionAsOf,
    scenarios: _Scenarios = [],  # noqa: B006  a query's default is copied
    radius_km: float | None = None,
    radius_min: float | None = None,
    by: By = "line",
    weights: _Weights = [],  # noqa: B006
) -> dict[str, Any]:
    """Return the scorecard of stored scenarios (`?scenario=a&scenario=b`) and of the baseline.

    `weight=PURPOSE=WEIGHT`, repeated, weighs the purposes for the ranking; `as_of` is the year by
    the end of which their phases are carried out.
    """
    given, travel = radii_and_travel(radius_km, radius_min, by)
    names = dict.fromkeys(one for one in scenarios if one != BASELINE)
    card = scored(
        session.plan,
        (BASELINE, *names),
        _of_stored(session),
        (tuple(as_several(given)), travel),
        weights_from(weights),
    )
    return for_others(score_document(card))


@router.post("/scorecard", **described(Scorecard))
def of_edits(
    session: SessionAsOf,
    question: MeasureRequest,
    scenarios: _Scenarios = [],  # noqa: B006
) -> dict[str, Any]:
    """Return the scorecard of unsaved edits (`draft` in the answer), or of a scenario.

    Stored scenarios of the query are included for comparison.
    """
    own = question.scenario or DRAFT
    stored = _of_stored(session)

    def measure(name: str, radii: tuple[float, ...], travel: Travel) -> Coverage:
        is_draft = name == own and question.edits is not None
        return (
            measured(session, question, radii, travel) if is_draft else stored(name, radii, travel)
        )

    names = dict.fromkeys((BASELINE, own, *scenarios))
    card = scored(session.plan, (*names,), measure, (question.radii, question.travel))
    return for_others(score_document(card))
