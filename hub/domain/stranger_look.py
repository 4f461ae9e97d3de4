"""What one look for agents that hub.toml doesn't name may hear before it is over. Pure.

The broker sends what is retained first: so strangers are found even beside a flood, which ends the
look soon after.
"""

from collections.abc import Collection
from typing import Final

from contract.topics import AgentAddress

MAX_STRANGE: Final = 1_000
MAX_FAMILIAR: Final = 100
"""Messages of strangers in one look, and fresh ones of others; a flood costs no more."""


class StrangerLook:
    """Who was heard in one look."""

    def __init__(self, known: Collection[AgentAddress]) -> None:
        self._known = known
        self._familiar_count = 0
        self.heard: list[AgentAddress] = []
        """Strangers, once for each message."""

    def note(self, address: AgentAddress | None, *, retained: bool) -> bool:
        """Note who spoke, None is nobody's topic; tell whether that is enough."""
        if address is None or address in self._known:
            self._familiar_count += not retained
        elif len(self.heard) < MAX_STRANGE:
            self.heard.append(address)
        return len(self.heard) >= MAX_STRANGE or self._familiar_count >= MAX_FAMILIAR
