"""The labels, markers and notices of LexisNexis exports, in English, German, French, Spanish and Dutch."""

from __future__ import annotations

import re
from typing import NamedTuple

#: labels that stand above the text
HEAD = frozenset(
    {"title", "site", "date", "byline", "section", "length", "summary", "dateline", "body", "agency", "url"}
)
#: labels that only ever stand below the text; the others there count beside one of these
STRONG = frozenset({"load", "language", "kind", "captions", "note", "updated", "tags", "id", "url"})
#: labels whose value may go on for several paragraphs
WIDE = frozenset({"captions", "note"})
_ROLES = {
    "byline": "byline author authors autor autoren autor/es autores auteur auteurs verfasser",
    "section": "section rubrik ressort rubrique sección seccion rubriek sectie",
    "length": "length länge laenge longueur longitud extensión lengte",
    "title": "headline title überschrift titel titre titular título kop",
    "site": "publication quelle source",
    "date": "date datum fecha",
    "summary": "highlight abstract zusammenfassung résumé resumen samenvatting kurzfassung",
    "dateline": "dateline",
    "body": "body textkörper corps cuerpo",
    "agency": "credit",
    "load": "load-date update ladedatum aktualisierungsdatum date-chargement mise-à-jour fecha-carga laaddatum",
    "language": "language sprache langue idioma lengua taal",
    "kind": "publication-type publikationstyp type-publication document-type journal-code pub-type",
    "captions": "graphic graphics grafik graphique gráfico grafiek",
    "note": "correction corrections notes korrektur berichtigung corrección rectificatie correctie",
    "updated": "correction-date",
    "tags": "subject geographic thema sujet asunto onderwerp country city state land ville pays industry region",
    "id": "acc-no accession-no accession-number document-id",
    "url": "url",
    "rest": "company person organization ticker name series type issn isbn unternehmen personen distribution",
}
_LABELS = {name: role for role, names in _ROLES.items() for name in names.split()} | {
    "load date": "load",
    "mise à jour": "load",
    "fecha de carga": "load",
    "publication type": "kind",
    "journal code": "kind",
}
#: names of fields that a running text has at the starts of its lines too
_COMMON = frozenset({"rest", "site", "date", "title", "agency"}) | {"tags"}
_END = frozenset(
    {"end of document", "ende des dokuments", "dokumentende", "fin du document", "fin de document"}
    | {"fin del documento", "einde van document", "einde van het document"}
)
_BODY = frozenset({"body", "textkörper", "corps", "corps de l'article", "cuerpo", "hoofdtekst"})
#: one of these stands in every export: in its counters, its cover, its ends or above its texts
_SIGNS = ("documen", "dokumen", *sorted(_BODY))
_HEADINGS = (
    {
        "classification": "kind",
        "klassifizierung": "kind",
        "klassifikation": "kind",
        "clasificación": "kind",
        "classificatie": "kind",
    }
    | dict.fromkeys(_ROLES["captions"].split(), "captions")
    | dict.fromkeys(_ROLES["note"].split(), "note")
)
_COUNTERS = (
    re.compile(r"(\d{1,7}) of (\d{1,7}) DOCUMENTS?$"),
    re.compile(r"Dokument (\d{1,7}) von (\d{1,7})$", re.IGNORECASE),
    re.compile(r"(\d{1,7}) von (\d{1,7}) DOKUMENTEN?$"),
    re.compile(r"Documento? (\d{1,7}) de (\d{1,7})$", re.IGNORECASE),
    re.compile(r"(\d{1,7}) de (\d{1,7}) DOCUMENTO?S?$"),
    re.compile(r"Document (\d{1,7}) van (\d{1,7})$", re.IGNORECASE),
    re.compile(r"(\d{1,7}) van (\d{1,7}) DOCUMENTEN$"),
)
_COVER_COUNT = re.compile(r"(?:Documents?|Dokumente?|Documentos?|Documenten) ?\((\d{1,7})\)$")
_CHOSEN = re.compile(r"Download Request: .{0,60}?(\d{1,7})-(\d{1,7})$")
_COPYRIGHT = ("copyright", "©", "(c) ", "all rights reserved", "alle rechte vorbehalten", "tous droits réservés")
_NO_DOCUMENT = "we are sorry but there is an error in this document"


class Label(NamedTuple):
    """A label with what stands behind it on its line."""

    role: str
    value: str
    name: str


def may_be_export(text: str) -> bool:
    """Whether a text holds any of the words by which exports are known; told quickly, for every file is asked."""
    low = text.casefold()
    return any(map(low.__contains__, _SIGNS))


def label_of(text: str, *, capitals: bool = False) -> Label | None:
    """The label that a line begins with; with `capitals` only one in capital letters is one."""
    name, colon, _ = text[:60].partition(":")
    name = name.strip()
    if not colon or len(name) > 30 or (capitals and not name.isupper()):
        return None
    if not name[:1].isupper():
        return None
    role = _LABELS.get(name.casefold())
    return Label(role, text.partition(":")[2].strip(), name) if role is not None else None


def is_common(label: Label) -> bool:
    """Whether lines of running text begin with this word too, "Name:", "City:"."""
    return label.role in _COMMON


def heading_of(text: str) -> str | None:
    """The role of a heading below the text that stands alone on its line: "Graphic", "Notes", "Classification"."""
    return _HEADINGS.get(text.strip().casefold()) if len(text) <= 40 else None


def is_body(text: str) -> bool:
    """Whether a line is the heading "Body"."""
    return len(text) <= 40 and text.strip().casefold() in _BODY


def is_end(text: str) -> bool:
    """Whether a line is "End of Document"."""
    return len(text) <= 60 and text.strip().casefold() in _END


def counter_of(text: str) -> tuple[int, int] | None:
    """The numbers of a line that is "3 of 10 DOCUMENTS", in any of the languages."""
    text = text.strip()
    if len(text) > 60 or not (text[:1].isdecimal() or text[:1] in ("D", "d")):
        return None
    found = next((match for form in _COUNTERS if (match := form.match(text))), None)
    return (int(found[1]), int(found[2])) if found is not None else None


def cover_count(text: str) -> int | None:
    """The number of a cover's line "Documents (10)"."""
    found = _COVER_COUNT.match(text.strip()) if len(text) <= 60 else None
    return int(found[1]) if found is not None else None


def chosen_count(text: str) -> int | None:
    """How many documents a cover's line "Download Request: Selected Items: 1-10" asks for."""
    found = _CHOSEN.match(text.strip()) if len(text) <= 200 else None
    return max(int(found[2]) - int(found[1]) + 1, 0) if found is not None else None


def is_copyright(text: str) -> bool:
    """Whether a paragraph is a copyright notice."""
    return len(text) <= 600 and text.strip().casefold().startswith(_COPYRIGHT)


def is_refused(text: str) -> bool:
    """Whether the vendor says in the document's place that it cannot show it."""
    return text.casefold().startswith(_NO_DOCUMENT)
