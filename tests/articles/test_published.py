from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from digest.model import Article, Draft, Hint, Precision
from tests.articles.build import RECEIVED, article, articles, draft, hint, seed

LEDE = "The harbour board reopened the old pier on Tuesday, its chairwoman said."
FILE_NAME = hint("2026-11-20", source="file-name", confidence=0.9)  # a Friday


def day(found: Article) -> date | None:
    return found.published.date() if found.published else None


def dated(
    *paragraphs: str, date_hint: str | None = None, made: Hint | None = None, captions: tuple[str, ...] = ()
) -> Article:
    hints = {} if date_hint is None else {"date": hint(date_hint, source="json-ld", confidence=0.95)}
    return article(draft(*paragraphs, hints=hints, made=made, captions=captions))


def test_the_sources_own_field_dates_the_article() -> None:
    found = dated(LEDE, date_hint="2026-11-17T10:22:00+02:00")
    assert found.published == datetime(2026, 11, 17, 8, 22, tzinfo=UTC)
    assert found.published_precision is Precision.TIME
    assert found.published_from == "json-ld"
    assert found.fields["published"].confidence == 0.95


def test_a_date_keeps_the_clock_of_its_source() -> None:
    found = dated(LEDE, date_hint="2026-11-17T00:22:00+02:00").published
    assert found is not None
    assert found.isoformat() == "2026-11-17T00:22:00+02:00"


def test_a_readers_guess_goes_behind_the_dateline_and_the_address() -> None:
    guess = {"date": hint("2026-11-12", source="htmldate", confidence=0.4)}
    assert day(article(draft(LEDE, hints=guess))) == date(2026, 11, 12)
    assert day(article(draft(f"NORTHPORT, Nov 16, 2026 (AP) - {LEDE}", hints=guess))) == date(2026, 11, 16)
    address = {"url": hint("https://example.org/news/20261115-pier.html")}
    assert day(article(draft(LEDE, hints=guess | address))) == date(2026, 11, 15)


def test_the_field_goes_before_the_dateline() -> None:
    assert day(dated(f"NORTHPORT, Nov 16, 2026 (AP) - {LEDE}", date_hint="2026-11-17")) == date(2026, 11, 17)


def test_a_dateline_with_a_year_dates_the_article() -> None:
    found = dated(f"NORTHPORT, Nov 17, 2026 (AP) - {LEDE}")
    assert day(found) == date(2026, 11, 17)
    assert found.published_from == "dateline: NORTHPORT, Nov 17, 2026 (AP)"
    assert found.published_precision is Precision.DAY


def test_a_dateline_without_a_year_takes_it_from_the_date_of_making() -> None:
    assert day(dated(f"NORTHPORT, Nov 17 (AP) - {LEDE}", made=FILE_NAME)) == date(2026, 11, 17)
    january = hint("2026-01-03", source="crawl-header")
    found = dated(f"NORTHPORT, Dec 30 (AP) - {LEDE}", made=january)
    assert day(found) == date(2025, 12, 30)
    assert found.published_from is not None
    assert "crawl-header 2026-01-03" in found.published_from


def test_a_dateline_without_a_year_and_without_a_date_of_making_is_unknown() -> None:
    assert dated(f"NORTHPORT, Nov 17 (AP) - {LEDE}").published is None


def test_a_dateline_day_more_than_half_a_year_before_the_making_is_unknown() -> None:
    assert dated(f"NORTHPORT, Nov 24 (AP) - {LEDE}", made=FILE_NAME).published is None


def test_the_address_dates_the_article() -> None:
    found = article(draft(LEDE, hints={"url": "https://example.org/2026/11/17/pier.html"}))
    assert day(found) == date(2026, 11, 17)
    assert found.published_from == "address: /2026/11/17"
    assert found.fields["published"].source == "url"


@pytest.mark.parametrize(
    "url",
    ["https://example.org/2026/99/17/pier", "https://example.org/item/120261117", "ftp://example.org/2026/11/17/"],
)
def test_an_address_without_a_day_dates_nothing(url: str) -> None:
    assert article(draft(LEDE, hints={"url": url})).published is None


@pytest.mark.parametrize(
    "lede",
    [
        "The board today (17 November 2026) reopened the pier.",
        "The pier reopened today, 17 November 2026, its chairwoman said.",
        "The pier reopened yesterday, 16 November 2026, its chairwoman said.",
    ],
)
def test_a_full_date_that_the_lede_calls_today_or_yesterday_dates_the_article(lede: str) -> None:
    found = dated(lede)
    assert day(found) == date(2026, 11, 17)
    assert found.published_from == lede
    assert found.fields["published"].source == "lede"


@pytest.mark.parametrize(
    "lede",
    [
        "The board reopened the pier on Tuesday, 17 November 2026, its chairwoman said.",
        "The board on Tuesday, November 17, 2026, reopened the pier.",
    ],
)
def test_a_weekday_with_its_full_date_needs_a_date_of_making_in_that_week(lede: str) -> None:
    found = dated(lede, made=FILE_NAME)
    assert (day(found), found.published_from) == (date(2026, 11, 17), lede)
    assert dated(lede).published is None
    assert dated(lede).not_before == date(2026, 11, 17)
    assert dated(lede, made=hint("2026-11-26", source="file-name")).published is None


@pytest.mark.parametrize("made", [None, FILE_NAME])
@pytest.mark.parametrize(
    ("lede", "bound"),
    [
        ("The ferry line was voted down on Sunday, 7 June 2020, in both ports.", date(2020, 6, 7)),
        ("She was born on Friday, 2 March 1962, on the island.", date(1962, 3, 2)),
        ("It was on Saturday, March 4, 2006 that the lighthouse fell.", date(2006, 3, 4)),
        ("The charter signed on Monday, 6 May 1968 still binds the port.", date(1968, 5, 6)),
        ("On Monday, 6 May 1968, the port got its charter. On Tuesday the first ship came.", date(1968, 5, 6)),
    ],
)
def test_a_day_of_history_in_the_lede_only_bounds_the_article(lede: str, bound: date, made: Hint | None) -> None:
    found = dated(lede, made=made)
    assert (found.published, found.not_before) == (None, bound)


@pytest.mark.parametrize(
    "lede",
    [
        "It is forty years ago today, 17 November 1986, that the pier fell.",
        'The log read: "Lost today, 6 May 1968, a mast."',
    ],
)
def test_a_today_of_another_time_dates_nothing(lede: str) -> None:
    assert dated(lede).published is None


@pytest.mark.parametrize(
    "lede",
    [
        "The board reopened the pier that burned down on 17 November 2024.",
        "The pier will reopen on Tuesday, 17 November 2026, the board said.",
        "The board met on Monday, 17 November 2026.",
        "The pier was built in 2019.",
    ],
)
def test_another_date_in_the_lede_never_dates_the_article(lede: str) -> None:
    assert dated(lede).published is None


def test_a_weekday_is_resolved_against_the_date_of_making() -> None:
    found = dated(LEDE, made=FILE_NAME)
    assert day(found) == date(2026, 11, 17)
    assert found.published_precision is Precision.DAY
    assert found.published_from == f"{LEDE} (file-name 2026-11-20)"
    assert found.fields["published"].confidence <= 0.6


@pytest.mark.parametrize(
    "lede",
    [
        "The lock failed, officials said Tuesday.",
        "The board warned Tuesday that the lock may fail again.",
        "The board Tuesday reopened the lock.",
        "On Tuesday Mayor Doe reopened the lock.",
        "A diver was lost late Tuesday.",
        "A diver was lost on Tuesday night, the board said.",
        "The lock failed on Tuesday, Nov. 17, the board said.",
        "The lock failed Tuesday 17 November.",
        "Will Doe, the keeper, was fined on Tuesday.",
    ],
)
def test_a_weekday_may_stand_as_an_adverb(lede: str) -> None:
    assert day(dated(lede, made=FILE_NAME)) == date(2026, 11, 17)


def test_a_weekday_of_the_day_of_making_is_that_day() -> None:
    assert day(dated("The pier reopened Friday.", made=FILE_NAME)) == date(2026, 11, 20)


def test_a_weekday_without_a_date_of_making_dates_nothing() -> None:
    assert dated(LEDE).published is None


@pytest.mark.parametrize(
    "lede",
    [
        "The pier will reopen on Tuesday, the board said.",
        "The board is to meet on Tuesday to hear the mayor.",
        "The pier has been closed since Tuesday.",
        "The pier opened last Tuesday.",
        "Shops sold out on Black Friday.",
        "He told the Sunday Times of his plans.",
        "The board set its sights on next Tuesday.",
        "It came a day before Tuesday's hearing.",
        "On Tuesday last year a diver was lost.",
        "Three years ago on Monday the bridge fell.",
        "The captain was born on a ship that sank on Tuesday.",
        "The ferry sails every week, and on Tuesday it was full.",
        "The strike of 1984 began on Tuesday.",
        "The crane fell on Sunday, 3 May, the board said.",
        "The crane fell on Sunday, May 3.",
        "The crane fell on Sunday 3 May.",
        "The crane fell on Sunday, the 3rd of May.",
        "The crane fell on Tuesday the 3rd.",
        "Tuesday Harper starred in the harbour play.",
        "The play has a part for Tuesday Harper.",
        "The band named Tuesday Club played.",
        "Guests dined at Ruby Tuesday.",
        "The Tuesday market sold out.",
        "Sailors love Tuesday soup.",
        "The lock is open Monday to Friday.",
        "The fair opens on Tuesday.",
        "Every autumn the lock is cleaned, and on Tuesday it was dry.",
        "Two weeks ago on Monday the crane fell. On Tuesday the lock failed.",
    ],
)
def test_a_weekday_that_is_not_the_news_day_dates_nothing(lede: str) -> None:
    assert dated(lede, made=FILE_NAME).published is None


def test_a_weekday_deep_in_the_body_dates_nothing() -> None:
    assert dated("One is here.", "Two is here.", "Three is here.", LEDE, made=FILE_NAME).published is None


def test_a_lone_file_that_was_seen_to_appear_dates_weakly() -> None:
    appeared = datetime(2026, 11, 19, 6, tzinfo=UTC)
    found = article(draft(LEDE), seed(appeared=appeared))
    assert day(found) == date(2026, 11, 17)
    assert found.fields["published"].confidence == 0.4
    assert found.published_from == f"{LEDE} (file-appeared 2026-11-19)"


def test_a_file_of_several_articles_gets_no_date_from_its_appearance() -> None:
    found = articles(draft(LEDE), draft(LEDE, title="Second", index=1), source=seed(appeared=RECEIVED))
    assert [one.published for one in found] == [None, None]


def test_an_old_dateline_in_a_new_file_stays_undated() -> None:
    assert article(draft(f"NORTHPORT, June 3 (AP) - {LEDE}"), seed(appeared=RECEIVED)).published is None


def test_a_date_in_the_future_is_refused() -> None:
    found = dated(LEDE, date_hint="2026-11-24")
    assert (found.published, found.published_from) == (None, "2026-11-24")
    assert found.flags == {"date-in-future"}
    assert "published" not in found.fields


@pytest.mark.parametrize(("hour", "known"), [(9, None), (10, date(2026, 11, 23))])
def test_a_day_is_no_future_once_it_began_somewhere(hour: int, known: date | None) -> None:
    morning = seed(received=datetime(2026, 11, 22, hour, 30, tzinfo=UTC))
    assert day(article(draft(LEDE, hints={"date": "2026-11-23"}), morning)) == known


@pytest.mark.parametrize(("minutes", "flags"), [(10, set()), (20, {"date-in-future"})])
def test_a_time_with_its_zone_may_be_ahead_by_no_more_than_a_clock_is_wrong(minutes: int, flags: set[str]) -> None:
    later = (RECEIVED + timedelta(minutes=minutes)).isoformat()
    assert dated(LEDE, date_hint=later).flags == flags


@pytest.mark.parametrize(
    "sentence",
    [
        "The bond is a ten-year issue due March 30, 2026, the bank said.",
        "The payment date is April 2, 2026.",
        "The dividend is payable April 10, 2026, to holders of record on March 27, 2026.",
        "The board approved a split of its shares for holders of record as of April 1, 2026.",
        "The quota year, which began January 1, 2024 and ends December 31, 2025, is the second.",
        "Holders get a share between Feb 26, 2025 and Feb 26, 2026.",
        "A sinking fund starts in 2026 to retire the debt.",
        "They reopened talks on the budget for the year ending March 31 2026, an official said.",
        "He stays weak until he leaves office in January 2026.",
        "The new agreement, expiring on December 31, 2025, is shorter.",
        "She saw seven crowns a share in 2025 and ten crowns a share in 2026.",
        "The work is to be completed in March 2026.",
    ],
)
def test_a_day_to_come_does_not_refute_the_sources_own_date(sentence: str) -> None:
    found = dated(LEDE, sentence, date_hint="2025-02-26")
    assert (day(found), found.published_from, found.flags) == (date(2025, 2, 26), "json-ld", frozenset())
    assert found.not_before is None or found.not_before <= date(2025, 2, 26)


@pytest.mark.parametrize(
    "sentence",
    [
        "The old pier burned down on 17 November 2025.",
        "It has been closed since March 2025.",
        "On 17 November 2025, the pier reopened to the public.",
        "On Monday, November 17, 2025, the board met in the town hall.",
        "The mayor died in September 2026.",
    ],
)
def test_a_later_day_that_is_told_in_the_past_tense_refutes_a_date(sentence: str) -> None:
    found = dated(LEDE, sentence, date_hint="2025-02-26")
    assert (found.published, found.flags) == (None, frozenset({"date-contradicted"}))


def test_an_ambiguous_date_is_unknown_and_nothing_replaces_it() -> None:
    found = dated(f"NORTHPORT, Nov 17, 2026 (AP) - {LEDE}", date_hint="03/04/2025")
    assert found.published is None
    assert found.flags == {"date-ambiguous"}
    assert found.published_from == "03/04/2025"


@pytest.mark.parametrize(
    "value",
    [
        "1970-01-01T00:00:00Z",
        "1969-12-31T19:00:00-05:00",
        "0000000000",
        "1 January 1970",
        "1900-01-01",
        "0001-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
    ],
)
def test_a_placeholder_is_no_date(value: str) -> None:
    found = dated(LEDE, date_hint=value, made=FILE_NAME)
    assert (found.published, found.published_from, found.published_precision) == (None, value, None)
    assert found.flags == {"date-placeholder"}


def test_a_guessed_day_behind_that_of_making_is_one_the_text_announces() -> None:
    sent = hint("2026-11-20T09:00:00+01:00", source="mail-date", confidence=0.9)
    later = seed(received=datetime(2026, 12, 20, tzinfo=UTC))
    for guess, published in (("2026-11-18", date(2026, 11, 18)), ("2026-12-03", None)):
        hints = {"date": hint(guess, source="htmldate", confidence=0.4)}
        assert day(article(draft("The board meets at noon.", hints=hints, made=sent), later)) == published


def test_a_field_that_is_no_date_leaves_the_word_to_the_dateline() -> None:
    assert day(dated(f"NORTHPORT, Nov 17, 2026 (AP) - {LEDE}", date_hint="this week")) == date(2026, 11, 17)


def test_a_line_that_is_only_a_date_dates_the_article_and_leaves_the_body() -> None:
    found = dated("17 November 2026", "By Jane Doe", LEDE)
    assert (day(found), found.paragraphs, found.byline) == (date(2026, 11, 17), (LEDE,), "Jane Doe")


CAPTION = "The pier in flames, September 27, 2024. (Jane Doe/AP)"


def test_a_caption_bounds_the_date_and_never_sets_it() -> None:
    found = dated(LEDE, captions=(CAPTION,))
    assert (found.published, found.not_before) == (None, date(2024, 9, 27))


def test_a_date_before_the_caption_is_contradicted() -> None:
    found = dated(LEDE, date_hint="2024-09-20", captions=(CAPTION,))
    assert (found.published, found.published_from, found.published_precision) == (None, "2024-09-20", None)
    assert found.flags == {"date-contradicted"}


def test_a_day_of_difference_is_no_contradiction() -> None:
    assert day(dated(LEDE, date_hint="2024-09-26", captions=(CAPTION,))) == date(2024, 9, 26)


def test_a_month_is_contradicted_only_when_it_was_over() -> None:
    assert day(dated(LEDE, date_hint="September 2024", captions=(CAPTION,))) == date(2024, 9, 1)
    assert dated(LEDE, date_hint="August 2024", captions=(CAPTION,)).flags == {"date-contradicted"}


def test_a_text_that_was_brought_up_to_date_contradicts_nothing() -> None:
    hints = {"date": "2024-09-20", "updated": "2024-09-28"}
    assert day(article(draft(LEDE, hints=hints, captions=(CAPTION,)))) == date(2024, 9, 20)


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("The pier was closed in 2019.", date(2019, 1, 1)),
        ("It has been closed since March 2021.", date(2021, 3, 1)),
        ("It burned down on 5 May 2024 and again on 6 June 2024.", date(2024, 6, 6)),
        ("The pier, according to the 2018 Kenland report, was safe.", date(2018, 1, 1)),
        ("The pier was closed in 2019 and in 2023, the board said.", date(2023, 1, 1)),
    ],
)
def test_past_dates_of_the_body_bound_the_article(sentence: str, bound: date) -> None:
    assert dated("The pier is open.", sentence).not_before == bound


@pytest.mark.parametrize(
    "sentence",
    [
        "Hunger lasts in the four months through to March 2026.",
        "The grant runs until 2026.",
        "The pier is to be rebuilt by 2026.",
        "In 2026, the board will need 22 million crowns.",
        "The board plans a second pier in 2026.",
        "A vote is expected on 5 May 2026.",
        "The board sold 2025 boats.",
        "It lies in 2019 villages.",
        "The 2026 cup came up for debate.",
        "The treaty ends in 2048.",
        "They may 2025 times be asked.",
    ],
)
def test_what_is_to_come_bounds_nothing(sentence: str) -> None:
    assert dated("The pier is open.", sentence).not_before is None


def test_a_body_in_another_language_bounds_nothing_and_its_captions_do() -> None:
    german = (
        "Der Hafen von Nordstadt wird nach Angaben der Verwaltung erst nach dem Umbau wieder für alle Schiffe "
        "offen sein, und die alte Brücke soll am 5. Mai 2026 fertig sein, sagte die Vorsitzende der Kommission."
    )
    found = dated(german, captions=("Die Brücke am 3. April 2024",))
    assert (found.language, found.not_before) == ("de", date(2024, 4, 3))


def test_siblings_never_date_or_bound_one_another() -> None:
    one: Draft = draft(LEDE, hints={"date": "2026-11-17"}, captions=(CAPTION,))
    two: Draft = draft("The pier is open.", title="Second", index=1)
    found = articles(one, two)
    assert (found[1].published, found[1].not_before) == (None, None)
