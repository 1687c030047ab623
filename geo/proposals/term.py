"""The terms of an objective: indicators that add up points or land, with radii and weights.

A **term** is written `NAME@RADIUS`, with a weight before it where there are several:
`2*population@50`; the name is that of an indicator (`geo.indicators.reference`). Its points count
where they lie within the radius (km) of a zone, at radius 0 where they lie inside one. A **spread**
of the radius, `population@50±2`, is up to half of it: then a point counts a fifth at each of five
radii, here 48, 49, 50, 51 and 52 km, so that land is worth less if it only just reaches people.

A term over land has no radius: `strategy_land_km2`. One of which less is better is charged for,
and credited where land is released: `0.1*land_value`; it is only possible beside other
terms. Two terms are more than an indicator:

- `worst-served@50`: the people of the worst-served regions *beyond* the radius. Fewer is better.
- `least:city@50`: the percentage of the people of one region, the one of that level of which the
  smallest part is reached, among the regions that the groups count (all, if they count none). It
  is not a sum, so it must be the only term.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geo.coverage.indicator import Indicator, LandAmounts, PointAmounts, indicators_of
from geo.coverage.plan_data import PlanData
from geo.coverage.travel import Unit
from geo.coverage.weights import checked_weight, weights_of
from geo.indicators.reference import SECTOR, WORST_SERVED, Named
from geo.tables.own_regions import counted_districts
from geo.validation import check_types, is_radius, shown
from layers import Plan
from layers.errors import MeasureError, UnknownError, ZonewrightError
from layers.messages import Message
from layers.runtime.suggestions import suggestion

LEAST = "least"
LAND_VALUE = "land_value"

MOST_SPREAD_KM = 100.0
"""The largest spread of a radius."""

MOST_WEIGHT = 1e9
"""The largest weight of a term or a region; the smallest is one by it."""

SPREAD = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""The radii over which a term with a spread is taken, as shares of the spread."""

_TERM = re.compile(
    r"(?:(?P<weight>[-+.\d][^*@]*)\*)?\s*(?P<name>[^@]+)"
    r"(?:@(?P<radius>[^@±]+?)(?P<unit>min)?(?:±(?P<spread>[^@±]+))?)?"
)
_INSTEAD = {
    "sole": "population@50",
    "overlap": "population@50",
    "margin": "population@50",
}
"""The indicators nearest to figures that are not indicators."""

ON_NETWORKS = ("demand", "clusters")
"""The layers of points to which a network leads."""


@dataclass(frozen=True)
class Term:
    """One term: an indicator by its name, within which radius (land: none), and its weight.

    `spread_km` is that of the radius, 0 for the radius alone. Both are in minutes if that is their
    `unit`. `place` is that of the indicator, `level` that of the term `least`.
    """

    name: str
    indicator: Indicator
    radius_km: float
    weight: float = 1.0
    spread_km: float = 0.0
    unit: Unit = "km"
    place: str | None = None
    level: str | None = None

    @property
    def is_land(self) -> bool:
        """Say whether it counts land, not points."""
        return self.indicator.land is not None

    @property
    def is_small(self) -> bool:
        """Say whether it is to be made small."""
        return self.name == WORST_SERVED or self.indicator.better == "less"

    def points(self, plan_data: PlanData) -> PointAmounts:
        """Return the points that it counts.

        Raises:
            UnknownError: the indicator has no such place.
        """
        every = {one.place: one for one in self.indicator.points_of(plan_data)}
        self._check_place(every)
        return every[self.place]

    def land(self, plan_data: PlanData, zones: pd.DataFrame) -> LandAmounts:
        """Return the land that it counts, of some zones.

        Raises:
            UnknownError: the indicator has no such place.
        """
        land = self.indicator.land
        every = {one.place: one for one in (land(plan_data, zones) if land else ())}
        self._check_place(every)
        return every[self.place]

    def _check_place(self, known: Mapping[str | None, object]) -> None:
        if self.place not in known:
            name = str(self.place)
            hint = suggestion(name, [one for one in known if one])
            raise UnknownError(Message("propose-objective-unknown", name=name, hint=hint))

    def __str__(self) -> str:
        """Return the term in the spelling of an objective."""
        times = "" if self.weight == 1 else f"{self.weight:g}*"
        unit = "min" if self.unit == "min" else ""
        within = "" if self.is_land else f"@{self.radius_km:g}{unit}"
        within += f"±{self.spread_km:g}" if self.spread_km else ""
        return f"{times}{self.name}{within}"


def parse_terms(
    plan: Plan, texts: Iterable[str], spread_km: float = 0.0, unit: Unit = "km"
) -> tuple[Term, ...]:
    """Return the terms of an objective; `spread_km` is for radii that are written without spread.

    With the unit `min`, radii and spreads are in minutes: `population@30`, or `population@30min`.

    Raises:
        UnknownError: one names an indicator that the plan lacks, or none is given; one line per
            problem.
        MeasureError: one does not have the form of a term, or its indicator is not additive.
    """
    terms: list[Term] = []
    problems: list[Message] = []
    known = indicators_of(plan)
    for text in texts:
        try:
            terms.append(replace(_term(plan, known, text, spread_km, unit), unit=unit))
        except ZonewrightError as error:
            problems += error.problems
    if problems:
        raise UnknownError(problems)
    if not terms:
        raise UnknownError(Message("propose-objective-none", known=known_names(plan)))
    return tuple(terms)


def _term(
    plan: Plan, known: Mapping[str, Indicator], text: str, spread_km: float, unit: Unit
) -> Term:
    check_types(MeasureError, objective=(text, str))
    found = _TERM.fullmatch(text.strip())
    name = "" if found is None else found["name"].strip()
    if found is None or not name:
        raise MeasureError(Message("propose-objective-unclear", given=shown(text)))
    one = _named(plan, known, name, text)
    if (found["radius"] is None) != one.is_land:
        code = "propose-objective-land" if one.is_land else "propose-objective-unclear"
        raise MeasureError(Message(code, given=shown(text), name=name))
    weight = number_or_nan(found["weight"] or "1")
    if not is_weight(weight):
        raise MeasureError(Message("propose-objective-weight", given=shown(text)))
    one = replace(one, weight=weight)
    if one.is_land:
        return one
    if found["unit"] and unit == "km":
        raise MeasureError(Message("propose-objective-minutes").at(text))
    radius_km, spread_km = _radius(found, spread_km, unit)
    return replace(one, radius_km=radius_km, spread_km=spread_km)


def _named(plan: Plan, known: Mapping[str, Indicator], name: str, text: str) -> Term:
    """Return the term of a name, with any radius and weight.

    Raises:
        UnknownError: there is none, or the plan lacks what it counts, or what says by whom.
        MeasureError: its figure is not a number, or does not add up.
    """
    prefix, _, rest = name.partition(":")
    sectors = sorted(set(plan.clusters["sector"].dropna()))
    if prefix == SECTOR and rest and rest not in sectors:
        hint = suggestion(rest, sectors)
        raise UnknownError(Message("propose-sector-unknown", sector=rest, hint=hint))
    if prefix == LEAST and rest:
        plan.level(rest)
        checked_weight(plan, "population")
        return Term(name, known["least_covered_share"], 0.0, level=rest)
    if (rest or name) in plan.demand.columns:
        checked_weight(plan, rest or name)
    try:
        one, place = Named.find(name, known)
    except UnknownError as error:
        if not plan.has("demand"):
            raise UnknownError(Message("propose-demand-missing", term=text)) from error
        if ask := _INSTEAD.get(prefix):
            wrong = Message("propose-objective-instead", given=shown(text), ask=ask)
            raise MeasureError(wrong) from error
        what = rest if prefix == "own" else name
        hint = suggestion(what, [*known_names(plan), *known])
        raise UnknownError(Message("propose-objective-unknown", name=what, hint=hint)) from error
    if one.over is None:
        wrong = Message("propose-objective-instead", given=shown(text), ask=one.instead)
        raise MeasureError(wrong)
    for message in _lacking(plan, one, rest, text):
        raise UnknownError(message)
    return Term(name, one, 0.0, place=place)


def _lacking(plan: Plan, one: Indicator, attribute: str, text: str) -> Iterator[Message]:
    """Yield the layers and columns that an indicator needs and a plan lacks, the main one first."""
    if one.is_own and not _counts_any(plan):
        yield Message("propose-objective-own-none", name=attribute)
    lacking = one.missing(plan)
    if lacking and one.key == LAND_VALUE:
        yield Message("propose-land-value-missing")
    elif lacking and lacking[0].startswith("demand"):
        yield Message("propose-demand-missing", term=text)
    elif lacking:
        yield Message("propose-objective-lacks", term=text, needs=lacking)


def problems_by_network(terms: Iterable[Term], plan_data: PlanData) -> list[Message]:
    """Return which terms count points that no network leads to."""
    return [
        Message("propose-objective-by-line", term=str(term))
        for term in terms
        if not term.is_land and term.level is None
        if term.points(plan_data).layer not in ON_NETWORKS
    ]


def _counts_any(plan: Plan) -> bool:
    return any(counted_districts(plan, ftz).any() for ftz in plan.ftzs["ftz_id"])


def is_weight(weight: float) -> bool:
    """Return whether a weight is valid: neither zero nor beyond what figures can show."""
    return 1 / MOST_WEIGHT <= weight <= MOST_WEIGHT


def radii_km(terms: Iterable[Term]) -> tuple[float, ...]:
    """Return the radii of terms over their spreads, each once, the smallest first."""
    return tuple(
        sorted(
            {
                term.radius_km + share * term.spread_km
                for term in terms
                if not term.is_land
                for share in SPREAD
            }
        )
    )


def _radius(found: re.Match[str], spread_km: float, unit: Unit) -> tuple[float, float]:
    """Return the radius of a term and its spread, at most half of it.

    The spread is 0 if the meter cannot measure to both its ends.
    """
    radius_km, text = number_or_nan(found["radius"]), found.string
    if not is_radius(radius_km):
        wrong = Message("measure-radius-not-allowed", given=shown(found["radius"]), unit=unit)
        raise MeasureError(wrong.at(text))
    if found["spread"] is not None:
        spread_km = number_or_nan(found["spread"])
    if not 0 <= spread_km <= MOST_SPREAD_KM:
        raise MeasureError(Message("propose-objective-unclear", given=shown(text)))
    spread_km = min(spread_km, radius_km / 2)
    ends = radius_km - spread_km, radius_km + spread_km
    return radius_km, spread_km if all(map(is_radius, ends)) else 0.0


def number_or_nan(text: str) -> float:
    """Return the number that a text is, NaN if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def known_names(plan: Plan) -> tuple[str, ...]:
    """Return the short names that an objective may count in a plan; land has no radius.

    Any indicator that adds up points or land may be asked for by its key as well.

    >>> from layers.example import example_plan
    >>> known_names(example_plan())[:5]
    ('population', 'jobs', 'own:population', 'own:jobs', 'least:district')
    """
    weights = weights_of(plan)
    own = weights if weights and _counts_any(plan) else []
    people = "population" in weights
    return (
        *weights,
        *(f"own:{weight}" for weight in own),
        *(f"{LEAST}:{level.code}" for level in plan.levels if people),
        *([WORST_SERVED] if people else []),
        *sorted({f"{SECTOR}:{sector}" for sector in plan.clusters["sector"].dropna()}),
        *([LAND_VALUE] if plan.has("parcels") else []),
    )
