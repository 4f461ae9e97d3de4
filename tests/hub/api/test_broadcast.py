"""Who hears what, and that it is written once."""

import asyncio
from unittest.mock import patch

import pytest

from hub.api.broadcast import HEARTBEAT, Broadcast, Listener, encode_event
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio


async def test_a_change_is_encoded_once_for_all(region: Region) -> None:
    """A thousand listeners get the very same bytes."""
    broadcast = Broadcast(region.live, ["gutshof"], region.clock)
    running = asyncio.create_task(broadcast.run())
    await asyncio.sleep(0)
    with (
        patch("hub.api.broadcast.encode_event", wraps=encode_event) as encode,
        broadcast.listen(["gutshof"]) as first,
    ):
        others = [broadcast.listen(["gutshof"]) for _ in range(999)]
        listeners = [first, *(other.__enter__() for other in others)]
        region.say("gutshof", "oooooo")
        taken = [await listener.take(heartbeat_s=5) for listener in listeners]
    assert encode.call_count == 1
    assert len(set(taken)) == 1
    running.cancel()


async def test_nobody_listens_nothing_is_written(region: Region) -> None:
    """A change in a space that nobody follows costs no encoding."""
    broadcast = Broadcast(region.live, ["gutshof", "schule"], region.clock)
    running = asyncio.create_task(broadcast.run())
    await asyncio.sleep(0)
    with (
        patch("hub.api.broadcast.encode_event") as encode,
        broadcast.listen(["schule"]) as listener,
    ):
        region.say("gutshof", "oooooo")
        await asyncio.sleep(0)
        assert await listener.take(heartbeat_s=0) == HEARTBEAT
    assert encode.call_count == 0
    running.cancel()


async def test_a_listener_keeps_one_snapshot_per_space() -> None:
    """However much is put, what waits is bounded by the number of spaces."""
    listener = Listener()
    for number in range(1000):
        listener.put("a", b"a%d;" % number)
        listener.put("b", b"b%d;" % number)
    assert await listener.take(heartbeat_s=5) == b"a999;b999;"
    assert await listener.take(heartbeat_s=0) == HEARTBEAT


async def test_what_is_pending_goes_out_before_the_end() -> None:
    """A listener that is ended still hands over what it holds."""
    listener = Listener()
    listener.put("a", b"last")
    listener.end()
    assert await listener.take(heartbeat_s=5) == b"last"
    assert listener.ended
