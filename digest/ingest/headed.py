"""Where a letter inside a letter begins: the header that mail programs write above it, in many languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_NAMES = {
    "from": "from; von; de; da; van; från; fra; od; от; від; من; kimden; 发件人; 寄件者; 差出人",
    "date": "sent; date; gesendet; datum; envoyé; enviado; enviado el; enviado em; enviada em; fecha; data; inviato;"
    " verzonden; skickat; sendt; dato; wysłano; wysłane; отправлено; дата; надіслано; gönderildi; tarih; تم الإرسال;"
    " أرسلت; تاريخ الإرسال; التاريخ; 发送时间; 日期; 送信日時",
    "to": "to; an; à; para; a; aan; till; til; do; кому; إلى; الى; kime; 收件人; 宛先",
    "copies": "cc; bcc; kopie; kopia; dw; копия; копія; نسخة; bilgi; 抄送",
    "subject": "subject; betreff; objet; asunto; oggetto; assunto; onderwerp; ämne; emne; temat; тема; الموضوع; konu;"
    " 主题; 主旨; 件名",
    "other": "reply-to; antwort an; importance; wichtigkeit; priorität; attachments; anlagen; pièces jointes; вложения",
}
_ROLES = {name.strip(): role for role, names in _NAMES.items() for name in names.split(";")}
_FORWARDED = frozenset(
    {
        "forwarded message",
        "begin forwarded message:",
        "weitergeleitete nachricht",
        "anfang der weitergeleiteten nachricht:",
        "mensaje reenviado",
        "inicio del mensaje reenviado:",
        "message transféré",
        "début du message réexpédié :",
        "messaggio inoltrato",
        "inizio messaggio inoltrato:",
        "mensagem encaminhada",
        "doorgestuurd bericht",
        "пересылаемое сообщение",
        "пересланное сообщение",
        "رسالة معاد توجيهها",
    }
)
_ORIGINAL = frozenset(
    {
        "original message",
        "ursprüngliche nachricht",
        "originalnachricht",
        "mensaje original",
        "message d'origine",
        "messaggio originale",
        "mensagem original",
        "oorspronkelijk bericht",
        "oprindelig meddelelse",
        "wiadomość oryginalna",
        "исходное сообщение",
        "الرسالة الأصلية",
    }
)
_FIELD = re.compile(r"([^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,2})[ \xa0]?[:：]\s*(.*)", re.DOTALL)
_LONGEST_FIELD = 2_000
#: lines of a header; a list of addresses may run over many
_MOST_LINES = 40
#: roles without which a run of such lines is no header
_FEWEST_ROLES = 3
#: a subject that a mail program breaks is no shorter
_BROKEN_SUBJECT = 55


@dataclass(slots=True)
class Inside:
    """The header of a letter inside a letter: its lines (from 1), what stands above it, and its fields."""

    first: int
    last: int
    forwarded: bool = False
    """whether a line above it calls it forwarded"""
    original: bool = False
    """whether a line above it calls it the message that is answered"""
    fields: dict[str, str] = field(default_factory=dict)
    subject_at: int = 0


def headers_in(lines: Sequence[str]) -> Iterator[Inside]:
    """The headers of letters inside a letter, in order.

    One below a line such as "---- Original Message ----" may have any fields; a bare one, as Outlook writes it, begins
    with its sender and names two fields more.
    """
    behind = 0
    for at, line in enumerate(lines, 1):
        if at <= behind:
            continue
        bare = line.strip("-_ >*\xa0").casefold()
        found = Inside(at, at, forwarded=bare in _FORWARDED, original=bare in _ORIGINAL)
        named = found.forwarded or found.original
        if not named and (line.startswith(">") or _field(line)[0] != "from"):
            continue
        _read_fields(lines, at + 1 if named else at, found)
        if named or _is_whole(found.fields):
            yield found
            behind = found.last


def _is_whole(fields: Mapping[str, str]) -> bool:
    """Whether fields are a letter's header and no lines of a poem: an address or a day stands among them."""
    told = any("@" in value for value in fields.values()) or any(map(str.isdecimal, fields.get("date", "")))
    return told and len(fields) >= _FEWEST_ROLES and ("subject" in fields or "date" in fields)


def _read_fields(lines: Sequence[str], first: int, found: Inside) -> None:
    """Take up the fields from a line on; a blank line may stand between two of them, and below the line above them."""
    role, gap = "", 0
    for at in range(first, min(first + _MOST_LINES, len(lines)) + 1):
        name, value = _field(lines[at - 1])
        text = lines[at - 1].strip(" \t>*\xa0")
        if name and name not in found.fields:
            found.fields[name] = value
            found.subject_at = at if name == "subject" else found.subject_at
            role = name
        elif not text and gap < (1 if found.fields else 2):
            gap += 1
            continue
        elif gap or not text or not _goes_on(role, found.fields.get(role, ""), text, lines[at : at + 1]):
            return
        else:
            found.fields[role] += f" {text}"
        found.last, gap = at, 0


def _field(line: str) -> tuple[str, str]:
    """The role of a header line and what it says; nothing for any other line."""
    bare = line[:_LONGEST_FIELD].replace("*", "").strip(" \t>\xa0")
    found = _FIELD.fullmatch(bare)
    role = _ROLES.get(found[1].casefold(), "") if found else ""
    return (role, found[2].strip()) if found and role else ("", "")


def _goes_on(role: str, value: str, text: str, below: Sequence[str]) -> bool:
    """Whether a line goes on with the field above it: addresses, or a subject too long for one line."""
    if role in ("to", "copies"):
        return "@" in text or ";" in text or value.endswith((",", ";"))
    return role == "subject" and len(value) >= _BROKEN_SUBJECT and not "".join(below).strip()
