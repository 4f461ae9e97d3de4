"""A subscribed calendar on a whole hub: read again by itself, and what visitors see follows."""

import asyncio
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx

from hub.book.calendar_feeds import FeedMemory
from hub.book.file import BookFile
from hub.config import HubConfig, MqttConfig
from hub.domain.calendar_feed import Feed, FeedAnswer, Pick
from hub.serving import serve
from hub.stores.sqlite.store import SqliteStore
from tests.hub.spaces import a_space
from tests.parts.mosquitto import Mosquitto
from tests.parts.web_server import Asked, Say, answer, web_server
from tests.system.test_calendar import ALWAYS

PATIENCE_S: Final = 60
CALENDAR: Final = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTART;VALUE=DATE:{first:%Y%m%d}\r\nDTEND;VALUE=DATE:{end:%Y%m%d}\r\nSUMMARY:Umbau\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


async def eventually_closed(address: str) -> str:
    """Ask until the space is closed, and return why."""
    async with httpx.AsyncClient(base_url=address) as client, asyncio.timeout(PATIENCE_S):
        while True:
            opening = (await client.get("/api/v1/spaces/hof/availability")).json()["opening"]
            if opening["state"] == "closed":
                return str(opening["reason"])
            await asyncio.sleep(0.1)


def test_a_calendar_whose_hour_has_come_closes_the_space(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """The hub reads it by itself, from a real server, in a process of its own."""
    hof = a_space(opening=ALWAYS, holidays="usual", small_count=0)
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    body = CALENDAR.format(first=today - timedelta(1), end=today + timedelta(2)).encode()
    config = HubConfig.model_validate(
        {
            "space": (hof,),
            "http": {"port": 0},
            "mqtt": MqttConfig(host=mosquitto.host, port=mosquitto.port),
            "outside": {"allowed_networks": ["127.0.0.1"]},
        }
    )

    def tell(_: Asked, say: Say) -> None:
        say(answer(body, Content_Type="text/calendar"))

    async def run() -> str:
        shutdown, address = asyncio.Event(), asyncio.get_running_loop().create_future()
        with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
            serving = serve(config, store, shutdown, address.set_result, book=tmp_path / "book.db")
            task = asyncio.create_task(serving)
            try:
                return await eventually_closed(await address)
            finally:
                shutdown.set()
                await asyncio.wait_for(task, PATIENCE_S)

    with web_server(tell) as server:
        with closing(BookFile.own(tmp_path / "book.db")) as book:
            feed = Feed("", "hof", "Gemeinde", Pick.ALL, "", True, "p-1", 0)
            FeedMemory(book).add(feed, server.url("/a.ics"), FeedAnswer(()), today)
        assert asyncio.run(run()) == "Umbau"
    assert len(server.asked) == 1
