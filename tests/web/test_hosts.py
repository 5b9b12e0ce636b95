"""What readers rely on holds alike for digest serve and for every web server with the sample configuration."""

from __future__ import annotations

import gzip
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.renderers.files import replace
from tests.web.conftest import EDITION, NAMES, TYPES, Ask, asking
from tests.web.hosts import PROGRAMS, program, serving

POLICY = "default-src 'none'; style-src {}; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"


@pytest.fixture(scope="module", params=PROGRAMS)
def host(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if program(name) is None:
        pytest.skip(f"{PROGRAMS[name]} is not installed: .ci/run installs it")
    return name


@pytest.fixture(scope="module")
def feeds(host: str) -> Iterator[Path]:
    """A feeds folder that the servers' own users may read, which pytest's folders are not."""
    with tempfile.TemporaryDirectory(prefix="digest-hosts-") as folder:
        Path(folder).chmod(0o755)
        feeds = Path(folder, "feeds")
        for name in NAMES:
            replace(feeds / name, page("a", name))
        for name in ("index.html", "digest.html", "digest.txt", "digest.eml"):
            replace(feeds / EDITION.lstrip("/") / name, b"A short page.")
        for name in (".new.digest-tmp", "all.json~", "all.json.tmp", "all.json.part", ".hidden/page.html"):
            (feeds / name).parent.mkdir(exist_ok=True)
            (feeds / name).write_text("not for readers")
        for file in feeds.rglob("*"):
            # Apache calls the tag of a file weak while it is younger than a second
            os.utime(file, (1_700_000_000, 1_700_000_000))
        yield feeds


@pytest.fixture(scope="module")
def port(host: str, feeds: Path) -> Iterator[int]:
    work = feeds.parent / "work"
    work.mkdir()
    with serving(host, feeds, work) as port:
        yield port


@pytest.fixture
def ask(port: int) -> Iterator[Ask]:
    yield from asking(port)


def page(letter: str, name: str = "all.rss.xml") -> bytes:
    return f"{name}: {letter}, ".encode() + b"a harbour town opens its market again. " * 60


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    TYPES,
)
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_every_file_has_its_type_its_caching_and_its_fence(
    ask: Ask, feeds: Path, path: str, kind: str, caching: str, encoding: str
) -> None:
    answer = ask(path, Accept_Encoding=encoding)
    file = feeds / (path.lstrip("/") or "index.html")
    assert answer.status == 200
    assert answer["content-type"] == kind
    assert answer["cache-control"] == caching
    assert answer["content-security-policy"] == POLICY.format("'self'")
    assert answer["referrer-policy"] == "no-referrer"
    assert answer["x-content-type-options"] == "nosniff"
    assert (gzip.decompress(answer.body) if answer["content-encoding"] else answer.body) == file.read_bytes()


def test_a_mail_keeps_its_own_styles(ask: Ask) -> None:
    assert ask(f"{EDITION}/digest.html")["content-security-policy"] == POLICY.format("'unsafe-inline'")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_search_alone_may_run_a_script_and_only_the_desk_s_own(ask: Ask, encoding: str) -> None:
    search, region = (ask(path, Accept_Encoding=encoding) for path in ("/search.html", "/regions/search.html"))
    assert search["content-security-policy"] == POLICY.format("'self'; script-src 'self'")
    assert region["content-security-policy"] == POLICY.format("'self'")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_private_feed_is_kept_by_its_reader_alone_and_found_by_nobody(ask: Ask, encoding: str) -> None:
    private, public = (ask(path, Accept_Encoding=encoding) for path in ("/private/k3x/all.rss.xml", "/all.rss.xml"))
    assert (private.status, private["content-type"]) == (200, "application/xml; charset=utf-8")
    assert (private["cache-control"], private["x-robots-tag"]) == ("private, max-age=300", "noindex")
    assert private["referrer-policy"] == "no-referrer"
    assert ask("/private/k3x/all.rss.xml", If_None_Match=private["etag"], Accept_Encoding=encoding).status == 304
    assert "x-robots-tag" not in public.headers
    for folder in ("/private/", "/private/k3x/"):
        assert ask(folder).status in {403, 404}, "nothing lists them"


def test_no_log_tells_an_address_of_a_private_feed(ask: Ask, feeds: Path, host: str) -> None:
    for path in ("/private/k3x/all.rss.xml", "/private/k3x/", "/private/k3x/gone.json", "/all.rss.xml?last"):
        ask(path)
    log, until = feeds.parent / "work" / "access.log", time.monotonic() + 5
    while host in {"nginx", "apache"} and "/all.rss.xml?last" not in log.read_text():
        assert time.monotonic() < until, "it logs what others ask for"
        time.sleep(0.02)
    work = feeds.parent / "work"
    logs = [file for file in work.glob("*log") if file.is_file()] if work.is_dir() else []
    assert not [file.name for file in logs if "k3x" in file.read_text()]


@pytest.mark.parametrize("path", ["/all.rss.xml", "/", "/feed.css", "/feeds.opml"])
def test_the_gzip_form_beside_the_file_is_sent_to_those_who_take_it(ask: Ask, feeds: Path, path: str) -> None:
    packed = (feeds / f"{path.lstrip('/') or 'index.html'}.gz").read_bytes()
    for accepted in ("gzip", "gzip, deflate, br", "deflate, gzip;q=1.0, *;q=0.5"):
        answer = ask(path, Accept_Encoding=accepted)
        assert (answer["content-encoding"], answer.body) == ("gzip", packed)
        assert answer["vary"] == "Accept-Encoding"
    for refused in ("", "identity", "gzip;q=0"):
        answer = ask(path, Accept_Encoding=refused)
        assert "content-encoding" not in answer.headers
        assert answer["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/all.rss.xml", "/all.json", "/feeds.opml", "/index.html"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_reader_that_has_the_file_gets_a_304_for_either_validator(
    ask: Ask, path: str, encoding: str, method: str
) -> None:
    first = ask(path, Accept_Encoding=encoding)
    assert first["etag"].startswith('"'), "a strong tag"
    assert first["last-modified"].endswith(" GMT")
    for conditions in (
        {"If_None_Match": first["etag"], "If_Modified_Since": first["last-modified"]},
        {"If_None_Match": first["etag"]},
        {"If_None_Match": f'"other", {first["etag"]}'},
        {"If_Modified_Since": first["last-modified"]},
    ):
        again = ask(path, method, Accept_Encoding=encoding, **conditions)
        assert (again.status, again.body) == (304, b""), conditions
        assert again["etag"] == first["etag"]
        assert again["cache-control"] == first["cache-control"]
    other = ask(path, method, Accept_Encoding=encoding, If_None_Match='"other"')
    assert other.status == 200


def test_the_two_forms_have_tags_of_their_own(ask: Ask) -> None:
    assert ask("/all.rss.xml")["etag"] != ask("/all.rss.xml", Accept_Encoding="gzip")["etag"]


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_changed_file_is_news_at_once_also_within_the_second(ask: Ask, feeds: Path, encoding: str) -> None:
    path = feeds / "changing.rss.xml"
    for letter in "abcd":
        if path.exists():
            old = ask("/changing.rss.xml", Accept_Encoding=encoding)
            sent = {"If_None_Match": old["etag"]}
            replace(path, page(letter))
            answer = ask("/changing.rss.xml", Accept_Encoding=encoding, **sent)
            body = gzip.decompress(answer.body) if encoding else answer.body
            assert (answer.status, body) == (200, page(letter))
            assert answer["etag"] != old["etag"]
        replace(path, page(letter))


@pytest.mark.parametrize("path", ["/all.rss.xml", "/", f"{EDITION}/digest.txt", "/nowhere.xml"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_head_says_what_get_says_without_the_body(ask: Ask, path: str, encoding: str) -> None:
    get, head = ask(path, Accept_Encoding=encoding), ask(path, "HEAD", Accept_Encoding=encoding)
    assert head.body == b""
    assert head.status == get.status
    told = ("etag", "last-modified", "content-type", "content-encoding", "vary", "cache-control")
    assert {name: head[name] for name in told} == {name: get[name] for name in told}
    if get.status == 200:
        assert head["content-length"] in {"", str(len(get.body))}


def test_a_folder_is_shown_under_its_own_address(ask: Ask) -> None:
    moved = ask(EDITION)
    assert moved.status in {301, 302, 307, 308}
    assert moved["location"].endswith("daily-2026-11-22-0700/")
    assert ask(f"{EDITION}/").body == b"A short page."


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere.xml",
        "/nowhere/",
        "/.new.digest-tmp",
        "/.hidden/page.html",
        "/all.json~",
        "/all.json.tmp",
        "/all.json.part",
        "/../work/log",
        "/%2e%2e/work/log",
        "/regions/",
    ],
)
def test_what_is_missing_hidden_or_half_written_is_nobodys_to_see(ask: Ask, path: str) -> None:
    answer = ask(path)
    # some refuse a path that climbs out of the root, or to list a folder without an index
    assert answer.status in ({400, 404} if "work" in path else {403, 404} if path == "/regions/" else {404})
    assert b"not for readers" not in answer.body
    assert answer["x-content-type-options"] == "nosniff" or answer.status == 400
    assert "max-age" not in answer["cache-control"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(ask: Ask, feeds: Path, method: str) -> None:
    before = (feeds / "all.json").read_bytes()
    assert ask("/all.json", method, Content_Length="0").status != 201
    assert (feeds / "all.json").read_bytes() == before
