"""Hard targets that the model of a proposal keeps, and the points that it counts for them.

A **held** target is a hard one of the plan, of an indicator over people (or another weight of the
demand) or clusters, measured by the way of the question. It is a sum over covered points, as an
objective is: a row of the model (`geo.proposals.model.LowerBound`).
For an FTZ or a sector its own zones count alone (`geo.coverage.target_figure`).

Hard targets for the area and the headroom of an FTZ limit its land
(`geo.proposals.available_land`). An answer that newly misses any other hard one is refused once it
is measured; soft ones limit nothing.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Self, cast

import numpy as np
from numpy.typing import NDArray

from geo.coverage import Coverage, CoverageMeter
from geo.coverage.target_figure import is_alone, points_of_target, travel_of, zones_of_place
from geo.coverage.targets import plan_targets
from geo.coverage.travel import Travel
from geo.proposals.objective import Objective, with_points_of
from geo.proposals.term import ON_NETWORKS, Term
from geo.scenario.target import Target
from layers.geometry.edges import Floats, Ints
from layers.messages import Message


@dataclass(frozen=True, eq=False)
class HeldTarget:
    """One bound of a target, or of a value to be kept: its points, and how much is to be gained.

    The worth of `points` is their amount, negative where the bound is `at_most`. `covered`
    says which of them are reached, by the zones that count: `zones` by id, None for all. `least` is
    below 0 by today's margin, above 0 by its shortfall.
    """

    target: Target | Message
    points: Objective
    covered: NDArray[np.bool_]
    zones: frozenset[str] | None
    least: float

    @property
    def eased(self) -> Self:
        """Return it relaxed so that changing nothing keeps it: missed by no more than today."""
        return replace(self, least=min(self.least, 0.0))


def may_hold(target: Target, travel: Travel) -> bool:
    """Return whether a target is hard, within a radius, and measured as the question is."""
    return target.hard and target.radius is not None and travel_of(target) == travel


def held_targets(meter: CoverageMeter) -> tuple[HeldTarget, ...]:
    """Return the targets of a meter's plan that a model keeps, a bound each."""
    targets = plan_targets(meter.plan)
    if not any(may_hold(target, meter.travel) for target in targets):
        return ()
    values = meter.measure().targets["value"].tolist()
    return tuple(
        held
        for target, value in zip(targets, values, strict=True)
        if may_hold(target, meter.travel) and math.isfinite(value)
        for held in _held(meter, target, value)
    )


def _held(meter: CoverageMeter, target: Target, value: float) -> Iterator[HeldTarget]:
    """Yield the bounds of a target over demand or clusters."""
    baseline, (kind, place) = meter.measure(), target.place
    counted = points_of_target(target, baseline.plan_data)
    if counted is None or (meter.by != "line" and counted.layer not in ON_NETWORKS):
        return
    zones, part = baseline.zone_frame, ""
    alone = is_alone(target, baseline.plan_data)
    if alone:
        zones, part = zones_of_place(target, zones), f"{kind}:{place}"
    radius = cast("float", target.radius)
    measured = meter.measure_part("", zones, (radius,), meter.travel, part)
    points = Objective.of_amounts(baseline.plan, [counted])
    points = replace(points, radius_km=np.full(len(points.worth), radius))
    own = frozenset(map(str, zones["zone_id"])) if alone else None
    for sign, bound in ((1.0, target.at_least), (-1.0, target.at_most)):
        if bound is not None:
            signed = replace(points, worth=sign * points.worth)
            covered = points.covered(measured)
            yield HeldTarget(target, signed, covered, own, sign * (bound - value))


def keeps_of(
    meter: CoverageMeter, keeps: Iterable[tuple[str, Term, float | None]]
) -> tuple[HeldTarget, ...]:
    """Return bounds below which terms are not to fall: a figure each, or today's (None)."""
    baseline, found = meter.measure(), []
    for text, term, least in keeps:
        points = Objective.of(baseline, (term,))
        today = points.value(baseline)
        bound = today if least is None else least
        kept_target = Message("propose-keeps", indicator=text, least=bound)
        found.append(HeldTarget(kept_target, points, points.covered(baseline), None, bound - today))
    return tuple(found)


class Counted(NamedTuple):
    """The points of an objective and, after them, those of targets.

    `aims` is the objective with all points; those of targets are worth nothing to it. `led` are the
    same points, weighted to lead land to them: those of targets missed today as much as the
    objective. `starts` are where the points of each target begin, and the end.
    """

    aims: Objective
    led: Objective
    covered: NDArray[np.bool_]
    targets: tuple[HeldTarget, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, aims: Objective, baseline: Coverage, targets: tuple[HeldTarget, ...]) -> Self:
        """Return the points of an objective and of targets."""
        count, covered = len(aims.worth), aims.covered(baseline)
        if not targets:
            return cls(aims, aims, covered, (), (count,))
        own = [one.points for one in targets]
        starts = np.cumsum([count, *(len(one.worth) for one in own)])
        whole = math.fsum(aims.worth) or 1.0
        led = [
            np.maximum(one.points.worth, 0.0) * (one.least > 0) * whole / _sum(one.points)
            for one in targets
        ]
        every = with_points_of(aims, own)
        nothing = np.zeros(len(every.worth) - count)
        return cls(
            aims=replace(every, worth=np.concatenate([aims.worth, nothing])),
            led=replace(every, worth=np.concatenate([aims.worth, *led])),
            covered=np.concatenate([covered, *(one.covered for one in targets)]),
            targets=targets,
            starts=tuple(starts.tolist()),
        )

    @property
    def open_(self) -> Ints:
        """Return the points that are not covered, and to which land may lead."""
        leads = np.ones(len(self.covered), bool)
        leads[self.starts[0] :] = self.led.worth[self.starts[0] :] > 0
        return np.flatnonzero(~self.covered & leads)

    @property
    def kept_worth(self) -> Floats:
        """Return the cost of losing points: those of targets as much as the objective."""
        worth: Floats = np.maximum(self.aims.worth, 0.0)
        whole = math.fsum(self.aims.worth) or 1.0
        for at, one in enumerate(self.targets):
            own = np.maximum(one.points.worth, 0.0) * whole / _sum(one.points)
            worth[self.starts[at] : self.starts[at + 1]] = own
        return worth

    def counts(self, points: Ints, zone: str) -> NDArray[np.bool_]:
        """Return which points count if a zone reaches them."""
        by = [one.zones is None or zone in one.zones for one in self.targets]
        own: NDArray[np.bool_] = np.array([True, *by])[self._number(points)]
        return own & self.aims.counts(points, zone)

    def capped(self, points: Ints) -> NDArray[np.bool_]:
        """Return the points whose number a target limits."""
        most = [bool((one.points.worth < 0).any()) for one in self.targets]
        return np.array([False, *most])[self._number(points)]

    def amounts(self, points: Ints) -> Iterator[tuple[Floats, HeldTarget]]:
        """Yield for each target what points count for it."""
        number = self._number(points)
        for at, target in enumerate(self.targets, start=1):
            amount, own = np.zeros(len(points)), number == at
            amount[own] = target.points.worth[points[own] - self.starts[at - 1]]
            yield amount, target

    def _number(self, points: Ints) -> Ints:
        """Return the number of the target that points are of, from 1; 0: of the objective."""
        return np.searchsorted(self.starts, points, side="right")


def _sum(points: Objective) -> float:
    return math.fsum(np.abs(points.worth)) or 1.0
