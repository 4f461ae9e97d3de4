"""What to look at after a replacement: each point well, waiting, or to be looked at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contract.events import DeskState
from contract.messages import DeskNow, DoorNow, Health, LifeSign, State, StateClock
from contract.times import to_us
from hub.domain.handover_aftermath import Found, Now, Point, Verdict, findings
from hub.domain.handover_change import HandoverChange, applied
from hub.domain.live import AgentNow, Arrival, hear_health, hear_state
from tests.hub.domain.test_handover_change import a_change, a_hof, at
from tests.hub.spaces import utc

NOW = utc(2026, 11, 28, 13, 7)
CHANGE = replace(a_change(wall=at(28)), made_us=to_us(NOW))
FREE, UNKNOWN = DeskState.FREE, DeskState.UNKNOWN


def an_agent(said_s: float = 10, **more: Any) -> AgentNow:
    """Let an agent speak once, so many seconds ago, live."""
    then = NOW - timedelta(seconds=said_s)
    desks: dict[str, DeskState] = more.get("desks", {"d1": FREE, "d2": FREE})
    state = State(
        epoch=more.get("epoch", "a" * 32),
        at=then,
        ttl_s=150,
        clock=more.get("clock", StateClock.SYNCED),
        desks={name: DeskNow(state=said, since=then) for name, said in desks.items()},
        doors={name: DoorNow(open=False, since=then) for name in more.get("doors", ("main",))},
    )
    return hear_state(AgentNow(), state, Arrival(1000 - said_s, then, retained=False))


def healthy(agent: AgentNow, waits_s: float | None = None, **signs: LifeSign) -> AgentNow:
    """Let it say how it is, 30 seconds ago."""
    health = Health(
        at=NOW - timedelta(seconds=30),
        epoch="a" * 32,
        cpu_c=None,
        disk_free_bytes=None,
        outbox_rows=3,
        oldest_unsettled_s=waits_s,
        clock=StateClock.SYNCED,
        uptime_s=60,
        throttled=None,
        signs=signs,
    )
    return hear_health(agent, health)


def found(change: HandoverChange = CHANGE, **more: Any) -> dict[Point, Found]:
    """Look at everything; the new agent is well and the old one was never heard."""
    said: dict[str, Any] = {
        "space": applied(more.get("hof", a_hof()), [change]),
        "new": healthy(an_agent()),
        "old": AgentNow(),
        "now_us": to_us(NOW),
        "now_s": 1000.0,
        "was_stored": True,
        "is_copied": False,
    }
    more.pop("hof", None)
    return {each.point: each for each in findings(change, Now(**said | more))}


def test_all_is_well() -> None:
    """Each point is told once, in order, with the age of what it is judged by."""
    old = healthy(an_agent(400))
    seen = found(old=old)
    assert list(seen) == list(Point)
    assert {each.verdict for each in seen.values()} == {Verdict.WELL}
    assert seen[Point.NEW_HEARD].age_s == pytest.approx(10)
    assert seen[Point.BROKER].age_s == pytest.approx(30)
    assert seen[Point.OLD_SILENT].age_s == pytest.approx(400)
    assert seen[Point.OLD_SENT].age_s == pytest.approx(30)


def test_of_who_was_never_heard_nothing_is_well() -> None:
    """At first it is waited for; some minutes later somebody has to look."""
    seen = found(new=AgentNow(), was_stored=False)
    assert seen[Point.NEW_HEARD].verdict is Verdict.WAITING
    of_new = set(Point) - {Point.NEW_HEARD, Point.OLD_SILENT, Point.OLD_SENT}
    assert {seen[point].verdict for point in of_new} == {Verdict.UNKNOWN}
    assert seen[Point.OLD_SENT].verdict is Verdict.UNKNOWN
    later = found(new=AgentNow(), now_us=to_us(NOW + timedelta(minutes=6)))
    assert later[Point.NEW_HEARD].verdict is Verdict.LOOK


LOOKS: list[tuple[Point, dict[str, Any], Verdict]] = [
    (Point.NEW_HEARD, {"new": an_agent(200)}, Verdict.LOOK),
    (Point.BROKER, {"was_stored": False}, Verdict.LOOK),
    (Point.BROKER, {"was_stored": None}, Verdict.UNKNOWN),
    (Point.BROKER, {"new": healthy(an_agent(), 301)}, Verdict.LOOK),
    (Point.BROKER, {"new": healthy(an_agent(), 299)}, Verdict.WELL),
    (Point.CLOCK, {"new": an_agent(clock=StateClock.UNSYNCED)}, Verdict.LOOK),
    (Point.CARD, {"is_copied": True}, Verdict.LOOK),
    (Point.CARD, {"is_copied": None}, Verdict.UNKNOWN),
    (Point.CARD, {"new": replace(an_agent(), conflict_at_s=990.0)}, Verdict.LOOK),
    (Point.OLD_SILENT, {"old": an_agent()}, Verdict.LOOK),
    (Point.OLD_SENT, {"old": healthy(an_agent(400), 60)}, Verdict.LOOK),
]


@pytest.mark.parametrize(("point", "so", "verdict"), LOOKS)
def test_what_is_wrong_is_to_be_looked_at(
    point: Point, so: dict[str, Any], verdict: Verdict
) -> None:
    """Each by its own point."""
    assert found(**so)[point].verdict is verdict


def test_desks_that_lack_and_desks_that_arent_its_own_are_named() -> None:
    """By what it speaks of, beside what hub.toml and people gave it."""
    new = an_agent(desks={"d1": FREE, "d9": FREE}, doors=())
    point = found(new=new)[Point.UNITS]
    assert (point.verdict, point.missing, point.foreign) == (Verdict.LOOK, ("d2", "main"), ("d9",))


def test_a_desk_without_a_state_is_waited_for() -> None:
    """One that it says to be unknown, and one that it says nothing of."""
    new = an_agent(desks={"d1": UNKNOWN})
    point = found(new=new)[Point.STATES]
    assert (point.verdict, point.missing) == (Verdict.WAITING, ("d1", "d2"))


def test_a_sensor_without_a_sign_is_walked_past() -> None:
    """As long as it has never given one."""
    new = healthy(an_agent(), pir=LifeSign(at=None), reed=LifeSign(at=NOW))
    point = found(new=new)[Point.SENSORS]
    assert (point.verdict, point.missing) == (Verdict.WAITING, ("pir",))


def test_an_old_one_with_other_desks_goes_on() -> None:
    """It is not to be switched off."""
    change = replace(CHANGE, units=CHANGE.units[:1])
    new = healthy(an_agent(desks={"d1": FREE}, doors=()))
    seen = found(change, old=an_agent(), new=new)
    assert seen[Point.OLD_SILENT].verdict is Verdict.STAYS
    assert seen[Point.UNITS].verdict is Verdict.WELL


def test_before_its_time_the_old_one_may_speak() -> None:
    """And the new one is judged by what will be its own."""
    change = replace(CHANGE, from_wall=at(30))
    seen = found(change, old=an_agent())
    assert seen[Point.OLD_SILENT].verdict is Verdict.WAITING
    assert seen[Point.UNITS].verdict is Verdict.WELL
