"""The table `[[feed]]`: a feed of what a desk asks for."""

from __future__ import annotations

from collections.abc import Callable

from digest.config import kinds
from digest.config.keys import Key, Table
from digest.editions.slugs import slug


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


#: key -> its kind, what it says, a sample, and the name in the address of the feed that holds such articles
CHOICES: dict[str, tuple[kinds.Kind, str, list[str], Callable[[str], str]]] = {
    "regions": (kinds.SLUGS, "Regions, by id: what their feeds hold.", ["europe", "mena"], str),
    "sections": (kinds.SLUGS, "Sections of regions, by id.", ["balkans"], str),
    "countries": (kinds.COUNTRIES, "Countries: what their feeds hold.", ["UA", "XK"], str.lower),
    "languages": (
        kinds.LANGUAGES,
        "Languages, each with all its variants.",
        ["pt"],
        _primary,
    ),
    "sources": (kinds.SUBJECTS, "Sources, by the name of their feeds.", ["Harbour Wire"], slug),
    "tags": (kinds.SUBJECTS, "Tags that sources give their articles.", ["sea level"], slug),
}
_WORDS = {
    "words": "One of these words stands in the title or the text; * stands for any ending.",
    "all_words": "All of these do.",
    "exclude_words": "None of these does.",
}

FEED = Table(
    name="feed",
    many=True,
    optional=True,
    says=(
        "One table for each feed of your own. All that it says must hold; of a list one is enough.",
        "An edit holds for the articles that are here too: they keep their ids and dates.",
    ),
    keys=(
        Key(
            name="name",
            kind=kinds.SLUG,
            says=("Its address is saved/ and this: a-z, 0-9 and -.",),
            otherwise="none, it must stand here",
            sample="floods",
        ),
        Key(
            name="title",
            kind=kinds.NAME,
            says=("What readers see.",),
            otherwise="made of the name",
            sample="Floods in the Balkans",
        ),
        *(
            Key(name=name, kind=kind, says=(says,), otherwise="any", sample=sample)
            for name, (kind, says, sample, _) in CHOICES.items()
        ),
        *(
            Key(
                name=f"exclude_{name}", kind=kind, says=(f"And none of these {name}.",), otherwise="none", sample=sample
            )
            for name, (kind, _, sample, _) in CHOICES.items()
        ),
        *(
            Key(
                name=name,
                kind=kinds.WORDS,
                says=(says,),
                otherwise="none" if name == "exclude_words" else "any",
                sample=["flood*", "sea level"],
            )
            for name, says in _WORDS.items()
        ),
        Key(
            name="min_confidence",
            kind=kinds.SHARE,
            says=("How sure the article's place must be, from 0 to 1; digest explain tells it.",),
            default=0,
        ),
        Key(
            name="use",
            kind=kinds.USE,
            says=(
                'How much of an article this feed carries: "full", "summary" or "headline",',
                "and no more than the desk, the source and the folder let it.",
            ),
            default="full",
        ),
        Key(
            name="private",
            kind=kinds.TRUTH,
            says=(
                "It has no public address and stands in no list: digest feeds share gives single persons theirs.",
                "The pages of its articles are public as ever.",
            ),
            default=False,
        ),
    ),
)
