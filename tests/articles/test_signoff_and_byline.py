from __future__ import annotations

import pytest

from digest.articles.byline import read_author, read_byline
from digest.articles.signoff import read_signoff, split_signoff
from tests.articles.build import article, draft


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(The Northport Evening Post)", "The Northport Evening Post"),
        ("(Reuters)", "Reuters"),
        ("(Reuters, AFP)", "Reuters, AFP"),
        ("- Reuters", "Reuters"),
        ("— AFP", "AFP"),
        ("dpa", "dpa"),
        ("[AP]", "AP"),
        ("/ritzau/", "ritzau"),
    ],
)
def test_a_last_line_that_only_names_an_agency_is_a_sign_off(line: str, agency: str) -> None:
    assert split_signoff(("The pier reopened.", line)) == (("The pier reopened.",), agency)


@pytest.mark.parametrize(
    "line",
    [
        "(Applause)",
        "(ENDS)",
        "(to be continued)",
        "(Getty Images)",
        "(He left in 2015)",
        "- The mayor",
        "app",
        "(The pier is open.)",
        "()",
    ],
)
def test_another_last_line_is_a_paragraph(line: str) -> None:
    assert split_signoff(("The pier reopened.", line)) == (("The pier reopened.", line), None)


def test_the_only_paragraph_is_never_taken_as_a_sign_off() -> None:
    assert split_signoff(("(Reuters)",)) == (("(Reuters)",), None)
    assert read_signoff("(Reuters)") == "Reuters"


@pytest.mark.parametrize(
    ("line", "names", "agency"),
    [
        ("By Jane Doe", "Jane Doe", None),
        ("By JANE DOE, Associated Press", "JANE DOE", "Associated Press"),
        ("JANE DOE | AP", "JANE DOE", "AP"),
        ("By Jane Doe and John van der Roe", "Jane Doe and John van der Roe", None),
        ("By Jane Doe, John Roe and Ann O'Hara", "Jane Doe, John Roe and Ann O'Hara", None),
        ("By J. K. Marlowe, Staff Writer", "J. K. Marlowe", None),
        ("Von Jana Weiß", "Jana Weiß", None),
        ("By Reuters", None, "Reuters"),
    ],
)
def test_a_byline_names_its_people(line: str, names: str | None, agency: str | None) -> None:
    byline = read_byline(line)
    assert byline is not None
    assert (byline.names, byline.agency) == (names, agency)


@pytest.mark.parametrize(
    "line",
    [
        "By the sea it was quiet",
        "By Tuesday the pier was open.",
        "Jane Doe",
        "By admin",
        "By 2030",
        "By Our Staff Reporters",
        "The mayor | AP said",
    ],
)
def test_no_author_is_invented(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("Jane Doe <jane@example.org>", "Jane Doe"),
        ("jane@example.org (Jane Doe)", "Jane Doe"),
        ("Jane Doe, Reuters", "Jane Doe"),
        ("محمد علي", "محمد علي"),
        ("राम कुमार", "राम कुमार"),
        ("admin", None),
        ("News Desk", None),
        ("https://example.org/jane", None),
        ("@janedoe", None),
        ("", None),
    ],
)
def test_an_author_field_gives_people_or_nothing(value: str, names: str | None) -> None:
    byline = read_author(value)
    assert (byline.names if byline else None) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("The Harbour Times", None),
        ("Harbour Times", None),
        ("HARBOURTIMES", None),
        ("Jane Doe, Harbour Times", "Jane Doe"),
        ("Jane Doe | The Harbour Times", "Jane Doe"),
        ("Jane Doe and Harbour Times", None),
        ("Harbour Times Staff", None),
    ],
)
def test_the_site_is_no_author(value: str, names: str | None) -> None:
    for hints in ({"site": "The Harbour Times"}, {"url": "https://www.harbourtimes.example/a"}):
        assert article(draft("The pier reopened.", hints={**hints, "byline": value})).byline == names
    top = article(draft(f"By {value}", "The pier reopened.", hints={"site": "The Harbour Times"}))
    assert top.byline == names


@pytest.mark.parametrize(
    "value",
    [
        "Ministry of Health",
        "Press Office",
        "Press Release",
        "Wire Services",
        "Wire Reports",
        "Site Admin",
        "Super User",
        "jdoe",
        "jdoe@example.org",
        "Sponsored Content",
        "Read More",
        "La Rédaction",
        "Redacción Central",
        "International Harbour Association",
        "Mail Online",
    ],
)
def test_an_office_a_handle_and_a_button_are_no_authors(value: str) -> None:
    assert read_author(value) is None


def test_the_line_at_the_top_wins_over_the_field_and_leaves_the_body() -> None:
    found = article(draft("By Jane Doe", "Reuters", "The pier reopened.", "All is well.", hints={"byline": "John Roe"}))
    assert (found.byline, found.agency) == ("Jane Doe", "Reuters")
    assert found.paragraphs == ("The pier reopened.", "All is well.")
    assert found.fields["byline"].source == "byline"


def test_without_a_line_the_field_counts() -> None:
    found = article(draft("The pier reopened.", hints={"byline": "By John Roe"}))
    assert found.byline == "John Roe"
    assert found.fields["byline"].source == "front-matter"


def test_an_agency_as_author_is_an_agency() -> None:
    found = article(draft("The pier reopened.", hints={"byline": "Reuters"}))
    assert (found.byline, found.agency) == (None, "Reuters")


def test_a_picture_credit_gives_no_agency() -> None:
    assert article(draft("The pier reopened.", captions=("A ship. (AP)",))).agency is None


def test_one_word_is_a_name_only_where_a_source_says_whose_it_is() -> None:
    assert read_author("Heiko") is None
    for value in ("Heiko", "surfguard", "Marianne1", "Herr_Rein"):
        byline = read_author(value, lone=True)
        assert byline is not None
        assert byline.names == value
    for value in ("admin", "Newsroom", "Harbourherald", "example.org", "red", "4711"):
        assert read_author(value, {"harbourherald", "red"}, lone=True) is None
    agency = read_author("Reuters", lone=True)
    assert agency is not None
    assert (agency.names, agency.agency) == (None, "Reuters")
