"""The tables and keys of digest.toml: kind, default and explanation, each said once."""

from __future__ import annotations

from digest.config import kinds
from digest.config.keys import Key, Table
from digest.config.saved import FEED
from digest.config.sources import FOLDER, SKIP, SOURCE

DESK = Table(
    name="desk",
    says=("The desk: its name, its address and how its readers see it.",),
    keys=(
        Key(
            name="name",
            kind=kinds.NAME,
            says=("The name in feeds, pages and mails.",),
            otherwise="the folder's name",
            sample="Regional Desk",
        ),
        Key(
            name="url",
            kind=kinds.URL,
            says=("Where readers reach feeds/ from outside. Every link in feeds and mails begins with it.",),
            otherwise="the address of [serve]",
            sample="https://news.example.org/",
        ),
        Key(
            name="id",
            kind=kinds.AUTHORITY,
            says=(
                "Every article's id begins with this. Written once by `digest init`, fixed for ever:",
                "change it, and every feed reader shows every article as new.",
            ),
            otherwise="none, it must stand here",
            sample="news.example.org,2026",
        ),
        Key(
            name="timezone",
            kind=kinds.ZONE,
            says=("The desk's clock: times of digests and dates on pages are in this zone.",),
            default="UTC",
        ),
        Key(
            name="language",
            kind=kinds.LANGUAGE,
            says=("The language of the desk's own words; articles carry their own.",),
            default="en",
        ),
        Key(
            name="demo",
            kind=kinds.TRUTH,
            says=("A demonstration: mail never leaves var/maildir, and pages say so.",),
            default=False,
        ),
        Key(
            name="postal",
            kind=kinds.TEXT,
            says=("A postal address for the foot of every mail; some countries' laws ask for one.",),
            default="",
        ),
        Key(
            name="scheme",
            kind=kinds.one_of("default", "un-m49", "world-bank", "continents"),
            says=("A ready scheme of regions; docs/schemes.md has them.",),
            otherwise="the desk's own regions/scheme.toml, else default",
            sample="un-m49",
        ),
        Key(
            name="order",
            kind=kinds.IDS,
            says=("Regions that come first in briefings and on pages, by id; the others follow.",),
            default=[],
        ),
    ),
)

INGEST = Table(
    name="ingest",
    says=("How files in seeds/ are taken in.",),
    keys=(
        Key(
            name="settle",
            kind=kinds.SECONDS,
            says=("A file is read when it has not changed for this many seconds.",),
            default=2,
        ),
        Key(
            name="max_size",
            kind=kinds.SIZE,
            says=("A larger file is put in quarantine unread.",),
            default="50 MB",
        ),
        Key(
            name="max_article",
            kind=kinds.whole(10_000, 100_000_000),
            says=("A file with an article of more characters than this is put in quarantine.",),
            default=1_000_000,
        ),
        Key(
            name="originals_days",
            kind=kinds.whole(1, 36500),
            says=("Days for which the bytes of each seed are kept in var/originals.",),
            default=90,
        ),
    ),
)

FEEDS = Table(
    name="feeds",
    says=("What feeds carry.",),
    keys=(
        Key(
            name="use",
            kind=kinds.USE,
            says=(
                'How much of an article feeds carry: "full" (its whole text), "summary" or "headline".',
                "A [[source]] or a [[folder]] limits pages and mails too.",
            ),
            default="full",
        ),
        Key(
            name="entries",
            kind=kinds.whole(1, 1000),
            says=("The newest entries a feed holds, in 500 kB at most; all and regions have archives.",),
            default=100,
        ),
        Key(
            name="sources",
            kind=kinds.whole(0, 10_000),
            says=(
                "The most sources without a [[source]] of their own that get a feed, each with its third article,",
                "those with most articles first. A feed that is there stays, whatever stands here.",
            ),
            default=200,
        ),
        Key(
            name="tags",
            kind=kinds.whole(0, 10_000),
            says=("The same for the tags that sources give their articles.",),
            default=200,
        ),
    ),
)

WEBSUB = Table(
    name="websub",
    says=("A hub that tells readers' programs of new articles at once (W3C WebSub); the others go on asking.",),
    keys=(
        Key(
            name="hub",
            kind=kinds.HUB,
            says=(
                "The hub that every public feed declares, and that is told when one changed. It fetches the feed from",
                "the address under `url`, which it must be able to reach.",
            ),
            otherwise="none",
            sample="https://pubsubhubbub.appspot.com/",
        ),
        Key(
            name="when",
            kind=kinds.one_of("written", "copied"),
            says=(
                '"written": the hub is told as soon as the files stand in feeds/. "copied": they are copied to another',
                "host first, and the hub is told by `digest hub`, to be run after each copy.",
            ),
            default="written",
        ),
    ),
)

DIGEST = Table(
    name="digest",
    many=True,
    says=(
        "One table for each email digest; repeat it for a second one with another name.",
        "Without any, a digest named daily goes out at 07:00.",
    ),
    keys=(
        Key(
            name="name",
            kind=kinds.SLUG,
            says=("Part of addresses and of edition keys: a-z, 0-9 and -.",),
            default="daily",
        ),
        Key(
            name="title",
            kind=kinds.NAME,
            says=("What readers see in the subject, the masthead and the feed.",),
            otherwise='made of the name, such as "Daily briefing"',
            sample="Daily briefing",
        ),
        Key(
            name="times",
            kind=kinds.TIMES,
            says=("Local times at which an edition goes out.",),
            default=["07:00"],
        ),
        Key(
            name="days",
            kind=kinds.WEEKDAYS,
            says=("Days of the week on which it goes out.",),
            default=list(kinds.DAYS),
        ),
        Key(
            name="max_articles",
            kind=kinds.whole(1, 100_000),
            says=("The most articles an edition takes, newest first; the rest is kept, and counted in it.",),
            default=2000,
        ),
        Key(
            name="max_age",
            kind=kinds.AGE_OR_OFF,
            says=(
                "An article whose date is known and older than this is not mailed; it stands in feeds and pages.",
                'Such as "7d" or "36h"; "off" = no bound.',
            ),
            default="off",
        ),
        Key(
            name="max_late",
            kind=kinds.AGE,
            says=("An edition this late is still sent; one later is left out, its articles go into the next.",),
            default="6h",
        ),
    ),
)

MAIL = Table(
    name="mail",
    says=("What holds for every mail.",),
    keys=(
        Key(
            name="from",
            kind=kinds.ADDRESS,
            says=("The From address, bare; the desk's name is put before it.",),
            otherwise="digest@ and the host of the desk's id; with [smtp] it must stand here",
            sample="desk@news.example.org",
        ),
        Key(
            name="uncertain",
            kind=kinds.one_of("resend", "hold"),
            says=(
                "When the line breaks just as a server takes a mail, nobody knows whether it went out:",
                '"resend" sends it once more under the same Message-ID, "hold" waits for a person.',
            ),
            default="resend",
        ),
    ),
)

SMTP = Table(
    name="smtp",
    optional=True,
    says=("The server that sends the mail. Without this table all mail stays in var/maildir.",),
    keys=(
        Key(
            name="host",
            kind=kinds.HOST,
            says=("The server's name.",),
            otherwise="none, it must stand here",
            sample="mail.example.org",
        ),
        Key(
            name="port",
            kind=kinds.whole(1, 65535),
            says=("Its port.",),
            otherwise="587 for starttls, 465 for tls, 25 for none",
            sample=587,
        ),
        Key(
            name="security",
            kind=kinds.one_of("starttls", "tls", "none"),
            says=('How the line is protected; "none" only for a server on this machine or network.',),
            default="starttls",
        ),
        Key(
            name="user",
            kind=kinds.NAME,
            says=("The name to log in with.",),
            otherwise="no login",
            sample="desk",
        ),
        Key(
            name="password",
            kind=kinds.NAME,
            says=("The password; digest.toml must then be readable by its owner alone (chmod 600).",),
            otherwise="none",
            sample="...",
            secret=True,
        ),
        Key(
            name="password_file",
            kind=kinds.NAME,
            says=("Better: a file that holds nothing but the password, read when mail is sent (chmod 600).",),
            otherwise="none",
            sample="var/smtp-password",
        ),
    ),
)

SERVE = Table(
    name="serve",
    says=("The web server of `digest run` and `digest serve`, which shows feeds/.",),
    keys=(
        Key(
            name="host",
            kind=kinds.HOST,
            says=('The address it listens on: "127.0.0.1" = this machine only, "0.0.0.0" = everybody.',),
            default="127.0.0.1",
        ),
        Key(
            name="port",
            kind=kinds.whole(0, 65535),
            says=("Its port; 0 = any free one.",),
            default=8080,
        ),
    ),
)

STORE = Table(
    name="store",
    says=("Where articles, editions and subscribers are kept.",),
    keys=(
        Key(
            name="url",
            kind=kinds.DATABASE,
            says=("The database; a relative SQLite path counts from this folder.",),
            otherwise="SQLite in var/digest.db",
            sample="sqlite:///var/digest.db",
        ),
    ),
)

TABLES = (DESK, INGEST, SOURCE, FOLDER, SKIP, FEED, FEEDS, WEBSUB, DIGEST, MAIL, SMTP, SERVE, STORE)
