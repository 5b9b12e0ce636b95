"""What stands in feeds by a later moment than its release, as it changed then."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "returned",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "at", name="pk_returned"),
    )
    op.create_index("ix_returned_key_feed", "returned", ["key", "feed"], unique=True)
