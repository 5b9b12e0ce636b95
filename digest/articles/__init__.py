"""Stage two: a draft becomes an article."""

from digest.articles.embargo import held_back
from digest.articles.normalise import normalise
from digest.articles.overrides import overridden
from digest.articles.revisions import match, revise
from digest.articles.skips import left_out, rule_of
from digest.articles.sources import limits_on, use_of
from digest.articles.stories import account_of, rank, relate, visible
from digest.articles.traces import Traces, traces

__all__ = [
    "Traces",
    "account_of",
    "held_back",
    "left_out",
    "limits_on",
    "match",
    "normalise",
    "overridden",
    "rank",
    "relate",
    "revise",
    "rule_of",
    "traces",
    "use_of",
    "visible",
]
