"""The documents that the examples of the rules are put into: whole and good, but for the example."""

from __future__ import annotations

from datetime import UTC, datetime

from digest.lint import Finding, judge

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ADDRESS = "http://example.org/feed.xml"

_SELF = f'<link rel="self" href="{ADDRESS}"/>'
_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{}</feed>'
_FEED = (
    f"<title>Digest</title><id>tag:example.org,2026:feed</id><updated>2026-05-01T10:00:00Z</updated>{_SELF}"
    "<author><name>Desk</name></author>"
)
_ENTRY = (
    "<title>Flood</title><id>tag:example.org,2026:1</id><updated>2026-05-01T10:00:00Z</updated>"
    '<link rel="alternate" type="text/html" href="http://example.org/1"/><content type="html">Rain.</content>'
)
_RSS = '<rss version="2.0"><channel>{}</channel></rss>'
_CHANNEL = (
    "<title>Digest</title><link>http://example.org/</link><description>News</description>{}"
    f'<language>en</language><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{ADDRESS}"/>'
)
_ITEM = (
    "<title>Flood</title><link>http://example.org/1</link><description>Rain.</description>"
    "<guid>http://example.org/1</guid><pubDate>Sun, 17 May 2026 08:30:00 GMT</pubDate>"
)
_OPML = '<opml version="2.0"><head>{}</head><body>{}</body></opml>'
_JSON = (
    '{{"version": "https://jsonfeed.org/version/1.1", "title": "Digest", "feed_url": "http://example.org/feed.json"{}}}'
)
_FIRST = '{"id": "tag:example.org,2026:0", "content_text": "Rain."}'


def document(shell: str, example: str) -> bytes:
    """An example in its document."""
    made = {
        "file": example,
        "item": _RSS.format(_CHANNEL.format("") + f"<item>{_ITEM}{example}</item>"),
        "item-bare": _RSS.format(_CHANNEL.format("") + f"<item>{example}</item>"),
        "channel": _RSS.format(_CHANNEL.format(example) + f"<item>{_ITEM}</item>"),
        "channel-bare": _RSS.format(example),
        "entry": _ATOM.format(f"{_FEED}<entry>{_ENTRY}{example}</entry>"),
        "entry-bare": _ATOM.format(f"{_FEED.split('<author>', maxsplit=1)[0]}<entry>{example}</entry>"),
        "twins": _ATOM.format(f"{_FEED}<entry>{_ENTRY}</entry><entry>{example}</entry>"),
        "many": _ATOM.format("".join(f"<entry>{example.replace('{number}', str(n))}</entry>" for n in range(10))),
        "feed": _ATOM.format(f"{_FEED}{example}<entry>{_ENTRY}</entry>"),
        "feed-bare": _ATOM.format(example),
        "served": _ATOM.format(example),
        "served-channel": _RSS.format(example),
        "served-json": f"{{{example}}}",
        "based": _ATOM.format(f"{_FEED}<entry xml:base='http://example.org/entries/'>{_ENTRY}{example}</entry>"),
        "outline": _OPML.format("", example),
        "head": _OPML.format(example, "<outline text='a'/>"),
        "json": _JSON.format(f', "items": [], {example}'),
        "json-bare": f"{{{example}}}",
        "json-item": _JSON.format(f', "items": [{_FIRST}, {{{example}}}]'),
        "large": " " * int(example) if example.isdigit() else "",
        "deep": "<rss version='2.0'>" + "<a>" * int(example) + "</a>" * int(example) + "</rss>"
        if example.isdigit()
        else "",
    }
    return made[shell].encode()


def said(shell: str, example: str) -> tuple[Finding, ...]:
    """What is found in an example's document."""
    addresses = (ADDRESS,) if shell in {"based", "feed"} or shell.startswith("served") else ()
    return judge(document(shell, example), now=NOW, addresses=addresses)
