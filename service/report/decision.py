"""The first page of a report: what is proposed, what it changes and costs, and who decides.

For several scenarios, a table with a column each, and the best of each row marked.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import shapely

from geo import Coverage
from geo.coverage.plan_data import own_weights
from geo.proposals import Robustness
from layers.messages import Message
from service.report.document import (
    BesideEachOther,
    ReportBlock,
    ReportSection,
    ReportTable,
    ReportText,
)
from service.report.figures import BEST, LEAST_KM2, signed, two, without_decimals
from service.report.measured import Measured, row_mappings
from service.report.pictures import Pictures
from service.report.summary import caps_lines, proposed_land, rule_counts
from service.report.writer import ReportColumns, Writer

_MOST_RULES = 2
_MOST_TARGETS = 5
_LEAST_PERSONS = 0.5
_MOST_COARSE = 1
_MOST_HEADROOMS = 2  # of groups that change
_LEAST_FIGURES = 4
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def first_page(writer: Writer, one: Measured, pictures: Pictures) -> ReportSection:
    """Return what a decision on a scenario needs, on one page."""
    say = writer.say
    aims = tuple(_targets(writer, one))
    sides = BesideEachOther(
        (
            _changes(writer, one),
            ReportText(say("report-decision-costs"), (*_costs(writer, one),)),
            ReportText(say("report-decision-uncertain"), tuple(_uncertain(writer, one))),
        ),
        (
            ReportText(say("report-head-rules"), tuple(_rules(writer, one))),
            ReportText(say("report-decision-who"), (who_decides(writer, one),)),
        ),
    )
    blocks: tuple[ReportBlock, ...] = (
        ReportText("", tuple(proposed_land(writer, one))),
        pictures.decision(one),
        sides,
        *([ReportText(say("cli-title-targets"), aims)] if aims else []),
    )
    return ReportSection(say("report-head-decision"), blocks)


def side_by_side(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures
) -> ReportSection:
    """Return several scenarios: what each changes, its figures, its rules, and who decides it.

    Each has a letter, and a column of figures; the best of each row is marked.
    """
    say = writer.say
    lettered = {letter_of(number): one for number, one in enumerate(scenarios)}
    picture = pictures.side_by_side(lettered)
    proposed = [
        ReportText(
            say("report-lettered", letter=letter, title=writer.title(one)),
            (say("text", text=" ".join(proposed_land(writer.of(one), one, brief=True))),),
        )
        for letter, one in lettered.items()
    ]
    by_whom: dict[str, list[str]] = {}
    for letter, one in lettered.items():
        by_whom.setdefault(who_decides(writer, one), []).append(letter)
    who = (
        tuple(by_whom)
        if len(by_whom) == 1
        else tuple(
            say("report-decision-who-of", letters=tuple(letters), who=who)
            for who, letters in by_whom.items()
        )
    )
    sides = BesideEachOther(
        (ReportText(say("report-decision-who"), who),),
        (ReportText(say("report-decision-uncertain"), tuple(_uncertain(writer, *scenarios))),),
    )
    blocks: tuple[ReportBlock, ...] = (
        *proposed,
        _matrix(writer, lettered),
        *(() if picture is None else (picture,)),
        sides,
    )
    return ReportSection(say("report-head-matrix"), blocks)


def letter_of(number: int) -> str:
    """Return the letter of a scenario among several, by its number from 0.

    >>> letter_of(0), letter_of(27)
    ('A', 'B2')
    """
    turn, place = divmod(number, len(_LETTERS))
    return f"{_LETTERS[place]}{turn + 1 if turn else ''}"


def _matrix(writer: Writer, lettered: Mapping[str, Measured]) -> ReportTable:
    every = [_figures(writer, one) for one in lettered.values()]
    rows = [row for row in every[0] if all(_of(row.name, figures) for figures in every)]
    same = tuple(row.name for row in rows if not any(_is_changed(row.name, it) for it in every))
    rows = [row for row in rows if row.name not in same]
    columns: ReportColumns = {
        "report-col-figure-name": [row.name for row in rows],
        "report-baseline": [row.shown(row.before) for row in rows],
    }
    for letter, figures in zip(lettered, every, strict=True):
        cells = []
        for row in rows:
            figure = _of(row.name, figures)
            assert figure is not None  # noqa: S101  by the choice of the rows
            afters = [it.after for other in every if (it := _of(row.name, other))]
            best = f" {BEST}" if figure.is_best(afters) else ""
            cells.append(figure.shown(figure.after) + best)
        columns[Message("report-col-title", title=letter)] = cells
    note = writer.say("report-unchanged", names=same) if same else ""
    return writer.table(writer.say("report-table-matrix", best=BEST), columns, note)


class _Figure(NamedTuple):
    """A figure of a scenario beside the baseline's; `more_is_better` None: neither is."""

    name: str
    before: float
    after: float
    digits: int = 0
    more_is_better: bool | None = True

    def shown(self, figure: float) -> str:
        """Return a figure as text of the table."""
        text = two(abs(figure)) if self.digits else without_decimals(abs(figure))
        return f"−{text}" if figure < 0 and text.strip("0.,") else text

    @property
    def is_changed(self) -> bool:
        """Return whether the difference has a digit that is printed."""
        return bool(abs(self.after - self.before) >= 0.5 * 10.0**-self.digits)

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


def _is_changed(name: str, figures: Sequence[_Figure]) -> bool:
    figure = _of(name, figures)
    return figure is not None and figure.is_changed


def _figures(writer: Writer, one: Measured) -> list[_Figure]:
    """Return the figures of a scenario: reach, land, what it costs, rules."""
    named = {row.name: row for row in (*_reach(writer, one), *_land(writer, one))}
    released = one.land_km2["lost"]
    new = one.comparison.violations_new
    hard = float((new["level"] == "hard").sum())
    lost = [
        _Figure(writer.say("report-row-released"), 0.0, released, 2, more_is_better=False),
        *_leaving(writer, one),
        *_gateways(writer, one),
        _Figure(writer.say("report-row-hard"), 0.0, hard, more_is_better=False),
        _Figure(writer.say("report-row-soft"), 0.0, len(new) - hard, more_is_better=False),
    ]
    return [*named.values(), *lost]


def _reach(writer: Writer, one: Measured) -> Iterator[_Figure]:
    code = "report-row-people" if writer.has_people else "report-row-land-reach"
    figure = "covered_population" if writer.has_people else "covered_area_km2"
    rows = (
        row_mappings(one.comparison.totals) if writer.has_people or writer.has_covered_land else []
    )
    for row in rows:
        name = writer.say(code, **writer.within(row[writer.radius_column]))
        yield _Figure(name, row[f"{figure}_before"], row[f"{figure}_after"])
        for weight in (
            own_weights(writer.plan) if row[writer.radius_column] == writer.radius_km else ()
        ):
            name = writer.say("report-row-weight", weight=weight, **writer.within())
            yield _Figure(name, row[f"covered_{weight}_before"], row[f"covered_{weight}_after"])
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
    if len(one.groups_changed) > _MOST_HEADROOMS:
        return
    was = {row["ftz_id"]: row["headroom_km2"] for row in row_mappings(writer.before.ftzs)}
    for row in row_mappings(one.after.ftzs):
        before = was.get(row["ftz_id"], np.nan)
        if row["ftz_id"] in one.groups_changed and not np.isnan(row["headroom_km2"] + before):
            name = writer.say("report-row-headroom", ftz=writer.names.of("ftzs", row["ftz_id"]))
            yield _Figure(name, before, row["headroom_km2"], 2)


def _moved(writer: Writer, one: Measured) -> Iterator[_Figure]:
    """Yield the land that zones gain, and that they release, if any does."""
    gained, lost = one.land_km2["gained"], one.land_km2["lost"]
    if lost >= LEAST_KM2:
        yield _Figure(writer.say("report-row-gained"), 0.0, gained, 2)
        yield _Figure(writer.say("report-row-released"), 0.0, -lost, 2)


def _leaving(writer: Writer, one: Measured) -> Iterator[_Figure]:
    table = one.comparison.population
    table = table[table[writer.radius_column] > 0]  # at 0 they live inside a zone
    for row in row_mappings(table) if writer.has_people else ():
        name = writer.say("report-row-leaving", **writer.within(row[writer.radius_column]))
        yield _Figure(name, 0.0, row["leaving_population"], more_is_better=False)


def _weights_leaving(writer: Writer, one: Measured) -> Iterator[_Figure]:
    """Yield how much of the plan's own weights leaves the middle radius."""
    table = one.comparison.population
    (row,) = row_mappings(table[table[writer.radius_column] == writer.radius_km])
    for weight in own_weights(writer.plan):
        name = writer.say("report-row-weight-leaving", weight=weight, **writer.within())
        yield _Figure(name, 0.0, row[f"leaving_{weight}"], more_is_better=False)


def _gateways(writer: Writer, one: Measured) -> Iterator[_Figure]:
    if writer.plan.has("gateways"):
        before, after = (gateways_inside(it) for it in one.comparison.coverages)
        yield _Figure(writer.say("report-row-gateways"), before, after)


def gateways_inside(coverage: Coverage) -> int:
    """Return the number of gateways inside zones."""
    gateways = coverage.plan.gateways.geometry.to_numpy()
    tree = shapely.STRtree(gateways)
    zones = coverage.zone_frame.geometry.to_numpy()
    return len(np.unique(tree.query(zones, predicate="intersects")[1]))


def _costs(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield what a scenario costs: land, people and gateways; that it costs none of them."""
    costs = []
    released = one.land_km2["lost"]
    if released >= LEAST_KM2:
        costs.append(writer.say("report-cost-land", area_km2=released))
    costs += [
        writer.say("report-cost-people", what=row.name, people=writer.people(row.after))
        for row in _leaving(writer, one)
        if row.after >= _LEAST_PERSONS
    ]
    costs += [
        writer.say("report-cost-weight", what=row.name, amount=row.shown(row.after))
        for row in _weights_leaving(writer, one)
        if row.is_changed
    ]
    costs += [
        writer.say("report-cost-gateways", count=row.before - row.after)
        for row in _gateways(writer, one)
        if row.after < row.before
    ]
    yield from costs or [writer.say("report-cost-none")]


def _changes(writer: Writer, one: Measured) -> ReportTable:
    """Return the figures that a scenario changes, with signs; which it leaves is a note."""
    every = [*_moved(writer, one), *_reach(writer, one), *_land(writer, one)]
    every += _gateways(writer, one)
    every.sort(key=lambda figure: not figure.is_changed)
    count = sum(figure.is_changed for figure in every)
    shown = every[: max(count, _LEAST_FIGURES)]
    same = tuple(figure.name for figure in every[len(shown) :] if not figure.is_changed)
    columns: ReportColumns = {
        "report-col-figure-name": [figure.name for figure in shown],
        "report-col-difference": [figure.change for figure in shown],
        "report-baseline": [figure.shown(figure.before) for figure in shown],
        "report-fact-scenario": [figure.shown(figure.after) for figure in shown],
    }
    note = writer.say("report-unchanged", names=same) if same else ""
    return writer.table(writer.say("report-table-decision"), columns, note)


def _rules(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the headroom, and the new and worse violations, hard ones first."""
    yield from caps_lines(writer, one)
    yield from rule_counts(writer, one)
    comparison = one.comparison
    rows = [*row_mappings(comparison.violations_new), *row_mappings(comparison.violations_worse)]
    rows.sort(key=lambda row: row["level"] != "hard")
    for row in rows[:_MOST_RULES]:
        yield writer.say(
            "report-rule", level=writer.word(row["level"]), what=writer.row_sentence(row)
        )
    if len(rows) > _MOST_RULES:
        yield writer.say("report-rules-rest", count=len(rows) - _MOST_RULES)


def _targets(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield each target with its outcome, missed and hard ones first."""
    rows = row_mappings(one.comparison.targets)
    rows.sort(key=lambda row: (row["met_after"], row["level"] != "hard"))
    for row in rows[:_MOST_TARGETS]:
        level, params = writer.word(row["level"]), row["params_after"]
        figure = writer.target_figure(Message.from_document(params["figure"]), row["by"])
        params = params | {"figure": figure.to_document()}
        sentence = writer.row_sentence({"code": row["code"], "params": params})
        yield writer.say("report-rule", level=level, what=sentence)
    if len(rows) > _MOST_TARGETS:
        yield writer.say("report-rules-rest", count=len(rows) - _MOST_TARGETS)


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


def _uncertain(writer: Writer, *scenarios: Measured) -> Iterator[str]:
    """Yield what is uncertain about the figures, and of which zones they are rough."""
    by_line = writer.before.by == "line"
    for number, one in enumerate(scenarios if by_line and writer.has_people else ()):
        for kept in _kept(writer, one):
            of = {"letters": (letter_of(number),), "who": kept}
            yield kept if len(scenarios) == 1 else writer.say("report-decision-who-of", **of)
    coarse = [(one, row) for one in scenarios for row in row_mappings(one.comparison.coarse)]
    for one, row in coarse[:_MOST_COARSE]:
        zone = writer.of(one).names.of("zones", row.pop("zone_id"))
        yield writer.text(Message("measure-coarse", zone=zone, **row))
    yield writer.say("report-uncertain-line" if by_line else "report-uncertain-way")
    if writer.has_people:
        per_point = float(writer.before.totals["area_km2"].iloc[0]) / len(writer.plan.demand)
        if per_point >= 1 and not coarse:
            yield writer.say("report-uncertain-people", area_km2=per_point)


def _kept(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield what is left of the change of people where radii or boundaries differ a little."""
    left = Robustness.of_people(*one.comparison.coverages, writer.radius_km)
    gains = [gain for _, gain in left.shifted]
    if not any(gains) or len(gains) == 1:
        return
    share = left.share(left.worst or 0.0)
    yield writer.say(
        "report-uncertain-kept",
        **writer.within(),
        low=signed(min(gains)),
        high=signed(max(gains)),
        shift_km=max(by_km for by_km, _ in left.shifted),
        runs=left.runs,
        boundary_km=left.boundary_km,
        mean=signed(left.mean or 0.0),
        worst=signed(left.worst or 0.0),
        kept="loss" if share is None else "part" if share > 0 else "nothing",
        pct=100 * (share or 0.0),
    )
