"""A sweep: scenarios of a plan measured in runs with sampled uncertain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from numbers import Integral, Real
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from geo.coverage import DEFAULT_RADII_KM
from geo.coverage.indicator import PointAmounts, indicators_of
from geo.coverage.network_reach import NetworkData
from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import PointIndex
from geo.coverage.travel import By, Travel, Unit, checked_radii, in_unit
from geo.edits import ids_before
from geo.scenario.model import Scenario
from geo.scenario.replay import Replay, replay
from geo.sweep.margins import ADDED, Margins, NetworkMargins, outlines_by_plan_id
from geo.validation import as_several, shown
from layers import Plan
from layers.errors import MeasureError, ScenarioError
from layers.geometry.edges import Floats, Ints
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.runtime.suggestions import suggestion
from layers.scenario_id import BASELINE

_MOST_KM, _MOST_SHARE = 100.0, 1.0
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Spreads:
    """The uncertainty of four inputs, to either side; 0: certain.

    `boundary` is the offset of each zone's boundary outward or inward, in km, independent per zone;
    `radius` the change of all radii, in km; `weights` the relative change of the weight of a
    sector's clusters, independent per sector; `demand` the same for the people of a region. Values
    are distributed uniformly.

    >>> Spreads(boundary=1, demand=0.1).draw(seed=0, run=7, sizes=(2, 1, 3)).boundary_km.round(2)
    array([-0.92,  0.55])
    """

    boundary: float = 0.0
    radius: float = 0.0
    weights: float = 0.0
    demand: float = 0.0

    def __post_init__(self) -> None:
        """Refuse spreads out of bounds, one line per spread (`MeasureError`)."""
        problems = [
            Message("sweep-spread-bounds", name=name, most=most, given=shown(spread))
            for name, spread in vars(self).items()
            for most in (_MOST_SHARE if name in ("weights", "demand") else _MOST_KM,)
            if not isinstance(spread, Real) or not 0 <= float(spread) <= most
        ]
        if problems:
            raise MeasureError(problems)

    @classmethod
    @checked_call(MeasureError)
    def of(cls, values: Mapping[str, float]) -> Spreads:
        """Return spreads by name.

        Raises:
            MeasureError: a name is unknown, or a spread is out of bounds: one line per problem.
        """
        names = [field.name for field in fields(cls)]
        problems = [
            Message("sweep-spread-unknown", given=str(name), hint=suggestion(name, names))
            for name in values
            if name not in names
        ]
        try:
            spreads = cls(**{name: spread for name, spread in values.items() if name in names})
        except MeasureError as error:
            problems += error.problems
        if problems:
            raise MeasureError(problems)
        return spreads

    def draw(self, seed: int, run: int, sizes: tuple[int, int, int]) -> _Drawn:
        """Return the sample of a run: deterministic for a seed and run number.

        `sizes` are the numbers of zones, sectors and regions. Each of the four inputs has its own
        random stream: its sample does not depend on the others' spreads.
        """
        zones, sectors, regions = sizes
        first_three = (self.boundary, zones), (self.radius, 1), (self.weights, sectors)
        parts = [
            np.random.default_rng([seed, run, kind]).uniform(-spread, spread, count)
            for kind, (spread, count) in enumerate((*first_three, (self.demand, regions)))
        ]
        return _Drawn(parts[0], float(parts[1][0]), 1 + parts[2], 1 + parts[3])


class _Drawn(NamedTuple):
    """A run's sample: offsets of each zone and of the radii, km; factors of sectors, regions."""

    boundary_km: Floats
    radius_km: float
    weights: Floats
    demand: Floats


COLUMNS = (
    "run",
    "scenario",
    "radius_km",
    "covered_population",
    "covered_clusters",
    "covered_weight",
)
"""The columns of the table of runs: persons, clusters, and the weight of the clusters.

Further indicators over demand or clusters follow, the more the better, such as `covered_jobs` or
`strategy_population`; and each of all these at its places, such as
`covered_clusters:sector:biopharma`.
"""

_LAYERS = ("demand", "clusters")


def _swept(plan_data: PlanData) -> dict[str, PointAmounts]:
    """Return the sums of a run by their columns, except those that the plan cannot have."""
    found = {}
    for key, one in indicators_of(plan_data.plan).items():
        is_sum = not one.is_own and not one.radii
        if one.better != "more" or not is_sum or one.missing(plan_data.plan):
            continue
        for points in one.points_of(plan_data):
            if points.layer in _LAYERS:
                found[key if points.place is None else f"{key}:{points.place}"] = points
    first = [name for name in COLUMNS if name in found]
    own = [name for name in found if name.startswith("covered_") and ":" not in name]
    of_plan = [name for name in found if ":" not in name]
    return {name: found[name] for name in dict.fromkeys([*first, *own, *of_plan, *found])}


@checked_call(MeasureError)
def totals_of(plan: Plan) -> tuple[str, ...]:
    """Return the totals that a sweep of a plan has, by their columns.

    Raises:
        MeasureError: the plan has neither people nor clusters.

    >>> from layers.example import example_plan
    >>> totals_of(example_plan())[:4]
    ('covered_population', 'covered_clusters', 'covered_weight', 'covered_jobs')
    """
    return _totals(_swept(PlanData.of(plan)))


def _totals(swept: Mapping[str, PointAmounts]) -> tuple[str, ...]:
    if not swept:
        raise MeasureError(Message("sweep-nothing-to-cover"))
    return tuple(name for name in swept if ":" not in name)


class Sweep:
    """Scenarios of one plan, prepared to be measured in many runs.

    `scenarios` are one or several, each a scenario or the path of its file; None is the baseline.
    `radii_km` are those of a meter, and so is `by`: if that is in minutes, so are they and their
    spread, while boundaries vary by km. Raises MeasureError if two have the same id, a radius may
    be sampled below 0, or there is no network for `by`; ScenarioError if one does not apply to
    the plan, SourceError if a file cannot be read: with its path, or else its id.

    >>> from geo import Expand, Scenario
    >>> from geo.sweep import Spreads, Sweep, summary
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    >>> sweep = Sweep(plan, [None, wider], Spreads(boundary=0.5), radii_km=5, seed=1)
    >>> sweep
    <Sweep of baseline, wider: 5 km; boundary=0.5>
    >>> people = summary(sweep.measure(range(20))).query("total == 'covered_population'")
    >>> people[["scenario", "least", "most", "first"]].values.tolist()
    [['baseline', 1000.0, 1000.0, 0.05], ['wider', 1000.0, 1500.0, 0.95]]
    """

    @checked_call(MeasureError)
    def __init__(  # noqa: PLR0913  each is a part of the question
        self,
        plan: Plan,
        scenarios: Sequence[Scenario | str | Path | None] | Scenario | str | Path | None,
        spreads: Spreads,
        *,
        radii_km: Sequence[float] | float = DEFAULT_RADII_KM,
        seed: int = 0,
        by: By | Travel = "line",
    ) -> None:
        if seed < 0:
            raise MeasureError(Message("sweep-seed-negative", given=shown(seed)))
        plan_data = PlanData.of(plan)
        swept = _swept(plan_data)
        self.totals = _totals(swept)
        """The totals of the whole plan, by their columns."""
        given = as_several(scenarios)
        self.given: tuple[Scenario | None, ...] = tuple(
            Scenario.load(one) if isinstance(one, str | Path) else one for one in given
        )
        self.travel = travel = Travel.of(by)
        self.radii_km = checked_radii(radii_km, travel.unit)
        self.spreads, self.seed = spreads, seed
        names = [BASELINE if one is None else one.scenario for one in self.given]
        shown_as = [
            str(one) if isinstance(one, str | Path) else name
            for one, name in zip(given, names, strict=True)
        ]
        self.scenarios = tuple(names)
        _check(names, shown_as, self.radii_km, spreads, travel.unit)
        replays = [_replayed(plan, *pair) for pair in zip(self.given, shown_as, strict=True)]
        self.notices = tuple(one.notice for one in replays if one.notice is not None)
        """Messages about the replay of scenarios (see `geo.scenario.replay`)."""
        shapes = [
            outlines_by_plan_id(one.zones, ids_before(scenario.edits) if scenario else {})
            for one, scenario in zip(replays, self.given, strict=True)
        ]
        spread_km = spreads.radius
        windows_km = [(r - spread_km, r + spread_km) if r > 0 else (0, 0) for r in self.radii_km]
        demand, clusters = plan_data.demand, plan_data.clusters
        points = PointIndex(
            np.concatenate([demand.lon, clusters.lon]), np.concatenate([demand.lat, clusters.lat])
        )
        margins: Margins | NetworkMargins
        if travel.mode == "line":
            places = plan.ellipsoid, points, shapes, windows_km
            margins = Margins(*places, spreads.boundary, plan.zones["zone_id"])
            order = points.order
        else:
            reach_km = self.radii_km[-1] + spreads.radius + spreads.boundary
            network = NetworkData(travel, plan_data, reach_km)
            margins = NetworkMargins(network, shapes, plan.zones["zone_id"])
            order = np.arange(len(points))
        own = sorted({str(zone) for one in replays for zone in one.zones["zone_id"]})
        self.is_in_order_of_ids = margins.zones == tuple(own)
        """Whether offsets are drawn for the zones of all scenarios in the order of their ids."""
        self._margins = margins
        self._columns = [*swept]
        self._sectors, sector = np.unique(plan_data.cluster_sector, return_inverse=True)
        self._regions = plan.regions["adcode"].to_numpy()
        self._sizes = len(margins.zones), len(self._sectors), len(self._regions) + 1
        every = _Sums(
            vstack([_in_order(one, plan_data) for one in swept.values()], format="csr")[:, order],
            np.concatenate([plan_data.district, self._sizes[2] + sector])[order],
            np.array(
                [
                    one.layer == "clusters" and name.split(":")[0] != _WEIGHED
                    for name, one in swept.items()
                ]
            ),
        )
        varying = margins.varying
        self._varying = every.of(varying)
        others = np.setdiff1d(np.arange(len(points)), varying)
        self._certain = [
            [every.of(others[margin[others] <= radius_km]).by_group for radius_km in self.radii_km]
            for margin in margins.certain_km
        ]

    def __repr__(self) -> str:
        """Return the scenarios, the radii and what varies."""
        radii = ", ".join(f"{radius:g}" for radius in self.radii_km)
        varied = [f"{name}={spread:g}" for name, spread in vars(self.spreads).items() if spread]
        what = f"{radii} {self.travel.unit}; {', '.join(varied) or 'nothing varies'}"
        return f"<Sweep of {', '.join(self.scenarios)}: {what}>"

    def drawn(self, run: int) -> _Drawn:
        """Return the sample of a run; offsets of zones are in the order of `zones`."""
        return self.spreads.draw(self.seed, run, self._sizes)

    @checked_call(MeasureError)
    def draws(self, runs: Iterable[int]) -> pd.DataFrame:
        """Return the offsets and factors that some runs draw, a row for each run.

        After `run` come `boundary_km:ZONE` (outward of the zone, below 0 inward), `radius_km` (or
        `radius_min`), which is added to each radius, and the factors `weights:SECTOR` and
        `demand:REGION`, of the finest regions; `demand:` is that of people outside all of them.
        Inputs that are certain are omitted.

        Raises:
            MeasureError: there is no run, one is given twice, or is not a number from 0 on.

        >>> from geo.sweep import Spreads, Sweep
        >>> from layers.example import example_plan
        >>> Sweep(example_plan(), None, Spreads(radius=1), radii_km=5).draws([0, 1]).round(2)
           run  radius_km
        0    0       -0.1
        1    1        0.7
        """
        runs = _checked(runs)
        drawn = [self.drawn(run) for run in runs]
        zones = [zone.removesuffix(ADDED) + ":added" * (ADDED in zone) for zone in self.zones]
        spreads, radius = self.spreads, self.travel.radius_column
        columns: dict[str, Sequence[int] | Floats] = {"run": runs}
        for spread, names, values in (
            (spreads.boundary, [f"boundary_km:{one}" for one in zones],
             [one.boundary_km for one in drawn]),
            (spreads.radius, [radius], [np.array([one.radius_km]) for one in drawn]),
            (spreads.weights, [f"weights:{one}" for one in self._sectors],
             [one.weights for one in drawn]),
            (spreads.demand, [*(f"demand:{one}" for one in self._regions), "demand:"],
             [one.demand for one in drawn]),
        ):  # fmt: skip
            if spread:
                columns |= dict(zip(names, np.array(values).T, strict=True))
        return pd.DataFrame(columns)

    @property
    def zones(self) -> tuple[str, ...]:
        """Return the ids of the plan's zones, in order, then of those that scenarios add.

        A zone that a scenario renames is the plan's.
        """
        return self._margins.zones

    @checked_call(MeasureError)
    def measure(self, runs: Iterable[int]) -> pd.DataFrame:
        """Return the coverage of each scenario in some runs, by their numbers, within each radius.

        A row for each run, scenario and radius, with `COLUMNS`; people are null without demand,
        clusters without any. Every sum over the demand varies as people do.
        Deterministic for a seed and run numbers, in any order.

        Raises:
            MeasureError: there is no run, one is given twice, or is not a number from 0 on.
        """
        runs = _checked(runs)
        table = pd.DataFrame(
            [key for run in runs for key in self._keys(run)], columns=[*COLUMNS[:3]]
        )
        values = np.concatenate([self._run(run) for run in runs])
        columns = dict.fromkeys(COLUMNS[3:], np.nan) | dict(
            zip(self._columns, values.T, strict=True)
        )
        table = in_unit(
            pd.concat([table, pd.DataFrame(columns, table.index)], axis=1), self.travel.unit
        )
        whole = ["run", *(name for name in self._columns if name.startswith("covered_clusters"))]
        return table.astype(dict.fromkeys(whole, np.int64))

    def _keys(self, run: int) -> list[tuple[int, str, float]]:
        return [(run, name, radius) for name in self.scenarios for radius in self.radii_km]

    def _run(self, run: int) -> Floats:
        """Return the sums of a run: scenario and radius × columns."""
        drawn = self.drawn(run)
        factor = np.concatenate([drawn.demand, drawn.weights, [1.0]])
        varying = self._varying.times(factor)
        rows = []
        for margin_km, certain in zip(
            self._margins.each(drawn.boundary_km), self._certain, strict=True
        ):
            for radius_km, always in zip(self.radii_km, certain, strict=True):
                within_km = radius_km + drawn.radius_km if radius_km > 0 else 0.0
                near = (margin_km <= within_km).astype(float)
                rows.append(always.times(factor).sum(axis=1) + varying @ near)
        return np.array(rows)


_WEIGHED = "covered_weight"
"""The indicator whose clusters count by their weight, which varies."""


def _in_order(points: PointAmounts, plan_data: PlanData) -> csr_array:
    """Return amounts as a row: all demand in the order of `PlanData`, then all clusters."""
    found = {layer: np.zeros(len(plan_data.plan.frame(layer))) for layer in _LAYERS}
    found[points.layer][points.rows] = points.amount
    demand, clusters = (
        found[layer][index.order]
        for layer, index in zip(_LAYERS, (plan_data.demand, plan_data.clusters), strict=True)
    )
    return csr_array(np.concatenate([demand, clusters])[None])


class _Sums:
    """What points count for (sums × points), and whose factor each is multiplied by.

    `group` is the region of a demand point, after all regions the sector of a cluster; sums of
    numbers (`is_count`) are multiplied by the last factor, 1.
    """

    def __init__(self, amounts: csr_array, group: Ints, is_count: NDArray[np.bool_]) -> None:
        self._amounts, self._group, self._is_count = amounts, group, is_count
        counts = np.repeat(is_count, np.diff(amounts.indptr))
        self._factor = np.where(counts, -1, group[amounts.indices])

    def of(self, points: Ints) -> _Sums:
        """Return those of some points."""
        return _Sums(self._amounts[:, points], self._group[points], self._is_count)

    @property
    def by_group(self) -> _Sums:
        """Return the sums by group, each as a point."""
        groups, number = np.unique(self._group, return_inverse=True)
        ones, rows = np.ones(len(number)), np.arange(len(number))
        grouped = csr_array((ones, (rows, number)), shape=(len(number), len(groups)))
        return _Sums((self._amounts @ grouped).tocsr(), groups, self._is_count)

    def times(self, factor: Floats) -> csr_array:
        """Return the amounts under the factors of a run."""
        kept, data = self._amounts, self._amounts.data * factor[self._factor]
        return csr_array((data, kept.indices, kept.indptr), shape=kept.shape)


def _replayed(plan: Plan, scenario: Scenario | None, shown_as: str) -> Replay:
    """Return the zones of a scenario; a refusal says of which."""
    if scenario is None:
        return Replay(plan.zones)
    try:
        return replay(plan, scenario)
    except ScenarioError as error:
        raise ScenarioError(one.in_file(shown_as) for one in error.problems) from error


def _checked(given: Iterable[int]) -> list[int]:
    """Return the numbers of runs, each a number from 0 on, and once."""
    runs = [*given]
    for run in runs:
        if not isinstance(run, Integral) or run < 0:
            raise MeasureError(Message("sweep-run-number", given=shown(run)))
    if not runs:
        raise MeasureError(Message("sweep-no-run"))
    if len(set(runs)) < len(runs):
        raise MeasureError(Message("sweep-run-twice", run=_first_repeated(runs)))
    return runs


def _first_repeated(values: Sequence[_Value]) -> _Value:
    return next(one for number, one in enumerate(values) if one in values[:number])


def _check(
    names: list[str],
    shown_as: list[str],
    radii_km: tuple[float, ...],
    spreads: Spreads,
    unit: Unit,
) -> None:
    problems = []
    if not names:
        problems.append(Message("sweep-no-scenario"))
    if len(set(names)) < len(names):
        name = _first_repeated(names)
        of_name = [one for one, id_ in zip(shown_as, names, strict=True) if id_ == name]
        if len(set(of_name)) < len(of_name):
            problems.append(Message("sweep-scenario-twice", scenario=_first_repeated(of_name)))
        else:
            problems.append(Message("sweep-scenarios-one-id", id=name, scenarios=tuple(of_name)))
    least = min((radius for radius in radii_km if radius > 0), default=np.inf)
    if spreads.radius >= least:
        problems.append(
            Message("sweep-radius-below-zero", spread=spreads.radius, radius=least, unit=unit)
        )
    if problems:
        raise MeasureError(problems)
