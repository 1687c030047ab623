"""A plan's own indicators: the rows of its table `indicators`, without code.

`how` gives the formula of a row, with the `layer` and the `column` that it reads:

- `within`: the sum of a column of `demand` within a radius or a travel time of any zone;
- `count`: the points of a layer (`clusters`, `gateways`, `demand`, `reference_NAME`) within it;
- `sum`: the sum of a column of `zones`; or of `parcels` or `regions`, of each by the share of its
  area that lies in zones; or of a published figure (`performance`, `column` is its indicator) over
  the groups or zones that have one: unknown where a scenario changes their land;
- `mean`: the mean of such a column, weighted by the land of zones.

With `per_km2` a sum is divided by the land of all zones. Missing values are ignored.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal, cast, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.indicator import (
    Indicator,
    IndicatorsOfPlan,
    LandAmounts,
    PointAmounts,
    Value,
    shared_km2,
)
from geo.coverage.plan_data import PlanData
from geo.coverage.travel import Mode, Travel
from geo.indicators.economy import published_sum
from geo.validation import is_radius, shown
from layers import Plan
from layers.errors import PlanError
from layers.geometry.edges import Bools, Floats
from layers.messages import Message
from layers.runtime.lazy import declared
from layers.runtime.suggestions import suggestion
from layers.schema.column_types import is_missing
from layers.schema.figures import Figure

How = Literal["within", "count", "sum", "mean"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "how": get_args(How),
    "better": ("more", "less"),
    "by": get_args(Mode),
}
_OF_POINTS = ("within", "count")
_OF_LAND = ("zones", "parcels", "regions")
_FIGURES = "performance"
_REFERENCE = "reference_"
_ORDER = 100.0


def _indicators(plan: Plan) -> Iterator[Indicator]:
    """Yield the indicators of the plan's table.

    Raises:
        PlanError: one line per mistake, with its row.
    """
    rows = [
        {str(name): None if is_missing(value) else value for name, value in row.items()}
        for row in plan.frame("indicators").to_dict("records")
    ]
    problems: list[Message] = []
    taken = {one.key for one in declared("geo.indicators", Indicator)}
    found: list[Indicator] = []
    for number, row in enumerate(rows):
        mistakes = [*_mistakes(plan, row, taken)]
        problems += [one.at("indicators", number) for one in mistakes]
        taken.add(str(row["indicator"]))
        if not mistakes:
            found.append(_made(plan, row, _ORDER + number))
    if problems:
        raise PlanError(problems)
    yield from found


def _mistakes(plan: Plan, row: dict[str, object], taken: set[str]) -> Iterator[Message]:
    """Yield a message for each mistake in a row."""
    key = row["indicator"]
    if not str(key).isidentifier() or key in taken:
        yield Message("score-own-key", key=shown(key))
    choices = [
        Message("score-own-choice", column=name, given=shown(row[name]), known=known)
        for name, known in _CHOICES.items()
        if row[name] not in known and not (row[name] is None and name != "how")
    ]
    yield from choices
    if not choices:
        yield from _wrong_radius(row)
        yield from _wrong_column(plan, row)


def _wrong_radius(row: dict[str, object]) -> Iterator[Message]:
    how, layer = str(row["how"]), str(row["layer"])
    radii = [row[name] for name in ("radius_km", "radius_min") if row[name] is not None]
    if how not in _OF_POINTS and radii:
        yield Message("score-own-radius-unused", how=how)
    elif how in _OF_POINTS and not (len(radii) == 1 and is_radius(cast("float", radii[0]))):
        yield Message("score-own-radius", how=how)
    elif row["radius_min"] is not None and row["by"] != "road":
        yield Message("measure-minutes-by-line")
    elif how == "count" and row["by"] == "road" and layer not in ("demand", "clusters"):
        yield Message("score-own-count-by-road", layer=shown(layer))


def _wrong_column(plan: Plan, row: dict[str, object]) -> Iterator[Message]:
    how, layer, column = str(row["how"]), str(row["layer"]), str(row["column"])
    if how == "count":
        if _rows_of(plan, layer) is None:
            yield Message("score-own-layer", layer=shown(layer))
        return
    figures = (_FIGURES,) if how == "sum" else ()
    layers = ("demand",) if how == "within" else (*_OF_LAND, *figures)
    if layer == _FIGURES and how == "sum":
        known = sorted(set(plan.performance["indicator"].map(str)))
        if column not in known:
            hint = suggestion(column, known)
            yield Message("score-own-figure", column=shown(column), hint=hint)
    elif layer not in layers:
        yield Message("score-own-layer-of", how=how, layer=shown(layer), known=layers)
    elif column not in plan.frame(layer):
        hint = suggestion(column, [*map(str, plan.frame(layer))])
        yield Message("score-own-column", layer=layer, column=shown(column), hint=hint)
    elif not pd.api.types.is_numeric_dtype(plan.frame(layer)[column]):
        yield Message("score-own-column-not-number", layer=layer, column=shown(column))


def _rows_of(plan: Plan, layer: str) -> tuple[str, Bools] | None:
    """Return the plan's layer of points of a name, and which of its rows count; None without."""
    if layer.startswith(_REFERENCE) and plan.has("reference_points"):
        names = plan.frame("reference_points")["reference"] == layer.removeprefix(_REFERENCE)
        return ("reference_points", names.to_numpy(bool)) if names.any() else None
    if layer in ("clusters", "gateways", "demand") and plan.has(layer):
        return layer, np.ones(len(plan.frame(layer)), bool)
    return None


def _made(plan: Plan, row: dict[str, object], order: float) -> Indicator:
    """Return the indicator of a row without mistakes."""
    how, layer, column = cast("How", row["how"]), str(row["layer"]), str(row["column"])
    digits = int(cast("int", row["digits"] or 0))
    name = row["name"] or row["name_zh"] or row["indicator"]
    minutes, km = row["radius_min"], row["radius_km"]
    mode = cast("Mode", row["by"] or "line")
    radius = cast("float | None", km if minutes is None else minutes)
    decides_from = row["decides_from"]
    points = land = measure = None
    if how == "within":
        points = _within(column)
    elif how == "count":
        points = _count(*cast("tuple[str, Bools]", _rows_of(plan, layer)))
    elif layer == _FIGURES:
        measure = partial(_published, indicator=column, per_km2=bool(row["per_km2"]))
    elif how == "sum" and layer != "zones" and not row["per_km2"]:
        land = partial(_land, layer=layer, column=column)
    else:
        per_km2 = bool(row["per_km2"])
        measure = partial(_measured, layer=layer, column=column, how=how, per_km2=per_km2)
    return Indicator(
        Figure(str(row["indicator"]), f".{digits}f" if digits else ""),
        str(row["purpose"] or "people"),
        order,
        cast("Literal['more', 'less'] | None", row["better"]),
        points=points,
        land=land,
        measure=measure,
        radii=() if radius is None else (float(radius),),
        travel=None if radius is None else Travel(mode, "km" if minutes is None else "min"),
        decides_from=None if decides_from is None else float(cast("float", decides_from)),
        label=Message("score-own-name", name=str(name), name_zh=str(row["name_zh"] or name)),
        own_unit=str(row["unit"] or ""),
        source=cast("str | None", row["source"]),
        verified=bool(row["verified"]),
    )


def _within(column: str) -> Callable[[PlanData], Iterable[PointAmounts]]:
    def points(plan_data: PlanData) -> Iterator[PointAmounts]:
        amount = plan_data.plan.demand[column].to_numpy(float)
        yield PointAmounts.of(None, "demand", np.nan_to_num(amount))

    return points


def _count(layer: str, counted: Bools) -> Callable[[PlanData], Iterable[PointAmounts]]:
    def points(_: PlanData) -> Iterator[PointAmounts]:
        yield PointAmounts.of(None, layer, counted.astype(float))

    return points


def _land(plan_data: PlanData, _: pd.DataFrame, layer: str, column: str) -> Iterator[LandAmounts]:
    """Yield the polygons of a layer, over each of which its amount is spread evenly."""
    amount, shapes = _amounts(plan_data.plan, layer, column)
    area_km2 = plan_data.ellipsoid.area_km2(shapes)
    per_km2 = amount / np.where(area_km2 > 0, area_km2, 1.0)
    yield LandAmounts(None, shapes, per_km2, decides_from=0.0)


def _measured(
    coverage: Coverage, layer: str, column: str, how: How, *, per_km2: bool
) -> Iterator[Value]:
    """Yield the mean of a layer's amounts over the land of zones, or their sum."""
    area_km2 = np.array([polygon.area_km2 for polygon in coverage.figures.polygons], float)
    if layer == "zones":
        amount = coverage.zone_frame[column].to_numpy(float)
        share, inside_km2 = np.ones(len(area_km2)), area_km2
    else:
        amount, shapes = _amounts(coverage.plan, layer, column)
        land = np.array([polygon.shape for polygon in coverage.figures.polygons], object)
        _, row, km2 = shared_km2(coverage.plan_data, land, shapes)
        inside_km2 = np.bincount(row, km2, len(shapes)).astype(float)
        share = inside_km2 / coverage.plan.ellipsoid.area_km2(shapes)
    known = ~np.isnan(amount) & (inside_km2 > 0)
    amount, share, inside_km2 = amount[known], share[known], inside_km2[known]
    value = np.nan
    if len(amount):
        of_land = how == "mean"
        value = float(amount @ inside_km2 / inside_km2.sum() if of_land else amount @ share)
    yield Value(None, None, value / area_km2.sum() if per_km2 else value, 0.0)


def _published(coverage: Coverage, indicator: str, *, per_km2: bool) -> Iterator[Value]:
    """Yield the sum of a published figure, in its commonest unit, or that by its land."""
    yield Value(None, None, published_sum(coverage, indicator, per_km2=per_km2), 0.0)


def _amounts(plan: Plan, layer: str, column: str) -> tuple[Floats, NDArray[np.object_]]:
    """Return the amounts of a layer's polygons, where known, and these."""
    frame = plan.frame(layer)
    frame = frame[frame[column].notna()]
    return frame[column].to_numpy(float), frame.geometry.to_numpy()


_OWN = IndicatorsOfPlan(_indicators)
