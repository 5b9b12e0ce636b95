"""One placer for all tests of the room: loading the tables is the slow part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.model import Scheme
from digest.regions import Gazetteer, Placer, load_scheme


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    return load_scheme()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def placer(scheme: Scheme, gazetteer: Gazetteer) -> Placer:
    return Placer(scheme, gazetteer)


@pytest.fixture(scope="session")
def top(placer: Placer) -> Callable[[str], str | None]:
    """The first country of a bare sentence; None when it names no place."""

    def first(sentence: str) -> str | None:
        countries = placer.locate("", sentence).countries
        return countries[0].code if countries else None

    return first
