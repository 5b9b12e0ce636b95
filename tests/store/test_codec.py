"""Records survive the way into the database and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Article, Edition, Placement, Provenance
from digest.store.codec import decode, encode
from tests.store.makers import article

zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-3, minutes=-30))])
st.register_type_strategy(float, st.floats(allow_nan=False))
moments = st.datetimes(timezones=zones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    data: complex


def records(kind: type[Any]) -> st.SearchStrategy[Any]:
    if kind is Placement:
        return st.from_type(Placement)
    fields = {"received": moments, "published": st.none() | moments}
    if kind is Edition:
        fields = {"at": moments, "issued": moments}
    return st.builds(kind, **fields)


@pytest.mark.parametrize("kind", [Article, Placement, Edition])
@given(data=st.data())
def test_every_record_comes_back_as_it_went_in(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(records(kind))
    text = encode(record)
    assert text.isascii()
    assert "\x00" not in text
    assert decode(kind, text) == record


def test_types_come_back_too() -> None:
    record = decode(Article, encode(article("a")))
    assert isinstance(record.captions, tuple)
    assert isinstance(record.flags, frozenset)
    assert isinstance(record.fields["language"], Provenance)
    assert record.received.tzinfo is UTC


def test_a_field_at_its_default_takes_no_room() -> None:
    assert "flags" not in json.loads(encode(article("a")))


def test_a_field_that_the_record_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="Placement has no field mood"):
        decode(Placement, '{"region":"europe","mood":"gloomy"}')


def test_what_json_cannot_hold_is_refused_by_its_type() -> None:
    with pytest.raises(TypeError, match="complex"):
        encode(Odd(data=1j))
