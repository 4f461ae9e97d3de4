"""The application with a book and a store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.console.replacing.replaced import Stored, with_store


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Stored]:
    """Serve with a new book and a new store."""
    with with_store(tmp_path) as hub:
        yield hub
