"""The command line: thin doors that parse, call and show."""

from digest.cli.main import main

__all__ = ["main"]
