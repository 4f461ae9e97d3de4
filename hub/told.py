"""What the log has said already: each thing once, and no agent can fill it."""

from typing import Final

from contract.topics import AgentAddress

MAX_PER_AGENT: Final = 20
MAX_AGENTS: Final = 1_000


class ToldOnce:
    """Remembers what was told of whom, up to a bound; beyond it nothing is new."""

    def __init__(self) -> None:
        self._told: dict[AgentAddress, set[str]] = {}

    def is_new(self, address: AgentAddress, what: str) -> bool:
        """Tell whether to say this, and remember it as said."""
        if address not in self._told and len(self._told) >= MAX_AGENTS:
            return False
        told = self._told.setdefault(address, set())
        if what in told or len(told) >= MAX_PER_AGENT:
            return False
        told.add(what)
        return True
