"""The application with a book and people in it, and browsers that behave as browsers do."""

import asyncio
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from contract.times import to_us
from hub.app import create_app, fast_reads_of
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.console.recognition import Recognition
from hub.domain.people import Grant, Person
from hub.domain.roles import Role
from hub.http.same_site import FIELD
from hub.http.server import serve_http
from hub.reports.service import OpenReader
from hub.workers.care_notes import CareSaid, CareSources
from tests.hub.pages.region import Region

PASSWORD = "kupfer nebel zaun drei"  # noqa: S105 - a made-up one
HERE = "http://127.0.0.1:8000"
TLS = "https://hub.example"
ADMIN = Grant(frozenset({Role.ADMIN}))
OFFICE = Grant(frozenset({Role.OFFICE}))
OPERATOR = Grant(frozenset({Role.OPERATOR}), frozenset({"gutshof"}))
_PATIENCE_S = 20.0
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
        region: Region | None = None,
        *,
        open_reader: OpenReader | None = None,
        oidc: object = None,
        outside: object = None,
        mail: object = None,
        sections: Mapping[str, Any] | None = None,
        **http: Any,
    ) -> None:
        """`sections` are others of hub.toml."""
        named = {"oidc": oidc, "outside": outside or {}, "mail": mail, **(sections or {})}
        self.region = region or Region(http=http, **named)
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
            open_history=region.open_history, open_reader=open_reader or region.open_reader,
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
        if Role.ADMIN in grant.roles:
            self.make_strong(found[0], browser)
        return found[0], browser

    def make_strong(self, person: Person, browser: Browser) -> None:
        """Let a browser be signed in as by a passkey, past the second step."""
        (held,) = (each for each in browser.cookies.jar if each.name.endswith("platzfrei"))
        held.value = self.people.sign_in(
            person.id, self.now_us(), device="phone", is_trusted=False,
            instead_of=held.value or "", is_strong=True,
        )  # fmt: skip


class AtAPort:
    """The hub behind a real server on a free port, in a thread of its own, for real browsers."""

    def __init__(self, hub: Served) -> None:
        self.hub = hub
        self.port = 0
        self._bound = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._shutdown = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._bound.wait(_PATIENCE_S)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            app = self.hub.app
            reads = fast_reads_of(app)
            runner.run(serve_http(app, "127.0.0.1", 0, self._shutdown, self._note, reads=reads))

    def _note(self, url: str) -> None:
        self.port = int(url.rpartition(":")[2])
        self._bound.set()

    def stop(self) -> None:
        """End the server."""
        self._loop.call_soon_threadsafe(self._shutdown.set)
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[Served]:
    """Serve with a new book."""
    with closing(BookFile.own(folder / "book.db")) as book:
        yield Served(book, **settings)
