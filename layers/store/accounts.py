"""Accounts of identity providers: which person of the store each is.

An account is identified by its issuer and its subject (`sub`), which a provider never reuses for
another user. The provider's name is for display: the first sign-in links the account to it, and the
person keeps that name even if it changes at the provider. A name already taken by a token (even
an expired one) or another account, or that looks like one, is refused; the operator of the service
may `link` an account to it. A name that occurs only in scenarios, such as those of accounts before
they were linked, goes to the account that first uses it.

A link is an entry of the audit log and nothing else, so it cannot be forged outside the log.
"""

import unicodedata
from collections.abc import Iterable

from sqlalchemy import Connection, select

from layers.errors import DeniedError, ScenarioError
from layers.messages import Message
from layers.store import audit, queries
from layers.store.access import LOCAL
from layers.store.database import Database
from layers.store.tables import AUDIT, NOTES, REVISIONS, TOKENS

NAMES = "names"
"""The lock subject for giving a name to a token or an account."""

_PAIRS = (
    "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT ХX ҮY аa еe оo рp сc уy хx ѕs іi јj һh ԁd ԛq ԝw "  # noqa: ISC003
    + "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo νv ιi κk ρp υu αa ıi 0O 1l |l"
)
_LATIN = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
"""Characters that look like a Latin letter: Cyrillic, Greek, digits."""


class Accounts:
    """The accounts of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def name(self, issuer: str, subject: str, shown: str) -> str:
        """Return the name linked to an account; a new account is linked to the provider's name.

        Raises:
            DeniedError: another user has that name, or one that looks like it.
            ScenarioError: invalid name.
        """
        with self._database.reading() as connection:
            linked = _links(connection).get((issuer, subject))
        if linked is not None:
            return linked
        name = queries.person_name(shown)
        with self._database.writing(NAMES) as connection:
            links = _links(connection)
            held = {*links.values(), *_held(connection), LOCAL.name}
            if (issuer, subject) in links:  # another process was first
                return links[issuer, subject]
            if name in held:
                raise DeniedError(Message("store-account-name-held", name=name, account=subject))
            if _alike(name, held | _written(connection)):
                raise DeniedError(Message("store-account-name-alike", name=name, account=subject))
            _link(connection, name, (issuer, subject), name)
        return name

    def link(self, name: str, issuer: str, subject: str, *, by: str | None = None) -> None:
        """Link an account to a person's name from now on; `by` is who links it.

        Raises:
            ScenarioError: invalid name, or the local planner's.
        """
        fit = queries.person_name(name)
        if fit == LOCAL.name:
            raise ScenarioError(Message("store-name-reserved", name=fit).at("name"))
        with self._database.writing(NAMES) as connection:
            _link(connection, by, (issuer, subject), fit)


def _alike(name: str, others: Iterable[str]) -> str | None:
    """Return one of `others` that a name looks like; None if there is no such name.

    >>> _alike("Li Na", ["Wu", "LI NA"]), _alike("Lі", ["Li"]), _alike("AI", ["Al"])
    ('LI NA', 'Li', 'Al')
    >>> _alike("A", ["B"]) is None
    True
    """
    looks = _looks(name)
    return next((other for other in others if other != name and looks & _looks(other)), None)


def check_name(connection: Connection, name: str) -> None:
    """Check that a new name looks like no other name of the store.

    Raises:
        ScenarioError: it looks like one.
    """
    names = {*_links(connection).values(), *_held(connection)}
    if other := _alike(name, names):
        raise ScenarioError(Message("store-name-alike", name=name, other=other).at("name"))


def _looks(name: str) -> set[str]:
    """Return the forms that a reader may confuse with a name: case-folded, by similar shapes."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split()).translate(_LATIN)
    return {plain.casefold(), plain.replace("I", "l").casefold()}


def _links(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the name of each account, by issuer and subject."""
    rows = select(AUDIT.c.about).where(AUDIT.c.what == "account-linked").order_by(AUDIT.c.number)
    links = connection.execute(rows).scalars()
    return {(about["issuer"], about["subject"]): about["name"] for about in links}


def _link(connection: Connection, by: str | None, account: tuple[str, str], name: str) -> None:
    about = {"name": name, "issuer": account[0], "subject": account[1]}
    audit.append(connection, "account-linked", by, about)


def _held(connection: Connection) -> set[str]:
    """Return the names of all who ever had a token."""
    return set(connection.execute(select(TOKENS.c.name)).scalars())


def _written(connection: Connection) -> set[str]:
    """Return the names that are in scenarios."""
    wrote = select(REVISIONS.c.author).union(select(NOTES.c.author))
    return set(connection.execute(wrote).scalars())
