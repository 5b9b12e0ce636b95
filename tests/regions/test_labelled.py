"""How often placement is right on labelled news (outside data; `python -m tests.regions` prints the whole table)."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.regions import Placer
from tests.regions.__main__ import Labelled, measure, read, right


@pytest.fixture(scope="module")
def labelled(samples: Path) -> Path:
    if not (samples / "data" / "regions").is_dir():
        pytest.skip(f"labelled sets are missing: {samples}/data/regions (set DIGEST_SAMPLES)")
    return samples


def test_wire_stories_not_about_the_us_are_placed_right_nine_times_in_ten(labelled: Path, placer: Placer) -> None:
    stories = [story for story in read("wire", labelled) if "US" not in story.countries]
    assert len(stories) == 2000
    score = measure("wire", stories, placer)
    assert score.top1 >= 0.97
    assert score.region_f1 >= 0.95
    assert score.flagged <= 0.08


def test_newspapers_and_outbreaks_stay_above_the_rivals(labelled: Path, placer: Placer) -> None:
    assert measure("newspapers", read("newspapers", labelled), placer).top1 >= 0.735
    outbreaks = measure("outbreaks", read("outbreaks", labelled), placer)
    assert outbreaks.top1 >= 0.855
    assert outbreaks.right_of_answered >= 0.975


def test_the_measure_counts_an_abstention_as_wrong(placer: Placer) -> None:
    stories = [
        Labelled(id="1", title="Peru votes", text="", countries=frozenset({"PE"})),
        Labelled(id="2", title="A quiet day", text="", countries=frozenset({"PE"})),
        Labelled(id="3", title="Chile votes", text="", countries=frozenset({"PE"})),
        Labelled(id="4", title="Kenya votes", text="", countries=frozenset({"KE"})),
    ]
    score = measure("own", stories, placer)
    assert (score.top1, score.answered) == (0.5, 0.75)
    assert score.caught == 0.5
    assert right(stories[0], placer.locate("Peru votes", ""))
    assert score.region_f1 == pytest.approx((2 * 2 / (3 + 2) + 1.0) / 2)
