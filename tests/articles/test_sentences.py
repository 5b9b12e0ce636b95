from __future__ import annotations

import time

import pytest

from digest.articles.sentences import rank_sentences, split_sentences


def split(paragraph: str) -> list[str]:
    return [paragraph[start:end] for start, end in split_sentences(paragraph)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. Navy left.", "It came back."],
        ["He left the U.S.", "The ship stayed."],
        ["Mr. Doe met Lt. Gen. Ana Pell.", "They spoke."],
        ["The boat left at 5 p.m. on Monday.", "It was late."],
        ["The boat left at 5 p.m.", "The crew slept."],
        ["J. K. Marlowe wrote it.", "Nobody read it."],
        ["Prices rose 2.7 percent.", "Wages fell 0.3 percent."],
        ["No. 5 is open.", "He said no.", "Nobody left."],
        ["“We saw it.", "It was big,” she said.", "Nobody believed her."],
        ['"Is it open?" Jane Doe asked.', "It was not."],
        ['"Stop!" he said.', "They went on."],
        ["Was it open?", "Yes!", "It was."],
        ["It waited… and left.", "It waited...", "Then it left."],
        ["The pier was built in 2015.", "The board paid."],
        ["Am 16. Dezember kam das Schiff.", "Es blieb."],
        ["On Dec. 16 it opened.", "In Jan. 2025 it closed."],
        ["Harbour Inc. Chairman Doe left Pier Ltd.", "He was 40."],
        ["Fish, crabs, etc. were sold.", "All went."],
        ["The vote was Doe vs. Roe.", "Doe won."],
        ["(The pier is open.)", "The mayor spoke."],
        ["¿Está abierto?", "Sí, dijo."],
        ["هل الميناء مفتوح؟", "نعم، قال المدير."],
        ["यह बंदरगाह खुला है।", "सब लोग आए।"],
    ],
)
def test_sentences_end_where_readers_say_they_end(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_scripts_without_spaces_are_split_too() -> None:
    assert split("港は開いた。船が来た！人は喜んだ。") == ["港は開いた。", "船が来た！", "人は喜んだ。"]


def test_a_line_without_a_stop_is_one_sentence() -> None:
    assert split("Pier reopened after ten years") == ["Pier reopened after ten years"]
    assert split("") == []
    assert split("   ") == []


def test_the_lede_begins_behind_its_dateline() -> None:
    paragraph = "NORTHPORT (AP) - The pier opened. All came."
    [first, second] = rank_sentences("", [paragraph], 17)
    assert (first.text, second.text) == ("The pier opened.", "All came.")
    assert paragraph[first.start : first.end] == first.text


def test_the_first_sentence_and_those_with_the_titles_words_rank_first() -> None:
    sentences = rank_sentences(
        "Harbour board reopens pier after storm",
        [
            "The harbour board reopened the pier in Northport on Monday after the storm of last spring.",
            "Was it worth it?",
            "People walked about and looked at the water for a while.",
            "The board of the harbour paid 2.5 million crowns to Marlowe and Doe for the pier.",
            "Yes.",
        ],
    )
    assert [sentence.rank for sentence in sentences] == [1, 5, 3, 2, 4]


def test_a_huge_line_is_split_in_no_time() -> None:
    start = time.process_time()
    assert len(split("He said so. " * 50_000)) == 50_000
    assert split("." * 300_000 + " a") == ["." * 300_000 + " a"]
    assert len(split("a" + " " * 500_000 + "b. C.")) >= 1
    assert time.process_time() - start < 5
