"""A hub in this process, and who runs a space of it."""

import pytest

from tests.hub.console.served import Browser, Served


@pytest.fixture
async def ada(hub: Served) -> Browser:
    """Sign in who runs the Gutshof."""
    return (await hub.somebody("Ada"))[1]
