"""A proposal as a job: what may be asked, and the search."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.proposals import Limits, Question, answer
from geo.proposals.question import MOST_ANSWERS
from service.documents.proposal import document_of
from service.jobs.work import Figure  # noqa: TC001  pydantic reads it

if TYPE_CHECKING:
    from layers import Plan
    from service.jobs.work import Work

PREPARING_S = 180.0
"""How long a proposal may take beside its search: for what is measured before and after."""

_ID = r"^[A-Za-z0-9_-]{1,64}$"
_Name = Annotated[str, Field(max_length=500)]
_Count = Annotated[int, Field(strict=True, ge=0, le=1_000)]


class ProposalAsked(BaseModel):
    """A proposal: the best land for the zones of some FTZs, or for a new zone in a province.

    `objective` has terms such as `population@50`. `budget_km2` is the land to request, one figure
    or one by FTZ; with `swap` as much is taken as is released. The search ends at the `gap`, or
    when `time_limit_s` is over, with the best until then. `answers` that differ by `differ_km2` at
    least, or the `front` with a second objective, may be asked for instead of one.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    named: ClassVar[tuple[str, ...]] = ()
    gives_parts: ClassVar[bool] = True

    kind: Literal["proposal"]
    ftzs: list[_Name] = Field(default_factory=list, max_length=1_000)
    province: _Name | None = None
    objective: list[_Name] = Field(min_length=1, max_length=20)
    budget_km2: Figure | dict[_Name, Figure] | None = None
    swap: bool = False
    weights: dict[_Name, Figure] = Field(default_factory=dict, max_length=5_000)
    min_piece_km2: Figure = Limits.min_piece_km2
    max_pieces: _Count | None = None
    max_slender: Figure | None = None
    new_blocks: _Count = 0
    candidates: Literal["lobes", "parcels"] = "lobes"
    answers: Annotated[int, Field(strict=True, ge=1, le=MOST_ANSWERS)] = 1
    differ_km2: Figure | None = None
    front: list[_Name] = Field(default_factory=list, max_length=20)
    gap: Figure = Field(Question.gap, ge=0, lt=1)
    time_limit_s: Figure = Field(Question.time_limit_s, gt=0, le=1_800)
    scenario: str = Field("proposal", pattern=_ID)

    @property
    def seconds(self) -> float:
        """Return when its process is killed in any case."""
        return self.time_limit_s + PREPARING_S

    @property
    def question(self) -> Question:
        """Return what is asked for.

        Raises:
            UnknownError, MeasureError: it contradicts itself.
        """
        given = self.model_dump(exclude={"kind"})
        limits = Limits(**{each.name: given.pop(each.name) for each in fields(Limits)})
        return Question(**given | {"front": self.front or None}, limits=limits)

    def check(self) -> None:
        """Refuse what contradicts itself; raises as `question` does."""
        _ = self.question

    def work(self, plan: Plan, by: Work) -> dict[str, Any]:
        """Return the document of the proposal, or of several.

        Raises:
            ZonewrightError: what `geo.proposals` raises.
        """

        def tell(gain: float, bound: float) -> None:
            by.tell(gain=gain, bound=bound, **({"gap": (bound - gain) / gain} if gain > 0 else {}))

        document = document_of(answer(plan, self.question, tell, by.stop))
        tell(*_proof(document))
        return document


def _proof(document: dict[str, Any]) -> tuple[float, float]:
    """Return what a proposal gains, and what none exceeds."""
    before = document["before"]
    return abs(document["promised"] - before), abs(document["bound"] - before)
