"""Deciding whom to tell, over a real book: once, together, and whenever it is killed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contract.care import Severity
from contract.series import CareKind
from contract.times import to_us
from hub.alarm_message import AlarmText
from hub.alarm_telling import MOST_WAITING, AlarmTelling
from hub.book.alarm_messages import AlarmQueue, MessageState, read_told
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.care_answers import CareAnswerMemory
from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMemory
from hub.book.people import PeopleMemory
from hub.config import HubConfig
from hub.domain.alarm import HOUR_US, MINUTE_US, PAUSE_US, Look, Rule, Step, Telling, due
from hub.domain.alarm_way import AlarmWay, WaySort
from hub.domain.care_answer import seen
from hub.domain.people import Grant, Person
from hub.domain.roles import Role
from hub.errors import StoreUnavailable
from hub.spaces_now import SpacesNow
from tests.hub.spaces import WEEK, a_space, utc

MONDAY_US = to_us(utc(2026, 3, 2, 9))
KIND = CareKind.SENSOR_FAULT
NTFY = {"server": "https://push.example.org", "topic": "hof", "token": ""}
CLOSURE = {"from": date(2026, 3, 3), "to": date(2026, 3, 5), "open": "closed"}
MAIL = {"host": "127.0.0.1", "tls": "none", "from": "hub@example.org"}


class Hub:
    """A book, people, and a clock."""

    def __init__(self, book: BookFile, **keys: Any) -> None:
        self.book = book
        self.now_us = MONDAY_US
        spaces = [a_space(opening=WEEK, exceptions=[CLOSURE]), a_space(id="muehle", name="Mühle")]
        self.config = HubConfig.model_validate({"space": spaces, "mail": MAIL, **keys})
        self.ways = AlarmWayMemory(book)
        self.people = PeopleMemory(book)
        self.queue = AlarmQueue(book)
        self.starts()

    def starts(self) -> None:
        """Begin anew, as after a kill."""
        spaces = SpacesNow(self.config.spaces)
        self.telling = AlarmTelling(self.config, spaces, self.book, lambda: self.now_us)

    def somebody(self, name: str, role: Role = Role.OPERATOR) -> Person:
        """Let somebody join."""
        grant = Grant(frozenset({role}), frozenset({"hof"} if role is Role.OPERATOR else ()))
        link = self.people.invite(grant, "", self.now_us)
        return self.people.join(link, name, "no hash", self.now_us)

    def way(self, person: Person, sort: WaySort = WaySort.NTFY, **keys: Any) -> AlarmWay:
        """Let somebody be told."""
        usual = Rule("", person.id, Severity.NOTICE, after_us=0, always=True)
        address = {"address": f"{person.name}@example.org"} if sort is WaySort.MAIL else NTFY
        return self.ways.add(replace(usual, **keys), sort, address, "de", self.now_us)

    def care(self, *sensors: str, space: str = "hof", passed_us: int = 0) -> None:
        """Judge that these are faulty, and look."""
        self.now_us += passed_us
        needed = frozenset(Trouble(KIND.value, space, f"pi-1/{each}") for each in sensors)
        CareMemory(self.book).note(Findings(needed, judged=frozenset({KIND.value})), self.now_us)
        self.looks()

    def looks(self, *, is_ending: bool = False) -> None:
        """Look once."""
        work = self.telling.due()
        assert work is not None
        work(lambda: is_ending)

    def texts(self) -> list[str]:
        """Return the titles of what waits, and let it be sent."""
        waiting = self.queue.due(self.now_us)
        for message in waiting:
            self.queue.keep(message.ended(MessageState.SENT, self.now_us))
        return [AlarmText.of(each.title, each.body).title for each in waiting]

    def steps(self) -> list[Step]:
        """Return what was told."""
        with self.book.transaction() as db:
            return [each.step for each in read_told(db)]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Own a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        yield Hub(book)


def test_what_begins_is_told_once_and_so_is_its_end(hub: Hub) -> None:
    """However often it is looked at, and however often the hub starts again."""
    hub.way(hub.somebody("Ada"))
    hub.care("pir-1")
    assert len(hub.texts()) == 1
    for _ in range(3):
        hub.starts()
        hub.care("pir-1", passed_us=PAUSE_US)
    assert hub.texts() == []
    hub.care(passed_us=PAUSE_US)
    (over,) = hub.texts()
    assert over.startswith("Vorbei: Hof")
    hub.care(passed_us=PAUSE_US)
    assert hub.texts() == []
    assert hub.steps() == [Step.BEGUN, Step.OVER]


def test_two_hundred_sensors_are_one_message(hub: Hub) -> None:
    """And what comes within five minutes is the next one, together."""
    hub.way(hub.somebody("Ada"))
    sensors = [f"pir-{n}" for n in range(200)]
    hub.care(*sensors)
    assert len(hub.texts()) == 1
    hub.care(*sensors, "a", passed_us=MINUTE_US)
    hub.care(*sensors, "a", "b", passed_us=MINUTE_US)
    assert hub.texts() == []
    hub.care(*sensors, "a", "b", passed_us=PAUSE_US)
    (together,) = hub.texts()
    assert "eins mehr" in together


def test_mail_waits_in_the_queue_of_mail(hub: Hub) -> None:
    """From the sender that hub.toml names, with a Message-ID of its own."""
    way = hub.way(hub.somebody("Ada"), WaySort.MAIL)
    hub.care("pir-1")
    (mail,) = OutgoingMemory(hub.book).all()
    assert (mail.recipient, mail.about) == ("Ada@example.org", f"alarm {way.handle}")
    assert mail.message_id.endswith("@example.org")
    assert f"Message-ID: <{mail.message_id}>".encode() in mail.message
    assert hub.texts() == []


def test_without_a_mail_server_mail_waits_where_it_is_seen(tmp_path: Path) -> None:
    """It isn't lost, and the page tells why."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        hub = Hub(book, mail=None)
        hub.way(hub.somebody("Ada"), WaySort.MAIL)
        hub.care("pir-1")
        assert len(hub.texts()) == 1


def test_who_has_answered_hears_no_more_of_it(hub: Hub) -> None:
    """And nobody else is told either."""
    ada, eva = hub.somebody("Ada"), hub.somebody("Eva", Role.ADMIN)
    hub.way(ada, repeat_us=HOUR_US, raise_us=2 * HOUR_US, raise_to=eva.id)
    hub.way(eva, kinds=frozenset({CareKind.BOOK_DAMAGED.value}))
    hub.care("pir-1", "pir-2")
    first = CareMemory(hub.book).lasting()[0]
    answer = seen(first.case, ada.id, hub.now_us, Severity.WARNING)
    CareAnswerMemory(hub.book).answer(answer)
    hub.care("pir-1", "pir-2", passed_us=HOUR_US)
    hub.care("pir-1", "pir-2", passed_us=HOUR_US)
    assert sorted(hub.steps()) == [Step.AGAIN, Step.AGAIN, Step.BEGUN, Step.BEGUN, Step.RAISED]
    titles = hub.texts()
    assert any(title.startswith("Ohne Antwort") for title in titles)


def test_nobody_is_told_during_a_closure_and_all_after_it(hub: Hub) -> None:
    """Of what still lasts then; what has come and gone meanwhile is no news."""
    hub.way(hub.somebody("Ada"))
    hub.now_us = to_us(utc(2026, 3, 3, 10))
    hub.care("pir-1", "pir-2")
    hub.care("pir-1", passed_us=HOUR_US)
    assert hub.texts() == []
    hub.now_us = to_us(utc(2026, 3, 6, 9))
    hub.care("pir-1")
    assert len(hub.texts()) == 1
    assert hub.steps() == [Step.BEGUN]


def test_a_kill_between_deciding_and_writing_loses_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message and the note of it are there both, or neither."""
    hub.way(hub.somebody("Ada"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("hub.alarm_telling.note_told", killed)
        with pytest.raises(KeyboardInterrupt):
            hub.care("pir-1")
    assert hub.queue.due(hub.now_us) == []
    hub.starts()
    hub.looks()
    assert len(hub.texts()) == 1


def test_a_way_that_is_stuck_isnt_told_more_and_then_of_all_at_once(hub: Hub) -> None:
    """So that it doesn't get a week's messages when it works again."""
    hub.way(hub.somebody("Ada"))
    for number in range(MOST_WAITING + 3):
        hub.care(*(f"pir-{each}" for each in range(number + 1)), passed_us=PAUSE_US)
    assert len(hub.texts()) == MOST_WAITING
    hub.looks()
    (together,) = hub.texts()
    assert together.endswith("2 mehr")


def test_nothing_is_told_while_nobody_judges(hub: Hub) -> None:
    """What was so before the hub was off for days isn't known to be so."""
    hub.care("pir-1")
    hub.way(hub.somebody("Ada"))
    hub.now_us += HOUR_US
    hub.looks()
    assert hub.texts() == []
    hub.care("pir-1")
    assert len(hub.texts()) == 1


def test_each_hears_of_their_own_spaces_alone(hub: Hub) -> None:
    """An operator of one nothing of the other; who was removed nothing at all."""
    ada, eva = hub.somebody("Ada"), hub.somebody("Eva", Role.ADMIN)
    hub.way(ada)
    evas = hub.way(eva)
    hub.care("pir-1", space="muehle")
    (message,) = hub.queue.due(hub.now_us)
    assert message.way == evas.handle
    hub.texts()
    hub.people.remove(ada.id, "", hub.now_us)
    hub.care("pir-1", passed_us=PAUSE_US)
    assert {each.way for each in hub.queue.due(hub.now_us)} == {evas.handle}


def test_who_loses_a_space_while_it_is_decided_hears_nothing_of_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rights of the moment count in which the message is written down."""
    ada = hub.somebody("Ada")
    hub.way(ada)

    def decided(look: Look) -> dict[str, tuple[Telling, ...]]:
        found = due(look)
        mill = Grant(frozenset({Role.OPERATOR}), frozenset({"muehle"}))
        hub.people.give(ada.id, mill, "", hub.now_us)
        return found

    monkeypatch.setattr("hub.alarm_telling.due", decided)
    hub.care("pir-1")
    assert hub.texts() == []
    assert hub.steps() == []


def test_who_gets_another_role_is_told_anew_of_what_they_still_may_know(hub: Hub) -> None:
    """What waited is dropped, as it might have named what they mustn't know."""
    ada = hub.somebody("Ada")
    hub.way(ada)
    hub.care("pir-1")
    both = Grant(frozenset({Role.OPERATOR}), frozenset({"hof", "muehle"}))
    hub.people.give(ada.id, both, "", hub.now_us)
    assert hub.texts() == []
    hub.care("pir-1", passed_us=PAUSE_US)
    assert len(hub.texts()) == 1


def test_an_end_of_the_hub_and_a_book_that_fails(hub: Hub) -> None:
    """What is told to end tells nobody more; a book that can't be read is tried again."""
    hub.way(hub.somebody("Ada"))
    needed = frozenset({Trouble(KIND.value, "hof", "pi-1/a")})
    CareMemory(hub.book).note(Findings(needed, judged=frozenset({KIND.value})), hub.now_us)
    hub.looks(is_ending=True)
    assert hub.texts() == []
    with hub.book.transaction() as db:
        db.execute("DROP TABLE alarm_way")
    with pytest.raises(StoreUnavailable):
        hub.looks()
