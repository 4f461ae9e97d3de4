"""Since when a space is silent."""

from hub.pages.silence import last_reports
from tests.hub.pages.region import MONDAY_MORNING, Region, space


def reports(region: Region) -> dict[str, str]:
    """Return the last reports of a region as times of day, UTC."""
    found = last_reports(region.config.spaces, region.live.agents(), region.clock.wall())
    return {name: f"{at:%H:%M:%S.%f}" for name, at in found.items()}


def test_only_the_minute_of_the_dead_is_told() -> None:
    """A dead agent's last report is dated to the minute; who speaks or never spoke isn't."""
    region = Region(
        (space("dead", "Dead", "ff"), "ff"),
        (space("alive", "Alive", "ff"), "ff"),
        (space("mute", "Mute", "ff"), ""),
        (space("protected", "Protected", "ffff", small_count=3), "ffff"),
    )
    assert reports(region) == {}
    region.clock.pass_s(600.25)
    region.say("alive", "uu")
    region.clock.pass_s(0.5)
    assert reports(region) == {"dead": f"{MONDAY_MORNING:%H:%M}:00.000000"}


def test_one_of_two_agents_is_enough() -> None:
    """While one agent of a space speaks the space isn't silent; else the later one counts."""
    desks = [{"id": f"d{n}", "agent": f"pi-{n}"} for n in (1, 2)]
    region = Region((space("two", "Two", "", desk=desks), ""))
    region.say("two", "fu")
    region.clock.pass_s(120)
    region.say("two", "uf", agent="pi-2")
    region.clock.pass_s(60)
    assert reports(region) == {}
    region.clock.pass_s(600)
    assert reports(region) == {"two": "09:44:00.000000"}
