"""A feed's files: a head around entries that are each written once and kept, so that one new article costs itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from digest.errors import RenderError, fault
from digest.model import FeedKind, FeedName, Scheme, Site, Use
from digest.renderers.base import Entry, FeedFormat
from digest.renderers.entries import head, of_edition, of_release
from digest.renderers.formats import FEED_FORMATS
from digest.store import Fragment, Store

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeding:
    """Joins feeds from what is kept, and writes only the entries that are not."""

    store: Store
    site: Site
    scheme: Scheme
    stamp: str
    """changes with whatever entries are written from, beside themselves: the desk, its scheme, the renderers"""
    hub: str | None = None
    """what feeds declare as their WebSub hub"""

    def files(
        self, name: FeedName, heads: Sequence[tuple[str, int]]
    ) -> tuple[list[tuple[str, bytes]], list[tuple[str, str]]]:
        """Path and content of the feed in every format; then the key of each entry that cannot be written, and why.

        `heads`: key and moment (`updated` or issued, in microseconds) of its entries in order. What cannot be written
        is left out of all formats, and told of only when it was tried now.
        """
        stamps = {key: f"{self.stamp}@{moment}" for key, moment in heads}
        kept = self.store.fragments(stamps)
        made = {
            key: self._made(name, key, stamp)
            for key, stamp in stamps.items()
            if not _current(kept.get(key, {}), name.use, stamp)
        }
        if made:
            self.store.keep_fragments([each for forms in made.values() for each in forms.values()])
        unwritten = {key: each.why for key, forms in made.items() for each in forms.values() if each.why is not None}
        shown = {key: made.get(key) or kept[key] for key in stamps if made.get(key, kept.get(key))}
        asked = {form: _form(form, name.use) for form in FEED_FORMATS}
        whole = {key: forms for key, forms in shown.items() if all(forms[own].why is None for own in asked.values())}
        moments = [EPOCH + timedelta(microseconds=moment) for key, moment in heads if key in whole]
        files = [
            (
                f"{name.path}{form.suffix}",
                form.join(
                    head(name, self.site, form, moments, hub=None if name.private else self.hub),
                    [forms[own].body for forms in whole.values()],
                ),
            )
            for form, own in asked.items()
        ]
        return files, list(unwritten.items())

    def _made(self, name: FeedName, key: str, stamp: str) -> Mapping[str, Fragment]:
        """The entry in every format, empty where it is gone; a fault in one entry never takes the others along."""
        try:
            entry = self._entry(name, key)
            if entry is None:
                return {}
            written = {_form(form, name.use): form.fragment(entry) for form in FEED_FORMATS}
        except RenderError as why:
            return self._refused(name.use, key, stamp, str(why).removeprefix(f"{why.subject}: "))
        except Exception as why:  # noqa: BLE001 - whatever an article holds, the others go out
            return self._refused(name.use, key, stamp, fault(why))
        return {form: Fragment(key=key, form=form, stamp=stamp, body=body) for form, body in written.items()}

    def _refused(self, use: Use, key: str, stamp: str, reason: str) -> Mapping[str, Fragment]:
        why = (
            f"{reason}; its feeds went out without it. Correct its file (digest explain {key} names it) or report "
            "this: it is tried again when it or Digest changes"
        )
        forms = [_form(form, use) for form in FEED_FORMATS]
        return {form: Fragment(key=key, form=form, stamp=stamp, why=why) for form in forms}

    def _entry(self, name: FeedName, key: str) -> Entry | None:
        if name.kind is FeedKind.DIGEST:
            edition = self.store.edition(key)
            return of_edition(edition, self.site) if edition is not None else None
        release = self.store.release(key)
        return of_release(release.within(name.use), self.site, self.scheme) if release is not None else None


def _form(form: FeedFormat, use: Use) -> str:
    """Under what an entry is kept: "rss", and "rss summary" for feeds that carry less than readers may have."""
    return form.name if use is Use.FULL else f"{form.name} {use}"


def _current(forms: Mapping[str, Fragment], use: Use, stamp: str) -> bool:
    """Whether the entry is kept in every format as it is to be written now."""
    asked = [_form(form, use) for form in FEED_FORMATS]
    return all(form in forms and forms[form].stamp == stamp for form in asked)
