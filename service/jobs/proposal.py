"""A proposal as a job: its options, and the search."""

import math
import time
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, create_model, model_validator
from shapely.geometry import mapping

from geo.proposals import Question, Step, answer
from layers import Plan
from layers.errors import MeasureError
from layers.messages import Message
from layers.scenario_id import ID_PATTERN
from service.documents.proposal import document_of, proposal_scorecard
from service.jobs.question_members import members_of
from service.jobs.work import StrictFloat, Work

_PREPARING_S = 180.0
"""The time limit of a proposal besides its search: for the measures before and after."""

_DRAWN_EVERY_S = 1.0

_LONGEST_S = 1_800
"""How long a search may last that is started over HTTP."""


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


_Members: Any = create_model(
    "_Members",
    __config__=ConfigDict(extra="forbid", allow_inf_nan=False),
    **members_of(Question),
)


class ProposalRequest(_Members):  # type: ignore[misc]
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
    time_limit_s: StrictFloat = Field(Question.time_limit_s, gt=0, le=_LONGEST_S)
    scenario: str = Field(Question.scenario, pattern=ID_PATTERN)

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
