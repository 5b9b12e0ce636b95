from __future__ import annotations

import subprocess
import sys

import pytest

from digest.articles.language import tell_language
from tests.articles.build import hint

ENGLISH = (
    "The harbour board of Northport said that the old pier was open again and that the ships of the coast guard had "
    "returned to their berths after the storm, which had closed the harbour for a week."
)
GERMAN = (
    "Die Hafenverwaltung von Nordstadt hat nach eigenen Angaben die alte Brücke wieder geöffnet, und die Schiffe der "
    "Küstenwache sind nach dem Sturm in den Hafen zurückgekehrt, der eine Woche lang geschlossen war."
)
SERBIAN_LATIN = (
    "Lučka uprava saopštila je da je stari most ponovo otvoren i da su se brodovi posle oluje vratili u luku, koja je "
    "bila zatvorena nedelju dana, a gradonačelnik je rekao da će radovi biti nastavljeni u proleće."
)
SERBIAN_CYRILLIC = (
    "Лучка управа саопштила је да је стари мост поново отворен и да су се бродови после олује вратили у луку, која је "
    "била затворена недељу дана, а градоначелник је рекао да ће радови бити настављени у пролеће."
)
JAPANESE = (
    "港の管理事務所は、古い桟橋が再び開いたと発表した。"
    "嵐のあと一週間閉鎖されていた港に、沿岸警備隊の船が戻ってきたという。市長は春に工事を続けると述べた。"
)


TRADE = (
    "The Bangladesh trade deficit narrowed to 1.91 billion Taka in October from 5.64 billion in September and 2.43 "
    "billion in October 1985, the Central Bank said. Imports dropped to 4.31 billion Taka in October from 8.22 billion "
    "in September. Exports totalled 2.4 billion Taka in October, as against 2.58 billion in September."
)
PIDGIN = (
    "Di people wey dey for di town say dem no sabi wetin happen, but police don arrest three pesin wey dem say carry "
    "gun enter di market on Monday morning, and di governor don talk say e go punish anybody."
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (TRADE, "en"),
        (PIDGIN, "pcm"),
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (SERBIAN_CYRILLIC, "sr"),
        (SERBIAN_LATIN, "sh"),
        (JAPANESE, "ja"),
    ],
)
def test_the_text_tells_its_language(text: str, tag: str) -> None:
    told = tell_language(text)
    assert told is not None
    assert told[0] == tag
    assert told[1].source == "text"


@pytest.mark.parametrize(
    ("declared", "text", "tag"),
    [
        ("en-US", ENGLISH, "en-US"),
        ("en_gb", ENGLISH, "en-GB"),
        ("English", ENGLISH, "en"),
        ("hr", SERBIAN_LATIN, "hr"),
        ("sr-latn", SERBIAN_LATIN, "sr-Latn"),
        ("sr", SERBIAN_CYRILLIC, "sr"),
        ("de_DE.UTF-8", GERMAN, "de-DE"),
    ],
)
def test_a_declared_language_that_fits_the_text_is_believed(declared: str, text: str, tag: str) -> None:
    told = tell_language(text, hint(declared, source="html-lang"))
    assert told is not None
    assert (told[0], told[1].source) == (tag, "html-lang")


@pytest.mark.parametrize(
    ("declared", "text", "tag"),
    [("en", GERMAN, "de"), ("de", ENGLISH, "en"), ("ar", ENGLISH, "en"), ("en", JAPANESE, "ja"), ("!", ENGLISH, "en")],
)
def test_a_declared_language_that_the_text_denies_is_not(declared: str, text: str, tag: str) -> None:
    told = tell_language(text, hint(declared))
    assert told is not None
    assert (told[0], told[1].source) == (tag, "text")


@pytest.mark.parametrize("text", ["", "Pier reopens", "12345 67890 " * 20, "?! " * 40])
def test_a_short_or_wordless_text_has_no_language_of_its_own(text: str) -> None:
    assert tell_language(text) is None


def test_a_short_text_takes_the_declared_language_when_the_script_fits() -> None:
    told = tell_language("Pier reopens", hint("en"))
    assert told is not None
    assert (told[0], told[1].confidence) == ("en", 0.6)
    assert tell_language("Pier reopens", hint("ru")) is None


def test_the_model_is_loaded_by_the_first_article_that_needs_it() -> None:
    code = "import sys, digest.articles; sys.exit('py3langid' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
