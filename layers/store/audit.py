"""The audit log, a chain of hashes: who came in, was granted or refused, took out what.

An entry is never changed or taken out: each carries the hash of the one before, as revisions do.
What happened is a code with parameters; sentences are made of it last (`audit-…` in the catalogue).
No entry ever holds a token, or the hash of one.

What somebody may bring about again and again by merely asking (reads and changes that are refused,
bad tokens, pages of another host) is counted, never an entry each: the first of its kind, by a
person, from a network, is an entry; the others within ten minutes are one more, with their number.
"""

from __future__ import annotations

import ipaddress
import re
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select

from layers.store import queries
from layers.store.database import take_turn
from layers.store.model import Entry
from layers.store.tables import AUDIT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from layers.store.database import Database

Event = Literal[
    "sign-in",
    "sign-in-failed",
    "sign-out",
    "sessions-ended",
    "account-linked",
    "token-granted",
    "token-rotated",
    "token-revoked",
    "token-taken-over",
    "withdrawn",
    "exported",
    "read",
    "read-refused",
    "refused",
    "backed-up",
    "restored",
]
"""What may happen. `about` holds, as far as it is known:

- `sign-in`: `role`, `by` (`token`, `oidc`); `sign-in-failed`: `by`, `why` (a code);
- `sessions-ended`: `name` whose, `count` how many;
- `account-linked`: `issuer` and `subject` of an account, and the `name` that it has here;
- `token-…`: `token_id`, `name`, `role`, `expires`; what its row must be (`row`, `revoked`);
- `exported`: `scenario`, `revision`, `suffix`; `read` (of another's private scenario): `scenario`,
  `action`; `read-refused` and `withdrawn`: `scenario`;
- `refused`: `action` or `method` and `path`, `why` (a message as a document).

Of what is counted, `again` is how often the same was left out.
"""

_Kind = tuple[Event, str, str | None]
_SUBJECT = "audit"
_LONGEST, _MOST, _DEEPEST = 300, 50, 12
_SPAN_S = 600.0
_MOST_NETWORKS = 20


@dataclass
class _Span:
    """A span of time from the first event of a kind on; `left_out` counts those after it."""

    began: float
    about: dict[str, Any]
    left_out: int = 0


class Audit:
    """The audit log of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._spans: dict[_Kind, dict[str | None, _Span]] = {}
        self._looked = time.monotonic()
        self._lock = Lock()

    def note(
        self,
        what: Event,
        who: str | None,
        about: Mapping[str, Any] | None = None,
        *,
        address: str | None = None,
    ) -> None:
        """Note that something happened; it is kept once this returns.

        Whatever `about` holds is made fit to be kept: long texts are cut, odd values become text.

        Raises:
            SourceError: it cannot be kept; `BusyError`, which is one, where others hold the store
                for too long. What must be seen must then not be done.
        """
        with self._database.writing(_SUBJECT) as connection:
            append(connection, what, who, _fit(about or {}), address=address)

    def count(
        self,
        what: Event,
        who: str | None,
        about: Mapping[str, Any] | None = None,
        *,
        address: str | None = None,
        kind: str = "",
    ) -> None:
        """Note what may happen very often: the first of its kind, and how often it was left out.

        Of a kind are events of one `what` and `kind`, by one person, from one network. An entry is
        made of the first; once ten minutes have passed, one more says how often the same happened
        in them (`again`). Of more than twenty networks the others count as one. This process counts
        for itself.

        Raises:
            SourceError: as `note`.
        """
        self.tell_left_out(_SPAN_S)
        of, network = (what, kind, who), network_of(address or "")
        with self._lock:
            spans = self._spans.setdefault(of, {})
            place = network if network in spans or len(spans) < _MOST_NETWORKS else None
            if place in spans:
                spans[place].left_out += 1
                return
            spans[place] = _Span(time.monotonic(), fit := _fit(about or {}))
        try:
            self.note(what, who, fit, address=address if place is not None else None)
        except BaseException:
            with self._lock:
                self._spans.get(of, {}).pop(place, None)  # it was not noted
            raise

    def tell_left_out(self, age_s: float = 0.0) -> None:
        """Note how often what began so long ago was left out since, and begin it anew.

        Raises:
            SourceError: as `note`; then it is told later.
        """
        now = time.monotonic()
        with self._lock:
            if now - self._looked < age_s / 60:
                return
            self._looked = now
            over = [
                (of, network, span)
                for of, spans in self._spans.items()
                for network, span in spans.items()
                if now - span.began >= age_s
            ]
            for of, network, _ in over:
                del self._spans[of][network]
            self._spans = {of: spans for of, spans in self._spans.items() if spans}
        told = [(of, network, span) for of, network, span in over if span.left_out]
        if not told:
            return
        try:
            with self._database.writing(_SUBJECT) as connection:
                for (what, _, who), network, span in told:
                    about = span.about | {"again": span.left_out}
                    append(connection, what, who, about, address=network)
        except BaseException:
            with self._lock:
                for of, network, span in told:
                    self._spans.setdefault(of, {}).setdefault(network, span)
            raise

    def entries(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        who: str | None = None,
        what: str | None = None,
    ) -> list[Entry]:
        """Return the entries from a time on, before another one, of a name, of a code; in order."""
        wanted = select(AUDIT).order_by(AUDIT.c.number)
        if since is not None:
            wanted = wanted.where(AUDIT.c.at >= since)
        if until is not None:
            wanted = wanted.where(AUDIT.c.at < until)
        if who is not None:
            wanted = wanted.where(AUDIT.c.who == who)
        if what is not None:
            wanted = wanted.where(AUDIT.c.what == what)
        with self._database.reading() as connection:
            return [Entry(**row) for row in connection.execute(wanted).mappings()]

    def head(self) -> Entry | None:
        """Return the last entry; None where there is none."""
        with self._database.reading() as connection:
            return last(connection)


def network_of(address: str) -> str:
    """Return what an address counts as: of IPv6 the network that one household has.

    >>> network_of("2001:db8::1"), network_of("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False))


def append(
    connection: Connection,
    what: Event,
    who: str | None,
    about: Mapping[str, Any],
    *,
    address: str | None = None,
) -> Entry:
    """Add an entry within a transaction of whoever does what it tells; return it."""
    take_turn(connection, _SUBJECT)
    before = last(connection)
    entry = Entry(
        number=before.number + 1 if before else 1,
        at=queries.now(),
        parent=before.hash if before else None,
        hash="",
        who=None if who is None else _fit_text(who),
        what=what,
        about=dict(about),
        address=None if address is None else _fit_text(address),
    ).with_hash()
    connection.execute(insert(AUDIT).values(vars(entry)))
    return entry


def last(connection: Connection) -> Entry | None:
    """Return the last entry; None where there is none."""
    newest = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else Entry(**row)


def entries(connection: Connection) -> list[Entry]:
    """Return all entries, in order."""
    kept = select(AUDIT).order_by(AUDIT.c.number)
    return [Entry(**row) for row in connection.execute(kept).mappings()]


def _fit(about: Mapping[str, Any]) -> dict[str, Any]:
    return {_fit_text(str(name)): _fit_value(value) for name, value in [*about.items()][:_MOST]}


def _fit_value(value: object, depth: int = 1) -> Any:  # noqa: ANN401  plain values
    """Return a value as plain values for JSON that both databases keep."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, float) and abs(value) < float("inf"):
        return value
    if depth < _DEEPEST and isinstance(value, dict):
        kept = [*value.items()][:_MOST]
        return {_fit_text(str(name)): _fit_value(inner, depth + 1) for name, inner in kept}
    if depth < _DEEPEST and isinstance(value, list | tuple):
        return [_fit_value(inner, depth + 1) for inner in value[:_MOST]]
    return _fit_text(str(value))


def _fit_text(text: str) -> str:
    """Return a text without what neither database keeps, and not too long."""
    clean = re.sub("[\0\ud800-\udfff]", "\ufffd", text)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
