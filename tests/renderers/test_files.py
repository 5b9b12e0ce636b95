"""Published files change whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digest.errors import FilesError
from digest.renderers.files import _plain, replace, replace_all, sweep


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
