"""The end of every chain, which only moves forward; decisions are in the audit log."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its triggers; record the present decisions and ends of the chains."""
    op.create_table(
        "heads",
        sa.Column("chain", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    _take_over_decisions()
    for chain, table in (
        ("'revisions/' || scenario", "revisions"),
        ("'notes/' || scenario", "notes"),
    ):
        op.execute(
            f"INSERT INTO heads SELECT {chain}, number, hash FROM {table} AS one "  # noqa: S608
            f"WHERE number = (SELECT max(number) FROM {table} AS own "
            "WHERE own.scenario = one.scenario)"
        )
    op.execute(
        "INSERT INTO heads SELECT 'audit', number, hash FROM audit "
        "WHERE number = (SELECT max(number) FROM audit)"
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'heads only move forward'); END"
    op.execute(f"CREATE TRIGGER heads_no_delete BEFORE DELETE ON heads {refuse}")
    op.execute(
        "CREATE TRIGGER heads_forward BEFORE UPDATE ON heads "
        f"WHEN NEW.chain <> OLD.chain OR NEW.number <= OLD.number {refuse}"
    )
    op.execute(
        "CREATE TRIGGER heads_no_replace BEFORE INSERT ON heads "  # noqa: S608  fixed names
        f"WHEN EXISTS (SELECT 1 FROM heads WHERE chain = NEW.chain) {refuse}"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION zonewright_heads_forward() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'UPDATE' AND NEW.chain = OLD.chain AND NEW.number > OLD.number "
        "THEN RETURN NEW; END IF; RAISE EXCEPTION 'heads only move forward' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER heads_forward BEFORE UPDATE OR DELETE ON heads "
        "FOR EACH ROW EXECUTE FUNCTION zonewright_heads_forward()"
    )
    op.execute(
        "CREATE TRIGGER heads_no_truncate BEFORE TRUNCATE ON heads "
        "FOR EACH STATEMENT EXECUTE FUNCTION zonewright_only_grows()"
    )


def _take_over_decisions() -> None:
    """Add an entry for each decision, oldest first."""
    bind = op.get_bind()
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    last = bind.execute(sa.text("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"))
    number, parent = last.one_or_none() or (0, None)
    decided = bind.execute(
        sa.text(
            "SELECT scenario, number, status, hash FROM revisions "
            "WHERE kind = 'status' AND status IN ('approved', 'rejected') "
            "ORDER BY at, scenario, number"
        )
    )
    for number, row in enumerate(decided.mappings().all(), start=number + 1):  # noqa: B020
        about = {"scenario": row["scenario"], "revision": row["number"]}
        about |= {"status": row["status"], "etag": row["hash"]}
        entry: dict[str, Any] = {
            "number": number,
            "at": at,
            "parent": parent,
            "who": None,
            "what": "decision-taken-over",
            "about": about,
            "address": None,
        }
        parent = _hash(entry)
        values = entry | {"hash": parent, "about": _canonical(about)}
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        bind.execute(sa.text(f"INSERT INTO audit ({names}) VALUES ({places})"), values)  # noqa: S608


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _hash(value: object) -> str:
    return f"sha256:{hashlib.sha256(_canonical(value).encode()).hexdigest()}"
