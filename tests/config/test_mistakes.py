from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.config import load
from digest.config.table import TABLES
from digest.errors import ConfigError
from tests.config.desks import DESK, refusal, write


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        (DESK + 'urll = "x"', 3, "urll", "`urll` is no key of [desk]: did you mean `url`?"),
        (DESK + "[digests]\n", 3, "digests", "[digests] is no table of digest.toml: did you mean [[digest]]?"),
        (DESK + "[wholly-other]\n", 3, "wholly-other", "it knows [desk], [ingest]"),
        (DESK + "xyzzy = 1", 3, "xyzzy", "it knows name, url, id"),
        (DESK + '[feeds]\nmax_age = "7d"', 4, "max_age", "it belongs under [[digest]]"),
        ('settle = 2\n"desk" = {id = "a.org,2026"}', 1, "settle", "stands before any table: put it under [ingest]"),
        (DESK + "[feeds]\n\n[feeds]\n", 5, None, "[feeds] stands on line 3 in the file already: write its keys there"),
        (DESK + "[digest]\n", 3, "digest", "write [[digest]]"),
        ("desk = 3\n", 1, "desk", "write [desk] on a line of its own"),
        (DESK + "\n[[digest]]\nname = 'a'\n\n[[digest]]\nname = 'a'", 8, "name", "two digests are named `a`"),
        (
            DESK + '[[digest]]\n[[digest]]\nname = "b"\ntimes = [\n  "07:00",\n  "7am",\n]',
            6,
            "times",
            '`times` wants local times as "HH:MM", such as ["07:00", "17:30"], got "7am"',
        ),
        (DESK + '[[digest]]\ntimes = "07:00"', 4, "times", 'got "07:00": write it in square brackets'),
        (DESK + "[[digest]]\ntimes = []", 4, "times", "got []"),
        (DESK + '[[digest]]\ntimes = ["24:00"]', 4, "times", 'got "24:00"'),
        (DESK + '[[digest]]\ntimes = ["07:00", "07:00"]', 4, "times", "it stands there twice"),
        (DESK + '[[digest]]\ndays = ["monday"]', 4, "days", 'got "monday"'),
        (DESK + '[[digest]]\nname = "Daily News"', 4, "name", "a short name of a-z, 0-9 and -"),
        (DESK + '[[digest]]\nmax_age = "0d"', 4, "max_age", 'write "off" for no bound'),
        (DESK + "[[digest]]\nmax_age = 7", 4, "max_age", 'an age such as "7d" or "36h", or "off", got 7'),
        (DESK + "[[digest]]\nmax_articles = 0", 4, "max_articles", "a whole number from 1 to 100000, got 0"),
        (DESK + 'timezone = "Europe/Lundon"', 3, "timezone", 'did you mean "Europe/London"?'),
        (DESK + 'timezone = "Europe"', 3, "timezone", "`timezone` wants a time zone such as"),
        (DESK + 'timezone = "../../etc/passwd"', 3, "timezone", "`timezone` wants a time zone such as"),
        (DESK + 'url = "ftp://example.org"', 3, "url", "an http or https address"),
        (DESK + 'url = "https://user@example.org/"', 3, "url", "leave out user, query and fragment"),
        (DESK + 'url = "https://example.org/a b"', 3, "url", "percent-encode"),
        (DESK + "url = 'https://example.org/\"<x>'", 3, "url", 'percent-encode "<>'),
        (DESK + 'url = "https://example.org/a//"', 3, "url", 'write one "/" at a time'),
        (DESK + 'url = "http://[::1"', 3, "url", "an http or https address"),
        (DESK + 'language = "English"', 3, "language", 'a language tag such as "en"'),
        (DESK + "demo = 1", 3, "demo", "true or false, without quotes, got 1"),
        (DESK + 'name = "  "', 3, "name", "text on one line"),
        (DESK + 'order = ["Europe"]', 3, "order", "ids of regions"),
        ('[desk]\nid = "news.example.org"', 2, "id", 'a comma and the year, such as "news.example.org,2026"'),
        ('[desk]\nid = "News.example.org,2026"', 2, "id", "a host name of yours"),
        (DESK + "[ingest]\nsettle = nan", 4, "settle", "seconds from 0 to 600"),
        (DESK + "[ingest]\nsettle = true", 4, "settle", "seconds from 0 to 600"),
        (DESK + "[ingest]\nmax_size = true", 4, "max_size", 'a size such as "50 MB"'),
        (DESK + '[ingest]\nmax_size = "50 megs"', 4, "max_size", 'got "50 megs"'),
        (
            DESK + '[feeds]\nuse = "Full"',
            4,
            "use",
            'wants "full", "summary" or "headline", got "Full": did you mean "full"?',
        ),
        (DESK + "[feeds]\nuse = 3", 4, "use", "got 3"),
        (DESK + '[mail]\nfrom = "Desk <desk@example.org>"', 4, "from", "a bare mail address"),
        (DESK + '[serve]\nport = "80"', 4, "port", 'a whole number from 0 to 65535, got "80"'),
        (DESK + '[store]\nurl = "mysql://x/y"', 4, "url", "a database address"),
        (DESK + '[store]\nurl = "sqlite://"', 4, "url", "would forget everything"),
        (DESK + '[websub]\nhub = "hub.example.org"', 4, "hub", "the http or https address of a hub"),
        (DESK + '[websub]\nhub = "https://me:secret@hub.example.org/"', 4, "hub", "leave out user and fragment"),
        (DESK + "demo = true\n[websub]\nhub = 'https://hub.example.org/'", 5, "hub", "a demo desk tells no hub"),
        (DESK + "[smtp]\nport = 25", 3, "smtp", "[smtp] has no `host`"),
        (DESK + '[smtp]\nhost = "a"', 3, "smtp", 'add the line  from = "desk@example.org"  under [mail]'),
        (DESK + "demo = true\n[smtp]\nhost = 'a'", 4, "smtp", "a demo desk sends nothing"),
        ('[desk]\nname = "x"', 1, "id", 'add the line  id = "news.example.org,20'),
        ('[desk]\nurl = "https://desk.example.org:8443/"', 1, "id", 'add the line  id = "desk.example.org,20'),
        (DESK + '[feeds]\nuse = "full', 4, None, "is not TOML"),
        (DESK + "[feeds]\nuse = full\n", 4, None, "is not TOML at column 7: Invalid value"),
        (DESK + 'id = "again.example.org,2026"\n', 3, None, "is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_its_key_and_the_mend(
    tmp_path: Path, text: str, line: int, key: str | None, says: str
) -> None:
    error = refusal(tmp_path, text)
    assert (error.line, error.key) == (line, key)
    assert str(error).startswith(f"{tmp_path.resolve()}/digest.toml:{line}: ")
    assert says in str(error)


MAIL = '[mail]\nfrom = "desk@example.org"\n[smtp]\nhost = "a"\n'


@pytest.mark.parametrize(
    ("smtp", "says"),
    [
        ('user = "desk"', "add `password_file`"),
        ('password_file = "x"', "and no `user`"),
        ('user = "desk"\npassword = "x"\npassword_file = "y"', "keep one"),
    ],
)
def test_a_login_is_a_user_and_one_password(tmp_path: Path, smtp: str, says: str) -> None:
    assert says in str(refusal(tmp_path, DESK + MAIL + smtp))


def test_a_password_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("made-up")
    secret.chmod(0o644)
    text = DESK + MAIL + 'user = "desk"\npassword_file = "secret"'
    error = refusal(tmp_path, text)
    assert f"chmod 600 {tmp_path.resolve()}/secret" in str(error)
    assert error.line == 8
    secret.chmod(0o600)
    assert load(write(tmp_path, text)).smtp is not None

    (tmp_path / "digest.toml").chmod(0o644)
    text = DESK + MAIL + 'user = "desk"\npassword = "made-up"'
    assert "digest.toml" in str(refusal(tmp_path, text))
    (tmp_path / "digest.toml").chmod(0o600)
    found = load(write(tmp_path, text))
    assert found.smtp is not None
    assert found.smtp.password == "made-up"
    assert "made-up" not in repr(found)


def test_a_password_never_stands_in_a_message(tmp_path: Path) -> None:
    assert "9876" not in str(refusal(tmp_path, DESK + MAIL + 'user = "desk"\npassword = 9876'))


def test_a_folder_without_digest_toml_is_no_desk(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ConfigError, match="this is no desk folder: run `digest init` here or name one with --desk"):
            load(folder)


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_bytes(b'[desk]\nname = "caf\xe9"\n')
    with pytest.raises(ConfigError, match=r"digest\.toml:2: is not UTF-8"):
        load(tmp_path)
    (tmp_path / "digest.toml").unlink()
    (tmp_path / "digest.toml").mkdir()
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        load(tmp_path)


def edits(name: str) -> st.SearchStrategy[str]:
    letters = st.sampled_from(string.ascii_lowercase + "_")
    places = st.integers(0, len(name) - 1)
    dropped = places.map(lambda at: name[:at] + name[at + 1 :])
    doubled = places.map(lambda at: name[:at] + name[at] + name[at:])
    swapped = st.integers(0, len(name) - 2).map(lambda at: name[:at] + name[at + 1] + name[at] + name[at + 2 :])
    added = st.builds(lambda at, letter: name[:at] + letter + name[at:], st.integers(0, len(name)), letters)
    other = st.builds(lambda at, letter: name[:at] + letter + name[at + 1 :], places, letters)
    return st.one_of(dropped, doubled, swapped, added, other)


MISSPELT = st.sampled_from([(table, key.name) for table in TABLES for key in table.keys]).flatmap(
    lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1]), edits(pair[1]))
)


@given(MISSPELT)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_key_misspelt_by_one_letter_is_refused_and_the_right_one_suggested(tmp_path: Path, case: Any) -> None:
    table, key, misspelt = case
    if not misspelt or table.key(misspelt):
        return
    error = refusal(tmp_path, f"\n\n{table.header}\n{misspelt} = 1\n")
    assert (error.line, error.key) == (4, misspelt)
    suggested = re.findall(r"`([a-z_]+)`", str(error).partition("did you mean")[2])
    assert key in suggested
