"""A whole hub over a store and a book: it publishes what is over, and answers for it."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.published import PublishedMemory
from hub.config import HttpConfig, HubConfig, MqttConfig
from hub.domain.trusted_time import Memory
from hub.errors import BookUnavailable
from hub.serving import serve
from hub.stores.sqlite.store import SqliteStore
from hub.workers.publishing import Publisher
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_space, utc

PATIENCE_S = 60
NOW = utc(2026, 3, 8, 9)
SPACE = a_space(since=utc(2026, 2, 16).date(), desk=[{"id": "d1", "agent": "pi"}])
TOKEN = "for-the-office"  # noqa: S105  a made-up one
QUERY = "/api/v1/reports.json?from=2026-02-01&to=2026-02-28&public"


def configured(folder: Path) -> HubConfig:
    """Make a hub's configuration, with a broker that isn't there."""
    (folder / "token.sha256").write_text(sha256(TOKEN.encode()).hexdigest())
    http = HttpConfig(port=0, token_hash_file=folder / "token.sha256")
    return HubConfig.model_validate({"space": (SPACE,), "http": http, "mqtt": MqttConfig(port=1)})


def served(folder: Path, *, has_book: bool, is_done: Callable[[Path], bool]) -> Any:
    """Serve until something is so, ask for the public edition of February, and return it."""
    clock = ScriptedClock(NOW)
    known = Memory(to_us(NOW), clock.boot, round(clock.seconds * 1_000_000))

    book = folder / "book.db"

    async def run(store: SqliteStore) -> Any:
        shutdown, address = asyncio.Event(), asyncio.get_running_loop().create_future()
        lent = book if has_book else None
        task = asyncio.create_task(
            serve(configured(folder), store, shutdown, address.set_result, clock, book=lent)
        )
        async with httpx.AsyncClient(base_url=await address, auth=("", TOKEN)) as client:
            while not await asyncio.to_thread(is_done, book):
                assert not task.done()
                await asyncio.sleep(0)
            answer = await client.get(QUERY)
        shutdown.set()
        await task
        return answer.json()

    with closing(SqliteStore.open(folder / "hub.db")) as store:
        store.remember_time(known)
        return asyncio.run(asyncio.wait_for(run(store), PATIENCE_S))


def has_months(book: Path) -> bool:
    """Tell whether anything is published in the book that the hub owns."""
    try:
        with closing(BookFile.read(book)) as opened:
            return bool(PublishedMemory(opened).months())
    except BookUnavailable:  # the hub hasn't made it yet
        return False


def test_a_hub_publishes_the_months_of_its_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its start, as soon as slots are made; nothing was known, and that is protected too."""
    prompt = replace(Publisher.schedule, every_s=0.01, longest_wait_s=0.01)
    monkeypatch.setattr(Publisher, "schedule", prompt)
    said = served(tmp_path, has_book=True, is_done=has_months)
    assert said["together"]["told"] == {"spaces": 0, "of_spaces": 1, "months": 0, "of_months": 1}
    assert said["spaces"][0]["counted_from"] == "2026-02-16"


def test_a_hub_without_a_book_publishes_nothing(tmp_path: Path) -> None:
    """It serves all the same, and public editions are out of reach."""
    said = served(tmp_path, has_book=False, is_done=lambda _: True)
    assert said["status"] == 503
