"""Runs of a feed's older articles, for the pages of regions and for the search."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shelf",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "until", name="pk_shelf"),
    )
    op.create_index("ix_shelf_feed_number", "shelf", ["feed", "number"], unique=True)
    op.create_index("ix_shelf_stamp_feed_number", "shelf", ["stamp", "feed", "number"])
