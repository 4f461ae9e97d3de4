"""Ways of people: what is kept of them, by whom, and that their addresses stay secret."""

import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract.care import Severity
from hub.book.alarm_messages import (
    AlarmMessage,
    AlarmQueue,
    MessageState,
    about,
    note_told,
    queue_message,
    read_told,
)
from hub.book.alarm_ways import MOST_NEW_A_DAY, AlarmWayMemory
from hub.book.audit_log import AuditLog
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.book.people import PeopleMemory
from hub.domain.alarm import HOUR_US, Rule, Step, Told
from hub.domain.alarm_way import MOST_WAYS, WayRefused, WaySort
from hub.domain.care_answer import Case
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.errors import BookUnavailable

NOW_US = 1_780_000_000_000_000
SECRET = "tk_geheim123"  # noqa: S105 - a made-up one
NTFY = {"server": "https://push.example.org", "topic": "hof", "token": SECRET}
RULE = Rule(
    "", "p-ada", Severity.NOTICE, frozenset({"agent_silent"}), frozenset({"hof"}), always=True,
    after_us=HOUR_US, repeat_us=2 * HOUR_US, raise_us=3 * HOUR_US, raise_to="p-eva",
)  # fmt: skip
CASE = Case("agent_silent", "hof", "pi-1", NOW_US)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def test_a_way_is_kept_as_it_was_made(book: BookFile) -> None:
    """With its rule, its address, and an entry in the log that says neither."""
    ways = AlarmWayMemory(book)
    way = ways.add(RULE, WaySort.NTFY, NTFY, "de", NOW_US)
    assert ways.all() == [way]
    assert way.rule == replace(RULE, way=way.handle)
    assert ways.one("p-ada", way.handle) == way
    assert ways.address(way) == NTFY
    assert "geheim" not in repr(way)
    entry = AuditLog(book).entries()[-1]
    said = (entry.action, entry.actor, entry.subject, entry.detail)
    assert said == ("alarm_added", "p-ada", way.handle, "ntfy")


@pytest.mark.parametrize("spaces", [None, frozenset({""}), frozenset({"", "hof"})])
def test_the_hub_itself_is_a_place_of_its_own(
    book: BookFile, spaces: frozenset[str] | None
) -> None:
    """And all spaces are none in particular."""
    ways = AlarmWayMemory(book)
    ways.add(replace(RULE, spaces=spaces), WaySort.NTFY, NTFY, "de", NOW_US)
    assert ways.all()[0].rule.spaces == spaces


def test_nobody_reads_or_changes_anothers_way(book: BookFile) -> None:
    """Also not who knows its handle."""
    ways = AlarmWayMemory(book)
    way = ways.add(RULE, WaySort.NTFY, NTFY, "de", NOW_US)
    assert ways.one("p-eva", way.handle) is None
    ways.change(replace(way, rule=replace(way.rule, person="p-eva", is_on=False)), NOW_US)
    assert ways.all() == [way]


def test_a_person_has_so_many_and_no_more(book: BookFile) -> None:
    """Another person's don't count."""
    ways = AlarmWayMemory(book)
    for _ in range(MOST_WAYS):
        ways.add(RULE, WaySort.MAIL, {"address": "ada@example.org"}, "de", NOW_US)
    with pytest.raises(WayRefused, match="too_many"):
        ways.add(RULE, WaySort.NTFY, NTFY, "de", NOW_US)
    ways.add(replace(RULE, person="p-eva"), WaySort.NTFY, NTFY, "de", NOW_US)


def test_nobody_writes_to_strangers_without_end(book: BookFile) -> None:
    """Who adds ways and removes them, each with another address, has to wait until tomorrow."""
    ways, mail = AlarmWayMemory(book), {"address": "stranger@example.org"}
    for _ in range(MOST_NEW_A_DAY):
        ways.remove(ways.add(RULE, WaySort.MAIL, mail, "de", NOW_US), NOW_US)
    with pytest.raises(WayRefused, match="too_often"):
        ways.add(RULE, WaySort.MAIL, mail, "de", NOW_US)
    ways.add(replace(RULE, person="p-eva"), WaySort.MAIL, mail, "de", NOW_US)
    ways.add(RULE, WaySort.MAIL, mail, "de", NOW_US + 24 * HOUR_US + 1)


@pytest.mark.parametrize("by", ["an admin", "a provider"])
@pytest.mark.parametrize("sort", [WaySort.MAIL, WaySort.NTFY])
def test_what_waits_for_who_has_other_rights_is_told_anew_or_never(
    book: BookFile, by: str, sort: WaySort
) -> None:
    """It may name a space that isn't theirs any more; what was told before isn't told again."""
    people, ways, queue = PeopleMemory(book), AlarmWayMemory(book), AlarmQueue(book)
    hof, muehle = (Grant(frozenset({Role.OPERATOR}), frozenset({each})) for each in ("hof", "m"))
    ada = people.arrive("https://login.example", "1", "Ada", hof, NOW_US)
    address = NTFY if sort is WaySort.NTFY else {"address": "ada@example.org"}
    way = ways.add(replace(RULE, person=ada.id), sort, address, "de", NOW_US)
    sent = Told(way.handle, replace(CASE, subject="pi-0"), Step.BEGUN, 0, NOW_US)
    with book.transaction() as db:
        note_told(db, [sent], "before")
        note_told(db, [Told(way.handle, CASE, Step.BEGUN, 0, NOW_US)], "m")
        if sort is WaySort.NTFY:
            queue_message(db, AlarmMessage("m", way.handle, NOW_US, "a", "b", next_us=NOW_US))
    if sort is WaySort.MAIL:
        waiting = OutgoingMail("m", about(way.handle), "ada@example.org", NOW_US, b"a", next_us=0)
        OutgoingMemory(book).keep([waiting])
    if by == "an admin":
        people.give(ada.id, muehle, "", NOW_US)
    else:
        people.arrive("https://login.example", "1", "Ada", muehle, NOW_US)
    assert queue.due(NOW_US) == []
    assert OutgoingMemory(book).due(NOW_US) == []
    with book.transaction() as db:
        assert read_told(db) == [sent]
    assert ways.all() == [way]


def test_an_export_holds_no_address_that_lets_anybody_send(book: BookFile) -> None:
    """After an import mail goes on, and of the others the address is missing."""
    ways = AlarmWayMemory(book)
    ntfy = ways.add(RULE, WaySort.NTFY, NTFY, "de", NOW_US)
    mail = ways.add(RULE, WaySort.MAIL, {"address": "ada@example.org"}, "de", NOW_US + 1)
    out = io.StringIO()
    export(book, out)
    assert SECRET not in out.getvalue()
    assert "alarm_address" not in out.getvalue()
    load(book, out.getvalue(), "book.json", NOW_US)
    assert ways.all() == [ntfy, mail]
    assert ways.address(ntfy) is None
    assert ways.address(mail) == {"address": "ada@example.org"}
    said = json.loads(out.getvalue())
    said["tables"]["alarm_address"] = []
    with pytest.raises(BookUnavailable, match="alarm_address"):
        load(book, json.dumps(said), "book.json", NOW_US)


@pytest.mark.parametrize("how", ["off", "removed", "person removed"])
def test_who_opts_out_is_told_nothing_more(book: BookFile, how: str) -> None:
    """Also not what waits already; and who is removed leaves nothing behind."""
    people, ways, queue = PeopleMemory(book), AlarmWayMemory(book), AlarmQueue(book)
    grant = Grant(frozenset({Role.OPERATOR}), frozenset({"hof"}))
    ada = people.join(people.invite(grant, "", NOW_US), "Ada", "no hash", NOW_US)
    way = ways.add(replace(RULE, person=ada.id), WaySort.NTFY, NTFY, "de", NOW_US)
    with book.transaction() as db:
        note_told(db, [Told(way.handle, CASE, Step.BEGUN, 0, NOW_US)], "m")
        queue_message(db, AlarmMessage("m", way.handle, NOW_US, "a", "b", next_us=NOW_US))
    mails = OutgoingMemory(book)
    mail = OutgoingMail("1@a", about(way.handle), "ada@example.org", NOW_US, b"a", next_us=NOW_US)
    mails.keep([mail, replace(mail, message_id="2@a", about="report monthly")])
    (message,) = queue.due(NOW_US)
    if how == "off":
        ways.change(replace(way, rule=replace(way.rule, is_on=False)), NOW_US)
    elif how == "removed":
        ways.remove(way, NOW_US)
    else:
        people.remove(ada.id, "", NOW_US)
    assert queue.due(NOW_US) == []
    assert mails.due(NOW_US) == ["2@a"]
    left = [each.message_id for each in mails.all()]
    assert left == (["1@a", "2@a"] if how == "off" else ["2@a"])
    assert not queue.keep(message.ended(MessageState.SENT, NOW_US))
    with book.transaction() as db:
        is_told = bool(read_told(db))
    assert is_told is (how == "off")
    assert bool(ways.all()) is (how == "off")
