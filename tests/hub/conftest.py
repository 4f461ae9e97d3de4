"""The application over the made-up region, driven without a network.

It is imported where a test asks for it, so that those of the domain begin at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.hub.pages.region import Region

TOKEN = "correct-horse-battery-staple"  # noqa: S105  a made-up one


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutine tests on asyncio, as the hub does."""
    return "asyncio"


@pytest.fixture
def region() -> Region:
    """Make the twelve spaces."""
    from tests.hub.pages.region import Region

    return Region()


@pytest.fixture
def shutdown() -> asyncio.Event:
    """Make what ends the hub."""
    return asyncio.Event()


@pytest.fixture
def ready() -> dict[str, bool]:
    """Make what is connected; a test may change it."""
    return {"live": True, "archive": True, "store": True}


def _check(ready: dict[str, bool], name: str) -> Callable[[], bool]:
    return lambda: ready[name]


@pytest.fixture
async def app(
    region: Region, shutdown: asyncio.Event, ready: dict[str, bool]
) -> AsyncIterator[FastAPI]:
    """Run the application."""
    from hub.api.stream_limits import StreamLimits
    from hub.app import create_app

    app = create_app(
        region.config,
        region.live,
        region.metrics,
        region.clock,
        checks={name: _check(ready, name) for name in ready},
        shutdown=shutdown,
        stream_limits=StreamLimits(per_address=2, in_all=3, write_s=0.05),
    )
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Make a client on this machine."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
    ) as client:
        yield client


@pytest.fixture
def token_hash_file(tmp_path: Path) -> Path:
    """Write the hash of TOKEN as `sha256sum` prints it."""
    file = tmp_path / "token.sha256"
    file.write_text("87cbebfeebc05f7c54ac9336c4b4bbec831227a641951a4bde7edd56020f8590  -\n")
    return file
