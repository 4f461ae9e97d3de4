"""What the log says of an agent is said once, and has a bound."""

from contract.topics import AgentAddress
from hub.log_once import MAX_AGENTS, MAX_PER_AGENT, LogOnce

ONE, OTHER = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")


def test_a_thing_is_told_once_of_each_agent() -> None:
    """The second time it is known."""
    logged = LogOnce()
    assert [logged.is_new(ONE, "a"), logged.is_new(ONE, "a"), logged.is_new(OTHER, "a")] == [
        *(True, False, True)
    ]


def test_no_agent_fills_the_log() -> None:
    """Nor do many invented ones."""
    logged = LogOnce()
    assert sum(logged.is_new(ONE, f"reason {n}") for n in range(1000)) == MAX_PER_AGENT
    agents = [AgentAddress("hof", f"pi-{n}") for n in range(2 * MAX_AGENTS)]
    assert sum(logged.is_new(one, "unknown") for one in agents) <= MAX_AGENTS
