"""What a whole hub on InfluxDB records: points come, and only where the store keeps a log."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract import series
from hub.config import HttpConfig, HubConfig, InfluxStoreConfig, MqttConfig
from hub.serving import serve
from hub.stores.factory import care_log_of
from hub.stores.influx.queries import select
from hub.stores.influx.reading import Reading
from hub.stores.influx.store import InfluxStore
from hub.stores.sqlite.store import SqliteStore
from hub.workers.care import CareRecorder
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


def test_a_file_keeps_no_care_log(tmp_path: Path) -> None:
    """Grafana reads InfluxDB; who has a file looks at the page and at /metrics."""
    with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
        assert care_log_of(a_region(SPACE), store) is None
