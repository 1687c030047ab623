"""The commands `token create`, `list` and `revoke`: who may use a plan's store over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from layers.errors import ScenarioError
from layers.store.model import written
from service.cli.options import AsJson, PlanPath, StoreUrl, opened_service
from service.cli.tables import print_json, print_line, print_table

if TYPE_CHECKING:
    from layers.store import Token

_LISTED = {
    "token_id": "Token",
    "name": "Name",
    "role": "Role",
    "created": "Made, UTC",
    "expires": "Expires",
    "revoked": "Revoked",
    "last_used": "Last used",
}


class Role(StrEnum):
    """What the bearer of a token may do: each also what those before it may."""

    VIEWER = "viewer"
    PLANNER = "planner"
    APPROVER = "approver"
    ADMIN = "admin"


def create(
    plan: PlanPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The person or program.")],
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.PLANNER,
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day it holds (UTC); else it never ends."),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Make a token and show its secret, this once: it is kept nowhere.

    From the first token on the service asks everyone for one, also on this machine.
    """
    until = None if expires is None else _end_of(expires)
    with opened_service(plan, store, make=True) as book:
        token, secret = book.store.tokens.create(name, role.value, until)
    if json:
        print_json(_document(token) | {"secret": secret})
    else:
        print_line(secret)
        typer.echo(f"{token.name}, {token.role}: keep it; it is not shown again", err=True)


def list_(plan: PlanPath, store: StoreUrl = None, json: AsJson = False) -> None:
    """List the tokens that were ever made, without their secrets."""
    with opened_service(plan, store) as book:
        rows = [_document(token) for token in book.store.tokens.all()]
    if json:
        print_json(rows)
        return
    for row in rows:
        for when in ("created", "expires", "revoked", "last_used"):
            row[when] = row[when] and row[when][:16].replace("T", " ")
    print_table("Tokens", pd.DataFrame(rows, columns=list(_LISTED)), _LISTED)


def revoke(
    plan: PlanPath,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, or its bearer's name.")],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """End a token at once."""
    with opened_service(plan, store) as book:
        ended = book.store.tokens.revoke(token)
    if json:
        print_json(_document(ended))
    else:
        print_line(f"{ended.token_id}: {ended.name}'s token holds no more")


def _end_of(day: datetime) -> datetime:
    """Return the end of a day, UTC.

    Raises:
        ScenarioError: it is past, or after the last day that there is a date for.
    """
    try:
        end = day.replace(tzinfo=UTC) + timedelta(days=1)
    except OverflowError:
        raise ScenarioError(
            f"--expires {day:%Y-%m-%d}: leave it out, for a token without end"
        ) from None
    if end <= datetime.now(UTC):
        raise ScenarioError(f"--expires {day:%Y-%m-%d}: is past; give today or a later day")
    return end


def _document(token: Token) -> dict[str, Any]:
    times = {"created": token.created, "expires": token.expires}
    times |= {"revoked": token.revoked, "last_used": token.last_used}
    about = {"token_id": token.token_id, "name": token.name, "role": token.role}
    return about | {name: at and written(at) for name, at in times.items()}
