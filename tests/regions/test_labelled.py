"""How often placement is right on labelled news (outside data; `python -m tests.regions` prints the whole table)."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.regions import Placer
from tests.regions.labelled import Labelled, read, with_homes
from tests.regions.peers import counting, newsmap_patterns
from tests.regions.scoring import agreement, measure, ours, right


@pytest.fixture(scope="module")
def labelled(samples: Path) -> Path:
    if not (samples / "data" / "regions").is_dir():
        pytest.skip(f"labelled sets are missing: {samples}/data/regions (set DIGEST_SAMPLES)")
    return samples


def test_wire_stories_not_about_the_us_are_placed_right_in_98_of_100(labelled: Path, placer: Placer) -> None:
    stories = [story for story in read("wire", labelled) if "US" not in story.countries]
    assert len(stories) == 2000
    score = measure(stories, placer)
    assert score.top1 >= 0.98
    assert score.region_f1 >= 0.98
    assert score.sets_f1 >= 0.95
    assert score.flagged <= 0.08
    assert score.caught >= 0.6


def test_newspapers_and_outbreaks_are_placed_as_well_as_is_the_goal(labelled: Path, placer: Placer) -> None:
    newspapers = measure(read("newspapers", labelled), placer)
    assert newspapers.top1 >= 0.75
    assert newspapers.region_f1 >= 0.87
    outbreaks = measure(read("outbreaks", labelled), placer)
    assert outbreaks.top1 >= 0.855
    assert outbreaks.right_of_answered >= 0.98
    assert outbreaks.region_f1 >= 0.94


def test_newsmaps_english_names_mean_the_same_countries(placer: Placer) -> None:
    try:
        patterns = newsmap_patterns()
    except FileNotFoundError as missing:
        pytest.skip(f"Newsmap's dictionary is missing: {missing}")
    agreed, others = agreement(patterns, placer)
    assert agreed / (agreed + len(others)) >= 0.97, others


def test_the_measure_counts_an_abstention_as_wrong(placer: Placer) -> None:
    stories = [
        Labelled(id="1", title="Peru votes", text="", countries=frozenset({"PE"})),
        Labelled(id="2", title="A quiet day", text="", countries=frozenset({"PE"})),
        Labelled(id="3", title="Chile votes", text="", countries=frozenset({"PE"})),
        Labelled(id="4", title="Kenya votes", text="", countries=frozenset({"KE"})),
    ]
    score = measure(stories, placer)
    assert (score.top1, score.answered) == (0.5, 0.75)
    assert score.caught == 0.5
    assert right(stories[0], ours(placer, stories[0]))
    assert score.region_f1 == pytest.approx((2 * 2 / (3 + 2) + 1.0) / 2)


def test_a_sources_home_is_learned_from_its_other_articles_alone() -> None:
    labels = (("a", "PE"), ("a", "PE"), ("a", "CL"), ("b", "KE"), (None, "GH"))
    articles = [
        Labelled(id=str(number), title="", text="", countries=frozenset({code}), source=source)
        for number, (source, code) in enumerate(labels)
    ]
    assert [article.home for article in with_homes(articles)] == ["CL", "CL", "PE", None, None]


def test_a_rivals_patterns_are_counted_longest_first_and_regardless_of_case() -> None:
    count = counting({"Guinea": "GN", "Papua New Guinea": "PG", "Kenya*": "KE"})
    assert count("PAPUA NEW GUINEA and guinea; Kenyans, a Kenyan") == {"PG": 1, "GN": 1, "KE": 2}


def test_another_dictionarys_names_are_compared_by_stem_and_by_name(placer: Placer) -> None:
    patterns = {"KE": ["Kenya", "Kenyan*", "Nairobi"], "PE": ["Lima", "Chile", "Zzz*"]}
    assert agreement(patterns, placer) == (4, [("PE", "Chile"), ("PE", "Zzz*")])
