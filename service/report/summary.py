"""The summary of a report: sentences on the figures of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.rules import RULES
from layers.messages import Message
from service.report.document import ReportSection, ReportText
from service.report.figures import LEAST_KM2, percent, signed, whole
from service.report.measured import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo import Comparison
    from service.report.measured import Measured
    from service.report.writer import Writer

_LEAST_PERSONS = 0.5


def summary(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    """Return the summary of each scenario, or of the baseline if there is none."""
    zones = writer.before.zones
    area_km2 = float(zones["area_km2"].sum())
    holds = writer.say("report-plan-holds", zones=len(zones), area_km2=area_km2)
    blocks = [ReportText(holds, () if scenarios else tuple(_reach(writer)))]
    blocks += [ReportText(writer.title(it), tuple(_changes(writer.of(it), it))) for it in scenarios]
    return ReportSection(writer.say("report-head-summary"), tuple(blocks))


def _reach(writer: Writer) -> Iterator[str]:
    """Yield what the baseline covers."""
    for row in records(writer.before.totals):
        radius_km = float(row[writer.radius_column])
        if writer.has_people:
            people, of = row["covered_population"], row["population"]
            params = {"people": whole(people), "share": percent(people, of)}
            yield writer.say("report-reach", **writer.within(radius_km), **params)
        elif writer.has_covered_land:
            land, of = row["covered_area_km2"], row["area_km2"]
            params = {"area": whole(land), "share": percent(land, of)}
            yield writer.say("report-land-reach", **writer.within(radius_km), **params)


def _changes(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield a sentence for each kind of change of a scenario."""
    yield from proposed_land(writer, one)
    if writer.has_people:
        yield from _people(writer, one.comparison)
    if writer.plan.has("clusters"):
        yield from _clusters(writer, one.comparison)
    yield from caps(writer, one)
    yield from rule_counts(writer, one)


def proposed_land(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the changed zones, how much land they gain and lose, and new names."""
    zones = one.changes
    if zones:
        names = tuple(writer.names.of("zones", row["zone_id"]) for row in zones)
        yield writer.say("report-zones-changed", count=len(zones), names=names)
        yield from _land(writer, zones)
    else:
        yield writer.say("report-zones-unchanged")
    for was, now in writer.renamed().values():
        yield writer.say("report-zone-renamed", was=was, now=now)


def rule_counts(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield how many rules a scenario newly breaks, makes worse and mends, and sets itself."""
    comparison = one.comparison
    counts = comparison.rules["change"].value_counts()
    worse, improved = (int(counts.get(change, 0)) for change in ("worse", "improved"))
    new, mended = comparison.violations_new, comparison.violations_mended
    if new.empty and mended.empty and not worse:
        yield writer.say("report-rules-same")
    else:
        hard = int((new["level"] == "hard").sum())
        params = {"hard": hard, "soft": len(new) - hard, "mended": len(mended)}
        yield writer.say("report-rules-new", **params)
    if worse or improved:
        yield writer.say("report-rules-moved", worse=worse, improved=improved)
    rules = [RULES[name].title for name in one.scenario.rules if name in RULES]
    if rules:
        yield writer.say("report-rules-own", rules=tuple(rules))


def _land(writer: Writer, zones: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield how much land zones gain and lose."""
    gained = float(sum(row["gained_km2"] for row in zones))
    lost = float(sum(row["lost_km2"] for row in zones))
    if gained >= LEAST_KM2 and lost >= LEAST_KM2:
        yield writer.say("report-gained-lost", gained_km2=gained, lost_km2=lost)
    elif gained >= LEAST_KM2:
        yield writer.say("report-gained", area_km2=gained)
    elif lost >= LEAST_KM2:
        yield writer.say("report-lost", area_km2=lost)


def _people(writer: Writer, comparison: Comparison) -> Iterator[str]:
    crossing = {row[writer.radius_column]: row for row in records(comparison.population)}
    for row in records(comparison.totals):
        people, of = row["covered_population_after"], row["population_after"]
        params = {"people": whole(people), "share": percent(people, of)}
        radius_km, difference = (
            float(row[writer.radius_column]),
            row["covered_population_difference"],
        )
        if abs(difference) < _LEAST_PERSONS:
            yield writer.say("report-reach-same", **writer.within(radius_km), **params)
        else:
            more = {**writer.within(radius_km), "difference": signed(difference)}
            yield writer.say("report-reach-changed", **more, **params)
        moved = crossing[row[writer.radius_column]]
        entering, leaving = moved["entering_population"], moved["leaving_population"]
        if min(entering, leaving) >= _LEAST_PERSONS:
            counts = {"entering": whole(entering), "leaving": whole(leaving)}
            yield writer.say("report-crossing", **writer.within(radius_km), **counts)
    for row in records(comparison.coarse):
        zone = writer.names.of("zones", row.pop("zone_id"))
        yield writer.text(Message("measure-coarse", zone=zone, **row))


def _clusters(writer: Writer, comparison: Comparison) -> Iterator[str]:
    moves = comparison.clusters_entering, comparison.clusters_leaving
    for radius_km in comparison.coverages[0].radii_km:
        at = [table[writer.radius_column] == radius_km for table in moves]
        entering, leaving = (int(rows.sum()) for rows in at)
        if entering or leaving:
            counts = {"entering": entering, "leaving": leaving}
            yield writer.say("report-clusters-crossing", **writer.within(radius_km), **counts)


def caps(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the headroom of the groups with a changed zone."""
    for row in records(one.after.ftzs):
        if row["ftz_id"] not in one.groups_changed or pd.isna(row["cap_km2"]):
            continue
        params = {"ftz": writer.names.of("ftzs", row["ftz_id"]), "cap_km2": float(row["cap_km2"])}
        left = float(row["headroom_km2"])
        requested_km2 = one.quota_km2.get(str(row["ftz_id"]))
        if requested_km2 is not None:
            yield writer.say("report-quota", area_km2=requested_km2, **params)
        elif abs(left) < LEAST_KM2:
            yield writer.say("report-at-cap", **params)
        else:
            code = "report-under-cap" if left > 0 else "report-over-cap"
            yield writer.say(code, area_km2=abs(left), **params)
