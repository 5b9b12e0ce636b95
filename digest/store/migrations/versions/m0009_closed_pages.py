"""Closed pages of feeds, and what came to a feed when these reached beyond its release."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_page",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "number", name="pk_closed_page"),
    )
    due = sa.text("due")
    op.create_index("ix_closed_page_due", "closed_page", ["due"], sqlite_where=due, postgresql_where=due)
    op.create_table(
        "late",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["article.key"], name="fk_late_key"),
        sa.PrimaryKeyConstraint("feed", "at", name="pk_late"),
    )
    op.create_index("ix_late_key", "late", ["key"])
