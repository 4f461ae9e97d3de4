"""Who hears what, that it is written once, and that who is behind gets it as it is by then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

import pytest

from hub.api.broadcast import HEARTBEAT, RETRY, Broadcast, encode_event
from hub.api.stream_limits import StreamLimits
from hub.http.outlet import Audience, chunk_of
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio


class Visitor:
    """One client: what was written to it, and whether it keeps up."""

    def __init__(self, broadcast: Broadcast, *spaces: str, is_full: bool = False) -> None:
        self.written: list[bytes] = []
        self.is_full = is_full
        self.ends: list[str] = []
        broadcast.listen(spaces, self._hand_over, lambda: self.ends.append("left"))

    def _hand_over(self, audience: Audience) -> "Visitor":
        self.audience = audience
        return self

    def write(self, chunk: bytes) -> None:
        assert not self.is_full
        self.written.append(chunk)

    def end(self) -> None:
        self.ends.append("end")

    def cut(self) -> None:
        self.ends.append("cut")

    def catch_up(self) -> None:
        """Take all that was sent."""
        self.is_full = False
        self.audience.on_room()


@asynccontextmanager
async def telling(
    region: Region, *spaces: str, limits: StreamLimits | None = None
) -> AsyncIterator[Broadcast]:
    """Run a broadcast."""
    broadcast = Broadcast(region.live, spaces, region.clock, limits or StreamLimits())
    tasks = [asyncio.create_task(broadcast.run()), asyncio.create_task(broadcast.look_after())]
    await _a_moment()
    yield broadcast
    for task in tasks:
        task.cancel()


async def _a_moment() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def news_of(region: Region, *spaces: str) -> bytes:
    """Return what is told of these spaces now."""
    now = region.clock.wall()
    present = [region.live.availability(space) for space in spaces]
    return b"".join(chunk_of(encode_event(each, now)) for each in present if each is not None)


async def test_a_change_is_encoded_once_for_all(region: Region) -> None:
    """A thousand listeners get the very same bytes, each in one write."""
    async with telling(region, "gutshof") as broadcast:
        visitors = [Visitor(broadcast, "gutshof") for _ in range(1000)]
        with patch("hub.api.broadcast.encode_event", wraps=encode_event) as encode:
            region.say("gutshof", "oooooo")
            await _a_moment()
        assert encode.call_count == 1
        assert {len(each.written) for each in visitors} == {2}
        assert {each.written[1] for each in visitors} == {news_of(region, "gutshof")}


async def test_who_came_first_is_told_first(region: Region) -> None:
    """Everybody's turn stays the same from change to change, and nobody overtakes."""
    told: list[int] = []

    class Numbered(Visitor):
        number = 0

        def write(self, chunk: bytes) -> None:
            super().write(chunk)
            told.append(self.number)

    async with telling(region, "gutshof") as broadcast:
        visitors = [Numbered(broadcast, "gutshof") for _ in range(50)]
        for number, visitor in enumerate(visitors):
            visitor.number = number
        visitors[7].audience.on_left()
        told.clear()
        region.say("gutshof", "oooooo")
        await _a_moment()
    assert told == [number for number in range(50) if number != 7]


async def test_what_changed_at_once_is_one_write(region: Region) -> None:
    """Several spaces that changed in one burst reach a client together, those that it follows."""
    async with telling(region, "gutshof", "schule", "cafe-kirsche") as broadcast:
        both, one = Visitor(broadcast, "schule", "gutshof"), Visitor(broadcast, "gutshof")
        assert both.written == [RETRY + news_of(region, "schule", "gutshof")]
        for space, states in (
            ("gutshof", "oooooo"),
            ("schule", "oooooo"),
            ("cafe-kirsche", "oooo"),
        ):
            region.say(space, states)
        await _a_moment()
        assert both.written[1:] == [news_of(region, "schule", "gutshof")]
        assert one.written[1:] == [news_of(region, "gutshof")]


async def test_nobody_listens_nothing_is_written(region: Region) -> None:
    """A change in a space that nobody follows costs no encoding, also after the last has left."""
    async with telling(region, "gutshof", "schule") as broadcast:
        Visitor(broadcast, "schule")
        gone = Visitor(broadcast, "gutshof")
        gone.audience.on_left()
        assert gone.ends == ["left"]
        with patch("hub.api.broadcast.encode_event") as encode:
            region.say("gutshof", "oooooo")
            await _a_moment()
        assert encode.call_count == 0


async def test_who_is_behind_gets_what_is_true_by_then(region: Region) -> None:
    """However much happens meanwhile: each space that changed comes once, with the age it has."""
    async with telling(region, "gutshof", "schule", "cafe-kirsche") as broadcast:
        slow = Visitor(broadcast, "gutshof", "schule", "cafe-kirsche")
        slow.is_full = True
        for states in ("oooooo", "ffffff", "uuuuuu"):
            region.say("gutshof", states)
            region.say("schule", states)
            await _a_moment()
        region.clock.pass_s(3)
        slow.catch_up()
        assert slow.written[1:] == [news_of(region, "gutshof", "schule")]
        slow.catch_up()
        assert len(slow.written) == 2


async def test_who_is_behind_from_the_start_gets_all_later(region: Region) -> None:
    """A client that hasn't even taken the head is told everything once it has."""
    async with telling(region, "gutshof", "schule") as broadcast:
        slow = Visitor(broadcast, "schule", "gutshof", is_full=True)
        assert slow.written == []
        slow.catch_up()
        assert slow.written == [news_of(region, "schule", "gutshof")]


async def test_a_bad_snapshot_freezes_nobody(region: Region) -> None:
    """What can't be written is logged, and the others go on."""
    async with telling(region, "gutshof", "schule") as broadcast:
        visitor = Visitor(broadcast, "gutshof", "schule")
        with patch("hub.api.broadcast.encode_event", side_effect=ValueError):
            region.say("gutshof", "oooooo")
            await _a_moment()
        region.say("schule", "oooooo")
        await _a_moment()
        assert visitor.written[1:] == [news_of(region, "schule")]


async def test_a_client_that_takes_nothing_is_cut_off(region: Region) -> None:
    """After `write_s`, while one that is only told nothing hears that the hub is still there."""
    limits = StreamLimits(heartbeat_s=0.02, write_s=0.02)
    async with telling(region, "gutshof", limits=limits) as broadcast:
        slow, quiet = Visitor(broadcast, "gutshof"), Visitor(broadcast, "gutshof")
        slow.is_full = True
        async with asyncio.timeout(20):
            while not slow.ends or len(quiet.written) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        assert set(quiet.written[1:]) == {HEARTBEAT}
        assert (quiet.ends, slow.ends[0], len(slow.written)) == ([], "cut", 1)


async def test_the_end_ends_all(region: Region) -> None:
    """Those that listen, and those that still come; one that has left before only leaves."""
    async with telling(region, "gutshof") as broadcast:
        early = Visitor(broadcast, "gutshof")
        broadcast.close()
        late = Visitor(broadcast, "gutshof")
        assert (early.ends, late.ends) == (["end"], ["end"])
        left: list[str] = []
        broadcast.listen(("gutshof",), lambda _: None, lambda: left.append("left"))
        assert left == ["left"]
