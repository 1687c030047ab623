"""The answer of a scorecard: what scenarios are good for."""

from typing import Literal

from geo.coverage.travel import By
from service.api.answers.base import Answer, Message, PlanHead, absent

Verdict = Literal["better", "worse", "mixed", "same", "undecided", "unknown"]


class ScoredPurpose(Answer):
    """A purpose, and whether each scenario serves it better than the first."""

    purpose: str
    name: str
    name_zh: str
    verdicts: dict[str, Verdict]
    headlines: dict[str, int | None]
    """The position among `indicators` of the one shown first, by scenario."""


class ScoreTarget(Answer):
    """The bounds of a target for the same figure, and which scenarios keep to them."""

    at_least: float | None
    at_most: float | None
    met: dict[str, bool]


class ScoredIndicator(Answer):
    """An indicator at one place, within one radius."""

    purpose: str
    indicator: str
    title: Message
    of: str | None
    """The place, such as `ftz:SH`; null for the plan."""
    of_name: str
    of_name_zh: str
    radius: float | None
    unit: str
    digits: str
    """As in Python's format specification."""
    better: Literal["more", "less"] | None
    decides_from: float
    """The smallest difference that the data can decide."""
    whole: float | None
    """How much there is in all."""
    values: dict[str, float | None]
    differences: dict[str, float | None]
    """From the first scenario; null where the data cannot decide one."""
    verdicts: dict[str, Verdict]
    at: dict[str, str] | None
    """Where each value is found, of an indicator such as the worst served."""
    target: ScoreTarget | None


class MissingIndicator(Answer):
    """An indicator that the plan has no layers for."""

    purpose: str
    indicator: str
    title: Message
    needs: list[str]


class Acceptability(Answer):
    """Under which share of all weights of the purposes a scenario has each rank."""

    scenario: str
    first: float
    ranks: list[float]
    central_weights: dict[str, float] | None
    """The mean of the weights under which it is first; null if it never is."""


class Turn(Answer):
    """How far the weight of a purpose may move before the order changes."""

    purpose: str
    weight: float
    least: float
    most: float
    below: str | None
    above: str | None


class Ranking(Answer):
    """The scenarios in order, under the given weights."""

    weights: dict[str, float]
    worth: dict[str, float]
    turns: list[Turn]


class Scorecard(Answer):
    """What scenarios are good for, by purpose; the baseline is always among them."""

    plan: PlanHead
    scenarios: list[str]
    radii_km: list[float] = absent()
    radii_min: list[float] = absent()
    by: By
    purposes: list[ScoredPurpose]
    indicators: list[ScoredIndicator]
    missing: list[MissingIndicator]
    acceptability: list[Acceptability]
    ranking: Ranking
