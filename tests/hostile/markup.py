"""Hostile markup and data: HTML, XML and JSON."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable

from tests.hostile.row import Row, article, html, sentences
from tests.ingest.texts import HARBOUR, markup


def nested(depth: int) -> Callable[[], bytes]:
    return lambda: html("<div>" * depth + markup(HARBOUR) + "</div>" * depth)


def laughs() -> bytes:
    names = "abcdefghij"
    rows = "".join(f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in itertools.pairwise(names))
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">{rows}]>{_rss("&j;")}'.encode()


def quadratic() -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"ha" * 50_000}">]>{_rss("&a;" * 50_000)}'.encode()


def outside() -> bytes:
    head = '<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY far SYSTEM "file:///etc/passwd">]>'
    text = "".join(f"<p>{line}</p>" for line in HARBOUR)
    return f"{head}<nitf><body><body.content>{text}<p>&far;</p></body.content></body></nitf>".encode()


def _rss(text: str) -> str:
    return f"<rss><channel><item><title>A pier</title><description>{text}</description></item></channel></rss>"


def numbers() -> bytes:
    return b'{"title": "A pier", "text": "x", "id": ' + b"9" * 2_000_000 + b"}"


def exponents() -> bytes:
    text = " ".join(HARBOUR)
    return (
        json.dumps({"title": "A pier", "text": text, "date": 10**300, "id": -(10**200)})
        .encode()
        .replace(b'"text"', b'"rate": 1e999999999, "none": NaN, "text"')
    )


def items() -> bytes:
    return b"<list>" + b"<i/><i>a</i>" * 500_000 + b"</list>"


def many_articles() -> bytes:
    return json.dumps([{"title": f"Pier {n}", "text": article(n)} for n in range(3_000)]).encode()


def attributes() -> bytes:
    return html(f"<p {' '.join(f'a{n}=x' for n in range(400_000))}>{HARBOUR[0]}</p>{markup(HARBOUR)}")


ROWS = (
    Row(told="billion laughs", file="laughs.xml", make=laughs, quick=True),
    Row(told="quadratic entities", file="entities.xml", make=quadratic, quick=True),
    Row(told="an entity that names a file of the machine", file="outside.xml", make=outside, quick=True),
    Row(told="1,500 nested div", file="deep.html", make=nested(1_500), quick=True),
    Row(told="20,000 nested div", file="deep.html", make=nested(20_000), quick=True),
    Row(told="200,000 nested div", file="deep.html", make=nested(200_000)),
    Row(told="20 MB HTML of one paragraph", file="one.html", make=lambda: html(f"<p>{' '.join(sentences(170_000))}")),
    Row(told="HTML of 200,000 paragraphs", file="many.html", make=lambda: html(markup(list(sentences(200_000))))),
    Row(
        told="HTML of 100,000 list items and links",
        file="links.html",
        make=lambda: html("".join(f"<li><a href=/{n}>Pier {n} is open</a>" for n in range(100_000))),
    ),
    Row(
        told="a paragraph of 20,000 dates and times",
        file="dates.html",
        make=lambda: html(f"<p>{'<b>2.3.2026</b> <time datetime=2026-03-02>x</time>' * 20_000}</p>{markup(HARBOUR)}"),
        quick=True,
    ),
    Row(
        told="HTML of 1,500 articles",
        file="articles.html",
        make=lambda: html("".join(f"<article><h1>Pier {n}</h1><p>{article(n)}</p></article>" for n in range(1_500))),
    ),
    Row(told="an element of 400,000 attributes", file="attributes.html", make=attributes),
    Row(told="HTML of a million open font elements", file="open.html", make=lambda: html("<font>" * 1_000_000)),
    Row(told="HTML of a million unclosed comments", file="comments.html", make=lambda: html("<!-- " * 1_000_000)),
    Row(
        told="HTML with a run of 200,000 spaces",
        file="spaces.html",
        make=lambda: html(f"<pre>a{' ' * 200_000}b</pre>{markup(HARBOUR)}"),
        quick=True,
    ),
    Row(
        told="a table of 200,000 cells",
        file="table.html",
        make=lambda: html(f"{markup(HARBOUR)}<table>{'<tr><td>1<td>2<td>3<td>4' * 50_000}</table>"),
    ),
    Row(
        told="HTML of 2,000 linked headings with a text each",
        file="headed.html",
        make=lambda: html("".join(f"<h3><a href='/{n}'>Pier {n}</a></h3><p>{n}</p>" for n in range(2_000)) * 2),
    ),
    Row(
        told="HTML whose author is one word of 400,000 letters",
        file="author.html",
        make=lambda: html(f'<meta name="author" content="{"a" * 400_000}">{markup(HARBOUR)}'),
    ),
    Row(told="1,000,000 tiny XML items", file="items.xml", make=items),
    Row(told="an XML element nested 100,000 deep", file="deep.xml", make=lambda: b"<a>" * 100_000, quick=True),
    Row(told="JSON nested 100,000 deep", file="deep.json", make=lambda: b"[" * 100_000 + b"]" * 100_000, quick=True),
    Row(told="JSON with a number of 2,000,000 digits", file="digits.json", make=numbers, quick=True),
    Row(told="JSON with numbers beyond all range", file="range.json", make=exponents, quick=True),
    Row(told="JSON of 4,000,000 empty objects", file="empty.json", make=lambda: b"[" + b"{}," * 4_000_000 + b"{}]"),
    Row(told="JSON of 3,000 articles", file="many.json", make=many_articles),
    Row(
        told="RSS of 100,000 entries",
        file="feed.xml",
        make=(
            "<rss><channel>"
            + "".join(
                f"<item><title>Pier {n}</title><description>{HARBOUR[n % 3]}</description></item>"
                for n in range(100_000)
            )
            + "</channel></rss>"
        ).encode,
    ),
)
