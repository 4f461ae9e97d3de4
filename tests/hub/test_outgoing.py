"""What leaves the hub by itself, put together: from what was judged to a real server."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract.care import Severity
from contract.series import CareKind
from contract.times import to_us
from hub.book.alarm_messages import UNREACHED_US
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.care import Findings, Trouble
from hub.book.people import PeopleMemory
from hub.config import HubConfig
from hub.domain.alarm import Rule
from hub.domain.alarm_way import Address, AlarmWay, WaySort
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.metrics import HubMetrics
from hub.outgoing import Outgoing, outgoing_of
from hub.spaces_now import SpacesNow
from hub.stores.factory import open_store
from hub.workers.care_notes import CareNotes
from tests.hub.spaces import WEEK, a_space, utc
from tests.parts.smtp import SmtpServer, smtp_server
from tests.parts.web_server import Asked, Say, WebServer, answer, web_server

MONDAY_US = to_us(utc(2026, 3, 2, 9))
SILENT = Trouble(CareKind.AGENT_SILENT.value, "hof", "pi-1")


class Hub:
    """The workers of a hub over one book, looked at by hand."""

    def __init__(self, folder: Path, mail: SmtpServer) -> None:
        self.now_us = MONDAY_US
        told = {"host": "127.0.0.1", "port": mail.port, "tls": "none", "from": "hub@example.org"}
        self.config = HubConfig.model_validate(
            {
                "space": [a_space(opening=WEEK)],
                "mail": told,
                "outside": {"allowed_networks": ["127.0.0.0/8"]},
                "http": {"public_url": "https://frei.example.org"},
                "store": {"path": str(folder / "store.db")},
            }
        )
        self.notes = CareNotes(folder / "book.db", HubMetrics())
        self.store = open_store(self.config, folder / "hub.toml")
        self.outgoing = self.starts()

    def now(self) -> int:
        """Return the time of the hub."""
        return self.now_us

    def starts(self) -> Outgoing:
        """Put the workers together."""
        spaces = SpacesNow(self.config.spaces)
        return outgoing_of(self.config, self.store, self.notes, self.now, self.now, spaces=spaces)

    def look(self, *troubles: Trouble) -> None:
        """Judge, then let each worker look once, those that decide first."""
        kinds = frozenset({SILENT.kind})
        self.notes.note(Findings(frozenset(troubles), judged=kinds), self.now_us)
        for worker in sorted(
            self.outgoing.workers, key=lambda each: each.schedule.name != "alarms"
        ):
            work = worker.due()
            assert work is not None
            work(lambda: False)

    def way(self, sort: WaySort, address: Address) -> AlarmWay:
        """Let somebody be told."""
        people = PeopleMemory(self.notes)
        grant = Grant(frozenset({Role.OPERATOR}), frozenset({"hof"}))
        link = people.invite(grant, "", self.now_us)
        person = people.join(link, f"Ada {sort}", "no hash", self.now_us)
        rule = replace(Rule("", person.id), severity=Severity.WARNING, after_us=0)
        return AlarmWayMemory(self.notes).add(rule, sort, address, "de", self.now_us)


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    """Run a mail server."""
    with smtp_server() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path, mail: SmtpServer) -> Iterator[Hub]:
    """Make it."""
    made = Hub(tmp_path, mail)
    with closing(made.notes), closing(made.store):
        yield made


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Take everything."""

    def serve(_: Asked, say: Say) -> None:
        say(answer(b"{}"))

    with web_server(serve) as running:
        yield running


def test_what_is_judged_reaches_people_and_so_does_its_end(
    hub: Hub, mail: SmtpServer, server: WebServer
) -> None:
    """By mail and by a webhook, each once, over a restart; with a day, no hour, and a link."""
    hub.way(WaySort.MAIL, {"address": "ada@example.org"})
    hub.way(WaySort.WEBHOOK, {"url": server.url("/hook"), "key": "geheim"})
    hub.look(SILENT)
    hub.look(SILENT)
    hub.outgoing = hub.starts()
    hub.now_us += 6 * 60 * 1_000_000
    hub.look(SILENT)
    hub.look()
    subjects = [str(taken.message["Subject"]) for taken in mail.taken]
    title = "Hof: Agent schweigt in der Öffnungszeit"
    assert subjects == [title, f"Vorbei: {title}"]
    text = mail.taken[0].message.get_content()
    assert "Seit 2. März 2026." in text
    assert "https://frei.example.org/console" in text
    posted = [json.loads(asked.body) for asked in server.asked]
    assert [[alarm["step"] for alarm in each["alarms"]] for each in posted] == [["begun"], ["over"]]
    assert posted[0]["alarms"][0]["case"] == posted[1]["alarms"][0]["case"]
    assert len({each["id"] for each in posted}) == 2


def test_a_way_that_fails_is_told_to_who_judges(hub: Hub) -> None:
    """After a day."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
    way = hub.way(WaySort.WEBHOOK, {"url": f"http://127.0.0.1:{port}/"})
    hub.look(SILENT)
    assert hub.outgoing.alarms_unreached() == ()
    hub.now_us += UNREACHED_US
    hub.look(SILENT)
    assert hub.outgoing.alarms_unreached() == (f"webhook {way.handle}",)


def test_nobody_looked_yet_is_not_nobody_is_unreached(hub: Hub) -> None:
    """So that nothing ends by a restart."""
    assert hub.outgoing.alarms_unreached() is None
