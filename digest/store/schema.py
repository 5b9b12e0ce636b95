"""The tables."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
    true,
)

from digest.model import microseconds, moment_of
from digest.store.columns import Moment, Stat, Words, line_of, storable

#: of the columns, for whoever writes rows by hand
__all__ = ["Moment", "Stat", "Words", "line_of", "microseconds", "moment_of", "storable"]

HEAD = "0012"
"""The migration that makes the tables below."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: the one strictly increasing clock that dates releases, updates and editions
clock = Table("clock", metadata, Column("name", Words, primary_key=True), Column("last", BigInteger, nullable=False))

seed = Table(
    "seed",
    metadata,
    Column("sha256", Words, primary_key=True),
    Column("path", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received", Moment, nullable=False, index=True),
    Column("reading", Text, nullable=False),
)

#: every pair of path and bytes that was ever seen; `stat` is set on the one that stands there now
sighting = Table(
    "sighting",
    metadata,
    Column("path", Words, primary_key=True),
    Column("sha256", Words, primary_key=True, index=True),
    Column("stat", Stat),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("sha256", Words, primary_key=True),
    Column("path", Words, nullable=False, index=True),
    Column("reason", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("since", Moment, nullable=False),
    Column("backfill", Boolean, nullable=False, server_default=false()),
)

#: what is true of the few articles that no feed shows, so that counting them walks a small index
HIDDEN = text("article.state != 'public'")

#: narrow on purpose: feeds and candidates are found here, the texts lie in `revision`; `into`: what it was merged into
article = Table(
    "article",
    metadata,
    Column("key", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("folded", Words, nullable=False),
    Column("language", Words),
    Column("released", Moment, nullable=False, unique=True),
    Column("updated", Moment, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("backfill", Boolean, nullable=False),
    Column("paged", Words, nullable=False),
    Column("state", Words, nullable=False, server_default="public"),
    Column("into", Words),
    Index(None, "backfill", "released"),
    Index(None, "paged", "released"),
    Index(None, "state", sqlite_where=text("state != 'public'"), postgresql_where=text("state != 'public'")),
)

#: every text of every story in order of arrival; article.revision says which one readers see. `kin` and `why`: what it
#: is to its story; `stands`: its file still says it; `origin`: the article it belonged to before a merge
revision = Table(
    "revision",
    metadata,
    Column("key", Words, ForeignKey("article.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("fingerprint", Words, nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("placement", Text, nullable=False),
    Column("kin", Words),
    Column("why", Words),
    Column("stands", Boolean, nullable=False, server_default=true()),
    Column("origin", Words),
)

#: by what a new text finds the stories it may belong to: too many now and then, never too few. `until` is None for
#: what lasts; `key` may have been merged since
trace = Table(
    "trace",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Words, primary_key=True),
    Column("until", Moment),
    Index(None, "until", sqlite_where=text("until IS NOT NULL"), postgresql_where=text("until IS NOT NULL")),
    sqlite_with_rowid=False,
)

#: what a person decided of two texts, by their fingerprints in order: one story or two
ruling = Table(
    "ruling",
    metadata,
    Column("one", Words, primary_key=True),
    Column("other", Words, primary_key=True, index=True),
    Column("word", Words, nullable=False),
    Column("since", Moment, nullable=False),
)

#: where a person put an article: it goes above every placement of its texts
moved = Table(
    "moved",
    metadata,
    Column("key", Words, ForeignKey("article.key"), primary_key=True),
    Column("region", Words, nullable=False),
    Column("section", Words),
    Column("since", Moment, nullable=False),
)

#: what is read and kept from readers, and until when; what waits for a person has no `until`
withheld = Table(
    "withheld",
    metadata,
    Column("key", Words, primary_key=True),
    Column("sha256", Words, ForeignKey("seed.sha256"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("path", Words, nullable=False, index=True),
    Column("title", Words, nullable=False),
    Column("guid", Words, index=True),
    Column("version", BigInteger, nullable=False),
    Column("reason", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("until", Moment, index=True),
    Column("since", Moment, nullable=False),
    Column("backfill", Boolean, nullable=False),
    Column("record", Text, nullable=False),
)

seed_article = Table(
    "seed_article",
    metadata,
    Column("sha256", Words, ForeignKey("seed.sha256"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", Words, ForeignKey("article.key"), nullable=False),
    Column("verdict", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("kin", Words),
)

#: counted as articles come and go, because counting a million memberships at every tick is not free; `opened`: it has
#: an address; `label`: what its first article called its subject; `changes`: how often an article of it came, went or
#: changed
feed = Table(
    "feed",
    metadata,
    Column("path", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("label", Words),
    Column("opened", Boolean, nullable=False, server_default=true()),
    Column("changes", Integer, nullable=False, server_default="0"),
    Index(None, "opened", "kind", "articles"),
)

membership = Table(
    "membership",
    metadata,
    Column("feed", Words, ForeignKey("feed.path"), primary_key=True),
    Column("released", Moment, primary_key=True),
    Column("key", Words, ForeignKey("article.key"), nullable=False, index=True),
)

#: what stands in a feed by a later moment than its release, as it changed then; a row for those alone, so that an
#: article that never changes costs nothing. `key` may be the name of a correction, or that of a withdrawn article
returned = Table(
    "returned",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("key", Words, nullable=False),
    Index(None, "key", "feed", unique=True),
)

#: that an article readers had was corrected or withdrawn: `number` is that of the text which says so, `name` that of an
#: entry for it
correction = Table(
    "correction",
    metadata,
    Column("name", Words, primary_key=True),
    Column("key", Words, ForeignKey("article.key"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

#: an article or edition as one format of feed holds it; `stamp`: what it was written from; `why`: it cannot be written
fragment = Table(
    "fragment",
    metadata,
    Column("key", Words, primary_key=True),
    Column("form", Words, primary_key=True),
    Column("stamp", Words, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("why", Words),
)

#: a document of a feed's older entries, which never changes; `last`: how far in the feed's log it and those before it
#: reach; `held`: the keys of its articles; `due`: it is to be written again all the same
closed_page = Table(
    "closed_page",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("last", Moment, nullable=False),
    Column("due", Boolean, nullable=False, server_default=false()),
    Column("held", Text, nullable=False),
    Index(None, "due", sqlite_where=text("due"), postgresql_where=text("due")),
)

#: an article that came to a feed when closed pages reached beyond its release: where it stands in the feed's log
late = Table(
    "late",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("key", Words, ForeignKey("article.key"), nullable=False, index=True),
)

#: a run of a feed's articles, those released after `since` and up to `until`; `stamp`: what its files were written
#: from, "" once one of its articles came, went or changed
shelf = Table(
    "shelf",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("until", Moment, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("number", Integer, nullable=False),
    Column("stamp", Words, nullable=False),
    Index(None, "feed", "number", unique=True),
    Index(None, "stamp", "feed", "number"),
)

output = Table("output", metadata, Column("path", Words, primary_key=True), Column("value", Words, nullable=False))

fact = Table("fact", metadata, Column("name", Words, primary_key=True), Column("value", Words, nullable=False))

slot = Table("slot", metadata, Column("digest", Words, primary_key=True), Column("mark", Moment, nullable=False))

edition = Table(
    "edition",
    metadata,
    Column("key", Words, primary_key=True),
    Column("digest", Words, nullable=False),
    Column("issued", Moment, nullable=False, unique=True),
    Column("record", Text, nullable=False),
    Index(None, "digest", "issued"),
)

edition_article = Table(
    "edition_article",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("key", Words, ForeignKey("article.key"), primary_key=True),
    Column("edition", Words, ForeignKey("edition.key"), nullable=False),
)

#: `edition` is None where nothing but backlog waited, so that there was no edition to issue
backlog = Table(
    "backlog",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("key", Words, ForeignKey("article.key"), primary_key=True),
    Column("reason", Words, nullable=False),
    Column("edition", Words, ForeignKey("edition.key")),
)

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("address", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("digests", Text, nullable=False),
    Column("state", Words, nullable=False),
    Column("since", Moment, nullable=False),
)

#: of the addresses of one feed for one person all but one have ended
LIVE = text("ended IS NULL")

#: a feed under an address of one person, of which `token` is the secret; `folded`: the name, whatever its case
share = Table(
    "share",
    metadata,
    Column("token", Words, primary_key=True),
    Column("feed", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),
    Column("since", Moment, nullable=False),
    Column("ended", Moment),
    Index(None, "folded", "feed", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
)

#: `due`: from when on a pending delivery may be tried
delivery = Table(
    "delivery",
    metadata,
    Column("edition", Words, ForeignKey("edition.key"), primary_key=True),
    Column("subscriber", Integer, ForeignKey("subscriber.id"), primary_key=True),
    Column("address", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("message_id", Words, nullable=False, unique=True),
    Column("state", Words, nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", Words),
    Column("lease", Moment),
    Column("not_before", Moment),
    Column("detail", Words, nullable=False),
    Column("settled", Moment),
    Index(None, "state", "due"),
    Index(None, "subscriber", "state"),
)

#: how it is with a WebSub hub: `due`: from when on it may be asked; `attempts`: how often in a row it did not listen
hub = Table(
    "hub",
    metadata,
    Column("address", Words, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    Column("answer", Words, nullable=False),
)

#: what stands in a feed's file, and what stood there when the hub was told last, by their sha256; `attempts`, `due` and
#: `answer` are about this file alone
ping = Table(
    "ping",
    metadata,
    Column("path", Words, primary_key=True),
    Column("hub", Words, nullable=False),
    Column("stands", Words, nullable=False),
    Column("told", Words),
    Column("attempts", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    Column("answer", Words, nullable=False),
    Column("tried", Moment),
)
