"""The briefing: one composition as a mail in HTML and in text, as the web edition and as a feed entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.model import (
    BacklogReason,
    Briefing,
    Composition,
    Depth,
    EditionItem,
    EditionRegion,
    EditionSection,
    FeedKind,
    FeedName,
    Release,
    Scheme,
    Site,
)
from digest.renderers.address import edition_url, page_url
from digest.renderers.content import one_line
from digest.renderers.inline import inlined
from digest.renderers.message import encoded
from digest.renderers.pages import CONTENT_POLICY
from digest.renderers.views import (
    MAIN_FEED,
    Headline,
    answerable,
    feed_view,
    first_sentence,
    headline,
    line,
    title,
)
from digest.renderers.wording import listing, long_date, minutes, plural

if TYPE_CHECKING:
    from digest.renderers.templates import Templates

SUBJECT_LIMIT = 60
PREHEADER_LEAST, PREHEADER_MOST = 40, 110
#: What mail programs would otherwise show after a short preheader is the masthead; this keeps it out of the list.
FILLER = "\u200c\u00a0\u034f" * 40

_BACKLOG = {
    BacklogReason.OLD: "{count} older",
    BacklogReason.MANY: "{count} over the limit",
    BacklogReason.BEFORE_START: "{count} received before this briefing began",
    BacklogReason.BACKFILL: "{count} imported into the archive",
}

Link = Callable[[Release], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Articles under one small label, region and section, or under none."""

    label: str
    items: tuple[Headline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPart:
    """One region of the edition as a template shows it."""

    id: str
    title: str
    href: str
    """its place in the web edition"""
    count: int
    blocks: tuple[Block, ...]
    also: tuple[Headline, ...]
    """articles that stand under another region and concern this one too"""
    omitted: int
    """articles that only the web edition has"""


def brief(composition: Composition, site: Site, scheme: Scheme, templates: Templates) -> Briefing:
    """Everything an edition sends and shows, the same for every reader. RenderError when a template is wrong."""
    whole = _undegraded(composition)
    return Briefing(
        subject=subject(composition),
        preheader=preheader(composition),
        html=_html(composition, site, scheme, templates),
        text=_trimmed(templates.render("mail.txt", **_context(composition, site, scheme))),
        web=_web(whole, site, scheme, templates),
        entry=templates.render("entry.html", **_context(whole, site, scheme)),
    )


def measure(composition: Composition, site: Site, scheme: Scheme, templates: Templates) -> int:
    """Bytes of the mail's HTML part as it is encoded: exact, for mail programs clip what is longer than 102,400."""
    return len(encoded(_html(composition, site, scheme, templates))[1])


def page(composition: Composition, site: Site, scheme: Scheme, templates: Templates) -> str:
    """The mail's HTML before its styles are inlined: the same to look at, but not for every mail program."""
    return templates.render("mail.html", **_context(composition, site, scheme))


def subject(composition: Composition) -> str:
    """At most 60 characters: the leading headline, cut at a word, and how many more there are."""
    items = _by_weight(composition)
    if not items:
        return one_line(f"{line(composition.title)}: no new articles", limit=SUBJECT_LIMIT - 1)
    more = f" · {len(items) - 1:,} more" if len(items) > 1 else ""
    return one_line(title(items[0].release.article), limit=SUBJECT_LIMIT - 1 - len(more)) + more


def preheader(composition: Composition) -> str:
    """40 to 110 characters: the second and third story, else the first one's summary, else the counts."""
    items = _by_weight(composition)
    text = " · ".join(title(item.release.article) for item in items[1:3])
    for item in items[:1]:
        if len(text) < PREHEADER_LEAST:
            text = " · ".join(part for part in (text, line(item.release.article.summary)) if part)
    if len(text) < PREHEADER_LEAST:
        text = " · ".join(part for part in (text, _counts(composition), line(composition.title)) if part)
    return one_line(text, limit=PREHEADER_MOST - 1)


def _context(composition: Composition, site: Site, scheme: Scheme) -> dict[str, object]:
    """What the templates are given, with public addresses."""
    web = edition_url(site, composition.slot.key)
    parts = _parts(composition, site, scheme, web, lambda release: page_url(site, release))
    return {
        "site": site,
        "title": line(composition.title),
        "subject": subject(composition),
        "preheader": preheader(composition),
        "filler": FILLER,
        # The slot's own clock, which may be another than the site's.
        "date": long_date(composition.slot.local.replace(tzinfo=UTC), "UTC"),
        "counts": _counts(composition),
        "minutes": _reading_time(parts),
        "backlog": _backlog(composition),
        "web": web,
        "archive": f"{site.url}index.html",
        "regions": parts,
        "answerable": answerable(site),
    }


def _html(composition: Composition, site: Site, scheme: Scheme, templates: Templates) -> str:
    return inlined(page(composition, site, scheme, templates), kept=templates.text("mail-head.css"))


def _web(composition: Composition, site: Site, scheme: Scheme, templates: Templates) -> str:
    """The web edition: every article, whole summaries, links that work from a file too."""
    root = "../../"
    digest = FeedName(kind=FeedKind.DIGEST, path=f"digests/{composition.slot.digest}", title=composition.title)
    relative = {
        "regions": _parts(composition, site, scheme, "", lambda release: root + quote(release.path)),
        "root": root,
        "policy": CONTENT_POLICY,
        "feeds": (feed_view(MAIN_FEED, site, root), feed_view(digest, site, root)),
    }
    return templates.render("edition.html", **(_context(composition, site, scheme) | relative))


def _parts(composition: Composition, site: Site, scheme: Scheme, web: str, link: Link) -> list[RegionPart]:
    return [_part(region, site, scheme, web, link) for region in composition.regions]


def _part(region: EditionRegion, site: Site, scheme: Scheme, web: str, link: Link) -> RegionPart:
    """A region with its lead on top: the lead's section comes first, the others keep their order."""
    blocks = [
        Block(
            label=f"{region.title} › {section.title}" if section.title else "",
            items=tuple(_headline(item, site, scheme, link) for item in _shown(section)),
        )
        for section in sorted(region.sections, key=lambda section: not any(map(_leads, section.items)))
        if _shown(section)
    ]
    return RegionPart(
        id=region.id,
        title=region.title,
        href=f"{web}#{region.id}",
        count=len(region.items),
        blocks=tuple(blocks),
        also=tuple(headline(item.release, site, scheme, href=link(item.release)) for item in region.see_also),
        omitted=sum(item.depth is Depth.OMITTED for item in region.items),
    )


def _shown(section: EditionSection) -> list[EditionItem]:
    """The section's articles that this part of the edition has, a lead first."""
    items = [item for item in section.items if item.depth is not Depth.OMITTED]
    return sorted(items, key=lambda item: not _leads(item))


def _leads(item: EditionItem) -> bool:
    return item.depth is Depth.LEAD


def _headline(item: EditionItem, site: Site, scheme: Scheme, link: Link) -> Headline:
    release = item.release
    updated = item.updated or release.revision > 1
    whole = headline(release, site, scheme, href=link(release), updated=updated, depth=item.depth.value)
    if item.depth is Depth.SHORT:
        return replace(whole, summary=first_sentence(release.article))
    return replace(whole, summary="") if item.depth is Depth.HEADLINE else whole


def _undegraded(composition: Composition) -> Composition:
    """The composition with every article whole, as the web edition and the feed have it."""

    def whole(item: EditionItem) -> EditionItem:
        return item if _leads(item) else replace(item, depth=Depth.FULL)

    return replace(
        composition,
        regions=tuple(
            replace(
                region,
                sections=tuple(
                    replace(section, items=tuple(whole(item) for item in section.items)) for section in region.sections
                ),
            )
            for region in composition.regions
        ),
    )


def _by_weight(composition: Composition) -> list[EditionItem]:
    """The leads in the order of their regions, then all others."""
    return sorted(composition.items, key=lambda item: not _leads(item))


def _counts(composition: Composition) -> str:
    return f"{plural(len(composition.items), 'article')}, {plural(len(composition.regions), 'region')}"


def _reading_time(parts: list[RegionPart]) -> int:
    """Minutes for the headlines and summaries that are shown."""
    shown = [item for part in parts for block in part.blocks for item in block.items]
    return minutes(sum(len(item.title.split()) + len(item.summary.split()) for item in shown))


def _backlog(composition: Composition) -> str:
    """As in "3 older articles and 120 over the limit were left out"; empty when nothing was."""
    counts = Counter(reason for _, reason in composition.backlog)
    said = [_BACKLOG[reason].format(count=f"{counts[reason]:,}") for reason in BacklogReason if counts[reason]]
    if not said:
        return ""
    total = sum(counts.values())
    number, _, rest = said[0].partition(" ")
    noun = "article" if number == "1" else "articles"
    said[0] = f"{number} {rest} {noun}" if rest == "older" else f"{number} {noun} {rest}"
    return f"{listing(said)} {'was' if total == 1 else 'were'} left out"


def _trimmed(text: str) -> str:
    """No spaces at line ends and never more than two empty lines: what a template leaves behind."""
    lines: list[str] = []
    for row in text.split("\n"):
        stripped = row.rstrip(" ")
        if stripped or any(lines[-2:]):
            lines.append(stripped)
    return "\n".join(lines).rstrip("\n") + "\n"
