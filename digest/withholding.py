"""Which articles of a seed are kept from readers, and which that are kept already they take the place of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest import articles
from digest.articles.traces import guid_of
from digest.model import Article, Held, Signal, Verdict, Withheld
from digest.store import Store
from digest.store.records import Keeping, Withholding


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The articles of a seed in two: places of those that go on, and those that are kept from readers."""

    going: tuple[int, ...]
    withholding: Withholding | None = None

    @property
    def held(self) -> tuple[Held, ...]:
        """Why each of the others is kept."""
        return tuple(each.held for each in self.withholding.kept) if self.withholding is not None else ()


def sift(
    store: Store, found: Sequence[Article], held: Mapping[int, Held], path: str, *, withholds: bool | None = None
) -> Sifted:
    """Part the articles of the seed at `path`; `held`: place -> why it is kept from readers.

    `withholds`: whether the store keeps any back, where that was asked for several seeds at once.

    What is kept already gives way to what the same file says now, to a version of the same source's id that is not
    lower, and to its withdrawal. A lower version waits as long as the higher one. What readers have is no secret.
    """
    if not held and not (store.withholds() if withholds is None else withholds):
        return Sifted(going=tuple(range(len(found))))
    guids = {name for article in found if (name := _guid(article))}
    waiting = store.withheld_like(path, guids)
    stored = store.keys_of({found[place].fingerprint for place in held})
    kept, gone = [], set(_replaced(found, [each for each in waiting if each.article.source_path == path]))
    held = {place: why for place, why in held.items() if found[place].fingerprint not in stored}
    for place, article in enumerate(found):
        why = held.get(place)
        for other in waiting:
            if _guid(article) is None or _guid(other.article) != _guid(article):
                continue
            if article.version >= other.article.version or article.signal is Signal.WITHDRAWAL:
                gone.add(other.article.key)
            elif why is not None:
                why = other.held
        if why is not None:
            kept.append(Keeping(article=article, position=place, guid=_guid(article), held=why))
    return Sifted(
        going=tuple(place for place in range(len(found)) if place not in held),
        withholding=Withholding(kept=tuple(kept), gone=tuple(sorted(gone))),
    )


def _replaced(found: Sequence[Article], waiting: Sequence[Withheld]) -> list[str]:
    known = [each.article for each in waiting]
    matches = articles.match(found, known, {article.fingerprint: article.key for article in known})
    return [match.of for match in matches if match.of is not None and match.verdict is not Verdict.NEW]


def _guid(article: Article) -> str | None:
    guid = guid_of(article)
    return guid.name if guid is not None else None
