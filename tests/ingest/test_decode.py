"""Encodings: what a file declares, what it is, and what can only be guessed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SeedError
from digest.ingest.decode import Decoded, declared_charset, repair_mojibake, text_of
from digest.model import Hint
from tests.ingest.texts import HARBOUR, only, seed

FRENCH = "Le « Café de la Gare » à Orléans rouvre : l'été, on y sert des œufs à la crème, dit l'hôtesse.\n" * 3
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy a šel dál přes řeku k mlýnu, kde čekal pekař Jiří.\n" * 5
RUSSIAN = "В Алматы открыли пешеходный мост через реку. Мост построили из лиственницы и стали.\n" * 5
ARABIC = "افتتحت المدينة جسرا جديدا للمشاة فوق النهر، وقال المهندسون إن العمل انتهى قبل موعده.\n" * 5
JAPANESE = "市は川にかかる新しい歩道橋を開通させた。橋は木と鋼でできている。\n" * 5


def decode(data: bytes) -> Decoded:
    return text_of(seed(data))


@pytest.mark.parametrize("text", [FRENCH, CZECH, RUSSIAN, ARABIC, JAPANESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_a_byte_order_mark(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.flags) == (text, frozenset())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (CZECH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_an_undeclared_charset_is_guessed_and_flagged(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.flags) == (text, frozenset({"encoding-guessed"}))


@pytest.mark.parametrize("encoding", ["cp1250", "iso-8859-2", "iso-2022-jp"])
def test_a_declared_charset_is_believed_when_it_decodes(encoding: str) -> None:
    text = f"<html><head><meta charset='{encoding}'></head><body>\n{JAPANESE if 'jp' in encoding else CZECH}"
    found = decode(text.encode(encoding))
    assert (found.text, found.flags) == (text, frozenset())


def test_valid_utf8_is_believed_over_a_wrong_declaration() -> None:
    text = f'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">{FRENCH}'
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("name", ["rot13", "hex", "no-such-charset", "utf-16"])
def test_a_declaration_that_cannot_be_true_is_ignored(name: str) -> None:
    text = f"<meta charset={name}><p>Plain words."
    assert decode(text.encode()) == Decoded(text=text, encoding="utf-8")


def test_declarations_are_found_in_meta_elements_and_xml_declarations_only() -> None:
    assert declared_charset(b'<?xml version="1.0" encoding="koi8-r"?>') == "koi8-r"
    assert declared_charset(b"<META CHARSET = 'cp1251' >") == "cp1251"
    assert declared_charset(b"<p>charset=cp1251</p>") is None


def test_a_copy_cut_inside_a_character_is_still_utf8() -> None:
    found = decode(RUSSIAN.encode()[:-3])
    assert found.text == RUSSIAN[:-3] + "\N{REPLACEMENT CHARACTER}"
    assert (found.encoding, found.flags) == ("utf-8", frozenset({"encoding-guessed"}))


def test_line_ends_become_line_feeds() -> None:
    assert decode(b"one\r\ntwo\rthree\n").text == "one\ntwo\nthree\n"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\v", "\f"])
def test_line_breaks_of_unicode_become_line_feeds(sign: str) -> None:
    assert decode(f"one{sign}two\nthree".encode()).text == "one\ntwo\nthree"


def test_a_page_feed_beside_a_line_end_adds_no_line() -> None:
    assert decode(b"one\n\ftwo\f\r\nthree").text == "one\ntwo\nthree"


@pytest.mark.parametrize(
    "text", ["It’s “over” — said Zoë", "Ça a été dur à Orléans", "Москва и Алматы", "Århus Ærø Ålborg"]
)
def test_mojibake_is_undone(text: str) -> None:
    broken = text.encode().decode("cp1252", errors="replace")
    if "\ufffd" in broken:
        broken = "".join(
            chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252") for byte in text.encode()
        )
    assert repair_mojibake(broken) == text
    found = decode(broken.encode())
    assert (found.text, found.flags) == (text, frozenset({"mojibake-repaired"}))


@pytest.mark.parametrize(
    "text", [FRENCH, CZECH, RUSSIAN, "SÃO PAULO, ÂNGELA e o BARÃO", "Ø i Øresund, Ñandú, Ðakovo", "Â»"]
)
def test_text_that_is_right_is_left_alone(text: str) -> None:
    assert repair_mojibake(text) == text


def test_one_sign_behind_a_letter_that_no_word_ends_with_is_mojibake_too() -> None:
    assert repair_mojibake("The pier cost Â£4 million, and Â£2 million of it were lent.").count("Â") == 0
    assert repair_mojibake("El puente se abriÃ³ el lunes, y quien lo mirÃ³ callÃ³.").count("ó") == 3


@pytest.mark.parametrize("pound", ["&#xC2;&#xA3;", "&#194;&#163;", "&Acirc;&pound;"])
def test_mojibake_that_only_shows_behind_references_is_undone_too(pound: str) -> None:
    page = f"<html><body><article><h1>Pier cost {pound}4</h1><p>{'</p><p>'.join((*HARBOUR, pound))}2</p></article>"
    found = only(page, "pier.html")
    assert (found.title, found.paragraphs[-1][-2:]) == ("Pier cost £4", "£2")
    assert "mojibake-repaired" in found.flags


def test_mojibake_behind_escapes_is_left_where_one_run_of_the_article_was_no_utf8() -> None:
    record = {"title": "Pier cost \u00c2\u00a34", "text": f"{' '.join(HARBOUR)} It lay by \u00c3\u010d, they said."}
    found = only(json.dumps(record), "pier.json")
    assert (found.title, found.flags) == (record["title"], frozenset())


@given(st.text())
def test_repair_never_changes_the_number_of_lines(text: str) -> None:
    assert repair_mojibake(text).count("\n") == text.count("\n")


def test_a_stray_zero_byte_makes_no_binary_file_of_a_text() -> None:
    text = FRENCH.replace("e", "e\0", 1)
    assert decode(text.encode()).text == text


def test_bytes_with_many_controls_are_no_text_in_any_encoding() -> None:
    with pytest.raises(SeedError, match="a binary file"):
        decode(bytes(1 + at * 37 % 255 for at in range(4000)))


def test_the_charset_a_holder_names_goes_before_the_one_named_inside() -> None:
    text = "<meta charset='windows-1252'><p>Паром пришёл в гавань.</p>"
    held = replace(seed(text.encode("koi8-r")), context={"charset": Hint(value="KOI8-R", source="warc")})
    assert text_of(held).text == text


@pytest.mark.parametrize("name", ["punycode", "unicode_escape", "no-such-charset", "utf-16", "", "zip"])
def test_a_charset_that_is_none_is_passed_over(name: str) -> None:
    held = replace(seed("A pier \\u0041 opened."), context={"charset": Hint(value=name, source="warc")})
    assert text_of(held).text == "A pier \\u0041 opened."


def test_a_chinese_page_under_the_small_charset_s_name_keeps_its_rare_signs() -> None:
    text = "<meta charset=gb2312><p>镕基</p>"
    assert text_of(seed(text.encode("gb18030"))).text == text
