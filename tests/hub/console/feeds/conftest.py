"""A hub that may ask this machine, and a calendar on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.console.feeds.town import Town
from tests.hub.console.served import Browser, Served, served
from tests.parts.web_server import WebServer, web_server


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    """Serve with a new book, and a hub.toml that lists this machine."""
    with served(tmp_path, outside={"allowed_networks": ["127.0.0.1"]}) as hub:
        yield hub


@pytest.fixture
async def ada(hub: Served) -> Browser:
    """Sign in who runs the Gutshof."""
    return (await hub.somebody("Ada"))[1]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def server(town: Town) -> Iterator[WebServer]:
    """Serve the town's calendar."""
    with web_server(town.serve) as running:
        yield running
