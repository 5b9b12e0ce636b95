"""The judge of one document: it knows the words of the rules, the time and the place, and keeps the findings."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from digest.lint.finding import Finding, rules
from digest.lint.namespaces import PREFIXES
from digest.lint.tree import Node

#: more is of no use to anybody, and a hostile file must not fill the memory
MOST_FINDINGS = 1_000
#: bytes; what is larger is told so and not read
LARGEST = 5_000_000
#: a value is quoted up to here
_QUOTED = 80


@dataclass(eq=False, kw_only=True)
class Judge:
    """What is known while one document is judged.

    `now` is aware; `addresses` are where the document is served, as far as that is known: the first is its base.
    `kind` is rss, rdf, atom or opml, `version` the root's own word on it.
    `bare` are the namespaces whose elements go by their local names alone, `names` the prefixes of the known others.
    """

    now: datetime
    addresses: tuple[str, ...] = ()
    kind: str = ""
    version: str = ""
    bare: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    seen: set[tuple[str, int, int | None, str]] = field(default_factory=set)
    podcast: bool = False

    def say(
        self,
        rule: str,
        path: str,
        line: int,
        column: int | None = None,
        *,
        element: str = "",
        parent: str = "",
        value: str = "",
    ) -> None:
        """Keep one finding; the same rule at the same place is said once."""
        key = (rule, line, column, path)
        if key in self.seen or len(self.findings) >= MOST_FINDINGS:
            return
        self.seen.add(key)
        law = rules()[rule]
        words = {"element": _whole(element), "parent": _whole(parent), "value": quoted(value)}
        self.findings.append(
            Finding(
                rule=rule,
                level=law.level,
                line=line,
                column=column,
                path=_whole(path),
                what=law.what.format_map(words),
                why=law.why,
                mend=law.mend.format_map(words),
            )
        )

    def drop(self, names: Collection[str]) -> None:
        """Take findings back that another makes needless."""
        self.findings = [finding for finding in self.findings if finding.rule not in names]

    def name(self, node: Node) -> str:
        """An element's name as people write it: bare in the format's own namespace, else with the usual prefix."""
        if node.space in self.bare or self.kind == "json":
            return node.local or "the feed"
        return f"{PREFIXES.get(node.space) or node.prefix or '?'}:{node.local}"

    def path(self, node: Node) -> str:
        """The way from the root to an element; in JSON a pointer (RFC 6901)."""
        steps: list[str] = []
        at: Node | None = node
        while at is not None:
            twin = at.parent is not None and at.parent.counts.get((at.space, at.local), 1) > 1
            number = f"[{at.number}]" if twin else ""
            steps.append(
                at.local.replace("~", "~0").replace("/", "~1") if self.kind == "json" else self.name(at) + number
            )
            at = at.parent
        if self.kind == "json":
            return "/" + "/".join(reversed(steps[:-1]))
        return "/" + "/".join(reversed(steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One value of one document: an element's text, or one of its attributes."""

    judge: Judge
    node: Node
    attribute: str | None = None

    @property
    def name(self) -> str:
        """What the value is called."""
        element = self.judge.name(self.node)
        return element if self.attribute is None else f"{element}@{self.attribute}"

    def say(self, rule: str, value: str = "", *, element: str | None = None) -> None:
        """Keep one finding about this value."""
        if len(self.judge.findings) >= MOST_FINDINGS:
            return
        parent = self.node.parent
        path = self.judge.path(self.node)
        self.judge.say(
            rule,
            path if self.attribute is None else f"{path}/@{self.attribute}",
            self.node.line,
            self.node.column,
            element=self.name if element is None else element,
            parent="" if parent is None else self.judge.name(parent),
            value=value,
        )


#: judges one value
Check = Callable[[Spot, str], None]


def quoted(value: str) -> str:
    """A value for a sentence: in quotes, on one line, and no longer than can be read."""
    flat = _whole(" ".join(value.split()))
    short = flat if len(flat) <= _QUOTED else flat[: _QUOTED - 1] + "…"
    return f'"{short}"'


def _whole(text: str) -> str:
    """Text that UTF-8 can say: halves of characters, as JSON names them, by their escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
