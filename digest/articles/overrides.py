"""Which `[[override]]` of the desk says where an article stands."""

from __future__ import annotations

from collections.abc import Sequence

from digest.articles.skips import says
from digest.articles.sources import in_folder
from digest.model import Article, Override


def overridden(overrides: Sequence[Override], article: Article) -> Override | None:
    """The first one of which every condition holds."""
    return next((each for each in overrides if _holds(each, article)), None)


def _holds(override: Override, article: Article) -> bool:
    return (
        (not override.id or article.key in override.id)
        and (not override.url or (article.url or "").startswith(override.url))
        and (not override.title or any(says(article.title, each) for each in override.title))
        and (not override.source or article.source in override.source)
        and (not override.folder or any(in_folder(article.source_path, each) for each in override.folder))
    )
