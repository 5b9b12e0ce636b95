"""Reading news asks nobody: no file makes Digest, or a process it starts, touch the network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digest.ingest import READERS
from tests.desks import new_desk
from tests.ingest.test_readers import samples_of

#: runs in every Python process that starts: notes the process, and everything that would leave the machine
GUARD = """
import os, sys

log = os.environ["GUARD_LOG"]
ways = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}

def note(line):
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line.encode() + b"\\n")
    os.close(handle)

def guard(event, arguments):
    if event in ways:
        note(f"{event} {arguments[1:]!r}")
        raise ConnectionRefusedError(event)

sys.addaudithook(guard)
note(f"process {os.getpid()}")
"""
CALLS_HOME = (
    '<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd" '
    '[<!ENTITY far SYSTEM "http://127.0.0.1:9/far">]>\n<nitf><body><body.head><hedline><hl1>A pier</hl1></hedline>'
    "</body.head><body.content><p>The pier in Rijeka is open, and the first ferry tied up at noon. &far;</p>"
    "</body.content></body></nitf>"
)


def test_no_sample_of_any_reader_makes_a_process_of_digest_touch_the_network(tmp_path: Path) -> None:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    log = tmp_path / "log"
    desk = new_desk(tmp_path / "desk")
    for reader in READERS:
        for file in samples_of(reader):
            desk.seed(f"{reader.name}/{file.name}", file.read_bytes())
    desk.seed("far.xml", CALLS_HOME)
    ran = replace(desk, environment={"PYTHONPATH": str(guard), "GUARD_LOG": str(log)}).run(
        "publish", "--no-edition", "--json", code=None
    )
    assert ran.records[0]["new"] > len(READERS)
    lines = log.read_text().splitlines()
    assert len([line for line in lines if line.startswith("process ")]) >= 2
    assert [line for line in lines if not line.startswith("process ")] == []
