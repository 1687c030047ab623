"""The scorecard: the benefits of scenarios by purpose, beside the baseline.

An indicator counts as changed only if its last printed digit changes.

A purpose is **better** in a scenario if one of its indicators with a direction became better, as
far as the data decide, and none worse; **worse** is the reverse, **mixed** both. It is
**undecided** if something changed, but by less than the data decide; **same** if nothing did;
**unknown** if none of its indicators has a value. What moved most, relative to its value in the
baseline, stands first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from geo.coverage import Coverage, CoverageMeter
from geo.coverage.indicator import Indicator, indicators_of
from geo.coverage.travel import By, Travel, checked_radii
from geo.indicators.acceptability import (
    Acceptability,
    Ranking,
    acceptability,
    checked_weights,
    ranking,
)
from geo.indicators.purposes import Purpose, purposes_of
from geo.indicators.reference import Reference
from geo.scenario.model import Scenario
from geo.validation import as_several
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.scenario_id import BASELINE

_Verdict = Literal["better", "worse", "mixed", "same", "undecided", "unknown"]

_NOISE = 1e-9  # relative: what two ways to the same sum may differ by


@dataclass(frozen=True)
class ScoreRow:
    """One indicator at one place, within one radius: its value in each scenario.

    `at` has the region that has the extreme, by scenario, where it is one; `whole` is the total
    that the value is a part of, NaN where there is none.
    """

    purpose: str
    indicator: Indicator
    place: str | None
    radius: float | None
    travel: Travel
    unit: str
    decides_from: float
    by_scenario: Mapping[str, float]
    at: Mapping[str, str | None]
    whole: float

    def difference(self, scenario: str) -> float:
        """Return how much more a scenario has than the baseline, 0 if only by rounding."""
        before, after = self.by_scenario[BASELINE], self.by_scenario[scenario]
        difference = after - before
        noise = _NOISE * max(abs(before), abs(after), self.decides_from)
        return 0.0 if abs(difference) <= noise else difference

    def is_decided(self, scenario: str) -> bool:
        """Return whether the data can decide the difference of a scenario."""
        return abs(self.difference(scenario)) >= self.decides_from * (1 - _NOISE)

    @property
    def printed(self) -> float:
        """Return the unit of its last printed digit; smaller changes are ignored."""
        figure = self.indicator.figure
        return 10.0 ** -(figure.digits + (2 if figure.form.endswith("%") else 0))

    def verdict(self, scenario: str) -> _Verdict:
        """Return whether a scenario is better; one without a direction is never."""
        difference = self.difference(scenario)
        if math.isnan(difference):
            return "unknown"
        if abs(difference) < self.printed / 2 or self.indicator.better is None:
            return "same"
        if not self.is_decided(scenario):
            return "undecided"
        return "better" if (difference > 0) == (self.indicator.better == "more") else "worse"

    def moved(self, scenario: str) -> float:
        """Return the size of the difference, relative to the baseline; ∞ from nothing."""
        difference, before = abs(self.difference(scenario)), abs(self.by_scenario[BASELINE])
        if difference == 0 or math.isnan(difference):
            return 0.0
        return difference / before if before else math.inf


@dataclass(frozen=True)
class MissingIndicator:
    """An indicator that a plan cannot have, and the layers and columns that it lacks."""

    purpose: str
    indicator: Indicator
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Scorecard:
    """What scenarios are good for; the first is the baseline.

    >>> from geo import Expand, Scenario
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    >>> card = scorecard(plan, wider, radii_km=5)
    >>> [(purpose.key, card.verdict(purpose.key, "wider")) for purpose in card.purposes]
    [('strategies', 'better'), ('regions', 'better'), ('sectors', 'same'), ('trade', 'same'), \
('land', 'mixed'), ('people', 'better')]
    """

    plan: Plan
    scenarios: tuple[str, ...]
    coverages: Mapping[str, Coverage]
    radii: tuple[float, ...]
    travel: Travel
    purposes: tuple[Purpose, ...]
    rows: tuple[ScoreRow, ...]
    missing: tuple[MissingIndicator, ...]
    acceptability: tuple[Acceptability, ...]
    ranking: Ranking

    def of(self, purpose: str) -> tuple[ScoreRow, ...]:
        """Return the rows of a purpose, in order."""
        return tuple(row for row in self.rows if row.purpose == purpose)

    def verdict(self, purpose: str, scenario: str) -> _Verdict:
        """Return whether a scenario serves a purpose better than the baseline."""
        found = {row.verdict(scenario) for row in self.of(purpose)}
        if {"better", "worse"} <= found:
            return "mixed"
        order: tuple[_Verdict, ...] = ("better", "worse", "undecided", "same")
        return next((one for one in order if one in found), "unknown")

    def leading(self, purpose: str, scenario: str) -> tuple[ScoreRow, ...]:
        """Return the rows of a purpose that became better or worse, what moved most first.

        Of an indicator that became better at several places, all are there.
        """
        rows = [row for row in self.of(purpose) if row.verdict(scenario) in ("better", "worse")]
        return tuple(sorted(rows, key=lambda row: -row.moved(scenario)))

    def headline(self, purpose: str, scenario: str) -> ScoreRow | None:
        """Return the row that represents a purpose, None without any.

        Of the baseline, the first that is a part of a whole; of another scenario, what moved most,
        of the whole plan if that moved.
        """
        if scenario == BASELINE:
            rows = [row for row in self.of(purpose) if row.place is None and row.whole > 0]
        else:
            rows = sorted(self.leading(purpose, scenario), key=lambda row: row.place is not None)
        return next(iter(rows), None)

    @property
    def table(self) -> pd.DataFrame:
        """Return a row for each indicator, place and radius, with a column for each scenario.

        `purpose`, `indicator`, `of` (None: the plan), `radius_km` (or `radius_min`), `unit`,
        `better` (`more`, `less` or None), `decides_from`, the value in each scenario under its id,
        and the difference from the baseline under `ID_difference`.
        """
        return pd.DataFrame(self._records())

    def _records(self) -> Iterator[dict[str, object]]:
        for row in self.rows:
            yield {
                "purpose": row.purpose,
                "indicator": row.indicator.key,
                "of": row.place,
                "radius": row.radius,
                "unit": row.unit,
                "better": row.indicator.better,
                "decides_from": row.decides_from,
                **row.by_scenario,
                **{
                    f"{scenario}_difference": row.difference(scenario)
                    for scenario in self.scenarios[1:]
                },
            }


@checked_call(MeasureError)
def scorecard(
    plan: Plan | CoverageMeter,
    scenarios: Sequence[Scenario | str | Path] | Scenario | str | Path = (),
    *,
    radii_km: Sequence[float] | float | None = None,
    by: By | Travel = "line",
    weights: Mapping[str, float] | None = None,
) -> Scorecard:
    """Return the scorecard of scenarios, by the purposes of a plan.

    Args:
        plan: the plan, or a meter of it, which then need not be prepared again.
        scenarios: one or several, each as a value or the path of its file; the baseline is always
            there.
        radii_km: the radii of indicators that name none, by default those of a measure and a
            report; in minutes if `by` is.
        by: how distances are measured.
        weights: of purposes, for the ranking; equal ones by default.

    Raises:
        MeasureError: a radius or a weight is not allowed, or two scenarios have one id.
        ScenarioError: a scenario does not apply to the plan.
        PlanError: the plan's tables `purposes` or `indicators` have a mistake.

    >>> from geo import Remove
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> scorecard(plan, Scenario.of(plan, Remove(zone="A"), scenario="without-a")).scenarios
    ('baseline', 'without-a')
    """
    travel = Travel.of(by)
    radii = checked_radii(travel.usual_radii if radii_km is None else radii_km, travel.unit)
    of_plan = plan.plan if isinstance(plan, CoverageMeter) else plan
    given = [Scenario.load(one) if isinstance(one, str | Path) else one for one in _all(scenarios)]
    names = (BASELINE, *(one.scenario for one in given))
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise MeasureError(Message("score-scenario-twice", scenario=twice))
    by_name: dict[str, Scenario | None] = {BASELINE: None} | {one.scenario: one for one in given}
    meters = [plan] if isinstance(plan, CoverageMeter) else []

    def measure(name: str, needed: tuple[float, ...], travel: Travel) -> Coverage:
        same = (one for one in meters if (one.travel, one.radii_km) == (travel, needed))
        meter = next(same, None)
        if meter is None:
            first = meters[0] if meters else None
            meter = (
                CoverageMeter.of(of_plan, needed, travel)
                if first is None
                else first.at(needed, by=travel)
            )
            meters.append(meter)
        return meter.measure(by_name[name])

    return scored(of_plan, names, measure, (radii, travel), weights)


Measure: TypeAlias = Callable[[str, tuple[float, ...], Travel], Coverage]
"""Measures a scenario by its id at some radii; the coverage may have more."""


def scored(
    plan: Plan,
    names: tuple[str, ...],
    measure: Measure,
    within: tuple[tuple[float, ...], Travel],
    weights: Mapping[str, float] | None = None,
) -> Scorecard:
    """Return the scorecard of scenarios that `measure` knows by name, the first the baseline.

    `within` are the radii of indicators that name none, and how distances are measured.

    Raises:
        MeasureError: a weight is not allowed.
        PlanError: the plan's tables `purposes` or `indicators` have a mistake.
    """
    (radii, travel), known = within, indicators_of(plan)
    purposes = purposes_of(plan, known)
    references = [
        (purpose.key, reference) for purpose in purposes for reference in purpose.indicators
    ]
    lacking = {key: known[key].missing(plan) for key in {one.key for _, one in references}}
    measured = _Measured(names, measure, radii, travel)
    present = [
        (purpose, known[one.key], one) for purpose, one in references if not lacking[one.key]
    ]
    measured.prepare((indicator, one) for _, indicator, one in present)
    rows = [
        row for purpose, indicator, one in present for row in measured.rows(purpose, indicator, one)
    ]
    missing = [
        MissingIndicator(purpose, known[one.key], lacking[one.key])
        for purpose, one in references
        if lacking[one.key]
    ]
    keys = [purpose.key for purpose in purposes]
    worth = worths(keys, rows, names)
    chosen = checked_weights(weights or dict.fromkeys(keys, 1.0), keys)
    return Scorecard(
        plan,
        names,
        dict(zip(names, measured.coverages[travel], strict=True)),
        radii,
        travel,
        purposes,
        tuple(rows),
        tuple(missing),
        acceptability(names, keys, worth) if len(names) > 1 else (),
        ranking(names, keys, worth, chosen),
    )


def _all(
    scenarios: Sequence[Scenario | str | Path] | Scenario | str | Path,
) -> Sequence[Scenario | str | Path]:
    return [scenarios] if isinstance(scenarios, Scenario) else as_several(scenarios)


class _Measured:
    """The coverages of scenarios by each way that indicators need."""

    def __init__(
        self, names: tuple[str, ...], measure: Measure, radii: tuple[float, ...], travel: Travel
    ) -> None:
        self._names, self._measure, self._radii, self._travel = names, measure, radii, travel
        self.coverages: dict[Travel, list[Coverage]] = {}

    def prepare(self, references: Iterable[tuple[Indicator, Reference]]) -> None:
        """Measure what indicators need."""
        needed: dict[Travel, set[float]] = {self._travel: set(self._radii)}
        for indicator, one in references:
            fixed = indicator.radii if one.radius_km is None else (one.radius_km,)
            needed.setdefault(self._travel_of(indicator, one), set()).update(fixed)
        for travel, radii in needed.items():
            ascending = tuple(sorted(radii or self._radii))
            self.coverages[travel] = [
                self._measure(name, ascending, travel) for name in self._names
            ]

    def _travel_of(self, indicator: Indicator, reference: Reference) -> Travel:
        """Return how distances are measured; fixed radii are in km."""
        if indicator.travel is not None:
            return indicator.travel
        is_fixed = reference.radius_km is not None or bool(indicator.radii)
        return Travel(self._travel.mode) if is_fixed else self._travel

    def rows(self, purpose: str, indicator: Indicator, reference: Reference) -> Iterator[ScoreRow]:
        """Yield the rows of an indicator to which a reference applies."""
        travel = self._travel_of(indicator, reference)
        wanted = indicator.radii or self._radii
        if reference.radius_km is not None:
            wanted = (reference.radius_km,)
        each = [
            {(one.place, one.radius): one for one in indicator.values(coverage)}
            for coverage in self.coverages[travel]
        ]
        for place, radius in dict.fromkeys(key for values in each for key in values):
            is_within = radius is None or radius in wanted
            if not is_within or reference.place not in (None, place):
                continue
            of = {
                name: values[place, radius]
                for name, values in zip(self._names, each, strict=True)
                if (place, radius) in values
            }
            decides_from = max(one.decides_from for one in of.values())
            yield ScoreRow(
                purpose,
                indicator,
                place,
                radius,
                travel,
                "min" if travel.unit == "min" and indicator.unit == "km" else indicator.unit,
                decides_from if indicator.decides_from is None else indicator.decides_from,
                {name: of[name].value if name in of else 0.0 for name in self._names},
                {name: one.at for name, one in of.items()},
                next(iter(of.values())).whole,
            )


def worths(
    purposes: Sequence[str],
    rows: Iterable[ScoreRow],
    names: Sequence[str],
    values: Callable[[ScoreRow], Floats] | None = None,
) -> Floats:
    """Return the worth of each scenario for each purpose, 0–1 (see `acceptability`).

    Places and radii of one indicator count as one. `values` returns the values of a row where they
    are uncertain, runs × scenarios; the result is then runs × scenarios × purposes.
    """
    of_purpose: dict[str, dict[str, list[Floats]]] = {key: {} for key in purposes}
    for row in rows:
        if row.indicator.better is None:
            continue
        certain = np.array([[row.by_scenario[name] for name in names]], float)
        each = certain if values is None else values(row)
        least, most = (end(each, axis=1, keepdims=True) for end in (np.min, np.max))
        noise = _NOISE * np.maximum(abs(least), abs(most))
        decided = most - least >= np.maximum(row.decides_from, noise)  # not of NaN
        decided &= most > least + noise
        share = np.where(decided, each - least, np.nan) / np.where(decided, most - least, 1.0)
        worth = share if row.indicator.better == "more" else 1 - share
        of_purpose[row.purpose].setdefault(row.indicator.key, []).append(worth)
    found = [_mean([_mean(it) for it in of_purpose[key].values()], len(names)) for key in purposes]
    together: Floats = np.nan_to_num(np.stack(np.broadcast_arrays(*found), axis=-1))
    certainly: Floats = together[0]
    return certainly if values is None else together


def _mean(each: Sequence[Floats], count: int = 0) -> Floats:
    """Return the mean of arrays where they are known, NaN where none is."""
    if not each:
        return np.full((1, count), np.nan)
    stacked = np.stack(np.broadcast_arrays(*each))
    known = ~np.isnan(stacked)
    number = known.sum(axis=0)
    whole = np.where(known, stacked, 0.0).sum(axis=0)
    return np.where(number > 0, whole / np.maximum(number, 1), np.nan)
