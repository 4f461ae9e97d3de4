"""Sending what waits to a real server: nothing is lost, and each message stays itself."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.alarm_message import AlarmText
from hub.alarm_post import AlarmPost
from hub.book.alarm_messages import (
    FIRST_WAIT_US,
    UNREACHED_US,
    AlarmMessage,
    AlarmQueue,
    queue_message,
)
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.file import BookFile
from hub.config import HubConfig
from hub.domain.alarm import Rule
from hub.domain.alarm_way import AlarmWay, WaySort
from hub.errors import StoreUnavailable
from tests.house.tree import ROOT
from tests.hub.spaces import a_space
from tests.parts.web_server import Asked, Say, WebServer, answer, web_server

NOW_US = 1_780_000_000_000_000
BODY = AlarmText("Hof", "Der Agent pi-1", "").body
_A_HUB = """
import sys
from pathlib import Path
from tests.hub.test_alarm_post import Hub
Hub(Path(sys.argv[1])).look()
"""


class Receiver:
    """A server that answers as it is told to."""

    def __init__(self) -> None:
        self.status = "200 OK"

    def serve(self, _: Asked, say: Say) -> None:
        """Answer."""
        say(answer(b"{}", self.status))


class Hub:
    """A hub that is started over a book, and looks at its queue."""

    def __init__(self, path: Path) -> None:
        self.book = BookFile.own(path)
        self.now_us = NOW_US
        outside = {"allowed_networks": ["127.0.0.0/8"]}
        self.config = HubConfig.model_validate({"space": [a_space()], "outside": outside})
        self.ways, self.queue = AlarmWayMemory(self.book), AlarmQueue(self.book)
        self.post = AlarmPost(self.config, self.book, lambda: self.now_us)

    def webhook(self, url: str, person: str = "p-ada") -> AlarmWay:
        """Let somebody be told by a webhook."""
        return self.ways.add(Rule("", person), WaySort.WEBHOOK, {"url": url}, "de", NOW_US)

    def put(self, way: AlarmWay, *ids: str) -> None:
        """Let messages wait."""
        with self.book.transaction() as db:
            for each in ids:
                queue_message(
                    db, AlarmMessage(each, way.handle, self.now_us, "Hof", BODY, next_us=NOW_US)
                )

    def look(self, *, is_ending: bool = False) -> None:
        """Look once."""
        work = self.post.due()
        assert work is not None
        work(lambda: is_ending)

    def unreached(self) -> tuple[str, ...] | None:
        """Return by which ways nobody is reached."""
        return self.post.unreached


@pytest.fixture
def receiver() -> Receiver:
    """Take everything until told otherwise."""
    return Receiver()


@pytest.fixture
def server(receiver: Receiver) -> Iterator[WebServer]:
    with web_server(receiver.serve) as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path / "book.db")
    with closing(made.book):
        yield made


def test_what_waits_is_sent_once(hub: Hub, server: WebServer) -> None:
    """By its own id; not while the hub ends."""
    way = hub.webhook(server.url("/hook"))
    hub.put(way, "m-1", "m-2")
    hub.look(is_ending=True)
    assert server.asked == []
    hub.look()
    hub.look()
    assert [json.loads(asked.body)["id"] for asked in server.asked] == ["m-1", "m-2"]
    assert hub.queue.reached(way.handle).sent_us == NOW_US
    assert hub.unreached() == ()


def test_what_fails_waits_longer_each_time_and_keeps_its_id(
    hub: Hub, server: WebServer, receiver: Receiver
) -> None:
    """A way that fails is tried once in a look; another isn't held up by it."""
    way = hub.webhook(server.url("/hook"))
    hub.put(way, "m-1", "m-2")
    receiver.status = "503 Busy"
    hub.look()
    assert [json.loads(asked.body)["id"] for asked in server.asked] == ["m-1"]
    hub.look()
    assert [json.loads(asked.body)["id"] for asked in server.asked] == ["m-1", "m-2"]
    hub.now_us += FIRST_WAIT_US
    receiver.status = "200 OK"
    hub.look()
    ids = [json.loads(asked.body)["id"] for asked in server.asked]
    assert ids == ["m-1", "m-2", "m-1", "m-2"]
    assert hub.queue.due(hub.now_us) == []


def test_one_person_holds_up_nobody_else(hub: Hub) -> None:
    """Of who has many ways that fail one is tried in a look, and what is new comes first."""
    asked: list[str] = []

    def serve(said: Asked, say: Say) -> None:
        asked.append(said.target)
        say(answer(b"{}", "503 Busy" if said.target.startswith("/slow") else "200 OK"))

    with web_server(serve) as server:
        for number in range(3):
            hub.put(hub.webhook(server.url(f"/slow{number}"), "p-mallory"), f"slow-{number}")
        hub.look()
        assert len(asked) == 1
        hub.now_us += FIRST_WAIT_US
        hub.put(hub.webhook(server.url("/eva"), "p-eva"), "new")
        hub.look()
        assert asked[1:].index("/eva") < 2
        assert len(asked) == 3


def test_a_way_that_fails_for_a_day_wants_a_person(
    hub: Hub, server: WebServer, receiver: Receiver
) -> None:
    """It is named by sort and handle; one that is switched off is nobody's trouble."""
    way = hub.webhook(server.url("/hook"))
    hub.put(way, "m-1")
    receiver.status = "404 Not Found"
    hub.look()
    assert hub.unreached() == ()
    hub.now_us += UNREACHED_US
    hub.look()
    assert hub.unreached() == (f"webhook {way.handle}",)
    assert hub.queue.reached(way.handle).trouble == "not_found"
    hub.ways.change(replace(way, rule=replace(way.rule, is_on=False)), hub.now_us)
    hub.look()
    assert hub.unreached() == ()


def test_a_hub_that_is_killed_while_it_sends_sends_the_same_message_again(
    hub: Hub, tmp_path: Path
) -> None:
    """With the id that it had, and not before its time: nothing is lost, and nobody is flooded."""
    victims: list[subprocess.Popen[bytes]] = []

    def serve(_: Asked, say: Say) -> None:
        if victims and victims[0].poll() is None:
            victims[0].kill()
            victims[0].wait()
        else:
            say(answer(b"{}"))

    with web_server(serve) as server:
        hub.put(hub.webhook(server.url("/hook")), "m-1")
        hub.book.close()
        program = [sys.executable, "-c", _A_HUB, str(tmp_path / "book.db")]
        victims.append(subprocess.Popen(program, cwd=ROOT))
        victims[0].wait()
        again = Hub(tmp_path / "book.db")
        with closing(again.book):
            again.look()
            assert len(server.asked) == 1
            again.now_us += FIRST_WAIT_US
            again.look()
        assert [json.loads(asked.body)["id"] for asked in server.asked] == ["m-1", "m-1"]
        assert {asked.headers["idempotency-key"] for asked in server.asked} == {"m-1"}


def test_what_isnt_wanted_any_more_isnt_sent(hub: Hub, server: WebServer) -> None:
    """Nor does a way without an address hold up anything."""
    way = hub.webhook(server.url("/hook"))
    hub.put(way, "m-1")
    with hub.book.transaction() as db:
        db.execute("DELETE FROM alarm_address")
    hub.look()
    assert hub.queue.reached(way.handle).trouble == "address_lost"
    hub.ways.remove(way, NOW_US)
    hub.now_us += FIRST_WAIT_US
    hub.look()
    assert server.asked == []


def test_a_book_that_fails_is_tried_again(hub: Hub) -> None:
    """As every worker's store."""
    with hub.book.transaction() as db:
        db.execute("DROP TABLE alarm_message")
    with pytest.raises(StoreUnavailable):
        hub.look()
