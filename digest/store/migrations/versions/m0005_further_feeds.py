"""Feeds of sections, languages, sources and tags: what the last two are called, and which have an address."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feed", sa.Column("label", sa.Text(), nullable=True))
    op.add_column("feed", sa.Column("opened", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_index("ix_feed_opened_kind_articles", "feed", ["opened", "kind", "articles"], unique=False)
