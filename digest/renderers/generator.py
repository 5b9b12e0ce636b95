"""feedgen 1.0.0 and everything needed around its faults: no other module knows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from html import escape, unescape
from typing import Any, NoReturn

import feedgen.entry
import feedgen.feed
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from digest import __version__
from digest.errors import RenderError
from digest.renderers.base import Entry, Head

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
HISTORY = "http://purl.org/syndication/history/1.0"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

TTL_MINUTES = 30

Writer = Callable[..., bytes]
"""`rss` or `atom`"""

_BLANK = Head(
    id="blank",
    title="blank",
    subtitle="blank",
    self_url="blank",
    media_type="blank",
    home_url="blank",
    author="blank",
    language="en",
    updated=datetime(1970, 1, 1, tzinfo=UTC),
    stylesheet="blank",
)
_SHELL_END = re.compile(rb" *</channel>\n</rss>\n?\Z|</feed>\n?\Z")
_TAG = re.compile(r"<[/!?a-zA-Z]")
_RSS_TITLE = re.compile(rb"<title>[^<]*</title>")


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment)


# feedgen calls setlocale for every RSS date, which belongs to the whole process: two threads can leave it in the C
# locale, after which files open as ASCII. Its two callers look the name up in their own module.
feedgen.entry.formatRFC2822 = _rfc2822
feedgen.feed.formatRFC2822 = _rfc2822


class _HeadExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Declares the namespaces that entries use, and writes what leads to the hub and to the feed's other documents."""

    namespaces: Mapping[str, str]
    head: Head

    def extend_ns(self) -> dict[str, str]:
        history = {"fh": HISTORY} if self.head.chain.current else {}
        return {**self.namespaces, **history}

    def extend_atom(self, feed: Any) -> Any:
        """Lead to the feed's other documents (RFC 5005 section 4); feedgen builds Atom in no namespace."""
        for element in self._chain("link"):
            feed.findall("link")[-1].addnext(element)
        return feed

    def _chain(self, link: str) -> Iterator[Any]:
        chain, kind = self.head.chain, self.head.media_type
        rels = {"prev-archive": chain.older, "next-archive": chain.newer, "current": chain.current}
        for rel, href in rels.items():
            if href is not None:
                yield _element(link, rel=rel, href=href, type=kind)
        if chain.current is not None:
            yield _element(f"{{{HISTORY}}}archive")

    def extend_rss(self, root: Any) -> Any:
        """After the channel's atom:link to itself: of all links feedgen writes that one alone (appendix B)."""
        if self.head.hub is not None:
            own = root[0].find(f"{{{ATOM}}}link")
            own.addnext(_element(f"{{{ATOM}}}link", rel="hub", href=self.head.hub))
        for element in self._chain(f"{{{ATOM}}}link"):
            root[0].findall(f"{{{ATOM}}}link")[-1].addnext(element)
        return root


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes what feedgen cannot: typed links, dc:creator, the source's own date, an entry's language."""

    entry: Entry

    def extend_atom(self, element: Any) -> Any:
        """Mend and complete an Atom entry; feedgen builds it in no namespace, so tags are bare names."""
        entry = self.entry
        # feedgen loses rel, type and the rest of every entry link (lkiesow/python-feedgen#135).
        link = element.find("link")
        link.attrib.update({"rel": "alternate", "type": "text/html"})
        if entry.via:
            link.addnext(_element("link", rel="via", href=entry.via))
        if entry.related:
            link.addnext(_element("link", rel="related", href=entry.related, type="text/html"))
        if entry.replaces:
            element.find("published").addprevious(_element(f"{{{DCTERMS}}}replaces", entry.replaces))
        if entry.language:
            element.set(_XML_LANG, entry.language)
        # feedgen's titles are always type="text"; a headline that quotes markup is text only for those who trust that.
        title = element.find("title")
        if _looks_like_markup(entry.title):
            title.set("type", "html")
            title.text = _escaped(entry.title)
        if entry.issued:
            # Before `published`: feedparser takes the last of the two for its own `published`.
            element.find("published").addprevious(_element(f"{{{DCTERMS}}}issued", entry.issued))
        return element

    def extend_rss(self, element: Any) -> Any:
        """Complete an RSS item; here names are qualified."""
        entry = self.entry
        guid, date = element.find("guid"), element.find("pubDate")
        for name in entry.authors:
            # <author> wants an address of electronic mail, which an agency has not (and feedgen drops names alone).
            guid.addprevious(_element(f"{{{DC}}}creator", name))
        if entry.language:
            guid.addprevious(_element(f"{{{DC}}}language", entry.language))
        if entry.issued:
            date.addprevious(_element(f"{{{DCTERMS}}}issued", entry.issued))
        if entry.via:
            etree.SubElement(element, f"{{{ATOM}}}link", rel="via", href=entry.via)
        if entry.related:
            etree.SubElement(element, f"{{{ATOM}}}link", rel="related", href=entry.related, type="text/html")
        if entry.replaces:
            etree.SubElement(element, f"{{{DCTERMS}}}replaces").text = entry.replaces
        if entry.updated != entry.published:
            etree.SubElement(element, f"{{{ATOM}}}updated").text = entry.updated.isoformat()
        return element


def atom(head: Head, entries: Iterable[Entry] = ()) -> bytes:
    """The feed as Atom 1.0 (RFC 4287); RenderError names the feed when feedgen refuses it."""
    generator = _generator(head, {"dcterms": DCTERMS})
    for entry in entries:
        item = _item(generator, entry)
        # content(type="CDATA") would be written as that very type, which is none.
        if entry.content:
            item.content(entry.content, type="html")
        if entry.summary:
            markup = _looks_like_markup(entry.summary)
            item.summary(*((_escaped(entry.summary), "html") if markup else (entry.summary,)))
        item.author([{"name": name} for name in entry.authors])
    try:
        return _styled(generator.atom_str(pretty=True), head)
    except (ValueError, UnicodeError) as error:
        _refuse(head, error)


def rss(head: Head, entries: Iterable[Entry] = ()) -> bytes:
    """The feed as RSS 2.0 with the RSS Board's best practices; RenderError names the feed when feedgen refuses it."""
    generator = _generator(head, {"dc": DC, "dcterms": DCTERMS})
    for entry in entries:
        item = _item(generator, entry)
        if entry.summary:
            item.description(_escaped(entry.summary))
        if entry.content:
            item.content(entry.content, type="CDATA")
        item.title(_escaped(entry.title) if _looks_like_markup(entry.title) else entry.title)
    try:
        return _styled(_RSS_TITLE.sub(_profiled, generator.rss_str(pretty=True)), head)
    except (ValueError, UnicodeError) as error:
        _refuse(head, error)


def fragment(write: Writer, entry: Entry) -> bytes:
    """The entry's own lines of any feed that `write`, `rss` or `atom`, makes with it; RenderError names the entry.

    All that surrounds the entry is known, so nothing in it, a literal "</item>" say, is taken for an end.
    """
    try:
        feed = write(_BLANK, (entry,))
    except RenderError as error:
        raise RenderError(f"this entry cannot be written ({error.__cause__})", subject=entry.id) from error
    before, after = _blank(write)
    return feed[len(before) : -len(after)]


def join(write: Writer, head: Head, fragments: Iterable[bytes]) -> bytes:
    """Byte for byte what `write` makes of the head and of the entries that the fragments came from."""
    before, after = _halves(write(head))
    return b"".join((before, *fragments, after))


@cache
def _blank(write: Writer) -> tuple[bytes, bytes]:
    return _halves(write(_BLANK))


def _halves(shell: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the entries of a feed without any: they come last in their element."""
    end = _SHELL_END.search(shell)
    if end is None:
        raise RenderError("feedgen made a feed that does not end as it used to: install feedgen 1.0.0", subject="feeds")
    return shell[: end.start()], end[0]


def _generator(head: Head, namespaces: Mapping[str, str]) -> Any:
    generator = feedgen.feed.FeedGenerator()
    generator.register_extension("digest", _HeadExtension, _EntryExtension)
    generator.digest.namespaces = namespaces
    generator.digest.head = head
    generator.id(head.id)
    generator.title(head.title)
    generator.subtitle(head.subtitle)
    generator.author(name=head.author)
    # RSS takes its <link> from the last call whatever its rel: the front page comes last.
    generator.link(href=head.self_url, rel="self", type=head.media_type)
    if head.hub is not None:
        generator.link(href=head.hub, rel="hub")
    generator.link(href=head.home_url, rel="alternate", type="text/html")
    generator.language(head.language)
    generator.generator("Digest", version=__version__)
    generator.ttl(TTL_MINUTES)
    # Without it feedgen writes the clock's time, and every run's bytes differ.
    generator.updated(head.updated)
    return generator


def _item(generator: Any, entry: Entry) -> Any:
    """A feedgen entry with what both formats share, in its place: feedgen prepends unless told otherwise."""
    item = generator.add_entry(order="append")
    item.digest.entry = entry
    item.id(entry.id)
    item.title(entry.title)
    item.link(href=entry.url)
    item.published(entry.published)
    item.updated(entry.updated)
    if entry.categories:
        item.category([_category(category.term, category.label, category.scheme) for category in entry.categories])
    return item


def _category(term: str, label: str, scheme: str | None) -> dict[str, str]:
    found = {"term": term, "label": label}
    return found if scheme is None else found | {"scheme": scheme}


def _element(tag: str, text: str | None = None, /, **attributes: str) -> Any:
    element = etree.Element(tag, attributes)
    element.text = text
    return element


def _looks_like_markup(text: str) -> bool:
    """Whether HTML would show this text as something else: it quotes a tag or an entity. "AT&T" does not."""
    return _TAG.search(text) is not None or unescape(text) != text


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _profiled(title: re.Match[bytes]) -> bytes:
    """A title as the RSS Board's profile wants it: numeric references say that text, not markup, was escaped."""
    return title[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _styled(xml: bytes, head: Head) -> bytes:
    """The stylesheet's instruction after the declaration; feedgen has no place for it."""
    instruction = f'<?xml-stylesheet type="text/css" href="{escape(head.stylesheet)}"?>\n'.encode()
    return xml.replace(b"?>\n", b"?>\n" + instruction, 1)


def _refuse(head: Head, error: Exception) -> NoReturn:
    raise RenderError(f"this feed cannot be written ({error})", subject=head.self_url) from error
