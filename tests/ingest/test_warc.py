"""Web archives: which records are pages, and what a crawler did to them."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest

from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read
from digest.model import Reading
from tests.ingest.mails import packed, record, response, web_page
from tests.ingest.test_mail import inside
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, page, reading, seed

URL = "https://kvarner.example/pier"
PAGE = web_page("A Pier", HARBOUR).encode()


def chunked(data: bytes, size: int = 100) -> bytes:
    parts = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def reasons(found: Reading) -> list[str]:
    return [each.reason for each in found.discards]


@pytest.mark.parametrize(
    ("body", "extra"),
    [
        (PAGE, []),
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (PAGE, ["Transfer-Encoding: chunked"]),
        (gzip.compress(PAGE), ["Content-Encoding: gzip"]),
        (PAGE, ["Content-Encoding: gzip"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (deflated(PAGE), ["Content-Encoding: deflate"]),
        (brotli.compress(PAGE), ["Content-Encoding: br"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
    ],
)
def test_a_page_is_read_however_the_server_sent_it(body: bytes, extra: list[str]) -> None:
    (draft,) = inside(record("response", URL, response(body, extra=extra)), "inbox/a.warc")
    assert draft.paragraphs == HARBOUR
    assert draft.hints["url"].value == URL
    assert draft.made is not None
    assert draft.made.value == "2026-03-02T18:00:00Z"


def test_the_charset_of_the_server_goes_before_the_page_s_own() -> None:
    text = "Паром пришёл в гавань в полдень, и оркестр играл до вечера на площади у ратуши. " * 4
    html = page(f"<article><h1>Паром</h1>{markup([text])}</article>", "<meta charset='iso-8859-1'>")
    block = response(html.encode("koi8-r"), media="text/html; charset=KOI8-R")
    (draft,) = inside(record("response", URL, block), "inbox/a.warc")
    assert draft.title == "Паром"


def test_a_bomb_is_listed_and_the_other_pages_are_read() -> None:
    bomb = gzip.compress(bytes(30_000_000))
    records = [
        record("response", URL, response(bomb, extra=["Content-Encoding: gzip"])),
        record("response", URL, response(PAGE)),
    ]
    found = reading(b"".join(records), "inbox/a.warc")
    assert len(found.members) == 1
    assert "unpacks to more than" in reasons(found)[0]


def test_thousands_of_records_that_are_no_pages_are_listed_together() -> None:
    pictures = record("response", f"{URL}.png", response(b"\x89PNG", media="image/png")) * 25_000
    found = reading(pictures + record("response", URL, response(PAGE)), "inbox/a.warc")
    assert (found.total, len(found.members), len(found.discards)) == (25_001, 1, 1)


def test_a_damaged_record_costs_no_other_one() -> None:
    good = record("response", URL, response(PAGE))
    other = record("response", f"{URL}/2", response(web_page("A Bridge", BRIDGE).encode()))
    damaged = good.replace(b"Content-Length: ", b"Content-Length: x")
    found = reading(good + damaged + b"rubbish\r\n" + other + good[:-100], "inbox/a.warc")
    assert len(found.members) == 2
    assert "a record that is cut off" in reasons(found)


def test_a_damaged_member_of_a_packed_archive_costs_no_other_one() -> None:
    parts = [packed([record("response", f"{URL}/{at}", response(PAGE))]) for at in range(3)]
    broken = bytearray(parts[1])
    broken[40:60] = bytes(20)
    found = reading(parts[0] + bytes(broken) + parts[2] + parts[0][:-30], "inbox/a.warc.gz")
    assert [member.seed.context["url"].value for member in found.members] == [f"{URL}/0", f"{URL}/2", f"{URL}/0"][:2]
    assert all("a record that is" in reason for reason in reasons(found))


def test_an_archive_packed_as_one_stream_is_read_too() -> None:
    whole = record("warcinfo", URL, b"x", "application/warc-fields") + record("response", URL, response(PAGE))
    assert len(inside(gzip.compress(whole), "inbox/a.warc.gz")) == 1


def test_extracted_texts_are_plain_texts_with_an_address() -> None:
    text = "Apples\n\n" + "\n\n".join(ORCHARD)
    (draft,) = inside(record("conversion", URL, text.encode(), "text/plain"), "inbox/a.warc.wet")
    assert (draft.title, draft.paragraphs, draft.hints["url"].value) == ("Apples", ORCHARD, URL)


def test_an_archive_without_a_page_holds_no_article_and_one_cut_in_its_first_record_is_damaged() -> None:
    with pytest.raises(NoArticleError, match="no page"):
        read(seed(record("request", URL, b"GET"), "inbox/a.warc"), load_layouts())
    with pytest.raises(SeedError, match="no whole record") as caught:
        read(seed(record("response", URL, response(PAGE))[:300], "inbox/a.warc"), load_layouts())
    assert not isinstance(caught.value, NoArticleError)


def test_the_crawled_page_as_four_pages_of_an_archive_gives_its_four_articles(real_sample: Path) -> None:
    articles = reading(real_sample.read_text(encoding="utf-8")).drafts
    records = [
        record("response", f"{URL}/{each.index}", response(web_page(each.title, each.paragraphs).encode()))
        for each in articles
    ]
    for data, name in ((b"".join(records), "a.warc"), (packed(records), "a.warc.gz")):
        found = inside(data, f"inbox/{name}")
        assert [draft.title for draft in found] == [draft.title for draft in articles]
        assert [draft.paragraphs for draft in found] == [draft.paragraphs for draft in articles]
