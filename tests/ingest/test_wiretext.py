"""The old wire formats: ANPA 1312, IPTC 7901, Reuters SGML."""

from __future__ import annotations

import time

import pytest

from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read
from digest.model import Reading
from tests.ingest.texts import BRIDGE, HARBOUR, check_lines, only, reading, seed

LAYOUTS = load_layouts()
HEADER_7901 = b"xna0061 4 i 60 ccccb   hna 061\r\n\r\nCroatia-harbour/\r\n"


def anpa(
    text: str, trailer: str = "AP-WF-03-02-26 1509GMT<", header: str = "u i\x13\x11 BC-Pier     03-02 0912"
) -> bytes:
    return f"\x16\x16\x01W0417\x1fworld\r\n{header}\r\n\x02{text}\r\n\t   \x03{trailer}\r\n\x0c\r\n\x04".encode()


def story(title: str = "Rijeka opens a pier", slug: str = "BC-Pier") -> bytes:
    return anpa(f"^{slug},40<\r\n^{title}<\r\n\t   RIJEKA (AP) _ {HARBOUR[0]}\r\n \r\n\t   {HARBOUR[1]}")


def iptc(text: bytes, trailer: bytes = b"021437 GMT Mar 26", header: bytes = HEADER_7901) -> bytes:
    return b"\x01" + header + b"\x02" + text + b"\r\n\x03" + trailer + b"\r\n\x7f\n\x7f\x04"


def item(number: int, text: str, date: str = "26-FEB-1987 15:01:01.79") -> str:
    return f'<REUTERS TOPICS="NO" NEWID="{number}">\n<DATE>{date}</DATE>\n<TEXT>&#2;\n{text}\n&#3;</TEXT>\n</REUTERS>\n'


def test_messages_one_behind_another_are_articles_of_their_own_and_a_broken_one_costs_no_other() -> None:
    broken = b"\x16\x16\x01W0420\x1fworld\r\nr i\x13\x11 BC-Lost\r\n\x04"
    found = reading(story("First pier") + broken + story("Second pier") + b"noise", "capture.bin")
    assert [draft.title for draft in found.drafts] == ["First pier", "Second pier"]
    assert [(each.span.first, each.reason) for each in found.discards] == [
        (2, "message 2: it has no start of text (STX): cut off or damaged"),
        (4, "5 bytes behind the end of message 3"),
    ]


def test_what_is_left_of_a_message_before_the_first_whole_one_is_listed() -> None:
    found = reading(b"the end of some text\r\n\x04" + story())
    assert [each.reason for each in found.discards] == ["23 bytes before the first message"]
    assert len(found.drafts) == 1


def test_a_message_that_the_line_cut_off_is_marked_truncated() -> None:
    whole = story()
    assert "truncated" not in only(whole).flags
    assert "truncated" in only(whole[: whole.index(b"Dockers")]).flags


def test_a_text_with_far_fewer_words_than_its_slug_line_counts_is_marked_truncated() -> None:
    found = only(anpa(f"^BC-Pier,900<\r\n^A pier<\r\n\t   RIJEKA (AP) _ {HARBOUR[0]}"))
    assert found.flags == {"truncated"}


@pytest.mark.parametrize(
    ("slug", "version", "status"),
    [
        ("BC-US--Pier, 1st Ld-Writethru", "1st Ld-Writethru", None),
        ("BC-US--Pier, URGENT", "URGENT", None),
        ("BC-US--Pier, 2nd Ld", "2nd Ld", None),
        ("BC-US--Pier, Bulletin Kill", "Bulletin Kill", "canceled"),
        ("BC-US--Pier, Withhold", "Withhold", "withheld"),
        ("BC-US--Pier, Bjt", None, None),
    ],
)
def test_the_slug_line_tells_which_version_a_message_is(slug: str, version: str | None, status: str | None) -> None:
    hints = only(story(slug=slug)).hints
    assert (hints["version"].value if "version" in hints else None) == version
    assert (hints["status"].value if "status" in hints else None) == status


def test_a_date_without_a_year_is_no_date() -> None:
    assert "date" not in only(anpa("^BC-Pier,20<\r\n^A pier<\r\n\t   RIJEKA (AP) _ A pier.", trailer="")).hints
    assert "date" not in only(iptc(b"A pier opens =\r\n\r\nRijeka (hna) - A pier.", trailer=b"021437")).hints


def test_a_year_of_two_digits_is_not_in_the_future() -> None:
    found = only(anpa("^BC-Pier,20<\r\n^A pier<\r\n\t   RIJEKA (AP) _ A pier.", trailer="AP-NY-02-26-87 1501EST<"))
    assert found.hints["date"].value == "1987-02-26"


@pytest.mark.parametrize(
    ("trailer", "date"),
    [
        (b"131137 GMT Nov 13", "2013-11-13T11:37:00+00:00"),
        (b"071341 GMT Okt 15", "2015-10-07T13:41:00+00:00"),
        (b"211259 Nov 18", "2018-11-21"),
        ("011200 März 2026".encode(), "2026-03-01"),
    ],
)
def test_a_date_time_group_is_read_with_its_zone_or_as_a_day(trailer: bytes, date: str) -> None:
    assert only(iptc(b"A pier opens =\r\n\r\nRijeka (hna) - A pier.", trailer)).hints["date"].value == date


def test_a_head_of_four_lines_is_version_title_and_byline() -> None:
    head = b"REFILE\n1ST LEAD\nRijeka opens a pier\nBy Ana Horvat, The Harbour Post =\r\n\r\n"
    found = only(iptc(head + b"Rijeka (hna) - A pier\r\nopened.\r\n\r\nIt is long."))
    assert found.title == "Rijeka opens a pier"
    assert found.paragraphs == ("Rijeka (hna) - A pier opened.", "It is long.")
    told = {name: found.hints[name].value for name in ("version", "byline", "site", "agency", "slug")}
    assert told == {
        "version": "REFILE, 1ST LEAD",
        "byline": "Ana Horvat",
        "site": "The Harbour Post",
        "agency": "hna",
        "slug": "Croatia-harbour",
    }


def test_a_notebook_and_contacts_never_reach_a_reader() -> None:
    text = (
        b"A pier opens =\r\n\r\nRijeka (hna) - A pier.\r\n\r\n# Notebook\r\n\r\n* * * *\r\nTel: 12345\r\n\r\nhna ah\r\n"
    )
    found = only(iptc(text))
    assert found.paragraphs == ("Rijeka (hna) - A pier.",)
    assert found.hints["note"].value == "Notebook Tel: 12345 hna ah"


def test_a_test_of_the_line_is_no_article() -> None:
    with pytest.raises(NoArticleError, match="only tests the line"):
        read(seed(iptc(b"Test =\r\n\r\nryryryry ryryryry\r\n")), LAYOUTS)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Über die Brücke in Fußgängers Nähe", "cp1252"),
        ("Über die Brücke in Fußgängers Nähe", "utf-8"),
        ("Zarząd spółki ogłosił, że budowa mostu w Łodzi będzie ukończona przed końcem września", "cp1250"),
        ("Мост через реку открыли на две недели раньше, сообщили в городе", "cp1251"),
    ],
)
def test_the_letters_of_a_message_are_read_in_its_own_charset(text: str, encoding: str) -> None:
    assert only(iptc(f"{text} =\r\n\r\nAlmaty (hna) - {text}.\r\n".encode(encoding))).title == text


def test_teletype_quotes_dashes_and_tables_become_print() -> None:
    rows = "^\x1f\x1e W\x1e \x1e L\r\n\x08San\x10 Marino\x1f\x1e 7{\x1e \x1e _"
    found = only(anpa(f"^BC-Pier,9<\r\n^A pier<\r\n\t   ``It `is' long,'' he said _ twice.\r\n{rows}"))
    assert found.paragraphs == (
        "\"It 'is' long,\" he said \N{EM DASH} twice.",
        "W L",
        "San Marino 7\N{VULGAR FRACTION ONE HALF} \N{EM DASH}",
    )


def test_wrapped_lines_are_joined_and_an_indent_opens_a_paragraph() -> None:
    found = only(anpa("^BC-Pier,9<\r\n^A pier<\r\n\tA pier\r\nopened today.\r\n\tIt is\r\nlong."))
    assert found.paragraphs == ("A pier opened today.", "It is long.")


def test_an_alert_without_a_title_has_none_made_up_from_its_slug() -> None:
    found = only(anpa("^BC-US--Alert,9<\r\n\t   RIJEKA (AP) _ A pier opened."))
    assert (found.title, found.hints["slug"].value) == ("", "BC-US--Alert")


def test_every_reuters_item_is_an_article_with_its_own_lines() -> None:
    top = "<TITLE>PIER &lt;RJK> OPENS</TITLE>\n<DATELINE>    RIJEKA, Feb 26 - </DATELINE>"
    text = f"{top}<BODY>A pier &amp; a\nquay.\n    It is"
    found = reading(
        item(1, f"{text} long.\n Reuter\n</BODY>") + item(2, "") + item(3, f"{text} new.\n</BODY>"), "a.sgm"
    )
    assert found.unit == "line"
    assert [draft.hints["id"].value for draft in found.drafts] == ["reuters-21578:1", "reuters-21578:3"]
    assert found.drafts[0].paragraphs == ("RIJEKA, Feb 26 - A pier & a quay.", "It is long.")
    assert found.drafts[0].hints["date"].value == "1987-02-26"
    assert [each.reason for each in found.discards] == ["item 2: neither a title nor a text"]


def test_two_reuters_items_on_one_line_are_two_articles() -> None:
    text = "".join(item(number, f"<TITLE>PIER {number}</TITLE>").replace("\n", " ") for number in (1, 2))
    assert [draft.title for draft in reading(text).drafts] == ["PIER 1", "PIER 2"]


def test_a_reuters_item_without_an_end_costs_no_other() -> None:
    first = item(1, "<TITLE>PIER</TITLE><BODY>A pier.</BODY>").replace("</REUTERS>", "")
    found = reading(first + item(2, "<TITLE>QUAY</TITLE><BODY>A quay.</BODY>"))
    assert [(draft.title, "truncated" in draft.flags) for draft in found.drafts] == [("PIER", True), ("QUAY", False)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x01" * 3_000_000,
        b"\x16\x16\x01W0417\x1f\r\n\x02" + b"A" + b" " * 3_000_000 + b"B\x03\x04",
        b"\x16\x16\x01W0417\x1f\r\n\x02" + b"^a<\n" * 700_000,
        b"\x16\x16\x01W0417\x1f\r\n" + b"r i " * 700_000 + b"\x02\x03",
        b"\x01" + HEADER_7901 + b"\x02" + b"." * 3_000_000 + b" \xfc" * 100_000,
        b"\x01" + HEADER_7901 + b"\x02" + b"=\n" * 1_500_000,
        b"<!DOCTYPE lewis>\n" + b"<REUTERS A=" * 300_000,
        b"<!DOCTYPE lewis>\n" + b"<REUTERS><UNKNOWN>\nu f B" * 90_000,
        b"<!DOCTYPE lewis>\n<REUTERS><UNKNOWN>\nu f B" + b" " * 3_000_000 + b"</UNKNOWN><TEXT>" + b"&#" * 500_000,
    ],
    ids=["starts", "spaces", "heads", "headers", "dots", "ends", "openings", "items", "wire line"],
)
def test_a_hostile_wire_file_takes_little_time(data: bytes) -> None:
    started = time.process_time()
    try:
        found: Reading | SeedError = read(seed(data, "a.bin"), LAYOUTS, max_article=10**9)
    except SeedError as error:
        found = error
    if isinstance(found, Reading):
        check_lines(found)
    # they take a second at most: a backtracking or quadratic reader needs minutes
    assert time.process_time() - started < 10


def test_a_text_that_only_mentions_a_format_is_a_plain_text() -> None:
    text = 'A Pier\n\nThe element <REUTERS NEWID="1"> opens an item.\n\n' + "\n\n".join(BRIDGE)
    assert reading(text).reader == "plain"


def test_a_raised_number_behind_a_slug_is_no_count() -> None:
    found = only(anpa(f"^BC-Pier,\u00b20<\r\n^A pier<\r\n\t   RIJEKA (AP) _ {HARBOUR[0]}"))
    assert found.paragraphs[0].endswith(HARBOUR[0])
