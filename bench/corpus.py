"""Made-up articles of our own about real places: plain text, some 3 kB each, the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

PLACES = (
    ("Nairobi", "Kenya"), ("Pristina", "Kosovo"), ("Lahore", "Pakistan"), ("Kabul", "Afghanistan"),
    ("Leeds", "Britain"), ("Kyiv", "Ukraine"), ("Tashkent", "Uzbekistan"), ("Osaka", "Japan"),
    ("Hanoi", "Vietnam"), ("Suva", "Fiji"), ("Winnipeg", "Canada"), ("Quito", "Ecuador"),
    ("Aleppo", "Syria"), ("Muscat", "Oman"), ("Dakar", "Senegal"), ("Lusaka", "Zambia"),
    ("Riga", "Latvia"), ("Porto", "Portugal"), ("Chennai", "India"), ("Cebu", "the Philippines"),
    ("Tunis", "Tunisia"), ("Tbilisi", "Georgia"), ("Oslo", "Norway"), ("Rosario", "Argentina"),
)  # fmt: skip
WORKS = ("bridge", "library", "ferry", "reservoir", "tram line", "seed bank", "weather station", "night market")
PEOPLE = ("Maria Lund", "Ahmed Salih", "Ines Duarte", "Peter Novak", "Grace Mwangi", "Li Wen", "Sara Haddad")
SENTENCES = (
    "The {work} in {city} carried {many} people in its first week, {few} more than the council had hoped for.",
    "{person}, who has run the works since {year}, said the hardest part was the clay under the old quay.",
    "Engineers from {other} lent two pumps, and a school in {city} painted the fence along the road.",
    "It cost {many} thousand, a little less than planned, and the upkeep is paid from the fee for parking.",
    "Neighbours had asked for it for years; in {year} a petition was signed by {many} of them.",
    "Not everybody is pleased: stall holders say that the road to the market was shut for {few} weeks.",
    "A second part, between the station and the hospital, is to follow when the ground is dry again.",
    '"We counted every stone twice," {person} said, "and we were still {few} short at the end."',
    "The ministry of transport of {country} wants to look at the figures before it promises money for others.",
    "Rain held the work up for {few} days, and a crate of bolts went to {other} by mistake.",
    "From Monday on it is open from six in the morning until ten at night, also on public holidays.",
    "Fares stay as they are until the end of {year}, when the council will vote on them once more.",
)


_WORDS = sorted({word.strip(".,;\"'") for text in SENTENCES for word in text.split() if word.isalpha()})


def article(number: int, *, series: bool = True) -> str:
    """Article `number`: a headline, then paragraphs of two or three sentences.

    Those of a `series` have one headline but for work, number and city: every one is compared with many others.
    """
    dice = random.Random(number)  # noqa: S311 - the same articles at every run, no secrets
    city, country = PLACES[number % len(PLACES)]
    work = dice.choice(WORKS)

    def sentence() -> str:
        return dice.choice(SENTENCES).format(
            work=work,
            city=city,
            country=country,
            other=dice.choice(PLACES)[0],
            person=dice.choice(PEOPLE),
            many=dice.randrange(1000, 9000),
            few=dice.randrange(3, 90),
            year=dice.randrange(1990, 2026),
        )

    paragraphs = [f"{city.upper()}, {country} - The {work} number {number} of {city} is open. {sentence()}"]
    while sum(map(len, paragraphs)) < 2900:
        paragraphs.append(" ".join(sentence() for _ in range(dice.randrange(2, 4))))
    headline = f"{work.capitalize()} {number} opens in {city} after a year of work"
    if not series:
        headline = f"{' '.join(dice.sample(_WORDS, 7)).capitalize()} {number}"
    return "\n\n".join((headline, *paragraphs, ""))


def write(folder: Path, count: int, *, short: bool = False, series: bool = True) -> Iterator[Path]:
    """Write that many articles, a thousand to a sub-folder; `short` ones are the headline and one paragraph."""
    for number in range(count):
        file = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = article(number, series=series)
        file.write_text("\n\n".join(text.split("\n\n")[:2]) + "\n" if short else text, encoding="utf-8")
        yield file
