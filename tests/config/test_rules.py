from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import load
from digest.config.settings import check_homes
from digest.errors import ConfigError
from digest.model import DateOrder, Source, Trust
from tests.config.desks import DESK, refusal, write

SOURCE = DESK + "[[source]]\n"


def test_a_desk_without_sources_has_none(tmp_path: Path) -> None:
    assert load(write(tmp_path, DESK)).sources == ()


def test_a_source_says_how_it_is_known_and_what_it_writes(tmp_path: Path) -> None:
    found = load(
        write(
            tmp_path,
            SOURCE + 'name = "Harbour Wire"\nfolder = "seeds/wire/"\naddress = "https://WWW.Harbour.example/news/"\n'
            'names = ["HW", "The Harbour Wire"]\nhome = "ie"\nlanguage = "en"\ndate_order = "dmy"\n'
            'timezone = "Europe/Dublin"\ntrust = "low"\n[[source]]\nname = "Other"\nfolder = ["a/*"]',
        )
    )
    first, second = found.sources
    assert first == Source(
        name="Harbour Wire",
        folder=("wire",),
        address=("harbour.example/news",),
        names=("HW", "The Harbour Wire"),
        home="IE",
        language="en",
        date_order=DateOrder.DAY_FIRST,
        timezone="Europe/Dublin",
        trust=Trust.LOW,
    )
    assert second == Source(name="Other", folder=("a/*",))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('folder = "wire"', 3, "[[source]] has no `name`"),
        ('name = "A"', 3, "nothing says which files are of `A`: add `folder`, `address` or `names`"),
        ('name = "A"\nfolder = "a"\n[[source]]\nname = "A"\nfolder = "b"', 7, "two sources are named `A`"),
        ('name = "A"\nfolder = "/etc"', 5, "a path from seeds/ on"),
        ('name = "A"\nfolder = "../a"', 5, "a path from seeds/ on"),
        ('name = "A"\nfolder = "*"', 5, "a path from seeds/ on"),
        ('name = "A"\naddress = "*.example.org"', 5, "no user, port, query or star"),
        ('name = "A"\naddress = "example"', 5, '`address` wants a host, or hosts such as ["example.org"'),
        ('name = "A"\nhome = "Ireland"', 5, "a country's two letters of ISO 3166"),
        ('name = "A"\ndate_order = "dym"', 5, 'wants "dmy", "mdy" or "ymd", got "dym"'),
        ('name = "A"\ntimezone = "Europe/Dubln"', 5, 'did you mean "Europe/Dublin"?'),
        ('name = "A"\ntrust = 0.5', 5, 'wants "high", "normal" or "low", got 0.5'),
        ('name = "A"\ndateorder = "dmy"', 5, "did you mean `date_order`?"),
    ],
)
def test_a_mistake_in_a_source_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    error = refusal(tmp_path, SOURCE + text)
    assert error.line == line
    assert says in str(error)


def test_a_home_that_is_no_country_is_refused_with_its_line(tmp_path: Path) -> None:
    settings = load(write(tmp_path, SOURCE + 'name = "A"\nfolder = "a"\nhome = "ZZ"'))
    with pytest.raises(ConfigError, match="`ZZ` is no country") as caught:
        check_homes(settings, {"IE"})
    assert caught.value.line == 6
