"""The audit log, a chain of hashes: who came in, was granted or refused, took out what.

An entry is never changed or taken out: each carries the hash of the one before, as revisions do.
What happened is a code with parameters; sentences are made of it last (`audit-…` in the catalogue).
No entry ever holds a token, or the hash of one.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select

from layers.store import queries
from layers.store.database import take_turn
from layers.store.model import Entry, canonical
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
    "token-granted",
    "token-rotated",
    "token-revoked",
    "token-taken-over",
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
- `token-…`: `token_id`, `name`, `role`, `expires`; what its row must be (`row`, `revoked`);
- `exported`: `scenario`, `revision`, `suffix`; `read` (of another's private scenario): `scenario`,
  `action`; `read-refused`: `scenario`;
- `refused`: `action` or `method` and `path`, `why` (a message as a document).
"""

_SUBJECT = "audit"
_LONGEST, _MOST, _DEEPEST = 300, 50, 12
_REMEMBERED = 10_000


class Audit:
    """The audit log of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lately: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def note(
        self,
        what: Event,
        who: str | None,
        about: Mapping[str, Any] | None = None,
        *,
        address: str | None = None,
        every_s: float = 0.0,
    ) -> None:
        """Note that something happened; it is kept once this returns.

        Whatever `about` holds is made fit to be kept: long texts are cut, odd values become text.
        With `every_s` the same thing (what, who, from where, about; of nobody known: what and from
        where) is noted once in so many seconds by this process, and the next entry says how often
        it was left out (`again`): so nobody fills the disk by asking.

        Raises:
            SourceError: it cannot be kept; `BusyError`, which is one, where others hold the store
                for too long. What must be seen must then not be done.
        """
        fit = _fit(about or {})
        key = canonical([what, who, address, fit if who is not None else None])
        if every_s:
            again = self._left_out(key, every_s)
            if again is None:
                return
            fit |= {"again": again} if again else {}
        try:
            with self._database.writing(_SUBJECT) as connection:
                append(connection, what, who, fit, address=address)
        except BaseException:
            with self._lock:
                self._lately.pop(key, None)  # it was not noted
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

    def _left_out(self, key: str, every_s: float) -> int | None:
        """Return how often the same was left out since it was noted; None to leave it out again."""
        now = time.monotonic()
        with self._lock:
            noted, times = self._lately.get(key, (-every_s, 0))
            if now - noted < every_s:
                self._lately[key] = noted, times + 1
                return None
            self._lately[key] = now, 0
            self._lately.move_to_end(key)
            while len(self._lately) > _REMEMBERED:
                self._lately.popitem(last=False)
        return times


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
