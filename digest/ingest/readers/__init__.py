"""The registry of readers, and the two doors to them: `read` for one file, `unfold` for what is inside it too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from operator import is_not, methodcaller

from digest.errors import SeedError
from digest.ingest.decode import repair_draft
from digest.ingest.header import file_name_date
from digest.ingest.layouts import Layout
from digest.ingest.readers.anpa import Anpa
from digest.ingest.readers.archives import Packed, Tar, Zip
from digest.ingest.readers.base import Reader
from digest.ingest.readers.docx import Docx
from digest.ingest.readers.epub import Epub
from digest.ingest.readers.europresse import Europresse
from digest.ingest.readers.factiva import Factiva
from digest.ingest.readers.feeds import Feeds
from digest.ingest.readers.html import Html
from digest.ingest.readers.iptc7901 import Iptc7901
from digest.ingest.readers.json import Json
from digest.ingest.readers.jsonl import Jsonl
from digest.ingest.readers.mail import Mail
from digest.ingest.readers.markdown import Markdown
from digest.ingest.readers.mbox import Mbox
from digest.ingest.readers.mhtml import Mhtml
from digest.ingest.readers.newsml import Newsml
from digest.ingest.readers.newsml_g2 import NewsmlG2
from digest.ingest.readers.nexis import Nexis
from digest.ingest.readers.ninjs import Ninjs
from digest.ingest.readers.nitf import Nitf
from digest.ingest.readers.odt import Odt
from digest.ingest.readers.pdf import Pdf
from digest.ingest.readers.plain import Plain
from digest.ingest.readers.reuters_sgml import ReutersSgml
from digest.ingest.readers.rtf import Rtf
from digest.ingest.readers.warc import Warc
from digest.ingest.readers.xmlrecords import XmlRecords
from digest.model import Draft, Reading, Seed

__all__ = ["MAX_ARTICLE", "READERS", "Reader", "Unfolded", "read", "reader_of", "unfold", "unfold_all"]

READERS: tuple[Reader, ...] = (
    Plain(),
    Html(),
    Feeds(),
    Markdown(),
    Json(),
    Jsonl(),
    NewsmlG2(),
    Newsml(),
    Nitf(),
    Ninjs(),
    Anpa(),
    Iptc7901(),
    ReutersSgml(),
    Zip(),
    Tar(),
    Packed(),
    Nexis(),
    Factiva(),
    Europresse(),
    Mail(),
    Mbox(),
    Mhtml(),
    Warc(),
    XmlRecords(),
    Docx(),
    Odt(),
    Epub(),
    Rtf(),
    Pdf(),
)
_SIGNS = tuple(sorted({sign for reader in READERS if (sign := getattr(reader, "sign", None)) is not None}))
_HEAD = 65_536
#: characters of the longest article: what is longer is a book, or a file that no layout could part
MAX_ARTICLE = 1_000_000
#: how deep files may lie inside files: a page in a ZIP in a mail in a compressed mailbox
_DEEPEST = 4
#: articles of one file; files and bytes inside one file, whatever lies inside what
_MOST_MEMBERS = 20_000
_MOST_BYTES = 100_000_000


def read(
    seed: Seed, layouts: Sequence[Layout], max_article: int = MAX_ARTICLE, reader: Reader | None = None
) -> Reading:
    """Read a seed with the reader that fits it best, which is told anew where it is not given.

    Drafts, members and discards are disjoint and cover the units 1..total. What the seed's holder says of it stands in
    for what its own text does not say. Raises SeedError with a reason a person understands when the seed cannot be
    read, holds neither article nor file, holds too many of them, or an article of more than `max_article` characters.
    """
    if seed.depth > _DEEPEST:
        raise SeedError(f"it lies inside {seed.depth} files; {_DEEPEST} are opened at most", path=seed.path)
    reading = (reader or reader_of(seed)).read(seed, layouts)
    if len(reading.drafts) > _MOST_MEMBERS:
        raise SeedError(
            f"it holds {len(reading.drafts):,} articles; {_MOST_MEMBERS:,} are read: part it", path=seed.path
        )
    for draft in reading.drafts:
        length = sum(map(len, draft.paragraphs))
        if length > max_article:
            raise SeedError(_too_long(draft.title, length, max_article), path=seed.path)
    said = _FROM_HOLDER if len(reading.drafts) == 1 else _FROM_HOLDER - _OF_ONE
    drafts = tuple([repair_draft(_in_context(draft, seed, said)) for draft in reading.drafts])
    return replace(reading, drafts=drafts) if any(map(is_not, drafts, reading.drafts)) else reading


def reader_of(seed: Seed) -> Reader:
    """The reader that fits a seed best."""
    head = seed.data[:_HEAD]
    return max(_asked(*(sign in head for sign in _SIGNS)), key=methodcaller("fits", seed))


@cache
def _asked(*found: bool) -> tuple[Reader, ...]:
    """The readers that may fit a file, by which signs it holds: plain text holds none."""
    absent = {sign for sign, there in zip(_SIGNS, found, strict=True) if not there}
    return tuple(reader for reader in READERS if getattr(reader, "sign", None) not in absent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """A seed with what a reader made of it: a reading, or what ended it."""

    seed: Seed
    reading: Reading | Exception | None
    """None where it was known and left unread"""


@dataclass(slots=True)
class _Room:
    """What one file may still hold, whatever lies inside what."""

    members: int = _MOST_MEMBERS
    size: int = _MOST_BYTES


#: seeds, each with what reads it when its turn comes; some may be begun before
Begin = Callable[[Iterable[Seed]], Iterator[tuple[Seed, Callable[[], Reading]]]]


def unfold(
    seed: Seed,
    layouts: Sequence[Layout],
    max_article: int = MAX_ARTICLE,
    *,
    known: Callable[[Seed], bool] = lambda _: False,
) -> Iterator[Unfolded]:
    """Read a seed and every file inside it, a holder after its members; what `known` says is left unread.

    Nothing raises: whatever ends a reading is its outcome, and touches no other one.
    """

    def begin(seeds: Iterable[Seed]) -> Iterator[tuple[Seed, Callable[[], Reading]]]:
        return ((each, partial(read, each, layouts, max_article)) for each in seeds)

    return unfold_all([seed], begin, known)


def unfold_all(seeds: Iterable[Seed], begin: Begin, known: Callable[[Seed], bool]) -> Iterator[Unfolded]:
    """Unfold seeds in their order, as `begin` has them read; `known` is asked of the files inside them alone."""
    for seed, opened in begin(seeds):
        yield from _unfold(seed, opened, begin, known, _Room())


def _unfold(
    seed: Seed, opened: Callable[[], Reading], begin: Begin, known: Callable[[Seed], bool], room: _Room
) -> Iterator[Unfolded]:
    try:
        reading = opened()
    except Exception as why:  # noqa: BLE001 - the outcome of this seed, and of no other
        yield Unfolded(seed=seed, reading=why)
        return
    unread: list[Unfolded] = []
    wanted = _wanted([member.seed for member in reading.members], known, room, unread)
    for member, its in begin(wanted):
        yield from _unfold(member, its, begin, known, room)
        yield from unread
        unread.clear()
    yield from unread
    yield Unfolded(seed=seed, reading=reading)


def _wanted(
    members: Sequence[Seed], known: Callable[[Seed], bool], room: _Room, unread: list[Unfolded]
) -> Iterator[Seed]:
    """The members that are to be read; the others come to `unread`."""
    for member in members:
        room.members -= 1
        room.size -= len(member.data)
        if room.members < 0 or room.size < 0:
            unread.append(Unfolded(seed=member, reading=SeedError(_TOO_MUCH, path=member.path)))
        elif known(member):
            unread.append(Unfolded(seed=member, reading=None))
        else:
            yield member


_TOO_MUCH = (
    f"the file that holds it holds more than {_MOST_MEMBERS:,} files or {_MOST_BYTES // 1_000_000} MB in all: "
    "unpack it into the folder"
)


def _in_context(draft: Draft, seed: Seed, said: frozenset[str]) -> Draft:
    """A draft with what its holder, and then its file's name, say where its own text is silent."""
    hints = {name: hint for name, hint in seed.context.items() if name in said}
    made = draft.made or seed.context.get("made") or file_name_date(seed.path)
    return replace(draft, hints=hints | dict(draft.hints), made=made) if hints or made else draft


_FROM_HOLDER = frozenset({"url", "site", "date", "byline", "language", "id"})
#: what cannot be true of several articles: the address of the page they stand on is none of theirs
_OF_ONE = frozenset({"url", "id"})


def _too_long(title: str, length: int, limit: int) -> str:
    return (
        f"one article of {length:,} characters ({title[:60]!r}), over the limit of {limit:,}: part the file, or raise "
        "`ingest.max_article` in digest.toml and run `digest quarantine retry` on it"
    )
