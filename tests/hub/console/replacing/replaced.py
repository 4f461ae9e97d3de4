"""A region with a store behind its console, and a form that is sent as it stands."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from contract.events import Stopped
from contract.topics import AgentAddress
from hub.book.file import BookFile
from hub.book.sessions import begin
from hub.domain.intake import Batch
from hub.domain.people import Grant, Person
from hub.errors import StoreUnavailable
from hub.http.same_site import FIELD
from hub.stores.protocol import IgnoredAgent, StoreReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.console.served import OPERATOR, Browser, Served
from tests.hub.pages.region import Region

SPACE, OLD, NEW = "gutshof", "pi-gutshof", "pi-gutshof-2"
PAGE = f"/console/devices/{SPACE}/{OLD}/replace"
_INPUT = re.compile(r"<input [^>]*>")
_SAYS = re.compile(r'(\w+)="([^"]*)"')


class Stored(Served):
    """One hub in this process, with a store."""

    def __init__(self, book: BookFile, store: SqliteStore, region: Region | None = None) -> None:
        super().__init__(book, region, open_reader=self._open_reader)
        self.store = store
        self.is_store_there = True

    def _open_reader(self) -> StoreReader:
        if not self.is_store_there:
            raise StoreUnavailable("nobody there")
        return self.store.open_reader()

    def signed_in(self, name: str, grant: Grant = OPERATOR) -> tuple[Person, Browser]:
        """Put somebody with a session into the book, past the password, which costs its time."""
        now_us = self.now_us()
        person = self.people.join(self.people.invite(grant, "", now_us), name, "no hash", now_us)
        with self.book.transaction() as db:
            secret = begin(db, person.id, now_us, "", is_trusted=True, is_strong=True)
        return person, self.browser(cookies={"platzfrei": secret})

    def hear_stranger(self, agent: str = NEW, space: str = SPACE, ago_s: float = 60) -> None:
        """Note that somebody was heard whom nobody has named."""
        last_us = self.now_us() - int(ago_s * 1e6)
        self.store.note_ignored([IgnoredAgent(space, agent, 3, last_us)])

    def keep_event(self, agent: str = NEW) -> None:
        """Let an event of an agent be stored."""
        event = Stopped(seq=1, at=self.clock.wall() - timedelta(seconds=1))
        self.store.append([Batch(AgentAddress(SPACE, agent), "b" * 32, 1, 1, (event,), ())], 0)


@contextmanager
def with_store(folder: Path, region: Region | None = None) -> Iterator[Stored]:
    """Serve with a new book and a new store."""
    with (
        closing(BookFile.own(folder / "book.db")) as book,
        closing(SqliteStore.open(folder / "hub.db")) as store,
    ):
        yield Stored(book, store, region)


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the page's form, as it stands."""
    sent: dict[str, list[str]] = {}
    form = page[page.index('class="entry replacing"') :]
    for element in _INPUT.findall(form[: form.index("</form>")]):
        said = dict(_SAYS.findall(element))
        is_off = said["type"] in ("radio", "checkbox") and " checked" not in element
        if not is_off:
            sent.setdefault(said["name"], []).append(said.get("value", ""))
    return sent


async def send(browser: Browser, page: str = PAGE, **fields: str | list[str]) -> httpx.Response:
    """Send the form as it stands, but for these fields."""
    sent = fields_of((await browser.get(page)).text)
    assert FIELD in sent
    own = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    return await browser.post(page, data={**sent, **fields}, headers=own)
