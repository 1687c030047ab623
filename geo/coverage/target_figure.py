"""The figure of a target: its table and column, its name, and whether a plan has it.

It is read where a table of a measure has a row for its place: of the plan in `totals`, of an FTZ in
`ftzs`, of a sector in `sectors`, of a region in `regions`, of a zone in `zones`. Any other is an
indicator (`geo.coverage.indicator`), of the plan or of one of the indicator's places; of an FTZ, a
sector or a zone that is none of these, it is the figure of its own zones, as if there were no
others (see `geo.coverage.scope`). Clusters of a place are those of all its sectors.
"""

import re
from collections.abc import Iterable, Sequence
from typing import cast

import geopandas as gpd
import numpy as np

from geo.coverage.coverage import Coverage
from geo.coverage.indicator import Indicator, PointAmounts, district_of_rows, indicators_of
from geo.coverage.plan_data import PlanData, demand_attributes
from geo.coverage.scope import Scope, ScopeKind, find_region
from geo.coverage.tables import FIGURES
from geo.coverage.travel import Travel
from geo.scenario.target import Target
from geo.validation import shown
from layers import Plan
from layers.errors import UnknownError
from layers.messages import Message
from layers.palette import GATEWAYS, SECTORS
from layers.runtime.suggestions import suggestion
from layers.schema.column_types import is_missing
from layers.schema.figures import name_and_unit, weight_label
from layers.schema.lists import split_list

_MINUTES = re.compile("_min$")

_TABLES: dict[str, tuple[str, ...]] = {
    "": ("totals", "sectors"),
    "ftz": ("ftzs", "totals", "sectors"),
    "sector": ("sectors", "totals"),
    "region": ("regions", "sectors"),
    "zone": ("zones",),
}
"""The tables that have figures of a place, by its kind; the first that has a figure is read."""

_ROW_OF = {
    "ftz": ("ftzs", "ftz_id"),
    "sector": ("sectors", "sector"),
    "zone": ("zones", "zone_id"),
    "region": ("regions", "adcode"),
}
"""The table with a row for each place of a kind, and the column of its id."""

_SCOPES = ("ftz", "sector", "region")  # a zone may be of the scenario alone
_ALONE = ("ftz", "sector", "zone")


def travel_of(target: Target) -> Travel | None:
    """Return how distances of a target are measured, in the unit of its radii.

    None for one of an earlier version, by rail: it is read, its figure is unknown, and a scenario
    with it is not saved again.
    """
    if target.by == "rail":
        return None
    return Travel(Travel.of(target.by).mode, target.unit)


def value_of_target(coverage: Coverage, target: Target) -> float:
    """Return the figure of a target from a coverage that was measured for it."""
    kind, value = target.place
    table = table_of_target(target, coverage.plan_data.weights)
    if not table:
        indicator = indicator_of(target, coverage.plan_data)
        if indicator is None:  # of a plan that lacks it
            return float("nan")
        place = f"{kind}:{value}" if kind == indicator.place_kind else None
        return indicator.value_at(coverage, place, target.radius)
    if kind == "region":
        scope = Scope("region", value)
        rows = scope.sectors(coverage) if table == "sectors" else scope.totals(coverage)
    else:
        rows = getattr(coverage, table)
        own, key = _ROW_OF.get(kind, ("", ""))
        rows = rows[rows[key] == value] if table == own else rows
    if coverage.radius_column in rows:
        radius = coverage.radii_km[0] if target.radius is None else target.radius
        rows = rows[rows[coverage.radius_column] == radius]
    return float(rows[target.measure].sum(min_count=1))


def unit_of_target(coverage: Coverage, target: Target) -> str:
    """Return the unit of a figure, "" if it has none."""
    found = indicator_of(target, coverage.plan_data)
    own = None if found is None else found.own_unit
    return name_and_unit(target.measure)[1] if own is None else own


def figure_message(coverage: Coverage, target: Target) -> Message:
    """Return the figure of a target, where, and within what, as a message."""
    plan, (kind, value) = coverage.plan, target.place
    name = re.sub("^covered_", "", target.measure)
    indicator = indicator_of(target, coverage.plan_data)
    own = name_and_unit(name)[0] if indicator is None else indicator.title
    label = weight_label(name, coverage.plan_data.weights) or own
    figure = Message("rule-target-figure", measure=target.measure, label=label)
    place: str | Message = value
    if kind in ("sector", "gateway"):
        marks = (*SECTORS, *GATEWAYS)
        place = next((Message(mark.code) for mark in marks if mark.value == value), value)
    if kind == "strategy":
        place = _strategy_name(plan, value)
    if kind == "region":
        region = find_region(plan, value)
        place = str(plan.level(region.level).shown_names(plan.regions).iloc[region.districts[0]])
    if kind:
        figure = Message("rule-target-of-place", figure=figure, kind=kind, place=place)
    if target.radius is not None:
        within = Message("measure-within", radius=target.radius, unit=target.unit, way=target.by)
        return Message("rule-target-within", figure=figure, within=within)
    if target.by != "line":
        return Message("rule-target-by", figure=figure, way=target.by)
    return figure


def _strategy_name(plan: Plan, id_: str) -> Message:
    """Return the names of a strategic region, its id where the plan has none."""
    layer = plan.frame("strategies")
    rows = layer[layer["strategy_id"] == id_].to_dict("records") if "strategy_id" in layer else []
    named = [row.get(name) for row in rows[:1] for name in ("name", "name_zh")]
    name, name_zh = (None if is_missing(one) else str(one) for one in named or (None, None))
    return Message("score-own-name", name=name or name_zh or id_, name_zh=name_zh or name or id_)


def table_of_target(target: Target, weights: Iterable[str]) -> str:
    """Return the table that is read for a target, "" if none has its figure."""
    kind, _ = target.place
    return next(
        (name for name in _TABLES.get(kind, ()) if target.measure in _figures(name, weights)), ""
    )


def indicator_of(target: Target, plan_data: PlanData) -> Indicator | None:
    """Return the indicator that a target is about, None if a table has a row for its place.

    A distance in minutes is that in kilometres, measured along a network.
    """
    if table_of_target(target, plan_data.weights):
        return None
    known = _indicators(plan_data)
    return known.get(target.measure) or known.get(_MINUTES.sub("_km", target.measure))


def _indicators(plan_data: PlanData) -> dict[str, Indicator]:
    known: dict[str, Indicator] = plan_data.kept.get(
        "indicators", lambda: indicators_of(plan_data.plan)
    )
    return known


def points_of_target(target: Target, plan_data: PlanData) -> PointAmounts | None:
    """Return the points that a target adds up, None if it is not a sum over points.

    If the target is alone, the zones of its place reach them.
    """
    known = _indicators(plan_data).get(target.measure)
    if known is None or known.points is None:
        return None
    kind, value = target.place
    place = f"{kind}:{value}" if kind == known.place_kind else None
    every = known.points_of(plan_data)
    points = next((one for one in every if one.place == place), None)
    if points is None or kind != "region":
        return points
    inside = district_of_rows(plan_data, points.layer)[points.rows]
    mine = np.isin(inside, find_region(plan_data.plan, value).districts)
    return points._replace(rows=points.rows[mine], amount=points.amount[mine])


def is_measured(coverage: Coverage, target: Target) -> bool:
    """Return whether a coverage has the table and radius of a target's figure."""
    here = target.radius is None or target.radius in coverage.radii_km
    return (
        here and travel_of(target) == coverage.travel and not is_alone(target, coverage.plan_data)
    )


def zones_of_place(target: Target, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones of the place of a target that is of these alone."""
    kind, value = target.place
    if kind == "zone":
        return zones[zones["zone_id"] == value]
    return Scope(cast("ScopeKind", kind), value).zones(zones)


def needs_people(target: Target, table: str) -> bool:
    """Return whether a figure of a table depends on the demand."""
    of_land = target.measure in ("area_km2", "covered_area_km2")
    return table in ("totals", "regions") and not of_land


def is_alone(target: Target, plan_data: PlanData) -> bool:
    """Return whether it measures the zones of its place as if no others existed."""
    kind, _ = target.place
    if kind not in _ALONE:
        return False
    indicator = indicator_of(target, plan_data)
    if indicator is not None:
        return indicator.place_kind != kind
    return table_of_target(target, plan_data.weights) != _ROW_OF[kind][0]


def _figures(table: str, weights: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a table that are figures; `weights` are the plan's own."""
    if table in ("totals", "regions"):
        amounts = ("area_km2", "population", *weights)
        return (*amounts, *(f"covered_{name}" for name in amounts))
    return tuple(figure.name for figure in FIGURES[table])


def problems_of_targets(plan: Plan, targets: Sequence[Target]) -> list[Message]:
    """Return a message for each figure or place of targets that the plan lacks."""
    problems = []
    weights = demand_attributes(plan) if targets else {}
    indicators = indicators_of(plan) if targets else {}
    for number, target in enumerate(targets):
        kind, value = target.place
        columns = [name for table in _TABLES.get(kind, ()) for name in _figures(table, weights)]
        known = {name: name.startswith("covered_") for name in columns} | {
            key: one.is_within_radius
            for key, one in indicators.items()
            if kind in ("", *_ALONE) or kind == one.place_kind
        }
        measure = target.measure
        if measure not in known and _MINUTES.sub("_km", measure) in known:
            measure = _MINUTES.sub("_km", measure)
        if measure not in known:
            unknown = Message("scenario-target-measure-unknown", measure=measure, known=(*known,))
            problems.append(unknown.at("targets", number, "measure"))
        elif known[measure] != (target.radius is not None):
            wrong = Message("scenario-target-radius-unused", measure=target.measure)
            if known[measure]:
                wrong = Message("scenario-target-without-radius", measure=target.measure)
            problems.append(wrong.at("targets", number))
        try:
            if kind in _SCOPES:
                Scope.parse(f"{kind}:{value}", plan)
            else:
                _check_place(plan, kind, value)
        except UnknownError as error:
            problems += [problem.at("targets", number, kind) for problem in error.problems]
    return problems


def _check_place(plan: Plan, kind: str, value: str) -> None:
    """Check a strategic region, or a kind of gateways.

    Raises:
        UnknownError: the plan has none such.
    """
    named = {
        "strategy": plan.regions.get("strategies", ()),
        "gateway": plan.frame("gateways").get("kind", ()),
    }
    known = sorted({one for cell in named.get(kind, ()) for one in split_list(cell)})
    if kind in named and value not in known:
        hint = suggestion(value, known)
        raise UnknownError(Message("scenario-target-place-unknown", given=shown(value), hint=hint))
