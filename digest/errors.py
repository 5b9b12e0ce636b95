"""The one tree of errors: what a person reads, with the identifiers as attributes.

DigestError
├── UsageError                       the command line asks for something that cannot be
├── ConfigError                      digest.toml, a layout, a scheme or an override is wrong: file, line, key
├── BusyError                        another process holds a lock
├── SeedError                        one seed cannot be read: it goes to quarantine with this reason
│   └── NoArticleError               it can be read and holds no article: listed with this reason, no failure
├── StoreError                       the database cannot do it
├── RenderError                      one page, feed or mail cannot be rendered
├── FilesError                       the disk refuses: read-only, full, gone
└── DeliveryError                    a channel cannot be used at all (a single refusal is an Outcome)
"""

from __future__ import annotations

from pathlib import Path


class DigestError(Exception):
    """Something went wrong that a person can mend."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")


class UsageError(DigestError):
    """The command line asks for something that cannot be."""


class ConfigError(DigestError):
    """A configuration file is wrong."""

    def __init__(self, message: str, *, path: str, line: int | None = None, key: str | None = None) -> None:
        self.path = path
        self.line = line
        self.key = key
        where = f"{path}:{line}" if line is not None else path
        super().__init__(f"{where}: {message}")


class BusyError(DigestError):
    """Another process is at work on this desk."""

    def __init__(self, message: str, *, holder: str) -> None:
        self.holder = holder
        super().__init__(message)


class SeedError(DigestError):
    """A seed cannot be read."""

    def __init__(self, reason: str, *, path: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class NoArticleError(SeedError):
    """A seed was read and holds no article: a log-in page, an error page, a list of links, a stub."""


class StoreError(DigestError):
    """The database cannot do it."""

    def __init__(self, message: str, *, database: str) -> None:
        self.database = database
        super().__init__(f"{database}: {message}")


class RenderError(DigestError):
    """A page, feed or mail cannot be rendered."""

    def __init__(self, message: str, *, subject: str) -> None:
        self.subject = subject
        super().__init__(f"{subject}: {message}")


class FilesError(DigestError):
    """The disk refuses a file."""

    def __init__(self, message: str, *, path: str) -> None:
        self.path = path
        super().__init__(f"{path}: {message}")


class DeliveryError(DigestError):
    """A channel cannot be used."""

    def __init__(self, message: str, *, channel: str) -> None:
        self.channel = channel
        super().__init__(f"{channel}: {message}")


def fault(why: Exception) -> str:
    """What to say of a fault in this program that showed in one file: what happened, and where."""
    import traceback

    last = traceback.extract_tb(why.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return f"a fault in Digest itself, not in the file: {type(why).__name__}: {why} ({where}); please report it"
