"""What the page sends of a draft: unsaved edits, and an outline drawn over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from geo.edits import Reshape, find_edits
from geo.scenario.model import Scenario
from geo.scenario.target import MOST_TARGETS
from geo.validation import reason_of
from layers.errors import ScenarioError

if TYPE_CHECKING:
    from service.api.session import PlannerSession

MOST_EDITS = 1_000


class DrawnOutline(BaseModel):
    """A zone's drawn outline (GeoJSON or WKT), and zones that must stay unchanged."""

    model_config = ConfigDict(extra="forbid")

    zone: str = Field(max_length=500)
    geometry: dict[str, Any] | str
    locked: list[str] = Field(default_factory=list, max_length=1_000)

    def reshape(self) -> Reshape:
        """Return the edit that gives the zone this outline and leaves its neighbours unchanged.

        Raises:
            ScenarioError: the outline is not a valid geometry.
        """
        edits, problems = find_edits([{"reshape": {"zone": self.zone, "geometry": self.geometry}}])
        if problems:
            raise ScenarioError(reason_of(problem) for problem in problems)
        (reshape,) = (edit for edit in edits if isinstance(edit, Reshape))
        return reshape


class Draft(BaseModel):
    """Unsaved edits over the baseline, and the rules and targets that apply to them."""

    model_config = ConfigDict(extra="forbid")

    edits: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_EDITS)
    rules: dict[str, Any] = Field(default_factory=dict)
    targets: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_TARGETS)


@dataclass(frozen=True)
class Drafted:
    """A draft as a scenario whose edits include those of the outline drawn over it."""

    scenario: Scenario
    drawn_edits: tuple[Reshape, ...]


def build_draft(
    session: PlannerSession,
    draft: Draft,
    drawn: DrawnOutline | None = None,
    scenario: str = "edited",
) -> Drafted:
    """Return a draft as a scenario over the plan, under an id, with the drawn outline applied.

    Raises:
        ScenarioError: the edits are invalid, or the drawn outline cannot be applied.
    """
    document = {"scenario": scenario, "title": "edited", "baseline": session.plan.baseline}
    given = {"edits": draft.edits, "rules": draft.rules, "targets": draft.targets}
    base = Scenario.from_document(document | given)
    if drawn is None:
        return Drafted(base, ())
    drawn_edits = tuple(session.redrawn(base, drawn.reshape(), drawn.locked))
    return Drafted(replace(base, edits=(*base.edits, *drawn_edits)), drawn_edits)
