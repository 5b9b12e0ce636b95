"""Readers meet the titles of the two groups that are no places, and never their ids as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

from tests.desks import near_desk
from tests.test_placing import NOWHERE

#: addresses, anchors, the names of styles and the field of ids in JSON feeds: there ids belong
_IDS = re.compile(
    r"""(?:https?|tag|mailto):[^\s"'<>]*"""
    r"""|\b(?:href|id|class|src|term)=(?:"[^"]*"|'[^']*')"""
    r"""|"region": ?"[a-z-]+\""""
)
_WORD = re.compile(r"\b(?:unassigned|global)\b", re.IGNORECASE)


def test_no_feed_page_or_mail_speaks_of_unassigned_or_global(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("choir.txt", NOWHERE)
    desk.seed("bodies.txt", NOWHERE.replace("The choir", "The choir of the United Nations"))
    desk.run("publish")
    placed = {each["placement"]["region"] for each in desk.run("articles", "--json").records}
    assert placed == {"unassigned", "global"}
    shown = {name: content.decode() for name, content in desk.feeds().items() if not name.endswith(".eml")}
    mails = [*(desk.folder / "feeds").rglob("*.eml"), *(desk.folder / "var" / "maildir" / "new").iterdir()]
    shown |= {f"{mail.name} {name}": text for mail in mails for name, text in parts(mail)}
    for title in ("World", "Other news"):
        assert any(title in text for name, text in shown.items() if name.endswith("text/plain"))
    assert {name: found for name, text in shown.items() if (found := _WORD.findall(_IDS.sub("", text)))} == {}


def parts(mail: Path) -> Iterator[tuple[str, str]]:
    """The headers and the texts of a mail as a reader's program shows them."""
    message = message_from_bytes(mail.read_bytes(), policy=policy.default)
    yield "headers", "\n".join(f"{name}: {value}" for name, value in message.items())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield part.get_content_type(), part.get_content()
