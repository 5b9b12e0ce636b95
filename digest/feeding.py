"""A feed's files: a head around entries that are each written once and kept, so that one new article costs itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from digest.correcting import headline_of, note_of, notes_of
from digest.errors import RenderError, fault
from digest.model import FeedKind, FeedName, Scheme, Site, State, Use, moment_of
from digest.renderers.address import closed_path
from digest.renderers.base import Entry, FeedFormat
from digest.renderers.entries import head, of_correction, of_edition, of_notice, of_release, of_withdrawal
from digest.renderers.formats import FEED_FORMATS
from digest.store import Fragment, Store

#: bytes of a feed's file: it is fetched whole at every change, and some readers refuse what is far larger
MOST_BYTES = 500_000

#: its text is as long as that of any moment
_LONGEST = datetime(2000, 1, 1, microsecond=1, tzinfo=UTC)

Forms = Mapping[str, Fragment]
"""an entry by the name of the format"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Entries of a feed as they can be written, in the order that was asked for."""

    moments: Mapping[str, int] = field(default_factory=dict)
    """key -> when it came or changed, in microseconds since 1970; also of what cannot be written"""
    entries: Mapping[str, Forms] = field(default_factory=dict)
    """key -> the entry; without what cannot be written"""
    unwritten: Sequence[tuple[str, str]] = ()
    """keys of what cannot be written, and why, of those that were tried now"""

    def first(self, count: int) -> Shown:
        """The first so many of what was asked for."""
        moments = dict(list(self.moments.items())[:count])
        entries = {key: forms for key, forms in self.entries.items() if key in moments}
        return Shown(moments=moments, entries=entries, unwritten=self.unwritten)


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
    most_bytes: int = MOST_BYTES

    def window(self, name: FeedName, heads: Sequence[tuple[str, int]]) -> Shown:
        """The entries that the live feed shows: of `heads` as many as its files may hold; they are kept from now on.

        `heads`: key and moment (`updated` or issued, in microseconds) of its entries in order. What cannot be written
        is left out of all formats, and told of only when it was tried now.
        """
        shown = self.entries(name, heads, keep=True)
        return shown.first(self.fitting(name, shown))

    def entries(self, name: FeedName, heads: Sequence[tuple[str, int]], *, keep: bool) -> Shown:
        """The entries of these heads; those that are written now are kept, or not."""
        stamps = {key: f"{self.stamp}@{moment}" for key, moment in heads}
        kept = self.store.fragments(stamps)
        made = {
            key: self._made(name, key, stamp)
            for key, stamp in stamps.items()
            if not _current(kept.get(key, {}), name.use, stamp)
        }
        if made and keep:
            self.store.keep_fragments([each for forms in made.values() for each in forms.values()])
        unwritten = {key: each.why for key, forms in made.items() for each in forms.values() if each.why is not None}
        shown = {key: made.get(key) or kept[key] for key in stamps if made.get(key, kept.get(key))}
        own = _forms(name.use)
        whole = {key: forms for key, forms in shown.items() if all(forms[form].why is None for form in own)}
        return Shown(moments=dict(heads), entries=whole, unwritten=list(unwritten.items()))

    def fitting(self, name: FeedName, shown: Shown) -> int:
        """How many of these, from the first on, one file holds in every format; at least one entry."""
        room = {_form(form, name.use): self.most_bytes - self._shell(name, form) for form in FEED_FORMATS}
        count = entries = 0
        for key in shown.moments:
            if (forms := shown.entries.get(key)) is not None:
                entries += 1
                # one more for the comma between two of JSON's
                room = {form: left - len(forms[form].body) - 1 for form, left in room.items()}
            if entries > 1 and min(room.values()) < 0:
                break
            count += 1
        return count

    def files(
        self, name: FeedName, shown: Shown, *, pages: int = 0, page: int | None = None
    ) -> list[tuple[str, bytes]]:
        """Path and content of the feed in every format, or of its closed page of that number.

        `pages`: how many closed pages the live feed has behind it.
        """
        path = name.path if page is None else closed_path(name.path, page)
        hub = None if name.private else self.hub
        moments = [moment_of(shown.moments[key]) for key in shown.entries]
        return [
            (
                f"{path}{form.suffix}",
                form.join(
                    head(name, self.site, form, moments, hub=hub, pages=pages, page=page),
                    [forms[_form(form, name.use)].body for forms in shown.entries.values()],
                ),
            )
            for form in FEED_FORMATS
        ]

    def _shell(self, name: FeedName, form: FeedFormat) -> int:
        """Bytes of a file without entries, with every link that it may have."""
        hub = len(self.hub or "") + 100
        return hub + len(form.join(head(name, self.site, form, (_LONGEST,), page=10**9), ()))

    def _made(self, name: FeedName, key: str, stamp: str) -> Forms:
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

    def _refused(self, use: Use, key: str, stamp: str, reason: str) -> Forms:
        why = (
            f"{reason}; its feeds went out without it. Correct its file (digest explain {key} names it) or report "
            "this: it is tried again when it or Digest changes"
        )
        return {form: Fragment(key=key, form=form, stamp=stamp, why=why) for form in _forms(use)}

    def _entry(self, name: FeedName, key: str) -> Entry | None:
        if name.kind is FeedKind.DIGEST:
            edition = self.store.edition(key)
            return of_edition(edition, self.site, name.use) if edition is not None else None
        release = self.store.release(key)
        if release is None:
            return self._correction(key, name.use)
        if release.state is State.WITHDRAWN:
            return of_notice(release, self.site)
        note = notes_of(self.store, [release], self.site).get(key, "")
        return of_release(release.within(name.use), self.site, self.scheme, note=note)

    def _correction(self, name: str, use: Use) -> Entry | None:
        found = self.store.correction(name)
        if found is None:
            return None
        if found.release.state is State.WITHDRAWN:
            return of_withdrawal(found, self.site)
        release = found.release.within(use)
        note = note_of(release, found.at, self.site)
        bare = replace(release, article=replace(release.article, title=headline_of(release.article)))
        return of_correction(replace(found, release=bare), self.site, self.scheme, note=note)


def _form(form: FeedFormat, use: Use) -> str:
    """Under what an entry is kept: "rss", and "rss summary" for feeds that carry less than whole texts."""
    return form.name if use is Use.FULL else f"{form.name} {use}"


def _forms(use: Use) -> list[str]:
    return [_form(form, use) for form in FEED_FORMATS]


def _current(forms: Forms, use: Use, stamp: str) -> bool:
    """Whether the entry is kept in every format as it is to be written now."""
    return all(form in forms and forms[form].stamp == stamp for form in _forms(use))
