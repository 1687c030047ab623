"""The objective of a proposal: the points and the land that its terms count.

The **objective** is the weighted sum of its terms. Where every term is to be small, it is that sum,
to be made small; else terms that are to be small are subtracted, and it is to be made large. Either
way it is a constant, a sum over covered points and one over land, so that a gain is such sums too.
A point whose term has a spread counts once for each radius, with a fifth of its worth. The term
`least` is not a sum: its value is that of the region whose covered points are worth least.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.indicator import PointAmounts, radius_of_rows
from geo.coverage.point_index import Box, reach_box
from geo.indicators.strategies import strategies_of, strategy_districts
from geo.proposals.counting import CountedLand, Scopes
from geo.proposals.shrunk import POINT_LAYERS, ShrunkZones
from geo.proposals.term import SPREAD, Term, radii_km
from geo.tables.own_regions import counted_districts
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.geometry.edges import Bools, Floats, Ints
from layers.messages import Message
from layers.runtime.suggestions import suggestion

OUTWARD_SHARES = -1.0, -0.4, 0.3, 0.7, 1.0
"""Where all boundaries lie farther out, or in (below 0), as shares of how far they surely do."""

ELSEWHERE = range(len(SPREAD), len(SPREAD) + len(OUTWARD_SHARES))
"""The steps of points for these."""

FARTHEST = ELSEWHERE[0], ELSEWHERE[-1]
"""Of them those where boundaries lie farthest in, and farthest out."""

_OF_POINTS = (
    "lon", "lat", "worth", "radius_km", "layer", "row", "step", "scope", "region",
    "inset_km", "alone",
)  # fmt: skip
_TILED = "lon", "lat", "layer", "row", "scope", "region"
_UNLESS_GIVEN = {"step": -1, "scope": 0, "region": 0, "inset_km": 0.0, "alone": 0.0}
"""What points have where an objective says nothing of it."""


@dataclass(frozen=True)
class Objective:
    """The points that the terms count: where, how much each is worth, within which radius.

    `land` is the land that terms count. `layer` (of `POINT_LAYERS`) and `row` say which rows of the
    plan the points are. `constant` is the amount that terms to be minimized subtract when nothing
    is covered. With a spread a point is there once for each radius, `step` says for which of
    `SPREAD`. `scope` is by which zones points count
    (`scopes`; 0: by any), `region` of which region they are where the region covered least counts.
    `at_threshold` is the objective without spreads, None if this one has none; then there are no
    steps. `alone` is the worth of a point at the radius itself, also at the steps `ELSEWHERE`,
    where boundaries lie at other places and which the objective does not count. `inset_km` is
    how far zones are shrunk for a point (None: for none): it counts within its radius plus that
    distance of the shrunk zones, as `shrunk` measures it.
    """

    terms: tuple[Term, ...]
    lon: Floats
    lat: Floats
    worth: Floats
    radius_km: Floats
    layer: Ints
    row: Ints
    constant: float
    land: tuple[CountedLand, ...] = ()
    step: Ints | None = None
    scope: Ints | None = None
    scopes: Scopes | None = None
    region: Ints | None = None
    at_threshold: Objective | None = None
    inset_km: Floats | None = None
    shrunk: ShrunkZones | None = None
    alone: Floats | None = None

    @classmethod
    def of(  # noqa: PLR0913, PLR0917
        cls,
        baseline: Coverage,
        terms: tuple[Term, ...],
        weights: Mapping[str, float] | None = None,
        ftzs: Sequence[str] = (),
        surely_km: float = 0.0,
        beside_km: float = math.inf,
    ) -> Objective:
        """Prepare the terms; the baseline is measured at their radii.

        `weights` multiplies what counts in regions, by their codes at any level, and in strategic
        regions, by their codes or names. `ftzs` are those whose zones may change. For objectives
        with a spread by straight line, the coverage is also known for boundaries that lie up to
        `surely_km` farther in or out, at `OUTWARD_SHARES`: of points that are at most `beside_km`
        farther than their radius from zones that may change.
        """
        plan_data = baseline.plan_data
        of_points = [term for term in terms if not term.is_land]
        region: Ints | None = None
        parts: list[PointAmounts] = []
        for term in of_points:
            if term.level is None:
                points = term.points(plan_data)
            else:
                rows, region, amount = _shares(baseline, term.level, ftzs)
                points = PointAmounts(None, "demand", rows, amount)
            parts.append(points._replace(amount=term.weight * points.amount))
        number = np.repeat(np.arange(len(parts)), [len(one.rows) for one in parts])
        radius_km, spread_km = (
            np.array([getattr(term, name) for term in of_points], float)[number]
            for name in ("radius_km", "spread_km")
        )
        found = replace(
            cls.of_amounts(baseline.plan, parts),
            terms=terms,
            radius_km=radius_km,
            land=tuple(CountedLand.of_term(baseline, term) for term in terms if term.is_land),
            region=region,
            shrunk=ShrunkZones(plan_data) if baseline.by == "line" else None,
        )
        if weights:
            factors = _factors(baseline.plan, found.lon, found.lat, weights)
            found = replace(found, worth=found.worth * factors)
        small = np.array([term.is_small for term in of_points], bool)
        found = replace(found, constant=-math.fsum(found.worth[small[number]]))
        is_own = np.array([term.indicator.is_own for term in of_points], bool)[number]
        if is_own.any():
            scopes = Scopes(baseline)
            scope = np.zeros(len(number), np.int64)
            scope[is_own] = scopes.of(found.row[is_own])
            found = replace(found, scopes=scopes, scope=scope, shrunk=None)
        if not spread_km.any():
            return found
        is_kept = found.shrunk is not None and region is None and (radius_km > surely_km).all()
        if not is_kept or math.isinf(beside_km):
            return found.over(spread_km, surely_km if is_kept else 0.0)
        beside = _beside(baseline, found, ftzs, beside_km + float(spread_km.max()) + surely_km)
        return found.over(spread_km, surely_km, beside)

    @classmethod
    def of_amounts(cls, plan: Plan, parts: Sequence[PointAmounts]) -> Objective:
        """Return points with the amounts they count, inside zones."""
        shapes = [plan.frame(one.layer).geometry.to_numpy()[one.rows] for one in parts]
        points = np.concatenate([np.empty(0, object), *shapes])
        layers = [np.full(len(one.rows), POINT_LAYERS.index(one.layer)) for one in parts]
        none = np.empty(0, np.int64)
        return cls(
            terms=(),
            lon=shapely.get_x(points),
            lat=shapely.get_y(points),
            worth=np.concatenate([np.empty(0), *(one.amount for one in parts)]),
            radius_km=np.zeros(len(points)),
            layer=np.concatenate([none, *layers]),
            row=np.concatenate([none, *(one.rows for one in parts)]),
            constant=0.0,
        )

    def over(
        self, spread_km: Floats, surely_km: float = 0.0, beside: Ints | None = None
    ) -> Objective:
        """Return the objective over the spread of each radius, and where boundaries lie elsewhere.

        Boundaries farther out are the same as a longer radius. They matter to the points `beside`
        the zones that may change (None: all).
        """
        outs_km = (surely_km * np.array(OUTWARD_SHARES if surely_km else ())).tolist()
        some = np.arange(len(self.worth)) if beside is None else beside
        count = [len(self.worth)] * len(SPREAD) + [len(some)] * len(outs_km)

        def tiled(own: Any) -> Any:  # noqa: ANN401  an array or None
            if own is None:
                return None
            return np.concatenate([*[own] * len(SPREAD), *[own[some]] * len(outs_km)])

        over = replace(
            self,
            **{name: tiled(getattr(self, name)) for name in _TILED},
            worth=np.concatenate(
                [*[self.worth / len(SPREAD)] * len(SPREAD), *[np.zeros(len(some))] * len(outs_km)]
            ),
            radius_km=np.concatenate(
                [
                    *(self.radius_km + share * spread_km for share in SPREAD),
                    *(self.radius_km[some] + out_km for out_km in outs_km),
                ]
            ),
            step=np.repeat(np.arange(len(count)), count),
            inset_km=np.repeat(
                [*np.zeros(len(SPREAD)), *(max(-out_km, 0.0) for out_km in outs_km)], count
            )
            if surely_km
            else None,
            alone=tiled(self.worth) if surely_km else None,
        )
        alone = replace(self, terms=tuple(replace(term, spread_km=0.0) for term in self.terms))
        return replace(over, at_threshold=alone)

    def at(self, rows: Ints) -> Objective:
        """Return the objective of some of its points, or of some several times."""
        arrays = {name: getattr(self, name) for name in _OF_POINTS}
        return replace(self, **{n: own[rows] for n, own in arrays.items() if own is not None})

    def __str__(self) -> str:
        """Return the objective in written form."""
        return " + ".join(map(str, self.terms))

    @property
    def radii_km(self) -> tuple[float, ...]:
        """Return the radii, each once, the smallest first."""
        return radii_km(self.terms)

    @property
    def is_small(self) -> bool:
        """Say whether the objective is to be made small: every term is."""
        return all(term.is_small for term in self.terms)

    @property
    def sense(self) -> Literal["min", "max"]:
        """Return whether it is to be made large (`max`) or small (`min`)."""
        return "min" if self.is_small else "max"

    def shown(self, value: float) -> float:
        """Return a value (to be made large) as the objective is shown."""
        return (-value if self.is_small else value) + 0.0

    def value(self, coverage: Coverage) -> float:
        """Return the value as the meter measures it, which is to be made large."""
        land = math.fsum(one.inside(coverage) for one in self.land)
        worth = self.worth_covered(coverage)
        if self.region is not None:
            return float(self.by_region(worth).min(initial=math.inf))
        return self.constant + math.fsum(worth.tolist()) + land

    def worth_covered(self, coverage: Coverage) -> Floats:
        """Return the worth of points that are covered, 0 of others."""
        worth, rows = np.zeros(len(self.worth)), np.flatnonzero(self.worth)
        rows = rows[self._covered(coverage, rows)]
        worth[rows] = self.worth[rows]
        return worth

    @property
    def is_sum(self) -> bool:
        """Say whether points count independently, whichever zone reaches them."""
        return self.scope is None and self.region is None

    def by_region(self, worth: Floats) -> Floats:
        """Return the worth of points, summed by the region whose share counts."""
        assert self.region is not None  # noqa: S101  of the term `least`
        return np.bincount(self.region, worth).astype(float)

    def counts(self, points: Ints, zone: str) -> NDArray[np.bool_]:
        """Return which points count if a zone of the baseline reaches them."""
        if self.scope is None or self.scopes is None:
            return np.ones(len(points), bool)
        return self.scopes.count(self.scope[points], zone)

    @property
    def attracts(self) -> bool:
        """Return whether some land adds to the value."""
        return any(one.attracts for one in self.land)

    @property
    def most_per_km2(self) -> float:
        """Return the most that a km² of land adds to the value."""
        return math.fsum(max(0.0, float(one.per_km2.max(initial=0.0))) for one in self.land)

    def charges(
        self, lands: Sequence[BaseGeometry], zones: Sequence[str | None] | None = None
    ) -> Floats:
        """Return the value lost by taking each piece of land, and gained by releasing it.

        `zones` are those that take it; without, they are new.
        """
        charge = np.zeros(len(lands))
        if len(lands):
            for one in self.land:
                charge -= one.of(lands, zones or [None] * len(lands))
        return charge

    def charged_at(self, lonlat: Floats, zone: str) -> Floats:
        """Return the charge for each km² that a zone takes at places."""
        charge = np.zeros(len(lonlat))
        for one in self.land:
            charge -= one.at(lonlat, zone)
        return charge

    def rows_of(self, layer: str) -> Ints:
        """Return the row of each point in a layer of the plan; −1 of points of another."""
        return np.where(self.layer == POINT_LAYERS.index(layer), self.row, -1)

    def covered(self, coverage: Coverage) -> Bools:
        """Return which points the meter measures as covered."""
        return self._covered(coverage, np.arange(len(self.worth)))

    def _covered(self, coverage: Coverage, rows: Ints) -> Bools:
        covered = np.zeros(len(rows), bool)
        for by_km, some in self.by_inset(rows):
            own = rows[some]
            covered[some] = (
                _covered_by_shrunk(self, own, coverage, by_km)
                if by_km
                else _covered(self, own, coverage)
            )
        return covered

    def by_inset(self, points: Ints) -> Iterator[tuple[float, Ints]]:
        """Yield each inset of the boundaries for some points, and its points (by position)."""
        if self.inset_km is None:
            yield 0.0, np.arange(len(points))
            return
        inset_km = self.inset_km[points]
        for by_km in _distinct(inset_km):
            yield by_km, np.flatnonzero(inset_km == by_km)

    @property
    def insets_km(self) -> Floats:
        """Return the inset of the boundaries for each point."""
        return np.zeros(len(self.worth)) if self.inset_km is None else self.inset_km


def with_points_of(first: Objective, others: Sequence[Objective]) -> Objective:
    """Return an objective that has the points of others too, after its own."""
    every = first, *others

    def joined(name: str) -> Any:  # noqa: ANN401  an array or None
        own = [getattr(one, name) for one in every]
        if all(one is None for one in own):
            return None
        return np.concatenate(
            [
                np.full(len(of.worth), _UNLESS_GIVEN[name]) if one is None else one
                for of, one in zip(every, own, strict=True)
            ]
        )

    return replace(
        first,
        **{name: joined(name) for name in _OF_POINTS},
        scopes=next((one.scopes for one in every if one.scopes is not None), None),
        shrunk=next((one.shrunk for one in every if one.shrunk is not None), None),
    )


def joined_objectives(one: Objective, other: Objective) -> Objective:
    """Return the points and land of two objectives, in which both count alike, those of one first.

    Each is scaled by all that it counts, so that land is drawn for both.
    """
    both = [replace(own, worth=own.worth / (math.fsum(own.worth) or 1.0)) for own in (one, other)]
    return replace(
        with_points_of(both[0], both[1:]),
        terms=(*one.terms, *other.terms),
        constant=one.constant + other.constant,
        land=one.land + other.land,
        at_threshold=None,
    )


def _distinct(values: Floats) -> list[float]:
    """Return the different ones of many values, in order."""
    return sorted(pd.unique(values).tolist())


def _covered(aims: Objective, points: Ints, coverage: Coverage) -> Bools:
    """Return which of some points are covered by unshrunk zones."""
    covered = np.zeros(len(points), bool)
    layer = aims.layer[points]
    for number in np.flatnonzero(np.bincount(layer)).tolist():
        own = np.flatnonzero(layer == number)
        reached = radius_of_rows(coverage, POINT_LAYERS[number])
        covered[own] = reached[aims.row[points[own]]] <= aims.radius_km[points[own]]
    if aims.scope is not None and aims.scopes is not None:
        own = np.flatnonzero((aims.scope[points] > 0) & covered)
        rows, radius_km = aims.row[points[own]], aims.radius_km[points[own]]
        covered[own] = aims.scopes.covered(aims.scope[points[own]], rows, radius_km, coverage)
    return covered


def _covered_by_shrunk(aims: Objective, points: Ints, coverage: Coverage, by_km: float) -> Bools:
    """Return which of some points are covered if zones are shrunk."""
    covered = np.zeros(len(points), bool)
    if aims.shrunk is None or not len(points):
        return covered
    zones = coverage.zone_frame.geometry.to_numpy()
    layer, radii_km = aims.layer[points], aims.radius_km[points]
    lonlat = np.column_stack([aims.lon[points], aims.lat[points]])
    bounds = *lonlat.min(axis=0).tolist(), *lonlat.max(axis=0).tolist()
    for radius_km in _distinct(radii_km):
        near = [_may_meet(reach_box(one.bounds, radius_km + by_km), bounds)
                for one in coverage.figures.polygons]  # fmt: skip
        reached = aims.shrunk.within(zones[near], by_km, radius_km + by_km)
        for number in np.flatnonzero(np.bincount(layer)).tolist():
            own = np.flatnonzero((layer == number) & (radii_km == radius_km))
            covered[own] = reached[number][aims.row[points[own]]]
    return covered


def _may_meet(one: Box, other: Box) -> bool:
    """Return whether two boxes of degrees may meet, at any turn of longitudes."""
    (west, south, east, north), (left, bottom, right, top) = one, other
    apart = ((west + east - left - right) / 2 + 180) % 360 - 180
    return south <= top and north >= bottom and abs(apart) <= (east - west + right - left) / 2


def _beside(baseline: Coverage, aims: Objective, ftzs: Sequence[str], more_km: float) -> Ints:
    """Return the points that are at most so much farther than their radius from zones of FTZs."""
    places_m = baseline.plan.ellipsoid.cartesian_m(aims.lon, aims.lat)
    near = np.zeros(len(aims.lon), bool)
    of_ftzs = baseline.zone_frame["ftz_id"].isin([*ftzs])
    for polygon, is_own in zip(baseline.figures.polygons, of_ftzs, strict=True):
        if is_own:
            near |= polygon.distance_bounds_m(places_m)[0] <= 1e3 * (aims.radius_km + more_km)
    return np.flatnonzero(near)


def _shares(
    baseline: Coverage, level: str, ftzs: Sequence[str]
) -> tuple[NDArray[np.int64], Ints, Floats]:
    """Return the demand whose regions count, the number of each one's, and its share in percent."""
    plan, data = baseline.plan, baseline.plan_data
    counted = [counted_districts(plan, ftz) for ftz in ftzs]
    inside = np.any(counted, axis=0) if counted else np.zeros(len(data.regions) + 1, bool)
    if not inside.any():
        inside[:-1] = True
    code, _ = pd.factorize(plan.regions[plan.level(level).column])
    of_district = np.where(inside, np.append(code, -1), -1)
    of_row = np.empty(len(data.demand), np.int64)
    of_row[data.demand.order] = of_district[data.district]
    people = plan.demand["population"].to_numpy(float)
    rows = np.flatnonzero((of_row >= 0) & (people > 0))
    _, region = np.unique(of_row[rows], return_inverse=True)
    whole = np.bincount(region, people[rows])
    return rows, region, 100 * people[rows] / whole[region]


def _factors(plan: Plan, lon: Floats, lat: Floats, weights: Mapping[str, float]) -> Floats:
    """Return the factor on the worth of each point: the product over its regions.

    Raises:
        UnknownError: the plan has no region, nor strategic region, of that code or name.
        MeasureError: two are one region.
    """
    factors = np.ones(len(lon))
    points = shapely.points(lon, lat)
    columns = [plan.regions[level.column] for level in plan.terms.levels]
    known_rows: dict[str, NDArray[np.bool_]] = {}
    for code, weight in weights.items():
        rows = np.logical_or.reduce([(column == code).to_numpy() for column in columns])
        if not rows.any():
            rows = strategy_districts(plan, code)
        if not rows.any():
            known = sorted({one for column in columns for one in column.dropna()})
            known += [one for one in strategies_of(plan).to_numpy().ravel() if pd.notna(one)]
            raise UnknownError(
                Message("propose-region-unknown", region=code, hint=suggestion(code, known))
            )
        for other, same in known_rows.items():
            if np.array_equal(same, rows):
                raise MeasureError(Message("propose-region-twice", region=code, other=other))
        known_rows[code] = rows
        region = shapely.union_all(plan.regions.geometry.to_numpy()[rows])
        shapely.prepare(region)
        factors[shapely.intersects(region, points)] *= weight
    return factors
