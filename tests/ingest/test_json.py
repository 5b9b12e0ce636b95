"""JSON and JSON Lines: whatever the exporter calls its keys."""

from __future__ import annotations

import json

import pytest

from digest.errors import SeedError
from digest.ingest import load_layouts, read
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, only, reading, seed

TITLE = "Rijeka Opens a Second Pier"
PIER = {"title": TITLE, "text": "\n\n".join(HARBOUR)}
OTHERS = [
    {"Headline": "A Bridge", "articleBody": "\n".join(BRIDGE)},
    {"name": "A Crop", "content_html": markup(ORCHARD)},
]


def test_one_object_is_one_article_with_its_fields() -> None:
    draft = only(
        json.dumps(
            PIER
            | {
                "author": {"name": "Ana Horvat"},
                "pubDate": "2026-03-02",
                "link": "https://example.org/pier",
                "lang": "en",
            }
            | {"publisher": {"name": "Harbour Herald"}, "agency": "HNA", "keywords": ["ports", "ferries"], "guid": 17}
            | {
                "description": "A pier opens.",
                "captions": ["The pier. (HNA)", {"text": "The band."}, "The pier. (HNA)"],
            }
        ),
        "pier.json",
    )
    assert (draft.title, draft.paragraphs, draft.layout) == (TITLE, HARBOUR, "json")
    assert draft.captions == ("The pier. (HNA)", "The band.")
    assert {key: hint.value for key, hint in draft.hints.items()} == {
        "byline": "Ana Horvat",
        "date": "2026-03-02",
        "url": "https://example.org/pier",
        "language": "en",
        "site": "Harbour Herald",
        "agency": "HNA",
        "tags": "ports, ferries",
        "id": "17",
        "summary": "A pier opens.",
    }


@pytest.mark.parametrize("holder", [None, "articles", "items", "docs", "entries", "Articles"])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_of_articles_is_read_wherever_it_stands(holder: str | None, indent: int | None) -> None:
    value = [PIER, *OTHERS]
    whole = value if holder is None else {"version": "1", "meta": {"items": [1]}, holder: value, "after": [{}]}
    found = reading(json.dumps(whole, indent=indent), "export.json")
    assert [(draft.title, draft.paragraphs) for draft in found.drafts] == [
        (TITLE, HARBOUR),
        ("A Bridge", BRIDGE),
        ("A Crop", ORCHARD),
    ]


def test_each_articles_lines_are_those_of_its_object() -> None:
    text = json.dumps([PIER, *OTHERS], indent=1)
    lines = text.split("\n")
    second = reading(text, "export.json").drafts[1]
    shown = "\n".join(lines[second.lines[0].first - 1 : second.lines[0].last])
    assert json.loads(shown.rstrip().rstrip(","))["Headline"] == "A Bridge"


@pytest.mark.parametrize(("indent", "unit"), [(None, "record"), (1, "line")])
def test_an_object_without_a_text_is_listed_and_the_others_are_read(indent: int | None, unit: str) -> None:
    found = reading(json.dumps([PIER, {"title": "No text"}, 7, OTHERS[0]], indent=indent), "export.json")
    assert [draft.title for draft in found.drafts] == [TITLE, "A Bridge"]
    assert found.unit == unit
    reasons = [discard.reason for discard in found.discards]
    assert "object 2 of 4: it has a title but no text (keys: title)" in reasons
    assert "object 3 of 4: it is a number, not an object with a title and a text" in reasons
    if unit == "record":
        assert [draft.lines[0].first for draft in found.drafts] == [1, 4]
        assert [discard.span.first for discard in found.discards] == [2, 3]


def test_a_text_in_paragraphs_and_a_text_that_is_only_a_summary() -> None:
    assert only(json.dumps({"title": TITLE, "paragraphs": list(HARBOUR)})).paragraphs == HARBOUR
    teaser = only(json.dumps({"title": TITLE, "summary": HARBOUR[0]}))
    assert teaser.paragraphs == HARBOUR[:1]
    assert "truncated" in teaser.flags


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"title": "A pier",\n "text": }', "not valid JSON (line 2, column 10"),
        ("[]", "an empty list"),
        ("{}", "neither a title nor a text (keys: none)"),
        ('{"foo": 1, "bar": 2}', "neither a title nor a text (keys: foo, bar)"),
        ("[1, 2]", "object 1 of 2: it is a number"),
        ("null", "it is null"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_broken_or_empty_json_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(SeedError) as caught:
        read(seed(text, "export.json"), load_layouts())
    assert reason in caught.value.reason


def test_json_lines_are_one_article_a_line_and_broken_lines_are_listed() -> None:
    text = "\n".join((json.dumps(PIER), "{broken", "", '{"foo": 1}', json.dumps(OTHERS[0]), '{"title": "cut off'))
    found = reading(text, "export.jsonl")
    assert [(draft.title, draft.lines[0].first) for draft in found.drafts] == [(TITLE, 1), ("A Bridge", 5)]
    assert [(discard.span.first, discard.reason.split(" (")[0]) for discard in found.discards] == [
        (2, "line 2: not valid JSON"),
        (3, "a blank line"),
        (4, "line 4: it has neither a title nor a text"),
        (6, "line 6: not valid JSON"),
    ]
    # a line that is read and holds no article is no loss
    assert found.short == "the file says that it holds 4, and 2 were found"
    assert reading("\n".join(text.split("\n")[2:5]), "export.jsonl").short is None


def test_json_lines_are_known_by_content_under_any_name() -> None:
    text = json.dumps(PIER) + "\n" + json.dumps(OTHERS[0]) + "\n"
    assert [reading(text, path).reader for path in ("a.json", "a.txt", "a.jsonl")] == ["jsonl"] * 3
    assert reading(json.dumps(PIER, indent=1), "a.txt").reader == "json"


def test_json_lines_without_any_article_are_refused_with_the_first_reason() -> None:
    with pytest.raises(SeedError, match=r"no article found: line 1: not valid JSON .* \(and 1 more lines\)"):
        read(seed("{broken\n{too", "a.jsonl"), load_layouts())


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_number_that_python_does_not_read_is_named(name: str) -> None:
    with pytest.raises(SeedError, match=r"a number of more than 4,300 digits"):
        read(seed('{"title": "A", "id": ' + "9" * 5000 + "}", name), load_layouts())


@pytest.mark.parametrize("indent", [None, 1])
def test_every_list_of_articles_in_an_object_is_read(indent: int | None) -> None:
    brief = {"title": "Snow Closes a Pass", "text": "The pass road is shut until Friday."}
    found = reading(json.dumps({"articles": [PIER], "briefs": [brief]}, indent=indent), "export.json")
    assert [draft.title for draft in found.drafts] == [TITLE, "Snow Closes a Pass"]


def test_a_list_beside_the_articles_that_holds_none_is_listed_by_its_key() -> None:
    people = [{"name": "Ana Horvat", "text": "writes of ports"}]
    found = reading(json.dumps({"articles": [PIER], "people": people}, indent=1), "export.json")
    assert [draft.title for draft in found.drafts] == [TITLE]
    assert any("the list `people`" in discard.reason for discard in found.discards)


def test_comments_and_related_texts_of_one_article_are_no_articles() -> None:
    whole = PIER | {"comments": [{"title": "Well", "text": "Good."}], "authors": [{"name": "Ana Horvat"}]}
    assert only(json.dumps(whole)).title == TITLE


def test_objects_refused_on_one_line_are_listed_together() -> None:
    refused = '{"title": "No text"}, 7, {"foo": 1}'
    found = reading(f"[{json.dumps(PIER)},\n{refused}\n]", "export.json")
    assert [draft.lines[0].first for draft in found.drafts] == [1]
    (discard,) = found.discards
    assert [part in discard.reason for part in ("object 2 of 4", "object 3 of 4", "object 4 of 4")] == [True] * 3


def test_articles_that_share_a_line_are_counted_as_records_and_what_stands_between_them_is_listed() -> None:
    whole = {"articles": [PIER, *OTHERS], "people": [{"name": "Ana Horvat", "text": "writes of ports"}]}
    found = reading(json.dumps(whole), "export.json")
    assert (found.unit, found.total) == ("record", 4)
    assert [draft.lines[0].first for draft in found.drafts] == [1, 2, 3]
    assert "the list `people`" in found.discards[0].reason


def test_a_line_separator_inside_a_json_lines_text_parts_no_object() -> None:
    text = f'{{"title": "{TITLE}", "text": "{HARBOUR[0]}\u2028{HARBOUR[1]}"}}\n{json.dumps(OTHERS[0])}\n'
    found = reading(text, "export.jsonl")
    assert [draft.paragraphs for draft in found.drafts] == [HARBOUR[:2], BRIDGE]
    assert found.total == 2


def test_a_text_in_several_renditions_is_told_once_and_two_texts_are_both_kept() -> None:
    lead = "The harbour of Rijeka opened a second pier on Monday, nine years late."
    body = "Some 4,200 people came to walk on it. The first ferry of the season tied up there at noon."
    told = {"title": "A Pier", "text": lead, "content_html": f"<p>{body}</p>", "content_text": body, "body": body[:38]}
    (draft,) = read(seed(json.dumps(told), "a.json"), ()).drafts
    assert draft.paragraphs == (lead, body)


def test_an_object_with_a_text_of_its_own_and_a_list_of_articles_is_read_whole() -> None:
    own = {"title": "Pier", "body": HARBOUR[0], "results": [{"title": "Bridge", "body": BRIDGE[0]}]}
    found = reading(json.dumps(own, indent=1), "list.json")
    assert [(draft.title, draft.paragraphs) for draft in found.drafts] == [
        ("Pier", (HARBOUR[0],)),
        ("Bridge", (BRIDGE[0],)),
    ]


def test_a_list_inside_an_article_is_listed_by_its_key() -> None:
    own = {"title": "Pier", "body": HARBOUR[0], "related": [{"title": "Bridge", "body": BRIDGE[0]}]}
    found = reading(json.dumps(own, indent=1), "one.json")
    assert [draft.title for draft in found.drafts] == ["Pier"]
    assert [each.reason for each in found.discards] == ["the list `related` inside an article is not read"]


def to_xml(told: dict[str, str]) -> str:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
    return f"<?xml version='1.0'?>\n<export>\n<story>{inside}</story>\n</export>\n"


@pytest.mark.parametrize(
    ("told", "status", "embargo"),
    [
        ({"pubstatus": "canceled"}, "canceled", None),
        ({"pub_status": "stat:withheld"}, "withheld", None),
        ({"status": "Killed"}, "canceled", None),
        ({"status": "retracted"}, "canceled", None),
        ({"status": "draft"}, "withheld", None),
        ({"status": "On hold"}, "withheld", None),
        ({"status": "usable", "pubstatus": "withheld"}, "withheld", None),
        ({"status": "embargoed"}, None, "embargoed"),
        ({"status": "embargoed", "embargo": "2026-03-09T10:00:00Z"}, None, "2026-03-09T10:00:00Z"),
        ({"status": "published"}, None, None),
        ({"status": "ok"}, None, None),
    ],
)
def test_what_an_object_says_of_its_status_reaches_the_desk(
    told: dict[str, str], status: str | None, embargo: str | None
) -> None:
    whole = {"title": TITLE, "text": HARBOUR[0], "guid": "urn:x:1", "version": "2", **told}
    line = json.dumps(whole)
    for text, path in ((line, "a.json"), (f"{line}\n{line}\n", "a.jsonl"), (to_xml(whole), "a.xml")):
        hints = reading(text, path).drafts[0].hints
        said = {name: hints[name].value if name in hints else None for name in ("version", "status", "embargo")}
        assert said == {"version": "2", "status": status, "embargo": embargo}, path


def test_an_object_that_calls_itself_a_draft_is_withheld() -> None:
    assert only(json.dumps(PIER | {"draft": True})).hints["status"].value == "withheld"
    assert "status" not in only(json.dumps(PIER | {"draft": False})).hints


def test_a_withdrawal_needs_no_text_where_it_names_its_story() -> None:
    told = {"title": TITLE, "guid": "urn:x:1", "status": "canceled"}
    for text, path in ((json.dumps(told), "a.json"), (to_xml(told), "a.xml")):
        draft = only(text, path)
        assert (draft.title, draft.paragraphs, draft.hints["id"].value) == (TITLE, (), "urn:x:1")
    assert only('{"id": 7, "status": "killed"}', "a.json").title == "7"
    with pytest.raises(SeedError, match="a title but no text"):
        read(seed(json.dumps({"title": TITLE, "status": "canceled"}), "a.json"), load_layouts())


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("content_html", "The firm AT&amp;T paid 5&nbsp;% to the caf&eacute;.", "The firm AT&T paid 5 % to the café."),
        ("content_text", "Write <p> for a paragraph, </b> and <nation> for less.", None),
        ("content_text", "AT&amp;T stands in the source.", None),
        ("content_text", "<p>The pier is open.</p>", "The pier is open."),
        ("content_html", f"<figure><img src='data:image/png;base64,{'Ab9/' * 4000}'></figure><p>A pier.", "A pier."),
    ],
)
@pytest.mark.parametrize("form", ["json", "ninjs"])
def test_a_field_named_for_html_or_plain_text_is_taken_so(form: str, key: str, text: str, says: str | None) -> None:
    more = " The town council said that its harbour has a second pier since Monday, and that ferries call there daily."
    record = {"title": TITLE, key: text + more}
    if form == "ninjs":
        record = {"headline": TITLE, "versioncreated": "2026-03-02T10:00:00Z", "pubstatus": "usable", "type": "text"}
        record["body_html" if key == "content_html" else "body_text"] = text + more
    found = only(json.dumps(record), "pier.json")
    assert " ".join(" ".join(found.paragraphs).split()) == (says or text) + more
