"""One page of four articles, wrapped as a desk may get it: the same four articles, whatever the wrapping."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.articles import normalise
from digest.ingest import load_layouts, seed_of, unfold
from digest.model import Article, Caption, Reading
from tests.desks import ROOT, near_desk
from tests.ingest import office, pdfs
from tests.ingest.mails import mailbox, message, record, response

OURS = ROOT / "seeds" / "crawled-page.txt"
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
PAGES = ("our own page", "the real sample")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of text and the articles that it gives as it is."""

    lines: tuple[str, ...]
    articles: tuple[Article, ...]

    def piece(self, article: Article) -> str:
        """An article's own lines, wherever they stand."""
        return "\n".join("\n".join(self.lines[span.first - 1 : span.last]) for span in article.lines) + "\n"


def articles_of(name: str, data: bytes, folder: Path) -> tuple[Article, ...]:
    """The articles of a file and of the files inside it, in order."""
    file = folder / name
    file.write_bytes(data)
    found: list[Article] = []
    for each in unfold(seed_of(file, now=NOW), load_layouts()):
        assert isinstance(each.reading, Reading), each.reading
        found += normalise(each.reading, each.seed)
    return tuple(found)


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Page:
    path = OURS if request.param == PAGES[0] else request.getfixturevalue("real_sample")
    articles = articles_of("page.txt", path.read_bytes(), tmp_path_factory.mktemp("page"))
    assert len(articles) == 4
    return Page(lines=tuple(path.read_text().splitlines()), articles=articles)


def credited(caption: Caption) -> str:
    return f"{caption.text} ({caption.credit})" if caption.credit else caption.text


def as_html(page: Page) -> bytes:
    def one(article: Article) -> str:
        figures = (
            f"<figure><img src='/p.jpg'><figcaption>{html.escape(credited(each))}</figcaption></figure>"
            for each in article.captions
        )
        paragraphs = [*article.paragraphs, *([f"({article.agency})"] if article.agency else [])]
        body = "\n".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
        return f"<article><h1>{html.escape(article.title)}</h1>{''.join(figures)}<div>TT</div>\n{body}</article>"

    top = "<header><nav><a href='/'>Home</a> <a href='/world'>World</a></nav></header>"
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Archive</title></head><body>{top}<main>"
        f"{''.join(map(one, page.articles))}</main></body></html>"
    ).encode()


def as_nexis(page: Page) -> bytes:
    parts = []
    for number, article in enumerate(page.articles, 1):
        body = "\n\n".join(article.paragraphs)
        parts.append(
            f"{number} of {len(page.articles)} DOCUMENTS\n\n\nThe Harbour Herald\n\nJanuary 12, 2026 Monday\n\n"
            f"{article.title}\n\nLENGTH: {article.words} words\n\n{body}\n\nLOAD-DATE: January 12, 2026\n\n"
            "LANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n\n"
        )
    return "".join(parts).encode()


def as_mbox(page: Page) -> bytes:
    mails = [message(page.piece(article), subject=article.title) for article in page.articles]
    for number, mail in enumerate(mails):
        mail.replace_header("Message-ID", f"<pier-{number}@kvarner.example>")
    return mailbox([bytes(mail) for mail in mails])


def as_warc(page: Page) -> bytes:
    def one(article: Article) -> bytes:
        body = response(page.piece(article).encode(), media="text/plain; charset=utf-8")
        return record("response", f"https://kvarner.example/{article.index}", body)

    return b"".join(map(one, page.articles))


def as_zip(page: Page) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for article in page.articles:
            archive.writestr(f"monday/{article.index}.txt", page.piece(article))
    return packed.getvalue()


def as_docx(page: Page) -> bytes:
    return office.docx(page.lines)


def as_odt(page: Page) -> bytes:
    return office.odt(page.lines)


def as_rtf(page: Page) -> bytes:
    return office.rtf(page.lines)


def as_epub(page: Page) -> bytes:
    return office.epub([("1.xhtml", as_html(page).decode())])


def as_pdf(page: Page) -> bytes:
    return pdfs.typeset([pdfs.Text(line) for line in page.lines if line], head="The Kvarner Reader")


def as_columns(page: Page) -> bytes:
    return pdfs.typeset([pdfs.Text(line, 9) for line in page.lines if line], columns=2, by_row=True)


WRAPPINGS: Sequence[tuple[str, Callable[[Page], bytes]]] = [
    ("page.html", as_html),
    ("archive.mbox", as_mbox),
    ("crawl.warc", as_warc),
    ("texts.zip", as_zip),
    ("page.docx", as_docx),
    ("page.odt", as_odt),
    ("page.rtf", as_rtf),
    ("book.epub", as_epub),
    ("page.pdf", as_pdf),
    ("columns.pdf", as_columns),
]


@pytest.mark.parametrize(("name", "wrapped"), WRAPPINGS)
def test_the_same_page_in_another_wrapping_gives_the_same_four_articles(
    page: Page, name: str, wrapped: Callable[[Page], bytes], tmp_path: Path
) -> None:
    def told(article: Article) -> tuple[Any, ...]:
        return article.title, article.paragraphs, article.captions, article.agency

    found = articles_of(name, wrapped(page), tmp_path)
    assert [told(article) for article in found] == [told(article) for article in page.articles]


def test_an_export_of_the_same_page_gives_the_same_titles_and_texts(page: Page, tmp_path: Path) -> None:
    found = articles_of("export.txt", as_nexis(page), tmp_path)
    assert [(article.title, article.paragraphs) for article in found] == [
        (article.title, article.paragraphs) for article in page.articles
    ]


def test_the_same_page_in_every_wrapping_is_told_once(page: Page, tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for name, wrapped in WRAPPINGS:
        desk.seed(name, wrapped(page))
    desk.seed("page.txt", "\n".join(page.lines))
    desk.run("publish")
    stored = desk.run("articles", "--json").records
    assert sorted(each["title"] for each in stored) == sorted(article.title for article in page.articles)
