"""Who a mail is from, and when it was sent: a person's name may be a byline, any other name is the source's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from digest.ingest.inner import Letter
from digest.ingest.mime import Fields
from digest.ingest.printed import dates_in
from digest.model import Hint


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: what stands before the @ in addresses that no person writes from
_OFFICES = _names(
    "admin alert alerts bulletin communications contact desk digest editor editorial hello info mail mailer "
    "media news newsdesk newsletter newsletters newsroom office press presse prensa redaktion service support "
    "team updates"
)
#: words in the names of houses and desks
_HOUSES = _names(
    "agency agence alert alerts bank briefing bulletin bureau center centre council daily department desk "
    "digest editor editors embassy foundation gazette group herald institute international journal magazine "
    "mail media ministry monitor morning network news newsletter office post press radio report review service "
    "team telegraph the times today tribune tv university update week weekly wire world"
)
#: houses of letters that are nobody's source
_POST_OFFICES = _names(
    "aol.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.ru msn.com "
    "outlook.com proton.me protonmail.com qq.com web.de yahoo.com yandex.ru"
)
_AGENCY = re.compile(r".{2,80}?\([^()]{2,40}\) ?(?:-{1,2}|–|—|_|:) ?\S")
_MASS = ("list-id", "list-unsubscribe", "list-post", "x-campaign", "x-mailer-campaign", "feedback-id")


def sender(fields: Fields) -> dict[str, Hint]:
    """The byline or the site of a message (RFC 5322 From, RFC 2919 List-Id), and its address on the web (RFC 5064).

    A name is a byline only where a person wrote the message by hand: no list, no office's address, no house's name.
    """
    found: dict[str, Hint] = {}
    archived = fields.plain("archived-at").strip("<> ")
    if archived:
        found["url"] = Hint(value=archived, source="archived-at")
    mass = any(mark in fields for mark in _MASS) or fields.plain("precedence").lower() in ("bulk", "list")
    listed = _list_name(fields)
    if listed:
        return found | {"site": Hint(value=listed, source="list-id", confidence=0.8)}
    return found | _named(*fields.address("from"), mass=mass)


def sender_inside(letter: Letter) -> tuple[dict[str, Hint], Hint | None]:
    """Who a letter inside another one is from, as `sender` tells it, and the date of its making."""
    told = letter.fields.get("date", "")
    try:
        moment = parsedate_to_datetime(told).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = next((each.iso for each in dates_in(told)), "")
    made = Hint(value=moment, source="mail-date", confidence=0.8) if moment else None
    return _named(*letter.writer(), mass=False), made


def has_agency(paragraphs: Sequence[str]) -> bool:
    """Whether a text opens with a dateline that names an agency: "PRISTINA, Kosovo (AP) - "."""
    return any(_AGENCY.match(text) for text in paragraphs[:2])


def _named(name: str, address: str, *, mass: bool) -> dict[str, Hint]:
    box, _, domain = address.rpartition("@")
    if not mass and _person(name, box):
        return {"byline": Hint(value=name, source="mail-from", confidence=0.5)}
    if name and "@" not in name and not _person(name, box):
        return {"site": Hint(value=name, source="mail-from", confidence=0.7)}
    if domain and domain.lower() not in _POST_OFFICES:
        return {"site": Hint(value=domain.lower(), source="mail-from", confidence=0.5)}
    return {}


def _list_name(fields: Fields) -> str:
    """The phrase before a list's id, where it is a name and no number of a mailing house."""
    phrase = fields.text("list-id").partition("<")[0].strip(' "')
    digits = sum(sign.isdecimal() for sign in phrase)
    named = any(sign.isspace() for sign in phrase) or phrase.isalpha()
    return phrase if phrase and named and digits * 4 < len(phrase) and "@" not in phrase else ""


def _person(name: str, box: str) -> bool:
    """Whether a name is a person's: two to four words that begin with capitals, none of a house's."""
    parts = name.replace(",", " ").replace(".", ". ").split()
    office = not _OFFICES.isdisjoint(box.lower().replace("-", ".").replace("_", ".").replace("+", ".").split("."))
    reply = "reply" in box.lower()
    if not 2 <= len(parts) <= 4 or office or reply or any(sign.isdecimal() for sign in name):
        return False
    # scripts without capitals have none to begin with
    capital = all(part[0].isalpha() and not part[0].islower() for part in parts)
    return capital and not name.isupper() and _HOUSES.isdisjoint(part.casefold() for part in parts)
