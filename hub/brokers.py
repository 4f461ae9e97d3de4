"""Which of a cluster's addresses a connection of the hub uses, and when it goes on to the next.

Owns the choice and no connection. One that didn't last is followed by the next; one that holds is
never left for another, unless nothing comes from it for so long that it must be cut off from the
rest. With a single address nothing is ever chosen.
"""

import time
from collections.abc import Sequence

from contract.broker_address import next_broker
from hub.config import MqttConfig


class Brokers:
    """The addresses of one connection. Any thread may say that something was heard."""

    def __init__(self, brokers: Sequence[MqttConfig], silent_s: float) -> None:
        self._brokers = tuple(brokers)
        self._silent_s = silent_s
        self._at = 0
        self._heard_s = time.monotonic()

    @property
    def now(self) -> MqttConfig:
        """The broker that has the connection, or is tried next."""
        return self._brokers[self._at]

    def hear(self) -> None:
        """Note that something came, or that a connection begins."""
        self._heard_s = time.monotonic()

    def is_silent(self) -> bool:
        """Tell whether it is time to ask another one."""
        return len(self._brokers) > 1 and time.monotonic() - self._heard_s > self._silent_s

    def go_on(self, *, has_lasted: bool) -> None:
        """Choose the next after a connection, if this one didn't last or fell silent."""
        stays = has_lasted and not self.is_silent()
        self._at = next_broker(self._at, len(self._brokers), has_lasted=stays)
        self.hear()
