"""Office documents, books and PDF files: their words in reading order, and plain refusals."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read, unfold
from digest.model import Reading
from tests.ingest import office, pdfs, test_pdf, test_rtf
from tests.ingest.test_nexis import uni
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, check_lines, markup, page, seed

GOLDEN = Path(__file__).parent / "golden"
TITLE = "A Second Pier Opens at Rijeka"
LINES = [TITLE, "", *HARBOUR]
#: name -> the file's bytes, as the golden samples have them
SAMPLES = {
    "docx/article.docx": office.docx(
        LINES,
        more=(
            "<w:p><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del><w:r><w:t>It is </w:t><w:tab/>"
            "<w:t>done</w:t><w:br/><w:t>at last.</w:t></w:r></w:p>"
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Piers</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>A box.</w:t></w:r></w:p>"
            "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>A box.</w:t></w:r></w:p>"
            "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    ),
    "docx/uni.docx": office.docx(uni(3)),
    "odt/article.odt": office.odt(
        LINES,
        more=(
            "<text:p>It is<text:s text:c='2'/>done,<text:tab/>they <text:span>said</text:span>"
            "<text:line-break/>at last.<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>A note.</text:p></text:note-body></text:note></text:p>"
        ),
    ),
    "rtf/article.rtf": office.rtf([*LINES, "“Done”, Željka said – at last. Готово."]),
    "rtf/cp1251.rtf": test_rtf.cp1251(),
    "rtf/factiva.rtf": test_rtf.factiva(),
    "rtf/nexis.rtf": test_rtf.nexis(),
    "epub/book.epub": office.epub(
        [
            ("1.xhtml", page(f"<h1>{TITLE}</h1>{markup(HARBOUR)}", f"<title>{TITLE}</title>")),
            ("2.xhtml", page(f"<h1>The Bridge Is Open</h1>{markup(BRIDGE)}", "<title>The Bridge Is Open</title>")),
        ]
    ),
    "pdf/article.pdf": office.pdf(
        [TITLE, "", *HARBOUR, *BRIDGE, *ORCHARD, *(f"{text} Again." for text in (*HARBOUR, *BRIDGE, *ORCHARD) * 5)],
        head="The Kvarner Reader, issue 12",
    ),
    "pdf/nexis.pdf": pdfs.typeset(test_pdf.nexis_pages(), head="Pier stories"),
    "pdf/columns.pdf": pdfs.typeset(test_pdf.press_review(times=5), columns=2, by_row=True, head="The Reader"),
    "pdf/arabic.pdf": pdfs.right_to_left(test_pdf.ARABIC),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_golden_documents_are_those_that_are_made_here(name: str, request: pytest.FixtureRequest) -> None:
    file = GOLDEN / name
    if request.config.getoption("--snapshot-update"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(SAMPLES[name])
    assert file.read_bytes() == SAMPLES[name]


def only(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    found = read(seed(data, name), load_layouts())
    check_lines(found)
    (draft,) = found.drafts
    return draft.title, draft.paragraphs


@pytest.mark.parametrize("name", ["docx/article.docx", "odt/article.odt", "rtf/article.rtf"])
def test_a_document_is_an_article_with_its_paragraphs(name: str) -> None:
    title, paragraphs = only(SAMPLES[name], "letter.bin")
    assert title == TITLE
    assert paragraphs[: len(HARBOUR)] == tuple(HARBOUR)


def test_a_book_gives_its_chapters_and_lists_its_table_of_contents() -> None:
    found = [each.reading for each in unfold(seed(SAMPLES["epub/book.epub"], "book.epub"), load_layouts())]
    titles = [draft.title for each in found if isinstance(each, Reading) for draft in each.drafts]
    assert titles == [TITLE, "The Bridge Is Open"]
    (book,) = (each for each in found if isinstance(each, Reading) and each.members)
    assert [each.reason for each in book.discards] == ["OEBPS/nav.xhtml: the book's own table of contents or title"]


def test_running_heads_and_page_numbers_of_a_pdf_are_listed_and_in_no_article() -> None:
    found = read(seed(SAMPLES["pdf/article.pdf"], "a.pdf"), load_layouts())
    check_lines(found)
    assert found.drafts[0].title == TITLE
    assert " ".join(found.drafts[0].paragraphs).startswith(" ".join(HARBOUR))
    assert not [text for text in found.drafts[0].paragraphs if "issue 12" in text or text.isdecimal()]
    assert {each.reason for each in found.discards} == {"a running head or a page number"}


@pytest.mark.parametrize("name", ["docx/article.docx", "odt/article.odt", "epub/book.epub", "pdf/article.pdf"])
def test_a_document_that_is_cut_off_is_refused_and_told(name: str) -> None:
    data = SAMPLES[name]
    with pytest.raises(SeedError, match=r"damaged|cut off|read") as caught:
        read(seed(data[: len(data) // 2], name), load_layouts())
    assert "Traceback" not in caught.value.reason


def locked_docx() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (office.odt(LINES, locked=True), "a.odt", "protected by a password: save it without one"),
        (office.odt(LINES, kind="spreadsheet"), "a.ods", "an OpenDocument spreadsheet, which holds no articles"),
        (office.pdf([]), "a.pdf", "was scanned"),
        (
            office.epub([], parts={"META-INF/encryption.xml": "<e><EncryptionMethod Algorithm='x'/></e>"}),
            "a.epub",
            "locked",
        ),
        (office.docx(["x" * 50] * 400_000), "bomb.docx", "as bombs do"),
        (office.docx([], more="<w:p>" * 300), "deep.docx", "damaged"),
        (locked_docx(), "a.docx", "protected by a password"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_mend(data: bytes, name: str, told: str) -> None:
    with pytest.raises(SeedError, match=told):
        read(seed(data, name), load_layouts())


def test_a_document_without_words_is_no_article() -> None:
    with pytest.raises(NoArticleError, match="the document holds no text"):
        read(seed(office.docx(["", ""]), "a.docx"), load_layouts())


def test_a_reader_that_is_not_installed_is_named_with_its_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(SeedError, match=r"pip install 'digest-publisher\[pdf\]'"):
        read(seed(SAMPLES["pdf/article.pdf"], "article.pdf"), load_layouts())


def test_a_vendors_export_in_a_document_gives_every_article() -> None:
    for data, name in ((office.docx(uni(3)), "a.docx"), (office.rtf(uni(3)), "a.rtf")):
        found = read(seed(data, name), load_layouts())
        assert len(found.drafts) > 1
        assert found.declared == len(found.drafts)
