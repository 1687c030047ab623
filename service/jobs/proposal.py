"""A proposal as a job: its options, and the search."""

import math
import time
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator
from shapely.geometry import mapping

from geo.coverage.travel import By
from geo.proposals import Limits, Question, Step, answer
from geo.proposals.question import MOST_ANSWERS, MOST_NEW, MOST_PRICE, MOST_RUNS, MOST_TRIES
from geo.proposals.term import MOST_SPREAD_KM
from geo.scenario.phase import MOST_PHASES
from layers import Plan
from layers.errors import MeasureError
from layers.messages import Message
from layers.scenario_id import ID_PATTERN
from service.documents.proposal import document_of, proposal_scorecard
from service.jobs.work import Name, StrictFloat, Work, one_or

_PREPARING_S = 180.0
"""The time limit of a proposal besides its search: for the measures before and after."""

_DRAWN_EVERY_S = 1.0

_Count = Annotated[int, Field(strict=True, ge=0, le=1_000)]


class _Best:
    """The land of the best answer so far, drawn again where it is better, at a bounded rate."""

    def __init__(self) -> None:
        self._gain, self._drawn_at = -math.inf, -math.inf
        self._land: dict[str, Any] | None = None

    def land(self, step: Step) -> dict[str, Any] | None:
        """Return it as GeoJSON, None until there is any."""
        now = time.monotonic()
        if step.gain > self._gain and now - self._drawn_at >= _DRAWN_EVERY_S:
            land = step.land()
            if not land.is_empty:
                self._gain, self._drawn_at, self._land = step.gain, now, dict(mapping(land))
        return self._land


class ProposalRequest(BaseModel, extra="forbid", allow_inf_nan=False):
    """A proposal: the best land for the zones of some FTZs, or for new zones.

    Of these there are `new` at most, in a `province`, in any of several, or in `all`, each of
    `budget_km2`. Else that is the land to add, one number or one by FTZ; with `swap`, the same area
    is added as is released, `any` land or `idle` land first; with `phases`, by year, so much in all
    by then.
    `objective` has terms such as `population@50`. The search ends at the `gap`, or after
    `time_limit_s` with the best answer so far. Instead of one answer, it can return `answers` that
    differ by at least `differ_km2`, or the `front` with a second objective. Terms count over radii
    up to `spread_km` below and above their own. Boundaries are uncertain by `boundary_km`: land is
    twice as wide, or `width_km` (and `joint_km` where it meets its zone), and `kept_share` of its
    gain is kept in 95 of 100 `runs`, where it can be. A resident of the land weighs as `residents`
    people reached; layers to `prefer` or to `avoid` attract or repel, and the targets to keep are
    in `keep`. As many shapes are tried as `tries` says. `by` says how distances are measured. A
    single name need not be in a list.
    """

    named: ClassVar[tuple[str, ...]] = ()
    gives_parts: ClassVar[bool] = True

    kind: Literal["proposal"]
    ftzs: Annotated[list[Name], one_or(0, 1_000)] = Field(default_factory=list, max_length=1_000)
    province: Name | Annotated[list[Name], Field(max_length=1_000)] | None = None
    everywhere: bool = Field(default=False, deprecated=True)
    new: Annotated[int, Field(strict=True, ge=1, le=MOST_NEW)] = 1
    objective: Annotated[list[Name], one_or(1, 20)] = Field(min_length=1, max_length=20)
    budget_km2: StrictFloat | dict[Name, StrictFloat] | None = None
    phases: dict[int, StrictFloat] = Field(default_factory=dict, max_length=MOST_PHASES)
    phase_weights: dict[int, StrictFloat] = Field(
        default_factory=dict, max_length=MOST_PHASES, deprecated=True
    )
    swap: bool | Literal["any", "idle"] = False
    release: Literal["any", "idle"] = Field("any", deprecated=True)
    across_barriers: bool = Field(default=False, deprecated=True)
    spread_km: StrictFloat = Field(Question.spread_km, ge=0, le=MOST_SPREAD_KM)
    kept_share: StrictFloat = Field(Question.kept_share, ge=0, le=1)
    runs: Annotated[int, Field(strict=True, ge=0, le=MOST_RUNS)] = Question.runs
    by: By = Question.by
    weights: dict[Name, StrictFloat] = Field(default_factory=dict, max_length=5_000)
    keep: Annotated[list[Name], one_or(0, 20)] = Field(default_factory=list, max_length=20)
    prefer: Annotated[list[Name], one_or(0, 20)] = Field(default_factory=list, max_length=20)
    avoid: Annotated[list[Name], one_or(0, 20)] = Field(default_factory=list, max_length=20)
    residents: StrictFloat = Field(Question.residents, ge=0, le=MOST_PRICE)
    tries: Annotated[int, Field(strict=True, ge=0, le=MOST_TRIES)] = Question.tries
    min_piece_km2: StrictFloat = Limits.min_piece_km2
    max_pieces: _Count | None = None
    compact: StrictFloat = Limits.compact
    new_blocks: _Count = Field(0, deprecated=True)
    candidates: Literal["shapes", "parcels"] = "shapes"
    release_gateways: bool = False
    width_km: StrictFloat | None = None
    joint_km: StrictFloat | None = None
    boundary_km: StrictFloat = Limits.boundary_km
    answers: Annotated[int, Field(strict=True, ge=1, le=MOST_ANSWERS)] = 1
    differ_km2: StrictFloat | None = None
    front: Annotated[list[Name], one_or(0, 20)] = Field(default_factory=list, max_length=20)
    gap: StrictFloat = Field(Question.gap, ge=0, lt=1)
    time_limit_s: StrictFloat = Field(Question.time_limit_s, gt=0, le=1_800)
    scenario: str = Field("proposal", pattern=ID_PATTERN)

    @model_validator(mode="before")
    @classmethod
    def _without_per_km2(cls, given: Any) -> Any:  # noqa: ANN401
        """Refuse an option of earlier versions, naming its replacement."""
        if isinstance(given, dict) and given.get("per_km2"):
            raise MeasureError(Message("propose-per-km2-gone"))
        return given

    @property
    def seconds(self) -> float:
        """Return the time limit after which its process is killed."""
        return self.time_limit_s + _PREPARING_S

    @property
    def question(self) -> Question:
        """Return the question for the search.

        Raises:
            UnknownError, MeasureError: its options contradict each other.
        """
        return Question.of(**self.model_dump(exclude={"kind"}))

    @property
    def deprecated(self) -> tuple[str, ...]:
        """Return its deprecated members."""
        return self.question.deprecated

    def check(self) -> None:
        """Check that the options do not contradict each other; raises as `question`."""
        _ = self.question

    def work(self, plan: Plan, by: Work) -> dict[str, Any]:
        """Return the document of the proposal, or of several.

        Raises:
            ZonewrightError: what `geo.proposals` raises.
        """
        best = _Best()

        def report(step: Step) -> None:
            gap = (step.bound - step.gain) / step.gain if step.gain > 0 else math.inf
            known = {"bound": step.bound, "gap": gap, "share": step.share, "left_s": step.left_s}
            figures = {name: value for name, value in known.items() if value is not None}
            figures = {name: value for name, value in figures.items() if math.isfinite(value)}
            by.report(best.land(step), gain=step.gain, **figures)

        found = answer(plan, self.question, report, by.stop)
        document = document_of(found, proposal_scorecard(plan, found, self.question.travel))
        before = document["before"]
        gain, bound = (abs(document[name] - before) for name in ("promised", "bound"))
        report(Step(gain, bound, 1.0, 0.0))
        return document
