"""What runs at every tick is answered from an index, however large the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Select, create_engine
from sqlalchemy.dialects import sqlite

from digest.store import schema
from digest.store.articles import current, newest
from digest.store.deliveries import expired, waiting
from digest.store.editions import undecided
from digest.store.returns import LOG, NEWEST
from tests.store.makers import NOON

PROBES: dict[str, Select[Any]] = {
    "the latest of a feed": newest("all", None, None).limit(50),
    "an older page of a feed": newest("all", NOON, None).limit(50),
    "the latest of all": newest(None, None, None).limit(50),
    **{f"heads, part {place}": part.params(of="all", most=50) for place, part in enumerate(NEWEST)},
    **{f"a log, part {place}": part.params(of="all", most=50, after=NOON) for place, part in enumerate(LOG)},
    "one article": current().where(schema.article.c.key == "key-a"),
    "unpaged": current()
    .where(schema.article.c.paged < "v1")
    .order_by(schema.article.c.paged, schema.article.c.released)
    .limit(5),
    "the next delivery": waiting(NOON),
}


@pytest.fixture
def engine(sqlite_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{sqlite_path}")
    yield engine
    engine.dispose()


def plan(engine: Engine, statement: Select[Any]) -> list[str]:
    text = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        return [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_reads_an_index_and_sorts_nothing(engine: Engine, name: str) -> None:
    steps = plan(engine, PROBES[name])
    assert steps
    for step in steps:
        assert "USING INDEX" in step or "USING COVERING INDEX" in step, steps
        assert "TEMP B-TREE" not in step, steps


def test_leases_that_ran_out_are_found_among_what_is_being_sent(engine: Engine) -> None:
    assert any("USING INDEX ix_delivery_state_due (state=?" in step for step in plan(engine, expired(NOON)))


def test_only_what_changed_is_looked_at_for_the_next_edition(engine: Engine) -> None:
    steps = plan(engine, undecided("daily", NOON, schema.article.c.released, schema.article.c.key))
    assert any("article" in step and "(updated>?)" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in steps), steps


def test_a_query_without_an_index_would_be_seen(engine: Engine) -> None:
    steps = plan(engine, current().where(schema.article.c.title == "x"))
    assert any(step.startswith("SCAN") and "INDEX" not in step for step in steps)
