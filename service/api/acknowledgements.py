"""Endpoints of the baseline's known violations: who acknowledged which, and why."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from geo.rules import RuleChecker
from geo.rules.checker import Violation
from service import acknowledgements as known
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.coverage import Acknowledgement
from service.api.dependencies import ScenariosOf, SessionOf
from service.api.session import PlannerSession

router = APIRouter(prefix="/api/acknowledgements")

_Text = Field(max_length=500)


class Identity(BaseModel, extra="forbid"):
    """The identity of a violation."""

    rule: str = _Text
    subject: str = _Text


class AcknowledgeRequest(BaseModel, extra="forbid"):
    """Violations of the baseline that are known, and why they stay."""

    violations: list[Identity] = Field(min_length=1, max_length=1_000)
    why: str = Field(max_length=10_000)


@router.get("", dependencies=[require_role("viewer")], **described(list[Acknowledgement]))
def list_acknowledgements(session: SessionOf, scenarios: ScenariosOf) -> list[dict[str, Any]]:
    """List the acknowledged violations of the baseline."""
    found = known.acknowledgements(scenarios, _violations(session))
    return [each.to_document() for each in found]


@router.post("", dependencies=[require_role("planner")], **described(list[Acknowledgement]))
def acknowledge(
    session: SessionOf, scenarios: ScenariosOf, request: AcknowledgeRequest
) -> list[dict[str, Any]]:
    """Acknowledge violations of the baseline; return all that are acknowledged then."""
    chosen = [(each.rule, each.subject) for each in request.violations]
    known.acknowledge(scenarios, _violations(session), chosen, request.why)
    return list_acknowledgements(session, scenarios)


@router.delete("", dependencies=[require_role("planner")], **described(list[Acknowledgement]))
def withdraw(
    session: SessionOf, scenarios: ScenariosOf, rule: str, subject: str
) -> list[dict[str, Any]]:
    """Withdraw an acknowledgement; return the others."""
    known.withdraw_acknowledgement(scenarios, rule, subject)
    return list_acknowledgements(session, scenarios)


def _violations(session: PlannerSession) -> list[Violation]:
    """Return the violations of the baseline, which are computed once."""
    cached = session.plan_session.cached
    checker = cached(RuleChecker, lambda: RuleChecker(session.plan))
    return cached("baseline violations", lambda: checker.rows(session.plan.zones))
