"""What readers are told of a correction, its day and its source's words, and what lists of editions must not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.articles.markers import note_end, read_text, read_title
from digest.model import Article, Edition, Release, Signal, Site, Use
from digest.renderers.content import one_line
from digest.renderers.wording import corrected
from digest.store import Store

#: characters of the source's own note: one that is longer is no note
_LONGEST = 500


def notes_of(store: Store, releases: Sequence[Release], site: Site) -> Mapping[str, str]:
    """Key -> the note on those of these articles that were corrected when readers had them already."""
    marked = {each.article.key: each for each in releases if each.article.signal is Signal.CORRECTION}
    return {key: note_of(marked[key], at, site, above=True) for key, at in store.corrected(marked).items()}


def note_of(release: Release, at: datetime, site: Site, *, above: bool = False) -> str:
    """The note on a text that corrected its article at that moment; nothing is added to what its source says.

    `above`: it stands right above the text, and does not say what that begins with.
    """
    said = _said(release.article.paragraphs, above=above) if release.use is Use.FULL else ""
    return corrected(at, said if len(said) <= _LONGEST else "", site)


def headline_of(article: Article) -> str:
    """Its headline without the mark that it is corrected: the word stands before it already."""
    return read_title(article.title)[0]


def _said(paragraphs: Sequence[str], *, above: bool) -> str:
    """What a text says of its correction, in its first paragraph or the last two; empty where it says nothing."""
    places = {0, len(paragraphs) - 2, len(paragraphs) - 1} & set(range(len(paragraphs)))
    says = (at for at in sorted(places) if read_text((paragraphs[at],)).signal is Signal.CORRECTION)
    first = next(says, None)
    if first is None or (above and first == 0):
        return ""
    note = paragraphs[first][: note_end(paragraphs[first]) or None]
    return one_line(note.strip().removeprefix("(").removesuffix(")"))


def unsaid(store: Store, editions: Sequence[Edition]) -> list[Edition]:
    """The editions, without their subject where that may be the headline of what is withdrawn."""
    held = [{key for _, keys in edition.articles for key in keys} for edition in editions]
    gone = store.withdrawn({key for keys in held for key in keys})
    return [
        edition if gone.isdisjoint(keys) else replace(edition, briefing=replace(edition.briefing, subject=""))
        for edition, keys in zip(editions, held, strict=True)
    ]
