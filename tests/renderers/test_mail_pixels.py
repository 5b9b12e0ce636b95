"""A browser shows the inlined mail as it shows the page it was made of, pixel by pixel."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest

from digest.model import BacklogReason, Depth
from digest.renderers import mail, pages
from digest.renderers.templates import Templates
from tests.renderers.builders import composition, release, scheme, site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: install it to compare what a browser shows"),
]


def shot(page: Path, *, width: int, dark: bool) -> bytes:
    """The page as a PNG; one build of the browser writes equal pixels as equal bytes."""
    picture = page.with_suffix(f".{width}.{dark}.png")
    dark_mode = ["--blink-settings=preferredColorScheme=0"] if dark else []
    profile = f"--user-data-dir={page.parent / 'profile'}"
    size = [f"--screenshot={picture}", f"--window-size={width},2600"]
    run = subprocess.run(
        [str(CHROMIUM), *QUIET, *dark_mode, profile, *size, page.as_uri()],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert picture.is_file(), run.stderr
    return picture.read_bytes()


@pytest.mark.parametrize(("width", "light"), [(375, "night"), (800, "day")])
def test_inlining_changes_no_pixel(tmp_path: Path, width: int, light: str) -> None:
    made = composition(
        [release(n) for n in range(10)],
        depths=[Depth.LEAD, Depth.LEAD, Depth.LEAD, Depth.SHORT, Depth.LEAD, Depth.FULL, Depth.HEADLINE, Depth.OMITTED],
        backlog=(("old", BacklogReason.OLD),),
        updated=frozenset({3}),
    )
    templates = Templates()
    source, result = tmp_path / "source.html", tmp_path / "result.html"
    source.write_text(mail.page(made, site(), scheme(), templates), encoding="utf-8")
    result.write_text(mail.brief(made, site(), scheme(), templates).html, encoding="utf-8")
    look = partial(shot, width=width, dark=light == "night")
    # on a busy machine the browser now and then draws the edge of a letter otherwise; what differs three times differs
    assert any(look(result) == look(source) for _ in range(3))


def test_a_page_opened_from_a_file_has_its_style(tmp_path: Path) -> None:
    """The content policy lets a page's own stylesheet in where there is no server."""
    one, templates = release(0), Templates()
    page = tmp_path / one.path
    page.parent.mkdir(parents=True)
    page.write_bytes(pages.article(one, site(), scheme(), templates))
    bare = shot(page, width=375, dark=False)
    for name, content in pages.look(templates).items():
        (tmp_path / name).write_bytes(content)
    assert shot(page, width=375, dark=False) != bare
