"""The region of weeks, served with mail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.console.served import Served
from tests.hub.console.week.weeks import MAIL, PUBLIC_URL, serving_weeks


@pytest.fixture
def weeks(tmp_path: Path) -> Iterator[Served]:
    """Serve it with a new book, a mail server in hub.toml and an address."""
    with serving_weeks(tmp_path, mail=MAIL, public_url=PUBLIC_URL) as hub:
        yield hub
