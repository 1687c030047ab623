"""The definition of a rule: a function from zones to breaches, its level, and its parameters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from shapely.geometry.base import BaseGeometry

from geo.rules.prepared_plan import PreparedPlan
from geo.rules.zone_set import Subjects
from layers.errors import ScenarioError
from layers.messages import Message
from layers.runtime.arguments import checked_call

RuleLevel = Literal["hard", "soft", "ignore"]
"""A scenario that breaks a hard rule cannot be proposed; broken soft rules are only listed."""

RULE_LEVELS: tuple[RuleLevel, ...] = ("hard", "soft", "ignore")


class Breach(NamedTuple):
    """One breach of a rule.

    `subject` has the ids of the zone that breaks the rule and of the feature it meets, without
    amounts: rule and subject identify a violation across scenarios. `amount` was measured and
    `limit` is allowed, both in `unit`. `message` is the sentence; `geometry` is the location, in
    degrees of the plan's CRS, if any. `zones` are those that `subject` begins with, if not just
    `zone_id`; `places` is the number of blocks or strips of the subject that break the rule.

    >>> from geo.rules import Breach
    >>> from layers.messages import Message
    >>> Breach("A", "A", 2.0, 1.0, "blocks", Message("list-none"), None).places
    1
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

    With `by_group` it is a mapping of FTZ ids to figures; that of a group is in the rule's
    parameters as `name.ftz_id`, and other groups have the default.

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


OF_YEAR = Parameter("year", 0, "year", maximum=9999, whole=True)
"""The parameter of a rule that depends on time: as of the end of which year; 0: of none.

A phase of a scenario sets it (`geo.rules.settings.in_year`), unless the scenario does.
"""


@dataclass(frozen=True)
class Rule:
    """A rule by name: its subjects, the function that finds its breaches, its default level.

    The result of `check` for one of the `subjects` (a zone, two zones, an FTZ) may depend only on
    that subject, the plan and the parameters, because the checker caches it. `place` orders the
    rules in lists. Its texts are in the catalogue, by its name.

    >>> from geo.rules import RULES
    >>> RULES["cap"].level, [parameter.name for parameter in RULES["max_blocks"].parameters]
    ('soft', ['blocks'])
    """

    name: str
    subjects: Subjects
    check: Check
    level: RuleLevel
    place: float
    parameters: tuple[Parameter, ...] = ()

    @property
    def title(self) -> Message:
        """Return its title."""
        return Message(self._code("name"))

    @property
    def description(self) -> Message:
        """Return its requirement, in a sentence."""
        return Message(self._code("description"))

    def description_of(self, parameter: Parameter) -> Message:
        """Return a parameter's description, in a sentence."""
        return Message(self._code(parameter.name, "description"))

    def _code(self, *parts: str) -> str:
        return "-".join(("rule", self.name, *parts)).replace("_", "-")


@checked_call(ScenarioError)
def rule(
    subjects: Subjects, level: RuleLevel, *parameters: Parameter, place: float
) -> Callable[[Check], Rule]:
    """Return a decorator that makes a rule of a function, with the function's name.

    >>> from geo.rules import EACH_ZONE, rule
    >>> @rule(EACH_ZONE, "soft", place=99)
    ... def never_broken(prepared, zone, parameters):
    ...     return []
    >>> never_broken.name, never_broken.level
    ('never_broken', 'soft')
    """
    return lambda check: Rule(check.__name__, subjects, check, level, place, parameters)
