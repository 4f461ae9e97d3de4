"""The demo's region: what it promises to show."""

import tomllib
from datetime import date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from contract.topics import AgentAddress
from edge.simulator.habits_file import load_habits
from edge.simulator.mishaps import is_out
from edge.simulator.region_file import load_region
from edge.simulator.wiring import Site, configure
from hub.config import HubConfig, load
from hub.demo.running import AT_ONCE_WEEKS
from hub.domain.calendar import Calendar
from hub.domain.site import DARK, LIGHT, SiteConfig
from hub.domain.space import SpaceConfig
from hub.domain.typical_day import LEAST_DAYS, basis_of, shown_day
from hub.pages.plan import draw
from tests.house.tree import ROOT

FOLDER = ROOT / "hub" / "demo"
BERLIN = ZoneInfo("Europe/Berlin")
NOW_US = 1_772_409_600_000_000


@pytest.fixture(scope="module")
def config() -> HubConfig:
    """The region as the hub reads it."""
    return load(FOLDER / "region.toml")


def space_of(config: HubConfig, name: str) -> SpaceConfig:
    """Return one space."""
    return next(space for space in config.spaces if space.id == name)


def test_its_history_is_long_enough_for_a_typical_day(config: HubConfig) -> None:
    """At the end of every month four weeks stand behind it, where small counts are protected too.

    There the month's beginning is the end of what may be looked at, and holidays take days away.
    """
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(730)]
    days = [day for day in days if day.day >= 25]
    for space in config.spaces:
        calendar = Calendar(space)
        for today in days:
            shown = shown_day(calendar, today)
            assert shown is not None
            basis = basis_of(shown, today, calendar, BERLIN, space.small_count)
            first = today - timedelta(weeks=AT_ONCE_WEEKS)
            open_days = [
                day for day in basis.days if day >= first and calendar.open_slots(day, day)
            ]
            assert len(open_days) >= LEAST_DAYS, (space.id, today)


def test_it_is_a_region(config: HubConfig) -> None:
    """At least twelve spaces and eighty desks, each with a door that counts."""
    assert len(config.spaces) >= 12
    assert sum(desk.kind == "desk" for space in config.spaces for desk in space.desks) >= 80
    assert all(any(door.counts for door in space.doors) for space in config.spaces)
    assert all(space.opening and space.address and space.note for space in config.spaces)
    assert all(space.town and space.facts for space in config.spaces)


def test_it_lies_in_the_hoher_flaeming(config: HubConfig) -> None:
    """Within fifty kilometres or so, no two at one place."""
    places = {(space.latitude, space.longitude) for space in config.spaces}
    assert len(places) == len(config.spaces)
    assert all(51.95 < (latitude or 0) < 52.35 for latitude, _ in places)
    assert all(12.2 < (longitude or 0) < 13.1 for _, longitude in places)


def test_it_shows_both_kinds_of_privacy(config: HubConfig) -> None:
    """Small counts protected, counts at once, and every desk on a plan."""
    protected = [space for space in config.spaces if space.small_count == 3]
    open_counts = [
        space
        for space in config.spaces
        if space.small_count == 0 and space.public_detail == "count"
    ]
    detailed = [space for space in config.spaces if space.public_detail == "desks"]
    assert min(len(protected), len(detailed)) >= 4
    assert open_counts
    assert all(draw(space.desks) is not None for space in detailed)
    assert all(desk.name for space in config.spaces for desk in space.desks)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("weekday", range(7))
def test_at_any_hour_something_is_open(weekday: int, hour: int) -> None:
    """Of both kinds: spaces that change at once, and one that protects small counts."""
    at = datetime(2026, 3, 2, tzinfo=BERLIN) + timedelta(days=weekday, hours=hour)
    at_us = int(at.timestamp()) * 1_000_000
    small = {space["id"]: space["small_count"] for space in raw_spaces()}
    habits = load_habits(FOLDER / "habits.toml").mishaps(at_us)
    counts = [
        small[space.id]
        for space in load_region(FOLDER / "region.toml")
        if space.hours.closes_us(at_us) is not None
        and not all(is_out(habits, agent) for agent in space.agents)
    ]
    assert counts.count(0) >= 3
    assert 3 in counts


def raw_spaces() -> list[dict[str, object]]:
    """Return the tables of the file."""
    spaces: list[dict[str, object]] = tomllib.loads((FOLDER / "region.toml").read_text())["space"]
    return spaces


def test_the_cafe_needs_its_tables_for_lunch() -> None:
    """Most of its desks are out of service at noon, and only then."""
    cafe = next(s for s in load_region(FOLDER / "region.toml") if s.id == "lesecafe-niemegk")

    def in_service(hour: int) -> int:
        at_us = int(datetime(2026, 3, 4, hour, 30, tzinfo=BERLIN).timestamp()) * 1_000_000
        day = date(2026, 3, 4)
        return sum(seat.in_service_until_us(at_us, day) is not None for seat in cafe.seats)

    assert (in_service(10), in_service(12), in_service(15)) == (7, 3, 7)


def test_habits_are_those_of_this_region(config: HubConfig) -> None:
    """Every space has its crowd, and what breaks is there."""
    habits = load_habits(FOLDER / "habits.toml")
    assert {one.id for one in habits.space} == {space.id for space in config.spaces}
    spaces = load_region(FOLDER / "region.toml")
    sensors = {
        (agent, sensor.id)
        for space in spaces
        for agent in space.agents
        for sensor in configure(space, agent, Site()).sensors
    }
    agents = {agent for agent, _ in sensors}
    for mishap in habits.mishaps(NOW_US):
        assert mishap.address in agents
        assert mishap.sensor is None or (mishap.address, mishap.sensor) in sensors


def test_one_agent_is_dead_and_one_sensor_faulty() -> None:
    """A whole space unknown, and one desk of another; the rest works."""
    mishaps = load_habits(FOLDER / "habits.toml").mishaps(NOW_US)
    lasting = [one for one in mishaps if one.until_us is None]
    assert [one.sensor is None for one in lasting] == [True, False]
    dead = AgentAddress("spritzenhaus-luette", "pi-spritzenhaus")
    assert is_out(mishaps, dead)
    (space,) = (s for s in load_region(FOLDER / "region.toml") if s.id == dead.space)
    assert space.agents == (dead,)


def test_two_spaces_have_a_light_picture(config: HubConfig) -> None:
    """In both languages it says what is seen on it; the barn protects small counts."""
    pictures = [space.picture for space in config.spaces if space.picture is not None]
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.file.stat().st_size < 40_000
        assert picture.alt.de != picture.alt.en
        assert picture.file.with_suffix(".svg").exists()


def test_its_site_names_nobody(config: HubConfig) -> None:
    """Addresses are those that are kept for examples, and whoever reads a name sees that."""
    site = SiteConfig.model_validate(tomllib.loads((FOLDER / "site.toml").read_text())["site"])
    operator = site.operator
    for name in (operator.name, operator.represented_by, operator.responsible):
        assert name is not None
        assert "erfunden" in name
    emails = [operator.email, *(space.contact.email for space in config.spaces if space.contact)]
    assert all(email is None or email.endswith("@example.org") for email in emails)
    assert site.colors.light != LIGHT
    assert site.colors.dark != DARK


def test_it_is_part_of_the_package() -> None:
    """An installed hub has it, too."""
    for name in ("region.toml", "habits.toml", "site.toml"):
        assert (files("hub.demo") / name).read_text(encoding="utf-8")
