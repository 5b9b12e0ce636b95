"""The tables `[[source]]`, `[[folder]]` and `[[skip]]`: where files come from, what may be shown, what is left out."""

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
        "It holds for what comes in from then on; articles that are here stay as they are, but for their use.",
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
            name="default_region",
            kind=kinds.SLUG,
            says=(
                "The region of its articles whose text names no country, as of a folder that is sorted by hand;",
                "it goes before home, and never before a country or a world body that the text is about.",
            ),
            otherwise="none",
            sample="europe",
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
        Key(
            name="use",
            kind=kinds.USE,
            says=(
                'How much of an article readers may have: "full" (its whole text), "summary" or "headline".',
                "It holds for every article that one of folder, address or names fits, also under another source,",
                "wherever it stands: in feeds, on pages, in mails. The strictest word on an article holds.",
            ),
            default="full",
        ),
    ),
)

FOLDER = Table(
    name="folder",
    many=True,
    optional=True,
    says=("One table for each folder of which readers may have less than the whole text, whatever its sources.",),
    keys=(
        Key(
            name="path",
            kind=kinds.FOLDERS,
            says=("The folder under seeds/, or several; all below included; * stands for any text.",),
            otherwise="none, it must stand here",
            sample=["licensed", "wire/harbour"],
        ),
        Key(
            name="use",
            kind=kinds.USE,
            says=('How much of its articles: "summary" or "headline", as of a source; an edit holds for all of them.',),
            otherwise="none, it must stand here",
            sample="headline",
        ),
    ),
)

SKIP = Table(
    name="skip",
    many=True,
    optional=True,
    says=(
        "One table for each rule of what is left out. All that a rule says must hold; of a list one is enough.",
        "What it leaves out is kept from readers: digest articles --withheld lists it, release under it lets it out.",
    ),
    keys=(
        Key(
            name="name",
            kind=kinds.SLUG,
            says=("What the rule is called where it is counted: a-z, 0-9 and -.",),
            otherwise="none, it must stand here",
            sample="horoscopes",
        ),
        Key(
            name="why",
            kind=kinds.NAME,
            says=("Why, for whoever asks.",),
            otherwise="nothing",
            sample="no news",
        ),
        Key(
            name="folder",
            kind=kinds.FOLDERS,
            says=("Folders under seeds/, all below included; * stands for any text.",),
            otherwise="any",
            sample=["wire/sport"],
        ),
        Key(
            name="address",
            kind=kinds.PLACES,
            says=("Where the article stands: a host, subdomains included, or a host and the beginning of a path.",),
            otherwise="any",
            sample=["news.example.org/stars"],
        ),
        Key(
            name="title",
            kind=kinds.PATTERNS,
            says=("Words that stand in its title in a row, in any case; with * for any text, the whole title.",),
            otherwise="any",
            sample=["horoscope", "Your stars for *"],
        ),
        Key(
            name="section",
            kind=kinds.PATTERNS,
            says=("The section that its source gives it, whole; * stands for any text.",),
            otherwise="any",
            sample=["Sport", "Lifestyle*"],
        ),
        Key(
            name="language",
            kind=kinds.LANGUAGES,
            says=('Its language; "pt" is every Portuguese.',),
            otherwise="any",
            sample=["pt"],
        ),
        Key(
            name="shorter",
            kind=kinds.whole(1, 1_000_000),
            says=("Its text has fewer words than this.",),
            otherwise="any",
            sample=40,
        ),
        Key(
            name="longer",
            kind=kinds.whole(1, 1_000_000),
            says=("Its text has more words than this.",),
            otherwise="any",
            sample=20,
        ),
    ),
)
