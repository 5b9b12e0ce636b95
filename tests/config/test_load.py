from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from digest.config import load
from digest.model import Use
from tests.config.desks import DESK, write


def test_a_desk_needs_nothing_but_its_id(tmp_path: Path) -> None:
    found = load(write(tmp_path, DESK))
    assert found.desk == tmp_path.resolve()
    assert found.site.name == tmp_path.name
    assert found.site.id_prefix == "tag:news.example.org,2026:"
    assert found.site.url == "http://127.0.0.1:8080/"
    assert found.site.sender == "digest@news.example.org"
    assert (found.site.timezone, found.site.language, found.site.use, found.site.demo) == ("UTC", "en", Use.FULL, False)
    assert (found.settle, found.max_bytes, found.originals_days, found.feed_entries) == (2.0, 50_000_000, 90, 100)
    assert (found.host, found.port, found.smtp, found.uncertain, found.order) == ("127.0.0.1", 8080, None, "resend", ())
    assert found.database == f"sqlite:///{tmp_path.resolve()}/var/digest.db"
    (daily,) = found.digests
    assert (daily.name, daily.title, daily.times, len(daily.days)) == ("daily", "Daily briefing", ("07:00",), 7)
    assert (daily.max_articles, daily.max_age, daily.max_late) == (2000, None, timedelta(hours=6))


def test_every_key_reaches_the_settings(tmp_path: Path) -> None:
    found = load(
        write(
            tmp_path,
            """
            [desk]
            name = "Regional Desk"
            url = "https://news.example.org/digest"
            id = "desk@example.org,2026-11"
            timezone = "Asia/Kabul"
            language = "pt-BR"
            postal = "1 Example Street\\nExample Town"
            order = ["mena", "europe"]
            [ingest]
            settle = 0.5
            max_size = "2 MiB"
            originals_days = 30
            [feeds]
            use = "summary"
            entries = 50
            [[digest]]
            name = "early-brief"
            title = "The early brief"
            times = ["17:30", "06:15"]
            days = ["fri", "mon"]
            max_articles = 12
            max_age = "36h"
            max_late = "90m"
            [[digest]]
            name = "weekly"
            [mail]
            from = "desk@news.example.org"
            uncertain = "hold"
            [smtp]
            host = "mail.example.org"
            security = "tls"
            user = "desk"
            password_file = "var/secret"
            [serve]
            host = "0.0.0.0"
            port = 9000
            [store]
            url = "postgresql://digest@localhost/digest"
            """,
        )
    )
    site = found.site
    assert (site.name, site.url, site.id_prefix) == (
        "Regional Desk",
        "https://news.example.org/digest/",
        "tag:desk@example.org,2026-11:",
    )
    assert (site.timezone, site.language, site.use, site.sender) == (
        "Asia/Kabul",
        "pt-BR",
        Use.SUMMARY,
        "desk@news.example.org",
    )
    assert site.postal == "1 Example Street\nExample Town"
    assert (found.settle, found.max_bytes, found.originals_days, found.feed_entries) == (0.5, 2 * 2**20, 30, 50)
    early, weekly = found.digests
    assert (early.name, early.title, early.times, early.days) == (
        "early-brief",
        "The early brief",
        ("06:15", "17:30"),
        ("mon", "fri"),
    )
    assert (early.max_articles, early.max_age, early.max_late) == (12, timedelta(hours=36), timedelta(minutes=90))
    assert (early.timezone, early.regions, weekly.name) == ("Asia/Kabul", ("mena", "europe"), "weekly")
    assert found.smtp is not None
    assert (found.smtp.host, found.smtp.port, found.smtp.security, found.smtp.user) == (
        "mail.example.org",
        465,
        "tls",
        "desk",
    )
    assert found.smtp.password_file == tmp_path.resolve() / "var" / "secret"
    assert (found.smtp.sender, found.uncertain) == ("desk@news.example.org", "hold")
    assert (found.host, found.port, found.database) == ("0.0.0.0", 9000, "postgresql://digest@localhost/digest")  # noqa: S104


def test_the_folders_of_a_desk_stand_where_the_contract_says(tmp_path: Path) -> None:
    found = load(write(tmp_path, DESK))
    names = ("seeds", "feeds", "var", "maildir", "originals", "templates", "layouts", "regions")
    assert [str(getattr(found, name).relative_to(found.desk)) for name in names] == [
        "seeds",
        "feeds",
        "var",
        "var/maildir",
        "var/originals",
        "templates",
        "layouts",
        "regions",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///var/other.db", "sqlite:///{desk}/var/other.db"),
        ("sqlite:////srv/news.db", "sqlite:////srv/news.db"),
        ("postgresql+psycopg://host/db", "postgresql+psycopg://host/db"),
    ],
)
def test_a_relative_database_stands_in_the_desk(tmp_path: Path, written: str, meant: str) -> None:
    found = load(write(tmp_path, f'{DESK}[store]\nurl = "{written}"'))
    assert found.database == meant.format(desk=tmp_path.resolve())


@pytest.mark.parametrize(
    ("written", "size"),
    [('"50 MB"', 50 * 10**6), ('"200kB"', 200_000), ('"1 GiB"', 2**30), ("1024", 1024), ('"3 m"', 3 * 10**6)],
)
def test_sizes_are_written_as_people_write_them(tmp_path: Path, written: str, size: int) -> None:
    assert load(write(tmp_path, f"{DESK}[ingest]\nmax_size = {written}")).max_bytes == size


def test_a_desk_that_listens_everywhere_names_an_address_a_browser_can_open(tmp_path: Path) -> None:
    assert load(write(tmp_path, f'{DESK}[serve]\nhost = "0.0.0.0"')).site.url == "http://127.0.0.1:8080/"
    assert load(write(tmp_path, f'{DESK}[serve]\nhost = "::1"\nport = 81')).site.url == "http://[::1]:81/"


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    text = DESK + '[feeds]\nuse = "headline"\n'
    (tmp_path / "digest.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load(tmp_path).site.use is Use.HEADLINE
