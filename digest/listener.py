"""Who hears of the work while it is done."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Hears what happens while it happens; each door shows it in its own way."""

    def progress(self, done: int, total: int | None, what: str) -> None:
        """Some of a long piece of work is done."""

    def warn(self, sentence: str) -> None:
        """Something a person should know."""

    def waiting(self, holder: str) -> None:
        """Another process holds the work lock."""


class Deaf:
    """A listener for whom nothing is shown."""

    def progress(self, done: int, total: int | None, what: str) -> None:
        """Nothing."""

    def warn(self, sentence: str) -> None:
        """Nothing."""

    def waiting(self, holder: str) -> None:
        """Nothing."""
