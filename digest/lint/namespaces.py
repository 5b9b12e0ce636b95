"""The namespaces that feeds use and their usual prefixes."""

from __future__ import annotations

from digest.lint.tree import XML
from digest.lint.words import words

ATOM = "http://www.w3.org/2005/Atom"
RSS1 = "http://purl.org/rss/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
THREAD = "http://purl.org/syndication/thread/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
OLD_ATOM = "http://purl.org/atom/ns#"

#: namespace -> the prefix that its specification or most feeds give it
PREFIXES = {
    ATOM: "atom",
    XHTML: "xhtml",
    RDF: "rdf",
    RSS1: "rss1",
    XML: "xml",
    SVG: "svg",
    MATHML: "mathml",
    THREAD: "thr",
    MEDIA: "media",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://geourl.org/rss/module/": "geourl",
    "http://postneo.com/icbm": "icbm",
    "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
    "http://web.resource.org/cc/": "cc",
    "http://backend.userland.com/blogChannelModule": "blogChannel",
    "http://webns.net/mvcb/": "admin",
    "http://www.w3.org/2007/app": "app",
    "http://www.bloglines.com/about/specs/fac-1.0": "access",
    "http://purl.org/rss/1.0/modules/event/": "ev",
    "http://purl.org/rss/1.0/modules/wiki/": "wiki",
    "http://www.usemod.com/cgi-bin/mb.pl?ModWiki": "wiki",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "urn:atom-extension:indexing": "indexing",
    "http://www.opml.org/spec2": "opml",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://a9.com/-/spec/opensearchrss/1.0/": "opensearch10",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://my.netscape.com/rdf/simple/0.9/": "rss090",
    "http://purl.org/net/rss1.1#": "rss11",
    "http://purl.org/rss/1.0/modules/aggregation/": "ag",
    "http://purl.org/rss/1.0/modules/annotate/": "annotate",
    "http://media.tangent.org/rss/1.0/": "audio",
    "http://purl.org/rss/1.0/modules/company": "company",
    "http://my.theinfo.org/changed/1.0/rss/": "cp",
    "http://purl.org/rss/1.0/modules/email/": "email",
    "http://purl.org/rss/1.0/modules/image/": "image",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://purl.org/rss/1.0/modules/link/": "l",
    "http://purl.org/rss/1.0/modules/reference/": "ref",
    "http://purl.org/rss/1.0/modules/richequiv/": "reqv",
    "http://purl.org/rss/1.0/modules/rss091#": "rss091",
    "http://purl.org/rss/1.0/modules/search/": "search",
    "http://purl.org/rss/1.0/modules/servicestatus/": "ss",
    "http://hacks.benhammersley.com/rss/streaming/": "str",
    "http://purl.org/rss/1.0/modules/subscription/": "sub",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://conversationsnetwork.org/rssNamespace-1.0/": "conversationsNetwork",
    "http://www.microsoft.com/schemas/rss/core/2005": "cf",
    "http://feedsync.org/2007/feedsync": "sx",
    "http://base.google.com/ns/1.0": "g",
    "http://openid.net/xmlns/1.0": "openid",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap",
}

#: vocabularies that feeds may carry and that are not judged here: what stands in them is passed over
PASSED = words("passed_over")

#: known, with many users, and read by some: worth a line, not a warning
UNSUPPORTED = {
    "http://schemas.google.com/g/2005",
    "http://www.rawvoice.com/rawvoiceRssModule/",
    "https://schema.org/",
    "http://schema.org/",
    "https://podcastindex.org/namespace/1.0",
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
}


def near(space: str) -> str | None:
    """The prefix of a known namespace that this one is a slip of: another case, another end."""
    return _NEAR.get(_stem(space))


def _stem(space: str) -> str:
    return space.lower().rstrip("/#?!.-")


_NEAR = {_stem(space): prefix for space, prefix in PREFIXES.items()}


def usual_name(space: str) -> str:
    """The usual prefix of a namespace, or the namespace itself where it has none."""
    return PREFIXES.get(space) or near(space) or space
