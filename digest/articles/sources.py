"""Which `[[source]]` of the desk an article came from, and how much of it readers may have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from digest.articles.text import fold
from digest.model import Article, Limit, Provenance, Source, Use, strictest


def tell_source(
    sources: Sequence[Source], *, path: str, url: str | None, names: Iterable[str | None]
) -> tuple[Source, Provenance] | None:
    """The source that fits, by its folder, else its address, else a name; of several the most narrowly described.

    Of equally narrow ones the first stands.
    """
    address = address_of(url)
    said = {fold(name) for name in names if name} - {""}
    ways: dict[str, Callable[[Source], list[str]]] = {
        "folder": lambda source: [each for each in source.folder if in_folder(path, each)],
        "address": lambda source: [each for each in source.address if at_address(address, each)],
        "name": lambda source: [each for each in source.names if fold(each) in said],
    }
    for how, fits in ways.items():
        fitting = [(max(map(len, found)), source) for source in sources if (found := fits(source))]
        if fitting:
            best = max(fitting, key=lambda each: each[0])[1]
            return best, Provenance(source=how, confidence=0.9 if how == "name" else 1.0)
    return None


def use_of(article: Article, limits: Sequence[Limit]) -> Use:
    """The strictest use of all limits that the article fits, and not only of those of its own source."""
    return strictest(*(limit.use for limit in limits_on(article, limits)))


def limits_on(article: Article, limits: Sequence[Limit]) -> list[Limit]:
    """The limits that an article fits."""
    if not limits:
        return []
    address = address_of(article.url)
    said = {fold(name) for name in (article.site, article.agency) if name} - {""}
    return [
        limit
        for limit in limits
        if (limit.source is not None and limit.source == article.source)
        or any(in_folder(article.source_path, each) for each in limit.folder)
        or any(at_address(address, each) for each in limit.address)
        or any(fold(each) in said for each in limit.names)
    ]


def in_folder(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, which may hold "*" for any text; a file's own path counts too."""
    if "*" not in folder:
        return path == folder or path.startswith(f"{folder}/")
    return fnmatchcase(path, folder) or fnmatchcase(path, f"{folder}/*")


def at_address(address: str, place: str) -> bool:
    """Whether an address ("www.news.example.org/world/a") is at a host, or below it, and under the place's path."""
    host, _, path = address.partition("/")
    wanted, _, under = place.partition("/")
    if host != wanted and not host.endswith(f".{wanted}"):
        return False
    under = under.rstrip("/")
    return not under or path == under or path.startswith((f"{under}/", f"{under}?"))


def address_of(url: str | None) -> str:
    """Host, path and query of a web address, empty for none; an article's address is one that Python can split."""
    parts = urlsplit(url or "")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.hostname or ''}{parts.path}{query}"
