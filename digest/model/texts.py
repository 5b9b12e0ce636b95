"""How long a text is, in any script."""

from __future__ import annotations

import re
from typing import Final

#: Thai to Lao, Burmese, Khmer, kana and Han
UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""signs of scripts that part no words"""


def size(text: str) -> int:
    """Words of a text in any script: where no spaces part them, two signs make one."""
    words = len(text.split())
    return words if text.isascii() else words + len(UNSPACED.findall(text)) // 2
