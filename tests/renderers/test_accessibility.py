"""Every kind of page can be read by everybody: in a real browser axe finds nothing, and nothing scrolls aside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.renderers.browser import CHROMIUM, MAIL, breadth, browsing, faults, write_desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: install it to try pages as readers see them"),
]
#: width in CSS pixels, dark: WCAG 2.2 1.4.10 asks for 320
_PHONE, _DESK = (320, True), (1280, False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as opened:
        yield opened


def wrong(
    browser: Browser,
    folder: Path,
    ways: list[tuple[int, bool]],
    kinds: list[str] | None = None,
    *,
    arabic: bool = False,
) -> dict[str, list[str]]:
    """What is wrong, by page and way of looking; `kinds`: of pages, all of them where it is None."""
    feeds = folder / "feeds"
    found: dict[str, list[str]] = {}
    for kind, path in write_desk(feeds, arabic=arabic).items():
        for width, dark in ways if kinds is None or kind in kinds else ():
            page = browser.new_page()
            told = faults(page, (feeds / path).as_uri(), width=width, dark=dark)
            page.close()
            if told:
                found[f"{kind}, {width}, {'dark' if dark else 'light'}"] = told
    return found


def test_no_page_shuts_anybody_out_on_a_phone_at_night(browser: Browser, tmp_path: Path) -> None:
    assert wrong(browser, tmp_path, [_PHONE], ["front", "article", "long address"]) == {}


def test_no_page_shuts_anybody_out_on_a_desk_in_arabic(browser: Browser, tmp_path: Path) -> None:
    assert wrong(browser, tmp_path, [_DESK], ["region"], arabic=True) == {}


@pytest.mark.nightly
@pytest.mark.parametrize("arabic", [False, True])
def test_no_page_shuts_anybody_out_in_any_light_width_or_direction(
    browser: Browser, tmp_path: Path, *, arabic: bool
) -> None:
    ways = [(width, dark) for width in (320, 768, 1280) for dark in (False, True)]
    assert wrong(browser, tmp_path, ways, arabic=arabic) == {}


def test_a_word_without_end_makes_no_page_and_no_mail_wider_than_the_screen(browser: Browser, tmp_path: Path) -> None:
    feeds, page = tmp_path / "feeds", browser.new_page()
    wide: dict[tuple[str, int], int] = {}
    for path in [*write_desk(feeds, arabic=False).values(), MAIL]:
        page.goto((feeds / path).as_uri())
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            wide[path, width] = breadth(page)
    assert {case: needed for case, needed in wide.items() if needed > case[1]} == {}


def test_what_shuts_somebody_out_is_told(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "feeds" / "bad.html"
    bad.parent.mkdir()
    bad.write_text('<!DOCTYPE html><html><p style="color: #eee; width: 50rem">Pale<img src="http://127.0.0.1:9/a.png">')
    page = browser.new_page()
    told = "\n".join(faults(page, bad.as_uri(), width=320, dark=False))
    for words in ("color-contrast", "image-alt", "html-has-lang", "is 8", "asks for http://127", "security policy"):
        assert words in told


def test_the_keyboard_gets_to_the_text_past_the_head_of_the_page(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto((tmp_path / "feeds" / write_desk(tmp_path / "feeds", arabic=False)["front"]).as_uri())
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert (skip.inner_text(), skip.bounding_box()["y"] >= 0) == ("Skip to the text", True)  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1
