"""The briefing: what stands in the mail, in its text part, in the web edition and in the digest's feed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.model import BacklogReason, Briefing, Composition, Depth
from digest.renderers import mail
from digest.renderers.inline import inlined
from digest.renderers.layout import COLUMNS, columns, underline, wrap
from digest.renderers.message import encoded
from digest.renderers.templates import Templates
from tests.renderers.builders import composition, release, scheme, site
from tests.renderers.markup import Page, contrast

GOLDEN = Path(__file__).parent / "golden"
WEB = "https://news.example.org/feeds/editions/daily-2026-11-22-0700/index.html"


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def brief(made: Composition, templates: Templates, **site_changes: Any) -> Briefing:
    return mail.brief(made, site(**site_changes), scheme(), templates)


def twelve(**changes: Any) -> Composition:
    return composition([release(n) for n in range(12)], **changes)


# -- subject and preheader ----------------------------------------------------------------------


def test_the_subject_is_the_leading_headline_and_a_count() -> None:
    assert mail.subject(twelve()) == "Pristina keeps its library open until midnight… · 11 more"
    assert mail.subject(composition([release(7)])) == "Divers in Mostar mend the ladder below the old bridge"
    assert mail.subject(composition([])) == "Daily briefing: no new articles"


def test_the_preheader_is_the_next_two_stories_and_never_the_first() -> None:
    made = composition([release(n) for n in (0, 4, 7)])
    assert mail.preheader(made) == (
        "Nairobi opens a night market for repaired radios · Divers in Mostar mend the ladder below the old bridge"
    )


def test_a_single_story_has_its_summary_for_a_preheader() -> None:
    assert mail.preheader(composition([release(7)])).startswith("Divers in Mostar have mended the iron ladder")


titles = st.text(min_size=1, max_size=200)


@given(st.lists(titles, max_size=4), titles)
@settings(max_examples=60, deadline=None)
def test_subject_and_preheader_keep_their_length_whatever_the_headlines(names: list[str], summary: str) -> None:
    made = composition([release(n, title=name, summary=summary) for n, name in enumerate(names)])
    assert 1 <= len(mail.subject(made)) <= 60
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", mail.subject(made))
    assert len(mail.preheader(made)) <= 110


def test_a_short_preheader_is_filled_with_what_is_known() -> None:
    made = composition([release(0, title="Rain", summary="Rain."), release(4, title="Sun", summary="Sun.")])
    assert 40 <= len(mail.preheader(made)) <= 110


# -- the mail -----------------------------------------------------------------------------------


def test_the_masthead_says_who_when_and_how_much(templates: Templates) -> None:
    page = Page(brief(twelve(), templates).html)
    assert "Example Desk Daily briefing Sunday 22 November 2026 12 articles, 7 regions, 2 min" in page.text
    assert page.all("a", href=WEB)


def test_the_date_is_the_slots_own_and_not_the_sites(templates: Templates) -> None:
    made = twelve()
    late = replace(made.slot, local=made.slot.local.replace(hour=23, minute=30))
    page = Page(brief(replace(made, slot=late), templates, timezone="Asia/Karachi").html)
    assert "Sunday 22 November 2026 12 articles" in page.text


def test_contents_link_to_the_web_edition_and_never_into_the_mail(templates: Templates) -> None:
    page = Page(brief(twelve(), templates).html)
    assert [held["href"] for held in page.all("a") if held["href"].startswith(f"{WEB}#")] == [
        f"{WEB}#{region.id}" for region in scheme().regions
    ]
    assert not [held for held in page.all("a") if held["href"].startswith("#")]


def test_headings_go_down_in_order_and_sections_are_labels(templates: Templates) -> None:
    page = Page(brief(twelve(), templates).html)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[:3] == [1, 2, 3]
    assert levels.count(1) == 1
    assert levels.count(2) == 7
    assert levels.count(3) == 12
    assert "Europe › Balkans" in page.text


def test_a_regions_lead_stands_first_whatever_its_section(templates: Templates) -> None:
    made = composition([release(3), release(0)], depths=[Depth.FULL, Depth.LEAD])
    text = brief(made, templates).text
    assert text.index("Pristina keeps") < text.index("A village in Wales")


def test_each_article_has_its_date_its_credit_and_one_link(templates: Templates) -> None:
    page = Page(brief(twelve(), templates).html)
    assert "20 November 2026 · By Laila Noori, Harbour Press · 1 min" in page.text
    assert "Undated, received 22 November 2026 · By Jane Doe, Northern Wire" in page.text
    for n in range(12):
        assert page.all("a", href=f"https://news.example.org/feeds/{release(n).path}")


def test_depths_show_as_much_as_they_say(templates: Templates) -> None:
    opening, second = "The national library in Pristina", "Students had asked"
    expected = {
        Depth.LEAD: (True, True, True),
        Depth.FULL: (True, True, True),
        Depth.SHORT: (True, True, False),
        Depth.HEADLINE: (True, False, False),
        Depth.OMITTED: (False, False, False),
    }
    for depth, shown in expected.items():
        made = composition([release(0), release(7)], depths=[depth, Depth.FULL])
        page = Page(brief(made, templates).html).text
        body = page.split("Europe › Balkans", 1)[1]
        assert ("Pristina keeps its library" in body, opening in body, second in body) == shown
        assert ("1 more from Europe in the web edition" in page) == (depth is Depth.OMITTED)


def test_the_first_sentence_is_found_behind_a_dateline(templates: Templates) -> None:
    one = release(4)
    first, *rest = one.article.sentences
    dated = replace(first, text=f"NAIROBI, Kenya – {first.text}")
    made = composition([replace(one, article=replace(one.article, sentences=(dated, *rest)))], depths=[Depth.SHORT])
    text = brief(made, templates).text
    assert "\nA night market for repaired radios has opened in Nairobi.\n" in text


def test_the_web_edition_and_the_feed_hold_what_the_mail_left_out(templates: Templates) -> None:
    rendered = brief(composition([release(0), release(7)], depths=[Depth.LEAD, Depth.OMITTED]), templates)
    assert "Divers in Mostar" not in Page(rendered.html).text.split("Europe › Balkans", 1)[1]
    for whole in (rendered.web, rendered.entry):
        assert "They did it in one cold morning." in whole
        assert "in the web edition" not in whole


def test_the_web_edition_has_an_anchor_for_every_region(templates: Templates) -> None:
    page = Page(brief(twelve(), templates).web)
    assert [held["id"] for held in page.all("section")] == [region.id for region in scheme().regions]
    assert page.all("a", href=f"../../{release(0).path}")
    assert page.all("link", rel="canonical", href=WEB)


def test_the_feeds_entry_is_bare_html_with_whole_addresses(templates: Templates) -> None:
    entry = brief(twelve(), templates).entry
    page = Page(entry)
    assert not re.search(r"<(html|body|style|script)|class=|style=", entry)
    assert len(page.all("h2")) == 7
    assert all(held["href"].startswith("https://news.example.org/") for held in page.all("a"))


def test_an_article_of_two_regions_is_told_once_and_named_twice(templates: Templates) -> None:
    page = Page(brief(composition([release(2), release(3)]), templates).html)
    assert page.text.count("Two villages in Wales will share") == 1
    assert "Also: A village in Wales votes" in page.text
    assert "(under Europe)" in page.text


def test_updated_articles_are_marked(templates: Templates) -> None:
    assert "Updated" not in brief(composition([release(0)]), templates).html
    rendered = brief(composition([release(0)], updated=frozenset({0})), templates)
    assert "Updated 20 November 2026" in Page(rendered.html).text
    assert "Updated · 20 November 2026" in rendered.text


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ((BacklogReason.OLD,), "1 older article was left out"),
        ((BacklogReason.MANY,) * 2, "2 articles over the limit were left out"),
        (
            (BacklogReason.OLD,) * 3 + (BacklogReason.MANY,) * 1200,
            "3 older articles and 1,200 over the limit were left out",
        ),
        ((BacklogReason.BEFORE_START,), "1 article received before this briefing began was left out"),
    ],
)
def test_what_was_left_out_is_counted(templates: Templates, reasons: tuple[BacklogReason, ...], said: str) -> None:
    backlog = tuple((f"key{number}", reason) for number, reason in enumerate(reasons))
    rendered = brief(composition([release(0)], backlog=backlog), templates)
    for part in (Page(rendered.html).text, " ".join(rendered.text.split()), Page(rendered.web).text, rendered.entry):
        assert said in part
    assert "left out" not in brief(composition([release(0)]), templates).html


def test_the_footer_says_why_it_came_and_how_to_stop_it(templates: Templates) -> None:
    rendered = brief(twelve(), templates, postal="1 Example Street, Exampleton")
    for part in (Page(rendered.html).text, " ".join(rendered.text.split())):
        assert "You receive this because" in part
        assert "“unsubscribe”" in part
        assert "1 Example Street, Exampleton" in part
    for nobody in ("", "digest@desk-0a1b2c3d.invalid", "Desk <digest@desk-0a1b2c3d.invalid>"):
        assert "unsubscribe" not in brief(twelve(), templates, sender=nobody).html


def test_an_empty_edition_is_still_a_mail(templates: Templates) -> None:
    rendered = brief(composition([]), templates)
    for part in (rendered.html, rendered.text, rendered.web):
        assert "No new articles have come in" in part


def test_readers_never_see_the_names_of_places_that_are_none(templates: Templates) -> None:
    rendered = brief(twelve(), templates)
    for part in (Page(rendered.html).text, re.sub(r"https?://\S+", "", rendered.text), Page(rendered.web).text):
        assert "World" in part
        assert "Other news" in part
        assert not re.search(r"unassigned|global", part, re.IGNORECASE)


def test_a_mail_loads_nothing_and_carries_no_markup_of_others(templates: Templates) -> None:
    nasty = '</style><script>alert(1)</script> {{ 7 * 7 }} <img src=x> ="auto" @media !important style="p"'
    made = composition([release(0, title=nasty, summary=nasty, byline=nasty), release(4)])
    page = Page(brief(made, templates).html)
    assert not {tag for tag, _ in page.elements} & {"img", "script", "link", "iframe", "form"}
    assert nasty in page.text


def test_control_characters_do_not_reach_a_mail(templates: Templates) -> None:
    made = composition([release(0, title="Ink\x92 and\x00 paper\u202e", summary="So\x0b it\x85 is\x9f.")])
    rendered = brief(made, templates)
    for part in (rendered.html, rendered.text, rendered.web, rendered.entry, rendered.subject):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", part)


def test_a_megabyte_of_title_does_not_fill_the_mail(templates: Templates) -> None:
    made = composition([release(0, title="x" * 1_000_000, summary="y " * 500_000), release(4)])
    assert mail.measure(made, site(), scheme(), templates) < 20_000


def test_arabic_is_set_from_right_to_left(templates: Templates) -> None:
    made = composition([release(2, language="ar", title="قطار بيروت", summary="يعود القطار.")])
    for part in (brief(made, templates).html, brief(made, templates).web, brief(made, templates).entry):
        page = Page(part)
        assert [held for _, held in page.elements if held.get("dir") == "rtl" and held.get("lang") == "ar"]
        assert page.all("span", dir="ltr")


# -- size and inlining --------------------------------------------------------------------------


def test_twelve_articles_stay_far_below_where_mail_is_clipped(templates: Templates) -> None:
    made = twelve()
    size = mail.measure(made, site(), scheme(), templates)
    assert size == len(encoded(brief(made, templates).html)[1])
    assert size < 30_000


def test_fifty_articles_fit_into_one_mail(templates: Templates) -> None:
    summary = "The count took eleven weekends, and it will be repeated after the monsoon has gone. " * 5
    made = composition([release(n, summary=summary) for n in range(50)])
    assert mail.measure(made, site(), scheme(), templates) < 95_000


def test_rules_for_phones_and_for_the_dark_come_through_word_for_word(templates: Templates) -> None:
    html = brief(twelve(), templates).html
    kept = templates.text("mail-head.css")
    assert html.count("<style") == 1
    assert kept in html
    assert kept.count("!important") == html.count("!important") > 20
    assert html.count("@media") == 2
    assert '="auto"' not in html
    assert 'style="margin: 0' in html or 'style="margin:0' in html


def test_a_rule_that_cannot_be_inlined_is_refused(templates: Templates) -> None:
    source = mail.page(twelve(), site(), scheme(), templates)
    kept = templates.text("mail-head.css")
    for rule in (".link:hover { color: red; }", "@media print { .link { color: red; } }"):
        with pytest.raises(RenderError, match=r"mail-head\.css"):
            inlined(source.replace(".body {", f"{rule}\n.body {{", 1), kept=kept)
    with pytest.raises(RenderError, match=r"mail-head\.css"):
        inlined(source, kept=f"{kept} .x {{ color: red; }}")
    with pytest.raises(RenderError, match="width"):
        inlined(source.replace('width="100%"', 'width="auto"', 1), kept=kept)


def test_the_head_sheet_stays_where_mail_programs_read_it(templates: Templates) -> None:
    assert len(templates.text("mail-head.css").encode()) < 16_000


def test_words_stand_out_in_the_mail_by_day_and_by_night(templates: Templates) -> None:
    day, night = templates.text("mail.css"), templates.text("mail-head.css")
    words = set(re.findall(r"[ ;]color: (#[0-9a-f]{6})", day)), set(re.findall(r" color: (#[0-9a-f]{6})", night))
    grounds = [re.search(r"\.sheet {[^}]*background-color: (#[0-9a-f]{6})", sheet) for sheet in (day, night)]
    for colours, ground in zip(words, grounds, strict=True):
        assert ground is not None
        assert len(colours) == 3
        assert all(contrast(colour, ground[1]) >= 4.5 for colour in colours)


def test_every_colour_of_the_day_has_one_for_the_night(templates: Templates) -> None:
    classes = set(re.findall(r"\.(\w+) {[^}]*[ ;]color:", templates.text("mail.css")))
    dark = templates.text("mail-head.css").split("@media (prefers-color-scheme: dark)", 1)[1]
    assert classes <= set(re.findall(r"\.(\w+)", dark))


def test_the_same_composition_gives_the_same_mail(templates: Templates) -> None:
    assert brief(twelve(), templates) == brief(twelve(), Templates())


# -- text ---------------------------------------------------------------------------------------


def test_the_text_part_keeps_to_72_columns_and_leaves_addresses_whole(templates: Templates) -> None:
    made = composition(
        [
            release(0, title="word " * 60, summary="京都市バスの運転手が九つの言語で次の停留所を案内する" * 8),
            release(1, summary="Donaudampfschifffahrt" * 12),
            release(2, language="ar", summary="أزال مهندسون في بيروت اثني عشر كيلومترا من السكة القديمة. " * 4),
        ],
        backlog=(("a", BacklogReason.OLD),),
    )
    lines = brief(made, templates, postal="1 Example Street, " * 8).text.split("\n")
    assert [row for row in lines if columns(row) > COLUMNS and not row.startswith("https://")] == []
    for n in range(3):
        assert f"https://news.example.org/feeds/{release(n).path}" in lines


def test_the_text_part_reads_on_its_own(templates: Templates, golden: Callable[[Path, Any], None]) -> None:
    made = composition(
        [release(n) for n in range(8)],
        depths=[Depth.LEAD, Depth.LEAD, Depth.LEAD, Depth.FULL, Depth.LEAD, Depth.LEAD, Depth.SHORT, Depth.OMITTED],
        backlog=(("a", BacklogReason.OLD), ("b", BacklogReason.MANY)),
        updated=frozenset({4}),
    )
    rendered = brief(made, templates)
    golden(GOLDEN / "briefing.txt", rendered.text)
    golden(GOLDEN / "briefing.entry.html", rendered.entry)
    golden(GOLDEN / "briefing.web.html", rendered.web)
    assert "<" not in rendered.text
    assert "\n\n\n\n" not in rendered.text


@given(st.text(max_size=300), st.integers(min_value=4, max_value=80))
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int) -> None:
    wrapped = wrap(text, width)
    assert wrapped.replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")
    if not re.search(r"https?://|mailto:", text):
        assert max(columns(row) for row in wrapped.split("\n")) <= width


def test_a_heading_is_underlined_as_far_as_it_goes() -> None:
    assert underline("Europe (3)") == "Europe (3)\n=========="
    assert underline("東アジア", "-") == "東アジア\n--------"


def test_the_real_sample_goes_through_whole(real_sample: Path, templates: Templates) -> None:
    """Other people's punctuation and spacing, one line an article's paragraph."""
    blocks = [row.strip() for row in real_sample.read_text(encoding="utf-8").splitlines() if row.strip()]
    releases = [
        release(n, title=row, summary=row, paragraphs=(row,), sentences=()) for n, row in enumerate(blocks[:40])
    ]
    rendered = brief(composition(releases), templates)
    page = Page(rendered.html)
    for row in blocks[:40]:
        assert " ".join(row.split())[:200] in page.text
    assert [row for row in rendered.text.split("\n") if columns(row) > COLUMNS and not row.startswith("http")] == []
