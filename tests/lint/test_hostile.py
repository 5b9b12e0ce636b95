"""Files that mean harm, and files that broke off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.lint import Finding, judge
from tests.lint.shells import ADDRESS, NOW, document

_PIECES = [
    b"<",
    b">",
    b"&",
    b"'",
    b'"',
    b"\x00",
    b"\xff",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"xmlns:a=''",
    b"<![CDATA[",
    b"]]>",
]
_PIECES += [b"&#x0;", b"&#xD800;", b"http://[", b"%", b"\xed\xa0\x80", b"9" * 400, b"+99:99", b"<?xml version='1.1'?>"]
_FAR = "<rss version='2.0'><channel><title>a</title>"


def rules_of(data: bytes) -> list[str]:
    return [finding.rule for finding in judge(data, now=NOW)]


def found(data: bytes, rule: str) -> Finding:
    return next(finding for finding in judge(data, now=NOW) if finding.rule == rule)


def test_entities_that_grow_are_not_expanded() -> None:
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{grow}]>{_FAR}<description>&e11;</description></channel></rss>'
    assert "MissingLink" in rules_of(bomb.encode())


def test_files_that_a_document_names_are_not_read() -> None:
    taken = f'<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>{_FAR}<link>&e;</link></channel></rss>'
    findings = judge(taken.encode(), now=NOW)
    assert "ContainsSystemEntity" in {finding.rule for finding in findings}
    assert not any("root:" in finding.what for finding in findings)


def test_a_broken_document_is_told_with_its_line_and_the_rest_is_judged() -> None:
    broken = document("channel", "\n\n<ttl>0</ttl>\n<copyright>a & b</copyright>\n<docs>none</docs>")
    assert found(broken, "SAXError").line == 4
    assert {"InvalidPositiveInteger", "InvalidFullLink"} <= set(rules_of(broken))


def test_nothing_is_missed_in_a_document_that_broke_off() -> None:
    assert rules_of(_FAR.encode()) == ["SAXError"]


@pytest.mark.parametrize(
    "data", [b"", b" ", b"<", b"\x00\x01", b"{", b"[]", b"{}", b"null", b"\xff\xfe<", b"GIF89a", b"<a>" * 50_000]
)
def test_what_is_no_feed_is_a_finding(data: bytes) -> None:
    assert rules_of(data)


@pytest.mark.parametrize(
    "text", ["<a " * 100_000, "<!--" * 100_000, "&" * 100_000, "<p style='" + "a:b;" * 50_000 + "'>", "<" * 100_000]
)
def test_markup_that_is_made_to_take_long_is_judged(text: str) -> None:
    body = text.replace("&", "&amp;").replace("<", "&lt;")
    assert isinstance(rules_of(document("entry", f"<rights type='html'>{body}</rights>")), list)


@pytest.mark.parametrize("href", ["http://[", "http://[::1", "//[", "http://a:b", "http://a:99999999999/"])
def test_half_an_address_is_judged(href: str) -> None:
    links = f"<link rel='self' href='{href}'/><link rel='hub' xml:base='{href}' href='{href}'/>"
    assert judge(document("feed-bare", f"<id>{href}</id>{links}"), now=NOW, addresses=(href, href))


def test_half_a_character_is_a_finding() -> None:
    assert "SAXError" in rules_of(document("channel", "<ttl>&#xD800;</ttl>"))


@given(
    shell=st.sampled_from(["channel", "item", "entry", "feed", "outline", "json", "json-item"]),
    edits=st.lists(
        st.tuples(st.integers(0, 700), st.integers(0, 20), st.sampled_from(_PIECES)), min_size=1, max_size=6
    ),
)
def test_whatever_is_broken_in_a_feed_it_is_judged(shell: str, edits: list[tuple[int, int, bytes]]) -> None:
    data = document(shell, "")
    for at, removed, added in edits:
        data = data[:at] + added + data[at + removed :]
    for finding in judge(data, now=NOW, addresses=(ADDRESS,)):
        assert finding.line >= 1
        assert finding.path.startswith("/")


def test_a_file_full_of_faults_gives_a_thousand_findings_at_most() -> None:
    assert len(rules_of(document("channel", "<docs>a</docs>\n" * 3_000))) == 1_000


def test_places_count_from_one() -> None:
    finding = found(b"<rss version='2.0'>\n <channel><ttl>0</ttl></channel></rss>", "InvalidPositiveInteger")
    assert (finding.line, finding.column, finding.path) == (2, 11, "/rss/channel/ttl")


def test_the_place_in_json_is_a_pointer() -> None:
    finding = found(document("json-item", '"id": "2",\n "content_text": "", "url": "/a"'), "InvalidFullLink")
    assert (finding.line, finding.column, finding.path) == (2, 29, "/items/1/url")
