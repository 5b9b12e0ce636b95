"""Where an article belongs: gazetteer, focus scoring and region schemes; pure, Article -> Placement."""

from digest.regions.gazetteer import Gazetteer
from digest.regions.parts import Parts, parts_of
from digest.regions.placer import UNASSIGNED, Placer, runner_up
from digest.regions.schemes import READY, find_scheme, load_scheme
from digest.regions.standings import standings

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
