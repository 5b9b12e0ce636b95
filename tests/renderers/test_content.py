"""The text of an entry: semantic, escaped, in its own language."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from digest.model import Caption, Precision
from digest.renderers.content import body_html, clean, is_rtl, named, one_line
from tests.renderers import builders


class _Tags(HTMLParser):
    """Collects the tags a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_whole_text_begins_with_date_and_credit_and_ends_with_captions() -> None:
    release = builders.release(
        0,
        paragraphs=("First & foremost.", "Second."),
        captions=(Caption(text="A clear morning.", credit="Ann Lee/Example"), Caption(text="Fog.")),
        byline="By Ada Berisha",
        agency="Northern Wire",
        published_precision=Precision.DAY,
    )
    assert body_html(release.article, builders.site()) == (
        "<p><small>20 November 2026 · By Ada Berisha, Northern Wire</small></p>\n"
        "<p>First &amp; foremost.</p>\n"
        "<p>Second.</p>\n"
        "<figure><figcaption>A clear morning. <cite>Ann Lee/Example</cite></figcaption></figure>\n"
        "<figure><figcaption>Fog.</figcaption></figure>"
    )


def test_the_credit_leads_to_the_source() -> None:
    release = builders.release(3, agency="Northern Wire", byline=None, url="https://source.example.net/a?b=1&c=2")
    first = body_html(release.article, builders.site()).splitlines()[0]
    assert first == (
        "<p><small>Undated, received 22 November 2026 · "
        '<a href="https://source.example.net/a?b=1&amp;c=2">Northern Wire</a></small></p>'
    )


def test_without_a_credit_the_sources_host_is_the_link() -> None:
    release = builders.release(3, agency=None, byline=None, site=None, url="https://www.example.net/a")
    assert '<a href="https://www.example.net/a">example.net</a>' in body_html(release.article, builders.site())


@pytest.mark.parametrize(
    ("language", "site", "opening"),
    [
        ("ar", "en", '<div lang="ar" dir="rtl">'),
        ("fr", "en", '<div lang="fr">'),
        ("en", "ar", '<div lang="en" dir="ltr">'),
        ("fa-AF", "en", '<div lang="fa-AF" dir="rtl">'),
        ("he", "ar", '<div lang="he">'),
    ],
)
def test_a_text_in_another_language_says_so_and_runs_its_own_way(language: str, site: str, opening: str) -> None:
    article = builders.release(0, language=language).article
    assert opening in body_html(article, builders.site(language=site))


@pytest.mark.parametrize("language", ["en", "EN", None, "", "und", "zz", "e", 'x" onclick="y', "not a language"])
def test_a_text_in_the_sites_language_or_in_none_is_left_bare(language: str | None) -> None:
    article = builders.release(0, language=language).article
    assert "<div" not in body_html(article, builders.site())


def test_right_to_left_is_told_by_language_and_script() -> None:
    assert [tag for tag in ("ar", "ku", "ku-Arab", "ps_AF", "art", None) if is_rtl(tag)] == ["ar", "ku-Arab", "ps_AF"]


@given(st.text())
def test_clean_text_fits_into_xml_and_clean_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    element = etree.Element("x")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element)).text == (cleaned or None)
    assert clean(cleaned) == cleaned


def test_clean_text_keeps_every_letter_sign_and_joiner() -> None:
    kept = "Åß 日本語 العربية \u200d\u200c 😀 \t\n“quotes” – dash \u00a0"
    assert clean(kept) == kept


def test_clean_text_loses_what_xml_and_html_refuse_but_shows_where_a_character_was_lost() -> None:
    assert clean("a\x00b\x0bc\x85d\ud800e\ufffef\U0001fffeg\ufdd0h\x7fi") == "abcdefghi"
    assert clean("caf\ufffd") == "caf?"
    assert clean("a\r\nb\rc") == "a\nb\nc"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit=limit)
    assert len(line.splitlines()) <= 1
    assert len(line) <= limit + 1


@given(st.text(st.sampled_from("&#;ampltx3c \x00\x7f\u0085<>")))
@example("&&#127;amp;lt&#0;;")
def test_a_name_reads_the_same_as_text_and_as_html(text: str) -> None:
    name = named(text)
    assert unescape(name) == name == named(name)
    assert not {"<", ">"} & set(name)


def test_a_line_is_cut_at_a_word() -> None:
    assert one_line("one two  three", limit=9) == "one two…"
    assert one_line("x" * 20, limit=5) == "xxxxx…"


@given(st.text(), st.text(), st.text())
def test_markup_in_a_text_is_shown_and_never_obeyed(title: str, paragraph: str, caption: str) -> None:
    article = builders.release(
        1,
        paragraphs=(paragraph, f"<script>{paragraph}</script>"),
        captions=(Caption(text=f"<b>{caption}", credit=f'"><img src=x onerror="{title}"'),),
        agency=title,
        byline=f"<i>{title}",
    ).article
    seen = _Tags(body_html(article, builders.site()))
    assert {tag for tag, _ in seen.tags} <= {"p", "small", "a", "figure", "figcaption", "cite"}
    assert all(set(attributes) <= {"href"} for _, attributes in seen.tags)
    assert f"<script>{clean(paragraph)}</script>" in seen.text


def test_a_text_as_long_as_a_book_begins_in_the_feed_and_goes_on_at_its_page() -> None:
    paragraphs = tuple(f"{n} {'word ' * 2_000}".strip() for n in range(30))
    article = builders.release(0, paragraphs=paragraphs).article
    found = body_html(article, builders.site(), page="https://news.example.org/a.html")
    assert "<p>8 word" in found
    assert "<p>11 word" not in found
    assert "word…</p>\n" in found
    assert found.endswith('<p><a href="https://news.example.org/a.html">Read on: the text is very long</a></p>')
    assert len(found) < 101_000
    short = replace(article, paragraphs=paragraphs[:9])
    assert "Read on" not in body_html(short, builders.site(), page="https://news.example.org/a.html")
