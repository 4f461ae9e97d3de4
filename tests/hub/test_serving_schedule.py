"""A whole hub over a store, a book and a mail server: a month is over, and its report arrives."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract.times import to_us
from hub.book.outgoing import read_outgoing
from hub.book.scheduled import read_scheduled
from hub.config import HttpConfig, HubConfig, MqttConfig
from hub.domain.trusted_time import Memory
from hub.scheduled_reports import ScheduledReports
from hub.serving import serve
from hub.stores.sqlite.store import SqliteStore
from hub.workers.outgoing import OutgoingPost
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_space, utc
from tests.parts.certificates import Pair, self_signed
from tests.parts.mosquitto import HOST
from tests.parts.smtp import SmtpServer, smtp_server

PATIENCE_S = 60
NOW = utc(2026, 3, 8, 9)
SPACE = a_space(since=utc(2026, 2, 16).date(), desk=[{"id": "d1", "agent": "pi"}])
NAME = "nutzungsbericht_hof_2026-02-16_bis_2026-02-28.csv"


def configured(folder: Path, port: int, pair: Pair) -> HubConfig:
    """Make a hub's configuration, with a broker that isn't there."""
    mail = {"host": HOST, "port": port, "ca_file": pair.cert, "from": "hub@example.org"}
    schedule = {
        "name": "monthly",
        "every": "month",
        "formats": ["csv"],
        "folder": folder / "reports",
        "mail": ["office@example.org"],
    }
    return HubConfig.model_validate(
        {
            "space": (SPACE,),
            "http": HttpConfig(port=0),
            "mqtt": MqttConfig(port=1),
            "mail": mail,
            "schedule": (schedule,),
        }
    )


async def served(config: HubConfig, store: SqliteStore, book: Path, server: SmtpServer) -> None:
    """Serve until a message was taken, and its end is written down."""
    shutdown, clock = asyncio.Event(), ScriptedClock(NOW)
    store.remember_time(Memory(to_us(NOW), clock.boot, round(clock.seconds * 1_000_000)))
    task = asyncio.create_task(
        serve(config, store, shutdown, lambda _: None, clock, book=book),
    )
    waiting = asyncio.create_task(asyncio.to_thread(server.wait))
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    assert not task.done()
    shutdown.set()
    await task


def test_a_report_is_made_and_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once its month is over and its slots are made: it lies in the folder, and is in the mail."""
    for worker in (ScheduledReports, OutgoingPost):
        prompt = replace(worker.schedule, every_s=0.05, longest_wait_s=0.05)
        monkeypatch.setattr(worker, "schedule", prompt)
    pair, book = self_signed(tmp_path, "mail"), tmp_path / "book.db"
    with smtp_server("starttls", pair) as server:
        config = configured(tmp_path, server.port, pair)
        with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
            asyncio.run(asyncio.wait_for(served(config, store, book, server), PATIENCE_S))
    (taken,) = server.taken
    (attached,) = taken.message.iter_attachments()
    content = (tmp_path / "reports" / NAME).read_bytes()
    assert (attached.get_filename(), attached.get_payload(decode=True)) == (NAME, content)
    (mail,), _ = read_outgoing(book)
    assert (mail.state, mail.message_id) == ("sent", taken.message_id)
    assert [each.files for each in read_scheduled(book)] == [(NAME,)]
