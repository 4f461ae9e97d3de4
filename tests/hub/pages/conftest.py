"""A client without a network, and a browser with one."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from hub.pages import report_previews
from tests.hub.pages.region import Region, a_client_of
from tests.hub.pages.serving import ServedRegion
from tests.parts.chromium import running_chromium
from tests.parts.fonts import WIDE, Font


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutine tests on asyncio, as the hub does."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _patient() -> Iterator[None]:
    """Let pages wait for reports on a busy machine: what they say meanwhile has own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_previews, "A_MOMENT_S", 240.0)
        yield


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
def playwright(chromium_path: Path) -> Iterator[Playwright]:
    """Run what drives the browser, where there is one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def font(request: pytest.FixtureRequest) -> Font:
    """Choose the font of all pages: the one that a test names, or the wide one."""
    return getattr(request, "param", WIDE)


@pytest.fixture(scope="module")
def chromium(
    playwright: Playwright,
    chromium_path: Path,
    font: Font,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    """Run one browser for all tests of a file that want the same font."""
    folder = tmp_path_factory.mktemp("chromium")
    with running_chromium(playwright, chromium_path, folder, font) as browser:
        yield browser


@pytest.fixture
def served(region: Region) -> Iterator[ServedRegion]:
    """Serve the region on a free port."""
    server = ServedRegion(region)
    yield server
    server.stop()
