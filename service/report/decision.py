"""The first page of a report: the proposal, its effects and costs, and who decides.

The page has parts, in the order of `first_page`: banner, proposed land, what for by purpose, map,
and at the foot costs, certainty and decider. Several scenarios have a table with a column each.
"""

from collections.abc import Iterator, Sequence

from geo.indicators.scorecard import Scorecard
from geo.proposals import Robustness
from layers.messages import Message
from layers.store.access import is_practice
from service.report.costs import costs
from service.report.document import (
    BesideEachOther,
    ReportBlock,
    ReportSection,
    ReportTable,
    ReportText,
)
from service.report.figures import BEST, signed
from service.report.key_figures import (
    KeyFigure,
    cap_uses,
    clusters_leaving,
    gateways_held,
    land,
    leaving,
    moved,
    reach,
)
from service.report.measured import Measured, row_mappings
from service.report.pictures import Pictures
from service.report.purposes import purposes_matrix, purposes_table
from service.report.summary import proposed_land
from service.report.verdict import banners, banners_of_several, settled_first
from service.report.writer import ReportColumns, Writer

_MOST_TARGETS = 5
_MOST_COARSE = 1
_LEAST_FIGURES = 4
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def first_page(
    writer: Writer, one: Measured, pictures: Pictures | None, card: Scorecard
) -> ReportSection:
    """Return the page on which a scenario is decided; without `pictures` it has no map."""
    parts: tuple[ReportBlock | None, ...] = (
        *banners(writer, one, card),
        ReportText("", tuple(proposed_land(writer, one))),
        purposes_table(writer, one, card),
        None if pictures is None else pictures.decision(one),
        _foot(writer, one),
        targets_met(writer, one),
    )
    blocks = tuple(part for part in parts if part is not None)
    return ReportSection(writer.say("report-head-decision"), blocks)


def _foot(writer: Writer, one: Measured) -> BesideEachOther:
    """Return the costs of a scenario, the certainty of its figures, and who decides."""
    who = (who_decides(writer, one), *settled_first(writer, one))
    columns = {
        "report-decision-costs": tuple(costs(writer, one)),
        "report-decision-uncertain": tuple(uncertain(writer, one)),
        "report-decision-who": who,
    }
    return BesideEachOther(
        tuple((ReportText(writer.say(code), texts),) for code, texts in columns.items())
    )


def targets_met(writer: Writer, one: Measured) -> ReportText | None:
    """Return each target with its outcome; None without targets."""
    aims = tuple(_targets(writer, one))
    return ReportText(writer.say("cli-title-targets"), aims) if aims else None


def side_by_side(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures, card: Scorecard
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
    doubts = tuple(uncertain(writer, *scenarios))
    columns = {"report-decision-who": who, "report-decision-uncertain": doubts}
    foot = BesideEachOther(tuple((ReportText(say(code), it),) for code, it in columns.items()))
    parts = (
        *banners_of_several(writer, lettered, card),
        *proposed,
        purposes_matrix(writer, lettered, card),
        foot,
        picture,
    )
    blocks = tuple(part for part in parts if part is not None)
    return ReportSection(say("report-head-matrix"), blocks)


def letter_of(number: int) -> str:
    """Return the letter of a scenario among several, by its number from 0.

    >>> letter_of(0), letter_of(27)
    ('A', 'B2')
    """
    turn, place = divmod(number, len(_LETTERS))
    return f"{_LETTERS[place]}{turn + 1 if turn else ''}"


def matrix_table(writer: Writer, scenarios: Sequence[Measured]) -> ReportTable:
    """Return the figures of several scenarios, a column each, the best of each row marked."""
    lettered = {letter_of(number): one for number, one in enumerate(scenarios)}
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


def _of(name: str, figures: Sequence[KeyFigure]) -> KeyFigure | None:
    return next((figure for figure in figures if figure.name == name), None)


def _is_changed(name: str, figures: Sequence[KeyFigure]) -> bool:
    figure = _of(name, figures)
    return figure is not None and figure.is_changed


def _figures(writer: Writer, one: Measured) -> list[KeyFigure]:
    """Return the key figures of a scenario: reach, land, costs, rules."""
    named = {row.name: row for row in (*reach(writer, one), *land(writer, one))}
    released = one.land_km2["lost"]
    new = one.comparison.violations_new
    hard = float((new["level"] == "hard").sum())
    quota = sum(one.quota_km2.values())
    over = sum(use.over_km2 for use in cap_uses(one))
    lost = {
        "report-row-over-cap": (over, 2),
        "report-row-quota": (quota, 2),
        "report-row-hard": (hard, 0),
        "report-row-soft": (len(new) - hard, 0),
        "report-row-released": (released, 2),
    }
    return [
        *named.values(),
        *(
            KeyFigure(writer.say(code), 0.0, figure, digits, more_is_better=False)
            for code, (figure, digits) in lost.items()
        ),
        *leaving(writer, one),
        *clusters_leaving(writer, one),
        *gateways_held(writer, one),
    ]


def changes_table(writer: Writer, one: Measured) -> ReportTable:
    """Return the figures that a scenario changes, with signs; which it leaves is a note."""
    every = [*moved(writer, one), *reach(writer, one), *land(writer, one)]
    every += gateways_held(writer, one)
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
        is_alone = is_practice(last["status"], last["author"])
        code = "report-who-practice" if is_alone else "report-who-decided"
        return writer.say(code, status=status, why=str(last["why"]), **by)
    code = "report-who-proposed" if one.record["status"] == "proposed" else "report-who-draft"
    return writer.say(code)


def uncertain(writer: Writer, *scenarios: Measured) -> Iterator[str]:
    """Yield the uncertainties of the figures, and the zones whose figures are rough."""
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
    """Yield how the change in people varies if radii or boundaries differ a little."""
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
