"""Messages: what in them is an article, who it is from, and where every line goes."""

from __future__ import annotations

import gzip
import time
from base64 import b64encode
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read, unfold
from digest.model import Draft, Reading
from tests.ingest.mails import message, web_page
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, check_unfolded, hard_wrapped, markup, only, page, reading, seed

PLAIN = "\n\n".join(HARBOUR)


def mail(built: EmailMessage | bytes) -> Draft:
    return only(built if isinstance(built, bytes) else built.as_bytes(), "inbox/pier.eml")


def gone(found: Reading) -> dict[int, str]:
    return {at: each.reason for each in found.discards for at in range(each.span.first, each.span.last + 1)}


def inside(data: bytes, path: str = "inbox/pier.eml") -> list[Draft]:
    found = list(unfold(seed(data, path), load_layouts()))
    check_unfolded(found)
    return [draft for each in found if isinstance(each.reading, Reading) for draft in each.reading.drafts]


def test_a_message_is_known_by_its_header_whatever_its_name() -> None:
    assert reading(message().as_bytes(), "inbox/pier.txt").reader == "mail"


def test_a_text_that_names_its_sender_is_no_message() -> None:
    assert reading(f"Subject: A Pier\nDate: 2 March 2026\n\n{PLAIN}").reader == "plain"


def test_the_subject_is_the_title_of_a_text_that_has_none() -> None:
    draft = mail(message(hard_wrapped(HARBOUR)))
    assert draft.title == "A Second Pier Opens at Rijeka"
    assert draft.paragraphs == HARBOUR


def test_a_greeting_is_no_title() -> None:
    for greeting in ("Dear colleagues of the port of Rijeka,", "Dear Sirs"):
        draft = mail(message(f"{greeting}\n\n{PLAIN}", subject="Pier opens"))
        assert (draft.title, draft.paragraphs) == ("Pier opens", HARBOUR)


def test_a_text_with_a_headline_keeps_it() -> None:
    assert mail(message(f"A Pier Twice as Long\n\n{PLAIN}", subject="for Tuesday")).title == "A Pier Twice as Long"


@pytest.mark.parametrize(
    "subject", ["Re: Pier", "FW: Re: Pier", "AW: Pier", "R: R: Pier", "[kvarner] Pier", "Re: [kvarner] Fwd: Pier"]
)
def test_a_subject_loses_what_mail_programs_and_lists_put_before_it(subject: str) -> None:
    assert mail(message(subject=subject, headers=[("List-Id", "<kvarner.example>")])).title == "Pier"


def test_a_subject_in_several_words_and_in_a_charset_wider_than_its_name_is_read() -> None:
    letters = "港口开放第二座镕码头".encode("gbk")  # one sign of them is in GBK alone
    words = (f"=?gb2312?B?{b64encode(part).decode()}?=" for part in (letters[:5], letters[5:]))
    head = "\n ".join(("Subject: Ana:", *words, "=?iso-8859-1?Q?_f=FCr_alle?="))
    assert mail(f"{head}\nFrom: Ana Horvat <ana@kvarner.example>\n\n{PLAIN}".encode()).title == (
        "Ana: 港口开放第二座镕码头 für alle"
    )


def test_a_mark_of_a_correction_stays_in_the_title() -> None:
    draft = mail(message(subject="[CORRECTED] Pier opens", headers=[("List-Id", "<kvarner.example>")]))
    assert draft.title == "[CORRECTED] Pier opens"


def test_the_date_of_a_message_is_one_of_making_and_never_the_article_s() -> None:
    draft = mail(message())
    assert "date" not in draft.hints
    assert draft.made is not None
    assert datetime.fromisoformat(draft.made.value) == datetime.fromisoformat("2026-03-02T18:30:00+01:00")


@pytest.mark.parametrize(
    ("sender", "name", "value"),
    [
        ("Ana Horvat <ana@kvarner.example>", "byline", "Ana Horvat"),
        ("Kvarner Press Office <ana@kvarner.example>", "site", "Kvarner Press Office"),
        ("Ana Horvat <newsletter@kvarner.example>", "site", "Ana Horvat"),
        ("press@kvarner.example", "site", "kvarner.example"),
        ("=?utf-8?q?Ir=C3=A8ne_B=C3=A9la?= <irene@kvarner.example>", "byline", "Irène Béla"),
    ],
)
def test_a_person_s_name_is_a_byline_and_any_other_the_source(sender: str, name: str, value: str) -> None:
    built = message()
    raw = built.as_bytes().replace(b"Ana Horvat <ana.horvat@kvarner.example>", sender.encode())
    hints = mail(raw).hints
    assert {key: hints[key].value for key in ("byline", "site") if key in hints} == {name: value}


def test_an_author_the_text_names_goes_before_the_sender() -> None:
    draft = mail(message(f"A Pier Twice as Long\nBy Li Wei\n\n{PLAIN}"))
    assert draft.hints["byline"].value == "Li Wei"


def test_a_list_is_the_source_and_its_member_no_author() -> None:
    hints = mail(message(headers=[("List-Id", '"Harbour News" <harbour.kvarner.example>')])).hints
    assert hints["site"].value == "Harbour News"
    assert "byline" not in hints


def test_the_number_of_a_mailing_house_is_no_source() -> None:
    built = message(
        sender="Kvarner Weekly <news@kvarner.example>", headers=[("List-Id", "8a7f4c2d1mc list <8a7f.mcsv>")]
    )
    assert mail(built).hints["site"].value == "Kvarner Weekly"


def test_quoted_letters_signatures_and_feet_are_listed() -> None:
    text = (
        f"{PLAIN}\n\nOn Sunday Li Wei wrote:\n> Is the pier open?\n\n-- \nAna Horvat\nKvarner\n\n"
        "To unsubscribe from this list write to off@kvarner.example\n"
    )
    found = reading(message(text, cte="8bit").as_bytes(), "inbox/pier.eml")
    assert found.drafts[0].paragraphs == HARBOUR
    assert {"a quoted message", "a signature"} <= set(gone(found).values())


def test_briefs_parted_by_dashes_are_articles_and_only_a_short_end_is_a_signature() -> None:
    stories = (("A Pier", HARBOUR), ("A Bridge", BRIDGE), ("Apples", ORCHARD))
    briefs = [f"{title}\n\nRIJEKA, Croatia, March 2 (HNA) - {chr(10).join(text)}" for title, text in stories]
    text = "\n\n--\n\n".join([*briefs, "Ana Horvat\nKvarner"])
    for each in (text, text.replace("\n\nRIJEKA", "\nRIJEKA")):
        found = reading(message(each, subject="Briefs", cte="8bit").as_bytes(), "a.eml")
        assert [draft.title for draft in found.drafts] == ["A Pier", "A Bridge", "Apples"]
        assert "a signature" in gone(found).values()


def test_running_text_below_dashes_that_no_layout_parts_is_kept_and_flagged() -> None:
    draft = mail(message(f"{PLAIN}\n\n-- \n\n{chr(10).join(BRIDGE)}\n"))
    assert draft.paragraphs == (*HARBOUR, *BRIDGE)
    assert "may-hold-several" in draft.flags


def test_a_disclaimer_is_part_of_a_signature() -> None:
    legal = "This message and what is attached to it are confidential and meant for its intended recipient alone."
    assert mail(message(f"{PLAIN}\n\n-- \nAna Horvat\n{legal}\n{legal}\n{legal}\n")).paragraphs == HARBOUR


def test_an_older_message_below_an_answer_is_listed() -> None:
    text = f"{PLAIN}\n\n-----Original Message-----\nFrom: Li Wei\nSubject: apples\n\n{ORCHARD[0]}\n"
    assert mail(message(text)).paragraphs == HARBOUR


def test_a_message_forwarded_in_the_text_is_the_article() -> None:
    text = (
        f"fyi\n\n---------- Forwarded message ---------\nFrom: City <info@almaty.example>\n"
        f"Date: Mon, 2 Mar 2026\nSubject: A Footbridge of Larch\nTo: <ana@kvarner.example>\n\n{chr(10).join(BRIDGE)}\n"
    )
    draft = mail(message(text, subject="Fwd: A Footbridge of Larch"))
    assert draft.title == "A Footbridge of Larch"
    assert draft.paragraphs == BRIDGE
    assert "date" not in draft.hints


def test_quoted_html_and_signatures_are_no_text() -> None:
    html = page(
        f"{markup(HARBOUR)}\n<div class='gmail_signature'>\n<p>Ana Horvat, Rijeka, and a telephone</p>\n</div>\n"
        f"<blockquote type='cite'>\n{markup(BRIDGE)}\n</blockquote>"
    )
    found = reading(message(html=html, cte="8bit").as_bytes(), "inbox/pier.eml")
    assert found.drafts[0].paragraphs == HARBOUR
    assert {"a quoted message", "a signature"} <= set(gone(found).values())


def test_the_foot_of_a_newsletter_is_none_of_its_text_also_around_an_address() -> None:
    foot = (
        "<td><em>(c) 2026 HNA</em><br>You are receiving this as a reader.<br><strong>Our mailing address is:</strong>"
        "<div>HNA<div>12 Quay Street</div></div><br>You can <a href='https://hna.example/u'>unsubscribe</a> here.</td>"
    )
    for below in (foot, "<td><p>Se non desideri più ricevere questa newsletter, scrivici.</p></td>"):
        html = page(f"<table><tr><td>{markup(HARBOUR)}</td></tr>\n<tr>{below}</tr></table>")
        found = reading(message(html=html, cte="8bit").as_bytes(), "inbox/pier.eml")
        assert found.drafts[0].paragraphs == HARBOUR
        assert "the foot of a newsletter" in gone(found).values()


def test_a_control_character_behind_hidden_text_ends_nothing() -> None:
    html = page(f"<p><span style='display:none'>x</span>\x01 {HARBOUR[0]}</p>\n{markup(HARBOUR[1:])}")
    assert mail(message(html=html)).paragraphs[1:] == HARBOUR[1:]


def test_hundreds_of_hidden_words_hide_no_other_one() -> None:
    hidden = "<span style='display:none'>x</span>" * 300 + "<div style='display: none'>x</div>" * 300
    assert mail(message(html=page(f"{hidden}{markup(HARBOUR)}{hidden}"))).paragraphs == HARBOUR


def test_a_newsletter_gives_each_of_its_articles_its_own_lines() -> None:
    parts = [
        f"<article>\n<h2>{title}</h2>\n{markup([*text, *text])}\n</article>"
        for title, text in (("A Pier", HARBOUR), ("A Bridge", BRIDGE), ("Apples", ORCHARD))
    ]
    found = reading(message(html=page("\n".join(parts)), cte="quoted-printable").as_bytes(), "inbox/week.eml")
    assert [draft.title for draft in found.drafts] == ["A Pier", "A Bridge", "Apples"]
    raw = message(html=page("\n".join(parts)), cte="quoted-printable").as_bytes().split(b"\n")
    for draft in found.drafts:
        own = b"\n".join(raw[span.first - 1 : span.last][0] for span in draft.lines)
        assert own.startswith(b"<article>")
    assert len({draft.hints["id"].value for draft in found.drafts}) == 3


def test_a_part_in_base64_has_lines_too() -> None:
    found = reading(message(f"{PLAIN}\n\n-- \nAna\n", cte="base64").as_bytes(), "inbox/pier.eml")
    assert found.drafts[0].paragraphs == HARBOUR
    assert found.drafts[0].lines


def test_the_charset_of_a_part_counts() -> None:
    built = message(subject="Паром")
    text = "Паром пришёл в гавань в полдень, и оркестр играл до вечера на площади у ратуши."
    built.set_content(text, charset="koi8-r", cte="8bit")
    assert mail(built).paragraphs == (text,)


def test_what_is_attached_or_forwarded_whole_is_a_file_of_its_own() -> None:
    built = message("Two notes.\n")
    built.add_attachment("\n\n".join(BRIDGE), filename="../../bridge.txt")
    built.add_attachment(message("\n\n".join(ORCHARD), subject="Apples", sender="Li Wei <li@maule.example>"))
    built.add_attachment(gzip.compress(PLAIN.encode()), maintype="application", subtype="gzip", filename="pier.txt.gz")
    built.add_attachment(b"\x89PNG\r\n\x1a\n0", maintype="image", subtype="png", filename="map.png")
    built.add_attachment("BEGIN:VCARD", subtype="vcard", filename="ana.vcf")
    found = list(unfold(seed(built.as_bytes(), "inbox/notes.eml"), load_layouts()))
    check_unfolded(found)
    assert [each.seed.path for each in found] == [
        "inbox/notes.eml/bridge.txt",
        "inbox/notes.eml/message-2.eml",
        "inbox/notes.eml/pier.txt.gz/pier.txt",
        "inbox/notes.eml/pier.txt.gz",
        "inbox/notes.eml",
    ]
    outer = found[-1].reading
    assert isinstance(outer, Reading)
    reasons = {each.reason for each in outer.discards}
    assert {"a picture: map.png", "a visiting card: ana.vcf"} <= reasons
    assert any("2 words" in reason for reason in reasons)
    forwarded = found[1].reading
    assert isinstance(forwarded, Reading)
    assert forwarded.drafts[0].hints["byline"].value == "Li Wei"


def test_a_text_that_a_layout_parts_goes_before_a_page_that_may_hold_several() -> None:
    titles = ("A Pier", "A Bridge", "Apples")
    bodies = (HARBOUR, BRIDGE, ORCHARD)
    text = "\n".join(
        f"{title}\n\n{title}\n\n{chr(10).join(body)}\n" for title, body in zip(titles, bodies, strict=True)
    )
    html = page("".join(f"<div><h2>{t}</h2>{markup(b)}</div>" for t, b in zip(titles, bodies, strict=True)))
    drafts = inside(message(text, html=html).as_bytes())
    assert [draft.title for draft in drafts] == list(titles)


@pytest.mark.parametrize(
    "kind",
    ['multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x', "application/pkcs7-mime; name=smime.p7m"],
)
def test_an_encrypted_message_is_refused_with_what_to_do(kind: str) -> None:
    raw = f"From: a@b.example\nTo: c@d.example\nSubject: x\nDate: x\nContent-Type: {kind}\n\n--x\n\nabc\n--x--\n"
    with pytest.raises(SeedError, match="encrypted") as caught:
        read(seed(raw, "inbox/a.eml"), load_layouts())
    assert not isinstance(caught.value, NoArticleError)


def test_pgp_in_the_text_is_refused_and_a_clear_signature_is_listed() -> None:
    with pytest.raises(SeedError, match="PGP"):
        mail(message("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"))
    text = (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{PLAIN}\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert mail(message(text)).paragraphs == HARBOUR


def test_a_report_on_a_delivery_and_a_bare_greeting_are_no_articles() -> None:
    report = message().as_bytes().replace(b"text/plain", b"multipart/report")
    for raw in (report, message("See you.\n").as_bytes()):
        with pytest.raises(NoArticleError):
            read(seed(raw, "inbox/a.eml"), load_layouts())


def test_a_wrong_boundary_loses_no_part() -> None:
    raw = message(html=web_page("A Pier", HARBOUR)).as_bytes().replace(b'boundary="=_pier"', b'boundary="other"')
    assert mail(raw).title == "A Pier"


def test_parts_nested_without_end_are_read_in_no_time() -> None:
    head = "From: a@b.example\nTo: c@d.example\nSubject: x\nDate: x\n"
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n" for at in range(500))
    with pytest.raises(SeedError):
        read(seed(f"{head}{nested}", "inbox/a.eml"), load_layouts())
    with pytest.raises(SeedError, match="parts"):
        read(
            seed(f"{head}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n" * 5000, "inbox/a.eml"),
            load_layouts(),
        )


def test_the_crawled_page_as_a_message_s_text_gives_its_four_articles(real_sample: Path) -> None:
    text = real_sample.read_text(encoding="utf-8")
    expected = reading(text).drafts
    for cte in ("8bit", "quoted-printable", "base64"):
        built = message(text, cte=cte)
        found = reading(built.as_bytes(), "inbox/page.eml")
        assert [draft.title for draft in found.drafts] == [draft.title for draft in expected]
        assert [draft.paragraphs for draft in found.drafts] == [draft.paragraphs for draft in expected]
        assert len(found.drafts) == 4
        assert all(draft.lines for draft in found.drafts)


def test_a_text_too_large_to_read_is_quarantined_and_not_called_empty() -> None:
    built = message("A pier opened.\n" * 300_000)
    with pytest.raises(SeedError, match="4 MB are read") as caught:
        read(seed(built.as_bytes(), "inbox/a.eml"), load_layouts())
    assert not isinstance(caught.value, NoArticleError)


def test_a_hundred_thousand_signatures_and_hidden_words_take_little_time() -> None:
    signed = f"{PLAIN}\n" + "-----BEGIN PGP SIGNATURE-----\n" * 100_000
    hidden = page(f"{markup(HARBOUR)}<div>" + "<span style='display:none'>x</span>" * 20_000 + "</div>")
    started = time.process_time()
    assert mail(message(signed)).paragraphs == HARBOUR
    assert mail(message(html=hidden)).paragraphs == HARBOUR
    # a quadratic reader needs minutes
    assert time.process_time() - started < 20


def test_an_hour_beyond_all_numbers_leaves_a_mail_without_a_date() -> None:
    text = "\n\n".join(HARBOUR)
    found = only(
        f"From: ana@example.org\nSubject: A Pier\nDate: Mon, 02 Mar 2026 429496729618:30:00 +0100\n\n{text}", "a.eml"
    )
    assert "date" not in found.hints


def test_a_message_in_a_script_without_spaces_is_no_note() -> None:
    thai = ["ท่าเรือแห่งที่สองของเมืองเปิดให้บริการแล้วเมื่อเช้าวันจันทร์ที่ผ่านมา", "ผู้โดยสารกลุ่มแรกเดินทางมาถึงพร้อมกับฝนที่ตกหนักตลอดช่วงเช้า"]
    draft = mail(message("\n\n".join(thai), subject="ท่าเรือแห่งที่สอง"))
    assert (draft.title, *draft.paragraphs)[-2:] == tuple(thai)


def test_questions_and_cited_statements_behind_marks_are_part_of_a_report() -> None:
    asked = f"> Why a second pier?\n\n{HARBOUR[0]}\n\n> Will there be a third?\n\n{HARBOUR[1]}"
    draft = mail(message(asked, subject="Questions to the harbour master"))
    text = " ".join((draft.title, *draft.paragraphs))
    assert [part in text for part in ("Why a second pier?", HARBOUR[0], "Will there be a third?", HARBOUR[1])] == [
        True
    ] * 4
    cited = f"{HARBOUR[0]}\n\nThe mayor wrote:\n\n> It is a day for the whole town.\n\n{HARBOUR[1]} {HARBOUR[2]}"
    text = " ".join(mail(message(cited, subject="Pier opens")).paragraphs)
    assert "The mayor wrote:" in text
    assert "It is a day for the whole town." in text


def test_lines_that_look_like_a_header_and_name_no_address_and_no_day_are_text() -> None:
    poem = f"{HARBOUR[0]}\n\nFrom: the river\nTo: the sea\nSubject: love\n\n{HARBOUR[1]} {HARBOUR[2]} {BRIDGE[0]}"
    draft = mail(message(poem, subject="A poem for the pier"))
    assert HARBOUR[0] in " ".join(draft.paragraphs)
    assert draft.title == "A poem for the pier"
