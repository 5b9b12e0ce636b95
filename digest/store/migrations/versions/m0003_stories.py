"""One story through time: what a state is to its story, traces to find it by, rulings, and what is withheld."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("state", sa.Text(), nullable=False, server_default="public"))
    op.add_column("article", sa.Column("into", sa.Text(), nullable=True))
    hidden = sa.text("state != 'public'")
    op.create_index("ix_article_state", "article", ["state"], sqlite_where=hidden, postgresql_where=hidden)
    op.add_column("revision", sa.Column("kin", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("stands", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("revision", sa.Column("origin", sa.Text(), nullable=True))
    op.add_column("seed_article", sa.Column("kin", sa.Text(), nullable=True))
    # until now the last text of an article was the one that its file gave
    op.execute(
        "UPDATE revision SET stands = false WHERE number < "
        "(SELECT article.revision FROM article WHERE article.key = revision.key)"
    )
    op.create_table(
        "trace",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hash", "key", name="pk_trace"),
        sqlite_with_rowid=False,
    )
    passing = sa.text("until IS NOT NULL")
    op.create_index("ix_trace_until", "trace", ["until"], sqlite_where=passing, postgresql_where=passing)
    op.create_table(
        "ruling",
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_ruling"),
    )
    op.create_index("ix_ruling_other", "ruling", ["other"])
    op.create_table(
        "withheld",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("backfill", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_withheld"),
        sa.ForeignKeyConstraint(["sha256"], ["seed.sha256"], name="fk_withheld_sha256_seed"),
    )
    for column in ("sha256", "path", "guid", "until"):
        op.create_index(f"ix_withheld_{column}", "withheld", [column])
