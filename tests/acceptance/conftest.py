"""The desk of the checklist, made once for all its tests, and where it may be changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.web.server import Server
from tests.acceptance.checklist import (
    SUFFIXES,
    Published,
    made,
)
from tests.desks import NearDesk
from tests.web.conftest import Ask, asking


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    began = datetime.now(UTC)
    desk, said, code = made(tmp_path_factory.mktemp("checklist") / "desk")
    return Published(desk=desk, said=said, code=code, began=began, files=desk.feeds())


@pytest.fixture
def copy(published: Published, tmp_path: Path) -> NearDesk:
    """The same desk where it may be changed."""
    desk = NearDesk(folder=Path(shutil.copytree(published.desk.folder, tmp_path / "desk")))
    (desk.folder / "seeds" / "broken.docx").unlink()
    return desk


@pytest.fixture(scope="session")
def port(published: Published) -> Iterator[int]:
    server = Server(published.desk.folder / "feeds", "127.0.0.1", 0)
    server.start()
    yield int(server.url.rstrip("/").rpartition(":")[2])
    server.stop()


@pytest.fixture
def ask(port: int) -> Iterator[Ask]:
    yield from asking(port)


@pytest.fixture(params=SUFFIXES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)
