"""Published files change whole or not at all."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from digest.errors import FilesError
from digest.renderers.files import (
    _plain,
    packed_beside,
    remove,
    remove_folder,
    replace,
    replace_all,
    sweep,
    sweeping,
    unpacks_to,
)


def test_a_new_file_is_written_with_its_folders_and_readable_by_a_web_server(tmp_path: Path) -> None:
    path = tmp_path / "articles" / "2026" / "a.html"
    old = os.umask(0o077)
    try:
        assert replace(path, b"text") is True
    finally:
        os.umask(old)
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_equal_bytes_leave_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    replace(path, b"text")
    os.utime(path, ns=(1, 1))
    before = path.stat()
    assert replace(path, b"text") is False
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


@pytest.mark.parametrize("content", [b"", b"other", b"text and more"])
def test_other_bytes_replace_the_file_and_leave_nothing_beside_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xml"
    replace(path, b"text!")
    assert replace(path, content) is True
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_with_the_old_file_open_keeps_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    replace(path, b"old")
    with path.open("rb") as reader:
        replace(path, b"new text")
        assert reader.read() == b"old"


def test_twenty_readers_never_see_a_torn_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    versions = [bytes([65 + number % 26]) * (60_000 + number) for number in range(300)]
    whole = set(versions)
    replace(path, versions[0])
    done = threading.Event()
    reads: list[int] = []
    torn: list[int] = []

    def watch() -> None:
        count = 0
        while not done.wait(0.002):
            content = path.read_bytes()
            count += 1
            if content not in whole:
                torn.append(len(content))
        reads.append(count)

    readers = [threading.Thread(target=watch) for _ in range(20)]
    for reader in readers:
        reader.start()
    for content in versions:
        replace(path, content)
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert sum(reads) > 300


def test_many_files_are_replaced_together_and_the_changed_ones_named_in_order(tmp_path: Path) -> None:
    pages = [(tmp_path / f"{n % 7}" / f"{n}.html", b"page %d" % n) for n in range(150)]
    assert replace_all(iter(pages)) == [path for path, _ in pages]
    assert replace_all(iter(pages)) == []
    pages[90] = (pages[90][0], b"other")
    assert replace_all(iter(pages)) == [pages[90][0]]
    assert all(path.read_bytes() == content for path, content in pages)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 150


def test_one_file_that_cannot_be_written_is_told_and_its_neighbours_stand(tmp_path: Path) -> None:
    (tmp_path / "b.html").mkdir()
    with pytest.raises(FilesError, match=r"b\.html"):
        replace_all((tmp_path / f"{name}.html", b"x") for name in "abc")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "c.html").read_bytes() == b"x"


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from digest.renderers import files\n"
        "files.os.fsync = lambda handle: os._exit(9)\n"
        "files.replace(Path(sys.argv[1]), b'half')\n"
    )
    path = tmp_path / "regions" / "europe.rss.xml"
    replace(path, b"whole")
    keep = tmp_path / "regions" / ".htaccess"
    keep.write_bytes(b"")
    killed = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert killed.returncode == 9
    left = set(path.parent.iterdir()) - {path, keep}
    assert len(left) == 1
    assert left.pop().name.startswith(".")
    assert sweep(tmp_path) == 1
    assert sweep(tmp_path) == 0
    assert set(path.parent.iterdir()) == {path, keep}
    assert path.read_bytes() == b"whole"


def test_a_folder_where_a_file_should_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.xml").mkdir()
    with pytest.raises(FilesError, match="same name") as caught:
        replace(tmp_path / "a.xml", b"x")
    assert caught.value.path == str(tmp_path / "a.xml")
    assert [one.name for one in tmp_path.iterdir()] == ["a.xml"]


def test_a_file_where_a_folder_should_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "regions").write_bytes(b"")
    with pytest.raises(FilesError, match="same name"):
        replace(tmp_path / "regions" / "a.xml", b"x")


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root may write everywhere")
def test_a_read_only_folder_is_named_with_its_mend(tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    replace(folder / "a.xml", b"old")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from digest.errors import FilesError\n"
        "from digest.renderers.files import replace\n"
        "try:\n"
        "    replace(Path(sys.argv[1]), b'new')\n"
        "except FilesError as error:\n"
        "    print(error)\n"
    )
    for parent in (tmp_path, *tmp_path.parents):
        if os.access(parent, os.W_OK) and parent.stat().st_uid == os.geteuid() and parent.name.startswith("pytest"):
            parent.chmod(0o755)
    folder.chmod(0o555)
    as_nobody = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    try:
        result = subprocess.run(
            [*as_nobody, sys.executable, "-c", program, str(folder / "a.xml")],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        folder.chmod(0o755)
    assert f"chmod u+w {folder}" in result.stdout, result.stderr
    assert (folder / "a.xml").read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as caught, Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")
    assert "the disk is full" in _plain(caught.value, tmp_path / "a.xml")


def test_a_write_that_fails_half_way_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    replace(path, b"old")
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from digest.errors import FilesError\n"
        "from digest.renderers.files import replace\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    replace(Path(sys.argv[1]), b'x' * 5000)\n"
        "except FilesError as error:\n"
        "    print(error)\n"
    )
    result = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert result.stdout.startswith(f"{path}: File too large")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


# -- the gzip form beside a file ----------------------------------------------------------------------


def page(letter: str) -> bytes:
    return f"{letter}: a harbour town opens its market again. ".encode() * 60


@pytest.mark.parametrize("name", ["a.rss.xml", "a.json", "feeds.opml", "index.html", "feed.css", "digest.txt"])
def test_text_of_1000_bytes_and_more_has_its_gzip_form_of_the_same_moment_beside_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    replace(path, page("a"))
    packed = packed_beside(path)
    assert packed.name == f"{name}.gz"
    assert gzip.decompress(packed.read_bytes()) == page("a")
    assert packed.stat().st_mtime_ns == path.stat().st_mtime_ns
    assert stat.S_IMODE(packed.stat().st_mode) == 0o644


def test_the_gzip_form_of_equal_bytes_is_equal_and_tells_no_name_and_no_time(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        replace(tmp_path / name, page("a"))
    packed = (tmp_path / "a.xml.gz").read_bytes()
    assert packed == (tmp_path / "b.xml.gz").read_bytes()
    # RFC 1952, 2.3: no flags, so no name; MTIME 0
    assert packed[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


@pytest.mark.parametrize(("name", "size"), [("a.xml", 999), ("a.eml", 5000), ("a.png", 5000)])
def test_what_packing_would_not_help_is_left_alone(tmp_path: Path, name: str, size: int) -> None:
    replace(tmp_path / name, b"x" * size)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_an_unchanged_file_keeps_its_gzip_form_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    replace(path, page("a"))
    before = packed_beside(path).stat()
    assert replace(path, page("a")) is False
    assert packed_beside(path).stat().st_ino == before.st_ino


def test_a_file_that_became_short_loses_its_gzip_form(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    replace(path, page("a"))
    assert replace(path, b"short") is True
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_goes_with_its_gzip_form(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    replace(path, page("a"))
    remove(path)
    remove(path)
    remove(tmp_path / "never" / "there.xml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [b"", b"short", gzip.compress(page("b")), gzip.compress(page("a"))[:-1]],
    ids=["missing", "short", "other", "cut"],
)
def test_a_missing_other_or_damaged_gzip_form_is_mended_and_the_file_stays(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "a.xml"
    replace(path, page("a"))
    os.utime(path, ns=(10**18, 10**18))
    packed_beside(path).unlink()
    if damage:
        packed_beside(path).write_bytes(damage)
    assert replace(path, page("a")) is False
    assert gzip.decompress(packed_beside(path).read_bytes()) == page("a")
    assert path.stat().st_mtime_ns == packed_beside(path).stat().st_mtime_ns == 10**18


def test_two_contents_of_one_second_differ_in_their_whole_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    seconds = []
    for letter in "abcd":
        replace(path, page(letter))
        seconds.append(int(path.stat().st_mtime))
    assert sorted(set(seconds)) == seconds


_KILLED = """
import os, sys
from pathlib import Path
from digest.renderers import files
put = Path.replace
left = int(sys.argv[2])
def die(self, target):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    return put(self, target)
Path.replace = die
files.replace(Path(sys.argv[1]), sys.stdin.buffer.read())
"""


@pytest.mark.parametrize("renames", [0, 1])
@pytest.mark.parametrize("following", ["a", "b", "c", "short"])
def test_a_run_killed_between_the_two_never_leaves_an_old_gzip_form_and_the_next_mends_it(
    tmp_path: Path, renames: int, following: str
) -> None:
    path = tmp_path / "a.xml"
    replace(path, page("a"))
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path), str(renames)], input=page("b"), check=False, timeout=60
    )
    assert killed.returncode == 9
    assert path.read_bytes() == page("a"), "the file goes last"
    assert unpacks_to(packed_beside(path).read_bytes(), page("b" if renames else "a"))
    content = page(following) if following != "short" else b"short"
    sweep(tmp_path)
    replace(path, content)
    assert path.read_bytes() == content
    assert packed_beside(path).exists() is (following != "short")
    if following != "short":
        assert gzip.decompress(packed_beside(path).read_bytes()) == content
        assert packed_beside(path).stat().st_mtime_ns == path.stat().st_mtime_ns
    assert not list(tmp_path.glob(".*"))


def test_whoever_has_seen_the_new_file_never_gets_an_old_one_packed(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    pages = [b"%06d " % number * 2000 for number in range(50)]
    order = {content: number for number, content in enumerate(pages)}
    replace(path, pages[0])
    done = threading.Event()
    seen: list[int] = []

    def watch() -> None:
        while not done.is_set():
            plain = path.read_bytes()
            packed = gzip.decompress(packed_beside(path).read_bytes())
            seen.append(order[packed] - order[plain])

    readers = [threading.Thread(target=watch) for _ in range(4)]
    for reader in readers:
        reader.start()
    for content in pages:
        replace(path, content)
    done.set()
    for reader in readers:
        reader.join()
    assert min(seen) >= 0
    assert len(seen) > 20


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds"
    with sweeping(feeds):
        replace(feeds / "a.xml", b"a")
    assert [file.name for file in feeds.iterdir()] == ["a.xml"]
    killed = sweeping(feeds)
    killed.__enter__()
    left = feeds / ".0123.digest-tmp"
    left.write_bytes(b"half")
    with sweeping(feeds):
        assert not left.exists()
    assert [file.name for file in feeds.iterdir()] == ["a.xml"]


def test_a_folder_of_pages_is_not_walked_where_nobody_was_killed(tmp_path: Path) -> None:
    with sweeping(tmp_path):
        replace(tmp_path / "a.xml", b"a")
    left = tmp_path / ".0123.digest-tmp"
    left.write_bytes(b"half")
    with sweeping(tmp_path):
        assert left.exists()


def test_work_that_is_left_between_two_pieces_leaves_no_sign_of_a_kill(tmp_path: Path) -> None:
    def pieces() -> Generator[int]:
        with sweeping(tmp_path):
            yield from range(2)

    work = pieces()
    next(work)
    assert len(list(tmp_path.iterdir())) == 1
    work.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "feeds").write_bytes(b"a file")
    with pytest.raises(FilesError, match="stand in each other's way"), sweeping(tmp_path / "feeds"):
        pytest.fail("it must not come here")


def test_a_folder_is_taken_away_with_all_that_is_in_it(tmp_path: Path) -> None:
    for name in ("a/one.txt", "a/b/two.txt", "c/three.txt"):
        replace(tmp_path / name, b"text")
    remove_folder(tmp_path / "a")
    remove_folder(tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["c"]
