"""The command `score`: what scenarios are good for, by purpose, beside the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.coverage.travel import radii_and_travel
from layers.messages import Message
from service.cli.language import language, sentence
from service.cli.options import (
    AsJson,
    PlanPath,
    RadiiKm,
    RadiiMin,
    StoreUrl,
    Way,
    find_scenario,
    open_plan,
)
from service.cli.progress import working
from service.cli.tables import (
    TableColumn,
    cell_text,
    print_json,
    print_line,
    print_schematic_note,
    print_table,
    say,
    warn_of_weights,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.indicators import Acceptability, Scorecard, ScoreRow

_Scenarios = Annotated[
    list[str] | None,
    typer.Argument(metavar="[A [B …]]", help="Scenarios, each a file or the id of a stored one."),
]
_Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="PURPOSE=WEIGHT",
        help="The weight of a purpose for the ranking; others have 0; else all are equal.",
    ),
]
_SHOWN_TURNS = 6


def score(
    plan: PlanPath,
    scenarios: _Scenarios = None,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    weight: _Weights = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show what scenarios are good for: indicators by purpose, and which is best under which view.

    The baseline is included. A difference that the data cannot decide is not given as a number.
    Without a scenario, only the baseline is shown.
    """
    from geo.indicators import scorecard
    from service.documents.score import score_document, weights_from

    opened = open_plan(plan)
    given = [find_scenario(opened, name, store) for name in scenarios or []]
    radii, travel = radii_and_travel(radius_km, radius_min, by)
    with working("cli-measuring"):
        card = scorecard(
            opened,
            [one for one in given if one is not None],
            radii_km=radii,
            by=travel,
            weights=weights_from(weight or []),
        )
    warn_of_weights(opened)
    if json:
        print_json(score_document(card))
    else:
        print_scorecard(card)


def print_scorecard(card: Scorecard) -> None:
    """Print the verdicts, the indicators of each purpose, and which scenario is best."""
    say(Message("cli-plan-scenario", plan=card.plan.title(language()), scenario=card.scenarios[-1]))
    print_schematic_note(card.plan.zones)
    others = card.scenarios[1:]
    if others:
        print_verdicts(card)
    for purpose in card.purposes:
        rows = [*_rows(card, purpose.key)]
        heads = {
            "indicator": TableColumn("score-col-indicator"),
            "baseline": TableColumn("score-col-today"),
        } | _scenario_heads(others)
        if rows:
            print_table(purpose.title, rows, heads)
    for one in card.missing:
        needs = tuple(one.needs)
        say(Message("score-needs", indicator=one.indicator.title, needs=needs))
    if others:
        print_ranks(card.acceptability)
        _print_order(card)


def print_verdicts(card: Scorecard) -> None:
    """Print by purpose whether scenarios are better than the baseline."""
    others = card.scenarios[1:]
    rows = [
        {"purpose": sentence(purpose.title)}
        | {
            name: sentence(Message("score-verdict", verdict=card.verdict(purpose.key, name)))
            for name in others
        }
        for purpose in card.purposes
    ]
    heads = {"purpose": TableColumn("score-col-purpose")} | _scenario_heads(others)
    print_table(Message("score-title-verdicts"), rows, heads)


def print_front_page(card: Scorecard) -> None:
    """Print the verdicts, and every indicator that became better or worse in a scenario."""
    others = card.scenarios[1:]
    print_verdicts(card)
    rows = [
        {"purpose": sentence(purpose.title)} | _cells(card, row)
        for purpose in card.purposes
        for row in card.of(purpose.key)
        if row.place is None and any(row.verdict(name) in ("better", "worse") for name in others)
    ]
    heads = {
        "purpose": TableColumn("score-col-purpose"),
        "indicator": TableColumn("score-col-indicator"),
        "baseline": TableColumn("score-col-today"),
    } | _scenario_heads(others)
    if rows:
        print_table(Message("score-title-changes"), rows, heads)


def _scenario_heads(names: tuple[str, ...]) -> dict[str, TableColumn]:
    return {name: TableColumn(Message("score-col-scenario", scenario=name)) for name in names}


def _rows(card: Scorecard, purpose: str) -> list[dict[str, str]]:
    """Return the rows of a purpose: those of the whole plan, and of places where they changed."""
    others, rows = card.scenarios[1:], []
    for row in card.of(purpose):
        moved = any(abs(row.difference(name)) >= row.printed / 2 for name in others)
        if row.place is not None and not moved:
            continue
        rows.append(_cells(card, row))
    return rows


def _cells(card: Scorecard, row: ScoreRow) -> dict[str, str]:
    """Return the name of a row, its value today, and the difference of each scenario."""
    return {
        "indicator": _title(card, row),
        "baseline": _amount(row, row.by_scenario["baseline"]),
    } | {name: _difference(row, name, row.verdict(name)) for name in card.scenarios[1:]}


def _title(card: Scorecard, row: ScoreRow) -> str:
    """Return the name of a row, with its radius, its unit and its place."""
    from service.documents.score import place_name

    radius = (
        Message("score-within", radius=row.radius, unit=row.travel.unit)
        if row.radius is not None
        else ""
    )
    place = place_name(card.plan, row.place, language())
    if row.place is not None:
        return sentence(Message("score-row-of-place", place=place, within=radius))
    return sentence(
        Message("score-row", indicator=row.indicator.title, unit=row.unit or "none", within=radius)
    )


def _amount(row: ScoreRow, value: float, sign: str = "") -> str:
    form = row.indicator.figure.form or ".0f"
    return cell_text(value, TableColumn("score-col-today", f"{sign}{form}"))


def _difference(row: ScoreRow, scenario: str, verdict: str) -> str:
    """Return a difference with its mark, or that the data cannot decide it."""
    if verdict == "undecided":
        return "?"
    if verdict == "unknown":
        return cell_text(None, TableColumn("score-col-today"))
    marks = {"better": " ▲", "worse": " ▼"}
    return _amount(row, row.difference(scenario), "+") + marks.get(verdict, "")


def print_ranks(acceptability: Sequence[Acceptability]) -> None:
    """Print the acceptability of the ranks of each scenario."""
    rows: list[dict[str, Any]] = [
        {"scenario": one.scenario}
        | {f"rank{number}": share for number, share in enumerate(one.ranks)}
        for one in acceptability
    ]
    heads = {"scenario": TableColumn("score-col-ranked")} | {
        f"rank{number}": TableColumn(Message("score-col-rank", rank=number + 1), ".0%")
        for number in range(len(rows))
    }
    print_table(Message("score-title-ranks"), rows, heads)


def _print_order(card: Scorecard) -> None:
    """Print the order of scenarios under weights, and what turns it."""
    say(Message("score-order", scenarios=card.ranking.order))
    titles = {purpose.key: purpose.title for purpose in card.purposes}
    for turn in card.ranking.turns[:_SHOWN_TURNS]:
        for share, other, code in (
            (turn.least, turn.below, "score-turn-below"),
            (turn.most, turn.above, "score-turn-above"),
        ):
            if other is not None:
                say(Message(code, purpose=titles[turn.purpose], pct=100 * share, scenario=other))
    print_line(sentence(Message("score-caution")))
