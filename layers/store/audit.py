"""The audit log, a hash chain: sign-ins, grants, refusals and exports.

An entry is never changed or removed: each carries the hash of the one before, as revisions do.
An event is a code with parameters; sentences are made last (`audit-…` in the catalogue).
No entry ever holds a token, or the hash of one.

Events that anyone can cause repeatedly by requests alone (refused reads and changes, bad tokens,
pages of another host) are counted: the first of its kind by a person from a network is an entry;
the others within ten minutes are one more entry with their number.
"""

import ipaddress
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Text, insert, select, type_coerce

from layers.store import queries
from layers.store.database import Database, take_turn
from layers.store.model import Entry, chain_name
from layers.store.tables import AUDIT

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
    "decided",
    "decision-taken-over",
    "acknowledged",
    "acknowledgement-withdrawn",
    "exported",
    "read",
    "read-refused",
    "refused",
    "backed-up",
    "restored",
]
"""The events. `about` holds, as far as known:

- `sign-in`: `role`, `by` (`token`, `oidc`); `sign-in-failed`: `by`, `why` (a code);
- `sessions-ended`: the person's `name`, `count`;
- `account-linked`: `issuer` and `subject` of an account, and its `name` in the store;
- `token-…`: `token_id`, `name`, `role`, `expires`; what its row must be (`row`, `revoked`);
- `decided` and, when the log began to have them, `decision-taken-over`: `scenario`, `revision`,
  `status`, `etag` (the revision's hash);
- `acknowledged` (a known violation of the baseline): `rule` and `subject`, together its identity,
  `why`, and its size then: `amount`, `limit`, `places`; `acknowledgement-withdrawn`: `rule`,
  `subject`;
- `exported`: `scenario`, `revision`, its `etag`, `suffix`, of a decision file its digest
  (`sha256`);
- `read` (of another's private scenario): `scenario`, `action`;
- `read-refused` and `withdrawn`: `scenario`;
- `refused`: `action` or `method` and `path`, `why` (a message as a document).

For counted events, `again` is how many further ones were left out.
"""

_Kind = tuple[Event, str, str | None]
_SUBJECT = "audit"
_LONGEST, _MOST, _DEEPEST = 300, 50, 12
_SPAN_S = 600.0
_MOST_NETWORKS = 20


@dataclass
class _Span:
    """A time span that starts at the first event of a kind; `left_out` counts later ones."""

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
        self.counted = 0
        """How many events `count` was called for in this process."""

    def note(
        self,
        what: Event,
        who: str | None,
        about: Mapping[str, Any] | None = None,
        *,
        address: str | None = None,
    ) -> None:
        """Add an entry; it is stored once this returns.

        `about` is made storable: long texts are cut, other values become text.

        Raises:
            SourceError: it cannot be stored; `BusyError`, a subclass, if the store is locked too
                long. An action that must be logged must then not be done.
        """
        self.note_all(what, who, [about or {}], address=address)

    def note_all(
        self,
        what: Event,
        who: str | None,
        abouts: Iterable[Mapping[str, Any]],
        *,
        address: str | None = None,
    ) -> None:
        """Add one entry per `about`, all or none.

        Raises:
            SourceError: as `note`.
        """
        with self._database.writing(_SUBJECT) as connection:
            for about in abouts:
                append(connection, what, who, _fit(about), address=address)

    def count(
        self,
        what: Event,
        who: str | None,
        about: Mapping[str, Any] | None = None,
        *,
        address: str | None = None,
        kind: str = "",
    ) -> None:
        """Count an event that may happen very often.

        Events of the same `what` and `kind`, by one person, from one network are counted together.
        The first makes an entry; after ten minutes, one more entry gives the number of the others
        (`again`). Beyond twenty networks, all others count as one. Each process counts for itself.

        Raises:
            SourceError: as `note`.
        """
        self.counted += 1
        self.report_left_out(_SPAN_S)
        of, network = (what, kind, who), address_network(address or "")
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
                self._spans.get(of, {}).pop(place, None)  # it was not stored
            raise

    def report_left_out(self, age_s: float = 0.0) -> None:
        """Add the entries for counts that started at least `age_s` ago, and restart those counts.

        Raises:
            SourceError: as `note`; the counts are kept for later.
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
        counted = [(of, network, span) for of, network, span in over if span.left_out]
        if not counted:
            return
        try:
            with self._database.writing(_SUBJECT) as connection:
                for (what, _, who), network, span in counted:
                    about = span.about | {"again": span.left_out}
                    append(connection, what, who, about, address=network)
        except BaseException:
            with self._lock:
                for of, network, span in counted:
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
        """Return the entries, in order, filtered by time (`since` inclusive), name and code."""
        conditions = (
            since is None or AUDIT.c.at >= since,
            until is None or AUDIT.c.at < until,
            who is None or AUDIT.c.who == who,
            what is None or AUDIT.c.what == what,
        )
        with self._database.reading() as connection:
            return entries(connection, *(one for one in conditions if one is not True))

    def exports_of(self, sha256: str) -> list[Entry]:
        """Return the entries on exports of the decision file with a digest, in order."""
        noted = type_coerce(AUDIT.c.about, Text).contains(f'"sha256":"{sha256}"', autoescape=True)
        with self._database.reading() as connection:
            found = entries(connection, AUDIT.c.what == "exported", noted)
        return [entry for entry in found if entry.about.get("sha256") == sha256]

    def acknowledgements(self) -> dict[tuple[str, str], Entry]:
        """Return the last acknowledgement by rule and subject, without the withdrawn ones."""
        events: tuple[Event, ...] = ("acknowledged", "acknowledgement-withdrawn")
        with self._database.reading() as connection:
            found = entries(connection, AUDIT.c.what.in_(events))
        last = {(entry.about["rule"], entry.about["subject"]): entry for entry in found}
        return {key: entry for key, entry in last.items() if entry.what == "acknowledged"}

    def head(self) -> Entry | None:
        """Return the last entry; None if absent."""
        with self._database.reading() as connection:
            return _last(connection)


def address_network(address: str) -> str:
    """Return the network that an address is counted under: for IPv6 that of one household (/64).

    >>> address_network("2001:db8::1"), address_network("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))


def append(
    connection: Connection,
    what: Event,
    who: str | None,
    about: Mapping[str, Any],
    *,
    address: str | None = None,
) -> Entry:
    """Add an entry within the transaction of the action that it records; return it."""
    take_turn(connection, _SUBJECT)
    before = _last(connection)
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
    queries.advance(connection, chain_name("audit"), entry)
    return entry


def _last(connection: Connection) -> Entry | None:
    """Return the last entry; None if absent."""
    newest = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else Entry(**row)


def entries(connection: Connection, *conditions: ColumnElement[bool]) -> list[Entry]:
    """Return the entries that meet all conditions, in order."""
    query = select(AUDIT).where(*conditions).order_by(AUDIT.c.number)
    return [Entry(**row) for row in connection.execute(query).mappings()]


def _fit(about: Mapping[str, Any]) -> dict[str, Any]:
    return {_fit_text(str(name)): _fit_value(value) for name, value in [*about.items()][:_MOST]}


def _fit_value(value: object, depth: int = 1) -> Any:  # noqa: ANN401  plain values
    """Return a value as plain values for JSON that both databases can store."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, float) and abs(value) < float("inf"):
        return value
    if depth < _DEEPEST and isinstance(value, dict):
        items = [*value.items()][:_MOST]
        return {_fit_text(str(name)): _fit_value(inner, depth + 1) for name, inner in items}
    if depth < _DEEPEST and isinstance(value, list | tuple):
        return [_fit_value(inner, depth + 1) for inner in value[:_MOST]]
    return _fit_text(str(value))


def _fit_text(text: str) -> str:
    """Return a text without characters that neither database stores, cut to the limit."""
    clean = re.sub("[\0\ud800-\udfff]", "\ufffd", text)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
