"""The application with a book and people in it, and browsers that behave as browsers do."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from contract.times import to_us
from hub.app import create_app
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.console.recognition import Recognition
from hub.domain.people import Grant, Person
from hub.domain.roles import Role
from hub.http.same_site import FIELD
from hub.reports.service import OpenReader, no_reader
from hub.workers.care_notes import CareSaid, CareSources
from tests.hub.pages.region import Region

PASSWORD = "kupfer nebel zaun drei"  # noqa: S105 - a made-up one
HERE = "http://127.0.0.1:8000"
TLS = "https://hub.example"
ADMIN = Grant(frozenset({Role.ADMIN}))
OFFICE = Grant(frozenset({Role.OFFICE}))
OPERATOR = Grant(frozenset({Role.OPERATOR}), frozenset({"gutshof"}))
_TOKEN = re.compile(rf'name="{FIELD}" value="([0-9a-f]+)"')


class Browser(httpx.AsyncClient):
    """Keeps cookies, and says of each form where it was."""

    async def send_form(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form of this site's own page, without following where it leads."""
        own = urlsplit(str(self.base_url))
        said = {"Origin": f"{own.scheme}://{own.netloc}", "Sec-Fetch-Site": "same-origin"}
        return await self.post(path, data=fields, headers={**said, **headers})

    async def send_own(self, page: str, path: str, fields: dict[str, str]) -> httpx.Response:
        """Send a form with the token that a page gives it."""
        found = _TOKEN.search((await self.get(page)).text)
        assert found, page
        return await self.send_form(path, {FIELD: found[1], **fields})

    async def log_in(self, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Sign in."""
        fields = {"name": name, "password": password, **more}
        return await self.send_form("/console/login", fields)


class Served:
    """One hub in this process."""

    def __init__(
        self,
        book: BookFile,
        *,
        open_reader: OpenReader = no_reader,
        oidc: object = None,
        **http: Any,
    ) -> None:
        self.region = Region(http=http, oidc=oidc)
        self.clock = self.region.clock
        self.book = book
        self.people = PeopleMemory(book)
        self.said = CareSaid()
        """What needs care, as of the last look; a test changes it."""
        self.trouble = ""
        """Why the book can't be used."""
        region = self.region
        self.app = create_app(
            region.config, region.live, region.metrics, region.clock,
            checks={}, shutdown=asyncio.Event(), recognition=Recognition(book, self.now_us),
            care=CareSources(lambda: self.said, lambda: self.trouble, self.now_us),
            open_history=region.open_history, open_reader=open_reader,
            read_published=region.read_published, spaces=region.spaces,
        )  # fmt: skip

    def now_us(self) -> int:
        """Return the time of the hub."""
        return to_us(self.clock.wall())

    def find(self, *needed: Trouble, judged: Iterable[Trouble] = ()) -> None:
        """Find at a look that these need care, and that whatever else was judged is over."""
        kinds = frozenset(each.kind for each in (*needed, *judged))
        memory = CareMemory(self.book)
        memory.note(Findings(frozenset(needed), judged=kinds), self.now_us())
        self.said = CareSaid(self.now_us(), tuple(memory.lasting()))

    def browser(self, url: str = HERE, host: str = "127.0.0.1", **keys: Any) -> Browser:
        """Open a browser at an address."""
        transport = httpx.ASGITransport(self.app, client=(host, 40_000))
        return Browser(transport=transport, base_url=url, **keys)

    def link(self, grant: Grant = OPERATOR) -> str:
        """Invite somebody; return the path of the link."""
        return f"/console/join/{self.people.invite(grant, '', self.now_us())}"

    async def somebody(
        self, name: str, grant: Grant = OPERATOR, url: str = HERE
    ) -> tuple[Person, Browser]:
        """Let somebody join; return who it is, and the browser in which they are signed in."""
        browser = self.browser(url)
        fields = {"name": name, "password": PASSWORD, "repeat": PASSWORD, "device": "phone"}
        answer = await browser.send_form(self.link(grant), fields)
        assert answer.status_code == 303, answer.text
        found = self.people.named(name)
        assert found is not None
        return found[0], browser


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[Served]:
    """Serve with a new book."""
    with closing(BookFile.own(folder / "book.db")) as book:
        yield Served(book, **settings)
