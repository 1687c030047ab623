"""How much of a proposal's gain remains where radii or boundaries are a little different.

Both are given for the objective **at its thresholds**: the radii as written in it, without their
spread. All radii are taken a kilometre or two shorter and longer; and in **runs** each boundary of
a zone is offset by up to a kilometre outward or inward, the same with the proposal and without, as
a sweep of boundaries draws it from its seed 0 (`geo.sweep`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import starmap
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.coverage import Coverage
from geo.coverage.point_index import PointIndex, reach_box
from geo.proposals.objective import Objective
from geo.proposals.term import Term, parse_terms
from geo.sweep.margins import Margins, outlines_by_plan_id
from geo.sweep.sweep import Spreads
from geo.validation import is_radius
from layers.geometry.antimeridian import whole
from layers.geometry.edges import Floats
from layers.messages import Message

SHIFTS_KM = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""By how much radii are taken shorter and longer."""

BOUNDARY_KM = 1.0
"""How far a boundary may be off, to either side, unless otherwise requested."""

RUNS = 300
"""In how many runs, unless otherwise requested."""


_MOST_RUNS = 0.05  # the share of the runs that gain less than what most keep
_SHIFTED = "propose-gain-at", "propose-gain-at-alone"
_IN_RUNS = "propose-gain-in-runs", "propose-gain-in-runs-alone"


class ShiftedGain(NamedTuple):
    """The gain if every radius is longer by so much (shorter, where below 0)."""

    by_km: float
    gain: float


@dataclass(frozen=True)
class Robustness:
    """The gain of a proposal at its thresholds, at shifted radii, and in runs.

    A gain is above 0 where the objective becomes better, also one that is to be small. `shifted`
    has those of `SHIFTS_KM` that are radii still. `mean`, `p5` (95 of 100 runs gain as much or
    more) and `worst` are of the runs, None without. `before` is the objective itself at its
    thresholds, without the proposal.

    >>> from geo.proposals import propose
    >>> from layers.example import example_plan
    >>> found = propose(example_plan(), ["F"], ["population@5"], 2, runs=20, tries=500)
    >>> left = found.robustness
    >>> left.gain, left.mean, left.worst, left.share(left.mean)
    (500.0, 225.0, 0.0, 0.45)
    """

    shifted: tuple[ShiftedGain, ...]
    before: float
    runs: int = 0
    boundary_km: float = BOUNDARY_KM
    mean: float | None = None
    p5: float | None = None
    worst: float | None = None

    @classmethod
    def of(
        cls,
        aims: Objective,
        before: Coverage,
        after: Coverage,
        runs: int,
        boundary_km: float = BOUNDARY_KM,
    ) -> Robustness:
        """Measure a proposal; the coverages are of all radii of `shifted_radii_km`."""
        aims = aims.at_threshold or aims
        gains = []
        is_shifted = before.unit == "km" and (aims.radius_km > 0).any()
        for by_km in SHIFTS_KM if is_shifted else (0.0,):
            radius_km = np.where(aims.radius_km > 0, aims.radius_km + by_km, 0.0)
            if all(map(is_radius, np.unique(radius_km).tolist())):
                shifted = replace(aims, radius_km=radius_km)
                gains.append(ShiftedGain(by_km, shifted.value(after) - shifted.value(before)))
        found = cls(tuple(gains), aims.shown(aims.value(before)), boundary_km=boundary_km)
        in_runs = _gains_in_runs(aims, before, after, range(runs), boundary_km) if runs else None
        return found if in_runs is None else found._with(in_runs)

    @classmethod
    def of_people(
        cls, before: Coverage, after: Coverage, radius_km: float, runs: int = RUNS
    ) -> Robustness:
        """Measure how many more people any scenario reaches by line, within a radius of both.

        >>> from geo import CoverageMeter, Expand, Scenario
        >>> from layers.example import example_plan
        >>> plan = example_plan()
        >>> meter = CoverageMeter(plan, 5)
        >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)])
        >>> left = Robustness.of_people(meter.measure(), meter.measure(wider), 5)
        >>> left.gain, left.worst
        (500.0, 0.0)
        """
        aims = Objective.of(before, parse_terms(before.plan, [f"population@{radius_km!r}"]))
        margins, worth, radii_km = _margins(aims, before, after, BOUNDARY_KM, max(SHIFTS_KM))
        shifts = [by for by in SHIFTS_KM if radius_km and is_radius(radius_km + by)] or [0.0]
        gains = (_gain(margins.certain_km, worth, radii_km + by) for by in shifts)
        shifted = tuple(starmap(ShiftedGain, zip(shifts, gains, strict=True)))
        found = cls(shifted, aims.value(before))
        return found._with(_in_runs(margins, worth, radii_km, range(runs), BOUNDARY_KM))

    def _with(self, in_runs: Floats) -> Robustness:
        """Return it with the gain in each run."""
        worst, p5 = map(float, np.quantile(in_runs, (0.0, _MOST_RUNS)))
        return replace(self, runs=len(in_runs), mean=float(in_runs.mean()), p5=p5, worst=worst)

    @property
    def gain(self) -> float:
        """Return the gain at the thresholds."""
        return next(gain for by_km, gain in self.shifted if by_km == 0)

    @property
    def in_runs(self) -> dict[str, float]:
        """Return the gain on average in runs, in all but 5 % of them, and at worst; or nothing."""
        every = {"mean": self.mean, "p5": self.p5, "worst": self.worst}
        return {name: gain for name, gain in every.items() if gain is not None}

    def share(self, gain: float) -> float | None:
        """Return a gain as a share of that at the thresholds, None if this is none."""
        return gain / self.gain if self.gain > 0 else None

    @property
    def messages(self) -> list[Message]:
        """Return it in words; nothing if no radius is shifted, as in minutes."""
        if not any(by_km for by_km, _ in self.shifted):
            return []
        shifted = tuple(
            self._with_share(gain, _SHIFTED, by_km=by_km, size_km=abs(by_km), gain=gain)
            for by_km, gain in self.shifted
            if by_km
        )
        messages = [Message("propose-gain-shifted", gain=self.gain, shifted=shifted)]
        if self.mean is not None and self.p5 is not None and self.worst is not None:
            figures = {"boundary_km": self.boundary_km, "mean": self.mean, "worst": self.worst}
            messages += [
                self._with_share(self.mean, _IN_RUNS, runs=self.runs, **figures),
                Message("propose-gain-in-most-runs", p5=self.p5),
            ]
        return messages

    def _with_share(self, part: float, codes: tuple[str, str], **params: float) -> Message:
        """Return a message with the share that a part of the gain is, the other if it has none."""
        share = self.share(part)
        if share is None:
            return Message(codes[1], **params)
        return Message(codes[0], pct=100 * share, **params)


def shifted_radii_km(terms: Iterable[Term]) -> set[float]:
    """Return the radii that a meter needs to see how much of a gain remains."""
    own = [term for term in terms if not term.is_land and term.radius_km > 0]
    every = {
        term.radius_km + by_km
        for term in own
        for by_km in (SHIFTS_KM if term.unit == "km" else (0.0,))
    }
    return {radius for radius in every if is_radius(radius)}


def kept_in_most(
    aims: Objective, before: Coverage, after: Coverage, runs: int, boundary_km: float
) -> float:
    """Return the share of the gain that 95 of 100 runs keep; ∞ where nothing is gained.

    The runs differ from those of `Robustness.of`, so that a choice made by these can be judged by
    those.
    """
    aims = aims.at_threshold or aims
    gain = aims.value(after) - aims.value(before)
    if gain <= 0:
        return math.inf
    gains = _gains_in_runs(aims, before, after, range(runs, 2 * runs), boundary_km)
    return float(np.quantile(gains, _MOST_RUNS)) / gain


def _gains_in_runs(
    aims: Objective, before: Coverage, after: Coverage, runs: range, boundary_km: float
) -> Floats:
    """Return the gain in each run. Land is the same in all of them."""
    charge = math.fsum(
        (aims.value(each) - math.fsum(aims.worth_covered(each).tolist())) * sign
        for each, sign in ((after, 1.0), (before, -1.0))
    )
    return _in_runs(*_margins(aims, before, after, boundary_km), runs, boundary_km) + charge


def _margins(
    aims: Objective, before: Coverage, after: Coverage, boundary_km: float, beyond_km: float = 0.0
) -> tuple[Margins, Floats, Floats]:
    """Return the margins of the points near what changes, what each is worth, and its radius.

    Margins hold for radii that are shorter or longer by up to `beyond_km` too.
    """
    zones = [outlines_by_plan_id(each.zone_frame, each.plan_ids) for each in (before, after)]
    blocks = [
        {(zone, shapely.to_wkb(block)): block for zone, block in _blocks(shapes)}
        for shapes in zones
    ]
    changed = [(blocks[0] | blocks[1])[key] for key in blocks[0].keys() ^ blocks[1].keys()]
    reach_km = float(aims.radius_km.max(initial=0.0)) + boundary_km + beyond_km
    every = PointIndex(aims.lon, aims.lat)
    boxes = [every.in_box(reach_box(block.bounds, reach_km)) for block in changed]
    near = every.order[np.unique(np.concatenate([np.empty(0, np.int64), *boxes]))]
    points = PointIndex(aims.lon[near], aims.lat[near])
    own = near[points.order]
    radius_km = aims.radius_km[own]
    windows_km = [(km - beyond_km, km + beyond_km) for km in np.unique(radius_km).tolist() or [0.0]]
    known = before.plan.zones["zone_id"]
    margins = Margins(before.plan_data.ellipsoid, points, zones, windows_km, boundary_km, known)
    return margins, aims.worth[own], radius_km


def _in_runs(
    margins: Margins, worth: Floats, radius_km: Floats, runs: range, boundary_km: float
) -> Floats:
    """Return how much more of the points' worth is covered in each run."""
    spreads, sizes = Spreads(boundary=boundary_km), (len(margins.zones), 0, 0)
    certain = worth.copy()
    certain[margins.varying] = 0.0
    always = _gain(margins.certain_km, certain, radius_km)
    worth, radius_km = worth[margins.varying], radius_km[margins.varying]
    return np.array(
        [
            _gain(margins.each(spreads.draw(0, run, sizes).boundary_km), worth, radius_km) + always
            for run in runs
        ]
    )


def _gain(margins_km: list[Floats], worth: Floats, radius_km: Floats) -> float:
    old, new = (margin <= radius_km for margin in margins_km)
    return float(worth @ (new.astype(float) - old))


def _blocks(shapes: dict[str, MultiPolygon]) -> list[tuple[str, shapely.Polygon]]:
    return [
        (zone, block)
        for zone, shape in shapes.items()
        for block in shapely.get_parts(whole(shape)).tolist()
    ]
