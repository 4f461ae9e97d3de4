"""What one hub tells another of its calendars: all that holds, and the same when it is read."""

from datetime import date, datetime

import pytest

from hub.domain.calendar_change import ChangeKind
from hub.domain.opening import Hours
from hub.domain.space import EarlierAgent, SpaceConfig
from hub.errors import StoreUnavailable
from hub.spaces_now import SpacesNow, set_above
from hub.workers.region_changes_said import changed, notices_in, read_changes, said_of
from tests.hub.set_calendar import DAY, MONDAY, a_change
from tests.hub.spaces import WEEK, a_space

HOF = a_space(
    opening=WEEK,
    exceptions=[
        {"from": date(2026, 1, 2), "to": date(2026, 1, 5), "open": "usual", "reason": "Markt"},
        {"from": date(2026, 1, 7), "to": date(2026, 1, 7), "open": "09:00-12:00,13:00-24:00"},
    ],
    desk=[{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}],
    door=[{"id": "front", "agent": "pi"}],
)


def told(spaces: SpacesNow) -> bytes:
    """Say it as it travels."""
    return said_of(spaces.now).model_dump_json().encode()


def handed_over(space: SpaceConfig) -> SpaceConfig:
    """Tell of a space, and make of what hub.toml says what was told."""
    spaces = SpacesNow([HOF])
    spaces.amend("test", lambda _: space)
    return changed(HOF, read_changes(told(spaces), ["hof"])["hof"])


def test_what_people_set_arrives_as_it_was_set() -> None:
    """Closures, openings, desks out of service and notices; and what hub.toml says itself."""
    spaces = SpacesNow([HOF])
    set_above(
        spaces,
        [
            a_change(text="Umbau"),
            a_change(ChangeKind.OPENING, first=MONDAY + DAY, last=MONDAY + DAY,
                     hours=(Hours(600, 720), Hours(780, 840))),
            a_change(ChangeKind.DESKS, desks=("d2",)),
            a_change(ChangeKind.NOTICE, text="Kein Drucker", english="No printer", why="defekt"),
        ],
    )  # fmt: skip
    said = read_changes(told(spaces), ["hof"])["hof"]
    assert changed(HOF, said) == spaces.now.by_id["hof"]
    assert notices_in(said) == spaces.now.notices["hof"]
    assert b"defekt" not in told(spaces)


def test_nothing_set_is_what_hub_toml_says() -> None:
    """All forms of hours come back."""
    assert handed_over(HOF) == HOF


def test_who_watches_what_arrives_as_well() -> None:
    """With who watched it before, and until when."""
    earlier = EarlierAgent(agent="pi", until=datetime(2026, 3, 2, 12))  # noqa: DTZ001 - local
    desk = HOF.desks[0].model_copy(update={"agent": "pi-2", "earlier": (earlier,)})
    door = HOF.doors[0].model_copy(update={"agent": "pi-2", "earlier": (earlier,)})
    space = HOF.model_copy(update={"desks": (desk, HOF.desks[1]), "doors": (door,)})
    assert handed_over(space) == space


def test_what_the_other_hub_does_not_name_is_passed_over() -> None:
    """A desk or a space of a newer hub.toml, and a key of a later version."""
    spaces = SpacesNow([HOF, a_space(id="muehle", name="Mühle")])
    assert read_changes(told(spaces), ["hof"]).keys() == {"hof"}
    smaller = HOF.model_copy(update={"desks": HOF.desks[:1], "doors": ()})
    said = read_changes(told(spaces), ["hof"])["hof"]
    assert changed(smaller, said) == smaller
    later = told(spaces).replace(b'{"space":', b'{"colour":"red","space":')
    assert read_changes(later, ["hof"])["hof"] == said


def _with_days(last: str, hours: str) -> bytes:
    days = f'{{"first": "2026-01-02", "last": "{last}", "open": "{hours}"}}'
    rest = '"desks": [], "doors": [], "notices": []'
    return f'{{"spaces": [{{"space": "hof", "exceptions": [{days}], {rest}}}]}}'.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html>",
        b'{"spaces": [{"space": "hof"}]}',
        _with_days(last="2026-01-01", hours="closed"),
        _with_days(last="2026-01-02", hours="9-12"),
    ],
)
def test_something_else_is_out_of_reach(body: bytes) -> None:
    """What was told before stays."""
    with pytest.raises(StoreUnavailable, match="something else than calendars"):
        read_changes(body, ["hof"])
