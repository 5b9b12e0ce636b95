"""Word lists as they are written down: one string, split once."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list parted by spaces and line ends."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a list parted by semicolons; a line may break anywhere between words."""
    return frozenset(" ".join(part.split()) for part in text.split(";"))
