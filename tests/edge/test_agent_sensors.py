"""What an agent says and keeps of its sensors, over hours, restarts and midnights."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from contract.events import DeskState, Fault
from contract.messages import Health, State, parse
from contract.topics import Channel
from edge.agent import KEEP_SIGNS_US
from edge.decisions.facts import Problem
from edge.decisions.readings import Distance, Level
from edge.sensing.signs_file import SUFFIX, Signs
from tests.edge.pi import Pi, desk, door
from tests.edge.scripted import BOOT, ScriptedClock

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN
Keys = Mapping[str, object]
KINDS = ("motion", "switch", "digital")
BARE: tuple[Keys, ...] = tuple(
    {"id": f"s-{kind}", "kind": kind, "desk": kind, "pin": 5 + number}
    for number, kind in enumerate(KINDS)
)
REED: Keys = {"id": "reed", "kind": "contact", "door": "main", "pin": 12}
SONAR: Keys = {"id": "sonar", "kind": "distance", "desk": "d1", "trigger": 5, "echo": 6}
SEAT: Keys = {"id": "seat-d1", "kind": "digital", "desk": "d1", "pin": 17, "debounce_s": 0.0}


def states(pi: Pi) -> dict[str, DeskState]:
    """Return what the newest state says of each desk."""
    return {name: now.state for name, now in pi.states()[-1].desks.items()}


def faults(pi: Pi) -> list[tuple[str, str]]:
    return [(one.sensor, one.problem) for one in pi.events("fault") if isinstance(one, Fault)]


def all_are(state: DeskState) -> dict[str, DeskState]:
    return dict.fromkeys(KINDS, state)


def move_all(pi: Pi, *, active: bool) -> None:
    for kind in KINDS:
        pi.change(f"s-{kind}", active=active)
    pi.pass_s(1)


def again(pi: Pi, folder: Path, *sensors: Keys, later_s: float = 0, **keys: object) -> Pi:
    """Cut the power, and start anew on the same card after a while; boot-time begins at 60 s."""
    pi.outbox.close()
    gone_us = pi.clock.now_us - 60_000_000 + int(later_s * 1e6)
    clock = ScriptedClock(boot=BOOT, offset_us=pi.clock.offset_us + gone_us)
    return Pi(folder, clock, sensors=sensors or BARE, **keys)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Pi]:
    """An agent with a sensor of each bare kind that nobody has ever seen to change."""
    pi = Pi(tmp_path, sensors=BARE)
    yield pi
    pi.outbox.close()


def test_an_unplugged_sensor_is_never_free(fresh: Pi) -> None:
    """Eight days on a pin that only its resistor holds: unknown, and a fault for each."""
    fresh.begin()
    fresh.pass_s(8 * 86_400, 3600)
    assert states(fresh) == all_are(UNKNOWN)
    assert faults(fresh) == [(f"s-{kind}", Problem.UNPROVEN) for kind in KINDS]
    assert not any(getattr(one, "state", UNKNOWN) is FREE for one in fresh.events("desk"))


def test_a_sensor_that_was_tried_is_believed(fresh: Pi) -> None:
    """A walk past each of them ends the fault, and the hold time later they are free."""
    fresh.begin()
    fresh.pass_s(100)
    move_all(fresh, active=True)
    assert states(fresh) == all_are(OCCUPIED)
    move_all(fresh, active=False)
    fresh.pass_s(700)
    assert states(fresh) == all_are(FREE)
    assert len(fresh.events("recovered")) == 3


def test_a_cable_that_comes_off_is_unknown_after_silent_days(tmp_path: Path) -> None:
    """The edge's part: after so many days of watching without a change, with a fault."""
    pi = Pi(tmp_path, sensors=BARE, silent_days=1)
    pi.begin()
    pi.pass_s(100)
    move_all(pi, active=True)
    move_all(pi, active=False)
    pi.pass_s(86_400 - 1200, 600)
    assert states(pi) == all_are(FREE)
    pi.pass_s(1800, 600)
    assert states(pi) == all_are(UNKNOWN)
    assert faults(pi)[3:] == [(f"s-{kind}", Problem.SILENT) for kind in KINDS]
    move_all(pi, active=True)
    assert states(pi) == all_are(OCCUPIED)


def test_a_proof_outlives_a_power_cut_at_once(fresh: Pi, tmp_path: Path) -> None:
    """A change that was seen a second before the power went is remembered."""
    fresh.begin()
    fresh.pass_s(100)
    move_all(fresh, active=True)
    told = faults(fresh)
    later = again(fresh, tmp_path).begin()
    later.pass_s(700)
    assert states(later) == all_are(FREE)
    assert faults(later) == told
    later.outbox.close()


def test_another_pin_is_another_sensor(fresh: Pi, tmp_path: Path) -> None:
    """Whoever replaces a sensor under its old name tries it anew; the others go on."""
    fresh.begin()
    fresh.pass_s(100)
    move_all(fresh, active=True)
    moved = {**BARE[1], "pin": 20}
    later = again(fresh, tmp_path, BARE[0], moved, BARE[2]).begin()
    later.pass_s(700)
    assert states(later) == {"motion": FREE, "switch": UNKNOWN, "digital": FREE}
    later.outbox.close()


def test_silence_counts_over_restarts(tmp_path: Path) -> None:
    """An agent that is started every day finds the cable that came off all the same."""
    pi = Pi(tmp_path, sensors=BARE, silent_days=3).begin()
    pi.pass_s(100)
    move_all(pi, active=True)
    move_all(pi, active=False)
    for _ in range(4):
        pi.pass_s(86_000, 2000)
        pi = again(pi, tmp_path, later_s=400, silent_days=3).begin()
    pi.pass_s(700)
    assert states(pi) == all_are(UNKNOWN)
    assert {problem for _, problem in faults(pi)[3:]} == {Problem.SILENT}
    pi.outbox.close()


def test_the_first_start_with_signs_learns_from_the_events(fresh: Pi, tmp_path: Path) -> None:
    """An installation that ran before there were signs is believed what its events show."""
    fresh.begin()
    fresh.pass_s(100)
    move_all(fresh, active=True)
    move_all(fresh, active=False)
    fresh.pass_s(700)
    (tmp_path / f"outbox.db{SUFFIX}").unlink()
    later = again(fresh, tmp_path).begin()
    later.pass_s(700)
    assert states(later) == all_are(FREE)
    later.outbox.close()


def test_a_check_in_the_file_is_a_sign(tmp_path: Path) -> None:
    """Dated, and as good as a change."""
    pi = Pi(tmp_path, sensors=tuple({**one, "checked": date(2026, 3, 1)} for one in BARE)).begin()
    pi.pass_s(700)
    assert states(pi) == all_are(FREE)
    assert faults(pi) == []
    pi.outbox.close()


def test_a_door_is_unknown_until_it_was_seen_to_move(tmp_path: Path) -> None:
    """A cut wire at a door looks open, for ever."""
    pi = Pi(tmp_path, sensors=(REED,)).begin()
    pi.pass_s(100)
    assert pi.states()[-1].doors == {}
    pi.change("reed", active=True)
    pi.pass_s(1)
    assert pi.states()[-1].doors["main"].open
    pi.outbox.close()


@pytest.mark.parametrize(
    ("first", "then", "problem", "within_s"),
    [
        (0.5, (2.0, None), Problem.ALTERNATING, 61),
        (2.0, (0.5, None), Problem.ALTERNATING, 61),
        (2.0, (0.5, 2.0), Problem.ALTERNATING, 61),
        (0.5, (0.9,), Problem.UNDECIDED, 301),
        (0.9, (0.9,), Problem.UNDECIDED, 301),
        (2.0, (0.9, 0.9, 0.9, None), Problem.UNDECIDED, 301),
        (2.0, (None,), Problem.NO_ECHO, 2),
        (2.0, (-0.4,), Problem.IMPOSSIBLE, 2),
        (2.0, (float("nan"), 7.0), Problem.IMPOSSIBLE, 2),
        (2.0, (0.5, 0.5, 0.5, 2.0, 2.0, 2.0), Problem.FLAPPING, 61),
        (2.0, (0.5, 0.5, 0.5, None, None, None), Problem.FLAPPING, 61),
    ],
)
def test_a_sonar_that_says_nothing_ends_unknown(
    tmp_path: Path, first: float, then: tuple[float | None, ...], problem: Problem, within_s: float
) -> None:
    """Within a stated time, with a fault, and without a flood of them for an hour."""
    pi = Pi(tmp_path, sensors=(SONAR,))
    pi.pins.levels.clear()
    pi.begin()

    def measure(seconds: float, *values: float | None) -> None:
        for number in range(int(seconds * 2)):
            pi.clock.pass_s(0.5)
            pi.agent.turn(Distance("sonar", values[number % len(values)], pi.clock.now_us))

    measure(60, first)
    measure(within_s, *then)
    assert problem in [told for _, told in faults(pi)]
    assert states(pi) == {"d1": UNKNOWN}
    measure(3600, *then)
    assert states(pi) == {"d1": UNKNOWN}
    assert len(faults(pi)) < 25
    pi.outbox.close()


# Whole


def wholes(pi: Pi) -> dict[str, bool | None]:
    return {name: now.whole for name, now in pi.states()[-1].desks.items()}


def until_midnight(pi: Pi, before_s: float = 0) -> None:
    """Let time pass until shortly before the next 00:00 UTC, in steps of a minute."""
    day_us = 86_400_000_000
    left_s = (day_us - pi.clock.wall_us() % day_us) / 1e6 - before_s
    pi.pass_s(left_s - left_s % 1800, 1800)
    pi.pass_s(left_s % 1800 + 10, 10)


def test_the_state_says_whether_a_desk_is_whole(tmp_path: Path) -> None:
    """Not at the start, then yes, and no at once where a read fails."""
    pi = Pi(tmp_path).begin()
    assert wholes(pi) == {"d1": False, "d2": False}
    pi.pass_s(3)
    assert wholes(pi) == {"d1": True, "d2": True}
    pi.pins.broken = {"seat-d1"}
    pi.pass_s(1)
    assert wholes(pi) == {"d1": False, "d2": True}
    pi.pins.broken = set()
    pi.pass_s(15)
    assert wholes(pi) == {"d1": True, "d2": True}
    pi.outbox.close()


def test_a_new_sensor_is_whole_from_the_next_midnight_on(tmp_path: Path) -> None:
    """Over a restart, too: who tried it on the first day is not seen."""
    pi = Pi(tmp_path, sensors=(SEAT,)).begin()
    pi.pass_s(10)
    pi.sit("d1")
    pi.pass_s(10)
    assert (states(pi), wholes(pi)) == ({"d1": OCCUPIED}, {"d1": False})
    pi = again(pi, tmp_path, SEAT).begin()
    pi.pass_s(10)
    assert (states(pi), wholes(pi)) == ({"d1": FREE}, {"d1": False})
    until_midnight(pi)
    pi.pass_s(61)
    assert wholes(pi) == {"d1": True}
    pi.outbox.close()


def test_a_stuck_seat_is_not_whole_until_the_midnight_after_it_is_mended(tmp_path: Path) -> None:
    """The state follows at once, `whole` the days."""
    pi = Pi(tmp_path, sensors=(desk("d1", 17, stuck_s=3600.0),)).begin()
    until_midnight(pi, before_s=7200)
    pi.sit("d1")
    pi.pass_s(4000, 10)
    assert (states(pi), wholes(pi)) == ({"d1": UNKNOWN}, {"d1": True})
    until_midnight(pi)
    pi.pass_s(61)
    assert wholes(pi) == {"d1": False}
    pi.sit("d1", active=False)
    pi.pass_s(100)
    assert (states(pi), wholes(pi)) == ({"d1": FREE}, {"d1": False})
    pi = again(pi, tmp_path, desk("d1", 17, stuck_s=3600.0)).begin()
    pi.pass_s(100)
    assert wholes(pi) == {"d1": False}
    until_midnight(pi)
    pi.pass_s(61)
    assert wholes(pi) == {"d1": True}
    pi.outbox.close()


@pytest.mark.parametrize(
    "sensors",
    [
        pytest.param(({"id": "pir", "kind": "motion", "desk": "d1", "pin": 17},), id="one PIR"),
        pytest.param(
            (
                {"id": "pir", "kind": "motion", "desk": "d1", "pin": 17, "hold_s": 20.0},
                {"id": "pad", "kind": "switch", "desk": "d1", "pin": 5, "flapping_per_minute": 60},
            ),
            id="a PIR and a pad that flaps",
        ),
    ],
)
@pytest.mark.parametrize("checked", [{}, {"checked": date(2026, 3, 1)}], ids=["new", "checked"])
def test_one_person_is_not_seen_by_what_is_whole(
    tmp_path: Path, sensors: tuple[Keys, ...], checked: Keys
) -> None:
    """Two agents that start together, one person before one of them, who comes and goes."""
    pis = []
    for name in ("nobody", "someone"):
        (tmp_path / name).mkdir()
        given = tuple({**one, **checked} for one in sensors)
        pis.append(Pi(tmp_path / name, sensors=given).begin())
    nobody, someone = pis
    for number in range(1500):
        is_there = number // 90 % 2 == 1
        someone.pins.levels["pir"] = is_there and number % 6 < 2
        for pi in pis:
            for _ in range(4 if "pad" in pi.pins.levels else 0):
                pi.change("pad", active=not pi.pins.levels["pad"])
            pi.pass_s(1)
        if number % 10 == 9:
            for pi in pis:
                pi.agent._announcer.publish_state()
            assert wholes(nobody) == wholes(someone)
    assert any(one.desks["d1"].state is OCCUPIED for one in someone.states())
    for pi in pis:
        pi.outbox.close()


# What is said and kept of it


def test_health_names_the_last_sign_of_each_sensor(tmp_path: Path) -> None:
    """And what it watches, for whoever judges silence by opening hours."""
    pi = Pi(tmp_path, sensors=(SEAT, door("main", 22), {**SONAR, "desk": "d2"}))
    del pi.pins.levels["sonar"]
    pi.begin()
    pi.pass_s(10)
    pi.sit("d1")
    moved_us = pi.clock.wall_us()
    pi.pass_s(70)
    signs = parse(Health, pi.payloads(Channel.HEALTH)[-1]).signs
    assert signs.keys() == {"seat-d1", "reed-main"}
    assert (signs["seat-d1"].desk, signs["reed-main"].door) == ("d1", "main")
    at = signs["seat-d1"].at
    assert at is not None
    assert at.timestamp() * 1e6 == pytest.approx(moved_us, abs=10)
    checked = signs["reed-main"].at
    assert checked is not None
    assert checked.date() == date(2026, 2, 27)
    pi.outbox.close()


def test_since_is_the_events_own_time_and_never_moves(tmp_path: Path) -> None:
    """A reading that waited is dated by its own instant, in event and state alike."""
    pi = Pi(tmp_path).begin()
    pi.pass_s(10)
    seen_us = pi.clock.now_us
    pi.clock.pass_s(3.2)
    pi.pins.levels["seat-d1"] = True
    pi.take(Level("seat-d1", 0, True, seen_us))
    (event,) = pi.events("desk")
    said = [one.desks["d1"].since for one in pi.states() if one.desks["d1"].state is OCCUPIED]
    for microseconds in (1, -2, 5):
        pi.clock.offset_us += microseconds
        pi.pass_s(61)
    said += [one.desks["d1"].since for one in pi.states()[-3:]]
    assert set(said) == {event.at}
    assert len(said) >= 4
    pi.outbox.close()


def test_since_of_a_clock_that_was_wrong_is_put_right_once(tmp_path: Path) -> None:
    """As the event is: dated by the time that has passed since."""
    clock = ScriptedClock(synced=False)
    right_us, clock.offset_us = clock.offset_us, 0
    pi = Pi(tmp_path, clock).begin()
    pi.sit("d1")
    seen_us = clock.now_us
    pi.pass_s(100)
    wrong: State = pi.states()[-1]
    assert wrong.desks["d1"].since.year == 1970
    clock.offset_us, clock.synced = right_us, True
    pi.pass_s(61)
    (event,) = pi.events("desk")
    since = pi.states()[-1].desks["d1"].since
    assert since.timestamp() * 1e6 == pytest.approx(right_us + seen_us, abs=10)
    assert abs(since - event.at) <= timedelta(microseconds=10)
    pi.outbox.close()


def test_a_quiet_day_writes_the_file_now_and_then(tmp_path: Path) -> None:
    """A card lives for years: not every second, but often enough for a power cut."""
    pi = Pi(tmp_path).begin()
    pi.pass_s(10)
    path, written = tmp_path / f"outbox.db{SUFFIX}", set[int]()
    for _ in range(3600):
        pi.pass_s(1)
        written.add(path.stat().st_mtime_ns)
    assert len(written) <= 3600 // (KEEP_SIGNS_US // 1_000_000) + 1
    assert len(written) >= 3600 // (KEEP_SIGNS_US // 1_000_000) - 1
    pi.outbox.close()


def test_a_new_epoch_tells_anew_what_is_faulty(tmp_path: Path) -> None:
    """Whoever reads it forgets the faults of the epoch before, so it begins with those of now."""
    pi = Pi(tmp_path, sensors=(SEAT, desk("d2", 18))).begin()
    pi.pins.broken = {"seat-d2"}
    pi.pass_s(20)
    before = len(pi.events())
    pi.clock.offset_us -= 60_000_000
    pi.pass_s(5)
    new = pi.events()[before:]
    assert [one.kind for one in new] == ["started", "fault", "fault"]
    told = [(one.sensor, one.problem, one.reason) for one in new if isinstance(one, Fault)]
    assert told == [("seat-d1", "unproven", ""), ("seat-d2", "unreadable", "bus error")]
    pi.outbox.close()


def test_check_says_when_each_sensor_was_last_seen(fresh: Pi) -> None:
    """It reads what the agent keeps, and changes nothing of it."""
    fresh.begin()
    fresh.pass_s(100)
    fresh.change("s-switch", active=True)
    fresh.pass_s(2)
    file = fresh.config.outbox.with_name(fresh.config.outbox.name + SUFFIX)
    before = file.read_bytes()
    signs = Signs(fresh.config.outbox, fresh.config.sensors, 0).of
    assert {of: sign.is_proven for of, sign in signs.items()} == {
        "s-motion": False,
        "s-switch": True,
        "s-digital": False,
    }
    assert file.read_bytes() == before
