"""A target: a figure that a plan or a scenario is to reach, or to stay below.

`{measure: covered_population, radius_km: 50, at_least: 460e6}`: an indicator, or a figure of the
tables of a measure, of the whole plan or of one of its groups, sectors, regions, zones, strategic
regions or kinds of gateways. `geo.coverage.target_figure` reads it.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from geo.edits.base import ShortText
from geo.validation import find_each, is_radius, shown
from layers.errors import ScenarioError
from layers.messages import Message

MOST_TARGETS = 100
"""How many targets a scenario may have, and a plan."""

_PLACES = ("ftz", "sector", "region", "zone", "strategy", "gateway")
_Number = Annotated[float, Field(strict=True)]


class Target(BaseModel, frozen=True, extra="forbid", allow_inf_nan=False):
    """A figure, where, and its bounds: at least, at most, or both.

    Args:
        measure: the figure: an indicator, or a column in the tables of a measure.
        ftz, sector, region, zone: the id of one of these; without, the figure is of the plan.
        strategy, gateway: a strategic region, or a kind of gateways, that an indicator knows.
        radius_km, radius_min: of a figure within a radius, in km or in minutes.
        by: how distances are measured: by the straight `line`, by `road`. Files of earlier versions
            may have `rail`, which is read and not measured.
        at_least, at_most: the bounds, both allowed values, in the unit of the figure.
        hard: a scenario that misses it cannot be proposed; a soft one is only listed.
        title, title_zh: its name; without one, its figure and place are shown.
        source: where it is stated.

    >>> str(Target(measure="covered_population", radius_km=50, at_least=460e6))
    'covered_population 50 km >= 460000000'
    """

    measure: ShortText
    ftz: ShortText | None = None
    sector: ShortText | None = None
    region: ShortText | None = None
    zone: ShortText | None = None
    strategy: ShortText | None = None
    gateway: ShortText | None = None
    radius_km: _Number | None = None
    radius_min: _Number | None = None
    by: Literal["line", "road", "rail"] = "line"
    at_least: _Number | None = None
    at_most: _Number | None = None
    hard: Annotated[bool, Field(strict=True)] = False
    title: ShortText | None = None
    title_zh: ShortText | None = None
    source: ShortText | None = None

    @model_validator(mode="after")
    def _without_problems(self) -> Self:
        problems = [*self._problems()]
        if problems:
            raise ScenarioError(problems)
        return self

    def _problems(self) -> Iterator[Message]:
        """Yield contradictions in the target itself, without looking at a plan."""
        if self.at_least is None and self.at_most is None:
            yield Message("scenario-target-unbounded")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            yield Message("scenario-target-bounds-crossed", least=self.at_least, most=self.at_most)
        if len(self._places) > 1:
            yield Message("scenario-target-several-places", places=tuple(self._places))
        if self.radius_km is not None and self.radius_min is not None:
            yield Message("measure-radii-mixed")
        elif self.radius is None and self.measure.startswith("covered_"):
            yield Message("scenario-target-without-radius", measure=self.measure)
        if self.radius is not None and not is_radius(self.radius):
            yield Message("measure-radius-not-allowed", given=shown(self.radius), unit=self.unit)
        if self.by == "line" and self.unit == "min":
            yield Message("measure-minutes-by-line")

    @property
    def _places(self) -> dict[str, str]:
        every = {kind: getattr(self, kind) for kind in _PLACES}
        return {kind: value for kind, value in every.items() if value is not None}

    @property
    def place(self) -> tuple[str, str]:
        """Return the kind of its place, such as `ftz`, and its id; two "" for the plan."""
        return next(iter(self._places.items()), ("", ""))

    @property
    def radius(self) -> float | None:
        """Return the radius, in its unit."""
        return self.radius_km if self.radius_km is not None else self.radius_min

    @property
    def unit(self) -> Literal["km", "min"]:
        """Return the unit of distances."""
        if self.radius is not None:
            return "km" if self.radius_min is None else "min"
        return "min" if self.measure.endswith("_min") else "km"

    def __str__(self) -> str:
        """Return its identifying text: figure, place, radius, travel mode and bounds."""
        return " ".join(
            (
                self.measure,
                *(f"{kind}:{value}" for kind, value in self._places.items()),
                *([] if self.radius is None else [f"{self.radius:.12g} {self.unit}"]),
                *([] if self.by == "line" else [self.by]),
                *([] if self.at_least is None else [f">= {self.at_least:.12g}"]),
                *([] if self.at_most is None else [f"<= {self.at_most:.12g}"]),
            )
        )

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, without unset fields."""
        return self.model_dump(mode="json", exclude_defaults=True)


def find_targets(items: object) -> tuple[tuple[Target, ...], list[Message]]:
    """Return the targets of a list of mappings (or targets), and the problems of the others.

    >>> [str(problem) for problem in find_targets([{"measure": "gini"}])[1]]
    ['targets[1]: has no bound: state at_least, at_most or both']
    """
    targets, problems = find_each(items, Target, "targets", MOST_TARGETS)
    return tuple({str(target): target for target in targets}.values()), problems
