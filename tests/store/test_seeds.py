"""The ledger of seeds: nothing is read twice, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.model import FileStat, Verdict
from digest.store import Store
from digest.store.records import Entry
from tests.store.makers import MINUTE, NOON, add, arrival, article, revise, seed


def test_a_seed_that_was_read_is_known_and_seen(store: Store) -> None:
    add(store, "bridge")
    assert store.seen(["sha-bridge"])
    assert store.known() == {"bridge.txt": FileStat(size=6, mtime_ns=1, inode=2)}
    assert not store.seen(["sha-other"])


def test_adding_a_seed_again_changes_nothing_but_its_path(store: Store) -> None:
    add(store, "bridge")
    before = store.counts()
    again = store.add(seed("bridge", path="copy.txt"), [arrival(article("bridge"))], now=NOON, reading={})
    assert (again.new, again.revised, again.same) == ((), (), ())
    assert store.counts() == before
    assert set(store.known()) == {"bridge.txt", "copy.txt"}


def test_a_renamed_file_is_only_noted(store: Store) -> None:
    add(store, "bridge")
    store.note(seed("bridge", path="renamed.txt"))
    assert set(store.known()) == {"bridge.txt", "renamed.txt"}
    assert store.counts().seeds == 1
    assert [found.key for found in store.articles_of(["renamed.txt"])["renamed.txt"]] == ["key-bridge"]


def test_a_seed_without_articles_is_remembered(store: Store) -> None:
    store.add(seed("empty"), [], now=NOON, reading={"total": 0})
    assert store.seen(["sha-empty"])
    report = store.seed_report("empty.txt")
    assert report is not None
    assert report.reading == {"total": 0}
    assert report.articles == ()


def test_articles_of_a_path_are_those_of_every_seed_that_stood_there(store: Store) -> None:
    path = "log.txt"
    store.add(seed("one", path=path), [arrival(article("one"))], now=NOON, reading={})
    both = [arrival(article("one"), Verdict.SAME, of="key-one"), arrival(article("two"))]
    store.add(seed("two", path=path), both, now=NOON, reading={})
    store.add(seed("three", path=path), [arrival(article("three"))], now=NOON, reading={})
    assert [found.key for found in store.articles_of([path])[path]] == ["key-one", "key-two", "key-three"]
    assert list(store.known()) == [path]


def test_articles_of_a_path_are_in_their_current_state(store: Store) -> None:
    add(store, "bridge")
    revise(store, "bridge", "It was closed again.")
    (found,) = store.articles_of(["bridge.txt"])["bridge.txt"]
    assert found.paragraphs[0] == "It was closed again."


def test_a_fingerprint_of_any_revision_leads_to_its_article(store: Store) -> None:
    add(store, "bridge")
    revise(store, "bridge", "Second.")
    wanted = ["print-bridge", "print-Second.", "print-unknown"]
    assert store.keys_of(wanted) == {"print-bridge": "key-bridge", "print-Second.": "key-bridge"}
    assert store.keys_of([]) == {}


def test_more_fingerprints_than_a_statement_holds_are_found(store: Store) -> None:
    add(store, "bridge")
    many = [f"print-{number}" for number in range(40_000)] + ["print-bridge"]
    assert store.keys_of(many) == {"print-bridge": "key-bridge"}


def test_a_new_article_whose_text_is_stored_meanwhile_is_the_same(store: Store) -> None:
    add(store, "bridge")
    late = arrival(article("other-key", text="bridge"))
    added = store.add(seed("late"), [late], now=NOON, reading={})
    assert added.same == ("key-bridge",)
    assert store.release("key-other-key") is None


def test_a_new_article_whose_key_is_stored_meanwhile_is_the_same(store: Store) -> None:
    add(store, "bridge")
    added = store.add(seed("late"), [arrival(article("bridge", text="else"))], now=NOON, reading={})
    assert added.same == ("key-bridge",)
    assert store.revisions("key-bridge")[-1].paragraphs[0] == "bridge"


def test_a_revision_with_the_text_of_another_article_is_the_same(store: Store) -> None:
    add(store, "bridge", "river")
    added = revise(store, "bridge", "river")
    assert added.same == ("key-river",)


def test_an_earlier_text_of_an_article_is_a_revision_of_it(store: Store) -> None:
    add(store, "bridge")
    revise(store, "bridge", "Second.")
    added = revise(store, "bridge", "bridge")
    assert added.revised == ("key-bridge",)
    assert [state.paragraphs[0] for state in store.revisions("key-bridge")] == ["bridge", "Second.", "bridge"]


def test_known_bytes_that_replace_others_at_their_path_revise_once(store: Store) -> None:
    add(store, "bridge")
    revise(store, "bridge", "Second.")
    assert store.replaces("bridge.txt", "sha-bridge")
    assert not store.replaces("copy.txt", "sha-bridge")
    back = arrival(article("bridge"), Verdict.REVISION, of="key-bridge")
    assert store.add(seed("bridge"), [back], now=NOON, reading={}).revised == ("key-bridge",)
    assert not store.replaces("bridge.txt", "sha-bridge")
    assert store.add(seed("bridge"), [back], now=NOON, reading={}).revised == ()
    report = store.seed_report("bridge.txt")
    assert report is not None
    assert [part.verdict for part in report.articles] == [Verdict.REVISION]
    assert store.counts().seeds == 2


def test_a_revision_of_an_article_that_is_not_there_is_new(store: Store) -> None:
    lost = arrival(article("bridge"), Verdict.REVISION, of="key-nowhere")
    assert store.add(seed("bridge"), [lost], now=NOON, reading={}).new == ("key-bridge",)


def test_two_equal_articles_in_one_seed_are_one(store: Store) -> None:
    twins = [arrival(article("bridge")), arrival(article("bridge"))]
    added = store.add(seed("twins"), twins, now=NOON, reading={})
    assert (added.new, added.same) == (("key-bridge",), ("key-bridge",))


def test_a_seed_with_more_articles_than_a_statement_holds_is_taken_whole(store: Store) -> None:
    many = [arrival(article(str(number))) for number in range(1201)]
    added = store.add(seed("many"), many, now=NOON, reading={})
    assert len(added.new) == 1201
    released = [store.release(key) for key in added.new]
    assert [found.released - NOON for found in released if found] == [
        timedelta(microseconds=number) for number in range(1201)
    ]


def test_a_failed_add_leaves_nothing_behind(store: Store) -> None:
    broken = arrival(article("second"))
    object.__setattr__(broken, "placement", object())
    with pytest.raises(TypeError):
        store.add(seed("both"), [arrival(article("first")), broken], now=NOON, reading={})
    assert not store.seen(["sha-both"])
    assert store.known() == {}
    assert store.counts().articles == 0


def test_the_report_of_a_seed_tells_what_became_of_it(store: Store) -> None:
    add(store, "bridge")
    found = [arrival(article("bridge"), Verdict.SAME, of="key-bridge"), arrival(article("river"))]
    store.add(seed("page"), found, now=NOON, reading={"reader": "text", "discards": [[1, 2, "menu"]]})
    report = store.seed_report("sha-page")
    assert report is not None
    assert report == store.seed_report("page.txt")
    assert report.reading == {"reader": "text", "discards": [[1, 2, "menu"]]}
    verdicts = [(part.key, part.verdict, part.why) for part in report.articles]
    assert verdicts == [
        ("key-bridge", Verdict.SAME, "told by the test"),
        ("key-river", Verdict.NEW, "told by the test"),
    ]
    assert store.seed_report("nowhere.txt") is None


def test_a_quarantined_seed_is_known_but_not_seen(store: Store) -> None:
    stat = FileStat(size=3, mtime_ns=4, inode=5)
    store.quarantine("sha-x", "x.json", "line 1: no JSON", 3, stat, NOON)
    assert store.known() == {"x.json": stat}
    assert not store.seen(["sha-x"])
    (kept,) = store.quarantined()
    assert (kept.path, kept.reason, kept.size, kept.since) == ("x.json", "line 1: no JSON", 3, NOON)
    report = store.seed_report("x.json")
    assert report is not None
    assert report.quarantine == "line 1: no JSON"


def test_a_quarantined_seed_keeps_the_day_it_came(store: Store) -> None:
    store.quarantine("sha-x", "x.json", "first", 3, None, NOON)
    store.quarantine("sha-x", "x.json", "second", 3, None, NOON + MINUTE)
    (kept,) = store.quarantined()
    assert (kept.reason, kept.since) == ("second", NOON)


def test_new_broken_bytes_replace_the_old_ones_at_that_path(store: Store) -> None:
    store.quarantine("sha-x", "x.json", "first", 3, None, NOON)
    store.quarantine("sha-y", "x.json", "second", 4, None, NOON)
    assert [kept.sha256 for kept in store.quarantined()] == ["sha-y"]


def test_a_mended_file_leaves_quarantine(store: Store) -> None:
    store.quarantine("sha-broken", "bridge.txt", "no text", 3, None, NOON)
    add(store, "bridge")
    assert store.quarantined() == ()


@pytest.mark.parametrize("mended", ["add", "note", "quarantine"])
def test_of_two_files_with_the_same_broken_bytes_one_stays_in_quarantine(store: Store, mended: str) -> None:
    stat = FileStat(size=3, mtime_ns=4, inode=5)
    for path in ("one.json", "two.json"):
        store.quarantine("sha-x", path, "no JSON", 3, stat, NOON)
    assert [kept.path for kept in store.quarantined()] == ["two.json"]
    for path in ("one.json", "two.json"):
        report = store.seed_report(path)
        assert report is not None
        assert (report.path, report.quarantine) == (path, "no JSON")
    if mended == "add":
        store.add(seed("a", path="two.json"), [arrival(article("a"))], now=NOON, reading={})
    elif mended == "note":
        store.note(seed("a", path="two.json", stat=stat))
    else:
        store.quarantine("sha-y", "two.json", "still no JSON", 4, stat, NOON)
    assert "one.json" in {kept.path for kept in store.quarantined() if kept.sha256 == "sha-x"}


def test_a_seed_taken_from_quarantine_is_read_again(store: Store) -> None:
    store.quarantine("sha-x", "x.json", "no JSON", 3, FileStat(size=3, mtime_ns=4, inode=5), NOON)
    assert store.unquarantine("sha-x")
    assert store.known() == {}
    assert store.quarantined() == ()
    assert not store.unquarantine("sha-x")


def test_bytes_that_a_backfill_left_in_quarantine_stay_backfill(store: Store) -> None:
    stat = FileStat(size=3, mtime_ns=4, inode=5)
    store.quarantine("sha-old", "old.txt", "no text", 3, stat, NOON, backfill=True)
    assert store.unquarantine("sha-old")
    assert store.known() == {}
    store.quarantine("sha-old", "old.txt", "no text", 3, stat, NOON)
    assert [kept.backfill for kept in store.quarantined()] == [True]
    add(store, "old", "new")
    assert store.quarantined() == ()
    assert [(each.article.key, each.backfill) for each in store.releases()] == [("key-new", False), ("key-old", True)]
    assert [each.article.key for each in store.releases(feed="all")] == ["key-new"]


def test_bytes_that_stood_among_the_news_first_stay_news(store: Store) -> None:
    store.quarantine("sha-a", "a.txt", "no text", 3, None, NOON)
    store.quarantine("sha-a", "/old/a.txt", "no text", 3, None, NOON, backfill=True)
    add(store, "a")
    assert [each.backfill for each in store.releases()] == [False]


def test_a_seed_dropped_from_quarantine_is_not_read_again(store: Store) -> None:
    stat = FileStat(size=3, mtime_ns=4, inode=5)
    store.quarantine("sha-x", "x.json", "no JSON", 3, stat, NOON)
    assert store.drop_quarantine("sha-x")
    assert store.quarantined() == ()
    assert store.known() == {"x.json": stat}
    assert not store.drop_quarantine("sha-x")


@pytest.mark.parametrize(
    "name", ["caf\udce9.txt", "nul\x00.txt", "odd\uffff0000.txt", "täglich 日本.txt", "back\\slash"]
)
def test_any_file_name_comes_back_as_it_is(store: Store, name: str) -> None:
    store.add(seed("x", path=name), [], now=NOON, reading={"name": name})
    store.quarantine("sha-y", "dir/" + name, "unreadable: " + name, 1, None, NOON)
    assert list(store.known()) == [name]
    assert store.quarantined()[0].path == "dir/" + name
    report = store.seed_report(name)
    assert report is not None
    assert (report.path, report.reading) == (name, {"name": name})


def test_numbers_of_odd_file_systems_fit(store: Store) -> None:
    stat = FileStat(size=2**62, mtime_ns=-(2**70), inode=2**64 - 1)
    store.add(seed("x", stat=stat), [], now=NOON, reading={})
    assert store.known() == {"x.txt": stat}


def test_a_seed_read_again_gives_other_articles_and_what_stays_keeps_how_it_came(store: Store) -> None:
    add(store, "bridge")
    again = Entry(
        seed=seed("bridge"),
        reading={"total": 2},
        arrivals=(arrival(article("tower")), arrival(article("bridge"), Verdict.SAME, of="key-bridge")),
    )
    added = store.reread(again, now=NOON + MINUTE)
    assert (added.new, added.same) == (("key-tower",), ("key-bridge",))
    report = store.seed_report("bridge.txt")
    assert report is not None
    assert report.reading == {"total": 2}
    assert [(each.key, each.verdict) for each in report.articles] == [
        ("key-tower", Verdict.NEW),
        ("key-bridge", Verdict.NEW),
    ]
    assert store.counts().articles == 2


def test_a_seed_read_again_may_give_nothing(store: Store) -> None:
    add(store, "bridge")
    store.reread(Entry(seed=seed("bridge"), reading={}), now=NOON)
    report = store.seed_report("bridge.txt")
    assert report is not None
    assert report.articles == ()
    assert store.counts().articles == 1


def test_seeds_are_found_by_a_flag_of_what_readers_see_and_by_how_their_sum_begins(store: Store) -> None:
    add(store, "bridge")
    flagged = replace(article("tower"), flags=frozenset({"may-hold-several"}))
    store.add(seed("tower"), [arrival(flagged)], now=NOON, reading={})
    assert store.flagged("may-hold-several") == ("sha-tower",)
    assert store.flagged("may_hold_several") == ()
    assert store.seeds_like("sha-to") == ("sha-tower",)
    assert store.seeds_like("sha-") == ()


def test_of_what_was_read_only_what_is_asked_for_is_told(store: Store) -> None:
    add(store, "a", "b", "c")
    assert set(store.known(["a.txt", "lost.txt"])) == {"a.txt"}
    assert store.known([]) == {}
    store.add(seed("d", path="old/d.txt"), [arrival(article("d"))], now=NOON, reading={})
    assert set(store.known(["d.txt", "a.txt"], under="old/")) == {"d.txt"}
