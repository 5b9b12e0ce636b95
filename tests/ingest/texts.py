"""Our own sentences in the shapes that seeds come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from textwrap import wrap

from digest.ingest import Unfolded, load_layouts, read
from digest.model import Discard, Draft, Member, Reading, Seed

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)

HARBOUR = (
    "The harbour of Rijeka opened a second pier on Monday, and the first ferry of the season tied up there at noon.",
    "Dockers said the new pier takes ships of twice the length that the old one could hold.",
    "A brass band played while the passengers walked down to the square, where the mayor cut a ribbon.",
)
BRIDGE = (
    "Engineers in Almaty finished the footbridge over the Malaya Almatinka river two weeks ahead of plan.",
    "The bridge is made of larch and steel, weighs ninety tonnes, and carries a lane for bicycles.",
    "It will be open day and night, the city said, and swept of snow before seven each morning.",
)
ORCHARD = (
    "Growers in the Maule valley picked a record crop of apples this autumn after a mild and rainy spring.",
    "Cold stores along the railway are full, and two more trains a week will run to the port of Valparaiso.",
    "Prices at the farm gate fell by a tenth, the growers' union said, yet nobody it asked expects a loss.",
)


def seed(data: str | bytes, path: str = "inbox/text.txt") -> Seed:
    raw = data.encode() if isinstance(data, str) else data
    return Seed(sha256=sha256(raw).hexdigest(), path=path, data=raw, received=NOW)


def reading(data: str | bytes, path: str = "inbox/text.txt") -> Reading:
    found = read(seed(data, path), load_layouts())
    check_lines(found)
    return found


def only(data: str | bytes, path: str = "inbox/text.txt") -> Draft:
    drafts = reading(data, path).drafts
    assert len(drafts) == 1, [draft.title for draft in drafts]
    return drafts[0]


def check_unfolded(found: Sequence[Unfolded]) -> None:
    """The law for a file and what is inside it: nothing is passed over, holders come after their members."""
    seen: set[str] = set()
    for each in found:
        if isinstance(each.reading, Reading):
            check_lines(each.reading)
            assert {member.seed.path for member in each.reading.members} <= seen
        seen.add(each.seed.path)


def check_lines(found: Reading) -> None:
    """The law: drafts, members and discards are disjoint and cover the units 1..total."""
    owned: list[int] = []
    holders: list[Draft | Discard | Member] = [*found.drafts, *found.discards, *found.members]
    for holder in holders:
        spans = holder.lines if isinstance(holder, Draft) else (holder.span,)
        for span in spans:
            assert 1 <= span.first <= span.last <= found.total
            owned += range(span.first, span.last + 1)
    assert sorted(owned) == list(range(1, found.total + 1))
    assert [draft.index for draft in found.drafts] == list(range(len(found.drafts)))


def stacked(
    title: str,
    body: Sequence[str],
    captions: Sequence[str] = (),
    *,
    copies: int = 2,
    widget: str = "TT\n",
    agency: str = "",
    gap: str = "\n\n",
) -> str:
    """One article as the stacked layout prints it."""
    pictures = "".join(f"{caption}\n" * copies for caption in captions)
    closing = f"{gap}({agency})" if agency else ""
    return f"{title}\n\n{pictures}{widget}\n{title}\n\n{pictures}\n{gap.join(body)}{closing}\n"


def hard_wrapped(paragraphs: Sequence[str], width: int = 68) -> str:
    return "\n\n".join("\n".join(wrap(paragraph, width)) for paragraph in paragraphs)


def page(inner: str, head: str = "") -> str:
    return f"<!doctype html>\n<html lang='en'>\n<head>{head}</head>\n<body>\n{inner}\n</body>\n</html>\n"


def markup(paragraphs: Sequence[str]) -> str:
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


#: lines that mean something to the readers of vendors' exports
HOSTILE_LINES = (
    "Correction: one pier",
    "Graphic",
    "End of Document",
    "Body",
    "Length: 5 words",
    "1 of 9 DOCUMENTS",
    "Copyright 2026",
    "Byline: A Highlight: B",
    "January 12, 2026",
    "Subject: PIERS (90%)",
    "Page 1 of 2",
)
