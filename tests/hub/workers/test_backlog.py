"""A backlog is stored between the commits of what comes, and is whole only when all of it is."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hub.mqtt import Incoming
from hub.workers.backlog import Backlog, BacklogStoring, Take
from hub.workers.periodic import IsEnding

pytestmark = pytest.mark.anyio

BATCH = [Incoming("platzfrei/v1/hof/pi/events", b"{}", retained=False)]


class Writer:
    """What an archive and its archivist do: work in order, and note who asked for it."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, int]] = []

    def in_thread(self, work: Any, *arguments: Any) -> Any:
        """Do it at once."""
        return work(*arguments)

    def take(self, messages: Sequence[Incoming], now_us: int) -> None:
        """Count them."""
        self.taken.append((len(messages), now_us))


async def test_without_one_all_is_there_from_the_start() -> None:
    """Publishing waits for nothing."""
    assert storing(None, Writer()).is_done


async def test_it_is_whole_when_the_last_was_taken() -> None:
    """Not before, and it ends nobody when it is done."""
    writer = Writer()
    asked: list[bool] = []

    def backlog(take: Take, is_ending: IsEnding) -> None:
        for now_us in range(3):
            asked.append(running.is_done or is_ending())
            take(BATCH, now_us)

    running = storing(backlog, writer)
    task = asyncio.create_task(running.run())
    for _ in range(1000):
        await asyncio.sleep(0.01)
        if running.is_done:
            break
    assert writer.taken == [(1, 0), (1, 1), (1, 2)]
    assert asked == [False] * 3
    assert not task.done()
    task.cancel()


async def test_one_that_was_broken_off_is_not_whole() -> None:
    """A hub that ends publishes nothing of what is there in part."""
    shutdown = asyncio.Event()

    def backlog(_: Take, is_ending: IsEnding) -> None:
        while not is_ending():
            pass

    running = storing(backlog, Writer(), shutdown)
    task = asyncio.create_task(running.run())
    await asyncio.sleep(0.01)
    shutdown.set()
    await asyncio.sleep(0.05)
    assert not running.is_done
    task.cancel()


async def test_what_fails_is_told() -> None:
    """So that nobody waits for a history that never comes."""

    def backlog(_: Take, __: IsEnding) -> None:
        raise RuntimeError("the simulator ended")

    with pytest.raises(RuntimeError, match="the simulator ended"):
        await storing(backlog, Writer()).run()


def storing(
    backlog: Backlog | None, writer: Any, shutdown: asyncio.Event | None = None
) -> BacklogStoring:
    """Put it together over a writer that only counts."""
    return BacklogStoring(backlog, writer, writer, shutdown or asyncio.Event())
