"""Saved pages: the page, its address and the moment it was saved."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from digest.errors import NoArticleError
from digest.ingest import load_layouts, read
from tests.ingest.mails import DATE, web_page
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, only, page, reading, seed

ADDRESS = "https://kvarner.example/pier"


def saved(html: str, *, frame: str = "") -> bytes:
    built = EmailMessage(policy=SMTP)
    built["From"] = "<Saved by Blink>"
    built["Snapshot-Content-Location"] = ADDRESS
    built["Date"] = DATE
    built.set_content(html, subtype="html", charset="utf-8", cte="quoted-printable")
    built["Content-Location"] = ADDRESS
    built.make_related()
    if frame:
        first = EmailMessage(policy=SMTP)
        first.set_content(frame, subtype="html")
        first["Content-Location"] = "cid:frame-1@mhtml.blink"
        payload = built.get_payload()
        assert isinstance(payload, list)
        payload.insert(0, first)
    return built.as_bytes()


def test_a_saved_page_has_its_address_and_its_moment() -> None:
    draft = only(saved(web_page("A Pier", HARBOUR)), "inbox/pier.mhtml")
    assert draft.title == "A Pier"
    assert draft.paragraphs == HARBOUR
    assert draft.hints["url"].value == ADDRESS
    assert draft.made is not None
    assert draft.made.value == "2026-03-02T18:30:00+01:00"


def test_a_frame_before_the_page_is_listed_and_not_read() -> None:
    found = reading(saved(web_page("A Pier", HARBOUR), frame=web_page("An Ad", BRIDGE)), "inbox/pier.mht")
    assert [draft.title for draft in found.drafts] == ["A Pier"]
    assert any("a frame of the saved page" in each.reason for each in found.discards)


def test_the_address_of_a_page_is_not_that_of_each_of_its_articles() -> None:
    parts = [f"<article>\n<h2>{text[0][:20]}</h2>\n{markup([*text, *text])}\n</article>" for text in (HARBOUR, ORCHARD)]
    found = reading(saved(page("\n".join(parts))), "inbox/pier.mhtml")
    assert len(found.drafts) == 2
    assert not any("url" in draft.hints for draft in found.drafts)


def test_a_saved_log_in_page_is_no_article() -> None:
    with pytest.raises(NoArticleError, match="login"):
        read(seed(saved(page("<form><input type='password'></form>")), "inbox/a.mhtml"), load_layouts())
