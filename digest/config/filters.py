"""The tables `[[feed]]` become records, and the places that they name are looked up."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from digest.config.saved import CHOICES
from digest.config.source import Source
from digest.errors import ConfigError
from digest.model import SavedFeed, Scheme, Use


def saved_of(source: Source, values: dict[str, Any]) -> tuple[SavedFeed, ...]:
    """The desk's own feeds; ConfigError, with the line, for one without a name of its own or that asks for nothing."""
    found: list[SavedFeed] = []
    for index, feed in enumerate(values["feed"]):
        name = feed["name"]
        if name is None:
            raise source.error('[[feed]] has no `name`: add a line such as  name = "floods"', "feed", index)
        if name in [each.name for each in found]:
            raise source.error(f"two feeds are named `{name}`: give one another `name`", "feed", index, "name")
        asked = [key for key in feed if key not in {"name", "title", "use", "private"} and feed[key]]
        if not asked:
            raise source.error(f"`{name}` asks for nothing: add `regions`, `words` or another key", "feed", index)
        found.append(
            SavedFeed(
                name=name,
                title=feed["title"] or name.replace("-", " ").capitalize(),
                all_of=tuple(_paths(key, feed[key]) for key in CHOICES if feed[key]),
                none_of=frozenset().union(*(_paths(key, feed[f"exclude_{key}"] or ()) for key in CHOICES)),
                any_words=feed["words"] or (),
                all_words=feed["all_words"] or (),
                no_words=feed["exclude_words"] or (),
                min_confidence=feed["min_confidence"],
                use=Use(feed["use"]),
                private=feed["private"],
            )
        )
    return tuple(found)


def _paths(key: str, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{key}/{CHOICES[key][3](name)}" for name in names)


def check_places(source: Source, scheme: Scheme, countries: Container[str]) -> None:
    """ConfigError, with the line and the nearest known one, for a place in a `[[feed]]` that nobody knows."""
    regions = [region.id for region in scheme.regions]
    sections = [section.id for region in scheme.regions for section in region.sections]
    known: dict[str, Container[str]] = {"regions": regions, "sections": sections, "countries": countries}
    for index, feed in enumerate(source.values()["feed"]):
        for key, names in known.items():
            for written in (key, f"exclude_{key}"):
                for name in feed[written] or ():
                    if name not in names:
                        raise source.error(_unknown(key, name, regions, sections), "feed", index, written)


def unmet_sources(
    source: Source, known: Callable[[str], bool], names: Callable[[], Iterable[str]]
) -> Iterator[ConfigError]:
    """With its line, each source in a `[[feed]]` that is not known; one may yet come with articles, so none is refused.

    `known` is asked by the path of the source's feed; `names`, for one that is not, gives those that can be meant.
    """
    for index, feed in enumerate(source.values()["feed"]):
        for written in ("sources", "exclude_sources"):
            for name in feed[written] or ():
                if not any(map(known, _paths("sources", (name,)))):
                    folded = {each.casefold(): each for each in names()}
                    near = get_close_matches(name.casefold(), folded, n=1)
                    mend = f": did you mean `{folded[near[0]]}`?" if near else ""
                    message = f"`{feed['name']}` names the source `{name}`, which no [[source]] and no article has"
                    yield source.error(f"{message}{mend}", "feed", index, written)


def _unknown(key: str, name: str, regions: list[str], sections: list[str]) -> str:
    if key == "countries":
        return f"`{name}` is no country of ISO 3166: two letters such as IE, or XK for Kosovo"
    what, own, other = ("region", regions, sections) if key == "regions" else ("section", sections, regions)
    if name in other:
        right = "section" if what == "region" else "region"
        return f"`{name}` is a {right}: put it under `{right}s`"
    near = get_close_matches(name, own, n=1)
    mend = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(own)}"
    return f"there is no {what} `{name}`: {mend}"
