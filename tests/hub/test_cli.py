"""`platzfrei-hub` as an operator meets it: what is printed, and the exit status."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.events import Event, Lost, SeqRange, Stopped
from contract.times import to_us
from contract.topics import AgentAddress
from hub.cli import FAILED, MISCONFIGURED, main
from hub.clock import SystemClock
from hub.commands import UNCLEAN
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.parts import part_called
from hub.stores.protocol import IgnoredAgent
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from tests.hub.spaces import utc

ADDRESS = AgentAddress("hof", "pi")
EPOCH = "a" * 32
ROOT = Path(__file__).parents[2]
SPACE = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
state = "BB"
since = 2026-01-01
[[space.desk]]
id = "d1"
agent = "pi"
"""


class Place:
    """A folder with a hub.toml and its store."""

    def __init__(self, folder: Path) -> None:
        self.toml = folder / "hub.toml"
        self.database = folder / "hub.db"
        self.configure()

    def configure(self, http_port: int = 0, mqtt_port: int = 1, more: str = "") -> None:
        """Write the file; nobody listens on port 1."""
        self.toml.write_text(
            f"[http]\nport = {http_port}\n[mqtt]\nport = {mqtt_port}\n"
            f'[store]\npath = "hub.db"\n{SPACE}{more}'
        )

    def fill(self, *batches: Batch) -> None:
        """Put events into the store."""
        with closing(SqliteStore.open(self.database)) as store:
            store.append(batches, 0)

    def run(self, command: str) -> int:
        """Run one command in this process."""
        return main([command, "--config", str(self.toml)])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def stopped(seq: int) -> Event:
    return Stopped(seq=seq, at=utc(2026, 3, 2, 7, 0, seq))


def batch(*events: Event, aside: tuple[QuarantinedEvent, ...] = ()) -> Batch:
    seqs = [event.seq for event in events] + [one.seq for one in aside]
    return Batch(ADDRESS, EPOCH, min(seqs), max(seqs), events, aside)


def lost(seq: int, first: int, last: int) -> Event:
    ranges = (SeqRange(epoch=EPOCH, first=first, last=last),)
    return Lost(seq=seq, at=utc(2026, 3, 2, 7, 0, seq), ranges=ranges)


def test_a_clean_audit_exits_with_0(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is stored: one line per epoch, and below them what it comes to."""
    place.fill(batch(stopped(1), stopped(2)))
    assert place.run("audit") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:-1]] == [
        ["hof/pi", EPOCH[:8], "-", "2", "0", "0", "0", "0"],
    ]
    assert lines[-1] == "complete: 2 events of 1 epoch of 1 agent"


UNCLEAN_STORES = {
    "missing": (batch(stopped(2)), "missing 1"),
    "lost": (batch(stopped(1), lost(2, 3, 4)), " 2        0     2            0"),
    "quarantined": (batch(stopped(1), aside=(QuarantinedEvent(2, "bad", b"{}"),)), "0     0  "),
}


@pytest.mark.parametrize(("kept", "shown"), UNCLEAN_STORES.values(), ids=UNCLEAN_STORES)
def test_an_unclean_audit_exits_with_1(
    place: Place, capsys: pytest.CaptureFixture[str], kept: Batch, shown: str
) -> None:
    """What needs a person is shown, and the exit status tells."""
    place.fill(kept)
    assert place.run("audit") == UNCLEAN
    said = capsys.readouterr().out
    assert shown in said
    assert said.splitlines()[-1].startswith("not complete: ")


def test_an_unreadable_payload_makes_the_audit_unclean(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody knows which events were in it."""
    with closing(SqliteStore.open(place.database)) as store:
        store.quarantine_payload(ADDRESS.topic("events"), b"\xff", "no JSON", 0)  # type: ignore[arg-type]  # its value
    assert place.run("audit") == UNCLEAN
    assert "unreadable payloads in quarantine: 1" in capsys.readouterr().out


def test_ignored_agents_are_shown_but_not_our_loss(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a stranger sends is no event of ours; the operator may want to add it."""
    with closing(SqliteStore.open(place.database)) as store:
        store.note_ignored([IgnoredAgent("hof", "ghost", 5, 0)])
    assert place.run("audit") == 0
    assert "hof/ghost: not in hub.toml, 5 messages ignored" in capsys.readouterr().out


def test_the_audit_runs_beside_the_writer(place: Place) -> None:
    """The operator need not stop the hub."""
    with closing(SqliteStore.open(place.database)) as store:
        store.append([batch(stopped(1))], 0)
        assert place.run("audit") == 0
        store.append([batch(stopped(3))], 0)
        assert place.run("audit") == UNCLEAN


MISTAKES: dict[str, tuple[Callable[[Place], object], str]] = {
    "no file": (lambda place: place.toml.unlink(), "file: expected a readable file"),
    "no TOML": (lambda place: place.toml.write_text("]"), "file: expected TOML"),
    "an unknown key": (
        lambda place: place.configure(more="desks = 3"),
        'space "hof": desk "d1": desks',
    ),
    "an impossible port": (lambda place: place.configure(http_port=70_000), "http.port"),
}


@pytest.mark.parametrize("command", ["serve", "audit"])
@pytest.mark.parametrize(("spoil", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_file_exits_with_2(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    command: str,
    spoil: Callable[[Place], object],
    said: str,
) -> None:
    """The file, the key and what was expected are named in one line."""
    spoil(place)
    assert place.run(command) == MISCONFIGURED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"platzfrei-hub: {place.toml}: ")
    assert said in line


PARTS: dict[str, tuple[list[str], str]] = {
    "a part too many": (["--part", "5/4"], "--part: expected a part from 1/4 to 4/4, not 5/4"),
    "a part of unknown name": (["--part", "north"], "hub.toml gives its parts no names"),
    "a part without a space": (["--part", "2/2"], "--part: no space falls to 2/2"),
}


@pytest.mark.parametrize("command", ["serve", "audit"])
@pytest.mark.parametrize(("arguments", "said"), PARTS.values(), ids=PARTS)
def test_a_part_that_there_is_not_exits_with_2(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    command: str,
    arguments: list[str],
    said: str,
) -> None:
    """What was typed is named, and which parts there are."""
    status = main([command, *arguments, "--config", str(place.toml)])
    (line,) = capsys.readouterr().err.splitlines()
    assert (status, said in line) == (MISCONFIGURED, True)
    assert line.startswith(f"platzfrei-hub: {place.toml}: --part: ")


def test_a_replica_of_a_part_is_no_such_thing(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A replica answers for the whole region: both together exit with 2."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--live", "--part", "1/2", "--config", str(place.toml)])
    assert ended.value.code == MISCONFIGURED
    assert "--part: not allowed with argument --live" in capsys.readouterr().err


def test_two_hubs_of_the_same_part_are_one_too_many(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second is refused while the first holds the part's file; another part's is free."""
    (part,) = [number for number in (1, 2) if part_called(f"{number}/2", []).holds("hof")]
    held = place.database.with_name(f"hub-{part}-of-2.db")
    with closing(SqliteStore.open(held)):
        status = main(["serve", "--part", f"{part}/2", "--config", str(place.toml)])
    assert status == FAILED
    assert "another hub" in capsys.readouterr().err
    assert not place.database.exists()


def test_a_busy_port_exits_with_2(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody else listens there: the address is named."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        place.configure(http_port=port)
        assert place.run("serve") == MISCONFIGURED
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def no_database(path: Path) -> None:
    path.write_text("These are no tables.\n" * 100)


def foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")


def later_database(path: Path) -> None:
    SqliteStore.open(path).close()
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("CREATE TABLE weather (rain_mm INTEGER)")
        ours.execute("PRAGMA user_version = 99")


def damaged_database(path: Path) -> None:
    SqliteStore.open(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


@pytest.mark.parametrize("command", ["serve", "audit"])
@pytest.mark.parametrize("spoil", [no_database, foreign_database, later_database])
def test_a_store_that_is_not_ours_exits_with_2(
    place: Place, capsys: pytest.CaptureFixture[str], command: str, spoil: Callable[[Path], None]
) -> None:
    """File and key are named, the other file is left as it was, and nothing is served."""
    spoil(place.database)
    before = place.database.read_bytes()
    assert place.run(command) == MISCONFIGURED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"platzfrei-hub: {place.toml}: store.path: ")
    assert str(place.database) in line
    assert place.database.read_bytes() == before


def test_an_audit_of_a_damaged_store_exits_with_3(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Damage is said in one line, not as a traceback."""
    damaged_database(place.database)
    assert place.run("audit") == FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("platzfrei-hub: ")


def test_an_audit_without_a_store_exits_with_3(place: Place) -> None:
    """There is nothing to audit, and nothing is made."""
    assert place.run("audit") == FAILED
    assert not place.database.exists()


def test_what_was_never_put_back_is_not_renewed(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that is mistyped makes no empty store that seems restored."""
    assert main(["store", "restored", "--config", str(place.toml)]) == FAILED
    assert "hub.db isn't there; put the copy back first" in capsys.readouterr().err
    assert not place.database.exists()


def test_a_second_hub_exits_with_3(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Two hubs never write one store."""
    with closing(SqliteStore.open(place.database)):
        assert place.run("serve") == FAILED
    assert "another hub is writing this store" in capsys.readouterr().err


def test_a_refused_start_lets_go_of_the_store(place: Place) -> None:
    """Nothing stays locked in this process after a refusal."""
    later_database(place.database)
    assert place.run("serve") == MISCONFIGURED
    place.database.unlink()
    SqliteStore.open(place.database).close()


COMMANDS = [
    ([], "COMMAND"),
    (["fly"], "'fly'"),
    (["serve"], "--config"),
    (["audit", "--config"], "expected one argument"),
    (["demo", "--weeks", "999"], "expected a number from 1 to 104, not '999'"),
    (["demo", "--weeks", "x"], "expected a number from 1 to 104, not 'x'"),
    (["demo", "--broker", "rabbit"], "expected mosquitto or iotcore, not 'rabbit'"),
]


@pytest.mark.parametrize(("arguments", "said"), COMMANDS)
def test_a_wrong_command_exits_with_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """Usage is printed, as everywhere, and what was expected."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == MISCONFIGURED
    assert said in capsys.readouterr().err.splitlines()[-1]


def test_a_demo_without_its_broker_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for a Mosquitto that isn't there learns which package it is, with status 2."""
    monkeypatch.setattr("hub.demo.broker.find_mosquitto", lambda: None)
    monkeypatch.setenv("PLATZFREI_HTTP_PORT", "0")
    arguments = ["demo", "--folder", str(tmp_path / "demo"), "--broker", "mosquitto"]
    assert main(arguments) == MISCONFIGURED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("platzfrei-hub: --broker: mosquitto isn't installed")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def serving(place: Place) -> Iterator[subprocess.Popen[str]]:
    """Run `platzfrei-hub serve` without a broker, until it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "serve", "--config", str(place.toml)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_hub_in_good_order(
    serving: subprocess.Popen[str], number: signal.Signals
) -> None:
    """Asked to end, it ends with 0, and an unreachable broker was only ever a message."""
    assert serving.stdout is not None
    said = ""
    while not ("listening on http://127.0.0.1:" in said and "trying again" in said):
        line = serving.stdout.readline()
        assert line, f"it ended: {said}"
        said += line
    serving.send_signal(number)
    rest = serving.communicate(timeout=30)[0]
    assert serving.returncode == 0
    assert "Traceback" not in said + rest


# A clock that was wrong


DAY_US = 86_400_000_000


def with_a_deletion(place: Place, at_us: int) -> None:
    """Let the store have deleted, by a clock that said so."""
    with closing(SqliteStore.open(place.database)) as store:
        store.delete_raw(at_us - 30 * DAY_US, at_us)


def in_force(place: Place) -> int:
    with closing(SqliteHistory.open(place.database)) as history:
        return len(history.deletions())


def test_unfreezing_shows_first_and_does_it_with_yes(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only deletions dated in the future are meant; nothing is deleted by it."""
    now_us = to_us(SystemClock().wall())
    for at_us in (now_us - DAY_US, now_us + 45 * DAY_US):
        with_a_deletion(place, at_us)
    unfreeze = ["store", "unfreeze", "--config", str(place.toml)]
    assert main(unfreeze) == 0
    assert "1 deletion would be taken back" in capsys.readouterr().out
    assert in_force(place) == 2
    assert main([*unfreeze, "--yes"]) == 0
    assert "1 deletion taken back" in capsys.readouterr().out
    assert in_force(place) == 1
    assert main([*unfreeze, "--yes"]) == 0
    assert "nothing to take back" in capsys.readouterr().out


def test_unfreezing_after_a_time(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A clock that was a week ahead until yesterday left nothing in the future."""
    with_a_deletion(place, to_us(utc(2026, 3, 9)))
    unfreeze = ["store", "unfreeze", "--yes", "--config", str(place.toml), "--after"]
    assert main([*unfreeze, "2026-03-09T01:00Z"]) == 0
    assert in_force(place) == 1
    assert main([*unfreeze, "2026-03-08T23:00"]) == 0
    assert in_force(place) == 0
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([*unfreeze, "yesterday"])
    assert ended.value.code == 2
    assert "expected a time such as 2026-11-28T12:00Z, not 'yesterday'" in capsys.readouterr().err


def test_a_person_may_say_that_the_clock_is_right(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hub's next start remembers it as agreed to; while a hub writes it is refused."""
    clock = ["store", "clock", "--is-right", "--config", str(place.toml)]
    assert main(clock) == 0
    assert "UTC is taken for right" in capsys.readouterr().out
    with closing(SqliteStore.open(place.database)) as store:
        memory = store.time_marks().memory
        assert memory is not None
        assert (memory.is_confirmed, memory.trial_us) == (True, 0)
        assert main(clock) == 3
