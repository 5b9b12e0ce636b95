from __future__ import annotations

from datetime import date

import pytest

from digest.articles.dateline import read_dateline
from tests.articles.build import article, draft

LEDE = "The harbour board reopened the pier."


@pytest.mark.parametrize(
    ("head", "place", "agency", "day_month"),
    [
        ("PRISTINA, Kosovo (AP) — ", "PRISTINA, Kosovo", "AP", None),
        ("BERLIN (dpa) - ", "BERLIN", "dpa", None),
        ("Berlin (dpa) - ", "Berlin", "dpa", None),
        ("KABUL – ", "KABUL", None, None),
        ("TOKYO, April 3 - ", "TOKYO", None, (3, 4)),
        ("NEW DELHI, Dec 16 (Reuters) - ", "NEW DELHI", "Reuters", (16, 12)),
        ("NEW DELHI, FEb. 26 (Reuters) - ", "NEW DELHI", "Reuters", (26, 2)),
        ("BUENOS AIRES, Argentina (AP) _ ", "BUENOS AIRES, Argentina", "AP", None),
        ("WASHINGTON, D.C. — ", "WASHINGTON, D.C.", None, None),
        ("GAZA STRIP/CAIRO (Reuters) - ", "GAZA STRIP/CAIRO", "Reuters", None),
        ("Madrid, 16 dic (EFE).- ", "Madrid", "EFE", (16, 12)),
        ("MOSCOW, March 1. /TASS/. ", "MOSCOW", "TASS", (1, 3)),
        ("(ANSA) - ROMA, 16 DIC - ", "ROMA", "ANSA", (16, 12)),
        ("SEOUL, Tuesday, Dec. 16 (Yonhap) -- ", "SEOUL", "Yonhap", (16, 12)),
        ("New Delhi, Dec 16 (PTI) ", "New Delhi", "PTI", (16, 12)),
        ("Tehran, IRNA – ", "Tehran", "IRNA", None),
        ("JOHANNESBURG March 13 - ", "JOHANNESBURG", None, (13, 3)),
        ("SYDNEY March 22 AAP - ", "SYDNEY", "AAP", (22, 3)),
        ("Perth, W.A. 3 April AAP - ", "Perth, W.A.", "AAP", (3, 4)),
        ("San Diego (tca/dpa) - ", "San Diego", "tca/dpa", None),
        ("Pristina, feb 26 (AFP) - ", "Pristina", "AFP", (26, 2)),
        ("PRISTINA, FEB 26- ", "PRISTINA", None, (26, 2)),
        ("NEWPORT NEWS, Va., March 2 - ", "NEWPORT NEWS, Va.", None, (2, 3)),
        ("ISLAMABAD: ", "ISLAMABAD", None, None),
        ("WASHINGTON —", "WASHINGTON", None, None),
        ("(Reuters) - ", None, "Reuters", None),
        ("القاهرة (رويترز) - ", "القاهرة", "رويترز", None),
    ],
)
def test_a_dateline_gives_place_agency_and_day(
    head: str, place: str | None, agency: str | None, day_month: tuple[int, int] | None
) -> None:
    dateline = read_dateline((head + LEDE, "The mayor spoke."))
    assert dateline is not None
    assert (dateline.place, dateline.agency, dateline.day_month) == (place, agency, day_month)
    assert (head + LEDE)[dateline.end :] == LEDE


@pytest.mark.parametrize(
    "head", ["LONDON, Dec 16, 2025 (AFP) - ", "LONDON, 16 December 2025 - ", "LONDON - 16 December 2025: "]
)
def test_a_year_in_a_dateline_makes_a_date(head: str) -> None:
    dateline = read_dateline((head + LEDE,))
    assert dateline is not None
    assert dateline.date is not None
    assert (dateline.place, dateline.date.day) == ("LONDON", date(2025, 12, 16))
    assert (head + LEDE)[dateline.end :] == LEDE


@pytest.mark.parametrize(
    "line",
    [
        "BREAKING — The pier is open.",
        "UPDATE 1 - The pier is open.",
        "NATO — The alliance met.",
        "Mr. Smith (Labour) – a friend of the pier – spoke.",
        "The minister – a friend of the king – said so.",
        "Two men (AP) - said so.",
        "EXCLUSIVE: The pier is open.",
        "I — the mayor — declare it open.",
        "He said: the pier is open.",
        "WASHINGTON —",
        "AFP - The agency of that name.",
        "Sydney beat AAP - by a point.",
        "Two men (left/right) - said so.",
        "MARKET NEWS, March 2 - Shares rose.",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(line: str) -> None:
    assert read_dateline((line, "The mayor spoke.")) is None


def test_a_transcript_has_no_dateline() -> None:
    assert read_dateline(("MARLOWE: Good evening.", "DOE: Good evening.", "MARLOWE: Is the pier open?")) is None


def test_a_line_of_place_and_agency_is_a_dateline_and_no_lede() -> None:
    found = article(draft("London: Asharq Al-Awsat", "The harbour board reopened the pier on the river."))
    assert (found.dateline, found.agency) == ("London", "Asharq Al-Awsat")
    assert found.summary == "The harbour board reopened the pier on the river."


def test_the_body_keeps_the_dateline_and_summary_and_sentences_do_not() -> None:
    found = article(draft(f"NORTHPORT, Kenland (AP) — {LEDE}"))
    assert found.paragraphs == (f"NORTHPORT, Kenland (AP) — {LEDE}",)
    assert found.summary == LEDE
    assert found.sentences[0].text == LEDE
    assert found.dateline == "NORTHPORT, Kenland"


def test_the_source_may_name_the_place_itself() -> None:
    found = article(draft(LEDE, hints={"dateline": "Northport, Kenland (AP)"}))
    assert (found.dateline, found.agency) == ("Northport, Kenland", "AP")
    assert found.fields["dateline"].source == "front-matter"
