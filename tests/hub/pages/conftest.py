"""A client without a network, and a browser with one."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.hub.pages.region import Region, a_client_of
from tests.hub.pages.serving import ServedRegion

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutine tests on asyncio, as the hub does."""
    return "asyncio"


@pytest.fixture
def region() -> Region:
    """Make the twelve spaces."""
    return Region()


@pytest.fixture
async def client(region: Region) -> AsyncIterator[httpx.AsyncClient]:
    """Make a client of the region."""
    async with a_client_of(region) as client:
        yield client


@pytest.fixture(scope="module")
def chromium(chromium_path: Path) -> Iterator[Browser]:
    """Run one browser for all tests of a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def served(region: Region) -> Iterator[ServedRegion]:
    """Serve the region on a free port."""
    server = ServedRegion(region)
    yield server
    server.stop()
