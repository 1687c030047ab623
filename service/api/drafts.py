"""What the page sends of a draft: edits that are not saved, and an outline drawn over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from geo.edits import Reshape, find_edits
from geo.scenario.model import Scenario
from geo.validation import reason_of
from layers.errors import ScenarioError

if TYPE_CHECKING:
    from service.api.session import PlannerSession

MOST_EDITS = 1_000


class DrawnOutline(BaseModel):
    """A zone's outline as it is drawn (GeoJSON or WKT), and zones that are to stay as they are."""

    model_config = ConfigDict(extra="forbid")

    zone: str = Field(max_length=500)
    geometry: dict[str, Any] | str
    locked: list[str] = Field(default_factory=list, max_length=1_000)

    def reshape(self) -> Reshape:
        """Return the edit that gives the zone this outline and leaves its neighbours as they are.

        Raises:
            ScenarioError: the outline is none.
        """
        found, problems = find_edits([{"reshape": {"zone": self.zone, "geometry": self.geometry}}])
        if problems:
            raise ScenarioError(reason_of(problem) for problem in problems)
        (reshape,) = (edit for edit in found if isinstance(edit, Reshape))
        return reshape


class Draft(BaseModel):
    """Edits over the baseline that are not saved, and the rules that hold for them."""

    model_config = ConfigDict(extra="forbid")

    edits: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_EDITS)
    rules: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Drafted:
    """A draft as a scenario, with the edits that the outline drawn over it means among its own."""

    scenario: Scenario
    drawn_edits: tuple[Reshape, ...]


def build_draft(
    session: PlannerSession,
    draft: Draft,
    drawn: DrawnOutline | None = None,
    scenario: str = "edited",
) -> Drafted:
    """Return a draft as a scenario over the plan, under an id, with what is drawn over it.

    Raises:
        ScenarioError: there are no such edits, or the outline that is drawn cannot be made.
    """
    document = {"scenario": scenario, "title": "edited", "baseline": session.plan.baseline}
    made = Scenario.from_document(document | {"edits": draft.edits, "rules": draft.rules})
    if drawn is None:
        return Drafted(made, ())
    drawn_edits = tuple(session.redrawn(made, drawn.reshape(), drawn.locked))
    return Drafted(replace(made, edits=(*made.edits, *drawn_edits)), drawn_edits)
