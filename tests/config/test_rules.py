from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import load
from digest.config.settings import check_homes
from digest.errors import ConfigError
from digest.model import DateOrder, Limit, Skip, Source, Trust, Use
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


def test_sources_and_folders_say_how_much_of_an_article_readers_may_have(tmp_path: Path) -> None:
    found = load(
        write(
            tmp_path,
            SOURCE + 'name = "A"\nfolder = "a"\nnames = "The A"\nuse = "summary"\n[[source]]\nname = "B"\n'
            'folder = "b"\n[[folder]]\npath = ["seeds/c", "d/*"]\nuse = "headline"\n'
            '[feeds]\nuse = "summary"\n[[feed]]\nname = "x"\nwords = "x"\nuse = "headline"\n'
            '[[feed]]\nname = "y"\nwords = "y"\nuse = "summary"\n',
        )
    )
    assert found.limits == (
        Limit(use=Use.SUMMARY, source="A", folder=("a",), names=("The A",)),
        Limit(use=Use.HEADLINE, folder=("c", "d/*")),
    )
    assert [feed.use for feed in found.saved] == [Use.HEADLINE, Use.SUMMARY]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('use = "headline"', 3, '[[folder]] has no `path`: add the line  path = "licensed"'),
        ('path = "licensed"', 3, '[[folder]] has no `use`: add the line  use = "headline"'),
        ('path = "licensed"\nuse = "title"', 5, '`use` wants "full", "summary" or "headline", got "title"'),
        ('folder = "licensed"', 4, "`folder` is no key of [[folder]]: it belongs under [[source]]"),
    ],
)
def test_a_mistake_in_a_folder_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    error = refusal(tmp_path, DESK + "[[folder]]\n" + text)
    assert error.line == line
    assert says in str(error)


def test_a_feed_that_says_nothing_but_its_use_asks_for_nothing(tmp_path: Path) -> None:
    error = refusal(tmp_path, DESK + '[[feed]]\nname = "x"\nuse = "summary"')
    assert "`x` asks for nothing" in str(error)


SKIP = DESK + "[[skip]]\n"


def test_a_rule_says_what_is_left_out(tmp_path: Path) -> None:
    found = load(
        write(
            tmp_path,
            SKIP + 'name = "stars"\nwhy = "no news"\ntitle = "Your stars*"\nsection = ["Sport", "Life"]\n'
            'language = "pt"\nfolder = "seeds/wire"\naddress = "example.org"\nshorter = 40\nlonger = 5\n',
        )
    )
    assert found.skips == (
        Skip(
            name="stars",
            why="no news",
            folder=("wire",),
            address=("example.org",),
            title=("Your stars*",),
            section=("Sport", "Life"),
            language=("pt",),
            shorter=40,
            longer=5,
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('title = "stars"', 3, "[[skip]] has no `name`"),
        ('name = "a"', 3, "`a` says of no article that it is left out: add one of `folder`, `address`, `title`"),
        ('name = "a"\ntitle = "x"\n[[skip]]\nname = "a"\ntitle = "y"', 7, "two rules are named `a`"),
        ('name = "a"\ntitle = "**"', 5, "it would hold for every article"),
        ('name = "a"\ntitle = []', 5, "`title` wants words, or a list"),
        ('name = "a"\nlanguage = "English"', 5, "`language` wants a language tag"),
        ('name = "a"\nshorter = 0', 5, "`shorter` wants a whole number from 1"),
        ('name = "a"\nshorter = 10\nlonger = 9', 6, "no article is `shorter` and `longer` than that"),
        ('name = "A rule"\ntitle = "x"', 4, "a short name of a-z, 0-9 and -"),
        ('name = "a"\ntitel = "x"', 5, "did you mean `title`?"),
    ],
)
def test_a_mistake_in_a_rule_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    error = refusal(tmp_path, SKIP + text)
    assert error.line == line
    assert says in str(error)
