"""A live replica on a real broker: what it says, and when others may be sent to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.events import DeskState
from contract.messages import DeskNow, State, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from hub.config import HttpConfig, HubConfig, MqttConfig
from hub.domain.space import SpaceConfig
from hub.replica import has_seen, serve_live
from hub.spaces_now import set_above
from tests.hub.conftest import TOKEN
from tests.hub.pages.region import Region, space
from tests.hub.pages.serving import ServedRegion
from tests.hub.pages.typical_days import share, typical_monday
from tests.hub.set_calendar import DAY, a_change
from tests.hub.small_hub import OPEN_ALL_DAY, Hub, occupied, protected_hub
from tests.hub.spaces import a_space
from tests.parts.mosquitto import Mosquitto
from tests.parts.peer import a_peer

pytestmark = pytest.mark.anyio

PATIENCE_S = 30
ADDRESS = AgentAddress("hof", "pi")
OPEN = a_space(small_count=0, opening=OPEN_ALL_DAY, desk=[{"id": "d1", "agent": "pi"}])


@asynccontextmanager
async def a_replica(
    broker: Mosquitto,
    space: SpaceConfig = OPEN,
    archive_url: str | None = None,
    copy_file: Path | None = None,
    **http: object,
) -> AsyncIterator[str]:
    """Run a replica until it listens, and yield its address."""
    shutdown, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    mqtt = MqttConfig(host=broker.host, port=broker.port)
    told = HttpConfig.model_validate({"port": 0, "archive_url": archive_url, **http})
    config = HubConfig.model_validate({"http": told, "mqtt": mqtt, "space": (space,)})
    serving = serve_live(config, shutdown, address.set_result, copy_file=copy_file)
    task = asyncio.create_task(serving)
    try:
        yield await address
    finally:
        shutdown.set()
        await asyncio.wait_for(task, PATIENCE_S)


def a_state() -> bytes:
    """Say that the desk is occupied."""
    at = SystemClock().wall()
    desks = {"d1": DeskNow(state=DeskState.OCCUPIED, since=at)}
    return encode(
        State(epoch="a" * 32, at=at, ttl_s=150, clock=StateClock.SYNCED, desks=desks, doors={})
    )


async def eventually_occupied(address: str) -> dict[str, object]:
    """Ask until the desk is occupied, and return the body."""
    async with httpx.AsyncClient(base_url=address) as client, asyncio.timeout(PATIENCE_S):
        while True:
            body = (await client.get("/api/v1/spaces/hof/availability")).json()
            if body["desks"]["occupied"] == 1:
                return dict(body)
            await asyncio.sleep(0.02)


async def eventually_shown(client: httpx.AsyncClient, words: str) -> None:
    """Ask for the page of the space until it says so."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if words in (await client.get("/spaces/hof?lang=de&day=mon")).text:
                return
            await asyncio.sleep(0.02)


async def eventually_ready(client: httpx.AsyncClient) -> dict[str, bool]:
    """Ask until the replica is ready, and return what it checked."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            answer = await client.get("/health/ready")
            if answer.status_code == 200:
                return dict(answer.json()["checks"])
            await asyncio.sleep(0.02)


async def test_replicas_say_the_same_whenever_they_began(mosquitto: Mosquitto) -> None:
    """One heard the state live, one finds it retained: equal but for age and version."""
    async with a_replica(mosquitto) as first:
        with a_peer(mosquitto.host, mosquitto.port) as peer:
            peer.say(ADDRESS.topic(Channel.STATE), a_state(), retain=True)
            before = await eventually_occupied(first)
            async with a_replica(mosquitto) as second:
                after = await eventually_occupied(second)
    for body in (before, after):
        del body["age_s"], body["version"]
    assert before == after


async def test_a_replica_shows_the_typical_day_of_the_archive(mosquitto: Mosquitto) -> None:
    """Soon after it has begun; without an archive its page says that it can't."""
    region = Region((space("hof", "Hof", "f"), "f"))
    region.typical_days["hof"] = typical_monday(share(9, 50))
    archive = ServedRegion(region)
    try:
        async with a_replica(mosquitto) as address, httpx.AsyncClient(base_url=address) as client:
            page = (await client.get("/spaces/hof?lang=de")).text
            assert "lässt sich gerade nicht sagen" in page
        async with (
            a_replica(mosquitto, archive_url=archive.url) as address,
            httpx.AsyncClient(base_url=address) as client,
        ):
            await eventually_shown(client, "Wie voll es montags meist ist")
    finally:
        archive.stop()


async def test_a_replica_shows_what_people_set_elsewhere(
    mosquitto: Mosquitto, tmp_path: Path, token_hash_file: Path
) -> None:
    """Within seconds; and with the hub stopped, one that starts goes by the copy of the last."""
    described = space("hof", "Hof", "f", small_count=0, opening=OPEN_ALL_DAY)
    region = Region((described, "f"), http={"token_hash_file": str(token_hash_file)})
    token, copy_file = tmp_path / "token", tmp_path / "copy.json"
    token.write_text(f"{TOKEN}\n")
    today = SystemClock().wall().date()
    closure = a_change(first=today - DAY, last=today + DAY, text="Umbau")
    archive = ServedRegion(region)
    keys: dict[str, Any] = {"archive_token_file": token, "copy_file": copy_file}
    try:
        async with (
            a_replica(mosquitto, OPEN, archive.url, **keys) as address,
            httpx.AsyncClient(base_url=address) as client,
        ):
            assert "Umbau" not in (await client.get("/spaces/hof?lang=de")).text
            archive.change(lambda _: set_above(region.spaces, [closure]))
            await eventually_shown(client, "Umbau")
            assert "Öffnungszeiten gibt" not in (await client.get("/?lang=de")).text
    finally:
        archive.stop()
    async with (
        a_replica(mosquitto, OPEN, archive.url, **keys) as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        assert "Umbau" in (await client.get("/spaces/hof?lang=de")).text


async def test_a_replica_that_is_told_nothing_says_so(mosquitto: Mosquitto) -> None:
    """Without a token the archive tells it nothing of calendars."""
    archive = ServedRegion(Region((space("hof", "Hof", "f"), "f")))
    try:
        async with (
            a_replica(mosquitto, archive_url=archive.url) as address,
            httpx.AsyncClient(base_url=address) as client,
        ):
            page = (await client.get("/spaces/hof?lang=de")).text
            assert "Ob es geänderte Öffnungszeiten gibt" in page
    finally:
        archive.stop()


async def test_a_replica_is_ready_once_it_has_something_to_say(mosquitto: Mosquitto) -> None:
    """Of a region without protected spaces as soon as it is connected."""
    async with a_replica(mosquitto) as address, httpx.AsyncClient(base_url=address) as client:
        checks = await eventually_ready(client)
        assert checks == {"live": True, "seen": True}
        assert (await client.get("/api/v1/care")).status_code == 421


def test_of_protected_spaces_it_says_nothing_before_its_first_full_minute() -> None:
    """Until then others answer: who changed over would see all unknown for a moment."""
    hub: Hub = protected_hub()
    spaces = (a_space(small_count=3), OPEN)
    hub.agent().says(occupied(5))
    hub.run(39)
    assert not has_seen(hub.live, spaces)
    hub.run(1)
    assert has_seen(hub.live, spaces)
