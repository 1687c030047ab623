"""The names of indicators where they are requested: in purposes, objectives and lower bounds.

By their keys, with a place after a colon (`covered_clusters:biopharma`, `strategy_population:GBA`),
or shorter: `population` and any other demand attribute are those within reach, `sector:biopharma`
is the weight of a sector's clusters, `own:jobs`, `same-customs:jobs` and `second:jobs` are jobs
that certain zones reach (`geo.indicators.reached_by`), `worst-served` are the people of the
worst-served regions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from geo.coverage.indicator import Indicator
from geo.indicators.reached_by import KINDS
from geo.validation import is_radius, shown
from layers.errors import UnknownError
from layers.messages import Message
from layers.runtime.suggestions import suggestion

WORST_SERVED = "worst-served"
SECTOR = "sector"
_PREFIXES: dict[str, str] = {kind: f"{name}_" for name, kind in KINDS.items()}


class Named(NamedTuple):
    """An indicator of a plan, at one of its places (None: of the plan)."""

    indicator: Indicator
    place: str | None = None

    @classmethod
    def find(cls, name: str, known: Mapping[str, Indicator]) -> Self:
        """Return the reference with a name; `known` are the indicators of a plan.

        Raises:
            UnknownError: there is no such indicator, or it has no places.

        >>> from geo.coverage.indicator import indicators_of
        >>> from layers.example import example_plan
        >>> known = indicators_of(example_plan())
        >>> [Named.find(name, known).indicator.key for name in ("jobs", "sector:AI", "own:jobs")]
        ['covered_jobs', 'covered_weight', 'own_jobs']
        """
        name = name.strip()
        if name == WORST_SERVED:
            return cls(known["worst_served_population"])
        prefix, _, rest = name.partition(":")
        kind = _PREFIXES.get(prefix)
        for key in (name, f"covered_{name}", f"{kind}{rest}"):
            if key in known:
                return cls(known[key])
        key, place = prefix.strip(), rest.strip()
        if key == SECTOR and place:
            key = "covered_weight"
        elif key not in known and f"covered_{key}" in known:
            key = f"covered_{key}"
        if key not in known:
            names = [*known, *(key.removeprefix("covered_") for key in known)]
            raise UnknownError(
                Message("score-indicator-unknown", given=shown(key), hint=suggestion(key, names))
            )
        one = known[key]
        if not place:
            return cls(one)
        if one.place_kind is None:
            raise UnknownError(
                Message("score-reference-without-places", key=key, given=shown(name))
            )
        return cls(one, f"{one.place_kind}:{place.removeprefix(f'{one.place_kind}:')}")


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

        >>> from geo.coverage.indicator import indicators_of
        >>> from layers.example import example_plan
        >>> Reference.parse("population@50", indicators_of(example_plan()))
        Reference(key='covered_population', place=None, radius_km=50.0)
        """
        name, has_radius, radius = text.strip().partition("@")
        if not name:
            raise UnknownError(Message("score-reference", given=shown(text)))
        one, place = Named.find(name, known)
        if not has_radius:
            return cls(one.key, place)
        try:
            radius_km = float(radius)
        except ValueError:
            radius_km = -1.0
        if not is_radius(radius_km) or one.over == "land":
            raise UnknownError(Message("score-reference", given=shown(text)))
        return cls(one.key, place, radius_km)
