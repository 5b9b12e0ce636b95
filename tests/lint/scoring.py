"""The validator's own test cases as a measure: what each expects, what we say, and whether the two agree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.lint import Level, judge, rules

FOLDERS = ("rss20", "rss", "atom", "ext", "opml")
NOW = datetime(2026, 11, 1, tzinfo=UTC)

_EXPECTED = re.compile(r"<!--\s*Description:\s*(.*?)\s*Expect:\s*(!?)(\w*)(?:\{(.*?)\})?\s*-->", re.DOTALL)
_MESSAGE = re.compile(r"<!--\s*Description:\s*(.*?)\s*Message:\s*(!?)(\w*).*?-->", re.DOTALL)
_SERVED = "http://www.feedvalidator.org/testcases/"

#: a class that others refine: one of these answers it as well
KINDS = {
    "InvalidLink": "InvalidFullLink UriNotIri InvalidUriChar InvalidURLAttribute",
    "InvalidIRI": "InvalidLink InvalidUriChar",
    "InvalidURIAttribute": "InvalidLink InvalidUriChar",
    "InvalidContact": "InvalidAddrSpec",
    "InvalidInteger": "InvalidNonNegativeInteger InvalidPositiveInteger",
    "InvalidRFC2822Date": "IncorrectDOW",
    "MissingElement": "MissingDescription MissingLink MissingTitle ItemMustContainTitleOrDescription MissingXhtmlDiv "
    "MissingContentOrAlternate",
    "MissingAttribute": "MissingHref",
    "UndefinedElement": "NoBlink NoThrWhen",
    "ContainsHTML": "ContainsUndeclaredHTML",
    "SecurityRisk": "SecurityRiskAttr DangerousStyleAttr",
    "SecurityRiskAttr": "DangerousStyleAttr",
    "DuplicateSemantics": "DuplicateItemSemantics DuplicateDescriptionSemantics",
    "SAXError": "WPBlankLine MissingNamespace UndefinedNamedEntity",
    "InvalidNonNegativeInteger": "UseZeroForUnknown",
    "MissingSelf": "MissingAtomSelfLink",
}
#: a case that says "this value is good" wants none of these
GOOD = {
    "ValidURI": "InvalidLink InvalidFullLink UriNotIri InvalidUriChar",
    "ValidHttpGUID": "InvalidHttpGUID InvalidPermalink",
    "ValidURLAttribute": "InvalidURLAttribute",
    "ValidURN": "InvalidURN InvalidUUID",
    "ValidTAG": "InvalidTAG",
    "ValidRFC2822Date": "InvalidRFC2822Date IncorrectDOW ProblematicalRFC822Date ImplausibleDate",
    "ValidW3CDTFDate": "InvalidW3CDTFDate InvalidRFC3339Date ImplausibleDate",
    "ValidTitle": "NotBlank AttrNotBlank",
    "ValidBooleanAttribute": "InvalidBooleanAttribute",
    "ValidLanguage": "InvalidLanguage",
    "ValidHeight": "InvalidHeight",
    "ValidWidth": "InvalidWidth",
    "ValidContact": "InvalidContact InvalidAddrSpec",
    "ValidIntegerAttribute": "InvalidIntegerAttribute",
    "ValidMIMEAttribute": "InvalidMIMEAttribute InvalidMIMEType",
    "ValidDay": "InvalidDay",
    "ValidHour": "InvalidHour",
    "ValidInteger": "InvalidInteger InvalidPositiveInteger InvalidNonNegativeInteger",
    "ValidUpdatePeriod": "InvalidUpdatePeriod",
    "ValidCloud": "MissingAttribute InvalidIntegerAttribute",
    "ValidElement": "UndefinedElement",
    "ValidDoctype": "InvalidDoctype",
    "ValidHtml": "NotHtml",
    "ValidAtomLinkRel": "UnregisteredAtomLinkRel",
    "ValidNPTTime": "InvalidNPTTime",
}
#: said of nearly every case, for the cases were not written with a self link in mind
_SELF = {"SelfDoesntMatchLocation", "MissingSelf", "MissingAtomSelfLink"}

LEFT_OUT_FOLDERS = {
    "ext/app": "documents of the Atom Publishing Protocol, which are no feeds",
    "ext/xrd": "Extensible Resource Descriptors, which are no feeds",
    "ext/feedsync": "FeedSync, a protocol between programs that nobody serves any more",
    "ext/access": "Bloglines' access restriction; Bloglines is gone",
    "ext/cf": "Microsoft's list extensions of 2005, read by nothing today",
    "ext/conversationsnetwork": "one site's own vocabulary",
    "ext/feedburner": "FeedBurner's own marks, which it adds behind the publisher",
    "ext/meta": "XHTML meta elements in feeds, a proposal that stayed one",
}
LEFT_OUT_CLASSES = {
    "UnknownHost": "asks the network whether a host is there",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file of the validator's: what it is to hold, or where `absent` not to hold."""

    path: Path
    folder: str
    description: str
    expected: str
    absent: bool
    element: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What we say of a case; `left_out` is the reason why it is not counted."""

    case: Case
    said: tuple[str, ...]
    agrees: bool
    left_out: str = ""


def samples() -> Path:
    """The validator's test cases: in DIGEST_SAMPLES, else in ../shared beside the checkout."""
    default = Path(__file__).resolve().parents[3] / "shared"
    return Path(os.environ.get("DIGEST_SAMPLES", default)) / "data" / "feedvalidator"


def cases(root: Path, folder: str) -> Iterator[Case]:
    """The cases of one folder, by path."""
    for path in sorted((root / folder).rglob("*")):
        if path.suffix not in {".xml", ".opml"} or not path.is_file():
            continue
        data = path.read_bytes()
        coding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
        text = data.decode(coding, "replace").replace("\x00", "")
        found = _EXPECTED.search(text)
        if found:
            yield Case(
                path=path,
                folder=folder,
                description=found[1],
                expected=found[3],
                absent=bool(found[2]),
                element=_element(found[4]),
            )
            continue
        found = _MESSAGE.search(text)
        if found:
            valid = found[3].lower() == "valid"
            yield Case(
                path=path,
                folder=folder,
                description=found[1],
                expected="Message" if valid else found[3].capitalize(),
                absent=valid or bool(found[2]),
            )


def verdict(root: Path, case: Case) -> Verdict:
    """Ours on one case."""
    place = case.path.relative_to(root).as_posix()
    findings = judge(case.path.read_bytes(), now=NOW, addresses=(_SERVED + place,))
    # A case that wants an element to be without fault says nothing of the others.
    about = [one for one in findings if not (case.absent and case.element) or _is_at(one.path, case.element)]
    said = {finding.rule: finding.level for finding in about}
    return Verdict(case=case, said=tuple(said), agrees=_agrees(case, said), left_out=_reason(place, case))


def _element(words: str | None) -> str:
    """The element that a case is about, where it names one."""
    found = re.search(r"element:([\w:]+)", words or "")
    return found[1].replace("_", ":", 1) if found else ""


def _is_at(path: str, element: str) -> bool:
    step = path.rsplit("/", 1)[-1].split("[", maxsplit=1)[0].removeprefix("@")
    return step == element or path.rsplit("/@", 1)[0].rsplit("/", 1)[-1].split("[", maxsplit=1)[0] == element


def _reason(place: str, case: Case) -> str:
    for folder, reason in LEFT_OUT_FOLDERS.items():
        if place.startswith(folder + "/"):
            return reason
    if case.expected in LEFT_OUT_CLASSES:
        return LEFT_OUT_CLASSES[case.expected]
    if case.absent and case.expected.startswith("Valid"):
        return "tells how another program words its praise"
    known = rules()
    if case.expected in known and known[case.expected].level is Level.INFO:
        return "an info, no error and no warning"
    return ""


def _agrees(case: Case, said: dict[str, Level]) -> bool:
    if case.expected in GOOD:
        return said.keys().isdisjoint(GOOD[case.expected].split())
    if case.expected in {"Message", "Error", "Warning"}:
        levels = {"Error": {Level.ERROR}, "Warning": {Level.WARNING}, "Message": {Level.ERROR, Level.WARNING}}
        present = any(level in levels[case.expected] for rule, level in said.items() if rule not in _SELF)
    else:
        present = not said.keys().isdisjoint({case.expected, *KINDS.get(case.expected, "").split()})
    return present is not case.absent
