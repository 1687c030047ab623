"""The audit log: an append-only table, starting with the existing tokens."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its triggers; take the tokens over unchanged."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("address", sa.Text),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        op.execute(
            "CREATE TRIGGER audit_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION zonewright_only_grows()"
        )
    _take_over()


def _guard_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit only ever grow'); END"
        )
    op.execute(
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
        "WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'audit only ever grow'); END"
    )


def _take_over() -> None:
    """Start the chain with an entry for each token, oldest first."""
    bind = op.get_bind()
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    tokens = bind.execute(sa.text("SELECT * FROM tokens ORDER BY created, token_id")).mappings()
    parent = None
    for number, token in enumerate(tokens.all(), start=1):
        fixed = ("token_id", "digest", "name", "role", "created", "expires")
        about = {name: token[name] for name in ("token_id", "name", "role", "expires", "revoked")}
        about["row"] = _hash({name: token[name] for name in fixed})
        entry: dict[str, Any] = {
            "number": number,
            "at": at,
            "parent": parent,
            "who": None,
            "what": "token-taken-over",
            "about": about,
            "address": None,
        }
        parent = _hash(entry)
        row = entry | {"hash": parent, "about": _canonical(about)}
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        bind.execute(sa.text(f"INSERT INTO audit ({names}) VALUES ({values})"), row)  # noqa: S608


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _hash(value: object) -> str:
    return f"sha256:{hashlib.sha256(_canonical(value).encode()).hexdigest()}"
