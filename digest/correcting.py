"""What readers are told of a correction: its day, and what its source says of it, where that stands in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from digest.articles.markers import read_text, read_title
from digest.model import Article, Release, Signal, Site, Use
from digest.renderers.content import one_line
from digest.renderers.wording import corrected
from digest.store import Store

#: characters of the source's own note: one that is longer is no note
_LONGEST = 500


def notes_of(store: Store, releases: Sequence[Release], site: Site) -> Mapping[str, str]:
    """Key -> the note on those of these articles that were corrected when readers had them already."""
    marked = {each.article.key: each for each in releases if each.article.signal is Signal.CORRECTION}
    return {key: note_of(marked[key], at, site) for key, at in store.corrected(marked).items()}


def note_of(release: Release, at: datetime, site: Site) -> str:
    """The note on a text that corrected its article at that moment; nothing is added to what its source says."""
    said = _said(release.article) if release.use is Use.FULL else ""
    return corrected(at, said if len(said) <= _LONGEST else "", site)


def headline_of(article: Article) -> str:
    """Its headline without the mark that it is corrected: the word stands before it already."""
    return read_title(article.title)[0]


def _said(article: Article) -> str:
    """What the text says of its correction, in its first paragraph or the last two; empty where it says nothing."""
    places = (*article.paragraphs[:1], *article.paragraphs[-2:])
    said = next((each for each in places if read_text((each,)).signal is Signal.CORRECTION), "")
    return one_line(said.strip().removeprefix("(").removesuffix(")"))
