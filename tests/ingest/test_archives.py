"""What lies in an archive beside news is listed, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.ingest.texts import HARBOUR, markup, page, reading


def archive(**members: bytes) -> bytes:
    """A ZIP archive of an article and other files; "a_js" becomes "a.js"."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        opened.writestr("a.txt", "\n\n".join(("A pier opens", *HARBOUR)))
        for name, data in members.items():
            opened.writestr(f"site/{name.replace('_', '.')}", data)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("menu_js", b"function open() { return 1; }", "a script"),
        ("page_css", b"body { color: black; }", "a style sheet"),
        ("logo_svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "an SVG picture"),
        ("logo_png", b"\x89PNG\r\n\x1a\n0", "a PNG picture"),
        ("text_woff2", b"wOF2\x00\x01", "a font"),
    ],
)
def test_what_a_saved_page_brings_along_is_listed_and_is_no_file_to_read(name: str, data: bytes, kind: str) -> None:
    found = reading(archive(**{name: data}), "site.zip")
    assert [member.seed.path for member in found.members] == ["site.zip/a.txt"]
    assert [each.reason for each in found.discards] == [f"site/{name.replace('_', '.')}: {kind}"]


def test_a_page_that_was_saved_under_the_name_of_a_script_is_read() -> None:
    found = reading(archive(index_js=page(markup(HARBOUR)).encode()), "site.zip")
    assert [member.seed.path for member in found.members] == ["site.zip/a.txt", "site.zip/site/index.js"]


def test_a_file_without_a_name_is_read_too() -> None:
    written = io.BytesIO()
    nameless = zipfile.ZipInfo()
    nameless.filename = ""
    with zipfile.ZipFile(written, "w") as opened:
        opened.writestr(nameless, "\n\n".join(("A pier opens", *HARBOUR)))
    found = reading(written.getvalue(), "site.zip")
    assert [member.seed.path for member in found.members] == ["site.zip/member-1"]
