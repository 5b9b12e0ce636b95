"""What the articles of a seed are to the stories of the desk: new, the same, or further texts of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TypeVar

from digest import articles
from digest.articles import Traces
from digest.articles.traces import alike
from digest.editions.selection import feeds_of
from digest.model import Article, Kin, Match, Relation, SavedFeed, Signal, State, Verdict
from digest.store import Store
from digest.store.records import Story, View

#: stories that a new text is compared with, those first with which it has most in common
STORIES = 5
#: and those that share no more than a headline somewhat like its own, as every report of a series does
RESEMBLING = 2
#: shares of the words of headlines: what relates by itself, what relates with the text
ALIKE = 0.8
RESEMBLES = 0.5
#: texts of one story that it is compared with: the one that readers see and the latest
TEXTS = 20

Name = TypeVar("Name", str, int)


def view_of(saved: Sequence[SavedFeed] = ()) -> View:
    """How the desk shows a story, in its saved feeds too."""
    return View(visible=articles.visible, feeds=partial(feeds_of, saved=saved))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The verdict on one article, and the traces by which later ones will find it."""

    match: Match
    traces: Traces


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The articles that the file at `path` gives now; without a path they are no word on what any file says now."""

    path: str | None
    articles: Sequence[Article]


def match(store: Store, pages: Sequence[Page], *, given: Sequence[Article] = ()) -> list[tuple[Matched, ...]]:
    """What each article of some files is to what the desk has, and they are to one another.

    No two of the files have path or text in common. First the rules of one file that changed, then those of stories.
    Where an article shows several stories to be one, it belongs to the one that was released first, and its match
    names the others. What a person has told apart stays apart. `given` are the texts that the one page's own bytes
    gave so far, where these are read again: then they alone are the file's earlier texts, and no new one is a text of
    their stories for holding a part of what was one article.
    """
    if given:
        known: Mapping[str, tuple[Article, ...]] = {page.path or "": tuple(given) for page in pages}
    else:
        known = store.articles_of([page.path for page in pages if page.path is not None])
    stored = store.keys_of({article.fingerprint for page in pages for article in page.articles})
    matches = [each for page in pages for each in _of_page(page, known.get(page.path or "", ()), stored)]
    traces = [articles.traces(each.article) for each in matches]
    near = store.sharing({trace for each in traces for trace in (*each.lasting, *each.passing)})
    own = {article.key for article in given}
    if own:
        near = {trace: {key: told for key, told in some.items() if key not in own} for trace, some in near.items()}
    weaver = _Weaver(store=store, matches=matches, traces=traces, near=near)
    matched = iter([Matched(match=match, traces=each) for match, each in zip(weaver.woven(), traces, strict=True)])
    return [tuple(next(matched) for _ in page.articles) for page in pages]


def _of_page(page: Page, known: Sequence[Article], stored: Mapping[str, str]) -> list[Match]:
    by_key = {article.key: article for article in known}
    return [_revised(each, by_key) for each in articles.match(page.articles, tuple(known), stored)]


def age(story: Story) -> tuple[bool, bool, float]:
    """The order in which stories keep their id in a merge: those that readers know, those that are news, the older."""
    unseen = story.state is State.WITHDRAWN and story.released == story.updated
    return unseen, story.backfill, story.released.timestamp()


def _revised(match: Match, known: Mapping[str, Article]) -> Match:
    if match.verdict is not Verdict.REVISION or match.of is None:
        return match
    return replace(match, article=articles.revise(match.article, known[match.of]))


@dataclass(kw_only=True)
class _Weaver:
    """The matches of some seeds while stories are found in them; a node is the key of a story, stored or to be."""

    store: Store
    matches: Sequence[Match]
    traces: Sequence[Traces]
    near: Mapping[int, Mapping[str, str | None]]
    stories: dict[str, Story] = field(default_factory=dict)
    here: dict[int, dict[int, str | None]] = field(default_factory=dict)
    """trace -> places of the articles of these seeds that have it, with their headlines"""
    nodes: dict[int, str] = field(default_factory=dict)
    """place of an article that says something of its own -> its node"""
    relations: dict[int, Relation] = field(default_factory=dict)
    """place -> what it is to its story"""
    union: dict[str, str] = field(default_factory=dict)

    def woven(self) -> list[Match]:
        candidates = [
            list(dict.fromkeys([*filter(None, [match.of]), *_likely(match.article.title, own, self.near)]))
            for match, own in zip(self.matches, self.traces, strict=True)
        ]
        self._load(dict.fromkeys(key for keys in candidates for key in keys))
        for place, keys in enumerate(candidates):
            self._weave(place, keys)
        merges = self._merges()
        return [self._verdict(place, match, merges) for place, match in enumerate(self.matches)]

    def _weave(self, place: int, candidates: Sequence[str]) -> None:
        match = self.matches[place]
        if match.verdict is Verdict.SAME and not self._says_more(match):
            return
        self.nodes[place] = match.of or match.article.key
        own = self.traces[place]
        for other in _likely(match.article.title, own, self.here):
            relation = articles.relate(match.article, self.matches[other].article)
            if relation is not None and self._unite(place, self.nodes[other], relation):
                back = articles.relate(self.matches[other].article, match.article)
                self.relations.setdefault(other, back or relation)
        for story in self._load(candidates):
            relation = _relation(match.article, story)
            if relation is not None:
                self._unite(place, story.key, relation)
        for trace in (*own.lasting, *own.passing):
            self.here.setdefault(trace, {})[place] = match.article.title

    def _says_more(self, match: Match) -> bool:
        """Whether an article whose text is stored says more than its text: another version, address, date or author."""
        article = match.article
        if match.of is None:
            return False
        told = [telling.article for story in self._load([match.of]) for telling in story.tellings]
        told += [self.matches[place].article for place, node in self.nodes.items() if node == match.of]
        account = articles.account_of(article)
        return all(account != articles.account_of(each) for each in told if each.fingerprint == article.fingerprint)

    def _load(self, keys: Iterable[str]) -> list[Story]:
        wanted = list(keys)
        missing = [key for key in wanted if key not in self.stories]
        if missing:
            self.stories.update(self.store.stories(missing))
        return [self.stories[key] for key in wanted if key in self.stories]

    # -- groups ---------------------------------------------------------------------------------

    def _root(self, node: str) -> str:
        while node in self.union:
            node = self.union[node]
        return node

    def _unite(self, place: int, node: str, relation: Relation) -> bool:
        """Let an article belong to a story, unless a person has told texts of the two apart."""
        mine, its = self._root(self.nodes[place]), self._root(node)
        if mine != its:
            if self._apart(mine, its):
                return False
            first, second = sorted((mine, its), key=self._age)
            self.union[second] = first
        if place not in self.relations or relation.kin is Kin.DUPLICATE:
            self.relations[place] = relation
        return True

    @cached_property
    def _separates(self) -> bool:
        return self.store.separates()

    def _apart(self, one: str, other: str) -> bool:
        if not self._separates:
            return False
        ours, theirs = self._prints(one), self._prints(other)
        separated = self.store.separated(ours) if ours and theirs else frozenset()
        return any((min(pair), max(pair)) in separated for pair in ((a, b) for a in ours for b in theirs))

    def _prints(self, root: str) -> set[str]:
        nodes = {node for node in (root, *self.union, *self.nodes.values()) if self._root(node) == root}
        stored = {telling.article.fingerprint for story in self._load(nodes) for telling in story.tellings}
        return stored | {self.matches[place].article.fingerprint for place, node in self.nodes.items() if node in nodes}

    def _age(self, node: str) -> tuple[bool, bool, bool, float, int]:
        """Which of two stories keeps its id: one that readers know, and know as news, and the older."""
        for story in self._load([node]):
            return False, *age(story), 0
        return True, False, False, 0.0, min(place for place, own in self.nodes.items() if own == node)

    # -- verdicts -------------------------------------------------------------------------------

    def _verdict(self, place: int, match: Match, merges: dict[str, tuple[str, ...]]) -> Match:
        node = self.nodes.get(place)
        if node is None:
            return match
        root, relation = self._root(node), self.relations.get(place)
        if match.verdict is Verdict.NEW and root == match.article.key:
            gone = match.article.signal is Signal.WITHDRAWAL
            return replace(match, kin=Kin.WITHDRAWAL) if gone else match
        match = replace(match, of=root, merges=merges.pop(root, ()))
        if match.verdict is Verdict.REVISION:
            return match
        relation = relation or Relation(kin=Kin.UPDATE, why="related by a further text")
        return replace(match, verdict=Verdict.REVISION, kin=relation.kin, why=relation.why)

    def _merges(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for node in self.union:
            if node in self.stories:
                root = self._root(node)
                found[root] = (*found.get(root, ()), node)
        return found


def _likely(title: str, own: Traces, near: Mapping[int, Mapping[Name, str | None]]) -> list[Name]:
    """The stories, or articles, that one with these traces may belong to; those that share most come first.

    Those that share a part of the headline only count where it is alike as a whole: to read and compare is what costs.
    """
    found = [near[trace] for trace in (*own.lasting, *own.passing) if trace in near]
    if not found:
        return []
    headlines: dict[Name, str | None] = {}
    counts: Counter[Name] = Counter()
    for some in found:
        headlines.update(some)
        counts.update(some.keys())
    sure = {name for trace in (*own.lasting, *own.marks) for name in near.get(trace, ())}
    likely: list[Name] = []
    resembling: list[Name] = []
    for name, _ in counts.most_common():
        headline = headlines[name]
        share = 1.0 if name in sure or headline is None else alike(title, headline)
        if share >= ALIKE:
            likely.append(name)
        elif share >= RESEMBLES and len(resembling) < RESEMBLING:
            resembling.append(name)
        if len(likely) >= STORIES:
            break
    return likely + resembling


def _relation(new: Article, story: Story) -> Relation | None:
    """What an article is to a story: a copy of one of its texts, else what it is to the one that readers see."""
    first: Relation | None = None
    for old in _compared(story):
        relation = articles.relate(new, old)
        if relation is not None and relation.kin is Kin.DUPLICATE:
            return relation
        first = first or relation
    return first


def _compared(story: Story) -> Iterator[Article]:
    seen = [telling for telling in story.tellings if telling.visible]
    others = [telling for telling in reversed(story.tellings) if not telling.visible]
    yield from (telling.article for telling in [*seen, *others][:TEXTS])
