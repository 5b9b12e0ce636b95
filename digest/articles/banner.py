"""Lines above a headline that are no part of the text: an embargo, a mark of the version that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from digest.articles.dates import Moment, read_date
from digest.articles.lifting import moment_told
from digest.articles.markers import is_mark
from digest.articles.months import MONTHS, WEEKDAYS
from digest.articles.words import words
from digest.model import Draft, Hint

RELEASE: Final = "for release"
"""what a banner begins with whose day alone is told"""
_STRONG: Final = (
    r"(?:until|till?|before|prior to|not before|bis|jusqu['’]?(?:aux?|à|en)\b|hasta(?: el| las)?|até|fino(?: al| alle)?"
    r"|prima|tot)"
)
_KINDS: Final = r"(?:(?:strict(?:ly)?|full|press|news|media|under|sous|bajo|sob|sotto|onder|unter|total) ){0,3}"
_OF_IT: Final = (
    r"(?: (?:copy|notice|news|press|media|release|material|information|strict|stricte|estricto|total|date|time)\b){0,3}"
    r"(?: (?:for )?(?:release|publication|use|broadcast|transmission)\b){0,2}"
)
_EMBARGO: Final = rf"{_KINDS}(?:embargoed|embargo|embargad[oa]|embargato|sperrfrist){_OF_IT}"
_LEAD: Final = re.compile(
    rf"[\W_]{{0,8}}(?:(?P<embargo>{_EMBARGO})"
    r"|(?P<hold>(?:not|no) (?:(?:to be )?(?:used|published|released|broadcast)|(?:for )?(?:release|publication|use"
    r"|broadcast|transmission))|do not (?:publish|release|use|broadcast)|hold(?: for release)?|for release|frei"
    r"|nicht (?:zur veröffentlichung|veröffentlichen)|ne pas (?:diffuser|publier)|no (?:publicar|difundir)"
    r"|non (?:pubblicare|diffondere)|não (?:publicar|divulgar)))\b"
    rf"(?P<until>[ :,–—-]{{0,3}}(?:{_STRONG}|to|at|on|from|lifts|expires|ends|vor|avant|antes|ab|für)(?!\w))?"
    r"[ :,–—-]{0,4}",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(
    rf"(?<!\w)(?P<embargo>{_EMBARGO})(?P<until> ?:? ?{_STRONG}(?!\w))[ :,–—-]{{0,4}}", re.IGNORECASE
)
_LONGEST: Final = 200
"""characters of a banner, and of a headline below one"""
_OPENING: Final = 600
"""characters of a paragraph in which a sentence may speak of its own embargo"""
_SHOWN: Final = 90
_SENTENCE_END: Final = re.compile(r"(?:\d{4}|[^\W\d_]{5})$")
"""what no abbreviation ends with, so that a stop behind it ends the sentence"""
_WORD: Final = re.compile(r"\S+")
_NUMBER: Final = re.compile(r"[+-]?\d[\d:.,/+h-]{0,24}(?:[ap]m|st|nd|rd|th|h|z|t[\d:.]+z?)?", re.IGNORECASE)
_OF_TIME: Final = words(
    """
    am pm a.m p.m noon midday midnight today tomorrow tonight hours hrs h hr uhr local time the of at on and a alle le
    la las los el à de del den dem du um ore heures horas às
    gmt utc bst cet cest est edt et cst cdt mst mdt pst pdt pt mt ct ist jst aest aedt sast wat eat msk eet eest wet z
    """
)
_CITY: Final = re.compile(r"[^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,2}? (?:local )?time\b", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"\d[:.h]\d\d|\d ?(?:[ap]\.?m\b|h\b|hours|hrs|uhr|horas|heures)|noon|midday|midnight", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_BEFORE: Final = re.compile(rf"{_STRONG}|vor|avant|antes", re.IGNORECASE)
_STRICT: Final = re.compile(rf"[\W_]*{_STRONG}", re.IGNORECASE)
_NO_WORD: Final = ("for release", "frei", "hold")
"""what holds a text only with a moment that can be read"""
_POINTS: Final = words("noon midday midnight today tomorrow tonight")
_OF_NEWS: Final = ("no release", "no publication", "no use", "no broadcast", "no transmission")
"""what headlines begin with, too"""
_UNDER: Final = words("under sous bajo sob sotto onder unter strict strictly")
_TEXTS: Final = words(
    """
    release report study paper article story text news information material document content statement speech data
    results findings figures survey review copy item press details
    communiqué étude texte rapport informe estudio comunicado nota noticia texto comunicato studio rapporto testo estudo
    relatório notícia meldung bericht studie mitteilung pressemitteilung pressemeldung
    """
)
_THIS: Final = words(
    """
    this these following attached enclosed all please note our ce cet cette este esta questo questa dies diese dieser
    dieses bitte
    """
)
_IS: Final = words("is are remain remains strictly est sont está es è bleibt")
_WAS: Final = words("was were had been")
_ENDS: Final = (".", "!", "?", "。", "”", '"')
_SIGNS: Final = " :,–—-|/()[]*"
_FEW: Final = 3
"""words behind "Embargo until" in a headline that is nothing else ("EMBARGO UNTIL DELIVERY")"""
_LABEL: Final = 40
"""characters at most behind "Embargo:" in small letters, unless they name a day or a time"""
_CLAUSE: Final = 14
"""words before an embargo that say what it is of"""
_FIRST: Final = 3
"""paragraphs in which an embargo may stand, beside the last one"""


class _Banner(NamedTuple):
    """An embargo as printed, and what follows it on its line."""

    until: str
    rest: str


def without_banner(draft: Draft) -> Draft:
    """The draft with an embargo as its hint, and a mark such as "KILL" on a line of its own in front of the headline.

    A title that is only one of them gives way to the headline below. The source's own field of an embargo stands.
    """
    title, paragraphs = draft.title.strip(), list(draft.paragraphs)
    if is_mark(title) and _is_headline(paragraphs):
        title = f"{title.strip(' :*.()[]-')}: {paragraphs.pop(0)}"
    found = read_embargo(title)
    if found is not None:
        title = found.rest or (paragraphs.pop(0) if _is_headline(paragraphs) else "")
    else:
        found = _take(paragraphs) or _noted(draft.hints.get("note"))
    if found is None and title == draft.title.strip():
        return draft
    hints = dict(draft.hints)
    if found is not None:
        hints.setdefault("embargo", Hint(value=found.until, source="banner", confidence=0.9))
    return replace(draft, title=title, paragraphs=tuple(paragraphs), hints=hints)


def banner_below(draft: Draft) -> Hint | None:
    """The embargo on a line of its own that a draft ends with."""
    found = read_embargo(draft.paragraphs[-1], headline=False) if draft.paragraphs else None
    return Hint(value=found.until, source="banner", confidence=0.5) if found is not None and not found.rest else None


def read_embargo(text: str, *, headline: bool = True) -> _Banner | None:
    """What a line says of an embargo; None for news about one ("Embargo on arms extended").

    "EMBARGOED until 06:00 GMT, 1 January 2031: Headline", "Sperrfrist: Freitag, 12 Uhr". An embargo word that opens a
    line and "until" or a colon hold the text whatever follows, without a readable moment until a person lets it out; a
    headline must say more, as it may be about trade. "For release" holds with a clock only.
    """
    lead = _LEAD.match(text[:_LONGEST])
    if lead is not None:
        tail = text[lead.end() :]
        end = _time_run(tail)
        run, rest = tail[:end].strip(_SIGNS + "."), tail[end:]
        parted = _is_parted(tail[:end], rest)
        rest = rest.strip(_SIGNS).removeprefix(".").strip()
        until = run if parted else ""
        told = _CLOCK.search(until) is not None or isinstance(read_date(until), Moment)
        if told and (lead["embargo"] or _holds(lead, rest, headline=False) or moment_told(until) is not None):
            return _Banner(until, rest)
        if _is_day_of_release(lead, until):
            return _Banner(f"{lead['hold'].casefold()} {until}", rest)
        if _binds(lead, text, until, rest, headline=headline):
            return _named(lead, tail, until, rest, parted=parted, headline=headline)
    return _inside(text) if "mbarg" in text or "MBARG" in text or "perrfrist" in text else None


def _binds(lead: re.Match[str], text: str, until: str, rest: str, *, headline: bool) -> bool:
    """Whether a line is an embargo though its moment cannot be read."""
    word = lead["embargo"]
    if word is None:
        timed = lead["hold"] == "FOR RELEASE" and _CLOCK.search(until) is not None
        return timed or _holds(lead, rest or until, headline=headline)
    capitals, own = word.isupper() and not text.isupper(), _is_own(word)
    if lead["until"] and _STRICT.match(lead["until"]):
        short = not _YEAR.fullmatch(until) if until else len(text[lead.end() :].split()) <= _FEW
        return own or capitals or not headline or short
    pointed = _is_pointed(until)
    colon = not lead["until"] and text[lead.end("embargo") :].lstrip(")] *")[:1] == ":"
    if (pointed and (own or colon)) or (colon and "embargoed" in word.casefold()):
        return True
    if colon and not headline:
        return capitals or own or len(rest) <= _LABEL or any(map(str.isdigit, rest))
    return not until and _stands_alone(text, lead, rest)


def _is_day_of_release(lead: re.Match[str], until: str) -> bool:
    """Whether it is "FOR RELEASE: 5 December 2030", which holds while that day is not over."""
    return lead["hold"] is not None and lead["hold"].casefold() == RELEASE and isinstance(read_date(until), Moment)


def _is_own(word: str) -> bool:
    """Whether the words are said of texts: "embargoed", "under embargo", "strict embargo"; trade has embargoes, too."""
    folded = word.casefold()
    return "embargoed" in folded or not _UNDER.isdisjoint(folded.split())


def _holds(lead: re.Match[str], rest: str, *, headline: bool) -> bool:
    """Whether words without "embargo" hold a text: "not for publication before ...", "hold for release"."""
    hold = lead["hold"].casefold()
    if hold == "hold for release" or (hold.startswith("not ") and not rest and not lead["until"]):
        return True
    before = lead["until"] is not None and _BEFORE.search(lead["until"]) is not None
    return before and hold not in _NO_WORD and not (headline and hold in _OF_NEWS)


def _named(lead: re.Match[str], tail: str, until: str, rest: str, *, parted: bool, headline: bool) -> _Banner:
    """The banner of a line whose moment cannot be read; a headline that follows on the same line is kept."""
    label = lead.group().strip(_SIGNS)
    if parted:
        return _Banner(until or label, rest)
    if not lead["until"] and lead["embargo"]:
        return _Banner(label, tail.strip(_SIGNS))
    before, colon, after = tail.partition(": ")
    if colon:
        return _Banner(_shown(before), after.strip())
    if headline and rest[:1].isupper() and not tail.isupper() and _is_pointed(tail[: _time_run(tail)]):
        return _Banner(_shown(tail), rest)
    return _Banner(_shown(tail) or label, tail if len(tail) > _LONGEST else "")


def _is_pointed(run: str) -> bool:
    return any(map(str.isdigit, run)) or any(map(_names_a_point, run.split()))


def _shown(text: str) -> str:
    """As much of what cannot be read as a person needs; never something that reads as a moment."""
    text = text.strip(_SIGNS)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _inside(text: str) -> _Banner | None:
    """An embargo that a sentence of the text or a part of the headline speaks of, and the whole text behind it."""
    part = text[:_OPENING]
    for found in _INSIDE.finditer(part):
        tail = part[found.end() :]
        end = _time_run(tail)
        run, before = tail[:end].strip(_SIGNS + "."), part[: found.start()]
        if _is_said(before, found, part) or (_is_own(found["embargo"]) and _starts_part(before, run)):
            until = run if _is_parted(tail[:end], tail[end:]) else _shown(tail)
            return _Banner(until or found.group().strip(_SIGNS), text)
    return None


def _is_said(before: str, found: re.Match[str], part: str) -> bool:
    """Whether capitals say it, or a sentence about the text: "This report is embargoed until 5 March"."""
    if found["embargo"].isupper() and not part.isupper():
        return True
    tokens = [word.strip(".,;:()[]*\"'") for word in re.split(r"[.!?] ", before)[-1].casefold().split()][-_CLAUSE:]
    said = set(tokens)
    if not (_is_own(found["embargo"]) or found["embargo"].casefold().startswith("sperrfrist")) or said & _WAS:
        return False
    return bool(said & _TEXTS) and bool(said & _THIS or set(tokens[-2:]) & _IS)


def _starts_part(before: str, run: str) -> bool:
    """Whether a sign parts the words from what stands before them: "Press release - under embargo until Tuesday"."""
    if _YEAR.fullmatch(run):
        return False
    return before.endswith((": ", " - ", " – ", " — ", " | ", "(", "[", ". ", "* ", "• "))


def _time_run(tail: str) -> int:
    """Where the words of a day and a time end; "10:00 London time / 11:00 CET" is one."""
    end = 0
    place = 0
    while (word := _WORD.search(tail, place, _LONGEST)) is not None:
        city = _CITY.match(tail, word.start() + word.group().startswith("("), _LONGEST) if end else None
        bare = word.group().casefold().strip(",;()[]*.")
        if city is not None:
            end = place = city.end() + tail.startswith(")", city.end())
            continue
        if word.group() == "/":
            place = word.end()
            continue
        if not (_NUMBER.fullmatch(bare.rstrip(":")) or bare.rstrip(":") in _OF_TIME or _names_a_point(bare)):
            break
        end = place = word.end()
        if bare.endswith(":") or (word.group().endswith(".") and _SENTENCE_END.search(bare)):
            break
    return end


def _names_a_point(word: str) -> bool:
    bare = word.casefold().strip(" ,.:;()[]")
    return bare in _POINTS or bare in MONTHS or bare in WEEKDAYS


def _is_parted(run: str, rest: str) -> bool:
    """Whether nothing or a sign stands between the time and what follows: "2031: Headline", not "2031 imposed on arms".

    Small letters go on with the time: "2031 - or when delivered".
    """
    follows = rest.strip(_SIGNS + ".")
    if not follows:
        return True
    ended = run.rstrip().endswith((":", "]", ")", ".")) or rest.lstrip()[:1] in {":", "-", "–", "—", "|", "/", "]", ")"}
    return ended and not follows[0].islower()


def _stands_alone(text: str, lead: re.Match[str], rest: str) -> bool:
    """Whether the word is a label, as a rule in capitals: the whole line, or parted from the headline behind it."""
    word = lead["embargo"]
    if not rest:
        return word.isupper() or _is_own(word)
    behind = text[lead.end("embargo") :]
    if lead["until"]:
        return False
    if behind[:1] in {"]", ")"}:
        return text.lstrip(" *_")[:1] in {"[", "("}
    parted = behind.lstrip("*_ ")[:1] == ":" or (
        "embargoed" in word.casefold() and behind.strip("*_ ") == behind.strip()
    )
    return word.isupper() and parted and not rest.isupper()


def _is_headline(paragraphs: Sequence[str]) -> bool:
    return len(paragraphs) > 1 and len(paragraphs[0]) <= _LONGEST and not paragraphs[0].rstrip().endswith(_ENDS)


def _noted(note: Hint | None) -> _Banner | None:
    """The embargo that a note to editors tells of."""
    return read_embargo(note.value.strip(), headline=False) if note is not None else None


def _take(paragraphs: list[str]) -> _Banner | None:
    """The embargo that a line of its own gives above the text or below it, taken out."""
    places = range(len(paragraphs))
    for place in (*places[:_FIRST], *places[_FIRST:][-1:]):
        found = read_embargo(paragraphs[place], headline=False)
        if found is not None:
            paragraphs[place : place + 1] = [found.rest] if found.rest else []
            return found
    return None
