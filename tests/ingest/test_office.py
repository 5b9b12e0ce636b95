"""Office documents, books and PDF files: their words in reading order, and plain refusals."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
STYLES = office.docx_styles(T="Title", H="heading 1", S="heading 2", C="caption", N="Normal")


def review(style: str = "H") -> str:
    """Articles below headings, each with a caption and a sub-heading."""
    return "".join(
        office.docx_paragraph(title, style)
        + office.docx_paragraph(f"{title}, in a picture. (A. Horvat)", "C")
        + office.docx_paragraph(body[0])
        + office.docx_paragraph("What comes next", "S")
        + "".join(map(office.docx_paragraph, body[1:]))
        for title, body in zip(test_pdf.TITLES, test_pdf.BODIES, strict=True)
    )


def crawled(title: str, body: Sequence[str]) -> list[str]:
    """An article as a crawled page has it, its title told twice."""
    caption = f"{title}, seen from the shore. (Ana Horvat/AP)"
    return [title, "", caption, caption, "TT", "", title, "", caption, caption, "", *body, "", ""]


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
    "docx/review.docx": office.docx([], more=review(), parts={"word/styles.xml": STYLES}),
    "docx/page.docx": office.docx(
        [line for title, body in ((TITLE, HARBOUR), ("The Bridge Is Open", BRIDGE)) for line in crawled(title, body)]
    ),
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


def titles(data: bytes, name: str) -> list[str]:
    found = read(seed(data, name), load_layouts())
    check_lines(found)
    return [draft.title for draft in found.drafts]


@pytest.mark.parametrize("style", ["T", "H"])
def test_headings_with_a_text_each_are_articles_and_their_captions_are_captions(style: str) -> None:
    made = office.docx([], more=review(style), parts={"word/styles.xml": STYLES})
    found = read(seed(made, "review.docx"), load_layouts())
    assert [draft.title for draft in found.drafts] == list(test_pdf.TITLES)
    assert [draft.captions for draft in found.drafts] == [
        (f"{title}, in a picture. (A. Horvat)",) for title in test_pdf.TITLES
    ]
    assert found.drafts[1].paragraphs == (BRIDGE[0], "What comes next", *BRIDGE[1:])


def test_one_title_above_headings_is_one_article() -> None:
    lead = office.docx_paragraph(TITLE, "T") + "".join(map(office.docx_paragraph, (*HARBOUR, *BRIDGE)))
    made = office.docx([], more=lead + review("S"), parts={"word/styles.xml": STYLES})
    assert titles(made, "a.docx") == [TITLE]


def test_headings_of_an_open_document_are_told_by_style_and_level() -> None:
    styled = "".join(
        f"<text:h text:outline-level='1'>{title}</text:h>" + "".join(f"<text:p>{each}</text:p>" for each in body)
        for title, body in zip(test_pdf.TITLES, test_pdf.BODIES, strict=True)
    )
    assert titles(office.odt([], more=styled), "a.odt") == list(test_pdf.TITLES)


def test_letters_of_a_word_document_that_are_larger_and_bold_begin_articles() -> None:
    def headline(title: str) -> str:
        return f'<w:p><w:r><w:rPr><w:b/><w:sz w:val="36"/></w:rPr><w:t>{title}</w:t></w:r></w:p>'

    body = "".join(
        headline(title) + "".join(map(office.docx_paragraph, body))
        for title, body in zip(test_pdf.TITLES, test_pdf.BODIES, strict=True)
    )
    assert titles(office.docx([], more=body), "a.docx") == list(test_pdf.TITLES)


def test_notes_and_running_heads_of_a_word_document_are_listed() -> None:
    def part(text: str) -> str:
        return office.part(office.docx_paragraph(text))

    parts = {"word/footnotes.xml": part("Of 2026."), "word/header1.xml": part("The Reader")}
    found = read(seed(office.docx(LINES, parts=parts), "a.docx"), load_layouts())
    assert found.drafts[0].paragraphs == tuple(HARBOUR)
    assert [each.reason for each in found.discards] == ["a footnote", "a running head"]


def test_what_was_inserted_is_text_and_what_was_deleted_or_hidden_is_none() -> None:
    def run(text: str, properties: str = "", tag: str = "t") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:{tag}>{text}</w:{tag}></w:r>"

    more = (
        f"<w:p><w:ins>{run('It is ')}</w:ins><w:del>{run('gone', tag='delText')}</w:del><w:hyperlink>{run('done')}"
        f"</w:hyperlink>{run(' hidden', '<w:vanish/>')}{run('.')}</w:p>"
    )
    assert only(office.docx(LINES, more=more), "a.docx")[1] == (*HARBOUR, "It is done.")


def test_the_main_part_is_the_one_that_the_package_names() -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    root = f"<Relationships><Relationship Type='{relation}' Target='/word/document2.xml'/></Relationships>"
    made = office.docx(["An old copy"], parts={"_rels/.rels": root, "word/document2.xml": office.main(LINES)})
    assert only(made, "a.docx") == (TITLE, tuple(HARBOUR))


def test_an_archive_that_holds_a_word_document_is_an_archive() -> None:
    inner = office.docx(LINES)
    made = office.package({"word/document.xml": "<a/>", "letter.docx": inner}, stored=["letter.docx"])
    found = [each.reading for each in unfold(seed(made, "letters.zip"), load_layouts())]
    readings = [each for each in found if isinstance(each, Reading)]
    assert [each.reader for each in readings][-2:] == ["docx", "zip"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (office.ole("WordDocument", "1Table", deep="Workbook"), r"Word 97-2003 document \(.doc\).*save it as .docx"),
        (office.ole("\5SummaryInformation", "Workbook", deep="WordDocument"), r"Excel 97-2003 workbook"),
        (office.ole("A", "B", "C", "D", "PowerPoint Document"), r"PowerPoint 97-2003 presentation"),
        (office.ole("__properties_version1.0"), r"Outlook message \(.msg\).*save it as .eml"),
        (office.ole("EncryptedPackage"), "protected by a password"),
        (office.ole("Else", "Other"), "old Office document"),
        (office.package({"[Content_Types].xml": "", "xl/workbook.xml": ""}), r"Excel workbook \(.xlsx\)"),
        (office.package({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), r"presentation \(.pptx\)"),
        (office.package({"Index/Document.iwa": ""}), "Apple Pages"),
    ],
)
def test_files_of_other_office_programs_are_named(data: bytes, told: str) -> None:
    with pytest.raises(SeedError, match=told):
        read(seed(data, "a.bin"), load_layouts())


def test_an_export_that_was_wrapped_as_text_is_read_as_text() -> None:
    for data, name in ((office.docx(test_pdf.classic()), "a.docx"), (office.rtf(test_pdf.classic()), "a.rtf")):
        found = read(seed(data, name), load_layouts())
        assert [draft.paragraphs for draft in found.drafts] == [test_pdf.BODIES[at % 3] for at in range(1, 13)]


def test_title_pages_that_a_book_names_as_such_are_listed() -> None:
    nav = (
        "<html xmlns:epub='http://www.idpf.org/2007/ops'><body><nav epub:type='landmarks'><ol><li>"
        "<a epub:type='titlepage' href='0.xhtml'>The Reader</a></li></ol></nav></body></html>"
    )
    chapters = [
        ("0.xhtml", page("<h1>The Kvarner Reader</h1>")),
        ("1.xhtml", page(f"<h1>{TITLE}</h1>{markup(HARBOUR)}")),
    ]
    made = office.epub(chapters, parts={"OEBPS/nav.xhtml": nav})
    found = [each.reading for each in unfold(seed(made, "book.epub"), load_layouts())]
    assert [draft.title for each in found if isinstance(each, Reading) for draft in each.drafts] == [TITLE]
    (book,) = (each for each in found if isinstance(each, Reading) and each.members)
    assert "OEBPS/0.xhtml: the book's own table of contents or title" in [each.reason for each in book.discards]


def chunked(**parts: str | bytes) -> bytes:
    """A Word document that takes in these parts and says nothing itself."""
    names = [name.replace("_", ".") for name in parts]
    relations = "".join(f'<Relationship Id="{n}" Type="http://x.example/aFChunk" Target="{n}"/>' for n in names)
    taken = "".join(f'<w:altChunk xmlns:r="http://x.example/relationships" r:id="{name}"/>' for name in names)
    return office.package(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": office.main([], taken),
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
            **{f"word/{name.replace('_', '.')}": part for name, part in parts.items()},
        }
    )


def test_the_text_that_a_word_document_takes_in_from_other_files_is_its_text() -> None:
    rtf = "{\\rtf1 " + "".join(f"{text}\\par " for text in BRIDGE) + "}"
    html = page(f"<h1>{TITLE}</h1>{markup(HARBOUR)}")
    saved = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{html}"
    for data, expected in (
        (chunked(a_html=html), HARBOUR),
        (chunked(a_mht=saved), HARBOUR),
        (chunked(a_txt="\n\n".join([TITLE, *HARBOUR])), HARBOUR),
        (chunked(a_html=html, b_rtf=rtf), (*HARBOUR, *BRIDGE)),
    ):
        found = read(seed(data, "inbox/a.docx"), load_layouts())
        check_lines(found)
        assert [(draft.title, draft.paragraphs) for draft in found.drafts] == [(TITLE, expected)]


def test_what_a_word_document_takes_in_and_nobody_reads_is_named() -> None:
    with pytest.raises(SeedError, match="open the document in Word and save it again") as caught:
        read(seed(chunked(a_docx=b"PK"), "inbox/a.docx"), load_layouts())
    assert not isinstance(caught.value, NoArticleError)
    found = read(seed(chunked(a_txt="\n\n".join([TITLE, *HARBOUR]), b_docx=b"PK"), "inbox/a.docx"), load_layouts())
    check_lines(found)
    assert "an embedded file" in found.discards[-1].reason
