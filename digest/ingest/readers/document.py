"""One document of a LexisNexis export: what stands above its text, the text, what stands below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.ingest.labels import (
    HEAD,
    STRONG,
    WIDE,
    Label,
    heading_of,
    is_body,
    is_common,
    is_copyright,
    is_end,
    label_of,
)
from digest.ingest.printed import leading_date
from digest.ingest.prose import Row, words
from digest.ingest.readers.vendor import Fields

#: an unlabelled paragraph between two labels above the text goes on with the first of them
_ASIDE = 40
#: paragraphs below the text that may belong to one label
_MOST_BELOW = 12
#: lines above the text in which the date is looked for
_DEEPEST = 14
_APPENDED = ("correction appended", "corrections appended")
_MAX_TITLE = 60
#: share of the width that a wrapped line may leave free
_RAGGED = 0.35
_INSIDE = ("highlight: ", "dateline: ", "section: ", "length: ")


@dataclass(slots=True, kw_only=True)
class Block:
    """A paragraph as it stands in the file: its lines, and the label it begins with."""

    rows: list[Row]
    label: Label | None = None
    heading: str | None = None
    """the role of a heading below the text, when the block is one"""

    @property
    def text(self) -> str:
        """The lines as one."""
        return self.rows[0].text if len(self.rows) == 1 else " ".join(row.text for row in self.rows)

    def value(self, width: int = 0) -> str:
        """The text behind the label; an author's ends with the line, unless that was wrapped."""
        if self.label is None:
            return self.text
        whole = unwrapped(self.rows, width)[0] if self.label.role == "byline" else self.text
        return whole.partition(":")[2].strip()


def blocks_of(rows: Sequence[Row], *, parted: bool, capitals: bool) -> list[Block]:
    """The paragraphs of a document: one line each, or with `parted` the lines between blank lines and labels.

    With `capitals` only labels in capital letters count: the text of a classic export says "Length:" too.
    """
    found: list[Block] = []
    behind = True
    for row in rows:
        label = label_of(row.text, capitals=capitals)
        heading = None if capitals else heading_of(row.text)
        alone = heading is not None or is_body(row.text) or is_end(row.text)
        if parted and row.gap == 0 and label is None and not alone and not behind:
            found[-1].rows.append(row)
        else:
            found.append(Block(rows=[row], label=label, heading=heading))
        behind = alone
    return found


def read_document(blocks: Sequence[Block], width: int, *, titled_first: bool) -> tuple[Fields, list[Block]]:
    """The fields of one document, and the blocks of it that are copyright notices.

    `titled_first` tells the two orders above the text apart: title, source, date (Nexis Uni) or source, date, title.
    Text lines of a `width` in characters are joined where they were wrapped; 0 joins none.
    """
    fields = Fields()
    notices = [block for at, block in enumerate(blocks) if is_copyright(block.text) and _at_rim(at, blocks)]
    kept = [block for block in blocks if not any(block is notice for notice in notices) and not is_end(block.text)]
    tail = _tail(kept)
    above = kept[:tail]
    body = _read_head(above, fields, width, titled_first=titled_first)
    for block in above[body:]:
        fields.paragraphs += unwrapped(block.rows, width)
    _read_tail(kept[tail:], fields)
    return fields, notices


def _at_rim(at: int, blocks: Sequence[Block]) -> bool:
    """Whether a block is among the first ten or the last four: further in, it is text."""
    return at < 10 or at >= len(blocks) - 4


def _tail(blocks: Sequence[Block]) -> int:
    """Where the labels below the text begin: from there on every paragraph has a label, or goes on with a wide one."""
    start, pending = len(blocks), 0
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        role = block.heading or (block.label.role if block.label is not None else None)
        if role is None or role in ("byline", "section", "length", "summary", "dateline", "body"):
            pending += 1
            if pending > _MOST_BELOW or is_body(block.text):
                break
        elif pending and role not in WIDE:
            break
        else:
            pending = 0
            if role in STRONG and (block.label is None or not is_common(block.label)):
                start = at
    return start


def _read_head(blocks: list[Block], fields: Fields, width: int, *, titled_first: bool) -> int:
    """Read what stands above the text; where the text begins."""
    body = next((at for at, block in enumerate(blocks[:40]) if is_body(block.text)), None)
    first = _first_label(blocks if body is None else blocks[:body])
    dated = _dated(blocks[: first if first is not None else body], titled_first=titled_first)
    top = 0 if dated is None else dated + 1
    above = [row.text for block in blocks[: dated if dated is not None else first or body or 0] for row in block.rows]
    if dated is not None:
        row = _row_of_date(blocks[dated], skipped=1 if titled_first and dated == 0 else 0)
        above += [each.text for each in blocks[dated].rows[:row]]
        _read_date(blocks[dated].rows[row:], fields)
    if titled_first:
        _name_first(above, fields)
        for block in blocks[top : first if first is not None else body or top]:
            _read_edition(block.text, fields)
    else:
        if dated is not None:
            fields.set("site", " ".join(above))
        top = _read_title(blocks, top, first, fields, dated=dated is not None)
    if first is None:
        return top if body is None else body + 1
    return _read_labels(blocks, first, fields, body, width)


def _first_label(blocks: Sequence[Block]) -> int | None:
    """The first label above the text; one behind much running text is no such label."""
    run = 0
    for at, block in enumerate(blocks[:20]):
        if block.label is not None and block.label.role in HEAD:
            return at
        run += words(block.text) if at > 2 else 0
        if run > 3 * _MAX_TITLE:
            return None
    return None


def _row_of_date(block: Block, *, skipped: int = 0) -> int:
    dated = (at for at, row in enumerate(block.rows) if at >= skipped and leading_date(row.text) is not None)
    return next(dated, 0)


def _dated(blocks: Sequence[Block], *, titled_first: bool) -> int | None:
    """The block whose first lines are the date; a title that begins with one stands at the margin or comes first."""
    centred = any(row.indent >= 8 for block in blocks[:3] for row in block.rows)
    for at, block in enumerate(blocks[:_DEEPEST]):
        skipped = 1 if titled_first and at == 0 else 0
        row = next((row for row in block.rows[skipped:] if leading_date(row.text) is not None), None)
        if row is not None and (not centred or titled_first or row.indent >= 4):
            return at
    return None


def _read_date(rows: Sequence[Row], fields: Fields) -> None:
    found = leading_date(rows[0].text)
    if found is not None:
        fields.set("date", found.iso)
    for row in rows:
        _read_edition(row.text, fields)


def _read_edition(text: str, fields: Fields) -> None:
    """What stands beside the date is an edition and no field of ours, but for the word that a correction follows."""
    if text.strip(" ;,.").casefold().endswith(_APPENDED):
        fields.appended = "Correction Appended"


def _name_first(rows: list[str], fields: Fields) -> None:
    """Title and source in the order of Nexis Uni."""
    if len(rows) > 1:
        fields.set("site", rows[-1])
        rows = rows[:-1]
    fields.title = " ".join(rows)


def _read_title(blocks: Sequence[Block], top: int, first: int | None, fields: Fields, *, dated: bool) -> int:
    """The title of the classic order; where the blocks behind it begin."""
    while top < len(blocks) and (_is_edition(blocks[top]) or blocks[top].text.casefold().strip(" .") in _APPENDED):
        _read_edition(blocks[top].text, fields)
        top += 1
    rest = list(blocks[top : len(blocks) if first is None else first])
    if not dated and len(rest) > 1:
        fields.set("site", rest[0].text, 0.7)
        rest, top = rest[1:], top + 1
    if not rest or words(rest[0].text) > _MAX_TITLE or (first is None and len(rest) < 2):
        return top
    fields.title = rest[0].text
    if first is not None:
        fields.set("summary", " ".join(block.text for block in rest[1:]), 0.6)
    return top + 1


def _is_edition(block: Block) -> bool:
    """Whether a block right below the date is centred as the date is, or ends as the name of an edition does."""
    last = block.text.rsplit(" ", 1)[-1].casefold()
    return len(block.text) <= 80 and (
        min(row.indent for row in block.rows) >= 8 or last in ("edition", "ausgabe", "édition", "edición", "editie")
    )


def _read_labels(blocks: list[Block], first: int, fields: Fields, body: int | None, width: int) -> int:
    """Read the labels above the text; where the text begins."""
    at, role = first, ""
    while at < len(blocks) and at != body:
        label = blocks[at].label
        if label is not None and label.role == "body":
            blocks[at] = Block(rows=[blocks[at].rows[0]._replace(text=label.value), *blocks[at].rows[1:]])
            return at if label.value else at + 1
        if label is not None and label.role in HEAD and not (body is None and _in_text(label, fields)):
            role = label.role
            _read_label(role, blocks[at].value(width), fields)
        elif body is not None or _goes_on(blocks, at):
            if role == "summary" and label is None:
                fields.hints["summary"] = f"{fields.hints.get('summary', '')} {blocks[at].text}".strip()
            elif body is not None and label is None:
                _read_edition(blocks[at].text, fields)
        else:
            return at
        at += 1
    return at if body is None else body + 1


def _in_text(label: Label, fields: Fields) -> bool:
    """Whether a label that running text has too begins the text: the field is known already."""
    return is_common(label) and label.role in fields.hints


def _goes_on(blocks: Sequence[Block], at: int) -> bool:
    """Whether the label of one of the next two blocks shows that this one still stands above the text."""
    if words(blocks[at].text) > _ASIDE:
        return False
    following = [block.label for block in blocks[at + 1 : at + 3]]
    return any(label is not None and label.role in HEAD and not is_common(label) for label in following)


def _read_label(role: str, value: str, fields: Fields) -> None:
    if role == "title":
        fields.title = fields.title or value
    elif role == "length":
        fields.length = fields.length or value
    elif role == "byline":
        fields.set("byline", _without_labels(value, fields))
    elif role == "date":
        found = leading_date(value)
        fields.set("date", found.iso if found is not None else value)
    else:
        fields.set(role, value)


def _without_labels(value: str, fields: Fields) -> str:
    """A byline without the labels behind it: "A. Writer Highlight: The harbour" (JBGruber/LexisNexisTools#10)."""
    low = value.casefold()
    cuts = [at for name in _INSIDE if (at := low.find(f" {name}")) >= 0]
    if not cuts:
        return value
    rest = label_of(value[min(cuts) :].strip()[:1].upper() + value[min(cuts) :].strip()[1:])
    if rest is not None:
        _read_label(rest.role, rest.value, fields)
    return value[: min(cuts)]


def _read_tail(blocks: Sequence[Block], fields: Fields) -> None:
    role = ""
    for block in blocks:
        if block.heading is not None:
            role = block.heading
        elif block.label is None:
            _read_below(role, block.text, fields)
        else:
            role = block.label.role
            _read_below(role, block.value(), fields)


def _read_below(role: str, value: str, fields: Fields) -> None:
    if role == "captions":
        if value:
            fields.captions.append(value)
    elif role == "note":
        fields.note(value)
    elif role == "tags":
        fields.tag(value)
    elif role == "updated":
        found = leading_date(value)
        fields.set("updated", found.iso if found is not None else value)
    elif role in ("language", "url", "id"):
        fields.set(role, value)
    elif role not in ("load", "kind", "rest", ""):
        _read_label(role, value, fields)


def unwrapped(rows: Sequence[Row], width: int) -> list[str]:
    """The paragraphs of some lines: one ends with a short line behind which the next word would still have fitted."""
    if width == 0:
        return [row.text for row in rows]
    found: list[list[str]] = []
    room = 0
    for row in rows:
        head = row.text.partition(" ")[0]
        if found and (room < _RAGGED * width or len(head) + 1 > room):
            found[-1].append(row.text)
        else:
            found.append([row.text])
        room = width - len(row.text) - row.indent
    return [" ".join(part) for part in found]
