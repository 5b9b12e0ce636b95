"""Several processes at one desk never do the same work twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from threading import Timer

import pytest

from digest.model import DeliveryState, Kin, Outcome, Verdict
from digest.store import Store
from tests.store.makers import MINUTE, NOON, add, arrival, article, issue, seed


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


def both(pool: Executor, work: Callable[[str, str], list[str]], url: str) -> list[str]:
    """What the same work gave in two processes at once, "p0" and "p1"."""
    futures = [pool.submit(work, url, name) for name in ("p0", "p1")]
    return [given for future in futures for given in future.result()]


def send_all(url: str, owner: str) -> list[str]:
    sent = []
    with Store.open(url) as store:
        while delivery := store.claim(owner, now=NOON, lease=MINUTE):
            assert store.settle(delivery, Outcome(state=DeliveryState.SENT), now=NOON)
            sent.append(delivery.address)
    return sent


def test_two_processes_never_claim_the_same_delivery(pool: Executor, store: Store, url: str) -> None:
    people = [f"p{number}@example.org" for number in range(40)]
    issue(store, "daily-1", to=people)
    sent = both(pool, send_all, url)
    assert sorted(sent) == sorted(people)
    assert store.expected("daily-1") == {DeliveryState.SENT: 40}


def add_shared(url: str, _owner: str) -> list[str]:
    new: list[str] = []
    with Store.open(url) as store:
        for number in range(15):
            found = [arrival(article(f"{number}-{part}")) for part in range(3)]
            new += store.add(seed(str(number)), found, now=NOON, reading={}).new
    return new


def test_two_processes_that_add_the_same_seeds_add_them_once(pool: Executor, store: Store, url: str) -> None:
    new = both(pool, add_shared, url)
    assert sorted(new) == sorted({f"key-{number}-{part}" for number in range(15) for part in range(3)})
    assert (store.counts().seeds, store.counts().articles) == (15, 45)
    assert {feed.path: feed.count for feed in store.feeds()} == {"all": 45, "regions/europe": 45}


def join_pairs(url: str, owner: str) -> list[str]:
    joined: list[str] = []
    with Store.open(url) as store:
        for number in range(10):
            told = arrival(article(f"{owner}-{number}"), Verdict.REVISION, of=f"key-a{number}")
            told = replace(told, match=replace(told.match, kin=Kin.UPDATE, merges=(f"key-b{number}",)))
            joined += [key for key, _ in store.add(seed(f"{owner}-{number}"), [told], now=NOON, reading={}).kin]
    return joined


def test_two_processes_that_find_the_same_stories_to_be_one_merge_them_once(
    pool: Executor, store: Store, url: str
) -> None:
    add(store, *(f"{name}{number}" for number in range(10) for name in "ab"))
    joined = both(pool, join_pairs, url)
    assert sorted(joined) == sorted(f"key-a{number}" for number in range(10) for _ in "ab")
    assert (store.counts().articles, store.counts().merged) == (10, 10)
    for number in range(10):
        texts = [
            telling.article.fingerprint for telling in store.stories([f"key-a{number}"])[f"key-a{number}"].tellings
        ]
        assert sorted(texts) == [
            f"print-{name}" for name in (f"a{number}", f"b{number}", f"p0-{number}", f"p1-{number}")
        ]
    assert {feed.path: feed.count for feed in store.feeds()} == {"all": 10, "regions/europe": 10}
    assert store.check() == []


def add_same_texts(url: str, owner: str) -> list[str]:
    new: list[str] = []
    with Store.open(url) as store:
        for number in range(15):
            found = arrival(article(f"{owner}-{number}", text=f"text {number}"))
            new += store.add(seed(f"{owner}-{number}"), [found], now=NOON, reading={}).new
    return new


def test_two_processes_that_add_the_same_text_make_one_article(pool: Executor, store: Store, url: str) -> None:
    new = both(pool, add_same_texts, url)
    assert len(new) == store.counts().articles == 15
    released = [release.released for release in store.releases(limit=100)]
    assert released == sorted(set(released), reverse=True)


def issue_same(url: str, _owner: str) -> list[str]:
    with Store.open(url) as store:
        return [key for key in (f"daily-{number}" for number in range(10)) if issue(store, key, to=["x@example.org"])]


def test_two_processes_that_issue_the_same_editions_issue_them_once(pool: Executor, store: Store, url: str) -> None:
    issued = both(pool, issue_same, url)
    assert sorted(issued) == sorted(f"daily-{number}" for number in range(10))
    assert len(store.deliveries()) == 10


def open_bare(url: str, _owner: str) -> list[str]:
    with Store.open(url) as store:
        return store.check()


def test_two_processes_may_open_an_empty_database_at_once(pool: Executor, new_url: Callable[..., str]) -> None:
    assert both(pool, open_bare, new_url(bare=True)) == []


def test_a_new_file_that_another_one_is_writing_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        ending = Timer(0.2, other.execute, ["COMMIT"])
        ending.start()
        with Store.open(f"sqlite:///{tmp_path}/desk.db", busy_timeout=10) as store:
            assert store.check() == []
        ending.join()


def test_threads_of_one_process_may_share_a_store(store: Store) -> None:
    names = [f"t{number}" for number in range(20)]
    with ThreadPoolExecutor(4) as threads:
        keys = [key for found in threads.map(lambda name: add(store, name), names) for key in found]
    assert sorted(keys) == sorted(f"key-{name}" for name in names)
    assert store.counts().articles == 20
