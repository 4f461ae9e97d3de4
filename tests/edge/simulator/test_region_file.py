"""A hub.toml as the simulator reads it."""

from pathlib import Path

import pytest

from edge.errors import ConfigError
from edge.simulator.region_file import load_region
from tests.edge.simulator.places import instant

SPACE = """
[[space]]
id = "hof"
timezone = "Europe/Berlin"
"""


def write(folder: Path, text: str) -> Path:
    """Write a file and return its path."""
    path = folder / "hub.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_the_documentation_loads() -> None:
    """Every hub.toml can be simulated, whatever else stands in it."""
    spaces = {space.id: space for space in load_region(Path("deploy/examples/hub.toml"))}
    station = spaces["bahnhof-wiesenburg"]
    assert [seat.kind for seat in station.seats] == ["desk", "desk", "desk", "room"]
    assert [(door.id, door.counts) for door in station.doors] == [("main", True), ("back", False)]
    assert [str(agent) for agent in station.agents] == ["bahnhof-wiesenburg/pi-bahnhof-1"]


def test_a_desk_out_of_service_is_not_sat_at(tmp_path: Path) -> None:
    """Before its first day, after its last, and outside its hours."""
    text = """desk = [
      { id = "d1", agent = "pi", from = 2026-03-02, to = 2026-03-03 },
      { id = "d2", agent = "pi", hours = { mon = "09:00-11:30" } },
    ]"""
    (space,) = load_region(write(tmp_path, SPACE + text))
    dated, timed = space.seats

    def in_service(seat: object, at: str) -> bool:
        at_us = instant(at)
        assert seat in space.seats
        day = space.hours.day_of(at_us)
        return space.seats[space.seats.index(seat)].in_service_until_us(at_us, day) is not None

    assert not in_service(dated, "2026-03-01T12:00+01:00")
    assert in_service(dated, "2026-03-03T23:00+01:00")
    assert not in_service(dated, "2026-03-04T00:00+01:00")
    assert in_service(timed, "2026-03-02T11:00+01:00")
    assert not in_service(timed, "2026-03-02T12:00+01:00")


def test_without_hours_a_space_is_an_office(tmp_path: Path) -> None:
    """So that there is something to simulate."""
    (space,) = load_region(write(tmp_path, SPACE))
    assert space.hours.closes_us(instant("2026-03-02T10:00+01:00")) is not None
    assert space.hours.closes_us(instant("2026-03-01T10:00+01:00")) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("space = 1", "space: "),
        ("[[space", "file: expected TOML"),
        ("", "space: missing"),
        (SPACE.replace("Berlin", "Atlantis"), 'space "hof": timezone: '),
        (SPACE + 'opening = { mon = "9-17" }', 'space "hof": opening.mon: '),
        (SPACE + "opening = { mon = 9 }", 'space "hof": opening.mon: '),
        (SPACE + 'desk = [{ id = "D 1", agent = "pi" }]', 'space "hof": desk "D 1": id: '),
        (
            SPACE + 'exceptions = [{ from = 2026-01-01, to = 2026-01-02, open = "shut" }]',
            'space "hof": exceptions number 1: open: ',
        ),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    """With file and key."""
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_region(path)
    assert str(raised.value).startswith(f"{path}: {complaint}")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """As the operator's mistake, not as a traceback."""
    with pytest.raises(ConfigError, match="No such file"):
        load_region(tmp_path / "hub.toml")
