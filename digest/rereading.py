"""Kept originals read again, after a layout or a reader improved: ids are kept, and the difference is known first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from digest import articles
from digest.errors import NoArticleError
from digest.intake import Intake, Understood, summary
from digest.matching import Page, match
from digest.model import Article, Match, Placement, Release, Seed, Verdict
from digest.store.records import Added, Arrival, Entry, SeedReport
from digest.withholding import sift

#: share of an article's paragraphs that stand in another one which is then the same story
_HELD: Final = 0.6
#: what readers can tell two states of an article apart by
_SEEN: Final = (
    "title", "summary", "paragraphs", "captions", "byline", "agency", "dateline", "published", "published_precision",
    "not_before", "language", "url", "site", "source", "section", "tags", "signal", "flags",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What reading a file again does to one article: NEW, REVISION or SAME, or it is no longer in the file."""

    key: str
    title: str
    verdict: Verdict | None
    """None for an article that the file gave and gives no more"""
    why: str = ""
    was: str = ""
    """its title so far, where that changes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """One seed read again: what it would change, and what has to be stored for that."""

    path: str
    changes: tuple[Change, ...] = ()
    entry: Entry | None = None
    """None where nothing can be stored"""
    backfill: bool = False
    trouble: str = ""
    """why it cannot be read, or not again"""

    @property
    def differs(self) -> bool:
        """Whether storing it changes more than what `digest explain FILE` tells."""
        return any(change.verdict is not Verdict.SAME for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """The stages once more, for seeds that the desk has read."""

    intake: Intake

    def look(self, report: SeedReport, *, now: datetime) -> Iterator[Reread]:
        """A seed, and what lies inside it, as they are read today; nothing is stored.

        A file inside another one is read through the outermost file that holds it, for what that says of it.
        """
        holder, data = self._kept(report)
        if data is None:
            yield Reread(path=report.path, trouble="no copy of it was kept: put it into seeds/ again, changed or not")
            return
        seed = Seed(sha256=holder.sha256, path=holder.path, data=data, received=holder.received)
        for each in self.intake.workers.unfold([seed]):
            inside = holder is report or each.seed.sha256 == report.sha256
            known = self.intake.store.seed_report(each.seed.sha256) if inside else None
            if known is None or known.quarantine is not None:
                continue
            again = replace(each, seed=replace(each.seed, received=known.received, path=known.path))
            outcome = self.intake.understand(again, now=now)
            if isinstance(outcome, Understood):
                yield self._compared(outcome, known)
            elif known.articles:
                why = outcome.reason if isinstance(outcome, NoArticleError) else str(outcome)
                yield Reread(path=known.path, trouble=f"its articles stay as they are: {why}")

    def store(self, reread: Reread, *, now: datetime) -> Added:
        """Let it be so."""
        if reread.entry is None:
            return Added()
        return self.intake.store.reread(reread.entry, now=now, backfill=reread.backfill, view=self.intake.view)

    def _kept(self, report: SeedReport) -> tuple[SeedReport, bytes | None]:
        """The outermost holder of a seed of which the bytes are kept, else the seed itself."""
        parts = report.path.split("/")
        for end in range(1, len(parts)):
            holder = self.intake.store.seed_report("/".join(parts[:end]))
            if holder is not None and holder.quarantine is None:
                data = self.intake.originals.get(holder.sha256)
                if data is not None:
                    return holder, data
        return report, self.intake.originals.get(report.sha256)

    def _compared(self, understood: Understood, report: SeedReport) -> Reread:
        store, seed = self.intake.store, understood.seed
        sifted = sift(store, understood.articles, understood.held, seed.path)
        given = self._given(report)
        page = Page(path=seed.path, articles=[understood.articles[place] for place in sifted.going])
        [found] = match(store, [page], given=tuple(given.values()))
        found = tuple(replace(each, match=self._revised(each.match, given)) for each in found)
        matches = _holding([each.match for each in found], given)
        arrivals = tuple(
            replace(self.intake.arrival(replace(each, match=one)), position=place)
            for place, each, one in zip(sifted.going, found, matches, strict=True)
        )
        entry = Entry(seed=seed, reading=summary(understood.reading), arrivals=arrivals, withholding=sifted.withholding)
        shown = [store.release(key) for key in given]
        return Reread(
            path=seed.path,
            changes=(*(_change(each, given) for each in arrivals), *_gone(matches, given)),
            entry=entry,
            backfill=bool(shown) and all(each is not None and each.backfill for each in shown),
        )

    def _given(self, report: SeedReport) -> dict[str, Article]:
        """Key of a story -> the text of it that this seed gave last."""
        found: dict[str, Article] = {}
        for key, story in self.intake.store.stories([each.key for each in report.articles]).items():
            for telling in story.tellings:
                if telling.article.seed == report.sha256 and telling.stands:
                    found[key] = replace(telling.article, key=key)
        return found

    def _revised(self, match_: Match, given: Mapping[str, Article]) -> Match:
        """A text that this seed gave before: the same, or a revision where the desk knows other things about it now."""
        old = given.get(match_.of or "")
        if old is None or old.fingerprint != match_.article.fingerprint:
            return match_
        new = articles.revise(match_.article, old)
        other = [name for name in _SEEN if getattr(new, name) != getattr(old, name)]
        release = self.intake.store.release(old.key)
        if release is not None and release.article.seed == old.seed and self._moved(new, release):
            other.append("place")
        if not other:
            return replace(match_, verdict=Verdict.SAME, kin=None, why="the same text is stored")
        why = f"read again: another {', '.join(other).replace('_', ' ')}"
        return replace(match_, article=new, verdict=Verdict.REVISION, kin=None, why=why)

    def _moved(self, new: Article, release: Release) -> bool:
        if release.placement.by_hand:
            return False
        return _place(self.intake.placing.place(new, release.article.key)) != _place(release.placement)


def _place(placement: Placement) -> tuple[object, ...]:
    return placement.region, placement.section, placement.secondary, [each.code for each in placement.countries]


def _holding(matches: Sequence[Match], given: Mapping[str, Article]) -> list[Match]:
    """The matches, with the articles that the file gives no more merged into those that hold their text now."""
    found = list(matches)
    for key, old in given.items():
        if any(each.of == key for each in found):
            continue
        for place, each in enumerate(found):
            if each.verdict is Verdict.REVISION and each.of in given and _share(old, each.article) >= _HELD:
                found[place] = replace(each, merges=(*each.merges, key))
                break
            if each.verdict is Verdict.NEW and _share(old, each.article) >= _HELD:
                why = "read again: it holds the text of this article"
                revised = articles.revise(each.article, old)
                found[place] = replace(each, article=revised, verdict=Verdict.REVISION, of=key, why=why, kin=None)
                break
    return found


def _share(old: Article, new: Article) -> float:
    """Share (0 to 1) of an article's paragraphs that stand in another one."""
    here = set(new.paragraphs)
    return sum(text in here for text in old.paragraphs) / max(len(old.paragraphs), 1)


def _change(arrival: Arrival, given: Mapping[str, Article]) -> Change:
    found = arrival.match
    key = found.of if found.of is not None and found.verdict is not Verdict.NEW else found.article.key
    old = given.get(key)
    was = old.title if old is not None and old.title != found.article.title else ""
    return Change(key=key, title=found.article.title, verdict=found.verdict, why=found.why, was=was)


def _gone(matches: Sequence[Match], given: Mapping[str, Article]) -> Iterator[Change]:
    """The articles that the file gives no more."""
    kept = {each.of for each in matches}
    into = {key: each.article.title for each in matches for key in each.merges}
    for key, old in given.items():
        if key in into:
            yield Change(
                key=key, title=old.title, verdict=None, why=f"its text is part of {into[key]!r}: merged into it"
            )
        elif key not in kept:
            yield Change(key=key, title=old.title, verdict=None, why="the file gives it no more: it stays as it is")
