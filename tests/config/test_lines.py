from __future__ import annotations

import time
import tomllib

from digest.config.lines import line_of, locate


def test_the_line_after_a_list_of_twenty_thousand_is_told_at_once() -> None:
    names = "".join(f'  "Name{number}",\n' for number in range(20_000))
    began = time.process_time()
    assert locate(f"mute = [\n{names}]\n[names]\nx = 1\n")["names", "x"] == 20_004
    assert time.process_time() - began < 5, "where it is read anew with each line it takes minutes"


def test_keys_are_found_wherever_toml_lets_them_stand() -> None:
    text = """# a comment with [brackets]
[a.b]
"quoted key" = 1
dotted.inner = [
  1, # ]
  2,
]

[[list]]
x = '''
[not.a.table]
y = 1
'''
[[list]]
x = { in = 1 }
[list.sub]
z = "a # b"
"""
    tomllib.loads(text)
    lines = locate(text)
    assert lines["a", "b"] == 2
    assert lines["a", "b", "quoted key"] == 3
    assert lines["a", "b", "dotted", "inner"] == 4
    assert lines["list", 0] == 9
    assert lines["list", 0, "x"] == 10
    assert lines["list", 1] == 14
    assert lines["list", 1, "x", "in"] == 15
    assert lines["list", 1, "sub", "z"] == 17
    assert ("not", "a", "table") not in lines
    assert line_of(lines, ("list", 1, "x", "absent")) == 15
    assert line_of(lines, ("absent",)) is None
