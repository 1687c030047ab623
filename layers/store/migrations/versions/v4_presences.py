"""Who has which scenario open at the moment."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "presences",
        sa.Column("scenario", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("editing", sa.Boolean, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
    )
