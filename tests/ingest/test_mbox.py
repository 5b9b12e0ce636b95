"""Mailboxes: every message is a file of its own."""

from __future__ import annotations

from pathlib import Path

from digest.ingest import load_layouts, unfold
from digest.model import Reading
from tests.ingest.mails import mailbox, message, web_page
from tests.ingest.test_mail import inside
from tests.ingest.texts import HARBOUR, reading, seed


def test_a_line_of_a_message_that_begins_with_from_parts_nothing() -> None:
    text = f"From Rijeka we hear this:\n\n{HARBOUR[0]}\n\nFrom Monday on {HARBOUR[1]}\n"
    drafts = inside(mailbox([message(text).as_bytes(), message(text).as_bytes()]), "inbox/all.mbox")
    assert [draft.paragraphs[-1] for draft in drafts] == [f"From Monday on {HARBOUR[1]}"] * 2


def test_a_text_that_begins_with_from_is_no_mailbox() -> None:
    assert reading(f"From the harbour, Monday at 12:00 in 2026\n\n{HARBOUR[0]}").reader == "plain"


def test_a_message_without_an_article_costs_no_other_one() -> None:
    data = mailbox([message().as_bytes(), b"", b"no header at all", message(subject="Second").as_bytes()])
    found = list(unfold(seed(data, "inbox/all.mbox"), load_layouts()))
    outer = found[-1].reading
    assert isinstance(outer, Reading)
    assert outer.total == 4
    assert [each.reason for each in outer.discards] == ["an empty message"]
    assert sum(isinstance(each.reading, Reading) for each in found) == 3


def test_two_thousand_messages_are_two_thousand_articles() -> None:
    data = mailbox([message(f"Pier {at} opened.\n\n{HARBOUR[0]}").as_bytes() for at in range(2000)])
    found = reading(data, "inbox/all.mbox")
    assert len(found.members) == 2000
    assert len({member.seed.sha256 for member in found.members}) == 2000


def test_the_crawled_page_as_four_messages_gives_its_four_articles(real_sample: Path) -> None:
    articles = reading(real_sample.read_text(encoding="utf-8")).drafts
    pages = [message("-", html=web_page(each.title, each.paragraphs)).as_bytes() for each in articles]
    found = inside(mailbox(pages), "inbox/all.mbox")
    assert [draft.title for draft in found] == [draft.title for draft in articles]
    assert [draft.paragraphs for draft in found] == [draft.paragraphs for draft in articles]
