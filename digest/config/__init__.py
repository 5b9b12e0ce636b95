"""digest.toml becomes Settings: `load` reads a desk, `Watched` follows its edits, `template` writes a new one."""

from digest.config.settings import Settings, load
from digest.config.template import template
from digest.config.watched import Watched

__all__ = ["Settings", "Watched", "load", "template"]
