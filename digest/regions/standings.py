"""What speaks for each region in one article."""

from __future__ import annotations

from collections import defaultdict

from digest.model import Placement, Scheme
from digest.regions.holding import Claims


def standings(placement: Placement, scheme: Scheme) -> list[tuple[str, float]]:
    """Regions with the sum of their countries' scores, best first."""
    claims = Claims(scheme)
    totals: dict[str, float] = defaultdict(float)
    for country in placement.countries:
        for standing in claims.standings(country.code, placement.evidence):
            totals[standing.region] += country.score
    return sorted(totals.items(), key=lambda each: (-each[1], each[0]))
