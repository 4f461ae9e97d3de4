"""A whole hub over a store, a book and a mail server: Monday comes, and the week arrives, once."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMail, read_outgoing
from hub.book.people import PeopleMemory
from hub.book.week_mail import Wanted, WeekMailMemory
from hub.config import HttpConfig, HubConfig, MqttConfig
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.domain.trusted_time import Memory
from hub.serving import serve
from hub.stores.sqlite.store import SqliteStore
from hub.weekly_mail import WeeklyMail
from hub.workers.outgoing import OutgoingPost
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_space, utc
from tests.parts.mosquitto import HOST
from tests.parts.smtp import SmtpServer, smtp_server

PATIENCE_S = 60
MONDAY = utc(2026, 3, 9, 6, 30)
"""Half past seven in Berlin."""
SPACE = a_space(
    since=utc(2026, 2, 16).date(),
    opening={"mon": "09:00-17:00"},
    desk=[{"id": "d1", "agent": "pi"}],
)
ABOUT = "week hof 2026-W10"


def subscribe(book: Path, at_us: int) -> None:
    """Let somebody want the mail, a day before."""
    with closing(BookFile.own(book)) as file:
        people, memory = PeopleMemory(file), WeekMailMemory(file)
        grant = Grant(frozenset({Role.OPERATOR}), frozenset({"hof"}))
        person = people.join(people.invite(grant, "", at_us), "Ada", "no hash", at_us)
        secrets: list[str] = []

        def write(secret: str) -> OutgoingMail:
            secrets.append(secret)
            return OutgoingMail("confirm@hub", "confirm", "ada@example.org", at_us, b"a\r\n")

        memory.ask(Wanted(person.id, "hof", "ada@example.org", "de"), at_us, write)
        assert memory.confirm(secrets[0], at_us)


async def served(config: HubConfig, folder: Path, server: SmtpServer | None) -> None:
    """Serve until a message was taken, or else until the week was looked at anew."""
    shutdown, clock = asyncio.Event(), ScriptedClock(MONDAY)
    with closing(SqliteStore.open(folder / "hub.db")) as store:
        store.remember_time(Memory(to_us(MONDAY), clock.boot, round(clock.seconds * 1_000_000)))
        task = asyncio.create_task(
            serve(config, store, shutdown, lambda _: None, clock, book=folder / "book.db"),
        )
        pause = asyncio.sleep(1) if server is None else asyncio.to_thread(server.wait)
        waiting = asyncio.create_task(pause)
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        assert not task.done()
        shutdown.set()
        await task


def test_a_week_is_mailed_once_whatever_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its slots are made; a hub that is started again sends it no second time."""
    for worker in (WeeklyMail, OutgoingPost):
        prompt = replace(worker.schedule, every_s=0.05, longest_wait_s=0.05)
        monkeypatch.setattr(worker, "schedule", prompt)
    subscribe(tmp_path / "book.db", to_us(MONDAY) - 86_400 * 1_000_000)
    with smtp_server() as server:
        told = {"host": HOST, "port": server.port, "tls": "none", "from": "hub@example.org"}
        config = HubConfig.model_validate(
            {
                "space": (SPACE,),
                "http": HttpConfig(port=0, public_url="https://hub.example"),
                "mqtt": MqttConfig(port=1),
                "mail": told,
            }
        )
        for sent in (server, None):
            asyncio.run(asyncio.wait_for(served(config, tmp_path, sent), PATIENCE_S))
    (taken,) = server.taken
    assert taken.recipients == ("ada@example.org",)
    assert "Zu wenig ist bekannt, um zu sagen" in str(taken.message.get_content())
    mails, _ = read_outgoing(tmp_path / "book.db")
    assert [(mail.about, mail.state) for mail in mails] == [(ABOUT, "sent")]
