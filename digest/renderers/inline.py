"""CSS moved into style attributes for mail programs: premailer, with the settings that leave a page as it looked."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from digest.errors import RenderError

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCTYPE = "<!DOCTYPE html>"
_SUBJECT = "the mail's HTML"


def inlined(html: str, *, kept: str) -> str:
    """The page with its first stylesheet inlined; `kept` is the source of the block of media and dark-mode rules.

    premailer's defaults delete `!important` from the kept block, which turns off dark mode and the phone's layout, and
    write CSS over width and height attributes (peterbe/premailer #170, #241, PR #275). Hence the settings, the tree
    in place of a string, and a look at the result: RenderError when a rule was lost or a style could not be inlined.
    """
    from lxml import etree

    tree = etree.fromstring(html, etree.HTMLParser(huge_tree=True, remove_blank_text=False))
    _transform(tree)
    _check(tree, kept)
    return etree.tostring(tree, method="html", encoding="unicode", doctype=_DOCTYPE) + "\n"


def _transform(tree: _Element) -> None:
    # Read at import; the default cache of 128 entries is shared by rules and selectors and would thrash.
    os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "2048")
    from premailer import Premailer

    Premailer(
        strip_important=False,
        disable_validation=True,
        align_floating_images=False,
        disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],
        allow_network=False,
        allow_loading_external_files=False,
        disable_link_rewrites=True,
        keep_style_tags=False,
        cssutils_logging_level=logging.CRITICAL,
    ).transform(tree)


def _check(tree: _Element, kept: str) -> None:
    """The kept rules stand word for word, nothing is left to inline, no attribute was made of a style."""
    from lxml import etree

    styles = [str(style.text or "") for style in tree.iter("style")]
    if [style.strip() for style in styles] != [kept.strip()]:
        raise RenderError(
            "the rules of mail-head.css did not come through, or mail.css holds a rule that cannot be inlined "
            "(a pseudo-class, an @-rule): move it to mail-head.css",
            subject=_SUBJECT,
        )
    for element in tree.iter(etree.Element):
        for name in ("width", "height"):
            value = str(element.get(name, "0"))
            if not value.removesuffix("%").isdecimal():
                raise RenderError(f'an attribute {name}="{value}" is no number', subject=_SUBJECT)
