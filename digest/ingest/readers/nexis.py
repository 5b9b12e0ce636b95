"""LexisNexis and Nexis Uni exports, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import Decoded, head_of, text_of
from digest.ingest.labels import may_be_export
from digest.ingest.layouts import Layout
from digest.ingest.lines import split_lines
from digest.ingest.markup import parse
from digest.ingest.readers.exports import NOTICE, PAGE, looks_like_export, read_export
from digest.ingest.readers.vendor import Export, Item, lines_of, reading_of
from digest.model import Reading, Seed

_HEAD = 65_536
_MARKS = ("lxncomment", 'name="doc_id_', "hide xml section from browser", "<docfull>")
_NONE = "it has the marks of a LexisNexis export and no document between them: export it again"


class Nexis:
    """Exports of LexisNexis: "3 of 10 DOCUMENTS", or Nexis Uni with "End of Document"."""

    name = "nexis"

    def fits(self, seed: Seed) -> float:
        """By the counters and labels of the first lines, or the marks of its HTML."""
        head = head_of(seed, _HEAD)
        if head.lstrip("\ufeff \t\r\n").startswith("<"):
            low = head.lower()
            if any(mark in low for mark in _MARKS):
                return 0.97
            uni = "end of document" in low or b"End of Document" in seed.data
            return 0.97 if uni and "load-date:" in low and "length:" in low else 0.0
        return 0.97 if may_be_export(head) and looks_like_export(head.splitlines()) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft a document. Raises NoArticleError when there is none."""
        decoded = text_of(seed)
        if decoded.text.lstrip().startswith("<"):
            return _read_html(decoded, seed.path)
        lines = split_lines(decoded.text)
        export = read_export(lines, wrapped=True)
        if export is None:
            raise SeedError("no article found: it has none of the marks of a LexisNexis export", path=seed.path)
        drafts = export.drafts
        if not drafts:
            raise NoArticleError(f"no article found: {_NONE}", path=seed.path)
        return Reading(
            drafts=tuple(replace(each, flags=each.flags | decoded.flags) if decoded.flags else each for each in drafts),
            discards=export.discards,
            total=len(lines),
            reader=self.name,
            encoding=decoded.encoding,
            declared=export.declared,
        )


def _read_html(decoded: Decoded, path: str) -> Reading:
    tree = parse(decoded.text, path)
    lines = lines_of(tree)
    export = read_export([line.text for line in lines], wrapped=True)
    if export is None or not export.drafts:
        raise NoArticleError(f"no article found: {_NONE}", path=path)
    told = next((int(count) for node in tree.iter("meta") if (count := node.get("documents", "")).isdecimal()), None)
    return reading_of(
        _items(export, [line.at for line in lines]),
        decoded,
        reader=Nexis.name,
        path=path,
        declared=export.declared if told is None else told,
        outside="above the first document",
    )


def _items(export: Export, at: Sequence[int]) -> list[Item]:
    """Drafts and discards by the source lines on which they begin."""
    found = [(each.lines[0].first, Item(line=at[each.lines[0].first - 1], found=each)) for each in export.drafts]
    gone = [each for each in export.discards if each.reason not in (NOTICE, PAGE)]
    found += [(each.span.first, Item(line=at[each.span.first - 1], found=each.reason)) for each in gone]
    return [item for _, item in sorted(found, key=lambda each: each[0])]
