"""What is wrong with a file, a folder, a disk or digest.toml is named; the rest goes on, and nothing is lost."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from tests.desks import Desk, NearDesk, Ran, new_desk, story

#: root may read and write everything, whatever the modes say, until it gives its capabilities up
UNPRIVILEGED = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
#: starts a command, and tells on standard error how much memory it took at most (kB on Linux, bytes on macOS)
MEASURED = (
    sys.executable,
    "-c",
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "  # noqa: ISC004
    "print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(code)",
)

FRENCH = (
    "Le pont d’Orléans rouvre en France\n\n"
    "Les ingénieurs ont rouvert le pont d’Orléans lundi, « enfin », a déclaré le maire de la ville française.\n\n"
    "Le café “du Pont” rouvre – après deux années – et les élèves traversent à pied, coûte que coûte…\n"
)
PLAIN_FRENCH = FRENCH.translate({ord(mark): plain for mark, plain in zip("’“”–…", '\'""-.', strict=True)})
RUSSIAN = (
    "Новый мост открыт в Киеве, Украина\n\n"
    "Инженеры открыли новый мост в Киеве в понедельник, сообщили городские власти Украины.\n\n"
    "Мост соединяет два берега реки и служит трамваям, автобусам и пешеходам каждый день.\n"
)
COOKIES = "<div><h1>We value your privacy</h1><p>We use cookies. Accept all cookies or manage consent.</p></div>"
LOGIN = "<form><input name=user><input type=password name=word><button>Log in</button></form>"
LINKS = "".join(
    f'<li><a href="/{n}">Headline number {n} about something that happened today</a></li>' for n in range(40)
)

#: what cannot be read -> a piece of what is said of it
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "the file is empty"),
    "white.txt": (b" \n\t\r\n", "nothing but white space"),
    "binary.txt": (bytes(range(256)) * 40, "a binary file (it holds zero bytes)"),
    "cipher.txt": (bytes(1 + at * 37 % 255 for at in range(4000)), "a binary file (it holds control bytes)"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(500), "a PNG picture"),
    "broken.json": (b'{"title": "A",\n "text": }', "not valid JSON (line 2, column 10"),
    "cut.json": (json.dumps([{"title": "A", "text": story(1)}]).encode()[:-40], "not valid JSON (line 1"),
    "deep.json": (b"[" * 100_000, "nested too deeply"),
    "digits.json": (b'{"title": "A", "id": ' + b"9" * 5000 + b"}", "more than 4,300 digits"),
    "settings.json": (b'{"settings": {"a": 1}}', "neither a title nor a text (keys: settings)"),
    "broken.jsonl": (b'{"title": "A"\n{"title": \n', "line 1: not valid JSON"),
}

#: what can be read and holds no article: no failure, but listed
NOTHING = {
    "feed.xml": (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "this feed has no entries"),
    "list.json": (b"[]", "an empty list"),
    "cookies.html": (f"<html><body>{COOKIES}</body></html>".encode(), "a cookie notice"),
    "login.html": (f"<html><body>{LOGIN}</body></html>".encode(), "a login page"),
    "links.html": (f"<html><body><ul>{LINKS}</ul></body></html>".encode(), "a list of links"),
    "bare.html": (b"<html></html>", "0 words"),
}

#: bytes -> a piece of the title that must come out of them
ENCODED = {
    "cp1251.txt": (RUSSIAN.encode("cp1251"), "Новый мост открыт"),
    "koi8.txt": (RUSSIAN.replace("мост", "тоннель").encode("koi8-r"), "Новый тоннель открыт"),
    "cp1252.txt": (FRENCH.encode("cp1252"), "pont d’Orléans"),
    "latin1.txt": (PLAIN_FRENCH.replace("Orléans", "Vendôme").encode("latin-1"), "pont d'Vendôme"),
    "utf16le.txt": (RUSSIAN.replace("мост", "парк").encode("utf-16-le"), "Новый парк открыт"),
    "utf16be.txt": (story(5, "Oslo, Norway").encode("utf-16-be"), "Well number 5"),
    "claims-utf8.html": (
        (
            '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Un été à Québec</title></head><body>'
            "<article><h1>Un été à Québec</h1>"
            "<p>À Québec, au Canada, les élèves préparent la fête avec leurs aînés et leurs voisins du théâtre.</p>"
            "<p>La mairie paie l'entrée des écoliers ; l'été dernier, la pluie avait tout gâché dès le début.</p>"
            "<p>Où irons-nous après ? demande une élève. À la rivière, répond sa mère, là où l'eau est fraîche.</p>"
            "</article></body></html>"
        ).encode("latin-1"),
        "Un été à Québec",
    ),
    "one-zero.txt": (story(6, "Quito, Ecuador").replace("litres", "lit\0res").encode(), "Well number 6"),
}


@dataclass(frozen=True, kw_only=True)
class Plain(NearDesk):
    """A desk whose commands run in this process, or as somebody to whom the modes of files apply."""

    def powerless(self, *args: str, code: int | None = 0, before: tuple[str, ...] = ()) -> Ran:
        """Run one command in a process to which the modes of files apply, whoever runs the tests."""
        if UNPRIVILEGED and shutil.which(UNPRIVILEGED[0]) is None:
            pytest.skip("setpriv is missing, without which root can only test root")
        return Desk.run(self, *args, code=code, before=(*UNPRIVILEGED, *before))

    def titles(self) -> set[str]:
        return {record["title"] for record in self.run("articles", "--json").records}

    def quarantined(self) -> dict[str, str]:
        return {record["path"]: record["reason"] for record in self.run("quarantine", "list", "--json").records}


@pytest.fixture
def desk(tmp_path: Path) -> Plain:
    desk = Plain(folder=new_desk(tmp_path / "desk").folder)
    desk.seed("good.txt", story(1))
    desk.seed("zz-good.txt", story(2, "Lima, Peru"))
    return desk


GOOD = {"Well number 1 is open in Nairobi, Kenya", "Well number 2 is open in Lima, Peru"}


# -- files that cannot be read ----------------------------------------------------------------------


def test_what_cannot_be_read_is_kept_with_its_reason_and_stops_nothing(desk: Plain) -> None:
    for name, (content, _) in UNREADABLE.items():
        desk.seed(name, content)
    ran = desk.run("publish", code=1)
    assert desk.titles() == GOOD
    held = desk.quarantined()
    for name, (content, reason) in UNREADABLE.items():
        assert reason in held[name]
        assert f"quarantined  {name}: {held[name]}" in ran.err.splitlines()
        sha256 = hashlib.sha256(content).hexdigest()
        assert (desk.folder / "var/originals" / sha256[:2] / sha256).read_bytes() == content
    assert set(held) == set(UNREADABLE)
    assert held["broken.json"] in desk.run("explain", "seeds/broken.json").out
    assert desk.run("publish").err == "", "the same bytes are not tried again, and not complained of again"


def test_a_page_without_an_article_is_told_and_is_no_failure(desk: Plain) -> None:
    for name, (content, _) in NOTHING.items():
        desk.seed(name, content)
    ran = desk.run("publish")
    assert desk.titles() == GOOD
    assert desk.quarantined() == {}
    for name, (_, reason) in NOTHING.items():
        [line] = [line for line in ran.err.splitlines() if line.startswith(f"no article   {name}: ")]
        assert reason in line
        assert reason in desk.run("explain", f"seeds/{name}").out
    assert desk.run("publish").err == ""


def test_a_mended_file_is_read_by_the_next_run(desk: Plain) -> None:
    for name, (content, _) in UNREADABLE.items():
        desk.seed(name, content)
    desk.run("publish", code=1)
    for number, name in enumerate(UNREADABLE, 10):
        text = story(number, "Accra, Ghana")
        title, _, body = text.partition("\n\n")
        paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
        kinds = {
            ".json": json.dumps({"title": title, "text": body}),
            ".jsonl": json.dumps({"title": title, "text": body}) + "\n",
            ".html": f"<html><body><article><h1>{title}</h1>{paragraphs}</article></body></html>",
        }
        desk.seed(name, kinds.get(Path(name).suffix, text))
    desk.run("publish")
    assert len(desk.titles()) == len(GOOD) + len(UNREADABLE)
    assert desk.quarantined() == {}


def test_of_two_unreadable_files_with_the_same_bytes_the_other_stays_when_one_is_mended(desk: Plain) -> None:
    for name in ("one.txt", "two.txt"):
        desk.seed(name, b"")
    ran = desk.run("publish", code=1)
    assert "one.txt: the file is empty" in ran.err
    assert "two.txt: the file is empty" in ran.err
    [kept] = desk.quarantined()
    other = "one.txt" if kept == "two.txt" else "two.txt"
    assert desk.run("explain", f"seeds/{other}").out.startswith(other)
    desk.seed(kept, story(3))
    desk.run("publish")
    assert set(desk.quarantined()) == {other}


def test_a_quarantined_file_that_is_gone_from_seeds_is_tried_again_from_its_copy_and_never_lost(desk: Plain) -> None:
    desk.seed("broken.json", b"{").parent.joinpath("other.json").write_bytes(b"[")
    desk.run("publish", code=1)
    (desk.folder / "seeds/broken.json").unlink()
    ran = desk.run("quarantine", "retry", "broken.json", code=1)
    assert "broken.json: still not read: this is not valid JSON" in ran.err
    assert set(desk.quarantined()) == {"broken.json", "other.json"}
    assert desk.run("quarantine", "drop", "seeds/other.json").out == "other.json: dropped\n"
    assert set(desk.quarantined()) == {"broken.json"}
    assert "dropped from quarantine" in desk.run("explain", "seeds/other.json").out
    desk.run("publish")
    assert "is not in quarantine" in desk.run("quarantine", "retry", "nothing.txt", code=2).err


def test_a_file_that_may_not_be_read_is_named_each_time_until_it_may(desk: Plain) -> None:
    desk.seed("locked.txt", story(3, "Oslo, Norway")).chmod(0)
    for _ in range(2):
        ran = desk.powerless("publish", code=1)
        assert "locked.txt: permission denied: give the desk's user the right to read it" in ran.err
    assert set(desk.quarantined()) == {"locked.txt"}
    assert desk.titles() == GOOD
    (desk.folder / "seeds/locked.txt").chmod(0o644)
    desk.run("publish")
    assert "Well number 3 is open in Oslo, Norway" in desk.titles()
    assert desk.quarantined() == {}


@pytest.mark.parametrize("mode", [0o000, 0o600, 0o300])
def test_a_folder_that_may_not_be_read_is_named_and_read_when_it_may(desk: Plain, mode: int) -> None:
    desk.seed("sub/in.txt", story(3, "Oslo, Norway")).parent.chmod(mode)
    try:
        ran = desk.powerless("publish", code=1)
        assert "refused      sub" in ran.err
        assert "permission denied" in ran.err
        assert desk.powerless("explain", "seeds/sub/in.txt").out.startswith("sub/in.txt: refused: ")
    finally:
        (desk.folder / "seeds/sub").chmod(0o755)
    assert desk.titles() == GOOD
    desk.run("publish")
    assert "Well number 3 is open in Oslo, Norway" in desk.titles()


def test_what_is_no_file_is_refused_and_named(desk: Plain, tmp_path: Path) -> None:
    seeds = desk.folder / "seeds"
    (tmp_path / "secret.txt").write_text(story(3))
    (seeds / "out.txt").symlink_to(tmp_path / "secret.txt")
    (seeds / "outside").symlink_to(tmp_path)
    (seeds / "dangling.txt").symlink_to("nowhere.txt")
    (seeds / "loop.txt").symlink_to("loop.txt")
    (seeds / "inside.txt").symlink_to("good.txt")
    os.mkfifo(seeds / "pipe.txt")
    (seeds / "x.txt").mkdir()
    desk.seed("x.txt/in.txt", story(4, "Oslo, Norway"))
    ran = desk.run("publish", code=1)
    said = dict(line.removeprefix("refused").strip().split(": ", 1) for line in ran.err.splitlines())
    assert set(said) == {"out.txt", "outside", "dangling.txt", "loop.txt", "pipe.txt"}
    assert "leads out of the folder" in said["out.txt"]
    assert "leads nowhere" in said["dangling.txt"]
    assert "a named pipe" in said["pipe.txt"]
    for name in ("out.txt", "pipe.txt"):
        assert said[name] in desk.run("explain", f"seeds/{name}").out
    assert desk.titles() == GOOD | {"Well number 4 is open in Oslo, Norway"}
    assert "a folder" in desk.run("explain", "seeds/x.txt").out


def test_a_strange_file_name_is_shown_on_one_line_and_commands_no_terminal(desk: Plain) -> None:
    desk.seed("two\nlines.txt", story(3, "Oslo, Norway"))
    desk.seed("red\x1b[31m\u202e.txt", b"")
    try:
        os.close(os.open(os.fsencode(desk.folder / "seeds") + b"/bad\xff.txt", os.O_CREAT | os.O_WRONLY))
        named = True
    except OSError:  # macOS has no such names
        named = False
    ran = desk.run("publish", code=1)
    assert r"quarantined  red\x1b[31m\u202e.txt: the file is empty" in ran.err.splitlines()
    assert "Well number 3 is open in Oslo, Norway" in desk.titles()
    assert desk.run("explain", "seeds/two\nlines.txt").out.startswith(r"two\nlines.txt  (sha256 ")
    assert "\x1b" not in desk.run("quarantine", "list").out
    if named:
        assert r"refused      bad\udcff.txt: its name is not valid UTF-8: rename it" in ran.err.splitlines()
        assert "rename it" in desk.run("explain", os.fsdecode(b"seeds/bad\xff.txt")).out


# -- files that can be read, with care --------------------------------------------------------------


def test_text_in_the_wrong_encoding_is_read_rightly(desk: Plain) -> None:
    for name, (content, _) in ENCODED.items():
        desk.seed(name, content)
    desk.run("publish")
    records = {record["source_path"]: record for record in desk.run("articles", "--json").records}
    for name, (_, title) in ENCODED.items():
        assert title in records[name]["title"]
    for name in ("cp1251.txt", "koi8.txt", "cp1252.txt", "latin1.txt", "claims-utf8.html"):
        assert "encoding-guessed" in records[name]["flags"]


def test_control_characters_in_a_title_reach_no_reader(desk: Plain) -> None:
    body = story(8, "Accra, Ghana").split("\n\n", 1)[1]
    desk.seed("a.txt", f"Well\x00 8\x1b[31m is \x07open\x08 in \u202eAccra\u202c, Ghana\ufeff\n\n{body}")
    title = "Well \\ud800 9 \\u0000\\u001b[2Jis \\u202eopen in Suva, Fiji"
    desk.seed("b.json", f'{{"title": "{title}", "author": "A\\ud800B", "url": "https://x.example/\\ud800",'
              f' "text": {json.dumps(body.replace("number 8", "number 9"))}}}')  # fmt: skip
    desk.run("publish")
    assert desk.titles() == GOOD | {"Well 8 is open in Accra, Ghana", "Well 9 is open in Suva, Fiji"}
    for name in ("a.txt", "b.json"):
        told = desk.run("explain", f"seeds/{name}").out
        assert not {*"\0\a\b\x1b\u202e\ud800"}.intersection(told)
        assert json.loads(desk.run("explain", "--json", f"seeds/{name}").out)
    for name, content in desk.feeds().items():
        assert not {*range(0x20)}.difference(b"\t\n\r").intersection(content), name
        assert not {*"\u202e\u202c"}.intersection(content.decode()), name
        if name.endswith((".xml", ".opml")):
            etree.fromstring(content)


def test_extract_names_what_it_cannot_read_and_reads_the_rest(desk: Plain) -> None:
    desk.seed("a-broken.json", b"{")
    desk.seed("locked.txt", story(3)).chmod(0)
    (desk.folder / "seeds/nowhere.txt").symlink_to("gone.txt")
    os.mkfifo(desk.folder / "seeds/pipe.txt")
    for paths in (("seeds",), tuple(f"seeds/{path.name}" for path in (desk.folder / "seeds").iterdir())):
        ran = desk.powerless("extract", "--json", *paths, code=1)
        assert {record["title"] for record in ran.records} == GOOD
        for name in ("a-broken.json", "locked.txt", "nowhere.txt", "pipe.txt"):
            assert f"digest: seeds/{name}: " in ran.err


# -- much too much ----------------------------------------------------------------------------------


def test_a_file_of_300_megabytes_is_set_aside_without_being_held_in_memory(desk: Plain) -> None:
    usual = _peak(desk.powerless("publish", before=MEASURED))
    block = "".join(story(number, "Kigali, Rwanda") for number in range(2500)).encode()
    with (desk.folder / "seeds/text.txt").open("wb") as text:
        for _ in range(301_000_000 // len(block)):
            text.write(block)
    with (desk.folder / "seeds/sparse.txt").open("wb") as sparse:
        sparse.truncate(300_000_000)
    desk.seed("new.txt", story(3, "Oslo, Norway"))
    ran = desk.powerless("publish", code=1, before=MEASURED)
    assert "text.txt: 301 MB, over the limit of 50 MB: split it, or raise `ingest.max_size`" in ran.err
    assert "sparse.txt: 300 MB, over the limit of 50 MB" in ran.err
    assert "Well number 3 is open in Oslo, Norway" in desk.titles()
    assert _peak(ran) < usual + 40_000_000


def test_a_text_that_is_no_article_but_a_book_is_set_aside_in_little_memory(desk: Plain) -> None:
    usual = _peak(desk.powerless("publish", before=MEASURED))
    block = "The ferry of the fjord runs on Sundays too, says the harbour master of the town. " * 12
    desk.seed("book.txt", "The whole book of the ferry\n\n" + f"{block}\n\n" * 49_000)
    ran = desk.powerless("publish", code=1, before=MEASURED)
    assert "book.txt: one article of 47,579,000 characters ('The whole book of the ferry'), over the limit" in ran.err
    assert "raise `ingest.max_article` in digest.toml" in ran.err
    assert _peak(ran) < usual + 300_000_000


def test_a_file_over_the_limit_is_read_when_the_limit_is_raised_and_it_is_tried_again(desk: Plain) -> None:
    config = desk.folder / "digest.toml"
    text = config.read_text()
    assert '# max_size = "50 MB"' in text
    config.write_text(text.replace('# max_size = "50 MB"', 'max_size = "1 kB"'))
    desk.seed("long.txt", story(3, "Oslo, Norway") + "The ferry of the fjord runs on Sundays too. " * 30)
    assert "long.txt: 1.65 kB, over the limit of 1 kB" in desk.run("publish", code=1).err
    config.write_text(text)
    assert desk.run("quarantine", "retry", "long.txt").out == "long.txt: the next publish reads it again\n"
    desk.run("publish")
    assert "Well number 3 is open in Oslo, Norway" in desk.titles()


def _peak(ran: Ran) -> int:
    """Bytes."""
    [line] = [line for line in ran.err.splitlines() if line.startswith("peak ")]
    return int(line.split()[1]) * (1 if sys.platform == "darwin" else 1024)


# -- folders and disks ------------------------------------------------------------------------------


@pytest.mark.parametrize("published", [False, True])
def test_where_feeds_is_read_only_the_run_says_so_and_the_next_one_catches_up(desk: Plain, *, published: bool) -> None:
    if published:
        desk.run("publish")
        desk.seed("new.txt", story(3, "Oslo, Norway"))
    desk.seed("empty.txt", b"")
    feeds = [desk.folder / "feeds", *(path for path in (desk.folder / "feeds").rglob("*") if path.is_dir())]
    for folder in feeds:
        folder.chmod(0o555)
    try:
        ran = desk.powerless("publish", code=1)
        assert "the folder is read-only for this user: make it writable with chmod u+w" in ran.err
        assert "quarantined  empty.txt: the file is empty" in ran.err, "the run that met it tells of it"
        assert "feeds is not writable\n  chmod u+w" in desk.powerless("doctor", code=1).out
    finally:
        for folder in feeds:
            folder.chmod(0o755)
    assert "issued before: 1 delivery sent" in desk.run("publish").out
    listed = json.loads(desk.feeds()["all.json"])["items"]
    assert {item["title"] for item in listed} == desk.titles()
    assert len(listed) == 2 + published
    assert len(list((desk.folder / "var/maildir/new").iterdir())) == 1 + published


@pytest.mark.parametrize("published", [False, True])
def test_where_var_is_read_only_every_command_says_so(desk: Plain, *, published: bool) -> None:
    if published:
        desk.run("publish")
    var = desk.folder / "var"
    modes = {path: path.stat().st_mode for path in (var, *var.glob("digest.db*"))}
    for path in modes:
        path.chmod(0o555 if path == var else 0o444)
    try:
        for command in ("publish", "status", "articles"):
            ran = desk.powerless(command, code=1)
            assert "digest.db: is read-only: give this user the right to write the file and its folder" in ran.err
        assert "var is not writable\n  chmod u+w" in desk.powerless("doctor", code=1).out
        assert "give this user the right to write" in desk.powerless("run", code=1).err
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    desk.run("publish")
    assert desk.titles() == GOOD


def test_where_the_desk_itself_is_read_only_the_commands_say_so(desk: Plain) -> None:
    shutil.rmtree(desk.folder / "var")
    desk.folder.chmod(0o555)
    try:
        for command in ("publish", "run", "status"):
            assert str(desk.folder / "var") in desk.powerless(command, code=1).err
    finally:
        desk.folder.chmod(0o755)
    desk.run("publish")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=3m,mode=777", "tmpfs", str(folder))
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a disk small enough to be filled")
    yield folder
    subprocess.run(("umount", "--lazy", str(folder)), check=True)


@pytest.mark.parametrize("free", [500, 250, 200, 100, 0])
def test_on_a_full_disk_the_run_says_so_and_the_next_one_catches_up(desk: Plain, small_disk: Path, free: int) -> None:
    full = Plain(folder=Path(shutil.copytree(desk.folder, small_disk / "desk")))
    taken = shutil.disk_usage(small_disk).free // 1024 - free
    (small_disk / "ballast").write_bytes(bytes(taken * 1024))
    ran = full.run("publish", code=1)
    assert "full" in ran.err
    assert "free some space" in ran.err
    full.run("status", code=None)
    (small_disk / "ballast").unlink()
    full.run("publish")
    assert full.titles() == GOOD
    assert {item["title"] for item in json.loads(full.feeds()["all.json"])["items"]} == GOOD
    assert len(list((full.folder / "var/maildir/new").iterdir())) == 1
    assert not list((full.folder / "feeds").rglob(".*")), "no half-written file stays"


# -- digest.toml ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("settle = 0.05", "setle = 1", "`setle` is no key of [ingest]: did you mean `settle`?"),
        ("settle = 0.05", 'settle = "soon"', '`settle` wants seconds from 0 to 600, such as 2 or 0.5, got "soon"'),
        ("settle = 0.05", "settle = ", "is not TOML at column 10"),
        ("[ingest]", "[ingest", "is not TOML at column 8"),
        ("[ingest]", "[injest]", "did you mean [ingest]?"),
        ('timezone = "UTC"', 'timezone = "Mars/Base"', "`timezone` wants a time zone"),
        ("[ingest]", "[ingest]\n\x00", "is not TOML at column 1"),
        ("[ingest]", "[ingest]\n# caf\udce9", "is not UTF-8"),
    ],
)
def test_a_mistake_in_digest_toml_is_named_with_its_line(desk: Plain, right: str, wrong: str, said: str) -> None:
    config = desk.folder / "digest.toml"
    text = config.read_text()
    assert right in text
    config.write_text(text.replace(right, wrong), errors="surrogateescape")
    line = text[: text.index(right)].count("\n") + 1 + wrong.count("\n")
    ran = desk.run("publish", code=2)
    assert f"digest.toml:{line}: " in ran.err
    assert said in ran.err


def test_a_desk_without_its_digest_toml_is_told_to_bring_it_back(desk: Plain, tmp_path: Path) -> None:
    file = desk.folder / "digest.toml"
    text = file.read_text()
    file.unlink()
    assert "bring it back" in desk.run("publish", code=2).err
    file.mkdir()
    assert "it must be a file that this user may read" in desk.run("publish", code=2).err
    file.rmdir()
    file.write_text(text)
    file.chmod(0)
    assert "it must be a file that this user may read" in desk.powerless("publish", code=2).err
    assert "run `digest init` here" in desk.run("publish", "--desk", str(tmp_path), code=2).err


# -- the database -----------------------------------------------------------------------------------


def _overwrite_pages(database: Path) -> None:
    data = bytearray(database.read_bytes())
    for at in range(8192, len(data), 8192):
        data[at : at + 4096] = b"\xde\xad" * 2048
    database.write_bytes(data)


def _overwrite_header(database: Path) -> None:
    data = database.read_bytes()
    database.write_bytes(b"x" * 4096 + data[4096:])


def _cut(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2)


def _damage_records(database: Path) -> None:
    database.write_bytes(database.read_bytes().replace(b'"title"', b'"titl{}'))


@pytest.mark.parametrize("damage", [_overwrite_pages, _overwrite_header, _cut, _damage_records])
def test_a_damaged_database_is_named_and_a_backup_brings_the_desk_back(
    desk: Plain, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    desk.run("publish")
    desk.run("backup", str(tmp_path / "backup"))
    damage(desk.folder / "var/digest.db")
    desk.seed("new.txt", story(3, "Oslo, Norway"))
    for command in ("publish", "articles"):
        ran = desk.run(command, code=1)
        assert "damaged" in ran.err
        assert "restore a backup" in ran.err
    for command in ("status", "preview", "doctor"):
        desk.run(command, code=None)
    desk.run("restore", str(tmp_path / "backup"), "--force")
    desk.run("publish")
    assert desk.titles() == GOOD | {"Well number 3 is open in Oslo, Norway"}


def test_a_database_of_a_newer_digest_is_left_alone(desk: Plain) -> None:
    desk.run("publish")
    database = desk.folder / "var/digest.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = database.read_bytes()
    for command in ("publish", "migrate", "run"):
        assert "install a newer Digest" in desk.run(command, code=1).err
    assert database.read_bytes() == before
