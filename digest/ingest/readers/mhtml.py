"""Saved pages in one file (MHTML, RFC 2557): the page is read, its pictures and style sheets are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.errors import NoArticleError
from digest.ingest.decode import head_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners
from digest.ingest.mime import Mail, Part
from digest.ingest.readers.parts import read_page, text_of_part
from digest.model import Draft, Hint, Reading, Seed

_PAGES = ("text/html", "application/xhtml+xml")


class Mhtml:
    """A page that a browser saved with everything it shows."""

    name = "mhtml"

    def fits(self, seed: Seed) -> float:
        """By a header that browsers write; by name when the parts are related."""
        head = head_of(seed, 4096).lower().partition("\n\n")[0].partition("\r\n\r\n")[0]
        if "multipart/related" not in head and "content-location:" not in head:
            return 0.0
        if "\nsnapshot-content-location:" in f"\n{head}" or "<saved by " in head:
            return 0.99
        return 0.98 if seed.path.lower().endswith((".mhtml", ".mht")) and "mime-version" in head else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """The page's articles. Raises SeedError when no page is in it or the page holds none."""
        mail = Mail(seed.data, seed.path)
        leaves = list(mail.top.leaves())
        page = _page(mail.top, leaves)
        if page is None:
            raise NoArticleError("no article found: the saved page holds no HTML", path=seed.path)
        decoded = text_of_part(mail, page, seed)
        read = read_page(decoded, seed.path, subject=mail.top.fields.text("subject"), letter=False)
        owners = Owners(len(mail.lines))
        if page is not mail.top:
            owners.discard(1, mail.top.body - 1, "the header of the saved page")
            owners.leave(page.first, page.body - 1, "the header of a part")
        for leaf in leaves:
            if leaf is not page:
                owners.leave(leaf.first, leaf.last, _aside(leaf))
        read.place(owners, mail.places(page), page.last, 0)
        owners.leave(1, owners.total, "between the parts of the saved page")
        spans = owners.all_spans()
        drafts = tuple(_dressed(each, mail.top, page, alone=len(read.drafts) == 1) for each in read.drafts)
        return Reading(
            drafts=tuple(replace(each, lines=spans.get(each.index, ())) for each in drafts),
            discards=owners.discards(),
            total=owners.total,
            reader=self.name,
            encoding=read.encoding,
        )


def _page(top: Part, leaves: Sequence[Part]) -> Part | None:
    """The part the others belong to: the one `start` names (RFC 2387), the one at the page's address, the first."""
    pages = [leaf for leaf in leaves if leaf.kind in _PAGES]
    start = top.fields.parameters.get("start", "")
    address = top.fields.plain("snapshot-content-location")
    for name, value in (("content-id", start), ("content-location", address)):
        found = next((leaf for leaf in pages if value and leaf.fields.plain(name) == value), None)
        if found is not None:
            return found
    return pages[0] if pages else None


def _aside(part: Part) -> str:
    what = "a frame" if part.kind in _PAGES else f"a part of kind {part.kind}"
    location = part.fields.plain("content-location")[:200]
    return f"{what} of the saved page{f': {location}' if location else ''}"


def _dressed(draft: Draft, top: Part, page: Part, *, alone: bool) -> Draft:
    """A draft with the moment the page was saved, and its address where the page is this one article."""
    addresses = (top.fields.plain("snapshot-content-location"), page.fields.plain("content-location"))
    address = next((each for each in addresses if each.startswith(("http://", "https://"))), None)
    hints = dict(draft.hints)
    if address is not None and alone:
        hints.setdefault("url", Hint(value=address, source="mhtml"))
    moment = top.fields.moment()
    made = Hint(value=moment, source="mhtml-date", confidence=0.9) if moment else None
    return replace(draft, hints=hints, made=draft.made or made)
