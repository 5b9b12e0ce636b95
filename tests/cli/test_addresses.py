"""What a person may type as an address."""

from __future__ import annotations

import pytest

from digest.cli.people import bare_address
from digest.errors import UsageError


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@reader.example",
        "a b@reader.example",
        "a@b@reader.example",
        "a..b@reader.example",
        ".a@reader.example",
        "Ann <ann@reader.example>",
        "<ann@reader.example>",
        "ann@reader.example,bob@reader.example",
        "ann@-reader.example",
        "ann@reader-.example",
        "ann@reader_.example",
        "ann@reader..example",
        "ann@reader.example.",
        "ann@[127.0.0.1]",
        '"ann"@reader.example',
        "ann@reader.example\nBcc: everybody@reader.example",
        "ann@reader.example\x00",
        f"{'a' * 65}@reader.example",
        f"ann@{'a.' * 130}example",
    ],
)
def test_what_no_mail_can_be_sent_to_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"is no e-mail address: name@example\.org is the form"):
        bare_address(address)


@pytest.mark.parametrize(
    "address",
    ["ann@reader.example", "Ann.B+news@Reader.Example", "ann@localhost", "ann@bücher.example", "jürgen@reader.example"],
)
def test_an_address_is_taken_as_it_is_written_without_the_spaces_around_it(address: str) -> None:
    assert bare_address(f" {address}\n") == address
