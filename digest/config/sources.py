"""The `[[source]]` table: what a desk says of where its files come from."""

from __future__ import annotations

from digest.config import kinds
from digest.config.keys import Key, Table

SOURCE = Table(
    name="source",
    many=True,
    optional=True,
    says=(
        "One table for each source of which you know more than its files say; folder, address or names tell its files.",
        "A folder goes before an address, an address before a name; of several that fit, the most narrow one.",
        "It holds for what comes in from then on; articles that are here stay as they are.",
    ),
    keys=(
        Key(
            name="name",
            kind=kinds.NAME,
            says=("What the desk calls it; articles carry it as their source.",),
            otherwise="none, it must stand here",
            sample="Harbour Wire",
        ),
        Key(
            name="folder",
            kind=kinds.FOLDERS,
            says=("Its folders under seeds/, all below included; * stands for any text.",),
            otherwise="none",
            sample=["wire/harbour", "*/harbour-*"],
        ),
        Key(
            name="address",
            kind=kinds.PLACES,
            says=("Where its articles stand: a host, subdomains included, or a host and the beginning of a path.",),
            otherwise="none",
            sample=["harbourwire.example", "news.example.org/harbour"],
        ),
        Key(
            name="names",
            kind=kinds.NAMES,
            says=("What its files call the site, the publication or the agency, as they print it.",),
            otherwise="none",
            sample=["The Harbour Wire", "HW"],
        ),
        Key(
            name="home",
            kind=kinds.COUNTRY,
            says=("Its country (ISO 3166, two letters): where an article stands that names no other one.",),
            otherwise="unknown",
            sample="IE",
        ),
        Key(
            name="language",
            kind=kinds.LANGUAGE,
            says=("The language it writes: taken where a text is too short or too mixed to tell.",),
            otherwise="told by the text alone",
            sample="en",
        ),
        Key(
            name="date_order",
            kind=kinds.one_of("dmy", "mdy", "ymd"),
            says=("How it writes 03/04/2025: day first, month first or year first. Without it the date is unknown.",),
            otherwise="unknown",
            sample="dmy",
        ),
        Key(
            name="timezone",
            kind=kinds.ZONE,
            says=("The zone of its times that come without one. Without it such a time is left out, the day stays.",),
            otherwise="unknown",
            sample="Europe/Dublin",
        ),
        Key(
            name="trust",
            kind=kinds.one_of("high", "normal", "low"),
            says=(
                '"high": no day that a text tells of refutes the date that the source gives it.',
                '"low": what its files say of themselves is shown as a guess, and its articles are flagged low-trust,',
                "so that none of them leads a region that has another one.",
            ),
            default="normal",
        ),
    ),
)
