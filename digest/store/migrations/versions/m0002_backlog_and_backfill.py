"""Backlog without an edition; quarantine knows what a backfill brought."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite changes a column only by making the table anew
    with op.batch_alter_table("backlog") as backlog:
        backlog.alter_column("edition", existing_type=sa.Text(), nullable=True)
    op.add_column("quarantine", sa.Column("backfill", sa.Boolean(), nullable=False, server_default=sa.false()))
    # until now only what a backfill brought in stood outside seeds/
    op.execute("UPDATE quarantine SET backfill = true WHERE path LIKE '/%'")
