"""The commands about what becomes of a scenario: `comment`, `propose`, `approve`, `reject`."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from layers.errors import ConflictError
from layers.store import Remark
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.options import (
    AsJson,
    MadeOn,
    PlanPath,
    ScenarioId,
    StoreUrl,
    Why,
    made_on,
    opened_service,
    working,
)
from service.cli.tables import print_json, print_line, print_table
from service.documents.scenarios import comment_document

_Reason = Annotated[str, typer.Option("-m", "--message", help="Why; it stays with the decision.")]
_SAID = {
    "number": "No.",
    "author": "By",
    "at": "When, UTC",
    "zone_id": "Zone",
    "reply_to": "Answers",
    "text": "What",
}


def comment(
    plan: PlanPath,
    scenario: ScenarioId,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What to say.")] = None,
    zone: Annotated[str | None, typer.Option(help="The zone that it is about.")] = None,
    place: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="LON LAT", help="The place that it is about."),
    ] = None,
    reply_to: Annotated[int | None, typer.Option(help="The comment that it answers.")] = None,
    withdraw: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Withdraw a comment: it stays, marked.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Comment on a scenario, on a zone or on a place; without TEXT, list the comments."""
    with opened_service(plan, store) as book:
        if withdraw is not None:
            shown = [book.withdraw(scenario, withdraw)]
        elif text is not None:
            shown = [book.comment(scenario, Remark(text, zone, place, reply_to))]
        else:
            shown = book.comments(scenario)
    rows = [comment_document(each) for each in shown]
    if json:
        print_json(rows if text is None and withdraw is None else rows[0])
        return
    for row in rows:
        row["at"] = row["at"][:16].replace("T", " ")
        row["text"] = "withdrawn" if row["withdrawn_at"] else row["text"]
    print_table(f"Comments on {scenario}", pd.DataFrame(rows, columns=list(_SAID)), _SAID)


def propose(
    plan: PlanPath,
    scenario: ScenarioId,
    message: Why = "",
    on: MadeOn = None,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Make a proposed scenario a draft again.")
    ] = False,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Propose a scenario for decision: until it is decided or taken back, nobody changes it.

    Where it breaks a hard rule it stays a draft, and the exit code is 1.
    """
    wanted = "draft" if take_back else "proposed"
    _set_status((plan, scenario, store), wanted, message, on, json=json)


def approve(
    plan: PlanPath,
    scenario: ScenarioId,
    message: _Reason,
    on: MadeOn = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Approve a proposed scenario: it does not change any more."""
    _set_status((plan, scenario, store), "approved", message, on, json=json)


def reject(
    plan: PlanPath,
    scenario: ScenarioId,
    message: _Reason,
    on: MadeOn = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Reject a proposed scenario: it does not change any more; branch it to go on."""
    _set_status((plan, scenario, store), "rejected", message, on, json=json)


def _set_status(
    where: tuple[PlanPath, str, str | None], status: str, why: str, on: int | None, *, json: bool
) -> None:
    plan, scenario, store = where
    with opened_service(plan, store) as book, working("Checking the rules"):
        base = made_on(book, scenario, on)
        try:
            summary, broken = book.set_status(scenario, status, base, why), []
        except ConflictError as error:
            if "violations" not in error.details:
                raise
            summary, broken = book.summary(scenario), error.details["violations"]
    if json:
        about = {"scenario": scenario, "status": summary.status, "revision": summary.revision}
        print_json(about | {"violations": broken})
    else:
        print_line(f"{scenario}: {summary.status}, revision {summary.revision}")
        if broken:
            heads = {"rule": "Rule", "level": "Level", "zone_id": "Zone", "message": "What"}
            print_table("Rules broken", pd.DataFrame(broken), heads)
    if broken:
        raise typer.Exit(HARD_RULE_BROKEN)
