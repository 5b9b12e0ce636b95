"""The news agencies and papers whose names close a story, open a dateline or credit a picture."""

from __future__ import annotations

import re
from typing import Final

from digest.articles.words import phrases, words

# Short names count only as printed here; "app", "map" or "spa" in lower case are words.
_SHORT: Final = words(
    """
    AA AAP ACN AFP AFX AGI AKI ANA ANI ANP ANSA ANTARA AP APA APP APS ATS BBC BELTA BERNAMA BNA BSS BTA CNA CNN
    CP CTK DPA dpa DW EFE EPA FENA FIDES HINA IANS INA IPS IRNA ISNA KCNA KUNA KYODO LUSA MAP MEHR MENA MNA MTI
    NAN NNA NTB NYT ONA PA PAP PETRA PNA PTI QNA RFE RFI RIA SABA SANA SDA SPA STT SUNA TANJUG TAP TASS TT UNB
    UNI UPI VNA VOA WAFA WAM XINHUA ČTK МИА ТАСС
    """
)
_LONG: Final = phrases(
    """
    agence france-presse; agence france presse; agencia efe; agerpres; ahram online; al arabiya; al jazeera;
    al-monitor; anadolu; anadolu agency; antara; asharq al-awsat; associated press; australian associated press;
    bbc news; belga; belta; bernama; bloomberg; bloomberg news; canadian press; cnn wire; deutsche
    presse-agentur; deutsche welle; el pais; el país; euronews; europa press; fars news agency; financial times;
    france 24; interfax; interfax-ukraine; inter press service; itar-tass; jiji press; keystone-sda; kyodo;
    kyodo news; lusa; los angeles times; mehr news agency; middle east eye; new york times; npr; pa media;
    petra; press association; press trust of india; radio free europe; rfe/rl; radio free europe/radio liberty;
    reuter; reuters; ria novosti; ritzau; sky news; tanjug; tasnim; tasnim news agency; the associated press; the
    canadian press; the economist; the guardian; the hindu; the independent; the new york times; the telegraph;
    the times; the wall street journal; the washington post; thomson reuters; ukrinform; unian; united press
    international; voice of america; wall street journal; washington post; wires; agencies; news agencies;
    xinhua; xinhua news agency; yonhap; yonhap news agency; zuma press; رويترز; أ ف ب; فرانس برس; أسوشيتد برس;
    الشرق الأوسط
    """
)
_PICTURES: Final = phrases(
    """
    alamy; ap photo; afp photo; reuters photo; epa-efe; getty; getty images; gettyimages; handout; imago; magnum
    photos; maxar; nurphoto; pool; pool photo; picture alliance; planet labs; planet labs pbc; polaris;
    shutterstock; sipa; sipa usa; wikimedia commons; zuma; zuma wire; file; file photo; archive
    """
)
_JOINTS: Final = re.compile(r"[,/&+]| and | with ")


def is_agency(text: str) -> bool:
    """Whether the whole text is the name of an agency or paper, or a list of them: "AP", "Reuters, AFP"."""
    text = text.strip()
    if not text or len(text) > 80:
        return False
    return _is_one(text) or all(_is_one(part.strip()) for part in _JOINTS.split(text))


def is_picture_source(text: str) -> bool:
    """Whether the whole text names somebody who credits pictures: an agency, a picture library, "Handout"."""
    text = text.strip()
    return _is_one(text) or text.casefold() in _PICTURES


def _is_one(text: str) -> bool:
    return text in _SHORT or text.casefold() in _LONG
