"""The first store: documents, revisions, notes, tokens, and triggers that protect the history."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None

_KEYS = {
    "documents": "digest = NEW.digest",
    "revisions": "hash = NEW.hash OR (scenario = NEW.scenario AND number = NEW.number)",
    "notes": "hash = NEW.hash OR (scenario = NEW.scenario AND number = NEW.number)",
}


def upgrade() -> None:
    """Create the tables and their triggers."""
    op.create_table(
        "documents",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, sa.ForeignKey("revisions.hash")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("merged", sa.Text, sa.ForeignKey("revisions.hash")),
        sa.Column("shows", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, sa.ForeignKey("documents.digest"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_zh", sa.Text),
        sa.Column("baseline", sa.Text, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("noted", sa.Text),
        sa.UniqueConstraint("scenario", "number", name="revisions_in_a_row"),
    )
    op.create_table(
        "notes",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, sa.ForeignKey("notes.hash")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("revision", sa.Text, sa.ForeignKey("revisions.hash"), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.UniqueConstraint("scenario", "number", name="notes_in_a_row"),
    )
    op.create_table(
        "tokens",
        sa.Column("token_id", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("expires", sa.Text),
        sa.Column("revoked", sa.Text),
        sa.Column("last_used", sa.Text),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    """Refuse to change, delete or replace rows (REPLACE fires no trigger on DELETE)."""
    for table, same_key in _KEYS.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only ever grow'); END"
            )
        there = f"SELECT 1 FROM {table} WHERE {same_key}"  # noqa: S608  fixed names
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({there}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} only ever grow'); END"
        )


def _guard_postgresql() -> None:
    """Refuse to change, delete or truncate rows."""
    op.execute(
        "CREATE FUNCTION zonewright_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only ever grow', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in _KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION zonewright_only_grows()"
        )
