"""How much of each article a mail shows, so that it stays under its budget and no mail program cuts it off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from digest.model import Composition, Depth, EditionItem, EditionRegion, EditionSection

# In every region the lead and this many headlines stay, whatever the size.
_KEPT_HEADLINES = 3
# A mail this close below its budget is full enough: another measure costs more than a summary is worth.
_FULL_ENOUGH = 0.97
# A guess aims a little below the budget, so that the first one mostly hits.
_AIM = 0.985
_LADDER = (Depth.SHORT, Depth.HEADLINE, Depth.OMITTED)

_Step = tuple[str, Depth]
"""An article's key and the depth it drops to."""


def fit(composition: Composition, measure: Callable[[Composition], int], budget: int) -> Composition:
    """The composition with articles cut back until `measure` gives at most `budget` bytes.

    Nothing is cut while it fits. Then, one article at a time, those that do not lead a region drop to a short summary;
    when all have, to their headline; when all have, out of the mail (the web edition has them). Each time the region
    with most articles left to cut gives way first, from its end, so regions shrink towards equal shares; in every
    region the lead and three headlines stay. When even that is over the budget, it is returned so: no mail is empty.

    Sizes are taken to fall with every step, so few are measured: the whole, the ends of the stages, then guesses.
    """
    size = measure(composition)
    if size <= budget:
        return composition
    steps, ends = _steps(composition.regions)
    low, low_size = 0, size
    high, high_size = len(steps), -1
    for end in ends:
        size = measure(_after(composition, steps[:end]))
        if size <= budget:
            high, high_size = end, size
            break
        low, low_size = end, size
    if high_size < 0:
        return _after(composition, steps)
    high = _search(
        lambda count: measure(_after(composition, steps[:count])), budget, (low, low_size), (high, high_size)
    )
    return _after(composition, steps[:high])


def _search(size_after: Callable[[int], int], budget: int, low: tuple[int, int], high: tuple[int, int]) -> int:
    """A number of steps that fits, near the smallest; `low` (steps, size) does not fit, `high` does."""
    guessing = True
    while high[0] - low[0] > 1 and high[1] < _FULL_ENOUGH * budget:
        if guessing:
            share = (low[1] - _AIM * budget) / (low[1] - high[1])
            count = low[0] + round(share * (high[0] - low[0]))
        else:
            # Halving every other time bounds the search when articles differ wildly in size.
            count = (low[0] + high[0]) // 2
        guessing = not guessing
        count = min(max(count, low[0] + 1), high[0] - 1)
        size = size_after(count)
        low, high = (low, (count, size)) if size <= budget else ((count, size), high)
    return high[0]


def _steps(regions: Sequence[EditionRegion]) -> tuple[list[_Step], list[int]]:
    """All cuts in their order, and how many of them end each stage that has any."""
    steps: list[_Step] = []
    ends: list[int] = []
    for depth in _LADDER:
        spared = _KEPT_HEADLINES if depth is Depth.OMITTED else 0
        stage = _fair([_cuttable(region)[spared:] for region in regions])
        if stage:
            steps += [(key, depth) for key in stage]
            ends.append(len(steps))
    return steps, ends


def _cuttable(region: EditionRegion) -> list[str]:
    return [item.release.article.key for item in region.items if item.depth is not Depth.LEAD]


def _fair(queues: Sequence[list[str]]) -> list[str]:
    """The keys of all queues, always the last of the longest queue next; of equals the later region."""
    heap = [(-len(queue), -index) for index, queue in enumerate(queues) if queue]
    heapify(heap)
    order = []
    while heap:
        negative, place = heappop(heap)
        order.append(queues[-place][-negative - 1])
        if negative < -1:
            heappush(heap, (negative + 1, place))
    return order


def _after(composition: Composition, steps: Sequence[_Step]) -> Composition:
    depths = dict(steps)
    return replace(composition, regions=tuple(_cut(region, depths) for region in composition.regions))


def _cut(region: EditionRegion, depths: Mapping[str, Depth]) -> EditionRegion:
    def item(old: EditionItem) -> EditionItem:
        depth = depths.get(old.release.article.key)
        return old if depth is None else replace(old, depth=depth)

    def section(old: EditionSection) -> EditionSection:
        return replace(old, items=tuple(item(each) for each in old.items))

    return replace(region, sections=tuple(section(each) for each in region.sections))
