"""A person's word on stories: these articles are one, this text is another; each undoes the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from digest import articles
from digest.articles.identity import key as key_of
from digest.errors import UsageError
from digest.matching import age
from digest.store import Store
from digest.store.records import Story, Telling, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Stories that are to be one."""

    into: Story
    others: tuple[Story, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Texts of a story that are to be an article of their own."""

    story: Story
    texts: tuple[Telling, ...]
    own: str
    """the key they get: their old one where they were merged"""
    back: bool


def plan_merge(store: Store, keys: Sequence[str]) -> Merge:
    """Which of these articles goes on, the one released first; UsageError where they are fewer than two stories."""
    stories = sorted(store.stories(keys).values(), key=age)
    if len(stories) < 2:
        raise UsageError("these are one article already: name two or more")
    return Merge(into=stories[0], others=tuple(stories[1:]))


def plan_split(store: Store, key: str, number: int | None) -> Split:
    """Which texts leave a story: those of the merged article `key`, or the one of that number with what came with it.

    UsageError says what to name where that is not clear, and why where it cannot be.
    """
    into = store.merged_into(key)
    story = store.stories([into or key])[into or key]
    if number is None:
        origin = key if into is not None else None
        texts = tuple(telling for telling in story.tellings if origin and telling.origin == origin)
        if not texts:
            raise UsageError(f"say which text: digest articles revisions {key} numbers them")
    else:
        texts = tuple(telling for telling in story.tellings if telling.number == number)
        if not texts:
            raise UsageError(f"{story.key} has no text {number}: digest articles revisions {story.key} numbers them")
        texts = tuple(each for each in story.tellings if each.article.fingerprint == texts[0].article.fingerprint)
        origin = texts[0].origin
        if origin is not None:
            texts = tuple(telling for telling in story.tellings if telling.origin == origin)
    own = origin or key_of(texts[0].article.fingerprint)
    if len(texts) == len(story.tellings) or own == story.key:
        raise UsageError(f"that text gave {story.key} its id: split the others off")
    if origin is None and (store.stories([own]) or store.merged_into(own)):
        raise UsageError(f"{own}, the id of that text, is another article already")
    return Split(story=story, texts=texts, own=own, back=origin is not None)


def merge(store: Store, plan: Merge, *, view: View, now: datetime) -> None:
    """Do it, and take back what was said against it."""
    prints = [{telling.article.fingerprint for telling in each.tellings} for each in (plan.into, *plan.others)]
    pairs = {
        (min(pair), max(pair))
        for place, ours in enumerate(prints)
        for theirs in prints[place + 1 :]
        for pair in product(ours, theirs)
        if pair[0] != pair[1]
    }
    said = store.separated({each for ours in prints for each in ours}) & pairs
    first = plan.into.tellings[0].article.fingerprint
    told = said | {(first, other.tellings[0].article.fingerprint) for other in plan.others}
    why = "a person says that they are one story"
    store.merge(plan.into.key, [other.key for other in plan.others], told, why, view=view, now=now)


def split(store: Store, plan: Split, *, view: View, now: datetime) -> None:
    """Do it; texts that show the two to be one story join neither from now on, but the one they are nearer to."""
    numbers = {telling.number for telling in plan.texts}
    rest = [telling.article for telling in plan.story.tellings if telling.number not in numbers]
    moved = [telling.article for telling in plan.texts]
    pairs = {(one.fingerprint, other.fingerprint) for one, other in product(moved, rest)}
    traces = [articles.traces(article) for article in moved]
    traced = {each for one in traces for each in one.lasting}, {each for one in traces for each in one.passing}
    store.split(plan.story.key, numbers, plan.own, pairs, traces=traced, view=view, now=now)
