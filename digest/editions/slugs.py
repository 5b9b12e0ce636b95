"""Names of people's own choice as parts of addresses, which are for ever."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import lru_cache

_LONGEST = 60
_HASHED = 40
# What parts words, or what of a name does not tell it from another one.
_BETWEEN = re.compile(r"[\s\-_./,:;'’\"()&]+")


# A desk's sources and tags come again and again.
@lru_cache(maxsize=1024)
def slug(name: str) -> str:
    """A file name of a-z, 0-9 and single hyphens for a name, the same for ever; "" for one without letters and digits.

    Names that differ by case, accents, spaces or punctuation are one: "Climate Change" and "#climate-change". Where
    more than that is lost, or the name is long, two hyphens and a hash of it follow: "c--2oyk3yxe" for "C++". So two
    names that say different things never share an address, on disks that fold case neither.
    """
    whole = " ".join(unicodedata.normalize("NFKC", name).casefold().strip().removeprefix("#").split())
    if not any(map(str.isalnum, whole)):
        return ""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(sign))
    words = [word for word in _BETWEEN.split(bare) if word]
    plain = "-".join(filter(None, (re.sub("[^a-z0-9]", "", word) for word in words)))
    if plain == "-".join(words) and len(plain) <= _LONGEST:
        return plain
    told = base64.b32encode(hashlib.sha256(whole.encode(errors="surrogatepass")).digest()).decode().lower()
    return f"{plain[:_HASHED].strip('-') or 'x'}--{told[:8]}"
