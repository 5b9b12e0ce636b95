"""Every command that reads, as a person and as a program meet it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from digest.ingest.readers.plain import Plain
from digest.model import Reading, Seed
from tests.cli.conftest import Call
from tests.desks import Desk, NearDesk, story

LISTS = {
    "articles": "nothing is stored yet: put files into seeds/",
    "editions": "no edition was issued yet",
    "deliveries": "no deliveries",
    "quarantine list": "nothing is in quarantine",
}
WRONG = {
    "articles --country Kenya": "it wants a country's two letters of ISO 3166, or XK: did you mean KE?",
    "articles --country UK": "--country UK: it wants a country's two letters of ISO 3166, or XK",
    "articles --region atlantis": "there is no region 'atlantis': the regions are europe",
    "articles --limit 0": "0 is not in the range",
    "articles --region europe --country fr": "go one at a time",
    "explain nothing-of-that-name": "nothing is stored under 'nothing-of-that-name'",
    "explain": "Missing argument",
    "editions --digest weekly": "this desk has no digest 'weekly': it has daily",
    "preview --digest weekly": "this desk has no digest 'weekly': it has daily",
    "publish --digest weekly": "this desk has no digest 'weekly': it has daily",
    "publish --backfill no-such-folder": "--backfill wants a folder",
    "subscribers remove nobody@reader.example": "is no subscriber",
    "deliveries --state lost": "'lost' is not one of",
    "deliveries --state held release": "say --edition and --state after release",
    "quarantine retry nothing": "nothing is not in quarantine",
    "quarantine drop nothing": "nothing is not in quarantine",
    "backup": "Missing argument",
    "restore no-such-folder": "does not exist",
    "extract no-such-file": "no-such-file: there is no such file or folder",
    "locate no-such-file": "No such file",
    "pubilsh": "Did you mean 'publish'?",
    "status --jsno": "No such option",
}


@pytest.mark.parametrize("command", LISTS)
def test_an_empty_list_says_so_beside_standard_output(empty: Desk, call: Call, command: str) -> None:
    ran = call(empty, *command.split())
    assert (ran.out, ran.err.startswith(LISTS[command])) == ("", True)
    ran = call(empty, *command.split(), "--json")
    assert (ran.out, ran.err) == ("", "")


def test_an_empty_desk_has_a_status_and_nothing_to_preview(empty: Desk, call: Call) -> None:
    assert call(empty, "doctor").out == "nothing is wrong with this desk\n"
    assert "nothing waits for an edition" in call(empty, "preview").err
    assert "0 articles wait, next" in call(empty, "status").out
    [record] = call(empty, "status", "--json").records
    assert (record["articles"], record["editions"], record["running"]) == (0, 0, None)
    [person] = call(empty, "subscribers", "list", "--json").records
    assert person["channel"] == "maildir"


@pytest.mark.parametrize("command", [*LISTS, "feeds", "status", "doctor", "subscribers list", "explain wells.txt"])
def test_json_is_one_object_a_line_and_nothing_else(full: Desk, call: Call, command: str) -> None:
    ran = call(full, *command.split(), "--json", code=int(command == "doctor"))
    assert ran.records
    assert all(isinstance(record, dict) for record in ran.records)
    assert ran.err == ""


@pytest.mark.parametrize("command", [*LISTS, "feeds", "subscribers list", "status"])
def test_what_a_person_reads_stands_in_columns(full: Desk, call: Call, command: str) -> None:
    lines = call(full, *command.split()).out.splitlines()
    assert lines
    assert all(line == line.rstrip() and "  " in line for line in lines)
    widths = {len(line.partition("  ")[0]) for line in lines if command == "articles"}
    assert len(widths) <= 1


@pytest.mark.parametrize("command", WRONG)
def test_what_cannot_be_is_refused_with_its_reason(full: Desk, call: Call, command: str) -> None:
    ran = call(full, *command.split(), code=2)
    assert (ran.out, WRONG[command] in ran.err) == ("", True), ran.err


def test_every_feed_is_listed_with_its_addresses_its_entries_and_its_last_change(full: Desk, call: Call) -> None:
    found = {record["feed"]: record for record in call(full, "feeds", "--json").records}
    [kenya] = call(full, "articles", "--country", "KE", "--json").records
    assert found["countries/ke"] == {
        "feed": "countries/ke",
        "kind": "country",
        "title": "desk: Kenya",
        "entries": 1,
        "changed": kenya["updated"].partition(".")[0] + "+00:00",
        "addresses": {
            "rss": "http://127.0.0.1:8080/countries/ke.rss.xml",
            "atom": "http://127.0.0.1:8080/countries/ke.atom.xml",
            "json": "http://127.0.0.1:8080/countries/ke.json",
        },
        "private": False,
    }
    assert next(iter(found)) == "all"
    assert found["digests/daily"]["entries"] == 1
    empty = [record for record in found.values() if not record["entries"]]
    assert empty, "regions without articles are told too"
    assert all(record["changed"] is None for record in empty)
    files = full.feeds()
    held = {feed: len(json.loads(files[f"{feed}.json"])["items"]) for feed in found}
    assert {feed: record["entries"] for feed, record in found.items()} == held, "what a reader finds in it"
    assert {f"{feed}.atom.xml" for feed in found} == {name for name in files if name.endswith(".atom.xml")}


def test_a_list_that_goes_on_says_so(full: Desk, call: Call) -> None:
    ran = call(full, "articles", "--limit", "3")
    assert (len(ran.out.splitlines()), ran.err) == (3, "the first 3; --limit shows more\n")


def test_the_desk_may_stand_before_or_after_the_command_or_in_the_environment(
    full: Desk, empty: Desk, call: Call
) -> None:
    where = str(full.folder)
    for args in (
        ("--desk", where, "status", "--json"),
        ("status", "--json", "--desk", where),
        ("--desk", "no-such-desk", "status", "--json", "--desk", where),
        ("subscribers", "list", "--json", "--desk", where),
        ("--desk", where, "subscribers", "list", "--json"),
    ):
        assert (
            call(empty, *args).out
            == call(full, *[arg for arg in args if arg not in {"--desk", where, "no-such-desk"}]).out
        )
    assert "no delivery is held" in call(empty, "deliveries", "--desk", where, "release").err
    ran = call(empty, "status", "--desk", "no-such-desk", code=2)
    assert "digest.toml" in ran.err
    assert "digest init" in ran.err


def test_explain_tells_why_an_article_stands_there_and_not_elsewhere(full: Desk, call: Call) -> None:
    told = call(full, "explain", "Danube").out
    assert "region     Europe (europe) › Balkans (balkans), confidence 0.30" in told
    assert "because    Serbia leads (2.7 against 1.9 for Romania): named in the opening" in told
    assert "but not    Eastern Europe" in told or "but not    Russia" in told
    assert "Belgrade                 capital" in told
    assert "editions   daily-" in told
    told = call(full, "explain", "wells.txt").out
    assert told.startswith("wells.txt  (sha256 ")
    assert "read as plain" in told
    assert "when it was read: new\n" in told
    assert "this is not valid JSON" in call(full, "explain", "seeds/broken.json").out


def test_explain_lists_what_a_file_in_one_line_holds_as_records(copy: Desk, call: Call) -> None:
    text = "The harbour of Rijeka opened a second pier on Monday, and the first ferry tied up there at noon."
    copy.seed("line.json", json.dumps([{"title": "No text"}, {"title": "A Pier", "text": text}]))
    call(copy, "publish", "--yes")
    told = call(copy, "explain", "line.json").out
    assert "  record 1: left out (object 1 of 2: it has a title but no text (keys: title))\n  record 2: A Pier" in told
    assert "from       line.json, record 2, layout json" in told


def test_explain_names_the_others_when_several_are_meant(full: Desk, call: Call) -> None:
    ran = call(full, "explain", "river")
    assert "'river' names these too:" in ran.err
    assert len(ran.err.splitlines()) >= 2


EXTRACTED = (
    "source_path index lines layout id title summary paragraphs captions byline agency dateline published "
    "published_precision published_from not_before language url site flags fields"
)


def test_extract_has_the_keys_that_were_promised(full: Desk, call: Call) -> None:
    records = call(full, "extract", str(full.folder / "seeds"), "--json", code=1).records
    assert len(records) == len(call(full, "articles", "--json").records)
    for record in records:
        assert set(EXTRACTED.split()) <= set(record)
        added = {"tags", "source", "section", "guid", "version", "revised", "signal"}
        assert set(record) - set(EXTRACTED.split()) == added
    stacked = next(record for record in records if record["captions"])
    assert set(stacked["captions"][0]) == {"text", "credit"}
    assert {"source", "confidence"} == set(next(iter(stacked["fields"].values())))
    ids = {record["id"] for record in call(full, "articles", "--json").records}
    assert {record["id"] for record in records} == ids, "the same keys as on the desk"


def test_locate_has_the_keys_that_were_promised(full: Desk, call: Call, tmp_path: Path) -> None:
    lines = [
        {"id": 7, "title": "Floods in Peru", "text": "Lima is under water, and Peru asks for help."},
        {"title": "", "text": ""},
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + "\n[1]\nno json\n")
    ran = call(full, "locate", str(file), code=1)
    first, second = ran.records
    keys = {"id", "region", "section", "regions", "countries", "confidence", "flagged", "evidence"}
    assert keys <= set(first)
    assert (first["id"], first["region"], first["regions"][0]) == (7, "latin-america", "latin-america")
    assert set(first["countries"][0]) == {"code", "score"}
    assert (second["id"], second["region"], second["flagged"]) == (None, "unassigned", True)
    assert ran.err.count("no JSON object with title and text") == 2
    assert f"{file}:4:" in ran.err


def test_locate_refuses_a_text_with_a_home_or_a_language_that_is_none(full: Desk, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    lines = [
        {"text": "It rained.", "home": "UK"},
        {"text": "It rained.", "language": 1},
        {"text": "Rain", "home": "PE"},
    ]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    ran = call(full, "locate", str(file), code=1)
    assert [record["region"] for record in ran.records] == ["latin-america"]
    assert f'{file}:1: "home" wants a country\'s two capital letters of ISO 3166, or XK, got "UK"' in ran.err
    assert f'{file}:2: "language" wants a tag such as "fr", got 1' in ran.err


def test_a_line_that_is_not_utf_8_stops_no_other_text(full: Desk, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"text": "Rain in Peru"}\r\n{"text": "caf\xe9"}\n{"text": "Rain in Kenya"}')
    ran = call(full, "locate", str(file), code=1)
    assert [record["region"] for record in ran.records] == ["latin-america", "africa"]
    assert ran.err == f"digest: {file}:2: is not UTF-8: save it in that encoding\n"


def test_preview_shows_what_would_go_out_and_issues_nothing(copy: Desk, call: Call) -> None:
    copy.seed("more.txt", story(2, "Lima, Peru"))
    call(copy, "publish", "--no-edition", code=0)
    told = call(copy, "preview").out
    assert "1 article, " in told
    assert "kB of at most 95 kB, 2 recipients" in told
    assert "Latin America & Caribbean\n  [South America] Well number 2" in told
    [record] = call(copy, "preview", "--json").records
    assert set(record) == {"edition", "subject", "bytes", "regions", "left_out"}
    assert "Well number 2 is open in Lima, Peru" in call(copy, "preview", "--text").out
    assert len(call(copy, "editions", "--json").records) == 1
    assert [each["waiting"] for each in call(copy, "status", "--json").records[0]["digests"]] == [1]


def test_publish_as_json_is_one_object(copy: Desk, call: Call) -> None:
    copy.seed("more.txt", story(2, "Lima, Peru"))
    [record] = call(copy, "publish", "--json").records
    assert (record["new"], record["revised"], record["articles"]) == (1, 0, 1)
    assert [each["state"] for each in record["deliveries"]] == ["sent", "sent"]
    [record] = call(copy, "publish", "--json").records
    assert (record["edition"], record["written"]) == (None, [])


@pytest.mark.parametrize("command", ["articles --json", "articles", "explain --json crawled-page.txt"])
def test_a_reader_of_a_pipe_may_stop_reading(full: Desk, command: str) -> None:
    shell = f"{sys.executable} -m digest {command} | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DIGEST_DESK": str(full.folder)},
    )
    assert (done.returncode, done.stderr, len(done.stdout)) == (0, "", 1)


def test_a_fault_of_our_own_in_one_file_stops_neither_an_extract_nor_a_dry_run(
    copy: Desk, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_self: Plain, seed: Seed, _layouts: object) -> Reading:
        raise IndexError(seed.path)

    for number in (1, 2):
        copy.seed(f"late{number}.txt", story(number, "Lima, Peru"))
    monkeypatch.setattr(Plain, "read", stumble)
    for command, out in (
        (("extract", str(copy.folder / "seeds")), "How the United Nations Decides"),
        (("publish", "--dry-run"), ""),
    ):
        ran = call(copy, *command, code=1)
        told = ran.out + ran.err
        assert out in ran.out
        for number in (1, 2):
            assert f"late{number}.txt: a fault in Digest itself, not in the file: IndexError" in told


def test_a_command_that_a_message_names_can_be_pasted(tmp_path: Path) -> None:
    here = NearDesk(folder=tmp_path)
    told = here.run("init", "my desk").out
    line = next(line for line in told.splitlines() if line.startswith("publish"))
    assert shlex.split(line)[-3:] == ["publish", "--desk", "my desk"]
    desk = NearDesk(folder=tmp_path / "my desk").quick()
    desk.seed("1.txt", story(1))
    told = here.run("publish", "--desk", "my desk", "--yes").out
    assert "run --desk 'my desk', then http://" in told
