"""Single articles of our own in many styles, each with something inside that resembles the beginning of another one."""

from __future__ import annotations

import random
from collections.abc import Callable
from textwrap import wrap
from typing import Final

_CITIES: Final = ("Rijeka", "Almaty", "Talca", "Leeds", "Nairobi", "Lahore", "Osaka", "Quito", "Suva", "Porto", "Riga")
_PEOPLE: Final = ("Ana Horvat", "Li Wei", "Grace Mwangi", "Aigul Omarova", "Peter Novak", "Ines Duarte", "Sara Haddad")
_WORKS: Final = ("pier", "footbridge", "library", "tram line", "seed bank", "night market", "ferry", "reservoir")
_SENTENCES: Final = (
    "The {work} in {city} carried {many} people in its first week, {few} more than the council had hoped for.",
    "{person} said the hardest part was the clay under the old quay, which had to be dug out by hand.",
    "Neighbours had asked for it for years; a petition was signed by {many} of them, and nobody answered it.",
    "It cost a little less than planned, and the upkeep is paid from the fee for parking along the shore.",
    "Not everybody is pleased: stall holders say that the road to the market was shut for {few} weeks.",
    '"We counted every stone twice," {person} said, "and we were still {few} short at the end."',
    "Rain held the work up for {few} days, and a crate of bolts went to another town by mistake.",
    "From Monday on it is open from six in the morning until ten at night, also on public holidays.",
    "A second part, between the station and the hospital, is to follow when the ground is dry again.",
    "Engineers from {city} lent two pumps, and a school nearby painted the fence along the road.",
)
_TITLES: Final = (
    "{city} Opens Its New {work} After Years of Waiting",
    "How a {work} changed the way {city} goes to work",
    "{person} on the {work} that nobody wanted",
    "Why {city} waited {few} years for its {work}",
    "{city}: a {work}, a petition and {many} signatures",
)
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "September", "October", "November")


class Writer:
    """One article's dice and words."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.city = self.dice.choice(_CITIES)
        self.work = self.dice.choice(_WORKS)

    def _fill(self, pattern: str) -> str:
        return pattern.format(
            city=self.city,
            work=self.work,
            person=self.dice.choice(_PEOPLE),
            many=self.dice.randrange(1000, 9000),
            few=self.dice.randrange(3, 90),
        )

    def title(self) -> str:
        return self._fill(self.dice.choice(_TITLES))

    def paragraph(self, sentences: int = 0) -> str:
        count = sentences or self.dice.randrange(2, 5)
        return " ".join(self._fill(each) for each in self.dice.sample(_SENTENCES, count))

    def paragraphs(self, count: int = 0) -> list[str]:
        return [self.paragraph() for _ in range(count or self.dice.randrange(2, 6))]

    def day(self) -> str:
        day, month, year = self.dice.randrange(1, 28), self.dice.choice(_MONTHS), self.dice.randrange(1998, 2026)
        return self.dice.choice((f"{day} {month} {year}", f"{month} {day}, {year}"))

    def other_city(self) -> str:
        return self.dice.choice([city for city in _CITIES if city != self.city])

    def person(self) -> str:
        return self.dice.choice(_PEOPLE)


def _plain(w: Writer) -> list[str]:
    return [w.title(), *w.paragraphs()]


def _agency(w: Writer) -> list[str]:
    first, *rest = w.paragraphs()
    dash = w.dice.choice((" - ", " – ", " — "))
    return [w.title(), f"{w.city.upper()} (HNA){dash}{first}", *rest]


def _two_datelines(w: Writer) -> list[str]:
    inner = [f"{w.other_city().upper()} - {w.paragraph()}" for _ in range(w.dice.randrange(1, 3))]
    return [*_agency(w), *inner, *w.paragraphs(2)]


def _round_up(w: Writer) -> list[str]:
    cities = w.dice.sample(_CITIES, 4)
    return [w.title(), w.paragraph(), *(f"{city.upper()} – {w.paragraph()}" for city in cities)]


def _bullets(w: Writer) -> list[str]:
    mark = w.dice.choice(("- ", "* ", "• "))
    return [*_plain(w), "\n".join(f"{mark}{w.title()}" for _ in range(w.dice.randrange(3, 14))), *w.paragraphs(2)]


def _key_points_first(w: Writer) -> list[str]:
    return [w.title(), "\n".join(f"- {w.title()}" for _ in range(4)), *w.paragraphs()]


def _numbered_list(w: Writer) -> list[str]:
    parts = [f"{at}. {w.other_city()} and its {w.work}\n{w.paragraph()}" for at in range(1, w.dice.randrange(4, 11))]
    return [w.title(), w.paragraph(), *parts]


def _numbered_without_title(w: Writer) -> list[str]:
    return [f"{at}. {w.other_city()}\n\n{w.paragraph()}" for at in range(1, 6)]


def _numbered_paragraphs(w: Writer) -> list[str]:
    return [w.title(), *(f"{at}. {w.paragraph()}" for at in range(1, w.dice.randrange(4, 9)))]


def _interview(w: Writer) -> list[str]:
    asked = [f"Q: Why did the {w.work} take so long?\n\nA: {w.paragraph()}" for _ in range(w.dice.randrange(3, 7))]
    return [w.title(), w.paragraph(), *asked]


def _questions_in_bold(w: Writer) -> list[str]:
    asked = [f"What does the {w.work} mean for {w.other_city()}?\n\n{w.paragraph()}" for _ in range(4)]
    return [w.title(), f"By {w.person()}", w.paragraph(), *asked]


def _sub_headings(w: Writer) -> list[str]:
    gap = "\n" * w.dice.randrange(0, 3)
    parts = ("The early years", "A second attempt", "What comes next", "On the quay")
    return [w.title(), *w.paragraphs(), *(text for part in parts for text in (gap + part, *w.paragraphs(2)))]


def _markdown_sections(w: Writer) -> list[str]:
    mark = w.dice.choice(("#", "##"))
    names = ("Introduction", "The early years", "What comes next")
    parts = [text for name in names for text in (f"{mark} {name}", w.paragraph())]
    return [w.title() if mark == "#" else f"# {w.title()}", w.paragraph(), *parts]


def _section_breaks(w: Writer) -> list[str]:
    rule = w.dice.choice(("* * *", "***", "---", "------", "==========", "~~~~~"))
    return [w.title(), *w.paragraphs(), rule, *w.paragraphs(), rule, *w.paragraphs()]


def _sections_with_headings(w: Writer) -> list[str]:
    rule = w.dice.choice(("***", "---", "-----------"))
    parts = [text for name in ("The early years", "A second attempt") for text in (rule, name, *w.paragraphs())]
    return [w.title(), *w.paragraphs(), *parts]


def _about_the_author(w: Writer) -> list[str]:
    rule = w.dice.choice(("-----", "----------", "***", "====="))
    return [w.title(), f"By {w.person()}", *w.paragraphs(), rule, f"About {w.person()}", w.paragraph(4)]


def _quotes(w: Writer) -> list[str]:
    return [w.title(), *(text for _ in range(3) for text in (w.paragraph(), f"“{w.paragraph(1)}”", w.person()))]


def _timeline(w: Writer) -> list[str]:
    return [w.title(), w.paragraph(), *(f"{w.day()}\n{w.paragraph()}" for _ in range(w.dice.randrange(3, 8)))]


def _timeline_with_headings(w: Writer) -> list[str]:
    return [w.title(), w.paragraph(), *(f"The council votes, {w.day()}\n\n{w.paragraph()}" for _ in range(4))]


def _dated_timeline(w: Writer) -> list[str]:
    return [w.day(), w.title(), w.paragraph(3), *(f"{w.day()}\n\nA vote\n\n{w.paragraph(3)}" for _ in range(4))]


def _recipe(w: Writer) -> list[str]:
    goods = "\n".join(f"- {w.dice.randrange(1, 9)} cups of flour" for _ in range(5))
    steps = "\n".join(f"{at}. {w.paragraph(1)}" for at in range(1, 6))
    return [f"A pie from {w.city}", w.paragraph(), "Ingredients", goods, "Method", steps]


def _table(w: Writer) -> list[str]:
    rows = "\n".join(f"{city}\t{w.dice.randrange(100, 900)}\t{w.dice.randrange(1, 90)}" for city in _CITIES)
    return [w.title(), w.paragraph(), rows, *w.paragraphs(2)]


def _letter(w: Writer) -> list[str]:
    return ["Dear editor,", *w.paragraphs(3), "Yours faithfully,", w.person()]


def _letters_page(w: Writer) -> list[str]:
    letters = [text for _ in range(3) for text in (w.paragraph(3), f"{w.person()}, {w.other_city()}")]
    return ["Letters: what readers say about the " + w.work, *letters]


def _live(w: Writer) -> list[str]:
    clock = [f"{hour:02}:{w.dice.randrange(10, 60)}" for hour in range(8, 14)]
    return [w.title(), w.paragraph(), *(f"{each}\n{w.paragraph()}" for each in clock)]


def _live_with_headings(w: Writer) -> list[str]:
    clock = [f"{hour:02}:{w.dice.randrange(10, 60)} GMT - Boats leave {w.other_city()}" for hour in range(8, 14)]
    return [w.title(), *(f"{each}\n\n{w.paragraph()}" for each in clock)]


def _read_more(w: Writer) -> list[str]:
    offers = ("Read more", f"Read more: {w.title()}", "Read more »")
    return [w.title(), *(text for _ in range(3) for text in (w.paragraph(), w.dice.choice(offers))), w.paragraph()]


def _promoted(w: Writer) -> list[str]:
    offers = [text for _ in range(2) for text in ("READ MORE", w.title(), w.paragraph(), w.paragraph())]
    return [w.title(), w.paragraph(), *offers]


def _signed_below(w: Writer) -> list[str]:
    return [w.title(), *w.paragraphs(), f"By {w.person()}", *([w.day()] if w.dice.random() < 0.5 else [])]


def _two_authors(w: Writer) -> list[str]:
    return [w.title(), f"By {w.person()}", w.day(), *w.paragraphs(), f"By {w.person()}", w.paragraph(1)]


def _poem(w: Writer) -> list[str]:
    verse = "\n".join(wrap(w.paragraph(2), 34))
    return [w.title(), f"By {w.person()}", verse, verse, "\n".join(wrap(w.paragraph(2), 30)), verse]


def _transcript(w: Writer) -> list[str]:
    first, second = w.dice.sample(_PEOPLE, 2)
    sign = w.dice.choice((": ", " - ", " – "))
    turns = [f"{name.upper()}{sign}{w.paragraph()}" for _ in range(4) for name in (first, second)]
    return turns if w.dice.random() < 0.5 else [w.title(), *turns]


def _vox_pop(w: Writer) -> list[str]:
    return [w.title(), *(f"{name.upper()}, {w.dice.randrange(20, 70)} - {w.paragraph()}" for name in _PEOPLE[:4])]


def _press_release(w: Writer) -> list[str]:
    contact = f"Contact\n{w.person()}\npress@harbour.example"
    about = f"About the harbour of {w.city}\n\n{w.paragraph(4)}"
    closing = w.dice.choice(("###", "ENDS", "-30-", "END"))
    lede = f"{w.city.upper()}, {w.day()} - {w.paragraph()}"
    return ["FOR IMMEDIATE RELEASE", w.title(), lede, *w.paragraphs(), closing, about, contact]


def _closed_twice(w: Writer) -> list[str]:
    return [w.title(), *w.paragraphs(), "ENDS", "Notes to editors", w.paragraph(4), "ENDS"]


def _quoted_chat(w: Writer) -> list[str]:
    lines = [f"[10:0{at} pm, 02/12/2023] {w.person()}: {w.paragraph(1)}" for at in range(4)]
    return [w.title(), w.paragraph(), *lines, w.paragraph()]


def _chatting(w: Writer) -> list[str]:
    said = ("Are you at the pier?", "On my way, ten minutes", "The ferry is late again", "See you there then")
    return [f"02/12/23, 22:0{at} - {w.person()}: {text}" for at, text in enumerate(said)]


def _reviewed_books(w: Writer) -> list[str]:
    books = [f"Title: {w.title()}\nAuthor: {w.person()}\n{w.paragraph()}" for _ in range(3)]
    return [f"Three books about {w.city}", w.paragraph(), *books]


def _labelled(w: Writer) -> list[str]:
    head = f"Title: {w.title()}\nDate: 2026-03-02\nSource: Harbour Herald\nText:"
    return [head, *w.paragraphs(), f"Source: {w.person()}"]


def _doubled(w: Writer) -> list[str]:
    title = w.title()
    return [title, title, *w.paragraphs()]


def _refrain(w: Writer) -> list[str]:
    line = f"We want our {w.work} back"
    return [w.title(), *(text for _ in range(4) for text in (w.paragraph(), line))]


def _capital_headings(w: Writer) -> list[str]:
    parts = [text for name in ("WHAT COMES NEXT", f"IN {w.other_city().upper()}") for text in (name, w.paragraph())]
    return [w.title().upper(), w.paragraph(), *parts]


def _blank_runs(w: Writer) -> list[str]:
    return [w.title(), *(f"\n\n{text}" for text in w.paragraphs()), f"\n\nMeanwhile in {w.other_city()}", w.paragraph()]


def _crawled(w: Writer) -> list[str]:
    top = ["Retrieved: 2026-03-04", w.title(), f"By {w.person()}", w.day()]
    return [*top, *w.paragraphs(), "Share", "Tags: harbour, ships"]


def _corrected(w: Writer) -> list[str]:
    return [w.title(), *w.paragraphs(), "------", f"Correction, {w.day()}: {w.paragraph(1)}"]


def _footnotes(w: Writer) -> list[str]:
    notes = "\n".join(f"[{at}] {w.paragraph(1)}" for at in range(1, 5))
    return [w.title(), *w.paragraphs(), "_____________", notes]


def _wrapped(w: Writer) -> list[str]:
    return [w.title(), *("\n".join(wrap(text, 68)) for text in w.paragraphs())]


def _series(w: Writer) -> list[str]:
    return [f"{w.title()} - {w.day()}", *w.paragraphs(), f"The first part ran on {w.day()}", w.paragraph()]


STYLES: Final[tuple[Callable[[Writer], list[str]], ...]] = (
    _plain, _agency, _two_datelines, _round_up, _bullets, _key_points_first, _numbered_list, _numbered_without_title,
    _numbered_paragraphs, _interview, _questions_in_bold, _sub_headings, _markdown_sections, _section_breaks,
    _sections_with_headings, _about_the_author, _quotes, _timeline, _timeline_with_headings, _dated_timeline, _recipe,
    _table, _letter, _letters_page, _live, _live_with_headings, _read_more, _promoted, _signed_below, _two_authors,
    _poem, _transcript, _vox_pop, _press_release, _closed_twice, _quoted_chat, _chatting, _reviewed_books, _labelled,
    _doubled, _refrain, _capital_headings, _blank_runs, _crawled, _corrected, _footnotes, _wrapped, _series,
)  # fmt: skip


def single(number: int) -> str:
    """Article `number`, one blank line between its parts; the styles take turns."""
    return "\n\n".join(STYLES[number % len(STYLES)](Writer(number))) + "\n"


def style_of(number: int) -> str:
    """The name of an article's style."""
    return STYLES[number % len(STYLES)].__name__.strip("_").replace("_", " ")
