"""Editions that went out are brought within the use that holds now, for their pages, their feed and mails to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from digest.editions.compose import named_in, recompose
from digest.model import Edition, Release, Scheme, Site, Slot, State, Use
from digest.renderers import mail
from digest.renderers.templates import Templates
from digest.renderers.wording import zone
from digest.store import Store


def amend_editions(store: Store, site: Site, scheme: Scheme, templates: Templates) -> Iterator[str]:
    """The key of each edition that was written anew, as it held more of an article than its headline and may not.

    `store` as readers see it. An edition holds summaries at most, so that alone can be. It is composed of the same
    articles as they are now; its key, its moment and what became of its mails stay.
    """
    for digest in sorted(store.issuers()):
        for key, _issued in store.edition_heads(digest):
            edition = store.edition(key)
            if edition is None:
                continue
            releases = _releases(store, edition)
            named = named_in(releases.values())
            if named <= edition.named:
                continue
            local = edition.at.astimezone(zone(site.timezone))
            slot = Slot(digest=digest, key=key, at=edition.at, local=local)
            measure = partial(mail.measure, site=site, scheme=scheme, templates=templates)
            composition = recompose(edition, releases, slot, scheme, measure=measure)
            briefing = mail.brief(composition, site, scheme, templates)
            store.amend(replace(edition, briefing=briefing, named=edition.named | named))
            yield key


def _releases(store: Store, edition: Edition) -> dict[str, Release]:
    """Its articles by the keys that it knows them by; of those that readers do not see any more the headline."""
    found: dict[str, Release] = {}
    for _, keys in edition.articles:
        for key in keys:
            into = store.merged_into(key)
            release = store.release(into or key)
            if release is not None:
                hidden = into is not None or release.state is not State.PUBLIC
                found[key] = release.within(Use.HEADLINE) if hidden else release
    return found
