"""The application with a book."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.console.served import Served, served


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    """Serve with a new book, as hub.toml says by default."""
    with served(tmp_path) as hub:
        yield hub
