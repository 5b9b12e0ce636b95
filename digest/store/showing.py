"""How far pages were ever written: of what was released up to then readers had some text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from digest.store import schema
from digest.store.dialect import insert

_NAME = "shown until"
_FACT = schema.fact
_UNTIL = select(_FACT.c.value).where(_FACT.c.name == _NAME)


def shown_until(connection: Connection) -> datetime:
    """The latest release or change of which a page was written; 1970 before the first."""
    return schema.moment_of(int(connection.scalar(_UNTIL) or 0))


def show_until(connection: Connection, moment: datetime) -> None:
    """Note that pages were written up to then."""
    if moment > shown_until(connection):
        value = str(schema.microseconds(moment))
        statement = insert(_FACT).values(name=_NAME, value=value)
        connection.execute(statement.on_conflict_do_update(index_elements=[_FACT.c.name], set_={"value": value}))
