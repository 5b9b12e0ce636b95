"""Stage two: a draft becomes an article."""

from digest.articles.normalise import normalise
from digest.articles.revisions import match, revise

__all__ = ["match", "normalise", "revise"]
