"""From the drafts of one seed to its articles: repair, take apart, date, rank, name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from digest.articles.banner import without_banner
from digest.articles.byline import Byline, house_of, read_author, read_byline
from digest.articles.captions import split_captions
from digest.articles.dateline import Dateline, read_dateline, read_dateline_field
from digest.articles.dates import Habit, habit_of, read_date
from digest.articles.identity import fingerprint, key
from digest.articles.language import tell_language
from digest.articles.markers import note_end, noted
from digest.articles.published import Clues, date_article
from digest.articles.sentences import rank_sentences
from digest.articles.signoff import read_signoff, split_signoff
from digest.articles.sources import tell_source
from digest.articles.text import cut, fold, repair
from digest.articles.versions import read_version
from digest.model import Article, Caption, Draft, Hint, Provenance, Reading, Seed, Sentence, Source, Trust

_LONGEST_TITLE: Final = 300
_MADE_TITLE: Final = 90
_SHORT_SENTENCE: Final = 40
_SUMMARY: Final = 300
_LONGEST_SENTENCE: Final = 400
_TOP: Final = 4
_LONGEST_URL: Final = 2000
_SAID: Final = ("site", "section")
_LOW: Final = 0.5
#: a field in which a source says whose name it is
_SAID_OUTRIGHT: Final = 0.7
#: the source of what stands behind "By" in a text: "By Train" is nobody
_BY_LINE: Final = "by-line"


def normalise(reading: Reading, seed: Seed, sources: Sequence[Source] = ()) -> tuple[Article, ...]:
    """The articles of one seed, one for every draft, in order; never raises on any text.

    `seed.received` is the moment against which a future date is refused; `seed.appeared` helps to date an article only
    when it is the seed's only one. `sources` are what the desk knows of where its files come from.
    """
    alone = len(reading.drafts) == 1
    return tuple(_article(draft, seed, sources, alone=alone) for draft in reading.drafts)


@dataclass(slots=True, kw_only=True)
class _Body:
    """A draft taken apart."""

    title: str
    paragraphs: tuple[str, ...]
    captions: tuple[Caption, ...]
    byline: Byline | None = None
    byline_from: Provenance | None = None
    agency: str | None = None
    agency_from: Provenance | None = None
    source: Source | None = None
    source_from: Provenance | None = None
    date_line: str | None = None
    dateline: Dateline | None = None
    dateline_from: Provenance | None = None
    first: int = 0
    """the paragraph that the news begins in: the second where the first is a note to editors"""
    lede: int = 0
    """where in it"""
    note: str = ""
    """to editors, behind the dateline"""
    flags: set[str] = field(default_factory=set)


def _open(draft: Draft, seed: Seed, sources: Sequence[Source]) -> tuple[Draft, _Body]:
    """The draft with clean hints, and taken apart; its source is told by what stands around it, else by its agency."""
    draft = without_banner(draft)
    hints = {name: _clean(hint) for name, hint in draft.hints.items()}
    names = [_value(hints.get(name)) for name in ("site", "agency")]
    told = tell_source(sources, path=seed.path, url=_url(hints.get("url")), names=names) if sources else None
    if told is not None and told[0].trust is Trust.LOW:
        hints = {name: replace(hint, confidence=min(hint.confidence, _LOW)) for name, hint in hints.items()}
    draft = replace(draft, hints=hints, made=draft.made and _clean(draft.made))
    body = _take_apart(draft, told and told[0])
    if told is None and body.agency is not None:
        told = tell_source(sources, path="", url=None, names=[body.agency])
    if told is not None:
        body.source, body.source_from = told
        if body.source.trust is Trust.LOW:
            body.flags.add("low-trust")
    return draft, body


def _article(draft: Draft, seed: Seed, sources: Sequence[Source], *, alone: bool) -> Article:
    draft, body = _open(draft, seed, sources)
    hints, source, url = draft.hints, body.source, _url(draft.hints.get("url"))
    print_ = fingerprint(body.title, body.paragraphs, tuple(caption.text for caption in body.captions))
    sentences = rank_sentences(body.title, body.paragraphs, body.lede, body.first)
    fields: dict[str, Provenance] = {}
    summary = _summary(body, sentences, hints.get("summary"), fields)
    title = _title(body, draft, seed, sentences, fields)
    text = " ".join((body.title, *body.paragraphs))
    language = tell_language(text, hints.get("language"), source.language if source is not None else None)
    paragraphs = (body.note, *body.paragraphs) if body.note else body.paragraphs
    version = read_version(hints, body.title, paragraphs, habit_of(source))
    clues = _clues(body, sentences, url, language and language[0])
    dating = date_article(draft, clues, seed, alone=alone)
    told = {"published": dating.provenance, "language": language and language[1], "source": body.source_from}
    fields |= _sources(body, hints, url) | {name: each for name, each in told.items() if each is not None}
    return Article(
        key=key(print_),
        fingerprint=print_,
        seed=seed.sha256,
        source_path=seed.path,
        index=draft.index,
        lines=draft.lines,
        layout=draft.layout,
        title=title,
        summary=summary,
        paragraphs=body.paragraphs,
        sentences=sentences,
        captions=body.captions,
        received=seed.received,
        byline=body.byline.names if body.byline else None,
        agency=body.agency,
        dateline=body.dateline.place if body.dateline else None,
        published=dating.moment.at if dating.moment else None,
        published_precision=dating.moment.precision if dating.moment else None,
        published_from=dating.evidence,
        not_before=dating.not_before,
        language=language[0] if language else None,
        url=url,
        site=_value(hints.get("site")),
        source=source.name if source is not None else None,
        section=_value(hints.get("section")),
        guid=version.guid,
        version=version.version,
        revised=version.revised,
        signal=version.signal,
        turn=version.turn,
        tags=_tags(hints.get("tags")),
        flags=frozenset(body.flags) | dating.flags,
        fields=fields,
    )


def _clues(body: _Body, sentences: tuple[Sentence, ...], url: str | None, language: str | None) -> Clues:
    return Clues(
        dateline=body.dateline,
        url=url,
        lede=[sentence.text for sentence in sentences[:3]],
        sentences=[sentence.text for sentence in sentences],
        captions=[caption.text for caption in body.captions],
        date_line=body.date_line,
        english=language is None or language.startswith("en"),
        source=body.source,
    )


def _take_apart(draft: Draft, source: Source | None) -> _Body:
    """Title, top lines, sign-off and dateline off the body, in that order."""
    title = repair(draft.title)
    headline = fold(title)
    paragraphs = [text for text in map(repair, draft.paragraphs) if text and not _equals(text, headline)]
    body = _Body(title=title, paragraphs=(), captions=split_captions(draft.captions), flags=set(draft.flags))
    if len(title) > _LONGEST_TITLE:
        # A headline this long is a paragraph in the wrong place: nothing of it may be lost.
        body.title = cut(title, _LONGEST_TITLE)
        body.flags.add("title-cut")
        paragraphs.insert(0, title)
    names = (source.name, *source.names) if source is not None else ()
    house = house_of((_value(draft.hints.get("site")), *names), _url(draft.hints.get("url")))
    _read_top(body, paragraphs, habit_of(source), house)
    body.paragraphs, signed = split_signoff(paragraphs)
    _name_agency(body, draft.hints.get("agency"), signed)
    _name_author(body, draft.hints.get("byline"), house)
    _name_place(body, draft.hints.get("dateline"))
    if not body.paragraphs and not body.captions:
        body.flags.add("headline-only")
    return body


def _equals(text: str, headline: str) -> bool:
    return abs(len(text) - len(headline)) <= 8 and fold(text) == headline


def _read_top(body: _Body, paragraphs: list[str], habit: Habit, house: frozenset[str]) -> None:
    """Take the byline, the agency under it and a line that is only a date off the first paragraphs."""
    first = noted(paragraphs)
    for _ in range(min(_TOP, len(paragraphs) - 1 - first)):
        line = paragraphs[first]
        byline = read_byline(line, house) if body.byline is None else None
        if byline is not None:
            body.byline, body.byline_from = byline, Provenance(source="byline", confidence=0.9)
        elif body.byline is not None and body.byline.agency is None and (agency := read_signoff(line)) is not None:
            body.byline = replace(body.byline, agency=agency)
        elif body.date_line is None and read_date(line, habit) is not None:
            body.date_line = line
        else:
            return
        del paragraphs[first]


def _name_agency(body: _Body, hint: Hint | None, signed: str | None) -> None:
    """The agency of the source's field, else of the sign-off."""
    if hint is not None and hint.value:
        name = read_signoff(f"({hint.value.strip('()[]')})") or hint.value.strip("()[] ")
        if name:
            body.agency, body.agency_from = name, Provenance(source=hint.source, confidence=hint.confidence)
            return
    if signed is not None:
        body.agency, body.agency_from = signed, Provenance(source="sign-off", confidence=0.95)


def _name_author(body: _Body, hint: Hint | None, house: frozenset[str]) -> None:
    """The byline at the top, else the source's field; the agency beside it, when nothing else names one."""
    if body.byline is None and hint is not None:
        lone = hint.confidence >= _SAID_OUTRIGHT and hint.source != _BY_LINE
        body.byline = read_author(hint.value, house, lone=lone)
        body.byline_from = Provenance(source=hint.source, confidence=hint.confidence)
    if body.byline is not None and body.agency is None and body.byline.agency is not None:
        body.agency, body.agency_from = body.byline.agency, body.byline_from


def _name_place(body: _Body, hint: Hint | None) -> None:
    """The dateline that opens the body behind notes to editors, else the source's field; the news begins behind it."""
    body.first = noted(body.paragraphs)
    head, *rest = body.paragraphs[body.first :] or ("",)
    begin = note_end(head)
    found = read_dateline((head[begin:], *rest)) if head else None
    if found is not None:
        body.dateline, body.dateline_from = found, Provenance(source="dateline", confidence=0.9)
        begin += found.end
        end = note_end(head, begin)
        body.note, begin = head[begin:end], end
    elif hint is not None:
        body.dateline = read_dateline_field(hint.value)
        body.dateline_from = Provenance(source=hint.source, confidence=hint.confidence)
    if begin < len(head):
        body.lede = begin
    elif rest:
        body.first += 1
    if body.dateline is not None and body.agency is None and body.dateline.agency is not None:
        body.agency, body.agency_from = body.dateline.agency, body.dateline_from


def _title(
    body: _Body, draft: Draft, seed: Seed, sentences: tuple[Sentence, ...], fields: dict[str, Provenance]
) -> str:
    """The source's title, else the first sentence, else a caption, else the file's name."""
    if body.title:
        fields["title"] = Provenance(source=draft.layout, confidence=1.0)
        return body.title
    body.flags.add("untitled")
    captions = [caption.text for caption in body.captions if caption.text]
    if sentences:
        fields["title"] = Provenance(source="first-sentence", confidence=0.3)
        said = (each.text for each in sentences if any(map(str.isalpha, each.text)))
        return cut(next(said, sentences[0].text), _MADE_TITLE)
    if captions:
        fields["title"] = Provenance(source="caption", confidence=0.2)
        return cut(captions[0], _MADE_TITLE)
    fields["title"] = Provenance(source="file-name", confidence=0.1)
    return cut(repair(seed.path.rpartition("/")[2]), _MADE_TITLE) or "Untitled"


def _summary(body: _Body, sentences: tuple[Sentence, ...], hint: Hint | None, fields: dict[str, Provenance]) -> str:
    """The lede behind the dateline: one sentence or two, some 300 characters, never cut inside a word.

    The source's own summary is used only where there is no body: feeds and pages fill that field with teasers.
    """
    if not sentences:
        if hint is None or not hint.value:
            return ""
        fields["summary"] = Provenance(source=hint.source, confidence=hint.confidence)
        return cut(hint.value, _SUMMARY)
    fields["summary"] = Provenance(source="lede", confidence=0.9)
    first, *rest = sentences[:2]
    if len(first.text) > _LONGEST_SENTENCE or not rest:
        return first.text if len(first.text) <= _LONGEST_SENTENCE else cut(first.text, _SUMMARY)
    second = rest[0]
    near = second.paragraph == first.paragraph
    both = body.paragraphs[first.paragraph][first.start : second.end] if near else f"{first.text} {second.text}"
    if len(first.text) < _SHORT_SENTENCE:
        return both if len(both) <= _LONGEST_SENTENCE else cut(both, _SUMMARY)
    return both if near and len(both) <= _SUMMARY else first.text


def _sources(body: _Body, hints: Mapping[str, Hint], url: str | None) -> dict[str, Provenance]:
    """Where each field that is set came from."""
    given = {
        "byline": body.byline_from if body.byline and body.byline.names else None,
        "agency": body.agency_from if body.agency else None,
        "dateline": body.dateline_from if body.dateline and body.dateline.place else None,
    }
    said = (("url", url), ("tags", _tags(hints.get("tags"))), *((name, _value(hints.get(name))) for name in _SAID))
    for name, value in said:
        if value:
            given[name] = Provenance(source=hints[name].source, confidence=hints[name].confidence)
    return {name: source for name, source in given.items() if source is not None}


def _clean(hint: Hint) -> Hint:
    return Hint(value=repair(hint.value), source=repair(hint.source), confidence=hint.confidence)


def _value(hint: Hint | None) -> str | None:
    return hint.value or None if hint is not None else None


def _url(hint: Hint | None) -> str | None:
    """An absolute web address, or None."""
    if hint is None or " " in hint.value or len(hint.value) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(hint.value)
    except ValueError:
        # An address that Python cannot split ("http://[") is no address.
        return None
    return hint.value if parts.scheme in {"http", "https"} and parts.netloc else None


def _tags(hint: Hint | None) -> tuple[str, ...]:
    if hint is None:
        return ()
    # names that each end in a semicolon may hold commas ("crime, law and justice;")
    names = hint.value if hint.value.endswith(";") else hint.value.replace(",", ";")
    tags = (tag.strip(" #") for tag in names.split(";"))
    return tuple(dict.fromkeys(tag for tag in tags if tag))
