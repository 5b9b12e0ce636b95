"""Stage two: a draft becomes an article."""

from digest.articles.embargo import held_back
from digest.articles.normalise import normalise
from digest.articles.revisions import match, revise

__all__ = ["held_back", "match", "normalise", "revise"]
