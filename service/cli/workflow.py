"""The commands of a scenario's review: comments, decisions and withdrawal."""

from typing import Annotated

import typer

from layers.errors import ConflictError
from layers.messages import Message
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.language import sentence
from service.cli.options import (
    AsJson,
    OnRevision,
    PlanPath,
    ScenarioId,
    StoreUrl,
    Why,
    base_revision,
    opened_service,
)
from service.cli.progress import working
from service.cli.tables import print_json, print_table, say

_Reason = Annotated[
    str, typer.Option("-m", "--message", help="The reason, recorded with the decision.")
]
_COMMENTS = (
    "number=cli-col-number author=cli-col-by at=cli-col-when zone_id reply_to=cli-col-answers"
    " text=cli-col-what"
)


def comment(
    plan: PlanPath,
    scenario: ScenarioId,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The text.")] = None,
    zone: Annotated[str | None, typer.Option(help="The zone of the comment.")] = None,
    place: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="LON LAT", help="The place of the comment."),
    ] = None,
    reply_to: Annotated[int | None, typer.Option(help="The comment that it answers.")] = None,
    withdraw: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Withdraw a comment: it stays, marked.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Comment on a scenario, on a zone or on a place; without TEXT, list the comments."""
    from layers.store import Remark

    with opened_service(plan, store) as service:
        if withdraw is not None:
            shown = [service.withdraw(scenario, withdraw)]
        elif text is not None:
            shown = [service.comment(scenario, Remark(text, zone, place, reply_to))]
        else:
            shown = service.comments(scenario)
    rows = [each.to_document() for each in shown]
    if json:
        print_json(rows if text is None and withdraw is None else rows[0])
        return
    withdrawn = sentence(Message("cli-withdrawn"))
    for row in rows:
        row["at"] = row["at"][:16].replace("T", " ")
        row["text"] = withdrawn if row["withdrawn_at"] else row["text"]
    title = Message("cli-title-comments", scenario=scenario)
    print_table(title, rows, _COMMENTS)


def propose(
    plan: PlanPath,
    scenario: ScenarioId,
    message: Why = "",
    on: OnRevision = None,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Make a proposed scenario a draft again.")
    ] = False,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Propose a scenario for decision: until it is decided or taken back, it is read-only.

    If it breaks a hard rule it stays a draft, and the exit code is 1.
    """
    status = "draft" if take_back else "proposed"
    _set_status((plan, scenario, store), status, message, on, json=json)


def approve(
    plan: PlanPath,
    scenario: ScenarioId,
    message: _Reason,
    on: OnRevision = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Approve a proposed scenario: it becomes read-only."""
    _set_status((plan, scenario, store), "approved", message, on, json=json)


def reject(
    plan: PlanPath,
    scenario: ScenarioId,
    message: _Reason,
    on: OnRevision = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Reject a proposed scenario: it becomes read-only; branch it to continue."""
    _set_status((plan, scenario, store), "rejected", message, on, json=json)


def withdraw(
    plan: PlanPath,
    scenario: ScenarioId,
    on: OnRevision = None,
    bring_back: Annotated[
        bool, typer.Option("--bring-back", help="Show a withdrawn scenario to its owner again.")
    ] = False,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Withdraw a scenario: it stays in the store, but only admins see it.

    Only an admin can withdraw proposed or decided scenarios. The audit log records withdrawals.
    """
    from layers.store.model import WITHDRAWN

    with opened_service(plan, store) as service:
        base = base_revision(service, scenario, on)
        revision = service.summary(scenario).revision
        if bring_back:
            shown_to = service.share(scenario, "private", base).visibility
        else:
            service.remove(scenario, base)
            shown_to = WITHDRAWN
    if json:
        print_json({"scenario": scenario, "visibility": shown_to, "revision": revision})
        return
    word = Message("cli-word", word=shown_to)
    say(Message("cli-status", scenario=scenario, status=word, revision=revision))


def _set_status(
    where: tuple[PlanPath, str, str | None], status: str, why: str, on: int | None, *, json: bool
) -> None:
    import pandas as pd

    from layers.store.access import is_practice, status_message
    from service.cli.reports import print_violations

    plan, scenario, store = where
    with opened_service(plan, store) as service, working("cli-checking-rules"):
        base = base_revision(service, scenario, on)
        try:
            summary, broken = service.set_status(scenario, status, base, why), []
        except ConflictError as error:
            if "violations" not in error.details:
                raise
            summary, broken = service.summary(scenario), error.details["violations"]
    if json:
        about = {"scenario": scenario, "status": summary.status, "revision": summary.revision}
        print_json(about | {"violations": broken})
    else:
        word = status_message(summary.status, summary.updated_by)
        say(Message("cli-status", scenario=scenario, status=word, revision=summary.revision))
        if is_practice(summary.status, summary.updated_by):
            say(Message("cli-practice-note"))
        if broken:
            title = Message("cli-title-violations")
            print_violations(title, pd.DataFrame(broken), service.plan)
    if broken:
        raise typer.Exit(HARD_RULE_BROKEN)
