"""What explains a step in a curve."""

from datetime import date

from contract.series import NOWHERE, ChangeKind
from hub.domain.calendar import Calendar
from hub.domain.facts import Fact, fact_of_hub, facts_of_space
from hub.domain.live import AgentNow
from tests.hub.spaces import WEEK, a_space, utc

SPACE = a_space(desk=[{"id": "d1", "agent": "pi"}], opening=WEEK)
EPOCH = "a" * 32


def test_every_start_of_the_hub_is_another_one() -> None:
    """Its version is what people read."""
    early, late = (fact_of_hub("1.2", utc(2026, 3, 2, hour)) for hour in (8, 9))
    assert early.text == late.text == "1.2"
    assert early.mark != late.mark
    assert early.place == (NOWHERE, NOWHERE, "hub_started")


def test_a_space_tells_of_its_calendar_its_day_and_its_agents() -> None:
    """An agent that was never heard has not started; a usual day says nothing."""
    agents = {"pi": AgentNow(epoch=EPOCH, version="1.1"), "never-heard": AgentNow()}
    found = facts_of_space(SPACE, Calendar(SPACE), "id", agents, utc(2026, 3, 2, 9))
    assert list(found) == [
        Fact(ChangeKind.CALENDAR, "id", "", "hof"),
        Fact(ChangeKind.SPECIAL_DAY, "", "", "hof"),
        Fact(ChangeKind.AGENT_STARTED, EPOCH, "1.1", "hof", "pi"),
    ]


def test_an_agent_of_no_known_version_tells_none() -> None:
    """The mark alone says that it started."""
    agents = {"pi": AgentNow(epoch=EPOCH)}
    found = list(facts_of_space(SPACE, Calendar(SPACE), "id", agents, utc(2026, 3, 2, 9)))
    assert found[-1] == Fact(ChangeKind.AGENT_STARTED, EPOCH, "", "hof", "pi")


def test_a_closure_is_told_by_its_reason() -> None:
    """As in hub.toml."""
    days = {"from": date(2026, 12, 24), "to": date(2026, 12, 31)}
    winter = {**days, "open": "closed", "reason": "Winterpause"}
    space = a_space(desk=[{"id": "d1", "agent": "pi"}], opening=WEEK, exceptions=[winter])
    found = list(facts_of_space(space, Calendar(space), "id", {}, utc(2026, 12, 28, 9)))
    assert found[1] == Fact(ChangeKind.SPECIAL_DAY, "Winterpause", "Winterpause", "hof")
