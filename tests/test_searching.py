"""The search page finds every published article by each word of its title, in a real browser, and tells of no other."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from digest.model import Signal
from digest.paging import Paging
from digest.renderers import files, pages, views
from digest.renderers.search import pieces, words
from digest.renderers.templates import Templates
from digest.searching import Searching
from digest.store import Store
from tests.renderers.browser import CHROMIUM, browsing, faults, judged
from tests.renderers.builders import scheme, site
from tests.store.makers import MINUTE, NOON, add, arrival, article, seed
from tests.store.test_stories import tell

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: install it to try the search as readers do"),
]
TEMPLATES = Templates()
TITLES = (
    "Pristina’s library stays open until midnight",
    "Un été brûlant à Dakar: l’œuvre de l’Élysée",
    "Straßenbahn fährt wieder nach Łódź",
    "В Ереване открыли новый мост",
    "ترام جديد يربط الميناء بالمدينة القديمة",
    "東京都で新しい橋が開通",
    "กรุงเทพเปิดสะพานใหม่",
    "서울에 새 다리가 열렸다",
    "दिल्ली में नया पुल खुला",
    "constructor __proto__ 2026 C++ <b>bold</b>",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'desk.db'}") as opened:
        yield opened


def write(store: Store, root: Path) -> list[str]:
    """Write what is looked through, by runs of two articles and volumes of two runs; the paths that changed."""
    desk: dict[str, Any] = {"store": store, "site": site(), "scheme": scheme(), "root": root, "stamp": "one"}
    searching = Searching(**desk, size=2, bound=2)
    for _ in Paging(**desk, templates=TEMPLATES).write(searching.note):
        pass
    for path, content in {**pages.search(site(), TEMPLATES), **pages.look(TEMPLATES)}.items():
        files.replace(root / path, content)
    return sorted(path.relative_to(root).as_posix() for piece in searching.write(store.stamps()) for path in piece)


def titled(store: Store, titles: Sequence[str], *, backfill: bool = False) -> None:
    for number, title in enumerate(titles):
        name = f"{number}-{len(title)}"
        record = replace(article(name, language=None), title=title)
        store.add(seed(name), [arrival(record)], now=NOON, reading={}, backfill=backfill)


def found(page: Page, words: Sequence[str]) -> list[list[str]]:
    """The titles that the page finds, newest first, for each of these."""
    look = "async all => { const told = []; for (const one of all) { const titles = []; "
    look += "for await (const article of found(one)) titles.push(article[1]); told.push(titles); } return told; }"
    answer: list[list[str]] = page.evaluate(look, list(words))
    return answer


def opened(browser: Browser, root: Path) -> Page:
    page = browser.new_page()
    page.goto((root / "search.html").as_uri())
    return page


def test_every_article_is_found_by_each_word_of_its_title_and_by_its_beginning(
    browser: Browser, store: Store, tmp_path: Path
) -> None:
    titled(store, TITLES)
    write(store, tmp_path)
    page = opened(browser, tmp_path)
    for title in TITLES:
        words = [word for word in re.split(r"[\s:’<>/+_]+", title) if pieces(word)]
        for word, told in zip(words, found(page, words), strict=True):
            assert title in told, word
        starts = [word[:5] for word in words]
        assert all(title in told for told in found(page, starts))
        assert found(page, [title]) == [[title]]


def test_accents_capitals_and_missing_spaces_hide_nothing(browser: Browser, store: Store, tmp_path: Path) -> None:
    titled(store, TITLES)
    write(store, tmp_path)
    asked = {
        "ETE brulant": 1, "oeuvre elysee": 1, "strassenbahn LODZ": 2, "ереван МОСТ": 3, "مدينة": 4, "القديمه": 4,
        "京都": 5, "橋": 5, "สะพาน": 6, "서울": 7, "पुल": 8, "constructor": 9, "libraries": None, "__proto__": 9,
    }  # fmt: skip
    told = found(opened(browser, tmp_path), list(asked))
    assert told == [[] if number is None else [TITLES[number]] for number in asked.values()]


def test_what_was_taken_back_or_merged_is_told_of_no_more(browser: Browser, store: Store, tmp_path: Path) -> None:
    add(store, *"abcdefghi")
    write(store, tmp_path)
    tell(store, "again", "key-b", 2, title="Another heading", now=NOON + MINUTE)
    tell(store, "kill", "key-c", 2, signal=Signal.WITHDRAWAL, now=NOON + 2 * MINUTE)
    tell(store, "joins", "key-d", 2, merges=("key-e",), title="One of both", now=NOON + 3 * MINUTE)
    changed = write(store, tmp_path)
    runs = {path for path in changed if path.startswith("search/") and "words" not in path}
    assert runs == {f"search/{name}.js" for name in (1, 2, 3)}
    asked = {"another": ["Another heading"], "both": ["One of both"]}
    assert found(opened(browser, tmp_path), list(asked)) == list(asked.values())
    kept = "".join(file.read_text() for file in tmp_path.glob("search/**/*.js"))
    assert [name for name in "abcdefghi" if f"Title of {name}" in kept] == list("afghi")


def test_one_new_article_rewrites_one_file_and_a_full_run_one_more(store: Store, tmp_path: Path) -> None:
    add(store, *"abcdefghi")
    assert {path for path in write(store, tmp_path) if "words" not in path} == {
        "search/1.js", "search/2.js", "search/3.js", "search/newest.js",
    }  # fmt: skip
    assert write(store, tmp_path) == []
    add(store, "j")
    assert {path for path in write(store, tmp_path) if "words/1/" not in path} == {"search/4.js", "search/newest.js"}
    add(store, "k")
    assert write(store, tmp_path) == ["search/newest.js"]


def test_backfill_that_no_list_leads_to_is_found(browser: Browser, store: Store, tmp_path: Path) -> None:
    titled(store, TITLES[:5], backfill=True)
    write(store, tmp_path)
    assert found(opened(browser, tmp_path), ["midnight"]) == [[TITLES[0]]]


def test_a_person_types_and_reads(browser: Browser, store: Store, tmp_path: Path) -> None:
    add(store, *(f"{number:02}" for number in range(47)))
    titled(store, TITLES[4:5])
    write(store, tmp_path / "feeds")
    page = browser.new_page()
    assert faults(page, (tmp_path / "feeds" / "search.html").as_uri(), width=320, dark=True) == []
    page.keyboard.type("title")
    page.get_by_text("The newest 20 articles with all of these words.").wait_for()
    page.get_by_role("button", name="Older articles").click()
    page.get_by_text("The newest 40 articles").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Title of 26"
    page.get_by_role("button", name="Older articles").click()
    page.get_by_text("47 articles have all of these words.").wait_for()
    again = browser.new_page()
    again.goto(page.url.partition("#")[0] + "#" + "ترام")
    again.get_by_text("1 article has all of these words.").wait_for()
    link = again.get_by_role("link", name=TITLES[4])
    assert (link.get_attribute("href") or "").startswith("articles/2026/11/")
    assert again.locator("article").get_attribute("dir") == "rtl"
    assert judged(again) == []


def test_its_english_words_read_from_left_to_right_on_a_desk_in_arabic(
    browser: Browser, store: Store, tmp_path: Path
) -> None:
    titled(store, TITLES[4:5])
    write(store, tmp_path)
    for path, content in pages.search(site(language="ar"), TEMPLATES).items():
        files.replace(tmp_path / path, content)
    page = browser.new_page()
    page.goto((tmp_path / "search.html").as_uri() + "#ترام")
    page.get_by_text("1 article has all of these words.").wait_for()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    places = page.evaluate(
        "() => { const range = document.createRange(), text = document.getElementById('told').firstChild; "
        "return [...text.data].map((_, at) => (range.setStart(text, at), range.setEnd(text, at + 1), "
        "range.getBoundingClientRect().left)); }"
    )
    assert places == sorted(places), "from its first figure to its full stop"


def test_without_script_the_page_says_what_to_do(browser: Browser, store: Store, tmp_path: Path) -> None:
    write(store, tmp_path)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "search.html").as_uri())
    assert page.get_by_text("needs JavaScript, which is turned off").is_visible()
    assert not page.get_by_role("searchbox").is_visible()


def test_the_page_parts_texts_into_the_words_that_the_lists_have(
    browser: Browser, store: Store, tmp_path: Path
) -> None:
    write(store, tmp_path)
    page = opened(browser, tmp_path)

    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cn", "Co"))), min_size=20))
    def law(texts: list[str]) -> None:
        assert page.evaluate("texts => texts.map(pieces)", texts) == [pieces(text) for text in texts]

    law()


@pytest.mark.nightly
def test_law_every_published_article_is_found_by_each_word_of_its_title_and_nothing_else_is_told_of(
    browser: Browser, tmp_path: Path
) -> None:
    letters = "abéßøİстяё" + "اةأ" + "東京が" + "สะ" + "한" + "कि" + "19" + " -'’_.\u00ad\u200f\u0301"
    headings = st.text(st.sampled_from(letters), min_size=3, max_size=20).filter(pieces)
    told = st.lists(st.tuples(headings, st.booleans(), st.booleans()), min_size=1, max_size=12)
    numbers = itertools.count()

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(told)
    def law(told: list[tuple[str, bool, bool]]) -> None:
        root = tmp_path / str(next(numbers))
        with Store.open(f"sqlite:///{tmp_path / root.name}.db") as store:
            for number, (heading, backfill, _) in enumerate(told):
                record = replace(article(str(number), language=None), title=heading, summary="", paragraphs=("zz",))
                store.add(seed(str(number)), [arrival(record)], now=NOON, reading={}, backfill=backfill)
            write(store, root)
            for number, (_, _, taken) in enumerate(told):
                if taken:
                    tell(store, f"kill {number}", f"key-{number}", 2, signal=Signal.WITHDRAWAL, title="zz")
            write(store, root)
            standing = {release.article.key: views.title(release.article) for release in store.releases(limit=50)}
        page = opened(browser, root)
        asked = [(key, word) for key, heading in standing.items() for word in pieces(heading)]
        look = "async all => { const told = []; for (const one of all) { const paths = []; "
        look += "for await (const [path] of found(one)) paths.push(path); told.push(paths); } return told; }"
        for (key, word), paths in zip(asked, page.evaluate(look, [word for _, word in asked]), strict=True):
            assert any(path.endswith(f"/{key}.html") for path in paths), word
            assert all(path.rpartition("/")[2].removesuffix(".html") in standing for path in paths)
        page.close()
        kept = " ".join(file.read_text() for file in root.glob("search/**/*.js"))
        gone = {f"key-{number}.html" for number in range(len(told))} - {f"{key}.html" for key in standing}
        assert not [name for name in gone if f"/{name}" in kept]
        assert set(words_of(root)) <= {piece for one in records(root) for piece in words([one])}

    law()


def records(root: Path) -> list[Any]:
    """Every article that the search tells of."""
    found: list[Any] = []
    for file in root.glob("search/*.js"):
        said = json.loads(file.read_text().partition(",")[2].removesuffix(");\n"))
        found += said["articles"] if isinstance(said, dict) else said
    return found


def words_of(root: Path) -> list[str]:
    """Every word in the lists of words."""
    texts = (file.read_text() for file in root.glob("search/words/*/*.js"))
    return [word for text in texts for word in json.loads(text.partition(",")[2].removesuffix(");\n"))]
