"""Rich text: letters in the code pages of their fonts, what is no text, what stands aside, and headings."""

from __future__ import annotations

import pytest

from digest.model import Reading
from tests.ingest import office
from tests.ingest.test_nexis import uni
from tests.ingest.test_pdf import BODIES, TITLES
from tests.ingest.texts import BRIDGE, HARBOUR, only, reading

RUSSIAN = (
    "В Риеке открыли второй причал",
    "Первый паром сезона пришвартовался в понедельник в полдень, сообщили портовые рабочие города.",
    "Новый причал принимает суда вдвое длиннее прежних, а мэр перерезал ленту на площади под музыку.",
)


def cp1251() -> bytes:
    """Russian text as old programs write it: raw bytes, escaped ones and Unicode letters with a stand-in."""
    raw, escaped, both = (text.encode("cp1251") for text in RUSSIAN)
    hexed = b"".join(b"\\'%02x" % byte if byte > 127 else bytes([byte]) for byte in escaped)
    mixed = b"".join(b"\\u%d\\'%02x" % (ord(sign), byte) for sign, byte in zip(RUSSIAN[2], both, strict=True))
    fonts = b"{\\fonttbl{\\f0\\fnil\\fcharset204 Times;}{\\f1\\fnil\\fcharset0 Arial;}}"
    return b"{\\rtf1\\ansi\\ansicpg1251\\deff0%s\\f0 %s\\par %s\\par %s\\par}" % (fonts, raw, hexed, mixed)


def factiva() -> bytes:
    """A Factiva export with field codes in a table."""
    rows = []
    for at, (title, body) in enumerate(zip(TITLES, BODIES, strict=True), 1):
        fields = {
            "HD": title, "BY": "By Ana Horvat", "WC": "52 words", "PD": f"{10 + at} January 2026", "SN": "The Herald",
            "SC": "HARHER", "LA": "English", "CY": "(c) 2026 Harbour Herald Ltd.", "LP": body[0],
            "TD": "\\par ".join(body[1:]), "AN": f"Document HARHER002026011{at}em1c0000{at}",
        }  # fmt: skip
        rows += [
            f"\\trowd\\cellx900\\cellx9000\\pard\\intbl\\b {name}\\b0\\cell {value}\\cell\\row\n"
            for name, value in fields.items()
        ]
        rows.append("\\pard\\par\n")
    return ("{\\rtf1\\ansi\\ansicpg1252{\\header Factiva export, page {\\field{\\fldinst PAGE}{\\fldrslt 1}}\\par}\n"
            + "".join(rows) + "}").encode()  # fmt: skip


def nexis() -> bytes:
    return office.rtf(uni(3))


def rich(body: str) -> bytes:
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times;}}\n" + body + "}").encode("latin-1")


def paragraphs(body: str) -> tuple[str, ...]:
    return only(rich(f"{TITLES[0]}\\par {body}"), "a.rtf").paragraphs


def texts(found: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(draft.title, draft.paragraphs) for draft in found.drafts]


def test_letters_are_read_in_the_code_page_of_their_font() -> None:
    draft = only(cp1251(), "a.rtf")
    assert (draft.title, *draft.paragraphs) == RUSSIAN


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        (238, "cp1250", "Željka Šimić stigla je u luku čim je padala kiša nad gradom"),
        (161, "cp1253", "Η νέα προβλήτα άνοιξε τη Δευτέρα στο λιμάνι της πόλης"),
        (178, "cp1256", "افتتحت المدينة رصيفا ثانيا للعبارات يوم الاثنين"),
        (128, "cp932", "港の新しい桟橋が月曜日に開いた。表能予"),
        (134, "gbk", "里耶卡港星期一启用第二座码头。"),
    ],
)
def test_every_script_has_its_code_page(charset: int, codec: str, text: str) -> None:
    fonts = f"{{\\fonttbl{{\\f0 Times;}}{{\\f1\\fcharset{charset} Other;}}}}"
    escaped = "".join(f"\\'{byte:02x}" for byte in text.encode(codec))
    made = ("{\\rtf1\\ansi\\deff0" + fonts + TITLES[0] + "\\par\\f1 " + escaped + "\\f0\\par}").encode()
    assert only(made, "a.rtf").paragraphs == (text,)


def test_unicode_letters_stand_for_themselves_and_their_stand_ins_are_left_out() -> None:
    assert paragraphs("\\uc1 \\u381?eljka \\uc2\\u352 S\\'3fibenik \\uc0\\u8222 done\\u8220 .") == (
        "Željka Šibenik „done“.",
    )
    assert paragraphs("A ship \\u-10180?\\u-8436? came in.") == ("A ship \U0001f30c came in.",)
    raw = "Raw UTF-8: Željka, Šibenik."
    assert paragraphs(raw.encode().decode("latin-1")) == (raw,)


def test_what_is_no_text_is_left_out_and_all_that_follows_is_read() -> None:
    body = (
        "{\\pict\\wmetafile8 0102 {\\*\\blip} \\bin5 }}}{{ff}{\\*\\unknown gone}{\\v hidden}{\\deleted gone}"
        '{\\field{\\*\\fldinst HYPERLINK "http://a.example"}{\\fldrslt The ferry}} came in.\\par} }'
        "{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt A box.\\par}}{\\shprslt A box.\\par}}"
        "It is done\\emdash at last.\\par"
    )
    assert paragraphs(body) == ("The ferry came in.", "A box.", "It is done—at last.")


def test_footnotes_and_running_heads_stand_aside_and_are_listed() -> None:
    found = reading(rich(
        "{\\header The Reader\\par}" + f"{TITLES[0]}\\par {HARBOUR[0]}{{\\footnote \\chftn Of 2026.}} {HARBOUR[1]}\\par"
    ), "a.rtf")  # fmt: skip
    assert found.drafts[0].paragraphs == (f"{HARBOUR[0]} {HARBOUR[1]}",)
    assert [each.reason for each in found.discards] == ["a running head", "a footnote"]


@pytest.mark.parametrize("heading", ["\\s1 %s", "\\b\\fs36 %s\\b0\\fs24", "\\outlinelevel0 %s"])
def test_headings_begin_articles(heading: str) -> None:
    styles = "{\\stylesheet{\\s0 Normal;}{\\s1\\b heading 1;}{\\*\\cs10 Other;}}"
    articles = "".join(
        f"\\pard {heading % title}\\par\\pard " + "".join(f"{each}\\par " for each in body)
        for title, body in zip(TITLES, BODIES, strict=True)
    )
    assert texts(reading(rich(styles + articles), "a.rtf")) == list(zip(TITLES, BODIES, strict=True))


@pytest.mark.parametrize("made", [factiva, nexis])
def test_exports_give_every_article(made: object) -> None:
    assert callable(made)
    found = reading(made(), "export.rtf")
    assert len(found.drafts) == 3
    assert {draft.hints["byline"].value.removeprefix("By ") for draft in found.drafts} == {"Ana Horvat"}
    assert BRIDGE[1] in {text for draft in found.drafts for text in draft.paragraphs}
