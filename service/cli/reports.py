"""Coverage and comparison as tables for a terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from geo import Comparison, Coverage
from geo.comparison.rule_changes import change_messages
from geo.coverage.plan_data import demand_attributes
from geo.coverage.tables import FIGURES
from layers import Plan
from layers.messages import Message
from layers.messages.languages import ENGLISH
from service.cli.language import language
from service.cli.table import print_outside, say_way
from service.cli.tables import (
    TableColumn,
    columns,
    columns_of_weights,
    named,
    print_schematic_note,
    print_table,
    reader_of,
    say,
    share,
)

_SHOWN = 30
_RADII_ABREAST = 3
_VIOLATIONS = columns("rule level zone_id told")
_TOTALS = columns(
    "radius_km covered_area_km2=area_km2:.0f area_km2=cli-col-of-area:.0f"
    " area_pct=cli-col-share-pct:.1f covered_population=cli-col-persons:.0f population"
    " population_pct=cli-col-share-pct:.1f"
)
_GROWTH = columns(
    "ftz_id period=cli-col-period growth_pct=cli-col-growth:+.1f"
    " national_growth_pct=cli-col-nation:+.1f difference_pct=cli-col-lead:+.1f verified"
    " note=cli-col-note"
)
_CHANGED_ZONES = columns(
    "zone_id change zone_id_before=cli-col-id-before area_km2_before=cli-col-area-before:.2f"
    " area_km2_after=cli-col-area-after:.2f gained_km2 lost_km2"
)
_CHANGED_TOTALS = columns(
    "radius_km covered_area_km2_before=cli-col-covered-area-before:.1f"
    " covered_area_km2_after=cli-col-after:.1f covered_area_km2_difference=cli-col-difference:+.1f"
    " covered_population_before=cli-col-persons-before:.0f"
    " covered_population_after=cli-col-after:.0f"
    " covered_population_difference=cli-col-difference:+.0f"
)
_OVER_COUNTED = columns(
    "radius_km line_population=cli-col-by-line:.0f way_population=cli-col-by-way:.0f"
    " over_counted_population=cli-col-over-counted:+.0f"
    " over_counted_pct=cli-col-over-counted-pct:+.1f"
)
_CHANGED_REGIONS = columns(
    "adcode name radius_km covered_area_km2_after=cli-col-covered-area-after:.1f"
    " covered_area_km2_difference=cli-col-difference:+.1f"
    " covered_population_after=cli-col-persons-after:.0f"
    " covered_population_difference=cli-col-difference:+.0f"
)
_WEIGHTS = columns(
    "radius_km weight=weight covered=covered_amount:n whole=amount:n pct=cli-col-share-pct:.1f"
)
_CHANGED_WEIGHTS = columns(
    "radius_km weight before=cli-col-before:n after=cli-col-after:n"
    " difference=cli-col-difference:+n"
)
_CROSSING = columns("radius_km entering_population leaving_population")
_CLUSTERS = columns("cluster_id name sector radius_km")


def print_plan(plan: Plan, scenario: str, zones: pd.DataFrame) -> None:
    """Print the plan and scenario of the report, and whether boundaries are schematic."""
    say(
        Message(
            "cli-plan",
            plan=plan.title(language()),
            crs=plan.crs.to_string(),
            scenario=scenario,
            zones=len(zones),
        )
    )
    say(Message("cli-baseline", baseline=plan.baseline))
    print_schematic_note(zones)


def print_violations(title: Message, violations: pd.DataFrame, plan: Plan) -> None:
    """Print violations: rows with `rule`, `level`, `zone_id`, `code` and `params`.

    A column `change` is printed too, with its amount, and `phases`, as their years. Rules have
    their code in English, which scripts use, and their name in another language.
    """
    pairs = zip(violations["code"], violations["params"], strict=True)
    messages = [Message.from_document({"code": code, "params": params}) for code, params in pairs]
    words = reader_of(plan)
    say_it = words.text
    table = violations.assign(told=[*map(say_it, messages)])
    if language() != ENGLISH:
        table["rule"] = [*map(words.rule_name, table["rule"])]
    shown = _VIOLATIONS
    if "change" in table:
        table = table.assign(change=[*map(say_it, change_messages(table))])
        shown = {"change": TableColumn("cli-col-change"), **shown}
    if "phases" in table:
        phases = [", ".join(map(str, years)) for years in table["phases"]]
        table, shown = (
            table.assign(phases=phases),
            {"phases": TableColumn("cli-col-phases"), **shown},
        )
    print_table(title, named(table, plan), shown)


def _print_targets(targets: pd.DataFrame, plan: Plan, *, compared: bool = False) -> None:
    """Print the targets, if there are any, and whether each is met; if `compared`, before too."""
    if targets.empty:
        return
    side = "_after" if compared else ""
    table = targets.assign(**_state_columns(targets[f"params{side}"], plan))
    titles = targets["title_zh" if language() == "zh" else "title"].fillna(targets["title"])
    table["figure"] = titles.str.cat(table["figure"], sep=": ").fillna(table["figure"])
    shown = columns("level figure=cli-col-figure")
    if compared:
        table["before"] = _state_columns(targets["params_before"], plan)["outcome"]
        shown |= columns("wanted=cli-col-wanted before=cli-col-before outcome=cli-col-after")
    else:
        shown |= columns("value=cli-col-value wanted=cli-col-wanted outcome=cli-col-outcome")
    print_table(Message("cli-title-targets"), table, shown)


def _state_columns(states: pd.Series[Any], plan: Plan) -> dict[str, list[str]]:
    """Return the parts of the messages of targets, by name, in the reader's language."""
    say_it = reader_of(plan).text
    return {
        part: [say_it(Message.from_document(state[part])) for state in states]
        for part in ("figure", "value", "wanted", "outcome")
    }


def print_totals(coverage: Coverage) -> None:
    """Print area and population covered within each radius."""
    totals = coverage.totals
    table = totals.assign(
        area_pct=share(totals["covered_area_km2"], totals["area_km2"]),
        population_pct=share(totals["covered_population"], totals["population"]),
    )
    print_table(Message("cli-title-totals"), table, _known(_TOTALS, totals))
    weights = _of_weights(coverage.plan, totals, {"covered": "covered_{}", "whole": "{}"})
    if len(weights):
        weights["pct"] = share(weights["covered"], weights["whole"])
        print_table(Message("cli-title-weights"), weights, _WEIGHTS)


def _of_weights(plan: Plan, totals: pd.DataFrame, parts: Mapping[str, str]) -> pd.DataFrame:
    """Return the plan's own weights in totals, a row for each radius and weight."""
    tables = [
        totals.filter(like="radius_").assign(
            weight=name, **{column: totals[part.format(name)] for column, part in parts.items()}
        )
        for name in demand_attributes(plan)
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def print_coverage(coverage: Coverage, levels: Collection[str]) -> None:
    """Print every table of a coverage; of the regions, the requested levels."""
    plan = coverage.plan
    print_plan(plan, coverage.scenario, coverage.zone_frame)
    say_way(coverage)
    print_totals(coverage)
    print_outside(coverage)
    if len(coverage.ftzs):
        shown = columns("ftz_id", FIGURES["ftzs"])
        print_table(Message("cli-title-ftzs"), named(coverage.ftzs, plan), shown)
    shown = columns("zone_id ftz_id", FIGURES["zones"])
    print_table(Message("cli-title-zones"), named(coverage.zones, plan), shown)
    for level in levels:
        _print_regions(coverage, level)
    if plan.has("clusters"):
        shown = columns("sector radius_km", FIGURES["sectors"])
        print_table(Message("cli-title-sectors"), coverage.sectors, shown)
    if _knows(coverage.totals, "population"):
        _print_access(coverage)
    growth = coverage.growth
    if len(growth):
        growth = growth.assign(note=growth["source"].where(growth["growth_pct"].isna()))
        print_table(Message("cli-title-growth"), named(growth, plan), _GROWTH)
    _print_targets(coverage.targets, plan)
    print_violations(Message("cli-title-violations"), coverage.violations, plan)


def _print_access(coverage: Coverage) -> None:
    """Print how far people are from the nearest zone, and the plan's own weights below them."""
    figures, own = FIGURES["access"], coverage.plan_data.weights
    names = coverage.access.columns[: len(figures)]
    rows = pd.DataFrame(coverage.access.to_numpy().reshape(-1, len(figures)), columns=names)
    if own:
        rows = rows.assign(weight=["population", *own])
    shown = columns("weight=cli-col-subject:words" if own else "", figures)
    print_table(Message("cli-title-access", several=1 + len(own)), rows, shown)


def _knows(totals: pd.DataFrame, what: str) -> bool:
    """Return whether any figure of people, or of land (not known by road), is known."""
    return bool(totals.filter(like=what).notna().any(axis=None))


def _known(shown: Mapping[str, TableColumn], totals: pd.DataFrame) -> dict[str, TableColumn]:
    """Return the columns, without those of population or of land if it is unknown."""
    people, land = _knows(totals, "population"), _knows(totals, "covered_area")
    without = ("population",) * (not people) + ("area",) * (not land)
    return {name: it for name, it in shown.items() if not any(one in name for one in without)}


def _print_regions(coverage: Coverage, level: str) -> None:
    """Print the share of area and of population covered, three radii to a table."""
    regions = named(coverage.regions, coverage.plan)
    rows = regions[regions["level"] == level].sort_values("adcode", kind="stable")
    every = sorted(rows[coverage.radius_column].unique())
    for start in range(0, len(every), _RADII_ABREAST):
        table = rows.drop_duplicates("adcode")[["adcode", "name"]]
        name = Message("cli-col-level-name", level=level)
        shown = {**columns("adcode"), "name": TableColumn(name)}
        for radius in every[start : start + _RADII_ABREAST]:
            covered = rows[rows[coverage.radius_column] == radius].set_index(table.index)
            for figure, head in _share_heads(coverage, float(radius)).items():
                column = f"{figure}_{radius}"
                table[column] = share(covered[f"covered_{figure}"], covered[figure])
                shown[column] = TableColumn(head, ".1f")
        print_table(Message("cli-title-regions", level=level), table, shown)


def _share_heads(coverage: Coverage, radius: float) -> dict[str, Message]:
    """Return the headers of covered shares within a radius, by quantity, if that is known."""
    within: dict[str, Any] = {"radius": radius, "unit": coverage.unit}
    heads = {
        "area_km2": Message("cli-col-area-share", **within),
        "population": Message("cli-col-population-share", **within),
    }
    for name in coverage.plan_data.weights:
        heads[name] = Message("cli-col-weight-share", weight=name, **within)
    return {name: it for name, it in heads.items() if _knows(coverage.totals, f"covered_{name}")}


def print_comparison(comparison: Comparison, levels: Collection[str]) -> None:
    """Print the changes of A against B: only zones and regions that change."""
    say(Message("cli-compared", a=comparison.a, b=comparison.b))
    before, after = comparison.coverages
    if (before.by, after.by) != ("line", "line"):
        say(Message("cli-compared-by", a=after.by, b=before.by))
    say_way(after)
    changed = comparison.zones[comparison.zones["change"] != "none"]
    plan = after.plan
    shown = dict(_CHANGED_ZONES)
    if not comparison.renamed:
        del shown["zone_id_before"]
    print_table(Message("cli-title-changed-zones"), named(changed, plan), shown)
    print_consequences(comparison, levels)


def print_consequences(comparison: Comparison, levels: Collection[str]) -> None:
    """Print the changes by A in coverage and rules; of the regions, the requested levels."""
    plan, totals = comparison.coverages[1].plan, comparison.totals
    print_table(Message("cli-title-totals"), totals, _known(_CHANGED_TOTALS, totals))
    sides = ("before", "after", "difference")
    weights = _of_weights(plan, totals, {side: f"covered_{{}}_{side}" for side in sides})
    if len(weights):
        print_table(Message("cli-title-weights"), weights, _CHANGED_WEIGHTS)
    if comparison.over_counted is not None:
        table = comparison.over_counted
        table = table.assign(over_counted_pct=100 * table["over_counted_share"])
        shown = _OVER_COUNTED | columns_of_weights(plan, table)
        print_table(Message("cli-title-over-counted"), table, shown)
    for level in levels:
        shown = _known(_CHANGED_REGIONS, totals)
        _print_region_changes(named(comparison.regions, plan), level, shown)
    if _knows(totals, "population"):
        crossing = _CROSSING | columns_of_weights(plan, comparison.population)
        print_table(Message("cli-title-crossing"), comparison.population, crossing)
        of_zones = named(comparison.zone_population, plan)
        of_zone = columns("zone_id") | crossing
        print_table(Message("cli-title-zone-crossing"), of_zones, of_zone)
        for zone, changed_km2, point_km2 in comparison.coarse.itertuples(index=False):
            areas = {"changed_km2": changed_km2, "point_km2": point_km2}
            say(Message("measure-coarse", zone=zone, **areas))
    if plan.has("clusters"):
        entering, leaving = comparison.clusters_entering, comparison.clusters_leaving
        print_table(Message("cli-title-clusters-entering"), named(entering, plan), _CLUSTERS)
        print_table(Message("cli-title-clusters-leaving"), named(leaving, plan), _CLUSTERS)
    _print_targets(comparison.targets, plan, compared=True)
    print_violations(Message("cli-title-violations-new"), comparison.violations_new, plan)
    print_violations(Message("cli-title-violations-worse"), comparison.violations_worse, plan)
    print_violations(Message("cli-title-violations-improved"), comparison.violations_improved, plan)
    print_violations(Message("cli-title-violations-mended"), comparison.violations_mended, plan)


def _print_region_changes(
    regions: pd.DataFrame, level: str, shown: Mapping[str, TableColumn]
) -> None:
    """Print the regions of a level whose coverage changes, the largest changes first."""
    rows = regions[regions["level"] == level]
    area, people = rows["covered_area_km2_difference"], rows["covered_population_difference"]
    moved = rows[(area.abs() > 5e-3) | (people.abs() >= 0.5)]
    size = pd.DataFrame({"people": people.abs().fillna(0), "area": area.abs()})
    order = size.loc[moved.index].sort_values(["people", "area"], ascending=False, kind="stable")
    title = Message("cli-title-changed-regions", level=level)
    print_table(title, moved.loc[order.index], shown, most=_SHOWN)
