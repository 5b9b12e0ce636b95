"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    arrivals()
    feeds()
    editions()
    people()
    op.execute("INSERT INTO clock (name, last) VALUES ('desk', 0)")


def arrivals() -> None:
    """Seeds, and the articles they gave."""
    op.create_table(
        "clock",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_clock")),
    )
    op.create_table(
        "seed",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_seed")),
    )
    op.create_index(op.f("ix_seed_received"), "seed", ["received"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stat", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("path", "sha256", name=op.f("pk_sighting")),
    )
    op.create_index(op.f("ix_sighting_sha256"), "sighting", ["sha256"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_path"), "quarantine", ["path"], unique=False)
    op.create_table(
        "article",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("released", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("backfill", sa.Boolean(), nullable=False),
        sa.Column("paged", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_article")),
        sa.UniqueConstraint("released", name=op.f("uq_article_released")),
        sa.UniqueConstraint("updated", name=op.f("uq_article_updated")),
    )
    op.create_index(op.f("ix_article_backfill_released"), "article", ["backfill", "released"], unique=False)
    op.create_index(op.f("ix_article_paged_released"), "article", ["paged", "released"], unique=False)
    op.create_table(
        "revision",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["article.key"], name=op.f("fk_revision_key")),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_fingerprint"), "revision", ["fingerprint"], unique=False)
    op.create_table(
        "seed_article",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["article.key"], name=op.f("fk_seed_article_key")),
        sa.ForeignKeyConstraint(["sha256"], ["seed.sha256"], name=op.f("fk_seed_article_sha256")),
        sa.PrimaryKeyConstraint("sha256", "position", name=op.f("pk_seed_article")),
    )


def feeds() -> None:
    """Which article stands in which feed, and what was written."""
    op.create_table(
        "feed",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_feed")),
    )
    op.create_table(
        "membership",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("released", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feed.path"], name=op.f("fk_membership_feed")),
        sa.ForeignKeyConstraint(["key"], ["article.key"], name=op.f("fk_membership_key")),
        sa.PrimaryKeyConstraint("feed", "released", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_key"), "membership", ["key"], unique=False)
    op.create_table(
        "output",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_output")),
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )


def editions() -> None:
    """What was issued, and what was left out."""
    op.create_table(
        "slot",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_slot")),
    )
    op.create_table(
        "edition",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_edition")),
        sa.UniqueConstraint("issued", name=op.f("uq_edition_issued")),
    )
    op.create_index(op.f("ix_edition_digest_issued"), "edition", ["digest", "issued"], unique=False)
    op.create_table(
        "edition_article",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.key"], name=op.f("fk_edition_article_edition")),
        sa.ForeignKeyConstraint(["key"], ["article.key"], name=op.f("fk_edition_article_key")),
        sa.PrimaryKeyConstraint("digest", "key", name=op.f("pk_edition_article")),
    )
    op.create_table(
        "backlog",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.key"], name=op.f("fk_backlog_edition")),
        sa.ForeignKeyConstraint(["key"], ["article.key"], name=op.f("fk_backlog_key")),
        sa.PrimaryKeyConstraint("digest", "key", name=op.f("pk_backlog")),
    )


def people() -> None:
    """Who gets what."""
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("name", name=op.f("uq_subscriber_name")),
    )
    op.create_table(
        "delivery",
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["edition.key"], name=op.f("fk_delivery_edition")),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name=op.f("fk_delivery_subscriber")),
        sa.PrimaryKeyConstraint("edition", "subscriber", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
    )
    op.create_index(op.f("ix_delivery_state_due"), "delivery", ["state", "due"], unique=False)
    op.create_index(op.f("ix_delivery_subscriber_state"), "delivery", ["subscriber", "state"], unique=False)
