"""The application with a book."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.console import password_hash
from tests.hub.console.served import Served, served


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    """Serve with a new book, as hub.toml says by default."""
    with served(tmp_path) as hub:
        yield hub


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let argon2id work with little memory, once: where guessing isn't what is tried."""
    monkeypatch.setattr(password_hash, "_MEMORY_KIB", 64)
    monkeypatch.setattr(password_hash, "_ROUNDS", 1)
