"""Which articles are versions of one story, what each is to the other, and which of them readers see."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from digest.articles import account_of, rank, relate, traces, visible
from digest.model import Article, Kin
from tests.articles.build import RECEIVED, article, draft, hint, seed

TITLE = "Harbour board of Northport reopens the old pier"
PIER = OPENING, THANKS, COST = (
    (
        "The harbour board of Northport reopened the old pier on Monday after ten years of work on its 240 piles, and"
        " more than 3,000 people walked to the lamp at its end before noon."
    ),
    (
        "Its chairwoman, Ana Ruiz, thanked the divers who had found the crack below the third lamp in the winter of"
        " 2015 and who had come back every spring since to measure it."
    ),
    "The work cost 12 million crowns, of which the county paid 7 million and the fishermen's fund the rest.",
)
MORE = (
    "The ferry to the islands will call there from May, the board said, and the market is to come back to the quay.",
    "A second pier, further north, stays closed until its owners have agreed on who is to pay for the new roof.",
)
OTHER = (
    "A ferry with sixty passengers ran aground near the lighthouse in thick fog and was towed free at noon by tugs.",
    "Nobody was hurt, and the captain keeps his licence until an inquiry has heard the crew and both harbour pilots.",
)


def made(  # every field that decides
    *paragraphs: str,
    title: str = TITLE,
    at: str = "2026-03-02T09:00:00Z",
    path: str = "wire/a.txt",
    received: float = 0,
    **said: str,
) -> Article:
    hints = {name: hint(value) for name, value in ({"date": at} | said).items() if value}
    return article(draft(*paragraphs, title=title, hints=hints), seed(path, received=RECEIVED + timedelta(received)))


def later(hours: float) -> str:
    day, clock = divmod(9 + hours, 24)
    return f"2026-03-{2 + int(day):02}T{int(clock):02}:{round(clock % 1 * 60):02}:00Z"


FIRST = made(*PIER)
CHANGED = (OPENING.replace("3,000", "4,500"), THANKS, COST)
MARKETS = (
    "Brent rose 2.1 percent to 84.30 dollars a barrel in early trade on Monday, while the crown was little changed at"
    " 11.32 to the euro and the bond of the harbour board hardly moved at all, traders in the city said."
)
UNSPACED = "港務局於週一重新開放了舊碼頭耗資三百萬工期十年潛水員在第三盞燈下發現裂縫主席感謝他們每年春天回來"
RESULTS = (
    "Tolls of the pier were 1,914 crowns a day against 1,906, and ferry dues were 58.7 million crowns against 40.6"
    " million in the year before. In the six months to March the tolls were 3,402 against 3,377, the board said."
)
BOUGHT = (
    "On {0} Northport Ferries bought {1} of its own shares at {2} crowns each through the bank of the islands, under"
    " the plan of 3 January for up to 240,000 shares. Its shares have the number 4711-17. Questions go to 0555 1234."
)
WARNING = (
    "Water in the rivers of {0} is rising after a week of rain, and people in low places should be ready to leave their"
    " homes, the agency said. It keeps the line open all night, and lists the shelters on its page. Roads along the"
    " banks are closed, and the trains in {0} run late."
)
NOTICE = ("Please do not use the story. A new one will follow.",)

#: old, new, and what the new one is
RELATED: dict[str, tuple[Article, Article, Kin]] = {
    "the same file again": (FIRST, made(*PIER, path="b.txt", at=later(9000)), Kin.DUPLICATE),
    "another headline over the same text, months later": (
        FIRST,
        made(*PIER, title="Northport's pier is open again", at=later(500)),
        Kin.DUPLICATE,
    ),
    "the same headline over nearly the same text, months later": (
        FIRST,
        made(*PIER, "Read more", at=later(500)),
        Kin.DUPLICATE,
    ),
    "another headline, the text hardly touched, the same day": (
        made(*PIER, *MORE, *OTHER),
        made(*PIER, *MORE, *OTHER, "Read more", title="Thousands walk to the lamp", at=later(2)),
        Kin.DUPLICATE,
    ),
    "a longer text the same day": (FIRST, made(*PIER, *MORE, at=later(4)), Kin.UPDATE),
    "other figures the same day": (FIRST, made(*CHANGED, at=later(4)), Kin.UPDATE),
    "a numbered update of it": (FIRST, made(*PIER, *MORE, title=f"UPDATE 1-{TITLE}", at=later(4)), Kin.UPDATE),
    "the next update": (
        made(*PIER, *MORE, title=f"UPDATE 1-{TITLE}", at=later(4)),
        made(OPENING, *MORE, title=f"UPDATE 2-{TITLE}", at=later(8)),
        Kin.UPDATE,
    ),
    "a correction whose text is the same": (
        FIRST,
        made(*PIER, title=f"CORRECTED-{TITLE}", at=later(4)),
        Kin.CORRECTION,
    ),
    "a correction told in a note": (
        FIRST,
        made(*CHANGED, note="Corrects number of people", at=later(4)),
        Kin.CORRECTION,
    ),
    "a correction of the next day with other figures": (
        FIRST,
        made(*CHANGED, title=f"{TITLE} (CORRECTED)", at=later(30)),
        Kin.CORRECTION,
    ),
    "a kill, whose text is a notice": (FIRST, made(*NOTICE, title=f"KILL: {TITLE}", at=later(60)), Kin.WITHDRAWAL),
    "a kill by the source's id": (
        made(*PIER, id="urn:x:pier", version="1"),
        made(title="x", id="urn:x:pier", version="2", status="canceled", at=later(5000)),
        Kin.WITHDRAWAL,
    ),
    "a version by the source's id, with another text": (
        made(*PIER, id="urn:x:pier", version="1"),
        made(*OTHER, title="A ferry runs aground", id="urn:x:pier", version="2", at=later(5000)),
        Kin.UPDATE,
    ),
    "a number as id in one site, and the text agrees": (
        made(*PIER, id="17", url="https://news.example/a"),
        made(*PIER, *MORE, id="17", url="https://news.example/b", title="Pier open", at=later(400)),
        Kin.UPDATE,
    ),
    "a page crawled again months later": (
        made(*PIER, url="https://www.news.example/pier/?utm_source=x#top"),
        made(*PIER, "Share", title="Pier", url="http://news.example/pier", at=later(700)),
        Kin.DUPLICATE,
    ),
    "a page revised months later, and the copy of its first days": (
        made(*PIER, *MORE, updated=later(5000)),
        made(*PIER, *MORE, "Read more", title="Harbour board of Northport opens the old pier", at=later(3)),
        Kin.DUPLICATE,
    ),
    "a page that grew": (
        made(*PIER, url="https://news.example/pier"),
        made(*PIER, *MORE, title="Pier open, ferry to come", url="https://news.example/pier", at=later(400)),
        Kin.UPDATE,
    ),
    "a teaser and its page": (
        made(OPENING[:90], url="https://news.example/pier"),
        made(*PIER, url="https://news.example/pier", at=later(400)),
        Kin.UPDATE,
    ),
    "a flash and its text": (
        made(title="HARBOUR BOARD OF NORTHPORT REOPENS OLD PIER AFTER TEN YEARS OF WORK"),
        made(*PIER, at=later(1)),
        Kin.UPDATE,
    ),
    "a cut copy under a resembling headline": (
        made(*PIER, *MORE, *OTHER),
        made(*PIER, MORE[0], title="Harbour board reopens Northport's pier", at=later(1)),
        Kin.DUPLICATE,
    ),
    "the text sent again under the next day's dateline": (
        made(f"NORTHPORT, March 2 - {OPENING}", *PIER[1:]),
        made(f"NORTHPORT, March 3 - {OPENING}", *PIER[1:], at=later(23)),
        Kin.DUPLICATE,
    ),
    "results under the same headline in other words": (
        made(RESULTS),
        made(RESULTS.replace("million", "mln").replace("the tolls were", "it took") + " It pays 3.5.", at=later(2)),
        Kin.UPDATE,
    ),
    "days without a clock": (made(*PIER, at="2026-03-02"), made(*PIER, *MORE, at="2026-03-04"), Kin.UPDATE),
    "no dates, received within an hour": (made(*PIER, at=""), made(*CHANGED, at="", received=0.04), Kin.UPDATE),
    "a text without spaces": (
        made(UNSPACED, title="舊碼頭重新開放"),
        made(f"{UNSPACED}五月起渡輪將停靠", title="舊碼頭重新開放", at=later(3)),
        Kin.UPDATE,
    ),
}

SEPARATE: dict[str, tuple[Article, Article]] = {
    "another story": (FIRST, made(*OTHER, title="A ferry runs aground in fog")),
    "another story under the same standing headline": (FIRST, made(*OTHER, at=later(2))),
    "a standing report with other figures on another day": (
        made(MARKETS, title="Northport markets at the opening bell"),
        made(
            MARKETS.replace("2.1", "1.4").replace("84.30", "79.05").replace("11.32", "11.18"),
            title="Northport markets at the opening bell",
            at=later(24),
        ),
    ),
    "a longer text weeks later under a headline of the same words": (FIRST, made(*CHANGED, *MORE, at=later(500))),
    "other figures over the same sentences months later": (FIRST, made(*CHANGED, at=later(500))),
    "the same headline, marked, over another text": (FIRST, made(*OTHER, title=f"UPDATE 1-{TITLE}", at=later(4))),
    "a kill of a week later": (FIRST, made(*NOTICE, title=f"KILL: {TITLE}", at=later(200))),
    "a kill of another story": (FIRST, made(*NOTICE, title="KILL: Ferry runs aground near Northport", at=later(2))),
    "a front page": (
        made(*PIER, url="https://news.example/"),
        made(*OTHER, title="x", url="https://news.example/", at=later(1)),
    ),
    "a live page whose text is another one": (
        made(*PIER, url="https://news.example/live"),
        made(*OTHER, title="Ferry aground", url="https://news.example/live", at=later(1)),
    ),
    "two entries of a feed that gives every entry one id": (
        made(*PIER, id="https://news.example/"),
        made(*OTHER, title="A ferry runs aground", id="https://news.example/", at=later(5)),
    ),
    "the same number as id in two sites": (
        made(*PIER, id="17", url="https://a.example/1"),
        made(*OTHER, title="A ferry runs aground", id="17", url="https://b.example/1"),
    ),
    "the same number as id, and nothing else agrees": (
        made(*PIER, id="17", path="wire/a.json"),
        made(*OTHER, title="Ferry", id="17", path="wire/b.json"),
    ),
    "two short notes with the same words": (
        made("Quarterly dividend 10 cents against 10 cents before.", title="Northport Ferries sets its dividend"),
        made("Quarterly dividend 10 cents against 10 cents before.", title="Island Fisheries sets its dividend"),
    ),
    "a notice of every day, most of whose figures stand in its frame": (
        made(BOUGHT.format("2 March", "10,000", "104.50"), title="Northport Ferries buys its own shares"),
        made(BOUGHT.format("3 March", "12,500", "104.75"), title="Northport Ferries buys its own shares", at=later(24)),
    ),
    "reports of a series, which a number tells apart": (
        made(*PIER, title="Harbour board weekly report 1 of March"),
        made(*CHANGED, title="Harbour board weekly report 2 of March", at=later(1)),
    ),
    "the same words for two places": (
        made(WARNING.format("Kent"), title="Flood warning is issued for Kent"),
        made(WARNING.format("Essex"), title="Flood warning is issued for Essex", at=later(1)),
    ),
    "the same outcome of two meetings, undated": (
        made(f"NORTHPORT, March 2 - {OPENING}", *PIER[1:], at=""),
        made(f"NORTHPORT, March 12 - {OPENING}", *PIER[1:], at=""),
    ),
    "two undated headlines of a series": (
        made(title="Cholera on the islands - Update 1", at=""),
        made(title="Cholera on the islands - Update 2", at=""),
    ),
    "a flash with another figure": (
        made(title="Harbour board of Northport reopens the pier for 20 million"),
        made(*PIER, title="Harbour board of Northport reopens the pier for 13 million", at=later(1)),
    ),
    "headlines of one word": (made(OPENING, title="Briefs"), made(*OTHER, title="Briefs", at=later(2))),
}

pairs_related = pytest.mark.parametrize(("old", "new", "kin"), RELATED.values(), ids=list(RELATED))


@pairs_related
def test_a_version_of_a_story_is_told_as_what_it_is(old: Article, new: Article, kin: Kin) -> None:
    found = relate(new, old)
    assert found is not None
    assert found.kin is kin
    assert len(found.why) > 15


@pairs_related
def test_related_either_way_with_a_trace_in_common(old: Article, new: Article, kin: Kin) -> None:
    assert relate(old, new) is not None
    one, other = traces(new), traces(old)
    assert set(one.lasting + one.passing) & set(other.lasting + other.passing)


@pytest.mark.parametrize(("old", "new"), SEPARATE.values(), ids=list(SEPARATE))
def test_two_stories_stay_two(old: Article, new: Article) -> None:
    assert relate(new, old) is None
    assert relate(old, new) is None


@pairs_related
def test_readers_see_the_later_version_and_no_later_copy_whatever_came_first(
    old: Article, new: Article, kin: Kin
) -> None:
    shown = {visible(order).fingerprint for order in permutations((old, new))}
    assert shown == {(old if kin is Kin.DUPLICATE else new).fingerprint}


def test_of_several_versions_the_highest_is_visible_even_where_its_clock_is_wrong() -> None:
    versions = [
        made(*PIER, f"State {number}.", id="urn:x:pier", version=str(number), at=later(10 - number))
        for number in (1, 2, 3)
    ]
    for order in permutations(versions):
        assert visible(order).version == 3


def test_a_stale_copy_that_comes_late_hides_no_version() -> None:
    first = made(*PIER, id="urn:x:pier", version="1")
    second = made(OPENING, *MORE, COST, id="urn:x:pier", version="2", at=later(2))
    copy = made(*PIER, "Read more", path="b.html", at=later(9))
    for order in permutations((first, second, copy)):
        assert visible(order) is second


def test_of_one_text_with_two_dates_the_earlier_is_seen_and_the_dated_before_the_undated() -> None:
    march, july, undated = (made(*PIER, path=f"{at}.txt", at=at) for at in ("2026-03-02", "2026-07-01", ""))
    for order in permutations((march, july, undated)):
        assert visible(order) is march


def test_of_two_copies_the_one_of_which_more_is_known_is_seen() -> None:
    bare, full = made(*PIER, path="a.txt"), made(*PIER, path="b.txt", url="https://news.example/pier", byline="Ann Lee")
    for order in permutations((bare, full)):
        assert visible(order) is full


def test_copies_give_one_account_whatever_their_path_and_receipt_and_another_where_one_knows_more() -> None:
    bare = made(*PIER, path="a.txt")
    assert account_of(bare) == account_of(made(*PIER, path="b.txt", received=5))
    others = (
        made(*PIER, url="https://news.example/pier"),
        made(*PIER, id="urn:x:pier"),
        made(*PIER, version="2"),
        made(*PIER, byline="Ann Lee"),
        made(*PIER, at=later(1)),
    )
    assert len({account_of(each) for each in (bare, *others)}) == 6


def test_a_kill_by_lot_number_is_later_by_its_moment() -> None:
    story = made(*PIER, id="urn:x:pier", version="978556838")
    kill = made(id="urn:x:pier", version="484616934", status="canceled", at=later(1))
    assert visible((story, kill)) is kill


def test_an_undated_kill_outranks_what_it_takes_back() -> None:
    kill = made(*NOTICE, title=f"KILL: {TITLE}", at="")
    assert rank(kill) > rank(FIRST)


def test_the_sentence_tells_the_figures() -> None:
    found = relate(made(*CHANGED, at=later(3)), FIRST)
    assert found is not None
    assert found.why == "titles 100 % alike, 93 % of the shorter text's word runs shared, figures changed, 3 h apart"


def test_a_marked_correction_of_the_figure_in_its_headline_is_one() -> None:
    told = "A ferry with {} people aboard ran aground in fog off Rijeka on Wednesday morning, the coast guard said."
    rest = "Two tugs were on their way from Pula, and the sea was calm, a spokesman said by telephone at noon."
    first = made(told.format(80), rest, title="Ferry Runs Aground Near Rijeka With 80 Aboard", at="")
    mended = made(told.format(60), rest, title="CORRECTED-Ferry Runs Aground Near Rijeka With 60 Aboard", at="")
    relation = relate(mended, first)
    assert relation is not None
    assert relation.kin is Kin.CORRECTION
