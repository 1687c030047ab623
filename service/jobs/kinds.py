"""The kinds of jobs: what may be asked of each, and the work itself.

A new kind is a class here and its name in `JobAsked`: its fields are what may be asked, `seconds`
is when its process is killed in any case, `work` does it. `work` runs in a process of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from geo.proposals import Stop, propose, propose_zone
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from service.documents.proposal import proposal_document

if TYPE_CHECKING:
    from layers import Plan

PREPARING_S = 180.0
"""How long a proposal may take beside its search: for what is measured before and after."""

_ID = r"^[A-Za-z0-9_-]{1,64}$"
_Name = Annotated[str, Field(max_length=500)]
_Figure = Annotated[float, Field(strict=True)]  # neither a text nor true


class Work(Protocol):
    """Who asked for the work, as the work sees it: told how far it is, and heard when to stop."""

    stop: Stop

    def tell(self, **figures: float) -> None:
        """Say how far the work is."""


class ProposalAsked(BaseModel):
    """A proposal: the best land for the zones of some FTZs, or for a new zone in a province.

    `objective` has terms such as `population@50`. `budget_km2` is the land to request, one figure
    or one by FTZ; with `swap` as much is taken as is released. The search ends at the `gap`, or
    when `time_limit_s` is over, with the best until then.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    kind: Literal["proposal"]
    ftzs: list[_Name] = Field(default_factory=list, max_length=1_000)
    province: _Name | None = None
    objective: list[_Name] = Field(min_length=1, max_length=20)
    budget_km2: _Figure | dict[_Name, _Figure] | None = None
    swap: bool = False
    gap: _Figure = Field(0.01, ge=0, lt=1)
    time_limit_s: _Figure = Field(120.0, gt=0, le=1_800)
    scenario: str = Field("proposal", pattern=_ID)

    @property
    def seconds(self) -> float:
        """Return when its process is killed in any case."""
        return self.time_limit_s + PREPARING_S

    def check(self) -> None:
        """Refuse what contradicts itself.

        Raises:
            UnknownError: neither FTZs nor a province, or both.
            MeasureError: neither a budget nor a swap, or both; a swap or budgets by FTZ for a new
                zone.
        """
        if bool(self.ftzs) == (self.province is not None):
            raise UnknownError(
                Message("propose-ftz-or-province" if self.ftzs else "propose-ftz-none")
            )
        if self.swap == (self.budget_km2 is not None):
            raise MeasureError(Message("propose-budget-or-swap"))
        if self.province is not None and not isinstance(self.budget_km2, float):
            raise MeasureError(Message("propose-province-swap"))

    def work(self, plan: Plan, by: Work) -> dict[str, Any]:
        """Return the proposal's document.

        Raises:
            ZonewrightError: what `geo.proposals` raises.
        """

        def told(gain: float, bound: float) -> None:
            by.tell(gain=gain, bound=bound, **({"gap": (bound - gain) / gain} if gain > 0 else {}))

        if self.province is None:
            found = propose(
                plan,
                list(dict.fromkeys(self.ftzs)),
                self.objective,
                self.budget_km2,
                swap=self.swap,
                gap=self.gap,
                time_limit_s=self.time_limit_s,
                scenario=self.scenario,
                progress=told,
                stop=by.stop,
            )
        else:
            assert isinstance(self.budget_km2, float)  # noqa: S101  as `check` holds
            found = propose_zone(
                plan,
                self.province,
                self.objective,
                self.budget_km2,
                gap=self.gap,
                time_limit_s=self.time_limit_s,
                scenario=self.scenario,
                stop=by.stop,
            )
        told(abs(found.promised - found.before), abs(found.bound - found.before))
        return proposal_document(found)


Asked = ProposalAsked
"""Everything that may be asked; further kinds are joined by `|`."""

JobAsked = Annotated[Asked, Field(discriminator="kind")]
"""What a request may ask, told apart by `kind`."""
