"""Purposes: what boundaries are moved for, in the order in which they are shown.

They are those of the plan's table `purposes`, in its own words, or else the purposes of the
indicators that the program declares. `indicators` of a purpose are references: `KEY`, `KEY:PLACE`
(one of its places) and `KEY@RADIUS` (at that radius, in km, instead of those asked for), such as
`covered_clusters:biopharma@50`. As in an objective, `population@50` is people within 50 km, and
`sector:biopharma@50` the weight of clusters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.coverage.indicator import Indicator, indicators_of
from geo.validation import is_radius, shown
from layers import Plan
from layers.errors import PlanError, UnknownError
from layers.messages import Message
from layers.runtime.suggestions import suggestion
from layers.schema.column_types import is_missing
from layers.schema.lists import split_list

_REFERENCE = re.compile(r"(?P<key>[^:@]+)(?::(?P<place>[^@]+))?(?:@(?P<radius>.+))?")
_SECTOR = "sector"


@dataclass(frozen=True)
class Reference:
    """An indicator by its key, at one place (None: at all), within one radius (None: as asked)."""

    key: str
    place: str | None = None
    radius_km: float | None = None

    @classmethod
    def parse(cls, text: str, known: Mapping[str, Indicator]) -> "Reference":
        """Return the reference of a text; `known` are the indicators of a plan.

        Raises:
            UnknownError: there is no such indicator, or it has no such place or radius.

        >>> from layers.example import example_plan
        >>> Reference.parse("population@50", indicators_of(example_plan()))
        Reference(key='covered_population', place=None, radius_km=50.0)
        """
        found = _REFERENCE.fullmatch(text.strip())
        if found is None:
            raise UnknownError(Message("score-reference", given=shown(text)))
        key, place, radius = found["key"].strip(), found["place"], found["radius"]
        if key == _SECTOR and place:
            key = "covered_weight"
        elif key not in known and f"covered_{key}" in known:
            key = f"covered_{key}"
        if key not in known:
            raise UnknownError(
                Message("score-indicator-unknown", given=shown(key), hint=suggestion(key, known))
            )
        one = known[key]
        if place is not None:
            if one.place_kind is None:
                raise UnknownError(
                    Message("score-reference-without-places", key=key, given=shown(text))
                )
            place = f"{one.place_kind}:{place.strip().removeprefix(f'{one.place_kind}:')}"
        if radius is None:
            return cls(key, place)
        try:
            radius_km = float(radius)
        except ValueError:
            radius_km = -1.0
        if not is_radius(radius_km) or one.over == "land":
            raise UnknownError(Message("score-reference", given=shown(text)))
        return cls(key, place, radius_km)


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


def purposes_of(plan: Plan) -> tuple[Purpose, ...]:
    """Return the purposes of a plan in order, each with its indicators.

    A plan's own indicators follow in the purpose that they name, if they are not referred to.

    Raises:
        PlanError: the plan's table `purposes` or `indicators` has a mistake: a line for each.

    >>> from layers.example import example_plan
    >>> [purpose.key for purpose in purposes_of(example_plan())]
    ['strategies', 'regions', 'sectors', 'trade', 'land', 'people']
    """
    known = indicators_of(plan)
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
