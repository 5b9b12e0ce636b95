"""Forwards and answers: the text is that of the letter inside, with its own subject, sender and date."""

from __future__ import annotations

import time

import pytest

from digest.model import Draft
from tests.ingest.mails import message
from tests.ingest.test_mail import gone, mail
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, page, reading

PLAIN = "\n\n".join(HARBOUR)
NOTE = "Please take this one today, the port has cleared it."
QUOTED = "\n".join(f"> {line}" for line in PLAIN.split("\n"))


def made(draft: Draft) -> str:
    assert draft.made is not None
    return draft.made.value


@pytest.mark.parametrize("subject", ["Re: A Second Pier", "A Second Pier", "FW: A Second Pier"])
def test_a_long_quotation_below_a_short_note_is_the_article(subject: str) -> None:
    text = f"{NOTE}\n\nOn Mon, 2 Mar 2026, Li Wei wrote:\n{QUOTED}\n"
    found = reading(message(text, subject=subject, cte="8bit").as_bytes(), "inbox/a.eml")
    assert [(draft.title, draft.paragraphs) for draft in found.drafts] == [("A Second Pier", HARBOUR)]
    assert {"a note above the message inside", "the header of the message inside"} <= set(gone(found).values())
    assert "byline" not in found.drafts[0].hints


def test_the_text_may_be_quoted_several_times_over() -> None:
    twice = "\n".join(f"> {line}" for line in f"FYI\n\nOn Sunday Li Wei wrote:\n{QUOTED}".split("\n"))
    assert mail(message(f"{NOTE}\n\nAm Montag schrieb Bo Li <bo@a.example>:\n{twice}\n")).paragraphs == HARBOUR


def test_an_answer_longer_than_a_note_stays_the_text() -> None:
    quoted = QUOTED.replace("Rijeka", "Zadar")
    assert mail(message(f"{PLAIN}\n\nOn Sunday Li Wei wrote:\n{quoted}\n", subject="Re: Pier")).paragraphs == HARBOUR


@pytest.mark.parametrize(
    "wrapped",
    [
        "<blockquote type=cite>{}</blockquote>",
        (
            "<div class=gmail_quote><div class=gmail_attr>On Monday Li Wei wrote:<br></div>"
            "<blockquote class=gmail_quote>{}</blockquote></div>"
        ),
        (
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> HNA &lt;n@hna.example&gt;<br>"
            "<b>Sent:</b> Monday, March 2, 2026 9:00 AM<br><b>To:</b> Ana<br><b>Subject:</b> Pier</p></div>{}"
        ),
        (
            "<hr><div id=divRplyFwdMsg><font><b>Von:</b> HNA<br><b>Gesendet:</b> Montag, 2. März 2026 09:00<br>"
            "<b>An:</b> Ana<br><b>Betreff:</b> Pier</font></div><div>{}</div>"
        ),
        (
            "-------- Forwarded Message --------<table class=moz-email-headers-table><tr>"
            "<th>Subject: </th><td>Pier</td></tr><tr><th>Date: </th>"
            "<td>2 Mar 2026</td></tr><tr><th>From: </th><td>HNA</td></tr></table>{}"
        ),
    ],
)
def test_a_page_quoted_or_forwarded_below_a_short_note_is_the_article(wrapped: str) -> None:
    html = page(f"<div>{NOTE}</div>\n{wrapped.format(markup(HARBOUR))}")
    for subject in ("Re: Pier", "Fwd: Pier"):
        draft = mail(message(html=html, subject=subject))
        assert (draft.title, draft.paragraphs) == ("Pier", HARBOUR)
        assert "byline" not in draft.hints


HEADERS = (
    "From: {}\nSent: Sunday, 1 March 2026 08:00\nTo: Ana Horvat\nSubject: {}",
    "Von: {}\nGesendet: Sonntag, 1. März 2026 08:00\nAn: Ana Horvat\nCc: Bo; Li Wei\nBetreff: {}",
    "De : {}\nEnvoyé : dimanche 1 mars 2026 08:00\nÀ : Ana Horvat\nObjet : {}",
    "De: {}\nEnviado el: domingo, 1 de marzo de 2026 08:00\nPara: Ana Horvat\nAsunto: {}",
    "De: {}\nEnviada em: domingo, 1 de março de 2026 08:00\nPara: Ana Horvat\nAssunto: {}",
    "Da: {}\nInviato: domenica 1 marzo 2026 08:00\nA: Ana Horvat\nOggetto: {}",
    "От: {}\nОтправлено: 1 марта 2026 г. 08:00\nКому: Ana Horvat\nТема: {}",
    "Od: {}\nWysłano: niedziela, 1 marca 2026 08:00\nDo: Ana Horvat\nTemat: {}",
    "Van: {}\nVerzonden: zondag 1 maart 2026 08:00\nAan: Ana Horvat\nOnderwerp: {}",
    "من: {}\nتم الإرسال: 1 مارس 2026 08:00\nإلى: Ana Horvat\nالموضوع: {}",
    (
        "*From:* {}\n*Date:* Sun, 1 Mar 2026 08:00:00 +0100\n*To:* Ana Horvat <ana@kvarner.example>,\n"
        "  Bo <bo@kvarner.example>\n*Subject:* {}"
    ),
)


@pytest.mark.parametrize("header", HEADERS)
def test_a_bare_header_of_outlook_is_known_in_many_languages(header: str) -> None:
    text = f"FYI\n\n{header.format('HNA <n@hna.example>', 'A Pier Twice as Long')}\n\n{PLAIN}\n"
    draft = mail(message(text, subject="FW: for Tuesday"))
    assert (draft.title, draft.paragraphs) == ("A Pier Twice as Long", HARBOUR)
    assert made(draft).startswith("2026-03-01")
    assert draft.hints["site"].value == "HNA"
    assert "byline" not in draft.hints


def test_of_a_forward_inside_a_forward_the_innermost_letter_counts() -> None:
    inner = HEADERS[0].format("Li Wei <li@hna.example>", "A Pier Twice as Long")
    text = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Bo Li <bo@a.example>\nDate: 2 Mar 2026\n"
        f"Subject: FW: Pier\nTo: Ana <ana@kvarner.example>\n\n\nSee below.\n\n"
        f"-----Original Message-----\n{inner}\n\n{PLAIN}"
    )
    draft = mail(message(text, subject="Fwd: FW: Pier"))
    assert (draft.title, draft.paragraphs) == ("A Pier Twice as Long", HARBOUR)
    assert (draft.hints["byline"].value, made(draft)) == ("Li Wei", "2026-03-01T08:00:00")


def test_a_letter_that_apple_s_mail_forwards_is_the_article() -> None:
    header = "\n".join(f"> {line}" for line in HEADERS[0].format("HNA", "A Pier").split("\n"))
    draft = mail(message(f"fyi\n\nBegin forwarded message:\n\n{header}\n>\n{QUOTED}", subject="Fwd: x"))
    assert (draft.title, draft.paragraphs, draft.hints["site"].value) == ("A Pier", HARBOUR, "HNA")


def test_an_older_letter_of_the_same_subject_is_listed_and_another_one_is_kept() -> None:
    older = HEADERS[0].format("HNA", "RE: Pier")
    text = f"{PLAIN}\n\n{older}\n\n{chr(10).join(BRIDGE)}\n"
    assert mail(message(text, subject="Re: Pier")).paragraphs == HARBOUR
    other = text.replace("RE: Pier", "FW: A Bridge of Larch")
    for subject in ("Re: Pier", "Fwd: Two stories", "Two stories"):
        found = reading(message(other, subject=subject, cte="8bit").as_bytes(), "inbox/a.eml")
        words = " ".join(text for draft in found.drafts for text in (draft.title, *draft.paragraphs))
        assert all(text in words for text in (*HARBOUR, "A Bridge of Larch", *BRIDGE))
        assert "Sent:" not in words
        assert len(found.drafts) == 2 or "may-hold-several" in found.drafts[0].flags


def test_two_pages_that_are_forwarded_below_each_other_are_kept_and_flagged() -> None:
    header = HEADERS[0].replace("\n", "<br>")
    parts = (("A Pier", HARBOUR), ("A Bridge", BRIDGE), ("Apples", ORCHARD))
    html = page("\n".join(f"<p>{header.format('HNA', title)}</p>\n{markup(text)}" for title, text in parts))
    found = reading(message(html=html, subject="Fwd: three", cte="8bit").as_bytes(), "inbox/a.eml")
    words = " ".join(text for draft in found.drafts for text in (draft.title, *draft.paragraphs))
    assert all(text in words for _, body in parts for text in body)
    assert "Sent:" not in words
    assert len(found.drafts) == 3 or "may-hold-several" in found.drafts[0].flags


def test_a_long_note_above_a_forwarded_page_does_not_cost_the_page() -> None:
    html = page(
        f"{markup(ORCHARD)}\n<div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>"
        f"From: HNA<br>Date: 2 Mar 2026<br>Subject: Pier<br>To: Ana<br></div>{markup(HARBOUR)}</div>"
    )
    assert set(HARBOUR) <= set(mail(message(html=html, subject="Fwd: Pier")).paragraphs)


def test_a_text_with_an_agency_s_dateline_has_no_sender_as_its_byline() -> None:
    draft = mail(message(f"RIJEKA, Croatia (HNA) - {PLAIN}"))
    assert "byline" not in draft.hints


def test_a_text_that_speaks_of_senders_is_no_letter_inside() -> None:
    text = f"{PLAIN}\n\nFrom: the harbour master\n\nTo: all captains\n\n{BRIDGE[0]}"
    assert "From: the harbour master" in mail(message(text)).paragraphs


def test_a_hundred_thousand_headers_and_dashes_take_little_time() -> None:
    header = HEADERS[0].format("HNA", "x")
    started = time.process_time()
    for above in (f"{header}\n\n" * 10_000, "-----Original Message-----\n" * 100_000, "x\n--\n" * 100_000):
        assert reading(message(above + PLAIN, subject="Fwd: x").as_bytes(), "inbox/a.eml").drafts
    assert time.process_time() - started < 60


def test_stories_forwarded_below_each_other_are_articles_under_their_own_subjects() -> None:
    stories = (("A Pier", HARBOUR), ("A Bridge", BRIDGE), ("Apples", ORCHARD))
    parts = [f"{HEADERS[0].format('HNA', title)}\n\nRIJEKA, Croatia (HNA) - {chr(10).join(b)}" for title, b in stories]
    found = reading(message("FYI\n\n" + "\n\n".join(parts), subject="FW: three", cte="8bit").as_bytes(), "inbox/a.eml")
    assert [draft.title for draft in found.drafts] == ["A Pier", "A Bridge", "Apples"]
    assert not any({"byline", "site"} & set(draft.hints) for draft in found.drafts)
    assert "a rule line" not in gone(found).values()


@pytest.mark.parametrize("note", ["EMBARGOED until 6 March 10:00.", "This is under embargo until Friday.", "KILL this"])
def test_what_a_note_says_of_the_use_of_a_text_stays_with_it(note: str) -> None:
    html = page(f"<p>FYI</p><p>{note}</p><blockquote type=cite>{markup(HARBOUR)}</blockquote>")
    text = f"FYI\n\n{note}\n\n{HEADERS[0].format('HNA', 'A Pier')}\n\n{PLAIN}"
    for built in (message(text, subject="FW: A Pier"), message(html=html, subject="Re: A Pier")):
        draft = mail(built)
        assert (draft.title, draft.paragraphs) == ("A Pier", (note, *HARBOUR))


def test_long_lines_of_names_and_addresses_are_a_signature() -> None:
    lines = (
        "Ana Horvat, Head of Communications and Public Affairs, Port of Rijeka Authority, Riva 1, Rijeka, Croatia",
    )
    assert mail(message(f"{PLAIN}\n\n-- \n" + "\n".join(lines * 4))).paragraphs == HARBOUR
