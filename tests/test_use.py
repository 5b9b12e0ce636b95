"""How much of an article readers may have: what its source and folder say holds everywhere, the desk's in feeds."""

from __future__ import annotations

import email
import email.policy
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import app, config
from digest.editions.slots import on_demand
from digest.model import Use, strictest
from digest.store import Store
from tests.desks import Desk, near_desk, story

USES = st.sampled_from(Use)
#: where an article lies, its address and site -> the tables of the desk that it fits
PLACES = {
    "wire": ("wire/a.md", "https://one.example/a", "One", {"wire"}),
    "wire-inside": ("wire/inner/b.md", "https://one.example/b", "One", {"wire", "inner"}),
    "address": ("c.md", "https://www.harbour.example/news/c", "Other", {"harbour"}),
    "address-in-wire": ("wire/d.md", "https://harbour.example/news/d", "Other", {"wire", "harbour"}),
    "name": ("e.md", "https://two.example/e", "The Harbour Wire", {"named"}),
    "nowhere": ("f.md", "https://three.example/f", "Third", set[str]()),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words that stand in one part of one article and nowhere else."""

    title: str
    summary: str
    body: str
    caption: str

    def beyond(self, use: Use) -> list[str]:
        return {
            Use.FULL: [],
            Use.SUMMARY: [self.body, self.caption],
            Use.HEADLINE: [self.summary, self.body, self.caption],
        }[use]


def words(number: int) -> Words:
    sign = "".join(chr(97 + int(digit)) for digit in str(number))
    return Words(title=f"Titlo{sign}x", summary=f"Sumo{sign}x", body=f"Bodo{sign}x", caption=f"Capto{sign}x")


def article(number: int, url: str, site: str) -> str:
    own = words(number)
    first, *more = story(number, title=f"{own.title} opens in Nairobi, Kenya").split("\n\n")[1:]
    return (
        f'---\ntitle: "{own.title} opens in Nairobi, Kenya"\nurl: {url}\nsite: "{site}"\n---\n'
        f"{first} They call it {own.summary}.\n\n![The pump of {own.caption}](pump.jpg)\n\n"
        f"The water of {own.body} is clean, said {own.body}.\n\n" + "\n\n".join(more)
    )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a desk says of use."""

    desk: Use = Use.FULL
    wire: Use = Use.FULL
    inner: Use = Use.SUMMARY
    harbour: Use = Use.FULL
    named: Use = Use.FULL
    feed: Use = Use.FULL

    def of(self, place: str) -> Use:
        return strictest(*(getattr(self, table) for table in PLACES[place][3]))

    def in_feeds(self, place: str) -> Use:
        return strictest(self.desk, self.of(place))

    @property
    def toml(self) -> str:
        return (
            f'[feeds]\nuse = "{self.desk}"\n'
            f'[[source]]\nname = "Wire"\nfolder = "wire"\nuse = "{self.wire}"\n'
            f'[[source]]\nname = "Harbour"\naddress = "harbour.example/news"\nuse = "{self.harbour}"\n'
            f'[[source]]\nname = "Named"\nnames = "the harbour wire"\nuse = "{self.named}"\n'
            f'[[folder]]\npath = "wire/inner"\nuse = "{self.inner}"\n'
            f'[[feed]]\nname = "wells"\nwords = "well"\nuse = "{self.feed}"\n'
        )


def settle(desk: Desk, policy: Policy) -> None:
    """Let the desk say so, and nothing else of use."""
    file = desk.folder / "digest.toml"
    kept, _, _ = file.read_text().partition("# of use\n")
    file.write_text(f"{kept}# of use\n{policy.toml}")


def fill(desk: Desk) -> None:
    """An article in each place."""
    for number, (path, url, site, _) in enumerate(PLACES.values()):
        desk.seed(path, article(number, url, site))


def public(desk: Desk) -> dict[str, str]:
    """Every file under feeds/ with its text, packed ones and mails unpacked."""
    root = desk.folder / "feeds"
    files = {str(file.relative_to(root)): file for file in root.rglob("*") if file.is_file()}
    return {name: unpacked(file) for name, file in files.items()}


def unpacked(file: Path) -> str:
    content = file.read_bytes()
    if file.suffix == ".gz":
        return gzip.decompress(content).decode()
    return mail(content) if file.suffix == ".eml" else content.decode()


def mail(content: bytes) -> str:
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    return "".join([str(parsed["Subject"]), *(part.get_content() for part in parsed.iter_parts())])


def mails(desk: Desk) -> dict[str, str]:
    files = (desk.folder / "var" / "maildir").glob("[nc]*/*")
    return {file.name: mail(file.read_bytes()) for file in files}


def hold_no_more(texts: Mapping[str, str], policy: Policy) -> None:
    for number, place in enumerate(PLACES):
        for name, text in texts.items():
            use = policy.in_feeds(place) if is_feed(name) else policy.of(place)
            leaked = [word for word in words(number).beyond(use) if word in text]
            assert not leaked, f"{name} holds {leaked} of {place}, of which it may have the {use}"


def is_feed(name: str) -> bool:
    """Whether it is an article feed's file or an entry of one; editions hold summaries, in their feed too."""
    own = name.endswith((".xml", ".json", ".xml.gz", ".json.gz")) or " " in name
    return own and not name.startswith("digests/")


def check(desk: Desk, policy: Policy, sent: set[str]) -> None:
    """No word beyond the use of its article in any file or kept entry, nor in a mail that was not `sent` before."""
    files = public(desk)
    keys = [item["id"].rpartition(":")[2] for item in json.loads(files["all.json"])["items"]]
    with Store.open(f"sqlite:///{desk.folder / 'var' / 'digest.db'}") as store:
        kept = {
            f"{key} {form}": each.body.decode()
            for key, it in store.fragments(keys).items()
            for form, each in it.items()
        }
    hold_no_more(files | kept | {name: text for name, text in mails(desk).items() if name not in sent}, policy)
    for number, place in enumerate(PLACES):
        own, use, fed = words(number), policy.of(place), policy.in_feeds(place)
        for name, least in (("all.json", fed), ("saved/wells.json", strictest(fed, policy.feed))):
            [item] = [item for item in json.loads(files[name])["items"] if own.title in item["title"]]
            told = json.dumps(item)
            assert [word in told for word in (own.summary, own.body)] == [least is not Use.HEADLINE, least is Use.FULL]
        [page] = [text for name, text in files.items() if "articles/" in name and f"<h1>{own.title}" in text][:1]
        assert [word in page for word in (own.summary, own.body, own.caption)] == [
            use is not Use.HEADLINE, use is Use.FULL, use is Use.FULL
        ]  # fmt: skip


def unsaid(folder: Path) -> Desk:
    """A desk that says nothing of use as yet."""
    made = near_desk(folder)
    file = made.folder / "digest.toml"
    before, _, rest = file.read_text().partition("[feeds]\n")
    file.write_text(before + rest[rest.index("\n[[") :])
    return made


POLICIES = st.builds(
    Policy,
    desk=USES,
    wire=USES,
    inner=USES.filter(lambda use: use is not Use.FULL),
    harbour=USES,
    named=USES,
    feed=USES,
)


def publish(desk: Desk, policy: Policy) -> None:
    """Let the desk say so, publish, and look at all that stands there and all that was sent now."""
    sent = set(mails(desk))
    settle(desk, policy)
    desk.run("publish", "--yes")
    check(desk, policy, sent)


def test_no_word_beyond_the_strictest_use_is_in_any_file_whatever_the_desk_said_before(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    publish(desk, Policy(feed=Use.SUMMARY))
    publish(desk, Policy(wire=Use.SUMMARY, inner=Use.HEADLINE, harbour=Use.HEADLINE, named=Use.SUMMARY))
    publish(desk, Policy(desk=Use.SUMMARY, named=Use.HEADLINE, feed=Use.HEADLINE))


@pytest.mark.nightly
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(policies=st.lists(POLICIES, min_size=2, max_size=4))
def test_so_it_is_with_all_that_a_desk_may_say(
    tmp_path_factory: pytest.TempPathFactory, policies: list[Policy]
) -> None:
    desk = unsaid(tmp_path_factory.mktemp("use") / "desk")
    fill(desk)
    for policy in policies:
        publish(desk, policy)


def test_the_first_briefing_of_a_strict_desk_names_what_it_may_and_a_later_one_too(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    strict = Policy(wire=Use.HEADLINE, harbour=Use.HEADLINE, named=Use.HEADLINE)
    publish(desk, strict)
    assert len(mails(desk)) == 1
    before = public(desk)
    publish(desk, strict)
    assert public(desk) == before


def test_feeds_may_lead_to_pages_that_say_more(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    publish(desk, Policy())
    [full] = json.loads(public(desk)["digests/daily.json"])["items"]
    publish(desk, Policy(desk=Use.HEADLINE))
    assert desk.run("explain", words(5).title).out.count("headline") == 0
    files = public(desk)
    [bare] = json.loads(files["digests/daily.json"])["items"]
    assert words(5).summary in full["content_html"]
    assert words(5).summary not in json.dumps(bare)
    assert (bare["id"], bare["url"]) == (full["id"], full["url"])
    assert any(words(5).body in text for name, text in files.items() if name.startswith("articles/"))


def test_a_correction_that_does_not_name_its_wire_again_lets_nothing_out(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    settle(desk, Policy(named=Use.HEADLINE))
    text = (
        "LISBON, March 3 ({0}) - Divers opened the old well below the quay on {1}, and found it full of letters.\n\n"
        "Most of them are addressed to sailors whose ships had left, the harbour board said, none ever opened.\n\n"
        "The museum of the port will dry them one by one, and read them out to whoever comes on a Sunday in June."
    )
    file = desk.folder / "seeds" / "well.txt"
    file.write_text(f"Divers open the old well below the quay\n\n{text.format('The Harbour Wire', 'Monday')}\n")
    desk.run("publish", "--yes")
    (desk.folder / "seeds" / "again.txt").write_text(
        "CORRECTED-Divers open the old well below the quay\n\n(Corrects day)\n\n"
        + text.format("", "Tuesday").replace(" () -", " -")
    )
    desk.run("publish", "--yes")
    files = public(desk)
    assert "Divers open the old well" in files["all.json"]
    assert not [name for name, held in files.items() if "full of letters" in held]
    assert "headline  ([[source]] Named)" in desk.run("explain", "Divers open the old well below the quay").out


def test_an_edition_that_went_out_keeps_its_place_and_loses_only_what_may_not_stand_any_more(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    publish(desk, Policy())
    [before] = desk.run("editions", "--json").records
    publish(desk, Policy(harbour=Use.HEADLINE))
    [after] = desk.run("editions", "--json").records
    assert after == before
    [web] = [text for name, text in public(desk).items() if name.endswith("/index.html")]
    told = {place: words(number).summary in web for number, place in enumerate(PLACES)}
    assert told == {place: "harbour" not in PLACES[place][3] for place in PLACES}
    assert all(words(number).title in web for number in range(len(PLACES)))


def test_closed_pages_of_the_archive_are_brought_within_it_too(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    for policy in (Policy(), Policy(wire=Use.HEADLINE, harbour=Use.SUMMARY, named=Use.HEADLINE)):
        settle(desk, policy)
        publisher = app.assemble(config.load(desk.folder))
        publisher = replace(publisher, outputs=replace(publisher.outputs, entries=2, page=2))
        publisher.ingest()
        publisher.write_files()
        publisher.close()
        files = public(desk)
        closed = "".join(text for name, text in files.items() if name.startswith("archive/"))
        assert sum(words(number).title in closed for number in range(len(PLACES))) >= 4
        assert sum(words(number).body in closed for number in range(len(PLACES))) >= (3 if policy == Policy() else 0)
        hold_no_more(files, policy)


def test_a_mail_that_waits_is_brought_within_the_use_before_it_is_tried_again(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    settle(desk, Policy())
    publisher = app.assemble(config.load(desk.folder))
    publisher.ingest()
    issued = publisher.issue(on_demand(publisher.digest(None), publisher.clock(), set()))
    assert issued is not None
    publisher.close()
    settle(desk, Policy(wire=Use.HEADLINE))
    publisher = app.assemble(config.load(desk.folder))
    publisher.deliver()
    publisher.close()
    [sent] = mails(desk).values()
    assert words(0).title in sent
    assert words(0).summary in issued.briefing.text
    assert words(0).summary not in sent


def test_a_feed_that_is_not_written_any_more_goes_when_readers_may_have_less(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    settle(desk, Policy())
    desk.run("publish", "--yes")
    assert "saved/wells.json" in public(desk)
    settle(desk, Policy(desk=Use.SUMMARY))
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace('name = "wells"', 'name = "water"'))
    desk.run("publish", "--yes")
    assert {name for name in public(desk) if "saved/" in name and ".gz" not in name} == {
        f"saved/water{suffix}" for suffix in (".json", ".rss.xml", ".atom.xml")
    }


def test_the_pages_of_a_region_that_is_gone_go_with_it(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    settle(desk, Policy())
    desk.run("publish", "--yes")
    gone = [desk.folder / "feeds" / "regions" / name for name in ("atlantis.html", "atlantis/1.html")]
    for file in gone:
        file.parent.mkdir(exist_ok=True)
        file.write_text(words(0).summary)
    with Store.open(f"sqlite:///{desk.folder / 'var' / 'digest.db'}") as store:
        store.stamp("pages/regions/atlantis", "as an earlier scheme had it")
    publish(desk, Policy(desk=Use.HEADLINE))
    assert [file.exists() for file in gone] == [False, False]
    assert (desk.folder / "feeds" / "regions" / "africa.html").exists()


def test_explain_tells_the_use_of_an_article_and_who_says_so(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    settle(desk, Policy(wire=Use.SUMMARY, harbour=Use.SUMMARY, inner=Use.HEADLINE))
    desk.run("publish", "--yes")
    for place, told in {
        "wire-inside": "use        headline  ([[folder]] wire/inner)",
        "address-in-wire": "use        summary  ([[source]] Wire; [[source]] Harbour)",
        "nowhere": "",
    }.items():
        said = desk.run("explain", words(list(PLACES).index(place)).title).out
        assert [line.strip() for line in said.splitlines() if line.startswith("  use")] == [told] * bool(told)
    found = desk.run("articles", "--json").records
    assert {each["source_path"]: each["use"] for each in found}["wire/inner/b.md"] == "headline"


def test_a_page_says_that_it_may_not_show_more_and_where_more_is(tmp_path: Path) -> None:
    desk = unsaid(tmp_path / "desk")
    fill(desk)
    settle(desk, Policy(wire=Use.HEADLINE))
    desk.run("publish", "--yes")
    page = next(text for text in public(desk).values() if f"<h1>{words(0).title}" in text)
    assert 'Only the headline can be shown here. <a rel="external" href="https://one.example/a">' in page
    assert " min</span>" not in page
