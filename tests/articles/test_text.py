from __future__ import annotations

import sys
import time

import pytest

from digest.articles.text import cut, fold, repair


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("a\x00b\x0bc\x1fd", "ab cd"),
        ("\x93Yes\x94, he said \x96 and left\x85", "“Yes”, he said – and left…"),
        ("one\ufffe two\uffff three\ufdd0\U0001fffe", "one two three"),
        ("half \ud83d a character", "half a character"),
        ("two halves \ud83d\ude00", "two halves \U0001f600"),
        ("\ufeffBOM in\ufeffside", "BOM inside"),
        ("evil \u202egnp.exe\u202c \u2066x\u2069", "evil gnp.exe x"),
        ("co\u00adop\u200beration", "cooperation"),
        ("ten\u00a0thousand\u2009and\u3000one\u2028two", "ten thousand and one two"),
        ("a \ufffcpicture", "a picture"),
        ("Cafe\u0301", "Café"),
        ("e\u00ad\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("'straight' and “curly”", "'straight' and “curly”"),
        ("  a \t b \r\n c  ", "a b c"),
    ],
)
def test_damage_is_repaired_and_all_else_stays(damaged: str, whole: str) -> None:
    assert repair(damaged) == whole


def test_a_line_that_looks_clean_holds_nothing_that_a_repair_would_take_out() -> None:
    clean = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1)))).replace("\ufffc", "")
    damaged = clean + "\x00"
    assert repair(clean) == repair(damaged)


def test_a_long_run_of_spaces_takes_no_time() -> None:
    start = time.process_time()
    assert repair("a" + " " * 1_000_000 + "\x00b") == "a b"
    assert time.process_time() - start < 2


def test_a_text_within_the_limit_is_not_cut() -> None:
    assert cut("Short enough", 12) == "Short enough"


def test_a_cut_falls_between_words_and_shows_itself() -> None:
    assert cut("The harbour board reopened the pier", 20) == "The harbour board…"
    assert cut("The harbour board, reopened", 19) == "The harbour board…"


def test_a_script_without_spaces_is_cut_between_letters() -> None:
    assert cut("港" * 50, 10) == "港" * 9 + "…"
    assert cut("e\u0323" * 10, 6) == "e\u0323" * 2 + "…"


def test_folding_forgets_case_spaces_quotes_and_dashes() -> None:
    assert fold("“It’s  OPEN” – today…") == fold('"it\'s open" - Today...')
    assert fold("Straße") == fold("STRASSE")
    assert fold("open") != fold("opens")


def test_what_colours_a_terminal_goes_with_its_escape() -> None:
    assert repair("The \x1b[1;31mharbour\x1b[0m board\x1b[2J reopened [31m") == "The harbour board reopened [31m"
