"""A real feed reader, and a tap on the line that notes what the server answers it."""

from __future__ import annotations

import http.client
import sqlite3
import subprocess
import threading
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


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

    def titles(self) -> list[str]:
        """The titles of all articles it holds."""
        with closing(sqlite3.connect(self.folder / "cache.db")) as cache:
            return [title for (title,) in cache.execute("SELECT title FROM rss_item")]


class Tap:
    """Passes each GET on to a port of this machine and notes the code of the answer."""

    def __init__(self, port: int) -> None:
        codes = self.codes = list[int]()

        class Pass(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as onward:
                    onward.request("GET", self.path, headers=dict(self.headers))
                    answer = onward.getresponse()
                    body = answer.read()
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
