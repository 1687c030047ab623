"""What a proposal is to be good for: terms of an objective, and the points that they count.

A **term** is written `NAME@RADIUS`, with a weight before it where there are several:
`2*population@50`. Its points count where they lie within the radius (km) of a zone, at radius 0
where they lie inside one:

- `population@50`, `jobs@0`: a weight of the demand, by its column;
- `sector:marine_economy@50`: the weight of the clusters of a sector;
- `worst-served@50`: the people *beyond* the radius in the tenth of the finest regions (of those
  with people, rounded up) that lie farthest from a zone of the baseline: whose nearest demand
  point is farthest from any zone, equals in the order of their codes. Fewer is better.

The **objective** is the weighted sum of its terms. Where every term is to be small, it is that sum,
to be made small; else terms that are to be small are subtracted, and it is to be made large. Either
way it is a constant and a sum over the covered points, so that a gain is a sum over points too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geo.coverage.meter import is_radius
from geo.lenses.nearest import nearest_zones
from geo.lenses.weights import checked_weight
from geo.validation import shown
from layers.errors import MeasureError, UnknownError, ZonewrightError
from layers.messages import Message
from layers.suggestions import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from geo.coverage import Coverage
    from layers import Plan
    from layers.edges import Floats, Ints

Kind = Literal["demand", "sector", "worst-served"]

WORST_SERVED = "worst-served"
WORST_SHARE = 0.1
"""The share of the finest regions that count as worst served."""

_TERM = re.compile(r"(?:(?P<weight>[^*@]+)\*)?(?P<name>[^*@]+)@(?P<radius>[^*@]+)")
_SECTOR = "sector:"


@dataclass(frozen=True)
class Term:
    """One term: what it counts by which name, within which radius, and its weight."""

    kind: Kind
    name: str
    radius_km: float
    weight: float = 1.0

    def __str__(self) -> str:
        """Return the term as it is written."""
        prefix = _SECTOR if self.kind == "sector" else ""
        times = "" if self.weight == 1 else f"{self.weight:g}*"
        return f"{times}{prefix}{self.name}@{self.radius_km:g}"


def parse_terms(plan: Plan, texts: Iterable[str]) -> tuple[Term, ...]:
    """Return the terms of an objective.

    Raises:
        UnknownError: one names a weight or a sector that the plan has not, or none is given; a line
            for each problem.
        MeasureError: one is not written as a term is, or what it counts is no number.
    """
    terms: list[Term] = []
    problems: list[Message] = []
    for text in texts:
        try:
            terms.append(_term(plan, text))
        except ZonewrightError as error:
            problems += error.problems
    if problems:
        raise UnknownError(problems)
    if not terms:
        raise UnknownError(Message("propose-objective-none", known=_known(plan)))
    return tuple(terms)


def _term(plan: Plan, text: str) -> Term:
    found = _TERM.fullmatch(text.replace(" ", ""))
    if found is None:
        raise MeasureError(Message("propose-objective-unclear", given=shown(text)))
    name = found["name"]
    weight, radius_km = _number(found["weight"] or "1"), _number(found["radius"])
    if not (weight > 0 and math.isfinite(weight)):
        raise MeasureError(Message("propose-objective-weight", given=shown(text)))
    if not is_radius(radius_km):
        raise MeasureError(
            Message("measure-radius-not-allowed", given=shown(found["radius"])).at(text)
        )
    if name.startswith(_SECTOR):
        sector = name.removeprefix(_SECTOR)
        known = sorted(set(plan.clusters["sector"].dropna()))
        if sector not in known:
            hint = near(sector, known)
            raise UnknownError(Message("propose-sector-unknown", sector=sector, hint=hint))
        return Term("sector", sector, radius_km, weight)
    if not plan.has("demand"):
        raise UnknownError(Message("propose-demand-missing", term=text))
    if name == WORST_SERVED:
        checked_weight(plan, "population")
        return Term("worst-served", name, radius_km, weight)
    if name not in plan.demand.columns:
        raise UnknownError(
            Message("propose-objective-unknown", name=name, hint=near(name, _known(plan)))
        )
    checked_weight(plan, name)
    return Term("demand", name, radius_km, weight)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _known(plan: Plan) -> tuple[str, ...]:
    """Return what an objective may count in a plan."""
    demand = plan.demand
    columns = [name for name in demand.columns if demand[name].dtype.kind in "if"]
    sectors = sorted({f"{_SECTOR}{sector}" for sector in plan.clusters["sector"].dropna()})
    return (*map(str, columns), WORST_SERVED, *sectors)


@dataclass(frozen=True)
class Objective:
    """The points that the terms count: where, how much each is worth, within which radius.

    `demand_row` and `cluster_row` are the rows of the plan that they are (−1: none). `constant` is
    what the terms that are to be small subtract when nothing is covered.
    """

    terms: tuple[Term, ...]
    lon: Floats
    lat: Floats
    worth: Floats
    radius_km: Floats
    demand_row: Ints
    cluster_row: Ints
    constant: float

    @classmethod
    def of(
        cls,
        baseline: Coverage,
        terms: tuple[Term, ...],
        weights: Mapping[str, float] | None = None,
    ) -> Objective:
        """Prepare the terms; the baseline is measured at their radii.

        `weights` multiplies what counts in regions, by their codes at any level.
        """
        plan = baseline.plan
        parts: list[tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]] = []
        for term in terms:
            if term.kind == "sector":
                rows = np.flatnonzero(plan.clusters["sector"].to_numpy(object) == term.name)
                amount = plan.clusters["weight"].to_numpy(float)[rows]
            else:
                column = "population" if term.kind == "worst-served" else term.name
                amount = plan.demand[column].to_numpy(float)
                counted = amount > 0
                if term.kind == "worst-served":
                    counted &= _in_worst_served(baseline)
                rows = np.flatnonzero(counted)
                amount = amount[rows]
            none = np.full(len(rows), -1, np.int64)
            demand, cluster = (none, rows) if term.kind == "sector" else (rows, none)
            parts.append(
                (demand, cluster, term.weight * amount, np.full(len(rows), term.radius_km))
            )
        demand_row, cluster_row, worth, radius_km = (
            np.concatenate(each) for each in zip(*parts, strict=True)
        )
        lon, lat = np.empty(len(worth)), np.empty(len(worth))
        for frame, row in ((plan.demand, demand_row), (plan.clusters, cluster_row)):
            own = row >= 0
            points = frame.geometry.to_numpy()[row[own]]
            lon[own], lat[own] = _degrees(points)
        if weights:
            worth = worth * _factors(plan, lon, lat, weights)
        ends = np.cumsum([len(amount) for _, _, amount, _ in parts])
        amounts = zip(terms, np.split(worth, ends[:-1]), strict=True)
        constant = -math.fsum(
            math.fsum(amount) for term, amount in amounts if term.kind == "worst-served"
        )
        return cls(terms, lon, lat, worth, radius_km, demand_row, cluster_row, constant)

    def __str__(self) -> str:
        """Return the objective as it is written."""
        return " + ".join(map(str, self.terms))

    @property
    def radii_km(self) -> tuple[float, ...]:
        """Return the radii, each once, the smallest first."""
        return tuple(sorted({term.radius_km for term in self.terms}))

    @property
    def is_small(self) -> bool:
        """Say whether the objective is to be made small: every term is."""
        return all(term.kind == "worst-served" for term in self.terms)

    def shown(self, value: float) -> float:
        """Return a value (to be made large) as the objective is told."""
        return (-value if self.is_small else value) + 0.0

    def value(self, covered: NDArray[np.bool_]) -> float:
        """Return the value of covered points, which is to be made large."""
        return self.constant + math.fsum(self.worth[covered])

    def covered(self, coverage: Coverage) -> NDArray[np.bool_]:
        """Return which points the meter measures as covered."""
        covered = np.zeros(len(self.worth), bool)
        by_demand, by_cluster = self.demand_row >= 0, self.cluster_row >= 0
        if by_demand.any():
            reached = coverage.demand_radius_km[self.demand_row[by_demand]]
            covered[by_demand] = reached <= self.radius_km[by_demand]
        if by_cluster.any():
            reached = coverage.cluster_radius_km[self.cluster_row[by_cluster]]
            covered[by_cluster] = reached <= self.radius_km[by_cluster]
        return covered


def _degrees(points: NDArray[np.object_]) -> tuple[Floats, Floats]:
    return shapely.get_x(points), shapely.get_y(points)


def _factors(plan: Plan, lon: Floats, lat: Floats, weights: Mapping[str, float]) -> Floats:
    """Return by what the worth of points is multiplied: the product over their regions.

    Raises:
        UnknownError: the plan has no region of that code.
        MeasureError: a weight is no number above 0.
    """
    problems = [
        Message("propose-region-weight", region=code, given=weight)
        for code, weight in weights.items()
        if not (weight > 0 and math.isfinite(weight))
    ]
    if problems:
        raise MeasureError(problems)
    factors = np.ones(len(lon))
    points = shapely.points(lon, lat)
    columns = [plan.regions[level.column] for level in plan.terms.levels]
    for code, weight in weights.items():
        rows = np.logical_or.reduce([(column == code).to_numpy() for column in columns])
        if not rows.any():
            known = sorted({one for column in columns for one in column.dropna()})
            raise UnknownError(
                Message("propose-region-unknown", region=code, hint=near(code, known))
            )
        region = shapely.union_all(plan.regions.geometry.to_numpy()[rows])
        shapely.prepare(region)
        factors[shapely.intersects(region, points)] *= weight
    return factors


def _in_worst_served(baseline: Coverage) -> NDArray[np.bool_]:
    """Return which demand points, in the order of the plan, live in the worst-served regions."""
    targets = baseline.targets
    every = np.arange(len(targets.demand))
    lived_in = (targets.district < len(targets.regions)) & (targets.population > 0)
    every = every[lived_in]
    _, distance = nearest_zones(baseline, every)
    nearest = np.full(len(targets.regions), np.inf)
    np.minimum.at(nearest, targets.district[every], distance)
    regions = np.unique(targets.district[every])
    code = targets.plan.regions["adcode"].to_numpy(str)[regions]
    order = np.lexsort((code, -nearest[regions]))
    worst = regions[order[: math.ceil(WORST_SHARE * len(regions))]]
    inside = np.empty(len(targets.demand), bool)
    inside[targets.demand.order] = np.isin(targets.district, worst)
    return inside
