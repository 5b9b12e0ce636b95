from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digest.articles import normalise
from digest.articles.sources import at_address, in_folder, tell_source, use_of
from digest.model import Article, DateOrder, Draft, Hint, Limit, Precision, Source, Trust, Use
from tests.articles.build import draft, hint, reading, seed

LEDE = "The harbour board reopened the old pier on Tuesday, its chairwoman said."


def source(**changes: object) -> Source:
    return Source(**{"name": "Harbour Wire", "folder": ("wire",)} | changes)  # type: ignore[arg-type]


def of(source: Source, one: Draft) -> Article:
    [article] = normalise(reading(one), seed(), (source,))
    return article


def dated(source: Source, value: str) -> tuple[datetime | None, Precision | None]:
    found = of(source, draft(LEDE, hints={"date": hint(value, source="json-ld")}))
    return found.published, found.published_precision


def name_of(sources: tuple[Source, ...], path: str = "", url: str | None = None, *names: str) -> str | None:
    told = tell_source(sources, path=path, url=url, names=names)
    return told[0].name if told else None


def test_a_folder_goes_before_an_address_and_an_address_before_a_name() -> None:
    sources = (
        source(name="by name", folder=(), names=("Harbour Times",)),
        source(name="by address", folder=(), address=("harbour.example",)),
        source(name="by folder", folder=("wire",)),
    )
    assert name_of(sources, "wire/a.txt", "https://harbour.example/a", "Harbour Times") == "by folder"
    assert name_of(sources, "a.txt", "https://harbour.example/a", "Harbour Times") == "by address"
    assert name_of(sources, "a.txt", None, "harbour  TIMES") == "by name"
    assert name_of(sources, "a.txt", None, "Harbour") is None


def test_of_several_the_most_narrow_one_fits_whatever_their_order() -> None:
    wide, narrow = source(name="wide"), source(name="narrow", folder=("wire/north",))
    assert {name_of(both, "wire/north/a.txt") for both in ((wide, narrow), (narrow, wide))} == {"narrow"}
    assert name_of((wide, narrow), "wire/northern/a.txt") == "wide"


@pytest.mark.parametrize(
    ("path", "folder", "fits"),
    [
        ("wire/a.txt", "wire", "yes"),
        ("wire", "wire", "yes"),
        ("wires/a.txt", "wire", "no"),
        ("in/wire-2026/a.txt", "*/wire-*", "yes"),
        ("in/wired/a.txt", "*/wire-*", "no"),
        ("in/export.zip/a.txt", "in/*.zip", "yes"),
        ("Wire/a.txt", "wire", "no"),
    ],
)
def test_a_folder_holds_all_below_it(path: str, folder: str, fits: str) -> None:
    assert in_folder(path, folder) == (fits == "yes")


@pytest.mark.parametrize(
    ("address", "place", "fits"),
    [
        ("news.example.org/a", "example.org", "yes"),
        ("badexample.org/a", "example.org", "no"),
        ("example.org/harbour/a", "example.org/harbour", "yes"),
        ("example.org/harbourside", "example.org/harbour", "no"),
        ("example.org/harbour?id=1", "example.org/harbour", "yes"),
        ("example.org.evil.example/a", "example.org", "no"),
    ],
)
def test_an_address_is_at_a_host_or_below_it(address: str, place: str, fits: str) -> None:
    assert at_address(address, place) == (fits == "yes")


def test_an_article_carries_its_source_and_how_it_was_told() -> None:
    found = of(source(), draft(LEDE))
    assert (found.source, found.fields["source"].source) == ("Harbour Wire", "folder")
    signed = of(source(folder=(), names=("Reuters",)), draft(LEDE, "More followed.", "(Reuters)"))
    assert (signed.source, signed.fields["source"].source) == ("Harbour Wire", "name")
    assert of(source(folder=("elsewhere",)), draft(LEDE)).source is None


@pytest.mark.parametrize(
    ("order", "value", "day"),
    [
        (None, "03/04/2025", None),
        (DateOrder.DAY_FIRST, "03/04/2025", date(2025, 4, 3)),
        (DateOrder.MONTH_FIRST, "03/04/2025", date(2025, 3, 4)),
        (DateOrder.YEAR_FIRST, "03/04/2025", None),
        (DateOrder.YEAR_FIRST, "25/04/03", date(2025, 4, 3)),
        (DateOrder.DAY_FIRST, "03.04.25", date(2025, 4, 3)),
        (DateOrder.MONTH_FIRST, "16/12/2025", date(2025, 12, 16)),
        (DateOrder.DAY_FIRST, "2025-04-03", date(2025, 4, 3)),
        (None, "03/04/25", None),
    ],
)
def test_an_ambiguous_date_is_resolved_by_the_sources_order_only(
    order: DateOrder | None, value: str, day: date | None
) -> None:
    published, _ = dated(source(date_order=order), value)
    assert (published and published.date()) == day


def test_the_evidence_says_that_the_source_decided() -> None:
    found = of(source(date_order=DateOrder.DAY_FIRST), draft(LEDE, hints={"date": hint("03/04/2025", "json-ld")}))
    assert found.published_from == "json-ld: 03/04/2025, read as its [[source]] writes dates"
    plain = of(source(), draft(LEDE, hints={"date": hint("03/04/2025", "json-ld")}))
    assert plain.flags == {"date-ambiguous"}


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-07-01 10:30", (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), Precision.TIME)),
        ("1 July 2026 10:30", (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), Precision.TIME)),
        ("2026-01-15T10:30:00", (datetime(2026, 1, 15, 9, 30, tzinfo=UTC), Precision.TIME)),
        ("2026-07-01T10:30:00Z", (datetime(2026, 7, 1, 10, 30, tzinfo=UTC), Precision.TIME)),
        ("1 July 2026 10:30 BST", (datetime(2026, 7, 1, tzinfo=UTC), Precision.DAY)),
        ("1 July 2026 10:30 CEST", (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), Precision.TIME)),
        ("2026-07-01T00:00:00", (datetime(2026, 7, 1, tzinfo=UTC), Precision.DAY)),
        ("2026-07-01", (datetime(2026, 7, 1, tzinfo=UTC), Precision.DAY)),
    ],
)
def test_a_time_without_a_zone_is_in_the_sources(value: str, moment: tuple[datetime, Precision]) -> None:
    assert dated(source(timezone="Europe/Berlin"), value) == moment


def test_letters_that_mean_several_zones_are_the_sources_own() -> None:
    kolkata = source(timezone="Asia/Kolkata")
    assert dated(kolkata, "1 July 2026 10:30 IST") == (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), Precision.TIME)
    assert dated(source(), "1 July 2026 10:30 IST") == (datetime(2026, 7, 1, tzinfo=UTC), Precision.DAY)


def test_the_language_of_a_source_stands_only_where_the_text_leaves_doubt() -> None:
    short = of(source(language="de"), draft("Kurz und knapp.", title="Hafen offen"))
    assert (short.language, short.fields["language"].source) == ("de", "source")
    told = of(
        source(language="de"), draft("The harbour board said that it was the first of the old piers to open. " * 4)
    )
    assert told.language == "en"
    other = of(source(language="de"), draft("Порт открыт.", title="Порт"))
    assert other.language is None


def test_what_a_source_of_low_trust_says_of_itself_is_a_guess() -> None:
    given = draft(LEDE, hints={"byline": Hint(value="Jane Doe", source="html", confidence=0.9), "date": "2026-11-17"})
    found = of(source(trust=Trust.LOW), given)
    assert (found.fields["byline"].confidence, found.fields["published"].confidence) == (0.5, 0.5)
    assert "low-trust" in found.flags


def test_no_text_refutes_the_date_of_a_source_of_high_trust() -> None:
    given = draft(LEDE, "The old pier burned down on 17 November 2025.", hints={"date": "2025-02-26"})
    assert of(source(), given).flags == {"date-contradicted"}
    trusted = of(source(trust=Trust.HIGH), given)
    assert (trusted.published, trusted.flags) == (datetime(2025, 2, 26, tzinfo=UTC), frozenset())
    assert trusted.not_before is None


def test_the_strictest_of_all_that_fits_an_article_holds_and_not_its_own_source_alone() -> None:
    limits = (
        Limit(use=Use.SUMMARY, source="Harbour Wire", folder=("wire",)),
        Limit(use=Use.HEADLINE, address=("harbour.example",)),
        Limit(use=Use.HEADLINE, names=("Northern  Times",)),
    )
    one = of(source(), draft(LEDE))
    assert one.source == "Harbour Wire"
    assert use_of(one, limits) is Use.SUMMARY
    assert use_of(replace(one, source=None), limits) is Use.SUMMARY, "it lies in the folder"
    elsewhere = replace(one, source=None, source_path="a.txt")
    assert use_of(elsewhere, limits) is Use.FULL
    assert use_of(replace(elsewhere, source="Harbour Wire"), limits) is Use.SUMMARY
    assert use_of(replace(one, url="https://www.harbour.example/a"), limits) is Use.HEADLINE
    assert use_of(replace(elsewhere, agency="NORTHERN TIMES"), limits) is Use.HEADLINE
    assert use_of(one, ()) is Use.FULL
