"""The commands `token create`, `list`, `rotate`, `revoke`: access to a plan's store over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.errors import ScenarioError
from layers.messages import Message
from layers.store.model import Role
from service.cli.options import AsJson, PlanPath, StoreUrl, opened_service
from service.cli.tables import print_json, print_line, print_table, say, warn

if TYPE_CHECKING:
    from layers.store import Token


_LISTED = (
    "token_id=cli-col-token name role=cli-col-role:words created=cli-col-made"
    " expires=cli-col-expires last_used=cli-col-last-used state=cli-col-status:words"
)


_Expires = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day it is valid (UTC).")
]
_Days = Annotated[int | None, typer.Option(min=1, metavar="N", help="How many days it is valid.")]
_Hours = Annotated[
    float | None, typer.Option(min=0.01, metavar="N", help="How many hours it is valid.")
]
_Named = Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, or its bearer's name.")]


def create(
    plan: PlanPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The person or program.")],
    role: Annotated[Role, typer.Option(help="What it may do.")] = "planner",
    expires: _Expires = None,
    days: _Days = None,
    hours: _Hours = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Create a token and show its secret once: it is not stored.

    From the first token on the service requires one of everyone, also on this machine. Without
    --expires, --days or --hours it never expires.
    """
    until = _until(expires, days, hours)
    with opened_service(plan, store, make=True) as service:
        token_and_secret = service.store.tokens.create(name, role, until, by=service.author)
    _show(*token_and_secret, json=json)


def rotate(
    plan: PlanPath,
    token: _Named,
    expires: _Expires = None,
    days: _Days = None,
    hours: _Hours = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Revoke a token, and show once the secret of a new one with the same name and role.

    Without --expires, --days or --hours it has the full lifetime of the old one.
    """
    until = _until(expires, days, hours)
    with opened_service(plan, store) as service:
        token_and_secret = service.store.tokens.rotate(token, until, by=service.author)
    _show(*token_and_secret, json=json)


def list_(plan: PlanPath, store: StoreUrl = None, json: AsJson = False) -> None:
    """List all tokens ever created, without their secrets."""
    with opened_service(plan, store) as service:
        rows = [_document(token) for token in service.store.tokens.all()]
    if json:
        print_json(rows)
        return
    for row in rows:
        for when in ("created", "expires", "last_used"):
            row[when] = row[when] and row[when][:16].replace("T", " ")
    print_table(Message("cli-title-tokens"), rows, _LISTED)


def revoke(plan: PlanPath, token: _Named, store: StoreUrl = None, json: AsJson = False) -> None:
    """Revoke a token."""
    with opened_service(plan, store) as service:
        ended = service.store.tokens.revoke(token, by=service.author)
    if json:
        print_json(_document(ended))
    else:
        say(Message("cli-token-revoked", token=ended.token_id, name=ended.name))


def _show(token: Token, secret: str, *, json: bool) -> None:
    if json:
        print_json(_document(token) | {"secret": secret})
        return
    print_line(secret)
    warn(Message("cli-token-keep", name=token.name, role=Message("cli-word", word=token.role)))


def _until(day: datetime | None, days: float | None, hours: float | None) -> datetime | None:
    """Return when a token expires; None if that is not given.

    Raises:
        ScenarioError: it is given twice, past, or after the last representable day.
    """
    if sum(each is not None for each in (day, days, hours)) > 1:
        raise ScenarioError(Message("cli-expires-twice"))
    days = hours / 24 if hours is not None else days
    if days is None:
        return None if day is None else _end_of(day)
    try:
        return datetime.now(UTC) + timedelta(days=days)
    except OverflowError:
        raise ScenarioError(Message("cli-days-endless", days=str(days))) from None


def _end_of(day: datetime) -> datetime:
    """Return the end of a day, UTC.

    Raises:
        ScenarioError: it is past, or after the last representable day.
    """
    try:
        end = day.replace(tzinfo=UTC) + timedelta(days=1)
    except OverflowError:
        raise ScenarioError(Message("cli-expires-endless", day=f"{day:%Y-%m-%d}")) from None
    if end <= datetime.now(UTC):
        raise ScenarioError(Message("cli-expires-past", day=f"{day:%Y-%m-%d}"))
    return end


def _document(token: Token) -> dict[str, Any]:
    from layers.store.model import written

    times = {"created": token.created, "expires": token.expires}
    times |= {"revoked": token.revoked, "last_used": token.last_used}
    about = {"token_id": token.token_id, "name": token.name, "role": token.role}
    times_written = {name: at and written(at) for name, at in times.items()}
    return {**about, **times_written, "state": _state(token)}


def _state(token: Token) -> str:
    if token.revoked is not None:
        return "revoked"
    return "live" if token.live(datetime.now(UTC)) else "expired"
