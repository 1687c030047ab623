"""What a rule is: a function from zones to breaches, its level, and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.rules.prepared_plan import PreparedPlan
    from geo.rules.zone_set import Subjects

Level = Literal["hard", "soft", "ignore"]
"""A scenario that breaks a hard rule cannot be proposed; a broken soft rule is listed."""

LEVELS: tuple[Level, ...] = ("hard", "soft", "ignore")


class Breach(NamedTuple):
    """One place where a rule is broken.

    `subject` names what breaks the rule (ids of the zone, and of what it meets), never by how much:
    rule and subject identify a violation across scenarios. `amount` was measured and `limit`
    allowed, both in `unit`. `message` says so in words; `geometry` shows where, in degrees of the
    plan's CRS, if anywhere. `zones` are those that `subject` begins with, where they are not just
    `zone_id`; `places` says how many blocks or strips of the subject break the rule.
    """

    subject: str
    zone_id: str | None
    amount: float
    limit: float
    unit: str
    message: Message
    geometry: BaseGeometry | None
    zones: tuple[str, ...] = ()
    places: int = 1


Parameters: TypeAlias = "Mapping[str, float]"
Check: TypeAlias = "Callable[[PreparedPlan, Any, Parameters], Iterable[Breach]]"


@dataclass(frozen=True)
class Parameter:
    """A figure that a scenario may set for a rule; both bounds are allowed values.

    With `by_group` it is a mapping of FTZ ids to figures; that of a group stands among the rule's
    parameters as `name.ftz_id`, and a group that is not named has the default.

    >>> from geo.rules import RULES
    >>> blocks, = RULES["max_blocks"].parameters
    >>> blocks.name, blocks.minimum, blocks.whole
    ('blocks', 1, True)
    """

    name: str
    default: float
    unit: str
    minimum: float = 0.0
    maximum: float = 1e9
    whole: bool = False
    by_group: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule by name: what it looks at, the function that finds its breaches, its default level.

    What `check` finds in one of the `subjects` (a zone, two zones, an FTZ) may depend on that
    subject, the plan and the parameters alone: the checker caches it. `place` orders the rules
    wherever they are listed. Its words are in the catalogue, by its name.

    >>> from geo.rules import RULES
    >>> RULES["cap"].level, [parameter.name for parameter in RULES["max_blocks"].parameters]
    ('soft', ['blocks'])
    """

    name: str
    subjects: Subjects
    check: Check
    level: Level
    place: float
    parameters: tuple[Parameter, ...] = ()

    @property
    def title(self) -> Message:
        """Return its name for a reader."""
        return Message(self._code("name"))

    @property
    def description(self) -> Message:
        """Return what it asks, in a sentence."""
        return Message(self._code("description"))

    def description_of(self, parameter: Parameter) -> Message:
        """Return what a parameter sets, in a sentence."""
        return Message(self._code(parameter.name, "description"))

    def _code(self, *parts: str) -> str:
        return "-".join(("rule", self.name, *parts)).replace("_", "-")


def rule(
    subjects: Subjects, level: Level, *parameters: Parameter, place: float
) -> Callable[[Check], Rule]:
    """Return what makes a rule of the function below it, which has the rule's name."""
    return lambda check: Rule(check.__name__, subjects, check, level, place, parameters)
