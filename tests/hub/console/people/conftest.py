"""The application with a book, an admin who is signed in, and mail that leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.book.sessions import begin
from hub.domain.people import Grant, Person
from tests.hub.console.served import ADMIN, TLS, Browser, Served, served

MAIL = {"host": "127.0.0.1", "tls": "none", "from": "hub@hub.example"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    """Serve with a new book."""
    with served(tmp_path) as hub:
        yield hub


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[Served]:
    """Serve by TLS, with a mail server."""
    with served(tmp_path, mail=MAIL, public_url=TLS) as hub:
        yield hub


def person(hub: Served, name: str, grant: Grant = ADMIN) -> Person:
    """Put somebody into the book, past the password, which costs its time."""
    return hub.people.join(hub.people.invite(grant, "", hub.now_us()), name, "h", hub.now_us())


def browser_of(hub: Served, who: Person, url: str = "") -> Browser:
    """Open a browser in which somebody is signed in."""
    with hub.book.transaction() as db:
        secret = begin(db, who.id, hub.now_us(), "", is_trusted=False, is_strong=True)
    name = "__Host-platzfrei" if url else "platzfrei"
    browser = hub.browser(url) if url else hub.browser()
    browser.cookies.set(name, secret)
    return browser
