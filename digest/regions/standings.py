"""What speaks for each region in one article, and which one comes nearest to that where it stands."""

from __future__ import annotations

from collections import defaultdict

from digest.model import Placement, Scheme
from digest.regions.holding import Claims
from digest.regions.placer import SECONDARY, SURE


def standings(placement: Placement, scheme: Scheme) -> list[tuple[str, float]]:
    """Regions with the sum of their countries' scores, best first."""
    claims = Claims(scheme)
    totals: dict[str, float] = defaultdict(float)
    for country in placement.countries:
        for standing in claims.standings(country.code, placement.evidence):
            totals[standing.region] += country.score
    return sorted(totals.items(), key=lambda each: (-each[1], each[0]))


def runner_up(placement: Placement, scheme: Scheme) -> tuple[str, str] | None:
    """The best region under which an article does not stand, and why it does not; None when no other one is named."""
    totals = standings(placement, scheme)
    first = dict(totals).get(placement.region, 0.0)
    for region, score in totals:
        if region in {placement.region, *placement.secondary}:
            continue
        if placement.worded:
            return region, f"{score:.1f}"
        if not first:
            return region, f"{score:.1f}" + (f", and no country stands out below {SURE:.1f}" if score < SURE else "")
        if score < SECONDARY * first:
            return region, f"{score:.1f} against {first:.1f}; it would need {SECONDARY * first:.1f}"
        return region, f"{score:.1f} against {first:.1f}, but it is named in passing only"
    return None
