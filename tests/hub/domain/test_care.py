"""What needs care, by tables: the calendar keeps machines quiet, the door is judged when closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from contract.events import DeskState, Event, Fault, Recovered, Started, Stopped
from contract.messages import DoorNow, Health, StateClock
from contract.series import NOWHERE, CareKind
from contract.topics import AgentAddress
from hub.domain.access_care import USED_WITHIN_US, judge_certificates, judge_shared_token
from hub.domain.agent_care import Audited, Heard, judge_accounts, judge_agents
from hub.domain.calendar import Calendar
from hub.domain.care import (
    Instant,
    Judgement,
    LiveCount,
    OpenDay,
    Stored,
    count_live,
    faulty_after,
    judge_space,
    judge_store,
)
from hub.domain.feed_care import judge_feeds
from hub.domain.hub_care import HubNow, judge_book_rows, judge_hub
from hub.domain.live import AgentNow, Proof
from hub.domain.publishing_care import Publishing, judge_publishing
from hub.domain.site_care import judge_site
from hub.domain.space import SpaceConfig
from hub.domain.visitor_doubt import judge_visitors
from tests.hub.domain.test_site_care import TODAY, WHOLE, a_site
from tests.hub.spaces import WEEK, a_space, utc

DESKS = [{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}]
DOORS = [{"id": "main", "agent": "pi"}]
SPACE = a_space(desk=DESKS, door=DOORS, opening=WEEK)
WITHOUT_HOURS = a_space(desk=DESKS, door=DOORS)
PI = AgentAddress("hof", "pi")

OPEN = utc(2026, 3, 2, 12)
JUST_OPENED = utc(2026, 3, 2, 8, 10)
JUST_CLOSED = utc(2026, 3, 2, 16, 10)
NIGHT = utc(2026, 3, 2, 20)
SUNDAY = utc(2026, 3, 1, 12)
EASTER_MONDAY = utc(2026, 4, 6, 10)
AT = utc(2026, 3, 2, 7)


def now(wall: datetime, listened_s: float = 1000.0) -> Instant:
    """Make an instant at 5000 s on the monotonic clock."""
    return Instant(wall, 5000.0, 5000.0 - listened_s)


def agent(proof_age_s: float = 10.0, **keys: Any) -> AgentNow:
    """Make an agent that proved its life so many seconds ago."""
    return AgentNow(epoch="a" * 32, ttl_s=150, proof=Proof(5000.0 - proof_age_s, OPEN), **keys)


def health(oldest_unsettled_s: float | None) -> Health:
    """Make a health with an outbox of this age."""
    return Health(
        at=AT, epoch="a" * 32, cpu_c=None, disk_free_bytes=None, outbox_rows=9,
        oldest_unsettled_s=oldest_unsettled_s, clock=StateClock.SYNCED, uptime_s=1.0,
        throttled=None,
    )  # fmt: skip


def kinds_in_need(
    at: Instant,
    agents: Mapping[str, AgentNow],
    stored: Stored = Stored(),  # noqa: B008 - frozen
    space: SpaceConfig = SPACE,
) -> set[CareKind]:
    """Return what needs care."""
    return {one.kind for one in all_judged(at, agents, stored, space) if one.needs_care}


def all_judged(
    at: Instant,
    agents: Mapping[str, AgentNow],
    stored: Stored,
    space: SpaceConfig = SPACE,
) -> list[Judgement]:
    """Judge a space and its agents."""
    calendar = Calendar(space)
    return [
        *judge_space(space, calendar, agents, stored, at),
        *judge_agents(space, calendar, agents, at, stored=stored, heard=Heard()),
        *judge_accounts(space, Audited()),
    ]


@pytest.mark.parametrize(
    ("wall", "proof_age_s", "listened_s", "is_silent"),
    [
        (OPEN, 149, 1000, False),
        (OPEN, 151, 1000, True),
        (OPEN, 151, 299, False),
        (JUST_OPENED, 151, 1000, False),
        (NIGHT, 151, 1000, False),
        (SUNDAY, 151, 1000, False),
        (EASTER_MONDAY, 151, 1000, False),
    ],
)
def test_an_agent_is_silent_only_in_opening_hours(
    wall: datetime, proof_age_s: float, listened_s: float, *, is_silent: bool
) -> None:
    """Not at night, not on a Sunday or holiday, and not before the hub had time to hear it."""
    found = kinds_in_need(now(wall, listened_s), {"pi": agent(proof_age_s)})
    assert (CareKind.AGENT_SILENT in found) is is_silent


def test_an_agent_that_was_never_heard_is_silent() -> None:
    """Nothing in memory is no proof of life."""
    assert kinds_in_need(now(OPEN), {"pi": AgentNow()}) == {CareKind.AGENT_SILENT}
    assert kinds_in_need(now(OPEN), {}) == {CareKind.AGENT_SILENT}


def test_a_space_without_hours_counts_as_open_but_for_its_door() -> None:
    """Nobody said that its machines may rest, nor until when its door may be open."""
    door = {"main": DoorNow(open=True, since=AT)}
    assert kinds_in_need(now(NIGHT), {}, space=WITHOUT_HOURS) == {CareKind.AGENT_SILENT}
    assert kinds_in_need(now(NIGHT), {"pi": agent(doors=door)}, space=WITHOUT_HOURS) == set()


@pytest.mark.parametrize(
    ("wall", "is_open", "minutes", "proof_age_s", "is_late"),
    [
        (NIGHT, True, 5, 10, True),
        (NIGHT, True, 4, 10, False),
        (NIGHT, False, 60, 10, False),
        (NIGHT, True, 60, 151, False),
        (JUST_CLOSED, True, 60, 10, False),
        (OPEN, True, 60, 10, False),
        (EASTER_MONDAY, True, 60, 10, True),
        (SUNDAY, True, 60, 10, True),
    ],
)
def test_a_door_that_stands_open_while_closed(
    wall: datetime, minutes: int, proof_age_s: float, *, is_open: bool, is_late: bool
) -> None:
    """Whoever walks through or locks up a bit later causes no alarm; an unseen door is unknown."""
    doors = {"main": DoorNow(open=is_open, since=wall - timedelta(minutes=minutes))}
    found = kinds_in_need(now(wall), {"pi": agent(proof_age_s, doors=doors)})
    assert (CareKind.DOOR_OPEN_AFTER_CLOSING in found) is is_late


def test_a_door_of_another_agent_is_not_believed() -> None:
    """An agent that isn't a door's own says nothing about it."""
    doors = {"back": DoorNow(open=True, since=AT)}
    assert kinds_in_need(now(NIGHT), {"pi": agent(doors=doors)}) == set()


@pytest.mark.parametrize(
    ("wall", "oldest_s", "proof_age_s", "is_growing"),
    [
        (OPEN, 900.0, 10, True),
        (OPEN, 899.0, 10, False),
        (OPEN, None, 10, False),
        (OPEN, 900.0, 151, False),
        (NIGHT, 900.0, 10, False),
    ],
)
def test_an_outbox_grows_that_nothing_settles(
    wall: datetime, oldest_s: float | None, proof_age_s: float, *, is_growing: bool
) -> None:
    """Of an agent that is heard; one that isn't is silent, which is told apart."""
    found = kinds_in_need(now(wall), {"pi": agent(proof_age_s, health=health(oldest_s))})
    assert (CareKind.OUTBOX_GROWING in found) is is_growing


@pytest.mark.parametrize(
    ("day", "judged"),
    [
        (None, []),
        (OpenDay(offered_s=1000.0, known_s=799.0), [True]),
        (OpenDay(offered_s=1000.0, known_s=800.0), [False]),
        (OpenDay(offered_s=0.0, known_s=0.0), [False]),
    ],
)
def test_yesterday_counts_by_its_open_hours(day: OpenDay | None, judged: list[bool]) -> None:
    """A holiday offered nothing, so nothing is missing; what isn't summed yet isn't judged."""
    stored = Stored(yesterdays={} if day is None else {"hof": day})
    all_of = judge_space(SPACE, Calendar(SPACE), {}, stored, now(EASTER_MONDAY))
    found = [one for one in all_of if one.kind is CareKind.LOW_COVERAGE_YESTERDAY]
    assert [one.needs_care for one in found] == judged
    assert all((one.space, one.agent) == ("hof", NOWHERE) for one in found)


@pytest.mark.parametrize(("wall", "is_faulty"), [(OPEN, True), (NIGHT, False)])
def test_a_faulty_sensor_needs_care_in_opening_hours(wall: datetime, *, is_faulty: bool) -> None:
    """And only that of the agent that told of it."""
    stored = Stored(faulty={PI: {"pir-1": "odd"}, AgentAddress("other", "pi"): {"pir-2": "odd"}})
    found = kinds_in_need(now(wall), {"pi": agent()}, stored)
    assert (CareKind.SENSOR_FAULT in found) is is_faulty
    assert CareKind.SENSOR_FAULT not in kinds_in_need(now(OPEN), {"pi": agent()})


def test_every_kind_and_place_is_judged_each_time() -> None:
    """Also what is well: a 0 tells that somebody looked."""
    stored = Stored(yesterdays={"hof": OpenDay(1.0, 1.0)})
    found = all_judged(now(OPEN), {"pi": agent()}, stored)
    found += [judge_store(stored), *judge_hub(HubNow(), Audited())]
    found += [*judge_publishing("hof", Publishing()), *judge_site(a_site(**WHOLE), TODAY)]
    found += [*judge_certificates({}, 0), *judge_shared_token(None, 0, USED_WITHIN_US)]
    found += [*judge_feeds("hof", {}), *judge_book_rows(())]
    found.append(judge_visitors("hof", {}))
    assert sorted(one.kind for one in found) == sorted(CareKind)
    assert not any(one.needs_care for one in found)


def test_the_quarantine_belongs_to_no_space() -> None:
    """One event in it is enough, on any day."""
    kind = CareKind.QUARANTINE_NOT_EMPTY
    assert judge_store(Stored(quarantined_count=1)) == Judgement(kind, True, NOWHERE, NOWHERE)


def test_live_desks_are_counted_without_rooms() -> None:
    """What an agent proves, uncapped; what nobody proves is unknown."""
    desks = [*DESKS, {"id": "d3", "agent": "other"}, {"id": "r", "agent": "pi", "kind": "room"}]
    space = a_space(desk=desks, opening=WEEK)
    states = {"d1": DeskState.OCCUPIED, "d2": DeskState.FREE, "r": DeskState.OCCUPIED}
    counted = count_live(space, Calendar(space), {"pi": agent(desks=states)}, now(OPEN))
    assert counted == LiveCount("hof", occupied=1, unknown=1, total=3, agents=2, agents_online=1)


def fault(sensor: str) -> Event:
    return Fault(seq=2, at=AT, sensor=sensor, problem="no_echo")


def recovered(sensor: str) -> Event:
    return Recovered(seq=3, at=AT, sensor=sensor)


@pytest.mark.parametrize(
    ("events", "left"),
    [
        ([], {"old": "stuck"}),
        ([fault("a"), fault("b")], {"old": "stuck", "a": "no_echo", "b": "no_echo"}),
        ([fault("a"), recovered("a"), recovered("old")], {}),
        ([recovered("never")], {"old": "stuck"}),
        ([fault("old")], {"old": "no_echo"}),
        ([Stopped(seq=1, at=AT)], {"old": "stuck"}),
        (
            [Started(seq=1, at=AT, boot="b" * 32, previous=None, desks={}, doors={}), fault("a")],
            {"a": "no_echo"},
        ),
    ],
)
def test_faults_are_folded_in_their_order(events: list[Event], left: dict[str, str]) -> None:
    """A recovery ends one, a new epoch all: it tells anew of what is faulty."""
    assert faulty_after({"old": "stuck"}, events) == left


MICROSECOND = timedelta(microseconds=1)
OPENED, CLOSED = utc(2026, 3, 2, 8), utc(2026, 3, 2, 16)
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("wall", "is_silent"), [(OPENED + QUARTER - MICROSECOND, False), (OPENED + QUARTER, True)]
)
def test_a_sensor_may_begin_a_quarter_of_an_hour_late(wall: datetime, *, is_silent: bool) -> None:
    """An agent that is silent 15 minutes after opening needs care, a microsecond before not."""
    found = kinds_in_need(now(wall), {"pi": agent(151)})
    assert (CareKind.AGENT_SILENT in found) is is_silent


@pytest.mark.parametrize(
    ("wall", "needs_care"), [(CLOSED + QUARTER - MICROSECOND, False), (CLOSED + QUARTER, True)]
)
def test_who_locks_up_has_a_quarter_of_an_hour(wall: datetime, *, needs_care: bool) -> None:
    """A door that stands open 15 minutes after closing needs care, a microsecond before not."""
    doors = {"main": DoorNow(open=True, since=OPEN)}
    found = kinds_in_need(now(wall), {"pi": agent(doors=doors)})
    assert (CareKind.DOOR_OPEN_AFTER_CLOSING in found) is needs_care


@pytest.mark.parametrize(("listened_s", "is_silent"), [(299.9, False), (300.0, True)])
def test_silence_means_something_after_two_lifetimes(listened_s: float, *, is_silent: bool) -> None:
    """A hub that has listened for 300 s, twice the lifetime of a state, has heard who is there."""
    found = kinds_in_need(now(OPEN, listened_s), {"pi": agent(151)})
    assert (CareKind.AGENT_SILENT in found) is is_silent


def test_each_judgement_names_whom_to_care_for() -> None:
    """What belongs to an agent names it, what belongs to a space or to none does not."""
    stored = Stored(yesterdays={"hof": OpenDay(1.0, 1.0)})
    found = [*judge_space(SPACE, Calendar(SPACE), {"pi": agent()}, stored, now(OPEN))]
    assert {one.kind: (one.space, one.agent) for one in found} == {
        CareKind.LOW_COVERAGE_YESTERDAY: ("hof", NOWHERE),
        CareKind.AGENT_SILENT: ("hof", "pi"),
        CareKind.OUTBOX_GROWING: ("hof", "pi"),
        CareKind.DOOR_OPEN_AFTER_CLOSING: ("hof", "pi"),
    }


def test_a_store_that_said_nothing_holds_nothing() -> None:
    """No event is quarantined, no day is summed and no sensor is faulty; nothing lasts yet."""
    assert Stored() == Stored(quarantined_count=0, yesterdays={}, faulty={})
    assert judge_store(Stored()) == Judgement(CareKind.QUARANTINE_NOT_EMPTY, False)
    assert judge_store(Stored()).lasting_s == 0


def test_a_new_hub_ends_no_silence_that_it_cant_judge() -> None:
    """In its first minutes, and at night, an agent that is silent still is."""
    for at in (now(OPEN, 1.0), now(NIGHT)):
        found = [*judge_space(SPACE, Calendar(SPACE), {}, Stored(), at)]
        (silent,) = [one for one in found if one.kind is CareKind.AGENT_SILENT]
        assert (silent.needs_care, silent.is_so) == (False, True)
