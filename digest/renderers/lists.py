"""The pages that list the articles of a region or a section: the newest on one, older ones on pages that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.model import FeedKind, FeedName, Release, Scheme, Site
from digest.renderers.pages import CONTENT_POLICY
from digest.renderers.views import Headline, Place, feed_view, headline, moment
from digest.renderers.wording import long_date, month

if TYPE_CHECKING:
    from digest.renderers.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month, and the page on which its first articles stand."""

    title: str
    href: str


def list_path(path: str, number: int | None = None) -> str:
    """Where a feed's list stands under feeds/; its older page of that number."""
    return f"{path}.html" if number is None else f"{path}/{number}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Renders the lists of a desk."""

    site: Site
    scheme: Scheme
    templates: Templates
    names: Sequence[FeedName]
    """every feed with a list"""

    def newest(
        self, name: FeedName, releases: Sequence[Release], *, pages: int, months: Sequence[tuple[datetime, int]]
    ) -> bytes:
        """The list's first page: the newest articles, and the way to older ones.

        `pages`: how many older pages there are; `months`: moments, and the page on which what was released first in
        their month stands.
        """
        root = "../"
        moments = [release.updated for release in releases]
        return self._page(
            name,
            releases,
            root,
            nearby=[feed_view(one, self.site, root, self.scheme) for one in self._nearby(name)],
            older=root + quote(list_path(name.path, pages)) if pages else "",
            updated=moment(max(moments), self.site) if moments else "",
            months=[
                MonthView(title=month(first, self.site.timezone), href=root + quote(list_path(name.path, number)))
                for first, number in months
            ],
        )

    def older(self, name: FeedName, releases: Sequence[Release], *, number: int, last: bool) -> bytes:
        """An older page, numbered from the oldest; `last`: no page comes between it and the newest articles."""
        root = "../../"
        days = [long_date(one.released, self.site.timezone) for one in (*releases[-1:], *releases[:1])]
        return self._page(
            name,
            releases,
            root,
            number=number,
            newer=root + quote(list_path(name.path, None if last else number + 1)),
            older=root + quote(list_path(name.path, number - 1)) if number > 1 else "",
            dates=" to ".join(dict.fromkeys(days)),
        )

    def _page(
        self, name: FeedName, releases: Sequence[Release], root: str, *, number: int | None = None, **context: object
    ) -> bytes:
        view = feed_view(name, self.site, root, self.scheme)
        page = self.templates.render(
            "list.html",
            site=self.site,
            root=root,
            policy=CONTENT_POLICY,
            feeds=(view,),
            title=view.title,
            canonical=self.site.url + quote(list_path(name.path, number)),
            first=view.page,
            stories=[self._story(one, name, root) for one in releases],
            number=number,
            **{"nearby": (), "newer": "", "older": "", "dates": "", "updated": "", "months": (), **context},
        )
        return page.encode()

    def _story(self, release: Release, name: FeedName, root: str) -> tuple[str, Headline]:
        """An article, after the words above its headline."""
        href = root + quote(release.path)
        head = headline(release, self.site, self.scheme, href=href, updated=release.revision > 1)
        return _kicker(head.place, name), head

    def _nearby(self, name: FeedName) -> list[FeedName]:
        """The region of a section, or the sections of a region that hold something."""
        here = _id(name)
        for region in self.scheme.regions:
            sections = [section.id for section in region.sections]
            if name.kind is FeedKind.SECTION and here in sections:
                return [one for one in self.names if one.path == f"regions/{region.id}"]
            if name.kind is FeedKind.REGION and here == region.id:
                paths = {f"sections/{section}" for section in sections}
                return [one for one in self.names if one.path in paths and not one.empty]
        return []


def _kicker(place: Place, name: FeedName) -> str:
    """Where an article stands, as far as the list does not say it."""
    if name.kind is FeedKind.REGION:
        if place.region_id != _id(name):
            return place.label
        return place.section or ", ".join(place.countries[:1])
    return ", ".join(place.countries) if place.section_id == _id(name) else place.label


def _id(name: FeedName) -> str:
    return name.path.rpartition("/")[2]
