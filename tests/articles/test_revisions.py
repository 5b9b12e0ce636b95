from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.articles import match, revise
from digest.model import Article, Verdict
from tests.articles.build import RECEIVED, article, articles, draft, hint, seed

PIER = (
    "The harbour board of Northport reopened the old pier after ten years of work on its piles.",
    "Its chairwoman thanked the divers who had found the crack below the third lamp.",
)
FERRY = (
    "A ferry with sixty passengers ran aground near the lighthouse in thick fog and was towed free at noon.",
    "Nobody was hurt, and the captain kept his licence until an inquiry has heard the crew.",
)
FISH = ("Fishermen landed more herring in March than in any month since records began in the county.",)


def stored(known: Sequence[Article]) -> dict[str, str]:
    return {one.fingerprint: one.key for one in known}


def test_a_reading_matched_against_itself_is_all_the_same() -> None:
    known = articles(draft(*PIER, title="Pier"), draft(*FERRY, title="Ferry", index=1))
    found = match(known, known, stored(known))
    assert [(one.verdict, one.of) for one in found] == [(Verdict.SAME, old.key) for old in known]
    assert all(one.why for one in found)


def test_equal_text_anywhere_on_the_desk_is_the_same() -> None:
    elsewhere = article(draft(*PIER), seed("other.txt"))
    [found] = match([article(draft(*PIER))], [], stored([elsewhere]))
    assert (found.verdict, found.of) == (Verdict.SAME, elsewhere.key)


def test_the_look_of_quotes_spaces_and_paragraphs_makes_no_new_text() -> None:
    one = article(draft("The “old” pier – open.", "All came.", title="Pier"))
    two = article(draft('The  "old" pier - open. All came.', title="PIER"))
    assert (one.key, one.fingerprint) == (two.key, two.fingerprint)


def test_a_second_copy_in_the_same_file_is_the_same_as_the_first() -> None:
    first, second = match(articles(draft(*PIER), draft(*PIER, index=1)), [], {})
    assert (first.verdict, second.verdict, second.of) == (Verdict.NEW, Verdict.SAME, first.article.key)


def test_a_second_copy_of_a_revision_points_to_the_revised_article() -> None:
    [known] = articles(draft(*PIER))
    new = articles(draft(*PIER, "More came."), draft(*PIER, "More came.", index=1))
    first, second = match(new, [known], stored([known]))
    assert (first.verdict, first.of) == (Verdict.REVISION, known.key)
    assert (second.verdict, second.of) == (Verdict.SAME, known.key)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PIER, (*PIER, "The pier was closed again in the evening.")),
        (PIER, ("The pier was closed again. " + PIER[1],)),
        (
            ("Three people died and 12 were hurt when a tram left the rails.",),
            ("Five people died and 14 were hurt when a tram left the rails.",),
        ),
        (("Brent rose 2.1 percent to 84.30 dollars.",), ("Brent fell 1.4 percent to 79.05 dollars.",)),
        (("港務局於週一重新開放了舊碼頭,耗資三百萬。",), ("港務局於週一重新開放了舊碼頭,耗資五百萬,工期十年。",)),
        ((), PIER),
    ],
    ids=["extended", "rewritten", "toll", "prices", "unspaced", "headline-first"],
)
def test_an_equal_title_over_a_changed_text_is_a_revision(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    [known] = articles(draft(*before, title="News of the day"))
    moved = draft(*after, title="News of the day", index=1)
    [found] = match(articles(moved), [known], stored([known]))
    assert (found.verdict, found.of) == (Verdict.REVISION, known.key)


def test_the_next_report_of_a_series_under_its_standing_title_is_new() -> None:
    title = "Daily harbour security report for the county"
    [known] = articles(draft(*PIER, title=title))
    [found] = match(articles(draft(*FERRY, title=title)), [known], stored([known]))
    assert (found.verdict, found.of) == (Verdict.NEW, None)


def test_the_next_picture_under_a_standing_title_is_new() -> None:
    [known] = articles(draft(captions=("A heron waits on the pier.",), title="Picture of the day"))
    next_day = articles(draft(captions=("Two boys fish under the lighthouse.",), title="Picture of the day"))
    [found] = match(next_day, [known], stored([known]))
    assert found.verdict is Verdict.NEW


def test_a_retitled_article_that_moved_is_a_revision() -> None:
    old = articles(draft(*PIER, title="Pier reopens"), draft(*FERRY, title="Ferry runs aground", index=1))
    new = articles(
        draft(*FISH, title="Herring"),
        draft(*PIER, title="Thousands come to the pier", index=1),
        draft(*FERRY, title="Ferry runs aground", index=2),
    )
    found = match(new, old, stored(old))
    assert [one.verdict for one in found] == [Verdict.NEW, Verdict.REVISION, Verdict.SAME]
    assert found[1].of == old[0].key


@pytest.mark.parametrize(
    "changed",
    [
        {"date": "2026-11-18"},
        {"date": "2026-11-17T08:00:00Z"},
        {"date": "2026-11-17", "url": "https://example.org/pier"},
        {"date": "2026-11-17", "byline": "Ann Reed"},
        {"date": "2026-11-17", "tags": "harbour"},
    ],
    ids=["date", "time", "url", "byline", "tags"],
)
def test_the_same_text_with_other_facts_is_a_revision_in_its_own_file_only(changed: dict[str, str]) -> None:
    [known] = articles(draft(*PIER, hints={"date": "2026-11-17"}))
    again = draft(*PIER, hints=changed)
    [found] = match([article(again)], [known], stored([known]))
    assert (found.verdict, found.of) == (Verdict.REVISION, known.key)
    [elsewhere] = match([article(again, seed("other.txt"))], [known], stored([known]))
    assert (elsewhere.verdict, elsewhere.of) == (Verdict.SAME, known.key)


def test_another_caption_under_the_same_text_is_a_revision() -> None:
    [known] = articles(draft(*PIER, captions=("The pier at dawn.",)))
    [found] = match(articles(draft(*PIER, captions=("The pier at dusk.",))), [known], stored([known]))
    assert (found.verdict, found.of) == (Verdict.REVISION, known.key)


def test_a_date_that_is_only_lost_or_reckoned_anew_from_the_day_of_making_is_no_change() -> None:
    [dated] = articles(draft(*PIER, hints={"date": "2026-11-17"}))
    [lost] = match(articles(draft(*PIER)), [dated], stored([dated]))
    assert lost.verdict is Verdict.SAME
    text = "The harbour board reopened the pier on Tuesday."
    before, after = (
        article(draft(text, made=hint(day, source="crawl-header"))) for day in ("2026-11-12", "2026-11-19")
    )
    assert before.published != after.published
    assert match([after], [before], stored([before]))[0].verdict is Verdict.SAME


def test_the_same_text_read_later_at_another_place_in_the_file_is_the_same() -> None:
    [known] = articles(draft(*PIER, hints={"date": "2026-11-17"}))
    later = seed(received=RECEIVED + timedelta(days=3))
    new = articles(draft(*FISH, title="Herring"), draft(*PIER, hints={"date": "2026-11-17"}, index=1), source=later)
    assert [one.verdict for one in match(new, [known], stored([known]))] == [Verdict.NEW, Verdict.SAME]


def test_a_new_headline_over_shared_text_in_the_same_place_is_a_revision() -> None:
    [known] = articles(draft(*PIER, title="Pier reopens"))
    [found] = match(articles(draft(*PIER, "More came.", title="Thousands come to the pier")), [known], stored([known]))
    assert (found.verdict, found.of) == (Verdict.REVISION, known.key)


def test_a_file_overwritten_with_wholly_other_news_is_new() -> None:
    [known] = articles(draft(*PIER, title="Pier reopens"))
    [found] = match(articles(draft(*FERRY, title="Ferry runs aground")), [known], stored([known]))
    assert (found.verdict, found.of) == (Verdict.NEW, None)


def test_other_news_under_a_standing_headline_is_new() -> None:
    [known] = articles(draft(*PIER, title="World briefs"))
    [found] = match(articles(draft(*FERRY, title="World briefs")), [known], stored([known]))
    assert found.verdict is Verdict.NEW


def test_a_file_appended_to_all_day_gives_each_article_once() -> None:
    morning = articles(draft(*PIER, title="Pier reopens"))
    noon = articles(draft(*PIER, title="Pier reopens"), draft(*FERRY, title="Ferry runs aground", index=1))
    evening = articles(
        draft(*PIER, title="Pier reopens"),
        draft(*FERRY, "The ferry sails again on Monday.", title="Ferry runs aground", index=1),
        draft(*FISH, title="Herring", index=2),
    )
    at_noon = match(noon, morning, stored(morning))
    assert [one.verdict for one in at_noon] == [Verdict.SAME, Verdict.NEW]
    at_night = match(evening, noon, stored(noon))
    assert [one.verdict for one in at_night] == [Verdict.SAME, Verdict.REVISION, Verdict.NEW]
    assert at_night[1].of == noon[1].key


def test_news_put_on_top_of_a_file_does_not_shift_the_rest() -> None:
    old = articles(draft(*PIER, title="Pier reopens"), draft(*FERRY, title="Ferry runs aground", index=1))
    new = articles(
        draft(*FISH, title="Herring"),
        draft(*PIER, title="Pier reopens", index=1),
        draft(*FERRY, title="Ferry runs aground", index=2),
    )
    assert [one.verdict for one in match(new, old, stored(old))] == [Verdict.NEW, Verdict.SAME, Verdict.SAME]


def test_two_articles_of_one_title_do_not_share_a_predecessor() -> None:
    [known] = articles(draft(*PIER, title="The harbour today and tomorrow"))
    new = articles(
        draft(*PIER, "One.", title="The harbour today and tomorrow"),
        draft(*PIER, "Two.", title="The harbour today and tomorrow", index=1),
    )
    assert [one.verdict for one in match(new, [known], stored([known]))] == [Verdict.REVISION, Verdict.NEW]


def test_a_text_that_goes_back_to_any_earlier_state_keeps_its_key() -> None:
    first = article(draft(*PIER, title="Pier reopens"))
    second = revise(article(draft(*PIER, "More came.", title="Pier")), first)
    third = revise(article(draft(*PIER, "Even more came.", title="Crowds")), first)
    for earlier in (first, second):
        [found] = match([earlier], [third], stored([first, second, third]))
        assert (found.verdict, found.of) == (Verdict.REVISION, first.key)


def test_an_earlier_state_beside_the_current_one_changes_nothing() -> None:
    first = article(draft(*PIER, title="Pier reopens"))
    second = revise(article(draft(*PIER, "More came.", title="Pier")), first)
    found = match([first, second], [second], stored([first, second]))
    assert [(one.verdict, one.of) for one in found] == [(Verdict.SAME, first.key)] * 2


def test_a_copy_left_behind_in_another_file_takes_no_correction_back() -> None:
    first = article(draft(*PIER))
    corrected = revise(article(draft(*PIER, "More came.")), first)
    [found] = match([article(draft(*PIER), seed("copy.txt"))], [corrected], stored([first, corrected]))
    assert (found.verdict, found.of) == (Verdict.SAME, first.key)


def test_a_revision_is_the_new_state_under_the_old_key() -> None:
    old = article(draft(*PIER))
    new = article(draft(*PIER, "More came."), seed(received=RECEIVED + timedelta(hours=5)))
    revised = revise(new, old)
    assert (revised.key, revised.received) == (old.key, old.received)
    assert (revised.fingerprint, revised.paragraphs) == (new.fingerprint, new.paragraphs)


def test_a_date_that_the_new_state_only_lost_stays() -> None:
    old = article(draft(*PIER, hints={"date": hint("2026-11-17", source="json-ld")}))
    new = article(draft(*PIER, "More came."))
    revised = revise(new, old)
    assert (revised.published, revised.published_from) == (old.published, "json-ld")
    assert revised.fields["published"] == old.fields["published"]


def test_a_date_that_the_new_state_speaks_against_goes() -> None:
    old = article(draft(*PIER, hints={"date": "2024-05-01"}))
    ambiguous = article(draft(*PIER, "More came.", hints={"date": "03/04/2025"}))
    assert revise(ambiguous, old).published is None
    bounded = article(draft(*PIER, "The lamp broke on 5 May 2025."))
    assert revise(bounded, old).published is None


def test_a_revision_of_a_revision_keeps_the_first_key() -> None:
    first = article(draft(*PIER))
    second = revise(article(draft(*PIER, "More came.")), first)
    third = revise(article(draft(*PIER, "Even more came.")), second)
    assert third.key == first.key
    assert replace(third, key=second.key) == third
