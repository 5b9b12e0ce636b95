"""What an excellent feed is, item by item, on one desk as a reader gets it: the feed, its files and HTTP."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from tests.acceptance.checklist import (
    COUNT,
    HUB,
    LONG,
    SITE,
    SUFFIXES,
    Published,
    entries,
    head,
    moment,
    told,
)
from tests.acceptance.services import edit
from tests.desks import NearDesk
from tests.renderers.test_feeds import check_bytes
from tests.web.conftest import Ask

# -- the feed -------------------------------------------------------------------------------------


def test_rss_atom_and_json_tell_one_record_and_each_is_valid(published: Published) -> None:
    for path, content in published.files.items():
        for name, suffix in SUFFIXES.items():
            if path.endswith(suffix):
                check_bytes(name, content)  # RELAX NG, JSON schema
    assert "nothing is wrong" in published.desk.run("lint").err
    for atom, rss, item_of_json in zip(*map(published.every, ("atom", "rss", "json")), strict=True):
        for each in (rss, item_of_json):
            for what in ("id", "title", "url", "via", "issued", "summary", "content", "authors", "tags", "language"):
                own, other = getattr(atom, what), getattr(each, what)
                # an RSS Board rule: what looks like markup is escaped once more
                assert own == other or (what == "summary" and "Damage" in atom.title), (what, each.title)
            assert moment(each.published).replace(microsecond=0) == moment(atom.published).replace(microsecond=0)


def test_a_feed_names_itself_its_page_its_hub_its_maker_and_how_long_it_holds(
    published: Published, ask: Ask, name: str
) -> None:
    paths = [path for path in published.files if path.endswith(SUFFIXES[name]) and not path.startswith("archive/")]
    assert len(paths) > 20
    for path in paths:
        own = head(name, published.files[path])
        address = own["feed_url"] if name == "json" else own["self"]["href"]
        # one other character, and who subscribes at a hub never hears of it
        assert address == SITE + path
        assert ask(f"/{address.removeprefix(SITE)}").body == published.files[path]
        listed = path.startswith(("regions/", "sections/"))
        page = f"{SITE}{path.removesuffix(SUFFIXES[name])}.html" if listed else f"{SITE}index.html"
        assert ask(f"/{page.removeprefix(SITE)}")["content-type"].startswith("text/html")
        if name == "json":
            assert own["home_page_url"] == page
            assert own["hubs"] == [{"type": "WebSub", "url": HUB}]
            continue
        assert own["self"]["type"] == f"application/{name}+xml"
        assert own["hub"]["href"] == HUB
        assert own["generator"] == "Digest"
        assert name == "atom" or own["ttl"] == "30"
        assert name == "rss" or own["alternate"] == {
            "rel": "alternate",
            "type": "text/html",
            "href": page,
        }


def test_the_link_of_rss_is_a_page_and_never_the_feed(published: Published, ask: Ask) -> None:
    for path, content in published.files.items():
        if path.endswith(".rss.xml"):
            for link in etree.fromstring(content).iterfind(".//link"):
                assert (link.text or "").startswith(SITE)
                assert (link.text or "").removeprefix(SITE) in published.files
                assert (link.text or "").endswith(".html")
    assert ask("/index.html")["content-type"].startswith("text/html")


def test_all_kinds_of_feeds_stand_in_one_opml_in_folders_that_have_a_text_only(published: Published) -> None:
    body: Any = etree.fromstring(published.files["feeds.opml"]).find("body")
    [everything, *folders] = body
    assert everything.get("xmlUrl") == f"{SITE}all.rss.xml"
    assert all(dict(folder.attrib) == {"text": folder.get("text")} for folder in folders)
    names = ["Regions", "Countries", "Languages", "Sources", "Topics", "Saved", "Digests"]
    assert [folder.get("text") for folder in folders] == names
    listed = [outline.get("xmlUrl").removeprefix(SITE) for outline in body.iter("outline") if outline.get("xmlUrl")]
    feeds = [path for path in published.files if path.endswith(".rss.xml") and not path.startswith("archive/")]
    assert set(listed) == {path for path in feeds if b"<item>" in published.files[path]}
    assert len([path for path in listed if path.startswith("tags/")]) == 1, "the third article of a tag opens its feed"


def test_a_digest_is_a_feed_with_one_entry_an_edition(published: Published, name: str) -> None:
    [edition] = told(name, published.files[f"digests/daily{SUFFIXES[name]}"])
    assert re.match(rf"{SITE}editions/daily-[\w-]+/index\.html$", edition.url)
    assert "<style" not in edition.content
    assert "style=" not in edition.content


def test_the_front_page_leads_to_the_main_feed_first(published: Published) -> None:
    page = html.document_fromstring(published.files["index.html"])
    found = [(each.get("type"), each.get("href")) for each in page.iterfind("head/link[@rel='alternate']")]
    assert found[:3] == [
        ("application/rss+xml", "all.rss.xml"),
        ("application/atom+xml", "all.atom.xml"),
        ("application/feed+json", "all.json"),
    ]
    assert {href for _, href in found} <= published.files.keys()


def test_the_newest_come_first_within_so_many_entries_and_bytes(published: Published, copy: NearDesk) -> None:
    for name, suffix in SUFFIXES.items():
        found, every = published.live(name), published.every(name)
        assert found == every[: len(found)]
        assert [moment(entry.published) for entry in every] == sorted(moment(entry.published) for entry in every)[::-1]
        assert len(found) < COUNT, f"{LONG} of these are more than a feed's file may hold"
        assert max(len(content) for path, content in published.files.items() if path.endswith(suffix)) <= 500_000
    edit(copy, "# entries = 100\n", "entries = 3\n")
    copy.run("publish", "--no-edition")
    assert [list(entries(copy, name)) for name in SUFFIXES] == [[entry.id for entry in published.live("rss")][:3]] * 3


def test_nothing_is_lost_beyond_the_window(published: Published, name: str) -> None:
    for path in ("all", "regions/latin-america"):
        seen, newer, address = list[str](), "", f"{SITE}{path}{SUFFIXES[name]}"
        while address:
            content = published.files[address.removeprefix(SITE)]
            own = head(name, content)
            seen += [entry.id for entry in told(name, content) if entry.id not in seen]
            if newer and name != "json":
                assert (own["next-archive"]["href"], own["current"]["href"]) != ("", "")
                assert b"<fh:archive/>" in content
            newer = address
            address = own.get("next_url", "") if name == "json" else own.get("prev-archive", {}).get("href", "")
        assert len(seen) == (COUNT if path == "all" else LONG + 1)
    assert b"fh:complete" not in b"".join(published.files.values())


def test_feeds_are_styled_by_css_alone_and_named_for_browsers(published: Published, ask: Ask) -> None:
    for path, content in published.files.items():
        if path.endswith((".rss.xml", ".atom.xml")):
            [(kind, sheet)] = re.findall(rb'<\?xml-stylesheet type="([^"]+)" href="([^"]+)"\?>', content)
            assert kind == b"text/css"
            assert Path(path).parent.joinpath(sheet.decode()).as_posix().count("..") == path.count("/")
            assert content.startswith(b"<?xml version"), "not even a space comes before it"
    assert ask("/all.rss.xml")["content-type"] == "application/xml; charset=utf-8"
    assert ask("/feed.css")["content-type"].startswith("text/css")


# -- files and HTTP -------------------------------------------------------------------------------


def test_nothing_is_written_when_nothing_changed_and_the_gzip_form_goes_with_its_file(copy: NearDesk) -> None:
    copy.run("publish", "--no-edition")
    root = copy.folder / "feeds"

    def states() -> dict[Path, tuple[int, int, bytes]]:
        files = [file for file in root.rglob("*") if file.is_file()]
        return {file: (file.stat().st_mtime_ns, file.stat().st_ino, file.read_bytes()) for file in files}

    before = states()
    copy.run("publish", "--no-edition")
    assert states() == before
    packed = [file for file in before if file.suffix == ".gz"]
    assert len(packed) > 20
    for file in packed:
        plain = before[file.with_suffix("")]
        assert (before[file][0], gzip.decompress(before[file][2])) == (plain[0], plain[2])
        assert before[file][2][4:8] == bytes(4), "no time inside"
    assert not [file for file in before if file.name.startswith(".") or file.suffix == ".tmp"]


def test_a_feed_is_as_new_as_its_newest_entry_and_never_as_now(published: Published) -> None:
    for path in ("all", "regions/africa", "countries/ke", "digests/daily"):
        newest = max(moment(entry.updated or "") for entry in published.live("atom", path))
        own = {name: head(name, published.files[path + suffix]) for name, suffix in SUFFIXES.items()}
        assert moment(own["atom"]["updated"]) == newest
        assert moment(own["rss"]["lastBuildDate"]) == newest.replace(microsecond=0)
    assert moment(head("atom", published.files["regions/central-asia.atom.xml"])["updated"]).month == 1, (
        "an empty one too"
    )


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_reader_that_has_the_feed_is_told_so_by_either_validator(
    published: Published, ask: Ask, name: str, encoding: str
) -> None:
    path = f"/all{SUFFIXES[name]}"
    answer = ask(path, Accept_Encoding=encoding)
    tag, date = answer["etag"], answer["last-modified"]
    assert (answer.status, answer["content-encoding"]) == (200, "gzip" if encoding == "gzip" else "")
    assert not tag.startswith("W/")
    assert "max-age" in answer["cache-control"]
    assert answer["vary"] == "Accept-Encoding"
    body = gzip.decompress(answer.body) if encoding == "gzip" else answer.body
    assert body == published.files[path[1:]]
    for condition in ({"If_None_Match": tag}, {"If_Modified_Since": date}, {"If_None_Match": f'"x", {tag}'}):
        again = ask(path, Accept_Encoding=encoding, **condition)
        assert (again.status, again.body, again["etag"]) == (304, b"", tag)
    assert ask(path, Accept_Encoding=encoding, If_None_Match='"other"', If_Modified_Since=date).status == 200
    assert ask(path, Accept_Encoding="identity")["etag"] != ask(path, Accept_Encoding="gzip")["etag"]
    asked = ask(path, "HEAD", Accept_Encoding=encoding)
    assert (asked.status, asked.body, asked["etag"], asked["content-length"]) == (200, b"", tag, str(len(answer.body)))


def test_one_bad_record_never_kills_a_feed(published: Published) -> None:
    assert published.code == 1
    assert f"3 files read: {COUNT} new articles, 0 revised, 1 quarantined" in published.said
    assert re.search(r"quarantined +broken\.docx: .*put it in again", published.said)
    assert all(len(published.every(name)) == COUNT for name in SUFFIXES)


def test_a_private_feed_has_an_address_for_each_person_that_nobody_guesses_and_that_ends(copy: NearDesk) -> None:
    def folder(person: str) -> Path:
        [shared] = copy.run("feeds", "share", "regions/africa", "--name", person, "--json").records
        address = shared["addresses"]["atom"]
        assert address.startswith(f"{SITE}private/")
        return copy.folder / "feeds" / Path(address.removeprefix(SITE)).parent

    ada, bob = folder("Ada"), folder("Bob")
    secrets = {each.relative_to(copy.folder / "feeds" / "private").parts[0] for each in (ada, bob)}
    assert len(secrets) == 2
    assert all(len(secret) * 4 >= 128 for secret in secrets)
    public = b"".join(content for path, content in copy.feeds().items() if not path.startswith("private/"))
    assert not [secret for secret in secrets if secret.encode() in public]
    copy.run("feeds", "revoke", "Ada")
    assert not list(ada.glob("*"))
    assert len(list(bob.glob("africa.*"))) >= 3
