"""Sentences on the changes by scenarios, and on the coverage of the baseline."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import shapely

from geo.edits import Move
from layers.geometry.antimeridian import Shapes
from layers.schema.lists import split_list
from service.report.document import ReportSection, ReportTable, ReportText
from service.report.figures import LEAST_KM2, percent, without_decimals
from service.report.measured import Measured, row_mappings
from service.report.writer import Writer

_MOST_ZONES = 4  # with a sentence each
_MOST_PLACES, _LEAST_PART = 3, 0.01  # of land, the regions that are named, and that count


def summary_section(writer: Writer, purposes: ReportTable) -> ReportSection:
    """Return the summary of the baseline: its zones, their coverage and the purposes they serve."""
    zones = writer.before.zones
    area_km2 = float(zones["area_km2"].sum())
    holds = writer.say("report-plan-holds", zones=len(zones), area_km2=area_km2)
    text = ReportText(holds, tuple(_reach(writer)))
    return ReportSection(writer.say("report-head-summary"), (text, purposes))


def _reach(writer: Writer) -> Iterator[str]:
    """Yield sentences on the coverage of the baseline."""
    for row in row_mappings(writer.before.totals):
        radius_km = float(row[writer.radius_column])
        if writer.has_people:
            people, of = row["covered_population"], row["population"]
            params = {"people": writer.people(people), "share": percent(people, of)}
            yield writer.say("report-reach", **writer.within(radius_km), **params)
        elif writer.has_covered_land:
            land, of = row["covered_area_km2"], row["area_km2"]
            params = {"area": without_decimals(land), "share": percent(land, of)}
            yield writer.say("report-land-reach", **writer.within(radius_km), **params)


def proposed_land(writer: Writer, one: Measured, *, brief: bool = False) -> Iterator[str]:
    """Yield how much land zones gain and lose and where, the most first, and new names.

    If `brief`, of more than two zones the sum, and only that which changes most.
    """
    rows = [row for row in one.changes if row["change"] != "renamed"]
    rows.sort(key=lambda row: -max(row["gained_km2"], row["lost_km2"]))
    most = _MOST_ZONES if not brief else 2 if len(rows) <= 2 else 1
    if not rows:
        yield writer.say("report-zones-unchanged")
    if len(rows) > most:
        yield writer.say("report-zones-changed", count=len(rows), **_land(rows))
    for row in rows[:most]:
        yield zone_sentence(writer, one, row)
    if len(rows) > most and not brief:
        yield writer.say("report-zones-rest", count=len(rows) - most, **_land(rows[most:]))
    for was, now in writer.renamed().values():
        yield writer.say("report-zone-renamed", was=was, now=now)
    yield from _sector_changes(writer, one)


def _sector_changes(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the sectors that a zone is newly designated for, or no longer."""
    before, after = one.comparison.coverages
    was = dict(zip(before.zone_frame["zone_id"], before.zone_frame["sectors"], strict=True))
    former = one.comparison.renamed
    frame = after.zone_frame
    for zone, sectors in zip(frame["zone_id"], frame["sectors"], strict=True):
        if (earlier := former.get(zone, zone)) not in was:
            continue
        old, new = map(split_list, (was[earlier], sectors))
        added, dropped = (
            tuple(writer.sector(it) for it in own if it not in other)
            for own, other in ((new, old), (old, new))
        )
        if added or dropped:
            how = "both" if added and dropped else "added" if added else "dropped"
            name = writer.names.of("zones", zone)
            yield writer.say(
                "report-zone-sectors", zone=name, how=how, added=added, dropped=dropped
            )


def zone_sentence(writer: Writer, one: Measured, row: Mapping[str, Any]) -> str:
    """Return how much land a zone gains and loses, and in which regions; how far it moves."""
    zone, change = str(row["zone_id"]), str(row["change"])
    if change not in {"added", "removed"}:
        gained, lost = (row[key] >= LEAST_KM2 for key in ("gained_km2", "lost_km2"))
        change = "both" if gained and lost else "gained" if gained else "lost" if lost else "none"
    edits = [edit for edit in one.scenario.edits if zone in edit.touched]
    moves = [edit for edit in edits if isinstance(edit, Move)]
    land = one.comparison.land
    land = land[land["zone_id"] == zone]
    if change == "both" and len(moves) == len(edits) > 0:
        change, land = "moved", land[land["change"] == "gained"]
    places = region_names(writer, land.geometry.to_numpy())
    return writer.say(
        "report-zone-change",
        zone=writer.names.of("zones", zone),
        change=change,
        dx_km=sum(move.dx_km for move in moves),
        dy_km=sum(move.dy_km for move in moves),
        places=places,
        where="somewhere" if places else "nowhere",
        was_km2=float(row["area_km2_before"]),
        is_km2=float(row["area_km2_after"]),
        **_land([row]),
    )


def region_names(writer: Writer, land: Shapes) -> str:
    """Return the finest regions that hold some land, the most first, and how many are not named.

    With the coarsest region, if in one, and whether some lies outside all; "" if there are none.
    """
    regions, terms = writer.plan.regions, writer.plan.terms
    shapes = regions.geometry.to_numpy()
    pairs = regions.sindex.query(land, predicate="intersects")
    areas = shapely.area(shapely.intersection(land[pairs[0]], shapes[pairs[1]]))
    by_region = pd.Series(areas).groupby(pairs[1]).sum().sort_values(ascending=False)
    by_region = by_region[by_region > _LEAST_PART * by_region.sum()]
    if by_region.empty:
        return ""
    rows = regions.iloc[by_region.index]
    finest, coarsest = terms.finest, terms.coarsest
    known = writer.names.all(finest)
    most = _MOST_PLACES if len(rows) > _MOST_PLACES + 1 else len(rows)  # never "1 other"
    names = tuple(
        known.get(str(code)) or writer.names.of(finest, code) for code in rows[finest.column][:most]
    )
    rest = shapely.area(land).sum() - areas.sum()
    params = {
        "names": names,
        "others": len(rows) - len(names),
        "outside": "yes" if rest > _LEAST_PART * areas.sum() else "no",
    }
    coarse = set(rows[coarsest.column]) if finest.column != coarsest.column else set()
    if len(coarse) != 1:
        return writer.say("report-places", **params)
    (code,) = coarse
    of = writer.names.of(coarsest, code)
    return writer.say("report-places-of", **params, of=of)


def _land(zones: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return how much land zones gain and lose."""
    return {key: float(sum(row[key] for row in zones)) for key in ("gained_km2", "lost_km2")}
