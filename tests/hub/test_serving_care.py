"""What a whole hub makes of care: points in InfluxDB, and a book beside either store."""

import asyncio
import hashlib
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from contract import series
from hub.book.care import CareMemory
from hub.book.file import BookFile
from hub.book.targets import TARGET
from hub.config import (
    HttpConfig,
    HubConfig,
    InfluxStoreConfig,
    MqttConfig,
    SqliteStoreConfig,
)
from hub.serving import serve
from hub.stores.factory import open_store
from hub.stores.influx.queries import select
from hub.stores.influx.reading import Reading
from hub.stores.influx.store import InfluxStore
from hub.stores.protocol import Store
from hub.stores.sqlite.store import SqliteStore
from hub.workers.care import CareRecorder
from hub.workers.store_maintenance import StoreMaintenance
from tests.hub.book.rows import add_row, flip
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_region, a_space, utc
from tests.parts.influx import Influx

PATIENCE_S = 60
SPACE = a_space(since=utc(2026, 3, 2).date(), desk=[{"id": "d1", "agent": "pi"}])


def configured(influx: Influx, folder: Path) -> HubConfig:
    """Make a hub's configuration on these buckets, with a broker that isn't there."""
    store = InfluxStoreConfig(
        kind="influxdb", url=influx.url, org=influx.org, token_file=folder / "token",
        bucket=influx.bucket, raw_bucket=influx.raw_bucket,
    )  # fmt: skip
    http, mqtt = HttpConfig(port=0), MqttConfig(port=1)
    return HubConfig.model_validate({"space": (SPACE,), "store": store, "http": http, "mqtt": mqtt})


def test_a_hub_on_influxdb_keeps_a_care_log(
    influx: Influx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anybody asking: an agent that was never heard is in need of care."""
    prompt = replace(CareRecorder.schedule, every_s=0.01, longest_wait_s=0.01)
    monkeypatch.setattr(CareRecorder, "schedule", prompt)
    clock = ScriptedClock(utc(2026, 3, 2, 9, 41, 20))
    question = select(series.CARE, ("space", "agent", "value")) + " WHERE kind = 'agent_silent'"

    def is_written() -> bool:
        with Reading(influx.access) as reading:
            rows = [cells[1:] for cells in reading.rows(series.CARE.keeping, question)]
        return ["hof", "pi", 1] in rows

    async def run(store: InfluxStore) -> None:
        shutdown = asyncio.Event()
        config = configured(influx, tmp_path)
        task = asyncio.create_task(serve(config, store, shutdown, lambda _: None, clock))
        while not await asyncio.to_thread(is_written):
            assert not task.done()
            clock.pass_by(60)
        shutdown.set()
        await task

    with closing(InfluxStore.open(influx.access, 0.3)) as store:
        asyncio.run(asyncio.wait_for(run(store), PATIENCE_S))


def test_a_hub_on_a_file_remembers_what_needs_care(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the book beside it, and at /api/v1/care, without a broker, too; ready says so."""
    prompt = replace(CareRecorder.schedule, every_s=0.01, longest_wait_s=0.01)
    monkeypatch.setattr(CareRecorder, "schedule", prompt)
    clock, token = ScriptedClock(utc(2026, 3, 2, 9, 41, 20)), "t" * 32
    hashed = tmp_path / "token.sha256"
    hashed.write_text(hashlib.sha256(token.encode()).hexdigest())
    config = a_region(SPACE).model_copy(
        update={
            "http": HttpConfig(port=0, token_hash_file=hashed),
            "mqtt": MqttConfig(port=1),
            "store": SqliteStoreConfig(path=tmp_path / "hub.db"),
        }
    )
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book, book.transaction() as db:
        add_row(db, TARGET)
        flip(db, TARGET)
    expected = {"agent_silent", "book_row_damaged", "broker_unreachable", "shared_token_used"}
    # and perhaps others: this clock runs wild

    async def told(address: str) -> set[str]:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=address, headers=headers) as client:
            answer = (await client.get("/api/v1/care?lang=en")).json()
        assert answer["is_remembered"]
        return {each["kind"] for each in answer["care"]}

    async def run(store: SqliteStore) -> None:
        shutdown, ready = asyncio.Event(), asyncio.Queue[str]()
        task = asyncio.create_task(
            serve(config, store, shutdown, ready.put_nowait, clock, book=path)
        )
        address = await ready.get()
        while not expected <= await told(address):
            assert not task.done()
            clock.pass_by(60)
            await asyncio.sleep(0.01)
        shutdown.set()
        await task

    with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
        asyncio.run(asyncio.wait_for(run(store), PATIENCE_S))
    with closing(BookFile.read(path)) as book:
        kinds = {each.trouble.kind for each in CareMemory(book).lasting()}
    assert kinds >= expected


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder))
    yield folder
    _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def fill(folder: Path) -> None:
    """Take all the room there is."""
    with suppress(OSError), (folder / "somebody-elses.log").open("wb", buffering=0) as full:
        while True:
            full.write(b"x" * 4096)


ILLS: Mapping[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "read-only": (
        lambda folder: _run("mount", "-o", "remount,ro", str(folder)),
        lambda folder: _run("mount", "-o", "remount,rw", str(folder)),
    ),
    "full": (fill, lambda folder: (folder / "somebody-elses.log").unlink()),
}
"""What makes a disk ill, and what makes it well again."""


@pytest.mark.real("mounting")
@pytest.mark.parametrize("ill", ILLS)
def test_a_hub_that_starts_on_an_ill_disk_tells_people(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ill: str
) -> None:
    """The page goes on, care and ready name the store, and when the disk is well it is over."""
    for worker in (CareRecorder, StoreMaintenance):
        prompt = replace(worker.schedule, every_s=0.01, longest_wait_s=0.01)
        monkeypatch.setattr(worker, "schedule", prompt)
    clock, token = ScriptedClock(utc(2026, 3, 2, 9, 41, 20)), "t" * 32
    hashed = tmp_path / "token.sha256"
    hashed.write_text(hashlib.sha256(token.encode()).hexdigest())
    http = HttpConfig(port=0, token_hash_file=hashed)
    store_config = SqliteStoreConfig(path=disk / "hub.db")
    config = a_region(SPACE).model_copy(
        update={"http": http, "mqtt": MqttConfig(port=1), "store": store_config}
    )
    falls_ill, gets_well = ILLS[ill]

    async def run(store: Store) -> None:
        shutdown, ready = asyncio.Event(), asyncio.Queue[str]()
        serving = serve(config, store, shutdown, ready.put_nowait, clock, book=disk / "book.db")
        task = asyncio.create_task(serving)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=await ready.get(), headers=headers) as client:

            async def is_told() -> bool:
                assert not task.done()
                clock.pass_by(30)
                await asyncio.sleep(0.01)
                assert (await client.get("/")).status_code == 200
                care = (await client.get("/api/v1/care")).json()["care"]
                checks = (await client.get("/health/ready")).json()["checks"]
                is_said = "store_failing" in {each["kind"] for each in care}
                return is_said and not checks["store"]

            while not await is_told():
                pass
            gets_well(disk)
            while await is_told():
                pass
        shutdown.set()
        await task

    falls_ill(disk)
    with closing(open_store(config, Path("hub.toml"), may_be_late=True)) as store:
        asyncio.run(asyncio.wait_for(run(store), PATIENCE_S))
        assert store.store_id
