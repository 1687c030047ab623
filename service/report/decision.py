"""The first page of a report: what is proposed, what it changes and costs, and who decides.

For several scenarios, a table with a column each, and the best of each row marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from layers.messages import Message
from service.report.document import BesideEachOther, ReportSection, ReportText
from service.report.figures import BEST, LEAST_KM2, signed, two, whole
from service.report.measured import records
from service.report.summary import caps, proposed_land, rule_counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo import Coverage
    from service.report.document import ReportBlock, ReportTable
    from service.report.measured import Measured
    from service.report.pictures import Pictures
    from service.report.writer import Columns, Writer

_MOST_EDITS = 5
_MOST_RULES = 4


def first_page(writer: Writer, one: Measured, pictures: Pictures) -> ReportSection:
    """Return what a decision on a scenario needs, on one page."""
    picture = pictures.whole_change(one)
    shown = () if picture is None else (picture,)
    rules = ReportText(writer.say("report-head-rules"), tuple(_rules(writer, one)))
    further = (
        ReportText(writer.say("report-decision-who"), (who_decides(writer, one),)),
        ReportText(writer.say("report-decision-uncertain"), tuple(_uncertain(writer))),
    )
    edits = ReportText(writer.say("report-decision-edits"), tuple(_edits(writer, one)))
    blocks: tuple[ReportBlock, ...] = (
        ReportText("", tuple(proposed_land(writer, one))),
        edits,
        _changes(writer, one),
        BesideEachOther((*shown, *further), (rules,)),
    )
    return ReportSection(writer.say("report-head-decision"), blocks)


def side_by_side(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    """Return the figures of several scenarios, a column each; the best of each row is marked."""
    named = [_figures(writer, one) for one in scenarios]
    rows = [row for row in named[0] if all(_of(row.name, figures) for figures in named)]
    columns: Columns = {
        "report-col-figure-name": [row.name for row in rows],
        "report-baseline": [row.shown(row.before) for row in rows],
    }
    for one, figures in zip(scenarios, named, strict=True):
        cells = []
        for row in rows:
            figure = _of(row.name, figures)
            assert figure is not None  # noqa: S101  by the choice of the rows
            every = [it.after for other in named if (it := _of(row.name, other))]
            best = f" {BEST}" if figure.is_best(every) else ""
            cells.append(figure.shown(figure.after) + best)
        columns[Message("report-col-title", title=writer.title(one))] = cells
    table = writer.table(writer.say("report-table-matrix", best=BEST), columns)
    return ReportSection(writer.say("report-head-matrix"), (table,))


class _Figure(NamedTuple):
    """A figure of a scenario beside the baseline's; `more_is_better` None: neither is."""

    name: str
    before: float
    after: float
    digits: int = 0
    more_is_better: bool | None = True

    def shown(self, figure: float) -> str:
        """Return a figure as text of the table."""
        text = two(abs(figure)) if self.digits else whole(abs(figure))
        return f"−{text}" if figure < 0 and text.strip("0.,") else text

    @property
    def change(self) -> str:
        """Return the difference from the baseline, with its sign."""
        return signed(self.after - self.before, self.digits)

    def is_best(self, every: Sequence[float]) -> bool:
        """Return whether no scenario has a better figure, and at least one has a different one."""
        if self.more_is_better is None or np.ptp(every) < 0.5 * 10.0**-self.digits:
            return False
        return self.after == (max(every) if self.more_is_better else min(every))


def _of(name: str, figures: Sequence[_Figure]) -> _Figure | None:
    return next((figure for figure in figures if figure.name == name), None)


def _figures(writer: Writer, one: Measured) -> list[_Figure]:
    """Return the figures of a scenario: reach, land and costs."""
    return [*_reach(writer, one), *_land(writer, one), *_costs(writer, one)]


def _reach(writer: Writer, one: Measured) -> Iterator[_Figure]:
    code = "report-row-people" if writer.has_people else "report-row-land-reach"
    figure = "covered_population" if writer.has_people else "covered_area_km2"
    rows = records(one.comparison.totals) if writer.has_people or writer.has_covered_land else []
    for row in rows:
        name = writer.say(code, **writer.within(row[writer.radius_column]))
        yield _Figure(name, row[f"{figure}_before"], row[f"{figure}_after"])
    if writer.plan.has("clusters"):
        radius_km = writer.radius_km
        name = writer.say("report-row-clusters", **writer.within())
        before, after = (_clusters(it, radius_km) for it in one.comparison.coverages)
        yield _Figure(name, before, after)


def _clusters(coverage: Coverage, radius_km: float) -> float:
    rows = coverage.sectors[coverage.sectors[coverage.radius_column] == radius_km]
    return float(rows["covered_clusters"].sum())


def _land(writer: Writer, one: Measured) -> Iterator[_Figure]:
    before, after = (float(it.zones["area_km2"].sum()) for it in one.comparison.coverages)
    yield _Figure(writer.say("report-row-zones"), before, after, 2, None)
    was = {row["ftz_id"]: row["headroom_km2"] for row in records(writer.before.ftzs)}
    for row in records(one.after.ftzs):
        before = was.get(row["ftz_id"], np.nan)
        if row["ftz_id"] in one.groups_changed and not np.isnan(row["headroom_km2"] + before):
            name = writer.say("report-row-headroom", ftz=writer.names.of("ftzs", row["ftz_id"]))
            yield _Figure(name, before, row["headroom_km2"], 2)


def _costs(writer: Writer, one: Measured) -> Iterator[_Figure]:
    released = float(sum(row["lost_km2"] for row in one.changes))
    if released >= LEAST_KM2:
        yield _Figure(writer.say("report-row-released"), 0.0, released, 2, more_is_better=False)
    crossing = records(one.comparison.population) if writer.has_people else []
    for row in crossing:
        if row[writer.radius_column] == writer.radius_km and row["leaving_population"] >= 0.5:
            name = writer.say("report-row-leaving", **writer.within())
            yield _Figure(name, 0.0, row["leaving_population"], more_is_better=False)
    if writer.plan.has("gateways"):
        before, after = (gateways_inside(it) for it in one.comparison.coverages)
        if before != after:
            yield _Figure(writer.say("report-row-gateways"), before, after)


def gateways_inside(coverage: Coverage) -> int:
    """Return the number of gateways inside zones."""
    gateways = coverage.plan.gateways.geometry.to_numpy()
    tree = shapely.STRtree(gateways)
    zones = coverage.zone_frame.geometry.to_numpy()
    return len(np.unique(tree.query(zones, predicate="intersects")[1]))


def _changes(writer: Writer, one: Measured) -> ReportTable:
    """Return the figures before and after a scenario."""
    figures = _figures(writer, one)
    columns: Columns = {
        "report-col-figure-name": [figure.name for figure in figures],
        "report-baseline": [figure.shown(figure.before) for figure in figures],
        "report-fact-scenario": [figure.shown(figure.after) for figure in figures],
        "report-col-difference": [figure.change for figure in figures],
    }
    return writer.table(writer.say("report-table-decision"), columns)


def _edits(writer: Writer, one: Measured) -> Iterator[str]:
    edits = one.scenario.edits
    for edit in edits[:_MOST_EDITS]:
        yield writer.text(edit.message)
    if len(edits) > _MOST_EDITS:
        yield writer.say("report-edits-rest", count=len(edits) - _MOST_EDITS)


def _rules(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the headroom, and the new and worse violations, hard ones first."""
    yield from caps(writer, one)
    yield from rule_counts(writer, one)
    comparison = one.comparison
    rows = [*records(comparison.violations_new), *records(comparison.violations_worse)]
    rows.sort(key=lambda row: row["level"] != "hard")
    for row in rows[:_MOST_RULES]:
        yield writer.say(
            "report-rule", level=writer.word(row["level"]), what=writer.row_sentence(row)
        )
    if len(rows) > _MOST_RULES:
        yield writer.say("report-rules-rest", count=len(rows) - _MOST_RULES)


def who_decides(writer: Writer, one: Measured) -> str:
    """Return who decides, or who decided when and why."""
    if one.record is None:
        return writer.say("report-who-file")
    decisions = one.record.get("decisions", [])
    if one.record["status"] in {"approved", "rejected"} and decisions:
        last = decisions[-1]
        by = {"person": writer.person(last["author"]), "day": str(last["at"])[:10]}
        status = writer.word(last["status"])
        return writer.say("report-who-decided", status=status, why=str(last["why"]), **by)
    code = "report-who-proposed" if one.record["status"] == "proposed" else "report-who-draft"
    return writer.say(code)


def _uncertain(writer: Writer) -> Iterator[str]:
    """Yield what is uncertain about the figures."""
    by_line = writer.before.by == "line"
    yield writer.say("report-uncertain-line" if by_line else "report-uncertain-way")
    if writer.has_people:
        per_point = float(writer.before.totals["area_km2"].iloc[0]) / len(writer.plan.demand)
        if per_point >= 1:
            yield writer.say("report-uncertain-people", area_km2=per_point)
