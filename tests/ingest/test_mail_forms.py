"""Forms in which a message comes: a stub beside its text, other programs' files, a few words that say much."""

from __future__ import annotations

import pytest

from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read
from tests.ingest.mails import message, web_page
from tests.ingest.test_mail import gone, mail
from tests.ingest.texts import HARBOUR, page, reading, seed

PLAIN = "\n\n".join(HARBOUR)


def test_a_text_is_read_where_the_page_beside_it_is_a_stub() -> None:
    stub = page("<p>Please view this mail in a browser, which shows it as it is meant to be read by everyone.</p>")
    found = reading(message(PLAIN, html=stub, cte="8bit").as_bytes(), "inbox/a.eml")
    assert found.drafts[0].paragraphs == HARBOUR
    assert "another form of the message, with other words than the one that is read" in gone(found).values()


def test_a_page_is_read_where_the_text_beside_it_says_less_and_the_reason_says_what_was_left() -> None:
    for text, reason in ((PLAIN, "the same text in another form"), ("Your program shows no HTML.", "other words")):
        found = reading(message(text, html=web_page("A Pier", HARBOUR), cte="8bit").as_bytes(), "inbox/a.eml")
        assert (found.drafts[0].title, found.drafts[0].layout) == ("A Pier", "html")
        assert any(reason in each for each in gone(found).values())


@pytest.mark.parametrize("kind", ["application/ms-tnef", "application/octet-stream"])
def test_a_message_whose_text_is_in_winmail_dat_alone_is_refused_with_what_to_do(kind: str) -> None:
    built = message("\n")
    built.add_attachment(
        b'x\x9f>"', maintype=kind.split("/", maxsplit=1)[0], subtype=kind.split("/")[1], filename="winmail.dat"
    )
    with pytest.raises(SeedError, match="ask for it as plain text or HTML") as caught:
        read(seed(built.as_bytes(), "inbox/a.eml"), load_layouts())
    assert not isinstance(caught.value, NoArticleError)
    built = message(PLAIN)
    built.add_attachment(
        b'x\x9f>"', maintype=kind.split("/", maxsplit=1)[0], subtype=kind.split("/")[1], filename="winmail.dat"
    )
    assert mail(built).paragraphs == HARBOUR


def test_a_message_is_read_below_a_byte_order_mark_and_as_apple_s_mail_keeps_it() -> None:
    raw = message(cte="8bit").as_bytes()
    assert mail(b"\xef\xbb\xbf" + raw).title == "A Second Pier Opens at Rijeka"
    notes = b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict/></plist>\n'
    for end in (b"", b"\n"):
        found = reading(b"%d\n" % len(raw) + raw.rstrip() + end + notes, "inbox/a.emlx")
        assert found.drafts[0].paragraphs == HARBOUR
        assert "the mail program's own notes on the message" in gone(found).values()


@pytest.mark.parametrize(
    "subject",
    [
        "WITHDRAWN - A Pier Opens",
        "KILL A Pier Opens",
        "(Corrected) A Pier Opens",
        "A Pier Opens (CORRECTION)",
        "Story withdrawn: A Pier Opens",
        "EMBARGOED until 6 March: A Pier Opens",
        "Berichtigung: A Pier Opens",
    ],
)
def test_a_few_words_below_a_subject_with_a_mark_are_an_article(subject: str) -> None:
    for text, html in (("Do not use.", ""), ("Do not use.", page("<p>Do not use.</p>"))):
        draft = mail(message(text, html=html, subject=subject))
        assert (draft.title, draft.paragraphs) == (subject, ("Do not use.",))
    assert mail(message("\n", subject=subject)).title == subject
    # a headline of its own, or the subject of a letter inside, does not hide the mark
    assert mail(message(f"A Pier Opens\n\n{PLAIN}", subject=subject)).title == subject
    inside = f"FYI\n\nFrom: HNA\nSent: 2 March 2026\nTo: Ana\nSubject: A Pier Opens\n\n{PLAIN}"
    assert mail(message(inside, subject=f"FW: {subject}")).title == subject


def test_a_mark_in_the_subject_counts_beside_another_headline() -> None:
    draft = mail(message(f"The Port of Rijeka Grows\n\n{PLAIN}", subject="KILL: harbour story"))
    assert (draft.title, draft.hints["status"].value) == ("The Port of Rijeka Grows", "canceled")


@pytest.mark.parametrize("subject", ["Three killed in Lima", "A correction of course", "Annual report: harbour"])
def test_words_that_are_marks_elsewhere_make_no_article_of_a_few_words(subject: str) -> None:
    with pytest.raises(NoArticleError):
        mail(message("See you.", subject=subject))
