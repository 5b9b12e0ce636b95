"""What languages are called in English, as ISO 639 has it, for the titles of their feeds."""

from __future__ import annotations

from typing import Final

_NAMES: Final = """
    af Afrikaans, am Amharic, an Aragonese, ar Arabic, arz Egyptian Arabic, as Assamese, az Azerbaijani,
    be Belarusian, bg Bulgarian, bn Bengali, bo Tibetan, br Breton, bs Bosnian, ca Catalan, ckb Sorani Kurdish,
    cs Czech, cy Welsh, da Danish, de German, dz Dzongkha, el Greek, en English, eo Esperanto, es Spanish,
    et Estonian, eu Basque, fa Persian, fi Finnish, fo Faroese, fr French, ga Irish, gd Scottish Gaelic,
    gl Galician, gu Gujarati, ha Hausa, he Hebrew, hi Hindi, hr Croatian, ht Haitian Creole, hu Hungarian,
    hy Armenian, id Indonesian, ig Igbo, is Icelandic, it Italian, ja Japanese, jv Javanese, ka Georgian,
    kk Kazakh, km Khmer, kn Kannada, ko Korean, ku Kurdish, ky Kyrgyz, la Latin, lb Luxembourgish, lo Lao,
    lt Lithuanian, lv Latvian, mg Malagasy, mk Macedonian, ml Malayalam, mn Mongolian, mr Marathi, ms Malay,
    mt Maltese, my Burmese, nb Norwegian Bokmål, ne Nepali, nl Dutch, nn Norwegian Nynorsk, no Norwegian,
    oc Occitan, om Oromo, or Odia, pa Punjabi, pl Polish, prs Dari, ps Pashto, pt Portuguese, qu Quechua,
    ro Romanian, ru Russian, rw Kinyarwanda, sd Sindhi, se Northern Sami, sh Serbo-Croatian, si Sinhala,
    sk Slovak, sl Slovenian, so Somali, sq Albanian, sr Serbian, sv Swedish, sw Swahili, ta Tamil, te Telugu,
    tg Tajik, th Thai, ti Tigrinya, tk Turkmen, tl Tagalog, tr Turkish, tt Tatar, ug Uyghur, uk Ukrainian,
    ur Urdu, uz Uzbek, vi Vietnamese, vo Volapük, wa Walloon, xh Xhosa, yi Yiddish, yo Yoruba, zh Chinese,
    zu Zulu
"""
NAMES: Final = dict(each.strip().split(" ", 1) for each in _NAMES.split(","))
