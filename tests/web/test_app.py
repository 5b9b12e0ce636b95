from __future__ import annotations

import gzip
import os
import socket
import statistics
import threading
import time
from pathlib import Path

import pytest

from digest.renderers.files import replace
from tests.web.conftest import EDITION, TYPES, Ask


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    TYPES,
)
def test_every_file_has_the_type_that_readers_and_browsers_want(
    ask: Ask, root: Path, path: str, kind: str, caching: str
) -> None:
    answer = ask(path)
    assert answer.status == 200
    assert answer["content-type"] == kind
    assert answer["cache-control"] == caching
    assert answer.body == (root / (path.lstrip("/") or "index.html")).read_bytes()
    assert answer["content-length"] == str(len(answer.body))


def test_a_folder_shows_its_index(ask: Ask, root: Path) -> None:
    assert ask("/").body == (root / "index.html").read_bytes()
    assert ask(EDITION + "/").body == b"A short page."
    moved = ask(EDITION + "?from=mail")
    assert (moved.status, moved["location"]) == (301, "daily-2026-11-22-0700/?from=mail")
    assert ask("/regions/").status == 404


@pytest.mark.parametrize("path", ["/", "/all.rss.xml", EDITION, "/nowhere"])
def test_head_says_what_get_says_without_the_body(ask: Ask, path: str) -> None:
    get, head = ask(path), ask(path, "HEAD")
    assert head.body == b""
    assert head.status == get.status
    volatile = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in get.headers.items() if k not in volatile
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_written(ask: Ask, root: Path, method: str) -> None:
    before = (root / "all.json").read_bytes()
    answer = ask("/all.json", method, Content_Length="0")
    assert (answer.status, answer["allow"]) == (405, "GET, HEAD")
    assert (root / "all.json").read_bytes() == before


def test_what_is_missing_is_said_in_plain_words(ask: Ask, root: Path) -> None:
    answer = ask("/<script>.html")
    assert (answer.status, answer["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"There is nothing at this address." in answer.body
    assert b"<script>" not in answer.body
    (root / "index.html").unlink()
    assert b"Nothing is published yet" in ask("/").body


@pytest.mark.parametrize("path", ["/", "/all.json", "/nowhere", EDITION, "/feed.css"])
def test_every_answer_is_fenced_in(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["referrer-policy"] == "no-referrer"
    assert answer["content-security-policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert "frame-ancestors 'none'" in answer["content-security-policy"]
    assert "server" not in answer.headers


def test_a_mail_shown_in_a_browser_keeps_its_own_styles_and_no_scripts(ask: Ask) -> None:
    policy = ask(f"{EDITION}/digest.html")["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src 'self';")


# -- conditional requests -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ('"other",W/{tag} , "third"', 304),
        ("*", 304),
        ("{packed}", 304),
        ("W/{packed}", 304),
        ('"other"', 200),
        ("", 200),
        ("{bare}", 200),
    ],
)
@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_if_none_match_spares_the_body_when_the_reader_has_it(
    ask: Ask, condition: str, status: int, encoding: str, method: str
) -> None:
    tag = ask("/all.rss.xml")["etag"]
    packed = ask("/all.rss.xml", Accept_Encoding="gzip")["etag"]
    sent = condition.format(tag=tag, packed=packed, bare=tag.strip('"'))
    answer = ask("/all.rss.xml", method, If_None_Match=sent, Accept_Encoding=encoding)
    assert answer.status == status
    assert answer["etag"] in {tag, packed}
    assert answer["vary"] == "Accept-Encoding"
    assert answer["cache-control"] == "max-age=300"
    if status == 304:
        assert answer.body == b""
        assert "content-type" not in answer.headers
        assert "content-length" not in answer.headers


def test_a_304_carries_the_tag_that_matched(ask: Ask) -> None:
    packed = ask("/all.rss.xml", Accept_Encoding="gzip")["etag"]
    assert ask("/all.rss.xml", If_None_Match=packed)["etag"] == packed


def test_if_modified_since_must_be_the_date_given(ask: Ask, root: Path) -> None:
    first = ask("/all.json")
    date = first["last-modified"]
    again = ask("/all.json", If_Modified_Since=date)
    assert (again.status, again.body, again["etag"]) == (304, b"", first["etag"])
    # a restored backup is older than what the reader has, and other bytes all the same
    os.utime(root / "all.json", (1_000_000_000, 1_000_000_000))
    assert ask("/all.json", If_Modified_Since=date).status == 200
    assert ask("/all.json", If_Modified_Since="yesterday").status == 200


def test_a_date_that_is_still_to_come_is_not_told(ask: Ask, root: Path) -> None:
    ahead = time.time() + 3600
    os.utime(root / "all.json", (ahead, ahead))
    answer = ask("/all.json")
    assert "last-modified" not in answer.headers
    assert ask("/all.json", If_None_Match=answer["etag"]).status == 304


def test_if_none_match_decides_alone_where_both_are_sent(ask: Ask) -> None:
    first = ask("/all.json")
    assert ask("/all.json", If_None_Match='"other"', If_Modified_Since=first["last-modified"]).status == 200
    both = ask("/all.json", If_None_Match=first["etag"], If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")
    assert both.status == 304


def test_new_bytes_have_a_new_tag_and_old_bytes_their_old_one(ask: Ask, root: Path) -> None:
    old = ask("/all.json")["etag"]
    before = (root / "all.json").read_bytes()
    (root / "all.json").write_bytes(before.swapcase())
    new = ask("/all.json", If_None_Match=old)
    assert (new.status, new.body) == (200, before.swapcase())
    assert new["etag"] != old
    (root / "all.json").write_bytes(before)
    assert ask("/all.json")["etag"] == old
    assert not old.startswith("W/")


# -- content coding -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("deflate, gzip;q=0.5", True),
        ("GZIP", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("x-gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=never", False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(ask: Ask, root: Path, accepted: str, packed: bool) -> None:  # noqa: FBT001
    answer = ask("/all.rss.xml", Accept_Encoding=accepted)
    plain = (root / "all.rss.xml").read_bytes()
    assert (answer["content-encoding"] == "gzip") is packed
    assert answer["etag"].endswith('-gzip"') is packed
    assert answer["vary"] == "Accept-Encoding"
    assert (gzip.decompress(answer.body) if packed else answer.body) == plain
    assert len(answer.body) < len(plain) / 4 or not packed


def test_the_gzip_form_beside_the_file_is_what_is_sent(ask: Ask, root: Path) -> None:
    assert ask("/all.rss.xml", Accept_Encoding="gzip").body == (root / "all.rss.xml.gz").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no gzip at all", gzip.compress(b"other bytes " * 200)], ids=len)
def test_a_gzip_form_of_other_bytes_is_passed_over_until_it_is_mended(ask: Ask, root: Path, content: bytes) -> None:
    plain, packed = (root / "all.json").read_bytes(), root / "all.json.gz"
    packed.write_bytes(content)
    answer = ask("/all.json", Accept_Encoding="gzip")
    assert (answer["content-encoding"], answer.body) == ("", plain)
    packed.unlink()
    assert ask("/all.json", Accept_Encoding="gzip").body == plain
    replace(root / "all.json", plain)
    assert gzip.decompress(ask("/all.json", Accept_Encoding="gzip").body) == plain


def test_a_packed_answer_does_not_wait_for_the_readers_leave(ask: Ask) -> None:
    def median(accepted: str) -> float:
        times = []
        for _ in range(15):
            begun = time.perf_counter()
            ask("/all.rss.xml", Accept_Encoding=accepted)
            times.append(time.perf_counter() - begun)
        return statistics.median(times)

    # a packet held back for the reader's acknowledgement costs 40 ms, an answer 1 ms
    assert median("gzip") < 10 * median("identity") + 0.01


def test_a_short_file_is_sent_as_it_is(ask: Ask) -> None:
    answer = ask(f"{EDITION}/digest.txt", Accept_Encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert "vary" not in answer.headers


# -- what is nobody's to see --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/regions/../../secret.txt",
        "/regions/..%2f..%2fsecret.txt",
        "/./all.json",
        "//all.json",
        "/regions//europe.rss.xml",
        "/all.json%00.html",
        "/all.json/",
        "/all.json/more",
        "/.all.json.k3x",
        "/.hidden/page.html",
        "/all.json~",
        "/all.json.tmp",
        "/link.txt",
        "/folder/secret.txt",
        "/ring",
        "/pipe.xml",
        "/" + "x" * 300,
        "/%ff%fe",
        "/..",
        "/%2fetc/passwd",
    ],
)
def test_nothing_outside_hidden_or_half_written_is_shown(ask: Ask, root: Path, path: str) -> None:
    secret = root.parent / "secret.txt"
    secret.write_text("not for readers")
    (root / ".hidden").mkdir()
    for name in (".all.json.k3x", ".hidden/page.html", "all.json~", "all.json.tmp"):
        (root / name).write_text("not for readers")
    (root / "link.txt").symlink_to(secret)
    (root / "folder").symlink_to(root.parent)
    (root / "ring").symlink_to(root / "ring")
    os.mkfifo(root / "pipe.xml")
    answer = ask(path)
    assert answer.status == 404
    assert b"not for readers" not in answer.body


def test_a_link_inside_the_folder_is_followed(ask: Ask, root: Path) -> None:
    (root / "latest.json").symlink_to(root / "all.json")
    assert ask("/latest.json").body == (root / "all.json").read_bytes()
    (root / "latest.json").unlink()
    (root / "latest.json").symlink_to(root / "feeds.opml")
    assert ask("/latest.json").body == (root / "feeds.opml").read_bytes()
    (root / "latest.json").unlink()
    assert ask("/latest.json").status == 404


def test_names_with_spaces_and_letters_of_the_world_are_found(ask: Ask, root: Path) -> None:
    (root / "märkte am hafen.html").write_text("A page.")
    assert ask("/m%C3%A4rkte%20am%20hafen.html").body == b"A page."


def test_nonsense_on_the_wire_gets_a_400(server_port: int) -> None:
    with socket.create_connection(("127.0.0.1", server_port), timeout=10) as line:
        line.sendall(b"what is this\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said_to_be_there(ask: Ask, root: Path) -> None:
    (root / "all.json").chmod(0)
    answer = ask("/all.json")
    assert answer.status == 403
    assert b"may not read it" in answer.body


# -- while files are replaced -------------------------------------------------------------------


def test_a_reader_gets_the_old_file_or_the_new_one_never_a_mixture(ask: Ask, root: Path) -> None:
    contents = [letter.encode() * 200_000 for letter in "abcdefgh"]
    done = threading.Event()

    def rewrite() -> None:
        turn = 0
        while not done.is_set():
            beside = root / ".new"
            beside.write_bytes(contents[turn % len(contents)])
            beside.replace(root / "all.rss.xml")
            turn += 1

    writer = threading.Thread(target=rewrite)
    (root / "all.rss.xml").write_bytes(contents[0])
    writer.start()
    try:
        tags: dict[str, bytes] = {}
        # On a machine that does much else the writer may get no turn among the first of them.
        for asked in range(3000):
            answer = ask("/all.rss.xml")
            assert answer.status == 200
            assert answer.body in contents
            assert tags.setdefault(answer["etag"], answer.body) == answer.body
            if asked >= 150 and len(tags) > 1:
                break
    finally:
        done.set()
        writer.join()
    assert len(tags) > 1
