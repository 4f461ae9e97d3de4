"""Who may come in, as of one moment."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.book.people_overview import overview
from hub.book.tokens import TokenMemory
from hub.domain.people import LINK_LASTS_US, Grant
from hub.domain.roles import Role

NOW_US = 1_772_444_460_000_000
DAY_US = 86_400 * 1_000_000
ADMIN = Grant(frozenset({Role.ADMIN}))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Open a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def test_it_says_how_each_comes_in_and_when_they_were_here(book: BookFile) -> None:
    """Also where the session has ended since; who was never here has no time."""
    people = PeopleMemory(book)
    ada = people.join(people.invite(ADMIN, "", NOW_US), "Ada", "h", NOW_US)
    eva = people.join(people.invite(ADMIN, "", NOW_US), "Eva", "h", NOW_US)
    people.sign_in(ada.id, NOW_US + DAY_US, device="", is_trusted=False)
    with book.transaction() as db:
        db.execute("DELETE FROM password WHERE person = ?", (eva.id,))
        db.execute("DELETE FROM audit_entry WHERE actor = ?", (eva.id,))
    seen = overview(book, NOW_US + DAY_US + 60_000_000)
    assert [each.person.name for each in seen.people] == ["Ada", "Eva"]
    now, never = seen.people
    assert (now.ways.has_password, now.device_count, now.seen_us) == (True, 1, NOW_US + DAY_US)
    assert (never.ways.has_password, never.device_count, never.seen_us) == (False, 0, None)
    later = overview(book, NOW_US + 3 * DAY_US).of(ada.id)
    assert later is not None
    assert (later.device_count, later.seen_us) == (0, NOW_US + DAY_US)


def test_it_names_whom_ids_mean_and_shows_open_links_alone(book: BookFile) -> None:
    """People and tokens have names; a link whose week is over isn't there."""
    people, tokens = PeopleMemory(book), TokenMemory(book)
    ada = people.join(people.invite(ADMIN, "", NOW_US), "Ada", "h", NOW_US)
    people.invite(ADMIN, ada.id, NOW_US)
    tokens.make("display", None, NOW_US + DAY_US, ada.id, NOW_US)
    seen = overview(book, NOW_US)
    (token,) = seen.tokens
    assert seen.names == {ada.id: "Ada", token.handle: "display"}
    assert [each.made_by for each in seen.invitations] == [ada.id]
    assert overview(book, NOW_US + LINK_LASTS_US).invitations == []
