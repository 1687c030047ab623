"""The commands `session list`, `end` and `link`: sessions of the page, and their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.errors import UnknownError
from layers.messages import Message
from service.cli.config import ConfigFile, options_of
from service.cli.options import AsJson, PlanPath, StoreUrl, opened_service
from service.cli.tables import print_json, print_table, say

if TYPE_CHECKING:
    from layers.store.sessions import Session


_LISTED = (
    "name role=cli-col-role:words by=cli-col-signed-in-by:words began=cli-col-since"
    " seen=cli-col-last-used until=cli-col-until"
)
_TIMES = ("began", "seen", "until")


def list_(
    plan: PlanPath, store: StoreUrl = None, config: ConfigFile = None, json: AsJson = False
) -> None:
    """List the sessions of the page: their begin, and their expiry without a further request.

    The lifetime of a session is a setting: pass the service's settings. Requires an admin.
    """
    from layers.store import check
    from service.configuration import Configuration

    limits = Configuration.read(options_of(file=config, store=store)).access().sessions
    with opened_service(plan, store) as service:
        check(service.person, "administer")
        rows = [_document(session) for session in service.store.sessions.all(limits)]
    if json:
        print_json(rows)
        return
    for row in rows:
        row |= {when: row[when][:16].replace("T", " ") for when in _TIMES}
    print_table(Message("cli-title-sessions"), rows, _LISTED)


def end(
    plan: PlanPath,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose sessions.")],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """End all sessions of a person at once.

    A person with a valid token or account can sign in again. Requires an admin.
    """
    from layers.store import check

    with opened_service(plan, store) as service:
        check(service.person, "administer")
        count = service.store.sessions.end_of(person, by=service.author)
    if json:
        print_json({"name": person, "ended": count})
    else:
        say(Message("cli-sessions-ended", name=person, count=count))


def link(
    plan: PlanPath,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's name here.")],
    account: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT", help="The account's `sub`, as shown when it was refused."
        ),
    ],
    store: StoreUrl = None,
    config: ConfigFile = None,
) -> None:
    """Link an account of the identity provider to a person.

    The person may have a token; the provider is that of the settings. Requires an admin.
    """
    from layers.store import check
    from service.configuration import Configuration

    provider = Configuration.read(options_of(file=config, store=store)).access().oidc
    if provider is None:
        raise UnknownError(Message("service-oidc-none"))
    with opened_service(plan, store) as service:
        check(service.person, "administer")
        service.store.accounts.link(person, provider.issuer, account, by=service.author)
    say(Message("cli-account-linked", name=person, account=account))


def _document(session: Session) -> dict[str, Any]:
    from layers.store.model import written

    about = {"name": session.name, "role": session.role, "by": session.by}
    return about | {when: written(getattr(session, when)) for when in _TIMES}
