"""A browser before the pages of a made-up desk: one start for many pages, and what it says of each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from digest.model import Briefing, FeedKind, FeedName, Notice, Release, Site, Use
from digest.renderers import files, mail, pages
from digest.renderers.lists import Lists, list_path
from digest.renderers.templates import Templates
from tests.renderers.builders import MORNING, composition, edition, release, scheme, site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_ARABIC = {
    "language": "ar",
    "title": "ترام جديد يربط الميناء بالمدينة القديمة بعد عامين من العمل",
    "summary": "بدأ الترام رحلاته صباح الأحد بين الميناء والمدينة القديمة، وتستغرق الرحلة اثنتي عشرة دقيقة.",
    "paragraphs": ("بدأ الترام رحلاته صباح الأحد بين الميناء والمدينة القديمة.", "وقال المدير إن الركاب كثيرون."),
    "sentences": (),
}
#: the mail of the desk's edition, which is no page: it has its style inside, and no policy
MAIL = "editions/daily/digest.html"
_LONG = "https://source.example.net/" + "averylongaddresswithoutanybreak" * 6
#: what every page is held to: axe's rules of WCAG 2.2 A and AA, and its best practices
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def write_desk(folder: Path, *, arabic: bool) -> dict[str, str]:
    """Every kind of page below `folder`; the kind's name -> its path. One story, or all but one, is Arabic."""
    templates, regions = Templates(), scheme()
    desk = site(language="ar", name="مكتب الأخبار") if arabic else site(demo=True)
    stories = [release(n, **(_ARABIC if (n == 0) != arabic else {})) for n in range(12)]
    stories[4] = replace(stories[4], revision=2)
    stories[10] = release(10, title=_LONG, summary=_LONG, paragraphs=(_LONG,), sentences=())
    names = [FeedName(kind=FeedKind.ALL, path="all", title=desk.name)]
    names += [FeedName(kind=FeedKind.REGION, path=f"regions/{one.id}", title=one.title) for one in regions.regions]
    names.append(FeedName(kind=FeedKind.SECTION, path="sections/balkans", title="Europe › Balkans"))
    names.append(FeedName(kind=FeedKind.DIGEST, path="digests/daily", title="Daily briefing"))
    latest = [
        (region, [one for one in stories if one.placement.region == region.id][::-1]) for region in regions.regions
    ]
    issued = [edition(1), edition(0)]
    made = {
        "front": ("index.html", pages.index(desk, regions, names, latest, issued, templates, more=True)),
        "empty front": ("empty.html", pages.index(desk, regions, [], [], [], templates, more=False)),
        "feeds": ("feeds.html", pages.feeds(desk, regions, names, templates)),
        "edition": ("editions/daily/index.html", _briefing(stories, desk, templates).web.encode()),
        "article": _article(stories[0], desk, templates),
        "long address": _article(release(1, title=_LONG, paragraphs=(_LONG,), url=_LONG), desk, templates),
        "headline": _article(release(3, use=Use.HEADLINE, paragraphs=(), captions=()), desk, templates),
        **_lists(stories[::-1], names, desk, templates),
        **_notices(desk, templates),
    }
    letter = (MAIL, _briefing(stories, desk, templates).html.encode())
    for path, content in [*made.values(), letter, *pages.look(templates).items()]:
        files.replace(folder / path, content)
    return {kind: path for kind, (path, _) in made.items()}


def _article(one: Release, desk: Site, templates: Templates) -> tuple[str, bytes]:
    return one.path, pages.article(one, desk, scheme(), templates)


def _briefing(stories: Sequence[Release], desk: Site, templates: Templates) -> Briefing:
    made = composition(stories, updated=frozenset({2}))
    return mail.brief(made, desk, scheme(), templates)


def _lists(
    stories: Sequence[Release], names: Sequence[FeedName], desk: Site, templates: Templates
) -> dict[str, tuple[str, bytes]]:
    lists = Lists(site=desk, scheme=scheme(), templates=templates, names=names)
    region = next(one for one in names if one.path == "regions/europe")
    section = next(one for one in names if one.kind is FeedKind.SECTION)
    months = [(MORNING - timedelta(days=31 * back), 1) for back in range(14)]
    return {
        "region": (list_path(region.path), lists.newest(region, stories, pages=2, months=months)),
        "section": (list_path(section.path), lists.newest(section, stories[:3], pages=0, months=())),
        "older page": (list_path(region.path, 2), lists.older(region, stories, number=2, last=True)),
    }


def _notices(desk: Site, templates: Templates) -> dict[str, tuple[str, bytes]]:
    gone = Notice(key="gone", title="A title", released=MORNING, updated=MORNING, into=None)
    merged = replace(gone, key="merged", into=release(0).path)
    return {
        "withdrawn": (gone.path, pages.notice(gone, desk, templates)),
        "merged": (merged.path, pages.notice(merged, desk, templates)),
    }


@contextmanager
def browsing() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def faults(page: Page, address: str, *, width: int, dark: bool) -> list[str]:
    """What is wrong with the page at `address`, shown so wide in CSS pixels: by axe, and by what it does."""
    told = _watched(page, address.rsplit("/feeds/", 1)[0])
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(address)
    wide = breadth(page)
    if wide > width:
        told.append(f"is {wide} wide on a screen of {width}")
    if not page.locator('meta[http-equiv="Content-Security-Policy"]').count():
        told.append("has no content security policy")
    return told + judged(page)


def breadth(page: Page) -> int:
    """CSS pixels that the page needs beside one another: more than the screen has where something sticks out."""
    needed: int = page.evaluate("document.scrollingElement.scrollWidth")
    return needed


def judged(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    # without `preload`: it would fetch the stylesheet once more, which the page's policy refuses
    options = {"runOnly": _RULES, "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html']}: {node['failureSummary']}" for one in found for node in one["nodes"]]


def _watched(page: Page, own: str) -> list[str]:
    """What the page does from now on that no page should: asking elsewhere, and errors."""
    told: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith(own):
            told.append(f"asks for {url}")

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: told.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: told.append(f"script: {error}"))
    return told
