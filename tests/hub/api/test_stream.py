"""The stream: snapshots first, then every change, and an end in good order."""

import asyncio
from dataclasses import replace

import pytest
from fastapi import FastAPI

from hub.api.stream_limits import StreamLimits
from hub.app import create_app
from hub.http.connection import ABORT
from tests.hub.exchange import Exchange
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio

PATH = "/api/v1/stream"


async def test_headers_and_first_snapshots(app: FastAPI, region: Region) -> None:
    """A stream begins with the whole present, one event per space, and the time to reconnect."""
    async with Exchange(app, PATH) as stream:
        status, headers = await stream.start()
        assert status == 200
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "no-cache, no-transform"
        assert "content-length" not in headers
        text = (await stream.body()).decode()
    assert text.startswith("retry: 3000\n\nevent: availability\nid: ")
    assert text.endswith("\n\n")
    assert text.count("event: availability\n") == len(region.config.spaces)


async def test_an_event_is_the_availability(app: FastAPI, region: Region) -> None:
    """Data is exactly the body of /availability with its age, the id is its version."""
    published = region.live.availability("gutshof")
    assert published is not None
    async with Exchange(app, PATH, "space=gutshof") as stream:
        await stream.start()
        text = (await stream.body()).decode()
    assert text.splitlines()[2:5] == [
        "event: availability",
        f"id: {published.version}",
        f"data: {published.payload(region.clock.wall()).model_dump_json()}",
    ]


async def test_a_change_follows_at_once(app: FastAPI, region: Region) -> None:
    """What changed is sent as a whole snapshot; the other spaces stay quiet."""
    async with Exchange(app, PATH) as stream:
        await stream.start()
        await stream.body()
        region.say("gutshof", "oooooo")
        events = await stream.events()
    assert [(each["space"], each["desks"]["occupied"]) for each in events] == [("gutshof", 6)]
    assert events[0]["age_s"] == 0.0


async def test_only_what_was_asked_for(app: FastAPI, region: Region) -> None:
    """With `space` given, once or more, no other space is sent; a repeated one comes once."""
    async with Exchange(app, PATH, "space=gutshof&space=schule&space=gutshof") as stream:
        await stream.start()
        assert [each["space"] for each in await stream.events()] == ["gutshof", "schule"]
        region.say("cafe-kirsche", "ffff")
        region.say("schule", "oooooo")
        assert [each["space"] for each in await stream.events()] == ["schule"]


async def test_the_latest_wins(app: FastAPI, region: Region) -> None:
    """A client that was away for many changes gets each space once, as it is now."""
    async with Exchange(app, PATH, "space=gutshof&space=schule") as stream:
        await stream.start()
        await stream.body()
        stream.stop_reading()
        for states in ("oooooo", "ffffff", "uuuuuu"):
            region.say("gutshof", states)
            region.say("schule", states[::-1])
            await asyncio.sleep(0)
        stream.read_on()
        seen = {each["space"]: each for each in await stream.events()}
        while not all(each["desks"]["unknown"] == 6 for each in seen.values()):
            seen |= {each["space"]: each for each in await stream.events()}


async def test_nothing_moves_when_nothing_public_changed(app: FastAPI, region: Region) -> None:
    """In a space that protects small counts one person more or less sends nothing."""
    async with Exchange(app, PATH, "space=hofladen&space=gutshof") as stream:
        await stream.start()
        await stream.body()
        region.say("hofladen", "offf")
        region.say("hofladen", "ooff")
        region.say("gutshof", "oooooo")
        assert [each["space"] for each in await stream.events()] == ["gutshof"]
        assert not stream.has_more()


async def test_last_event_id_is_accepted(app: FastAPI) -> None:
    """A client that comes back gets the present, whatever it saw last."""
    headers = ((b"last-event-id", b"\xff<script>"),)
    async with Exchange(app, PATH, "space=gutshof", headers=headers) as stream:
        assert (await stream.start())[0] == 200
        assert [each["space"] for each in await stream.events()] == ["gutshof"]


@pytest.mark.parametrize("query", ["space=nowhere", "space=gutshof&space=nowhere", "space=%00"])
async def test_unknown_spaces_are_refused_before_the_stream(app: FastAPI, query: str) -> None:
    """One unknown id is enough for 404."""
    async with Exchange(app, PATH, query) as stream:
        status, headers = await stream.start()
        assert (status, headers["content-type"]) == (404, "application/problem+json")
        await stream.end()


async def test_head_only_says_what_would_come(app: FastAPI, region: Region) -> None:
    """HEAD ends at once and counts as none."""
    async with Exchange(app, PATH, method="HEAD") as stream:
        status, headers = await stream.start()
        assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert await stream.body() == b""
        await stream.end()


async def test_shutdown_ends_every_stream(app: FastAPI, shutdown: asyncio.Event) -> None:
    """When the hub stops, open streams end cleanly, and one that still comes ends at once."""
    async with Exchange(app, PATH, "space=gutshof") as early:
        await early.start()
        await early.body()
        shutdown.set()
        assert await early.message() == {
            "type": "http.response.body",
            "body": b"",
            "more_body": False,
        }
        await early.end()
    async with Exchange(app, PATH, "space=gutshof") as late:
        await late.start()
        await late.end()


async def test_seats_per_address_and_in_all(app: FastAPI, region: Region) -> None:
    """Beyond its share an address gets 429, beyond the hub's all get 503; leaving makes room."""
    gauge = "platzfrei_stream_clients"
    async with Exchange(app, PATH) as one, Exchange(app, PATH) as two:
        await one.start()
        await two.start()
        async with Exchange(app, PATH) as three:
            status, headers = await three.start()
            assert (status, headers["retry-after"]) == (429, "30")
        async with Exchange(app, PATH, host="192.0.2.2") as other:
            await other.start()
            assert region.metrics.registry.get_sample_value(gauge) == 3
            async with Exchange(app, PATH, host="192.0.2.3") as too_many:
                status, headers = await too_many.start()
                assert (status, headers["retry-after"]) == (503, "60")
        one.leave()
        await one.end()
        async with Exchange(app, PATH) as again:
            assert (await again.start())[0] == 200
    assert region.metrics.registry.get_sample_value(gauge) == 0


async def test_who_does_not_read_is_cut_off(app: FastAPI, region: Region) -> None:
    """A client that takes nothing within the time-out is aborted; the others never wait for it."""
    cut: list[str] = []
    state = {ABORT: lambda: cut.append("cut")}
    async with (
        Exchange(app, PATH, "space=gutshof", state=state) as stuck,
        Exchange(app, PATH, "space=gutshof") as reader,
    ):
        for each in (stuck, reader):
            await each.start()
            await each.body()
        stuck.stop_reading()
        for states in ("oooooo", "ffffff", "oooooo"):
            region.say("gutshof", states)
            assert [each["space"] for each in await reader.events()] == ["gutshof"]
        await stuck.end()
        assert cut == ["cut"]
        assert region.metrics.registry.get_sample_value("platzfrei_stream_clients") == 1


async def test_heartbeats(region: Region, shutdown: asyncio.Event) -> None:
    """While nothing changes an event says that the hub is still there."""
    limits = StreamLimits(heartbeat_s=0.01)
    app = create_app(
        region.config, region.live, region.metrics, region.clock,
        checks={}, shutdown=shutdown, stream_limits=limits,
    )  # fmt: skip
    async with app.router.lifespan_context(app), Exchange(app, PATH, "space=gutshof") as stream:
        await stream.start()
        await stream.body()
        assert await stream.body() == b"event: heartbeat\ndata: {}\n\n"
        assert await stream.body() == b"event: heartbeat\ndata: {}\n\n"


def test_the_promised_figures() -> None:
    """The defaults are those of the interface's description."""
    promised = StreamLimits(per_address=20, in_all=1000, heartbeat_s=15.0)
    assert replace(StreamLimits(), write_s=promised.write_s) == promised
