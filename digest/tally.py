"""What one run did, for its summary and its exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from digest.articles import rule_of
from digest.intake import Taken
from digest.model import BacklogReason, Delivery, DeliveryState, Heard, Kin, Outcome, Ping


@dataclass(slots=True)
class Tally:
    """What one run did, for its summary and its exit code."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    growing: list[str] = field(default_factory=list)
    set_aside: list[tuple[str, BacklogReason]] = field(default_factory=list)
    """keys of articles that a digest left out without an edition, and why"""
    written: list[str] = field(default_factory=list)
    unwritten: list[tuple[str, str]] = field(default_factory=list)
    """keys of articles and editions that feeds leave out because they cannot be written, and why"""
    outcomes: list[tuple[Delivery, Outcome]] = field(default_factory=list)
    pings: list[tuple[Ping, Heard]] = field(default_factory=list)
    """files of feeds that the hub was told of, or was not, which is no failure: whoever polls misses nothing"""

    def clear(self) -> None:
        """Begin anew, for a process that runs on."""
        for each in (self.taken, self.refused, self.growing, self.set_aside, self.outcomes):
            each.clear()
        self.written.clear()
        self.unwritten.clear()
        self.pings.clear()

    @property
    def files(self) -> int:
        """Files read, those inside others not counted."""
        return sum(not (taken.inside or taken.let_out) for taken in self.taken)

    @property
    def withheld(self) -> int:
        """Articles that came in and are kept from readers."""
        return sum(len(taken.withheld) for taken in self.taken)

    @property
    def left_out(self) -> Counter[str]:
        """Of these, how many each rule of the desk left out."""
        rules = (rule_of(held) for taken in self.taken for held in taken.withheld)
        return Counter(rule for rule in rules if rule is not None)

    @property
    def let_out(self) -> int:
        """Articles that were withheld and went out."""
        return sum(taken.let_out for taken in self.taken)

    @property
    def new(self) -> int:
        """New articles."""
        return sum(len(taken.new) for taken in self.taken)

    @property
    def revised(self) -> int:
        """Articles whose text changed."""
        return sum(len(taken.revised) for taken in self.taken)

    @property
    def kin(self) -> Counter[Kin]:
        """Further versions of stories that were here, by what they are to them."""
        return Counter(what for taken in self.taken for _, what in taken.kin)

    @property
    def quarantined(self) -> list[Taken]:
        """Files that could not be read."""
        return [taken for taken in self.taken if taken.quarantined is not None]

    @property
    def failed(self) -> bool:
        """Whether something was quarantined, refused or failed in this run."""
        failed = any(outcome.state is not DeliveryState.SENT for _, outcome in self.outcomes)
        return bool(self.quarantined or self.refused or self.unwritten or failed)
