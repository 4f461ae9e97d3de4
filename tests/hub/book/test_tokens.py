"""Programs' tokens: of named spaces or all, until a day, and taken back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.audit_log import AuditLog
from hub.book.file import BookFile
from hub.book.tokens import TokenMemory
from hub.domain.roles import Permission, may

NOW_US = 1_772_444_460_000_000
UNTIL_US = NOW_US + 1000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Open a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def test_a_token_opens_its_spaces_until_its_day(book: BookFile) -> None:
    """And says nothing to whoever tries another one."""
    memory = TokenMemory(book)
    secret = memory.make("grafana", frozenset({"hof"}), UNTIL_US, "", NOW_US)
    token = memory.of(secret, UNTIL_US - 1)
    assert token is not None
    assert may(token.principal, Permission.SEE_SLOTS, "hof")
    assert not may(token.principal, Permission.SEE_SLOTS, "scheune")
    assert memory.of(secret, UNTIL_US) is None
    assert memory.of("x", NOW_US) is None


def test_one_of_every_space_opens_the_region(book: BookFile) -> None:
    """As the token of hub.toml does."""
    memory = TokenMemory(book)
    token = memory.of(memory.make("all", None, UNTIL_US, "", NOW_US), NOW_US)
    assert token is not None
    assert may(token.principal, Permission.SEE_METRICS)


def test_one_that_is_taken_back_is_gone(book: BookFile) -> None:
    """The log has both, by the handle."""
    memory = TokenMemory(book)
    secret = memory.make("old", None, UNTIL_US, "", NOW_US)
    (kept,) = memory.all()
    assert memory.end(kept.handle, "", NOW_US)
    assert not memory.end(kept.handle, "", NOW_US)
    assert memory.of(secret, NOW_US) is None
    said = [(entry.action, entry.subject) for entry in AuditLog(book).entries()]
    assert said == [("token_made", kept.handle), ("token_ended", kept.handle)]


def test_one_whose_row_was_changed_opens_nothing(book: BookFile) -> None:
    """Wider spaces, written into the file, are none."""
    memory = TokenMemory(book)
    secret = memory.make("narrow", frozenset({"hof"}), UNTIL_US, "", NOW_US)
    with book.transaction() as db:
        db.execute("UPDATE api_token SET spaces = '*'")
    assert memory.of(secret, NOW_US) is None
    assert memory.all() == []
