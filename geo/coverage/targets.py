"""Targets, measured: the figure of each, whether it is met, and by how much it is missed.

`geo.coverage.target_figure` reads the figure. A radius or a way that was not
measured is measured for it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias, cast

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.coverage.coverage import Coverage
from geo.coverage.target_figure import (
    figure_message,
    is_alone,
    is_measured,
    problems_of_targets,
    travel_of,
    unit_of_target,
    value_of_target,
    zones_of_place,
)
from geo.coverage.travel import DEFAULT_RADII_KM, Travel
from geo.scenario.target import Target, find_targets
from geo.table_frame import Columns
from layers import Plan
from layers.errors import PlanError, ScenarioError
from layers.messages import Message
from layers.schema.column_types import is_missing

_Again: TypeAlias = Callable[[gpd.GeoDataFrame, tuple[float, ...], Travel, str], Coverage]
"""Measures zones at other radii or by another travel mode; the text names their draft."""


def plan_targets(plan: Plan) -> tuple[Target, ...]:
    """Return the targets that a plan states in its table `targets`.

    Raises:
        PlanError: one line per mistake, with its row.
    """
    rows = plan.frame("targets")
    fields = [name for name in rows if name in Target.model_fields]
    items = [
        {name: value for name, value in zip(fields, row, strict=True) if not is_missing(value)}
        for row in rows[fields].itertuples(index=False, name=None)
    ]
    targets, problems = find_targets(items)
    problems += [] if problems else problems_of_targets(plan, targets)
    if problems:
        raise PlanError(problems)
    return targets


def check_targets(plan: Plan, targets: Sequence[Target]) -> None:
    """Check that a plan has what targets are about.

    Raises:
        ScenarioError: a figure, group, sector, region or zone is unknown: one line per problem.
    """
    problems = problems_of_targets(plan, targets)
    if problems:
        raise ScenarioError(problems)


def check_new_targets(plan: Plan, targets: Sequence[Target]) -> None:
    """Check targets that are to be saved, as `check_targets`, and that they can be measured.

    Raises:
        ScenarioError: see `check_targets`; a target is by rail.
    """
    by_rail = [
        Message("measure-rail-gone").at("targets", number, "by")
        for number, target in enumerate(targets)
        if travel_of(target) is None
    ]
    if problems := [*problems_of_targets(plan, targets), *by_rail]:
        raise ScenarioError(problems)


def known_targets(plan: Plan, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Return the targets that are about something that a plan has, such as a part of their plan."""
    return tuple(target for target in targets if not problems_of_targets(plan, [target]))


def together(plan_own: Sequence[Target], further: Sequence[Target]) -> tuple[Target, ...]:
    """Return the targets of a plan with those of a scenario, which may replace some."""
    return tuple({str(target): target for target in (*plan_own, *further)}.values())


def radii_of(targets: Iterable[Target]) -> tuple[float, ...]:
    """Return the radii in km at which targets are measured by the straight line, the usual if none.

    >>> from geo.scenario.target import Target
    >>> radii_of([Target(measure="covered_population", radius_km=30, at_least=1e6)])
    (30.0,)
    """
    radii = {one.radius_km for one in targets if one.by == "line" and one.radius_km is not None}
    return tuple(sorted(radii)) or DEFAULT_RADII_KM


def target_columns(coverage: Coverage, targets: Sequence[Target], again: _Again) -> Columns:
    """Return a row for each target, in order.

    `target` identifies it: its figure, where and its bounds. `value` is the figure, null where it
    is unknown (then the target is not met), `missed_by` how far it is beyond a bound, 0 if it is
    met, in `unit`; `place` is such as `ftz:SH`, null for the whole plan. `code` and `params` are a
    message of `figure`, `value`, the bounds that are `wanted`, and the `outcome`.
    """
    values = np.array([*_values(coverage, targets, again)], float)
    least, most = (
        np.array([getattr(one, bound) for one in targets], float)  # None is NaN
        for bound in ("at_least", "at_most")
    )
    missed = np.fmax(np.fmax(least - values, values - most), 0.0)
    missed[np.isnan(values)] = np.nan
    messages = [
        _state(coverage, *each)
        for each in zip(targets, values.tolist(), missed.tolist(), strict=True)
    ]

    def texts(cells: Iterable[object]) -> NDArray[np.object_]:
        column = np.empty(len(targets), object)
        for row, cell in enumerate(cells):  # one by one, because numpy would unpack mappings
            column[row] = cell
        return column

    return {
        "target": texts(map(str, targets)),
        "code": texts(one.code for one in messages),
        "params": texts(one.to_document()["params"] for one in messages),
        "measure": texts(one.measure for one in targets),
        "place": texts(":".join(one.place) if one.place[0] else None for one in targets),
        "within_km": np.array([one.radius_km for one in targets], float),
        "within_min": np.array([one.radius_min for one in targets], float),
        "by": texts(one.by for one in targets),
        "value": values,
        "at_least": least,
        "at_most": most,
        "unit": texts(unit_of_target(coverage, one) for one in targets),
        "met": missed == 0,
        "missed_by": missed,
        "level": texts("hard" if one.hard else "soft" for one in targets),
        "title": texts(one.title for one in targets),
        "title_zh": texts(one.title_zh for one in targets),
        "source": texts(one.source for one in targets),
    }


def _state(coverage: Coverage, target: Target, value: float, missed: float) -> Message:
    """Return the message of a target: its figure, its value, its bounds, and the outcome."""
    unit = unit_of_target(coverage, target).replace("²", "2") or "none"

    def amount(number: float) -> Message:
        return Message("rule-target-amount", amount=number, unit=unit)

    if target.at_least is None or target.at_most is None:
        bound = target.at_most if target.at_least is None else target.at_least
        code = "rule-target-at-most" if target.at_least is None else "rule-target-at-least"
        wanted = Message(code, bound=amount(cast("float", bound)))
    else:
        least, most = amount(target.at_least), amount(target.at_most)
        wanted = Message("rule-target-between", least=least, most=most)
    shown_value = amount(value)
    if np.isnan(value):
        shown_value = outcome = Message("rule-target-unknown")
        if travel_of(target) is None:
            outcome = Message("measure-rail-gone")
    elif missed:
        outcome = Message("rule-target-missed", missed=amount(missed))
    else:
        outcome = Message("rule-target-met")
    about = {"value": shown_value, "wanted": wanted, "outcome": outcome}
    return Message("rule-target-state", figure=figure_message(coverage, target), **about)


def _values(coverage: Coverage, targets: Sequence[Target], again: _Again) -> Iterator[float]:
    """Yield the figure of each target."""
    radii = _radii(coverage, targets)
    measured: dict[tuple[str, Travel], Coverage] = {}
    for target in targets:
        kind, value = target.place
        travel, alone = travel_of(target), is_alone(target, coverage.plan_data)
        name = f"{kind}:{value}" if alone else ""
        if travel is None:
            yield float("nan")
            continue
        if is_measured(coverage, target):
            yield value_of_target(coverage, target)
            continue
        if (name, travel) not in measured:
            zones = coverage.zone_frame
            if alone:
                zones = zones_of_place(target, zones)
            measured[name, travel] = again(zones, radii[travel], travel, name)
        yield value_of_target(measured[name, travel], target)


def _radii(coverage: Coverage, targets: Sequence[Target]) -> dict[Travel, tuple[float, ...]]:
    """Return the radii at which targets are measured: the coverage's, if they are enough."""
    by_travel: dict[Travel, set[float]] = {}
    for target in targets:
        if travel := travel_of(target):
            radii = by_travel.setdefault(travel, set())
            radii.update(() if target.radius is None else (target.radius,))
    return {
        travel: coverage.radii_km
        if travel == coverage.travel and radii <= set(coverage.radii_km)
        else tuple(sorted(radii)) or travel.usual_radii[:1]
        for travel, radii in by_travel.items()
    }
