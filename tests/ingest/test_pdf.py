"""PDF files: paragraphs and articles by the places, sizes and weights of their letters."""

from __future__ import annotations

from textwrap import wrap

import pytest

from digest.model import Reading
from tests.ingest import test_nexis
from tests.ingest.pdfs import Placed, Text, drawn, right_to_left, typeset
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, only, reading

TITLES = ("A Second Pier Opens at Rijeka", "The Bridge Over the Almatinka Is Open", "A Record Crop in the Maule Valley")
BODIES = (HARBOUR, BRIDGE, ORCHARD)
ARABIC = (
    "افتتحت مدينة رييكا يوم الاثنين رصيفا ثانيا للعبارات بطول 250 مترا، بعد ثلاث سنوات من العمل.",
    "وقال رئيس الميناء إن السفن الأولى ستصل في 12 مارس، ولا زيادة في الأسعار هذا العام.",
)
HEBREW = ("העיר רייקה פתחה ביום שני רציף שני למעבורות באורך 250 מטר, לאחר שלוש שנות עבודה.",)


def press_review(*, size: int = 18, bold: bool = True, times: int = 1) -> list[Text]:
    return [
        text
        for title, body in zip(TITLES, BODIES, strict=True)
        for text in (Text(title, size, bold, 1.5), *(Text(each) for each in body * times))
    ]


def texts(found: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(draft.title, draft.paragraphs) for draft in found.drafts]


@pytest.mark.parametrize(("size", "bold"), [(18, True), (14, False), (10, True)])
@pytest.mark.parametrize("columns", [1, 2])
def test_headlines_that_are_larger_or_bolder_begin_articles(size: int, columns: int, *, bold: bool) -> None:
    found = reading(typeset(press_review(size=size, bold=bold), columns=columns), "review.pdf")
    assert texts(found) == list(zip(TITLES, BODIES, strict=True))


def test_columns_that_were_drawn_row_by_row_are_read_one_after_the_other() -> None:
    made = typeset(press_review(times=12), columns=2, by_row=True, head="The Kvarner Reader")
    found = reading(made, "columns.pdf")
    assert texts(found) == [(title, body * 12) for title, body in zip(TITLES, BODIES, strict=True)]
    assert {each.reason for each in found.discards} == {"a running head or a page number"}


def test_a_headline_across_the_columns_stands_above_both() -> None:
    rows = [Placed(0, 50, 700 - 12 * at, 10, False, f"The left column goes on in row {at} of it") for at in range(8)]
    rows += [Placed(0, 320, 700 - 12 * at, 10, False, f"the right one says more in row {at}") for at in range(8)]
    title = Placed(0, 50, 740, 16, True, "One headline that stands across the page")
    draft = only(drawn([*rows, title]), "a.pdf")
    assert draft.title == title.text
    words = " ".join(draft.paragraphs)
    assert words.index("row 7 of it") < words.index("right one says more in row 0")


def test_short_lines_of_formulas_do_not_part_the_lines_of_a_text() -> None:
    text = " ".join(BRIDGE + ORCHARD)
    formula = (
        "the weight of the larch and the steel",
        "over that of the whole of the bridge",
        "by that of a bicycle lane",
    )
    rows = [Placed(2, 50, 40, 5, False, " ".join(HARBOUR)[:150])]
    for page in range(3):
        y = 780 - 9 * page
        for _ in range(3):
            lines = [(50, line) for line in wrap(text, 82)] + [(150, line) for line in formula]
            rows += [Placed(page, x, y - 12 * row, 10, False, line) for row, (x, line) in enumerate(lines)]
            y -= 12 * len(lines) + 30
    assert only(drawn(rows), "a.pdf").paragraphs.count(text) == 9


def test_the_rows_of_a_table_stay_rows() -> None:
    cells = [
        Placed(0, x, 600 - 12 * at, 10, False, text)
        for at in range(8)
        for x, text in ((50, f"Pier {at}"), (320, f"{at} ships"))
    ]
    lead = [Placed(0, 50, 640, 10, False, HARBOUR[1])]
    assert "Pier 3  3 ships" in "\n".join(only(drawn([*lead, *cells]), "a.pdf").paragraphs)


@pytest.mark.parametrize("paragraphs", [ARABIC, HEBREW])
def test_right_to_left_script_is_read_as_it_is_written(paragraphs: tuple[str, ...]) -> None:
    title = paragraphs[0].split("،")[0].split(",")[0][:40].rsplit(" ", 1)[0]
    draft = only(right_to_left([title, *paragraphs]), "a.pdf")
    assert (draft.title, draft.paragraphs) == (title, paragraphs)


def test_a_paragraph_goes_on_behind_the_end_of_a_page() -> None:
    body = tuple(" ".join(f"On day {at} of it, {text}" for at in range(9) for text in part) for part in BODIES)
    made = typeset([Text(TITLES[0], 16), *(Text(each, 12) for each in body)], head="The Kvarner Reader")
    assert only(made, "a.pdf").paragraphs == body


def broken(*lines: str) -> str:
    rows = [Placed(0, 50, 600 - 12 * at, 10, False, line) for at, line in enumerate(lines)]
    return only(drawn([Placed(0, 50, 700, 20, False, TITLES[0]), *rows]), "a.pdf").paragraphs[-1]


def test_a_hyphen_at_the_end_of_a_line_goes_where_it_parts_a_word_and_stays_where_it_is_the_words_own() -> None:
    parted = ("The council of the old har-", "bour town voted for the fer-", "ries, and so did the neigh-", "bours.")
    assert broken(*parted) == "The council of the old harbour town voted for the ferries, and so did the neighbours."
    assert broken("It was a well-known place, and", "so was the old town: a well-", "known one.").endswith(
        "a well-known one."
    )
    assert (
        broken("The party of the Anglo-", "Saxon kings was there.") == "The party of the Anglo-Saxon kings was there."
    )


def nexis_pages() -> list[Text]:
    """Documents of Nexis Uni, each on pages of its own."""
    found: list[Text] = []
    for title, body in zip(TITLES, BODIES, strict=True):
        found += [
            Text(title, 16, bold=True, new_page=True), Text("The Harbour Herald"), Text("January 12, 2026 Monday"),
            Text("Copyright 2026 The Herald", 8), Text("Section: NEWS; Pg. 3", gap=0), Text("Length: 55 words", gap=0),
            Text("Byline: Ana Horvat", gap=0), Text("Body", 12, bold=True), *(Text(each) for each in body),
            Text("Load-Date: January 13, 2026"), Text("End of Document", bold=True),
        ]  # fmt: skip
    return found


def test_an_export_of_nexis_gives_every_document() -> None:
    found = reading(typeset(nexis_pages(), head="Pier stories"), "nexis.pdf")
    assert texts(found) == list(zip(TITLES, BODIES, strict=True))
    assert {draft.hints["byline"].value for draft in found.drafts} == {"Ana Horvat"}
    assert {draft.layout for draft in found.drafts} == {"nexis"}


def test_the_parts_of_one_text_are_no_articles() -> None:
    parts = [
        text
        for name, body in zip(("Introduction", "What was built and by whom", "Conclusion"), BODIES, strict=True)
        for text in (Text(name, 14, bold=True), *(Text(each) for each in body))
    ]
    assert len(reading(typeset([Text("A Report on Piers and Bridges", 20), *parts]), "report.pdf").drafts) == 1
    assert len(reading(typeset(parts), "report.pdf").drafts) == 1


def test_pages_that_all_say_the_same_say_it() -> None:
    made = typeset([Text(HARBOUR[0], new_page=True), Text(HARBOUR[0], new_page=True)])
    assert HARBOUR[0] in {text for draft in reading(made, "same.pdf").drafts for text in draft.paragraphs}


def classic() -> list[str]:
    """A classic LexisNexis export as lines of text, centred and wrapped."""
    text = "".join(
        test_nexis.document(f"{at} of 12 DOCUMENTS", f"Pier {at} opens", test_nexis.BODIES[at % 3])
        for at in range(1, 13)
    )
    return text.split("\n")


def test_a_classic_export_of_nexis_is_read_between_its_centred_lines() -> None:
    indents = [(len(line) - len(line.lstrip()), line.strip()) for line in classic()]
    made = drawn([
        Placed(at // 56, 50 + 6 * indent, 760 - 12 * (at % 56), 10, False, text)
        for at, (indent, text) in enumerate(indents)
        if text
    ])  # fmt: skip
    found = reading(made, "classic.pdf")
    assert texts(found) == [(f"Pier {at} opens", test_nexis.BODIES[at % 3]) for at in range(1, 13)]


def test_an_export_of_factiva_is_read_behind_the_codes_at_its_margin() -> None:
    lines: list[Placed] = []
    for at, (title, body) in enumerate(zip(TITLES, BODIES, strict=True), 1):
        fields = [
            ("HD", title), ("BY", "By Ana Horvat"), ("WC", "52 words"), ("PD", f"{10 + at} January 2026"),
            ("SN", "The Herald"), ("SC", "HARHER"), ("LA", "English"), ("LP", body[0]), ("TD", body[1]), ("", body[2]),
            ("AN", f"Document HARHER002026011{at}em1c0000{at}"),
        ]  # fmt: skip
        for code, value in fields:
            y = (lines[-1].y if lines else 780) - 15
            lines += [Placed(0, 50, y, 9, True, code)] if code else []
            lines += [Placed(0, 90, y - 11 * row, 9, False, part) for row, part in enumerate(wrap(value, 80))]
    found = reading(drawn(lines), "factiva.pdf")
    assert texts(found) == list(zip(TITLES, BODIES, strict=True))
    assert {draft.layout for draft in found.drafts} == {"factiva"}


def test_a_caption_that_is_set_in_on_both_sides_is_one_paragraph() -> None:
    caption = "Passengers walk down to the square behind the new pier of the harbour, in Rijeka, Croatia, on Monday."
    body = [Placed(0, 50, 640 - 12 * at, 10, False, line) for at, line in enumerate(wrap(" ".join(HARBOUR * 3), 80))]
    inset = [Placed(0, 90, 700 - 12 * at, 10, False, line) for at, line in enumerate(wrap(caption, 68))]
    assert only(drawn([Placed(0, 50, 740, 16, True, TITLES[0]), *inset, *body]), "a.pdf").paragraphs[0] == caption


def test_a_line_with_a_credit_right_below_a_headline_is_a_caption() -> None:
    made = [
        text
        for title, body in zip(TITLES, BODIES, strict=True)
        for text in (Text(title, 18), Text(f"{title}, from above. (Ana Horvat/AP)"), *(Text(each) for each in body))
    ]
    found = reading(typeset(made), "review.pdf")
    assert [draft.captions for draft in found.drafts] == [
        (f"{title}, from above. (Ana Horvat/AP)",) for title in TITLES
    ]
    assert texts(found) == list(zip(TITLES, BODIES, strict=True))
