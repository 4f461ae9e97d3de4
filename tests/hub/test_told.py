"""What the log says of an agent is said once, and has a bound."""

from contract.topics import AgentAddress
from hub.told import MAX_AGENTS, MAX_PER_AGENT, ToldOnce

ONE, OTHER = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")


def test_a_thing_is_told_once_of_each_agent() -> None:
    """The second time it is known."""
    told = ToldOnce()
    assert [told.is_new(ONE, "a"), told.is_new(ONE, "a"), told.is_new(OTHER, "a")] == [
        *(True, False, True)
    ]


def test_no_agent_fills_the_log() -> None:
    """Nor do many invented ones."""
    told = ToldOnce()
    assert sum(told.is_new(ONE, f"reason {n}") for n in range(1000)) == MAX_PER_AGENT
    agents = [AgentAddress("hof", f"pi-{n}") for n in range(2 * MAX_AGENTS)]
    assert sum(told.is_new(one, "unknown") for one in agents) <= MAX_AGENTS
