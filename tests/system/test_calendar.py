"""A closure on a whole hub: from the form to what visitors see, without a restart.

At once where no small counts are protected, else with the full minute; and slots follow.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final

from contract.times import to_us
from hub.book.calendar_changes import CalendarMemory, Judged
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.clock import SystemClock
from hub.config import HttpConfig, HubConfig, MqttConfig
from hub.domain.calendar_id import calendar_id
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.domain.space import SpaceConfig
from hub.serving import serve
from hub.spaces_now import SpacesNow, set_above
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from tests.hub.console.served import PASSWORD, Browser
from tests.hub.set_calendar import a_change
from tests.hub.spaces import a_space
from tests.parts.mosquitto import Mosquitto

PATIENCE_S: Final = 60
ALWAYS: Final = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")


class MovedClock(SystemClock):
    """The machine's clocks, but that a test says which second of a minute it is."""

    def __init__(self) -> None:
        super().__init__()
        self._off = timedelta(0)
        self.move_on_to(5)

    def move_on_to(self, second: int) -> None:
        """Let it be so many seconds after a full minute, later than it was."""
        past = self.wall().second
        self._off += timedelta(seconds=(second - past) % 60)

    def wall(self) -> datetime:
        """Return the time of day, moved on a little."""
        return super().wall() + self._off

    def is_disciplined(self) -> bool:
        """Tell that NTP knows nothing of it."""
        return False


def a_space_that_is_open(clock: SystemClock, **keys: Any) -> SpaceConfig:
    """Make one that is open round the clock, since yesterday."""
    since = (clock.wall() - timedelta(days=1)).date()
    return a_space(
        opening=ALWAYS, holidays="usual", since=since, desk=[{"id": "d1", "agent": "pi"}], **keys
    )


@asynccontextmanager
async def a_hub(
    folder: Path, broker: Mosquitto, clock: SystemClock
) -> AsyncIterator[tuple[Browser, tuple[SpaceConfig, ...]]]:
    """Run a hub of two spaces, with an admin signed in at its console."""
    spaces = (
        a_space_that_is_open(clock, id="offen", small_count=0),
        a_space_that_is_open(clock, id="geschuetzt", small_count=3),
    )
    config = HubConfig.model_validate(
        {
            "space": spaces,
            "http": HttpConfig(port=0),
            "mqtt": MqttConfig(host=broker.host, port=broker.port),
        }
    )
    book, store = folder / "book.db", SqliteStore.open(folder / "hub.db")
    of_both = Grant(frozenset({Role.OPERATOR}), frozenset({"offen", "geschuetzt"}))
    with closing(BookFile.own(book)) as opened:
        link = PeopleMemory(opened).invite(of_both, "", to_us(clock.wall()))
    shutdown, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(config, store, shutdown, address.set_result, clock, book=book))
    await asyncio.wait({task, address}, return_when=asyncio.FIRST_COMPLETED)
    try:
        async with Browser(base_url=address.result(), timeout=PATIENCE_S) as browser:
            fields = {"name": "Eva", "password": PASSWORD, "repeat": PASSWORD}
            answer = await browser.send_form(f"/console/join/{link}", fields)
            assert answer.status_code == 303, answer.text
            yield browser, spaces
    finally:
        shutdown.set()
        with closing(store):
            await asyncio.wait_for(task, PATIENCE_S)


async def state_of(browser: Browser, space: str) -> str:
    """Return whether a space is open, as anybody can read."""
    answer = await browser.get(f"/api/v1/spaces/{space}/availability")
    state: str = answer.json()["opening"]["state"]
    return state


async def seconds_until(is_so: Callable[[], Awaitable[bool]]) -> float:
    """Ask again until it is so, and return how long that took."""
    began_s = monotonic()
    while not await is_so():  # noqa: ASYNC110 - the answer comes over HTTP
        await asyncio.sleep(0.05)
    return monotonic() - began_s


async def close_today(browser: Browser, space: str, clock: SystemClock) -> None:
    """Set a closure of today, by the form."""
    today = SpacesNow([a_space()]).now.calendars["hof"].day_of(clock.wall())
    path = f"/console/calendar/{space}/new"
    fields = {"kind": "closure", "first": f"{today}", "text": "Umbau"}
    answer = await browser.send_own(path, path, fields)
    assert answer.status_code == 303, answer.text


def test_visitors_see_a_closure_at_once_or_with_the_full_minute(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """Within five seconds, and not before the minute where small counts are protected."""

    async def run() -> None:
        clock = MovedClock()
        async with a_hub(tmp_path, mosquitto, clock) as (browser, _):
            states = [await state_of(browser, each) for each in ("offen", "geschuetzt")]
            assert states == ["open", "open"]
            clock.move_on_to(5)
            await asyncio.sleep(1.5)  # that minute has been looked at
            for space in ("geschuetzt", "offen"):
                await close_today(browser, space, clock)

            async def is_closed() -> bool:
                return await state_of(browser, "offen") == "closed"

            async def is_protected_closed() -> bool:
                return await state_of(browser, "geschuetzt") == "closed"

            assert await seconds_until(is_closed) < 5
            assert "Umbau" in (await browser.get("/spaces/offen?lang=de")).text
            await asyncio.sleep(1.5)
            assert not await is_protected_closed()
            assert clock.wall().second < 55, "this machine is too slow to tell"
            clock.move_on_to(58)
            assert await seconds_until(is_protected_closed) < 7

    asyncio.run(asyncio.wait_for(run(), 2 * PATIENCE_S))


def test_a_command_is_followed_and_slots_are_made_anew(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """What somebody else writes into the book holds within seconds, also for what was counted."""

    async def run() -> None:
        clock = SystemClock()
        async with a_hub(tmp_path, mosquitto, clock) as (browser, spaces):
            open_ = spaces[0]
            today = SpacesNow(spaces).now.calendars["offen"].day_of(clock.wall())
            with closing(BookFile.join(tmp_path / "book.db")) as book:
                change = CalendarMemory(book).add(
                    a_change(space="offen", first=open_.since, last=today),
                    Judged(open_, today, may_correct=True),
                )
            then = SpacesNow(spaces)
            set_above(then, [change])
            wanted = calendar_id(then.now.by_id["offen"])

            async def is_closed() -> bool:
                return await state_of(browser, "offen") == "closed"

            async def is_counted() -> bool:
                return await asyncio.to_thread(rolled_by, tmp_path) == wanted

            await seconds_until(is_closed)
            await seconds_until(is_counted)

    asyncio.run(asyncio.wait_for(run(), 2 * PATIENCE_S))


def rolled_by(folder: Path) -> str:
    """Return by which calendar the store's slots are made."""
    with closing(SqliteHistory.open(folder / "hub.db")) as reader:
        rolled = reader.rolled("offen")
    return "" if rolled is None else rolled.calendar
