"""The terms of an objective: how they are written, and what each counts.

A **term** is written `NAME@RADIUS`, with a weight before it where there are several:
`2*population@50`. Its points count where they lie within the radius (km) of a zone, at radius 0
where they lie inside one. A **spread** of the radius, `population@50±2`, is up to half of it: then
a point counts a fifth at each of five radii, here 48, 49, 50, 51 and 52 km, so that land is worth
less if it only just reaches people. What can be counted:

- `population@50`, `jobs@0`: a weight of the demand, by its column;
- `sector:marine_economy@50`: the weight of the clusters of a sector;
- `0.1*land_value`, without radius: the value of the parcels in the zones, so that land taken is
  charged for and land released credited. Less is better; it stands beside other terms only;
- `own:population@50`: what is reached by a zone of a group that counts its region, and
  `same-customs:population@50`: by a zone of its customs area (both as `geo.lenses.own_regions`);
- `second:population@50`: who is reached by one zone of the plan alone, and by another as well;
- `least:city@50`: the percentage of the people of one region, the one of that level of which the
  smallest part is reached, among the regions that the groups count (all, if they count none). It
  is no sum, so it stands alone;
- `worst-served@50`: the people *beyond* the radius in the tenth of the finest regions (of those
  with people, rounded up) that lie farthest from a zone of the baseline: whose nearest demand
  point is farthest from any zone, equals in the order of their codes. Fewer is better.

What else there are lenses for is no sum of what land reaches; `_INSTEAD` names what is nearest.

A parcel's value is spread evenly over it. Land without parcels, or whose parcels have no value, is
worth nothing; parcels that lie on each other count each.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage.indicator import ReachKind
from geo.coverage.way import Unit
from geo.lenses.own_regions import CUSTOMS, counted_districts
from geo.lenses.weights import checked_weight, weights_of
from geo.validation import check_types, is_radius, shown
from layers import Plan
from layers.errors import MeasureError, UnknownError, ZonewrightError
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats
from layers.geometry.validity import polygonal
from layers.messages import Message
from layers.runtime.suggestions import suggestion

_Kind = Literal[
    "demand", "sector", "own", "same-customs", "second", "least", "worst-served", "land-value"
]

WORST_SERVED = "worst-served"
LAND_VALUE = "land_value"

SCOPED: tuple[ReachKind, ...] = ("own", "same-customs", "second")
"""The kinds of terms that count demand as certain zones reach it."""

LEAST = "least"

_INSTEAD = {
    "sole": "second",
    "overlap": "second",
    "gini": LEAST,
    "theil": LEAST,
    "inequality": LEAST,
    "margin": "per-km2",
}

MOST_SPREAD_KM = 100.0
"""The largest spread of a radius."""

MOST_WEIGHT = 1e9
"""The largest weight of a term or a region; the smallest is one by it."""

SPREAD = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""The radii over which a term with a spread is taken, as shares of the spread."""

_SECTOR = "sector"
_TERM = re.compile(
    r"(?:(?P<weight>[-+.\d][^*@]*)\*)?"
    rf"\s*(?:(?P<kind>{'|'.join((_SECTOR, LEAST, *SCOPED))}):)?(?P<name>[^@]+)"
    r"(?:@(?P<radius>[^@±]+?)(?P<unit>min)?(?:±(?P<spread>[^@±]+))?)?"
)


@dataclass(frozen=True)
class Term:
    """One term: what it counts by which name, within which radius (land: none), and its weight.

    `spread_km` is that of the radius, 0 for the radius alone. Both are in minutes if that is their
    `unit`.
    """

    kind: _Kind
    name: str
    radius_km: float
    weight: float = 1.0
    spread_km: float = 0.0
    unit: Unit = "km"

    @property
    def is_land(self) -> bool:
        """Say whether it counts land, not points."""
        return self.kind == "land-value"

    @property
    def is_small(self) -> bool:
        """Say whether it is to be made small."""
        return self.kind in {"worst-served", "land-value"}

    def __str__(self) -> str:
        """Return the term as it is written."""
        prefix = f"{self.kind}:" if self.kind in {_SECTOR, LEAST, *SCOPED} else ""
        times = "" if self.weight == 1 else f"{self.weight:g}*"
        unit = "min" if self.unit == "min" else ""
        within = "" if self.is_land else f"@{self.radius_km:g}{unit}"
        within += f"±{self.spread_km:g}" if self.spread_km else ""
        return f"{times}{prefix}{self.name}{within}"


def parse_terms(
    plan: Plan, texts: Iterable[str], spread_km: float = 0.0, unit: Unit = "km"
) -> tuple[Term, ...]:
    """Return the terms of an objective; `spread_km` is for radii that are written without spread.

    With the unit `min`, radii and spreads are in minutes: `population@30`, or `population@30min`.

    Raises:
        UnknownError: one names a weight or a sector that the plan has not, or none is given; a line
            for each problem.
        MeasureError: one is not written as a term is, or what it counts is no number.
    """
    terms: list[Term] = []
    problems: list[Message] = []
    for text in texts:
        try:
            terms.append(replace(_term(plan, text, spread_km, unit), unit=unit))
        except ZonewrightError as error:
            problems += error.problems
    if problems:
        raise UnknownError(problems)
    if not terms:
        raise UnknownError(Message("propose-objective-none", known=known_names(plan)))
    return tuple(terms)


def _term(plan: Plan, text: str, spread_km: float, unit: Unit) -> Term:
    check_types(MeasureError, objective=(text, str))
    found = _TERM.fullmatch(text.strip())
    name = "" if found is None else found["name"].strip()
    instead = _INSTEAD.get(name.split(":")[0])
    if instead and name not in plan.demand:
        raise MeasureError(Message("propose-objective-instead", given=shown(text), ask=instead))
    if found is None or not name or (found["radius"] is None and name != LAND_VALUE):
        raise MeasureError(Message("propose-objective-unclear", given=shown(text)))
    weight = _number(found["weight"] or "1")
    if not is_weight(weight):
        raise MeasureError(Message("propose-objective-weight", given=shown(text)))
    if name == LAND_VALUE and found["radius"] is None:
        LandValue(plan)
        return Term("land-value", name, 0.0, weight)
    if found["unit"] and unit == "km":
        raise MeasureError(Message("propose-objective-minutes").at(text))
    radius_km, spread_km = _radius(found, spread_km, unit)
    if found["kind"] == _SECTOR:
        known = sorted(set(plan.clusters["sector"].dropna()))
        if name not in known:
            hint = suggestion(name, known)
            raise UnknownError(Message("propose-sector-unknown", sector=name, hint=hint))
        return Term("sector", name, radius_km, weight, spread_km)
    if not plan.has("demand"):
        raise UnknownError(Message("propose-demand-missing", term=text))
    return Term(_kind(plan, found["kind"], name), name, radius_km, weight, spread_km)


def _kind(plan: Plan, kind: str | None, name: str) -> _Kind:
    """Return the kind of a term of the demand, of a prefix and a name.

    Raises:
        UnknownError: the plan lacks what it counts, or what says by whom.
        MeasureError: what it counts is no number.
    """
    if name == WORST_SERVED and not kind:
        checked_weight(plan, "population")
        return "worst-served"
    if kind == LEAST:
        plan.level(name)
        checked_weight(plan, "population")
        return "least"
    if name not in plan.demand.columns:
        hint = suggestion(name, known_names(plan))
        raise UnknownError(Message("propose-objective-unknown", name=name, hint=hint))
    checked_weight(plan, name)
    for missing, code in (
        (kind == "own" and not _counts_any(plan), "propose-objective-own-none"),
        (kind == "same-customs" and CUSTOMS not in plan.regions, "propose-objective-customs-none"),
    ):
        if missing:
            raise UnknownError(Message(code, name=name))
    return cast("_Kind", kind or "demand")


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
    radius_km, text = _number(found["radius"]), found.string
    if not is_radius(radius_km):
        wrong = Message("measure-radius-not-allowed", given=shown(found["radius"]), unit=unit)
        raise MeasureError(wrong.at(text))
    if found["spread"] is not None:
        spread_km = _number(found["spread"])
    if not 0 <= spread_km <= MOST_SPREAD_KM:
        raise MeasureError(Message("propose-objective-unclear", given=shown(text)))
    spread_km = min(spread_km, radius_km / 2)
    ends = radius_km - spread_km, radius_km + spread_km
    return radius_km, spread_km if all(map(is_radius, ends)) else 0.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def known_names(plan: Plan) -> tuple[str, ...]:
    """Return what an objective may count in a plan; all but `land_value` have a radius.

    >>> from layers.example import example_plan
    >>> known_names(example_plan())[:5]
    ('population', 'jobs', 'own:population', 'own:jobs', 'second:population')
    """
    weights = weights_of(plan)
    kinds = [
        *(["own"] if weights and _counts_any(plan) else []),
        *(["same-customs"] if CUSTOMS in plan.regions else []),
        "second",
    ]
    people = "population" in weights
    return (
        *weights,
        *(f"{kind}:{weight}" for kind in kinds for weight in weights),
        *(f"{LEAST}:{level.code}" for level in plan.levels if people),
        *([WORST_SERVED] if people else []),
        *sorted({f"{_SECTOR}:{sector}" for sector in plan.clusters["sector"].dropna()}),
        *([LAND_VALUE] if plan.has("parcels") else []),
    )


class LandValue:
    """The parcels of a plan, and what their land is worth."""

    def __init__(self, plan: Plan) -> None:
        """Take the parcels that have a value.

        Raises:
            UnknownError: no parcel has one.
        """
        parcels = plan.frame("parcels")
        value = parcels["value"].to_numpy(float)
        if np.isnan(value).all():
            raise UnknownError(Message("propose-land-value-missing"))
        worth = np.flatnonzero(value > 0)
        self._ellipsoid = plan.ellipsoid
        self._parcels: NDArray[np.object_] = parcels.geometry.to_numpy()[worth]
        self._per_km2 = value[worth] / plan.ellipsoid.area_km2(self._parcels)
        self._tree = shapely.STRtree(self._parcels)

    def of(self, lands: Sequence[BaseGeometry]) -> Floats:
        """Return what each of some pieces of land is worth."""
        shapes = np.array([wrapped(land) for land in lands], dtype=object)
        value = np.zeros(len(shapes))
        land, parcel = self._tree.query(shapes, predicate="intersects")
        shared = shapely.intersection(shapes[land], self._parcels[parcel])
        pieces = [polygonal(one) for one in shared]
        kept = np.array([one is not None for one in pieces], bool)
        if kept.any():
            areas = self._ellipsoid.area_km2(np.array([p for p in pieces if p is not None], object))
            np.add.at(value, land[kept], areas * self._per_km2[parcel[kept]])
        return value

    def at(self, lonlat: Floats) -> Floats:
        """Return what a km² of land is worth at places."""
        place, parcel = self._tree.query(shapely.points(lonlat), predicate="intersects")
        return np.bincount(place, self._per_km2[parcel], len(lonlat)).astype(float)

    def inside(self, zones: NDArray[np.object_]) -> float:
        """Return what the land of zones is worth, what two share once."""
        whole = shapely.union_all(zones)
        return float(self.of(shapely.get_parts(whole).tolist()).sum())
