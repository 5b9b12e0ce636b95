"""Where an article belongs: gazetteer, focus scoring and region schemes; pure, Article -> Placement."""

from digest.regions.gazetteer import Gazetteer
from digest.regions.parts import Parts, parts_of
from digest.regions.placer import UNASSIGNED, Placer
from digest.regions.schemes import READY, find_scheme, load_scheme
from digest.regions.standings import runner_up, standings

__all__ = [
    "READY",
    "UNASSIGNED",
    "Gazetteer",
    "Parts",
    "Placer",
    "find_scheme",
    "load_scheme",
    "parts_of",
    "runner_up",
    "standings",
]
