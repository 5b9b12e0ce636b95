"""The marks with which agencies and sites label a later version: UPDATE 2, (CORRECTED), 1st Ld-Writethru, KILL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from digest.articles.words import phrases
from digest.model import Signal

_NTH: Final = r"(?:\d{1,2} ?(?:st|nd|rd|th|e|er|eme|ème|\.|º|ª)?|first|second|third|fourth|fifth)"
_UPDATES: Final = re.compile(
    r"(?:update[sd]?|wrapup|lead|ld|amp|종합)\.? ?\d{0,2}\.?"
    rf"|{_NTH} ?-?(?:ld|lead|update|보)(?: ?-? ?write-?thru)?(?: ?\d)?"
    rf"|(?:{_NTH} ?-?)?write-?thr(?:u|ough)(?: ?\d)?|(?:{_NTH} ?)?(?:zusammenfassung|zf)(?: ?\d{{1,4}})?"
)
_MORE_UPDATES: Final = phrases(
    "adds; recasts; recast; tops; pickup; aktualisiert; aktualisierung; neufassung; actualisé; actualisation;"
    " mise à jour; maj; actualiza; actualización; actualizada; actualizado; act; act.; amplía; ampliación; atualização;"
    " atualizada; atualizado; atualiza; aggiornamento; aggiornato; bijgewerkt; oppdatert; oppdatering; opdateret;"
    " opdatering; uppdaterad; uppdatering; päivitetty; päivitys; aktualizacja; aktualizace; aktualizováno;"
    " обновление; обновлено; дополнено; оновлено; доповнено; güncelleme; güncellendi; 更新; تحديث"
)
_CORRECTIONS: Final = phrases(
    "corrected; corrects; correction; corrections; corrective; refile; refiled; refiles; clarification; clarified;"
    " corrected (official); berichtigung; berichtigt; korrektur; korrigiert; korr; korr.; rectificatif; rectification;"
    " corrige; corrigé; correctif; erratum; corrección; correccion; corregido; corregida; rectificación; rectifica;"
    " fe de erratas; correção; corrigido; corrigida; c/correção; rettifica; errata corrige; errata; correzione;"
    " correctie; rectificatie; gecorrigeerd; rettelse; rettet; korrigert; retting; rättelse; rättad; korrigerad;"
    " oikaisu; korjaus; korjattu; korekta; sprostowanie; oprava; opraveno; исправление; исправлено; поправка;"
    " уточнение; виправлено; виправлення; düzeltme; διόρθωση; helyesbítés; corecție; erată; 更正; 訂正; 정정; تصحيح"
)
_WITHDRAWALS: Final = phrases(
    "kill; killed; mandatory kill; withdrawn; withdrawal; story withdrawn; story removed; story killed; retracted;"
    " retraction; zurückgezogen;"
    " meldung zurückgezogen; dépêche annulée; noticia anulada; storno meldung"
)
# On a concert's page these tell of the concert; in a slug or a field of the version they tell of the text.
_SLUG_WITHDRAWALS: Final = _WITHDRAWALS | phrases(
    "elim; elimination; canceled; cancelled; cancellation; delete; deleted; storno; annulé; annulée; annule;"
    " annulation; anula; anulada; anulado; annullata; annullato; annulla; ingetrokken; återkallad; отозвано"
)
# These are of news too; what they say of a text, the text itself has to say ("The story headlined ... withdrawn").
_NAMED_BELOW: Final = phrases("retraction; story withdrawn; story removed; eliminated; elimination")
#: what is no part of a headline either, and says nothing of versions
_NEUTRAL: Final = phrases(
    "rpt; repeat; repeats; repeated; resend; re-send; resent; retransmission; retransmitted; urgent; flash; alert;"
    " bulletin; breaking; breaking news; pix; pictures; picture; tv; graphic; official; eil; eilmeldung; alerte;"
    " urgente; última hora; ultima hora; adv; advisory; photos; with photos; video"
)
# These are words of headlines too ("Lead: how a metal poisoned a town"): only capitals make marks of them.
_WORDS_TOO: Final = _WITHDRAWALS | phrases(
    "lead; ld; adds; tops; recast; recasts; pickup; amp; wrapup; corrige; oprava; ampliación; amplía; actualiza;"
    " rectifica; korr; act; maj; errata; alert; flash; urgent; bulletin; official; pictures; picture; video; photos; tv"
)
_NUMBERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NUMBER: Final = re.compile(r"\d{1,2}(?!\d)|first|second|third|fourth|fifth")
_LONGEST: Final = 40
_LONGEST_AGENCY: Final = 9
_MOST: Final = 4
_OPENERS: Final = {"(": ")", "[": "]", "（": "）", "【": "】", "［": "］"}
_CLOSERS: Final = {close: start for start, close in _OPENERS.items()}
_PARTED: Final = re.compile(r"(?: ?[:：]| [-–—]{1,3}(?= )|[-–—])")
_TAIL: Final = re.compile(r"[ ](?:[-–—]{1,3}|\|)[ ]")
_PARTS: Final = re.compile(r"[,()\[\]]")
_LONGEST_FIELD: Final = 500
_LONGEST_NOTE: Final = 1000
_MOST_SENTENCES: Final = 12
_ENDING: Final = 2
_NOTE_OPENING: Final = re.compile(
    r"(?:attention |note to )?(?:eds|editors|editor's note|notebook|note|achtung redaktionen)\b[\s:.–—-]*",
    re.IGNORECASE,
)
_NOTE_SENTENCE: Final = re.compile(r"[.;:(]\s+|\n")
_NOTES: Final = (
    (
        Signal.WITHDRAWAL,
        re.compile(
            r"(?:mandatory |advisory )?kill(?= story| the | this |$)|withdrawn\b|retract(?:ed|ion)\b"
            r"|(?:this|the following|the) (?:story|item|article|text|report) (?:has been |was |is )"
            r"(?:killed|withdrawn|retracted)\b",
        ),
    ),
    (
        Signal.CORRECTION,
        re.compile(
            r"(?:corrects|corrected|corrections?|corrective|correcting|refiles?|refiled|fixes|clarifies|clarification"
            r"|berichtigt|berichtigung|korrigiert|korrektur|rectifie|rectificatif|corrige|rettelse|retter|korrigerer"
            r"|rättelse|rättar|korrigerar|korrigerad|korrigert|rettet|korjattu|oikaisu|oikaisee|korjaus|korjaa|correzione|correctie|correção)\b"
        ),
    ),
    (
        Signal.UPDATE,
        re.compile(
            r"(?:adds|add|updates|updated|updating|recasts|recast|tops|restores|ergänzt|aktualisiert|aktualisierung"
            r"|complemented|ajoute|amplía|actualiza|actualisation|oppdaterer|opdaterer|uppdaterar|kompletterar"
            r"|täydentää|täydennetty|new (?:throughout|lead|approach))\b"
        ),
    ),
)
# one pair within another at most: "(Corrects name of (former) mayor)"
_BRACKET: Final = re.compile(r"\((?:[^()]|\([^()]*\))*\)\s*")
# "this Nov. 27 story" is Reuters' way
_STORY: Final = r"(?:this|the)(?: [a-z]{3,9}\.? \d{1,2})? (?:story|article|report|version|post|item|headline)"
# as the whole of a text, which names another: "Editors: The story slugged BC-PORT has been withdrawn."
_OF_ANOTHER: Final = re.compile(
    r"(?:(?:attention |note to )?(?:eds|editors)[:.,–—-]? )?(?:the|this|our|an?) (?:[a-z.]{2,12} )?(?:story|article"
    r"|item|dispatch),? (?:(?:slugged|headlined|under the headline|with the headline) )?"
    r"(?:[\"“”„«‘'][^\"“”„«»\n]{1,200}[\"“”«»’']|(?<=slugged )\S{1,60}),? (?:has been|was|is) "
    r"(?:withdrawn|retracted|killed|eliminated|removed)(?:[.;]|$| and there )"
)
_MOST_BESIDE: Final = 3
_OF_ITSELF: Final = (
    (Signal.WITHDRAWAL, re.compile(rf"\W*{_STORY} (?:has been|was) (?:withdrawn|retracted)\b")),
    (
        Signal.CORRECTION,
        re.compile(
            rf"\W*(?:{_STORY} (?:(?:has been|was) corrected|corrects)|an earlier version of {_STORY}"
            r"|(?:correction|clarification)(?: \([^()]{1,30}\)| appended)?:)"
        ),
    ),
    (Signal.UPDATE, re.compile(rf"\W*{_STORY} (?:has been|was) updated\b")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a label says of a version, and its number: 2 of "UPDATE 2"; 0 = none."""

    signal: Signal | None = None
    turn: int = 0


_NONE: Final = Mark()
_STRENGTH: Final = {None: 0, Signal.UPDATE: 1, Signal.CORRECTION: 2, Signal.WITHDRAWAL: 3}


def strength(signal: Signal | None) -> int:
    """0 for no signal, 1 for an update, 2 for a correction, 3 for a withdrawal."""
    return _STRENGTH[signal]


def join(marks: Iterable[Mark]) -> Mark:
    """The strongest signal and the highest number of some marks."""
    found = tuple(marks)
    if len(found) < 2:
        return found[0] if found else _NONE
    return Mark(
        signal=max([mark.signal for mark in found], key=strength),
        turn=max([mark.turn for mark in found]),
    )


def read_title(title: str) -> tuple[str, Mark]:
    """The headline without the marks at its head and tail, and what they say.

    A mark stands in brackets or is parted by a colon or a dash; a headline that only holds such a word has none.
    """
    marks: list[Mark] = []
    rest = title.strip()
    for cut in (_cut_head, _cut_tail):
        for _ in range(_MOST):
            found = cut(rest)
            if found is None:
                break
            rest, mark = found
            marks.append(mark)
    return rest, join(marks)


def is_mark(title: str) -> bool:
    """Whether a line is only a mark: "KILL", "*** CORRECTION ***", "(UPDATE 1)"."""
    return _label(title.strip(" :*.()[]-")) is not None


def read_slug(slug: str) -> Mark:
    """What stands in brackets or behind a comma of a slug says: "GLOBAL-OIL/ (UPDATE 1, PIX)", "BC-Pier, 1st Ld".

    Its own parts are topics: "BRITAIN-EU/WITHDRAWAL".
    """
    return join(_listed(_PARTS.split(slug[:_LONGEST_FIELD])[1:]))


def read_version_words(printed: str) -> Mark:
    """What a version says that is printed in words: "1st Ld-Writethru, KILL"."""
    return join(_listed(_PARTS.split(printed[:_LONGEST_FIELD])))


def _listed(parts: Sequence[str]) -> list[Mark]:
    marks = (_mark_of(part.strip().casefold(), _SLUG_WITHDRAWALS) for part in parts)
    return [mark for mark in marks if mark is not None]


def read_text(paragraphs: Sequence[str]) -> Mark:
    """What a text says of itself: "(Adds quotes)" at its beginning, "This story has been corrected" at its end."""
    marks = [_bracket(paragraphs[0])[1]] if paragraphs else []
    if 0 < len(paragraphs) <= _MOST_BESIDE and _OF_ANOTHER.match(paragraphs[0][:_LONGEST_FIELD].casefold()):
        marks.append(Mark(signal=Signal.WITHDRAWAL))
    return join(marks + [_of_itself(paragraph) for paragraph in paragraphs[-_ENDING:]])


def note_end(text: str, start: int = 0) -> int:
    """Where a text goes on behind the notes to editors in brackets at `start`: "(Corrects name) (Adds quotes) "."""
    while (end := _bracket(text, start)[0]) > start:
        start = end
    return start


def noted(paragraphs: Sequence[str]) -> int:
    """How many paragraphs at the head of a text are nothing but notes to editors; the last one is none."""
    many = 0
    while many + 1 < len(paragraphs) and note_end(paragraphs[many]) == len(paragraphs[many]):
        many += 1
    return many


def _bracket(text: str, start: int = 0) -> tuple[int, Mark]:
    """Where the note to editors at `start` and the spaces behind it end, and what it says; `start` where none is."""
    if not text.startswith("(", start):
        return start, _NONE
    found = _BRACKET.match(text, start, start + _LONGEST_FIELD)
    mark = join((read_note(found[0]), _of_itself(found[0]))) if found is not None else _NONE
    return (found.end(), mark) if found is not None and mark != _NONE else (start, _NONE)


def _of_itself(paragraph: str) -> Mark:
    text = paragraph[:_LONGEST_FIELD].casefold()
    return next((Mark(signal=signal) for signal, pattern in _OF_ITSELF if pattern.match(text)), _NONE)


def read_note(note: str) -> Mark:
    """What a note to editors says at the head of a sentence: "Eds: Adds quotes", "Corrects spelling of name"."""
    marks = []
    for sentence in _NOTE_SENTENCE.split(note[:_LONGEST_NOTE])[:_MOST_SENTENCES]:
        text = _NOTE_OPENING.sub("", sentence.strip(" ()[]*"), count=1).casefold()
        marks += [Mark(signal=signal) for signal, pattern in _NOTES if pattern.match(text)][:1]
    return join(marks)


def _mark_of(text: str, withdrawals: frozenset[str] = _WITHDRAWALS) -> Mark | None:
    """The mark that a folded text is as a whole; None when it is none."""
    if text in _NEUTRAL:
        return _NONE
    if text in withdrawals:
        return Mark(signal=Signal.WITHDRAWAL)
    if text in _CORRECTIONS:
        return Mark(signal=Signal.CORRECTION)
    if text in _MORE_UPDATES:
        return Mark(signal=Signal.UPDATE)
    if _UPDATES.fullmatch(text):
        number = _NUMBER.search(text)
        turn = _NUMBERS.get(number[0]) or int(number[0]) if number else 0
        return Mark(signal=Signal.UPDATE, turn=turn)
    return None


def _label(text: str) -> Mark | None:
    """The mark of a label as printed: its first letter is a capital, and what is a word of headlines too is in them."""
    text = text.strip()
    if not text or len(text) > _LONGEST or text[0].islower():
        return None
    folded = text.casefold()
    if folded in _WORDS_TOO and text != text.upper():
        return _NONE if folded in _NAMED_BELOW else None
    mark = _mark_of(folded)
    return _NONE if mark is None and folded in _NAMED_BELOW else mark


def _bracketed(inner: str) -> Mark | None:
    """The mark of what stands in brackets, which may be several: "(UPDATE 1, PIX, CORRECTED)"."""
    if len(inner) > _LONGEST:
        return None
    found = [_label(part) or _lower(part) for part in re.split(r", ?|/ ?", inner.strip())]
    marks = [mark for mark in found if mark is not None]
    return join(marks) if marks and len(marks) == len(found) else None


def _lower(part: str) -> Mark | None:
    """Within brackets small letters are enough: "(korr)", "(aktualisiert)"."""
    text = part.strip()
    return _mark_of(text) if text not in _WORDS_TOO or text == "korr" else None


def _cut_head(title: str) -> tuple[str, Mark] | None:
    closer = _OPENERS.get(title[:1])
    if closer is not None:
        end = title.find(closer, 1, _LONGEST + 2)
        mark = _bracketed(title[1:end]) if end > 0 else None
        rest = title[end + 1 :].lstrip(" :-–—")
        if mark is None and 0 < end <= _LONGEST_AGENCY and title[1:end].isalpha() and rest[:1] not in _OPENERS:
            # the agency in front of its mark: "(AP) ELIMINATED: Headline"
            return _cut_head(rest)
        return (rest, mark) if mark is not None and rest else None
    for parted in reversed(list(_PARTED.finditer(title, 1, _LONGEST + 3))):
        label, rest = title[: parted.start()], title[parted.end() :].lstrip(" -–—")
        # a slug in front of a headline is no part of it either: "BC-MINISTER-WITHDRAWAL: Minister denies role"
        mark = _NONE if label.startswith("BC-") and parted[0].strip() == ":" and label.isupper() else _label(label)
        if mark is None or not rest:
            continue
        if parted[0] in "-–—" and not _hyphened(label, rest):
            continue
        return rest, mark
    return None


def _hyphened(label: str, rest: str) -> bool:
    """Whether a hyphen right behind a label parts it: "UPDATE 2-Oil rises", not "KILL-SWITCH BILL PASSES"."""
    if label != label.upper() or rest[0].islower():
        return False
    return label.casefold() not in _WORDS_TOO or rest != rest.upper()


def _cut_tail(title: str) -> tuple[str, Mark] | None:
    opener = _CLOSERS.get(title[-1:])
    if opener is not None:
        start = title.rfind(opener, max(0, len(title) - _LONGEST - 2))
        mark = _bracketed(title[start + 1 : -1]) if start > 0 else None
        rest = title[:start].rstrip(" :-–—") if start > 0 else ""
        return (rest, mark) if mark is not None and rest else None
    parted = list(_TAIL.finditer(title, max(0, len(title) - _LONGEST - 5)))
    if not parted:
        return None
    mark = _label(title[parted[-1].end() :])
    rest = title[: parted[-1].start()].rstrip()
    return (rest, mark) if mark is not None and rest else None
