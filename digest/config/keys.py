"""What a key and a table of digest.toml are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digest.config.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: `default` as TOML would write it; without one, `otherwise` says what holds and `sample` how."""

    name: str
    kind: Kind
    says: tuple[str, ...]
    default: Any = None
    otherwise: str = ""
    sample: Any = None
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; `many` = `[[name]]`, any number of them; `optional` = its presence alone switches something on."""

    name: str
    says: tuple[str, ...]
    keys: tuple[Key, ...]
    many: bool = False
    optional: bool = False

    def key(self, name: str) -> Key | None:
        """The key of that name, if the table has it."""
        return next((key for key in self.keys if key.name == name), None)

    @property
    def header(self) -> str:
        """As digest.toml writes it."""
        return f"[[{self.name}]]" if self.many else f"[{self.name}]"
