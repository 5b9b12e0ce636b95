"""Real feed readers, driven without a screen, and a tap on the line that notes what the server answers them."""

from __future__ import annotations

import email
import email.policy
import http.client
import os
import sqlite3
import subprocess
import threading
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol, Self

#: it has no word for being done, and forgets between two runs what a server told it of a feed: it is made to ask twice
_LIFEREA = """
"$LIFEREA" & running=$!
for pause in 5 4; do
    sleep $pause
    dbus-send --print-reply --dest=org.gnome.feed.Reader /org/gnome/feed/Reader org.gnome.feed.Reader.Refresh || exit 1
done
sleep 4
kill $running
wait $running || true
"""


class Reader(Protocol):
    """A program that a person reads feeds with; `told` and `held` are titles in no order that matters."""

    def subscribe(self, *addresses: str) -> None:
        """Subscribe to these addresses and no others."""

    def told(self) -> list[str]:
        """Ask the server, and give what the person is shown or sent as news; all of it is read after that."""

    def held(self) -> list[str]:
        """All that it keeps, or has sent."""


@dataclass(frozen=True, kw_only=True)
class Newsboat:
    """newsboat with its files in one folder."""

    program: str
    folder: Path

    def subscribe(self, *addresses: str) -> None:
        """Subscribe to these addresses and no others."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "config").touch()
        (self.folder / "urls").write_text("".join(f"{address}\n" for address in addresses))

    def run(self, *arguments: str) -> str:
        """Run it once without a terminal; it must succeed."""
        files = ("-u", f"{self.folder}/urls", "-c", f"{self.folder}/cache.db", "-C", f"{self.folder}/config")
        done = subprocess.run(
            [self.program, *files, *arguments], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def unread(self) -> int:
        """How many unread articles it counts: "4 unread articles"."""
        return int(self.run("-x", "print-unread").split()[0])

    def held(self) -> list[str]:
        """The titles of all articles it holds."""
        return self._rows("SELECT title FROM rss_item")

    def told(self) -> list[str]:
        """Reload, and read what is unread."""
        self.run("-x", "reload")
        told = self._rows("SELECT title FROM rss_item WHERE unread")
        self._rows("UPDATE rss_item SET unread = 0")
        return told

    def _rows(self, statement: str) -> list[str]:
        with closing(sqlite3.connect(self.folder / "cache.db")) as cache, cache:
            return [row[0] for row in cache.execute(statement)]


@dataclass(frozen=True, kw_only=True)
class Rss2email:
    """rss2email, which sends every entry that it does not know by its id; here to a folder of messages."""

    program: str
    folder: Path

    def subscribe(self, *addresses: str) -> None:
        (self.folder / "sent").mkdir(parents=True)
        sendmail = self.folder / "sendmail"
        sendmail.write_text(f'#!/bin/sh\nexec cat > "$(mktemp "{self.folder}/sent/XXXXXXXX")"\n')
        sendmail.chmod(0o755)
        (self.folder / "config").write_text(
            "[DEFAULT]\nto = desk@example.org\nfrom = reader@example.org\n"
            f"email-protocol = sendmail\nsendmail = {sendmail}\n"
        )
        for number, address in enumerate(addresses):
            self._run("add", f"feed{number}", address)

    def told(self) -> list[str]:
        before = set(self._sent())
        self._run("run")
        return [title for file, title in self._sent().items() if file not in before]

    def held(self) -> list[str]:
        return list(self._sent().values())

    def _sent(self) -> dict[str, str]:
        messages = {
            file.name: email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in (self.folder / "sent").iterdir()
        }
        return {name: str(message["Subject"]) for name, message in messages.items()}

    def _run(self, *arguments: str) -> None:
        files = ("-c", f"{self.folder}/config", "-d", f"{self.folder}/data.json")
        done = subprocess.run(
            [self.program, *files, *arguments], capture_output=True, text=True, timeout=60, check=True
        )
        assert "ERROR" not in done.stderr, done.stderr


@dataclass(frozen=True, kw_only=True)
class Sfeed:
    """sfeed, which keeps a line for each link and title that it has seen; a new line is its news."""

    program: str
    folder: Path

    def subscribe(self, *addresses: str) -> None:
        self.folder.mkdir()
        feeds = "".join(f'\tfeed "feed{number}" "{address}"\n' for number, address in enumerate(addresses))
        (self.folder / "sfeedrc").write_text(f'sfeedpath="{self.folder}/feeds"\nfeeds() {{\n{feeds}}}\n')

    def told(self) -> list[str]:
        before = self.held()
        done = subprocess.run(
            [self.program, self.folder / "sfeedrc"], capture_output=True, text=True, timeout=60, check=True
        )
        assert "FAIL" not in done.stdout + done.stderr, done.stdout + done.stderr
        told = self.held()
        for title in before:
            told.remove(title)
        return told

    def held(self) -> list[str]:
        files = sorted((self.folder / "feeds").glob("feed*"))
        return [line.split("\t")[1] for file in files for line in file.read_text().splitlines()]


@dataclass(frozen=True, kw_only=True)
class Liferea:
    """liferea on a screen of its own that nobody sees; told to, it asks for all its feeds."""

    program: str
    folder: Path

    def subscribe(self, *addresses: str) -> None:
        config = self.folder / ".config/liferea"
        config.mkdir(parents=True)
        outlines = "".join(
            f'<outline title="feed{number}" text="feed{number}" type="rss" xmlUrl="{address}" updateInterval="-1"/>'
            for number, address in enumerate(addresses)
        )
        (config / "feedlist.opml").write_text(f'<opml version="1.0"><head/><body>{outlines}</body></opml>')

    def told(self) -> list[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        with (self.folder / "log").open("wb") as log:
            subprocess.run(
                ["xvfb-run", "-a", "dbus-run-session", "--", "sh", "-c", _LIFEREA],
                env={**environment, "HOME": str(self.folder), "LIFEREA": self.program},
                stdout=log,
                stderr=log,
                timeout=60,
                check=True,
            )
        told = self._rows("SELECT title FROM items WHERE NOT read")
        self._rows("UPDATE items SET read = 1")
        return told

    def held(self) -> list[str]:
        return self._rows("SELECT title FROM items")

    def _rows(self, statement: str) -> list[str]:
        with closing(sqlite3.connect(self.folder / ".local/share/liferea/liferea.db")) as cache, cache:
            return [row[0] for row in cache.execute(statement)]


class Tap:
    """Passes each GET on to a port of this machine and notes the code of the answer, where a feed is asked for."""

    def __init__(self, port: int) -> None:
        codes = self.codes = list[int]()

        class Pass(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as onward:
                    onward.request("GET", self.path, headers=dict(self.headers))
                    answer = onward.getresponse()
                    body = answer.read()
                if self.path.endswith((".xml", ".json", ".opml")):
                    codes.append(answer.status)
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the codes are the log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Pass)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
