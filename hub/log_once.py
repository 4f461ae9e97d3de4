"""What the log has said already: each thing once, and no agent can fill it."""

from typing import Final

from contract.topics import AgentAddress

MAX_PER_AGENT: Final = 20
MAX_AGENTS: Final = 1_000


class LogOnce:
    """Remembers what the log said of whom, up to a bound; beyond it nothing is new."""

    def __init__(self) -> None:
        self._logged: dict[AgentAddress, set[str]] = {}

    def is_new(self, address: AgentAddress, what: str) -> bool:
        """Tell whether to log this, and remember it as logged."""
        if address not in self._logged and len(self._logged) >= MAX_AGENTS:
            return False
        logged = self._logged.setdefault(address, set())
        if what in logged or len(logged) >= MAX_PER_AGENT:
            return False
        logged.add(what)
        return True
