from __future__ import annotations

import time
from contextlib import suppress

import pytest

from digest.articles.normalise import normalise
from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read
from digest.model import Reading
from tests.ingest.texts import HARBOUR, only, reading, seed

G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def item(meta: str = "", content: str = "<headline>A pier opens</headline>", body: str = "", guid: str = "pier") -> str:
    return (
        f'<newsItem {G2} guid="urn:hna:{guid}" version="1"><itemMeta><itemClass qcode="ninat:text"/>{meta}</itemMeta>\n'
        f"<contentMeta>{content}</contentMeta>\n<contentSet><inlineXML>{body}</inlineXML></contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return f"<newsMessage {G2}><itemSet>\n" + "\n".join(items) + "\n</itemSet></newsMessage>"


def html(*paragraphs: str) -> str:
    inner = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{inner}</body></html>'


def hint(found: Reading, name: str, at: int = 0) -> str | None:
    each = found.drafts[at].hints.get(name)
    return each.value if each is not None else None


def test_a_picture_with_the_signs_of_a_wire_message_is_a_picture() -> None:
    with pytest.raises(SeedError, match="this is a TIFF picture"):
        read(seed(b"II*\x00\x08\x16\x01\xff\x91\x02" + b"\x00\x7f" * 900, "pier.tiff"), load_layouts())


def test_an_alert_of_one_headline_is_an_article_that_says_so() -> None:
    source = seed(item(), "alert.xml")
    [article] = normalise(read(source, load_layouts()), source)
    assert article.title == "A pier opens"
    assert article.paragraphs == ()
    assert "headline-only" in article.flags


def test_a_withdrawal_without_headline_or_text_still_names_what_it_withdraws() -> None:
    found = reading(item('<pubStatus qcode="stat:canceled"/>', content=""), "kill.xml")
    assert (found.drafts[0].title, hint(found, "status"), hint(found, "id")) == (
        "urn:hna:pier",
        "canceled",
        "urn:hna:pier",
    )


def test_a_summary_never_stands_in_for_the_text_of_a_withdrawn_item() -> None:
    told = '<headline>A pier</headline><description role="drol:summary">It opened.</description>'
    assert only(item('<pubStatus qcode="stat:canceled"/>', told), "k.xml").paragraphs == ()
    assert only(item("", told), "k.xml").paragraphs == ("It opened.",)


def test_a_file_of_pictures_alone_holds_no_article_and_tells_their_captions() -> None:
    picture = item(
        content="<creditline>HNA</creditline><description>Dockers wave.</description><headline>Pier</headline>"
    ).replace("ninat:text", "ninat:picture")
    with pytest.raises(NoArticleError, match=r"a picture 'Pier' with its caption; no article: Dockers wave\. \(HNA\)"):
        reading(picture, "p.xml")


def test_a_creator_is_the_author_only_when_named_like_a_person() -> None:
    names = {"Ana Horvat": "Ana Horvat", "horvat.ana": None, "HNA": None, "The Harbour": None, "Harbour News": None}
    for name, expected in names.items():
        content = f"<headline>A pier</headline><creator><name>{name}</name></creator>"
        assert hint(reading(item(content=content), "a.xml"), "byline") == expected


def test_an_embargo_keeps_its_zone_and_one_without_time_is_not_lost() -> None:
    assert hint(reading(item("<embargoed>2026-03-04T12:00:00+05:30</embargoed>"), "a.xml"), "embargo") == (
        "2026-03-04T12:00:00+05:30"
    )
    assert hint(reading(item("<embargoed/><edNote>Embargoed until the vote.</edNote>"), "a.xml"), "embargo") == (
        "Embargoed until the vote."
    )
    assert hint(reading(item("<embargoed/>"), "a.xml"), "embargo") is None
    held = (
        "<nitf><head><docdata management-status='embargoed'/></head><body><body.content>x</body.content></body></nitf>"
    )
    assert hint(reading(held, "a.xml"), "embargo") == "no time given"


def test_damage_in_a_message_costs_the_items_it_touches_and_no_other() -> None:
    whole = message(item(body=html(HARBOUR[0])), item(guid="b", body=html("<b>Broken</p><p>"), content=""))
    found = reading(whole, "m.xml")
    assert [draft.title for draft in found.drafts] == ["A pier opens"]
    assert any("damaged from line" in each.reason for each in found.discards)


def test_a_file_cut_off_in_its_only_item_is_refused_with_the_line() -> None:
    with pytest.raises(SeedError, match=r"damaged or cut off \(line \d+: .*\): put it in again") as caught:
        reading(item(body=html(*HARBOUR))[:-80], "m.xml")
    assert not isinstance(caught.value, NoArticleError)


def test_items_on_one_line_are_counted_as_items() -> None:
    found = reading(message(item() + item(guid="b")).replace("\n", ""), "m.xml")
    assert (found.unit, found.total, len(found.drafts)) == ("record", 2, 2)


def test_what_programs_get_wrong_in_xml_is_mended() -> None:
    text = '\n <?xml version="1.0" encoding="utf-16"?>' + item(body=html("Fish &amp; chips&nbsp;&copy; A&B\x07 &#2;."))
    assert only(text, "a.xml").paragraphs == ("Fish & chips © A&B .",)


ALERT = (
    "<nitf><body><body.head><hedline><hl1>A pier</hl1></hedline></body.head>"
    "<body.content>{}</body.content></body></nitf>"
)


def test_an_entity_is_never_expanded() -> None:
    bomb = "".join(f"<!ENTITY e{at} '{f'&e{at - 1};' * 10 if at else 'pier '}'>" for at in range(12))
    with pytest.raises(SeedError, match="entities that expand without end"):
        reading(f"<!DOCTYPE nitf [{bomb}]>" + ALERT.format("<p>It opened. &e11;</p>"), "a.xml")
    file = "<!DOCTYPE nitf [<!ENTITY f SYSTEM 'file:///etc/hostname'><!ENTITY g 'pier'>]>"
    found = only(file + ALERT.format("<p>It opened. &f; &g;</p>"), "a.xml")
    assert found.paragraphs == ("It opened. &f; &g;",)


def test_elements_nested_too_deeply_are_refused() -> None:
    with pytest.raises(SeedError, match=r"nested|depth"):
        reading("<nitf>" + "<block>" * 230 + "</block>" * 230 + "</nitf>", "a.xml")


@pytest.mark.parametrize(
    "text",
    [
        message(*(item(guid=str(at), body=html(*HARBOUR)) for at in range(4_000))),
        item(body="<p>" * 150_000),
        "<nitf><body><body.content>" + "<p>a &x <![CDATA[" * 100_000,
        "<nitf>" + "<!-- " * 300_000,
        '{"pubstatus": "usable", "versioncreated": 1, "body_html": "' + "<p>a" * 200_000 + '"}',
        '{"pubstatus": "usable", "versioncreated": 1, "items": ' + "[" * 100_000,
    ],
    ids=["4,000 items", "open elements", "open sections", "open comments", "open paragraphs", "open lists"],
)
def test_a_hostile_wire_file_takes_little_time(text: str) -> None:
    started = time.process_time()
    with suppress(SeedError):
        read(seed(text, "a.xml"), load_layouts())
    assert time.process_time() - started < 20


def test_lines_of_a_wrapped_wire_text_become_paragraphs_and_an_indented_file_does_not() -> None:
    wire = (
        "(Adds mayor)\n    By Ana Horvat\n    March 4 (HNA) - The harbour of Rijeka opened a second pier\n"
        "on Wednesday, and the first ferry of the season tied up\nthere at noon.\n"
        "    Dockers said that the new pier takes ships of twice the\n"
        "length of those that the old one could hold, and that the\n"
        "crane at its end lifts eighty tonnes, which is three times\n"
        "what any other crane in the harbour can lift today.\n"
        "    A brass band played while the passengers walked down to\nthe square, where the mayor cut a ribbon."
    )
    assert only(item(body=html(wire)), "a.xml").paragraphs[-1] == (
        "A brass band played while the passengers walked down to the square, where the mayor cut a ribbon."
    )
    assert only(item(body=html("The harbour\n      opened a\n      pier.")), "a.xml").paragraphs == (
        "The harbour opened a pier.",
    )


def test_a_dateline_that_is_only_a_date_names_no_place() -> None:
    content = (
        "<headline>A pier</headline><located><name>Rijeka</name></located><dateline>2026-03-04 10:00:00 GMT</dateline>"
    )
    found = reading(item(content=content), "a.xml")
    assert found.drafts[0].hints["dateline"].confidence == 0.5
    assert hint(found, "dateline") == "Rijeka"


def test_a_photo_credit_is_never_the_agency_of_a_newsml_text() -> None:
    text = (
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>A pier</HeadLine></NewsLines>"
        '<AdministrativeMetadata><Provider><Party FormalName="HNA"/></Provider></AdministrativeMetadata>'
        '<NewsComponent><Role FormalName="Caption"/><NewsLines><CreditLine>Ivo Babic</CreditLine></NewsLines>'
        "<ContentItem><DataContent><p>Dockers wave.</p></DataContent></ContentItem></NewsComponent>"
        "<ContentItem><DataContent><p>It opened.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    found = reading(text, "a.xml")
    assert hint(found, "agency") == "HNA"
    assert found.drafts[0].captions == ("Dockers wave. (Ivo Babic)",)


def test_two_stories_of_one_newsml_item_are_two_articles() -> None:
    part = (
        "<NewsComponent><NewsLines><HeadLine>{0}</HeadLine></NewsLines>"
        "<ContentItem><DataContent><p>{0} today.</p></DataContent></ContentItem></NewsComponent>"
    )
    parts = "\n".join(part.format(name) for name in ("A pier", "A bridge"))
    found = reading(f"<NewsML><NewsItem><NewsComponent>\n{parts}\n</NewsComponent></NewsItem></NewsML>", "a.xml")
    assert [draft.title for draft in found.drafts] == ["A pier", "A bridge"]


def test_a_list_of_ninjs_items_keeps_the_good_beside_the_broken() -> None:
    good = '{"guid": "a", "pubstatus": "usable", "versioncreated": "2026-03-04T10:00:00Z", "headline": "A pier"}'
    text = f'[{good}, 7, {{"pubstatus": "usable", "ednote": ""}}]'
    found = reading(text, "a.json")
    assert [draft.title for draft in found.drafts] == ["A pier"]
    assert [each.span.first for each in found.discards] == [2, 3]


def test_xml_that_no_reader_knows_is_never_published_as_its_tags() -> None:
    with pytest.raises(SeedError, match=r"an XML file \(<results>\)"):
        reading("<results>\n<result>pier</result>\n</results>\n", "channel")


def test_a_subject_with_commas_is_one_tag() -> None:
    content = "<headline>A pier</headline><subject><name>crime, law and justice</name></subject>"
    source = seed(item(content=content), "a.xml")
    assert normalise(read(source, load_layouts()), source)[0].tags == ("crime, law and justice",)


def test_a_package_of_pictures_of_no_named_kind_is_left_out_as_pictures() -> None:
    text = (
        '{"guid": "a", "pubstatus": "usable", "type": "composite", "headline": "Pier", "description_text": "Dockers.",'
        ' "associations": [{"caption": "x"}]}'
    )
    with pytest.raises(NoArticleError, match=r"a picture 'Pier' with its caption; no article: Dockers\."):
        reading(text, "a.json")


def test_a_named_character_that_means_a_bracket_is_text_and_no_markup() -> None:
    found = only(item(content="<headline>Pier &LT;north&GT; &amp; caf&eacute; & quay</headline>"), "a.xml")
    assert found.title == "Pier <north> & café & quay"


def test_an_entity_that_nothing_declares_in_a_dateline_costs_nothing() -> None:
    text = "".join(f"<p>{part}</p>" for part in HARBOUR)
    body = (
        '<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><body><body.head><hedline><hl1>A pier opens</hl1></hedline>'
        "<dateline><location>Rijeka &harbour;</location></dateline></body.head>"
        f"<body.content>{text}</body.content></body></nitf>"
    )
    assert only(body, "pier.xml").paragraphs == HARBOUR
