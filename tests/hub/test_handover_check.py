"""Another agent without a date: refused before the hub starts, and by `check`."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contract.events import Stopped
from contract.topics import AgentAddress
from hub.book.agent_handovers import HandoverMemory
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.cli import MISCONFIGURED, main
from hub.config import load
from hub.domain.handover_change import HandoverChange, UnitName
from hub.domain.intake import Batch
from hub.errors import ConfigError, StoreUnavailable
from hub.handover_check import require_dates
from hub.stores.sqlite.store import SqliteStore
from tests.hub.spaces import utc

NOW = utc(2026, 11, 28, 12)
SPACE = """
[store]
path = "hub.db"
[mqtt]
port = 1
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
since = 2026-01-01
[[space.desk]]
id = "d1"
"""


class Place:
    """A folder with a hub.toml, and a store in which pi-1 has spoken."""

    def __init__(self, folder: Path) -> None:
        self.toml = folder / "hub.toml"
        with closing(SqliteStore.open(folder / "hub.db")) as store:
            event = Stopped(seq=1, at=NOW)
            store.append([Batch(AgentAddress("hof", "pi-1"), "a" * 32, 1, 1, (event,), ())], 0)

    def start(self, agents: str, now: datetime = NOW, *, is_store_there: bool = True) -> None:
        """Look at hub.toml as a start does. Raises ConfigError."""
        self.toml.write_text(SPACE + agents)
        config = load(self.toml)
        book = BookFile.own(book_path(config, self.toml))
        with closing(book), closing(SqliteStore.open(self.toml.with_name("hub.db"))) as store:
            reader = store.open_reader()
            if not is_store_there:
                reader.epochs = _nobody_there  # type: ignore[method-assign, assignment]
            with closing(reader):
                require_dates(config, self.toml, book, reader, now)


def _nobody_there() -> object:
    raise StoreUnavailable("nobody there")


ONE = 'agent = "pi-1"'
TWO = 'agent = "pi-2"'
DATED = TWO + '\nearlier = [ { agent = "pi-1", until = 2026-11-27T14:00 } ]'


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Make a place at which the hub has started once with pi-1."""
    made = Place(tmp_path)
    made.start(ONE)
    return made


def test_without_a_date_it_is_refused(place: Place) -> None:
    """The error names file, key and the line to write; and again at the next try."""
    for _ in range(2):
        with pytest.raises(ConfigError) as refused:
            place.start(TWO)
        (fault,) = refused.value.faults
        assert fault.key == "space[0].desk[0].agent"
        assert 'earlier = [ { agent = "pi-1", until = ' in fault.expected
    place.start(ONE)


def test_with_a_date_it_is_taken(place: Place) -> None:
    """The date stays in hub.toml, until no single event of the one before is left."""
    place.start(DATED)
    place.start(DATED)
    with pytest.raises(ConfigError):
        place.start(TWO)
    place.start(TWO, NOW + timedelta(days=33))


def test_an_agent_that_never_spoke_may_be_renamed(place: Place) -> None:
    """A name that was mistyped at the first installation needs no date."""
    place.start('agent = "pi-1"\nearlier = [ { agent = "typo", until = 2026-11-27 } ]')
    place.start(ONE)


def test_while_the_store_cant_be_asked_everybody_has_spoken(place: Place) -> None:
    """What can't be known is refused, and what is right isn't."""
    place.start(ONE, is_store_there=False)
    with pytest.raises(ConfigError):
        place.start(TWO, is_store_there=False)


def test_as_typed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """`serve` ends with 2 and one line, and so does `check`."""
    place.toml.write_text(SPACE + TWO)
    for command in ("serve", "check"):
        assert main([command, "--config", str(place.toml)]) == MISCONFIGURED
        said = "".join(capsys.readouterr())
        assert f"{place.toml}: space[0].desk[0].agent: " in said
        assert '"d1" was watched by "pi-1" until now' in said


SAID = HandoverChange(
    id="1",
    space="hof",
    units=(UnitName("desk", "d1"),),
    before="pi-1",
    after="pi-2",
    from_wall=datetime(2026, 11, 27, 14),  # noqa: DTZ001 - by the clock of the space
    made_by="p",
    made_us=1,
)


def say(place: Place) -> None:
    """Let somebody have replaced pi-1 in the console."""
    with closing(BookFile.own(book_path(load(place.toml), place.toml))) as book:
        HandoverMemory(book).add(SAID, ())


def test_what_was_said_in_the_console_is_a_date(place: Place) -> None:
    """hub.toml as it was, the name alone, and the same in hub.toml: all are taken, again and again.

    What it says otherwise isn't.
    """
    say(place)
    for agents in (ONE, TWO, DATED, ONE):
        place.start(agents)
    with pytest.raises(ConfigError):
        place.start('agent = "pi-9"')


def test_both_are_named_where_they_differ(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` says what hub.toml says, which holds, and what the console says; else it is fine."""
    say(place)
    later = DATED.replace("T14:00", "T15:00")
    place.toml.write_text(SPACE + later)
    assert main(["check", "--config", str(place.toml)]) == MISCONFIGURED
    said = capsys.readouterr().out
    assert f"{place.toml}: space[0].desk[0].agent: " in said
    assert "until = 2026-11-27T15:00" in said
    assert '"pi-2" in the place of "pi-1" from 2026-11-27T14:00 on' in said
    place.toml.write_text(SPACE + ONE)
    main(["check", "--config", str(place.toml)])
    said = capsys.readouterr().out
    assert 'hof: "pi-2" in the place of "pi-1" from 2026-11-27T14:00 on: d1' in said
    assert "desk[0]" not in said


def test_a_desk_that_is_gone_is_no_mistake(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was said of it stays said."""
    say(place)
    place.toml.write_text(SPACE.replace('"d1"', '"d2"') + ONE)
    main(["check", "--config", str(place.toml)])
    assert "space[0]" not in capsys.readouterr().out


def test_a_book_that_cant_be_opened_refuses_no_start(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check` says so, and goes on."""
    place.toml.with_name("book.db").write_bytes(b"something else" * 100)
    place.toml.write_text(SPACE + TWO)
    main(["check", "--config", str(place.toml)])
    assert "book.path: " in capsys.readouterr().out
