"""Purposes: what boundaries are moved for, in the order in which they are shown.

They are those of the plan's table `purposes`, in its own words, or else the purposes of the
indicators that the program declares. `indicators` of a purpose are references: `KEY`, `KEY:PLACE`
(one of its places) and `KEY@RADIUS` (at that radius, in km, instead of those asked for), such as
`covered_clusters:biopharma@50` (`geo.indicators.reference`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.coverage.indicator import Indicator, indicators_of
from geo.indicators.reference import Reference
from layers import Plan
from layers.errors import PlanError, UnknownError
from layers.messages import Message
from layers.schema.column_types import is_missing
from layers.schema.lists import split_list


@dataclass(frozen=True)
class Purpose:
    """A purpose: its key, its name in both languages, and its indicators in order.

    `name` is None where the catalogue has it (`score-purpose-KEY`).
    """

    key: str
    indicators: tuple[Reference, ...]
    name: str | None = None
    name_zh: str | None = None
    source: str | None = None

    @property
    def title(self) -> Message:
        """Return its name for readers."""
        if self.name is None and self.name_zh is None:
            return Message(f"score-purpose-{self.key}")
        name = self.name or self.name_zh or self.key
        return Message("score-own-name", name=name, name_zh=self.name_zh or name)


DEFAULT = ("strategies", "regions", "sectors", "trade", "land", "people")
"""The purposes of a plan that states none, in order."""


def purposes_of(plan: Plan, known: Mapping[str, Indicator] | None = None) -> tuple[Purpose, ...]:
    """Return the purposes of a plan in order, each with its indicators.

    `known` are those of `indicators_of`, if already computed: listing them takes time.

    A plan's own indicators follow in the purpose that they name, if they are not referred to.

    Raises:
        PlanError: the plan's table `purposes` or `indicators` has mistakes: one line per mistake.

    >>> from layers.example import example_plan
    >>> [purpose.key for purpose in purposes_of(example_plan())]
    ['strategies', 'regions', 'sectors', 'trade', 'land', 'people']
    """
    known = indicators_of(plan) if known is None else known
    if not plan.has("purposes"):
        named = dict.fromkeys((*DEFAULT, *(one.purpose for one in known.values() if one.purpose)))
        return tuple(
            Purpose(
                key,
                tuple(Reference(one.key) for one in known.values() if one.purpose == key),
                **({} if key in DEFAULT else {"name": key}),
            )
            for key in named
        )
    problems: list[Message] = []
    stated = [*_stated(plan, known, problems)]
    if problems:
        raise PlanError(problems)
    referred = {one.key for purpose in stated for one in purpose.indicators}
    own = [one for one in known.values() if one.own_unit is not None and one.key not in referred]
    return tuple(
        Purpose(
            purpose.key,
            (
                *purpose.indicators,
                *(Reference(one.key) for one in own if one.purpose == purpose.key),
            ),
            purpose.name,
            purpose.name_zh,
            purpose.source,
        )
        for purpose in stated
    )


def _stated(
    plan: Plan, known: Mapping[str, Indicator], problems: list[Message]
) -> Iterator[Purpose]:
    """Yield the purposes of the plan's table, and collect its mistakes."""
    rows = plan.frame("purposes")
    for number, row in enumerate(rows.sort_values("order", kind="stable").to_dict("records")):
        references: list[Reference] = []
        for text in split_list(row["indicators"]):
            try:
                references.append(Reference.parse(text, known))
            except UnknownError as error:
                problems += [one.at("purposes", number, "indicators") for one in error.problems]
        texts = [None if is_missing(row[name]) else str(row[name]) for name in _TEXTS]
        key = str(row["purpose"])
        default = texts[0] is None and texts[1] is None and key not in DEFAULT
        yield Purpose(key, tuple(references), key if default else texts[0], *texts[1:])


_TEXTS = ("name", "name_zh", "source")
