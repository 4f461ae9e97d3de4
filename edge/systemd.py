"""Telling systemd how the agent is, by the protocol of sd_notify(3): a datagram of plain text.

Without systemd, or where the unit is not of `Type=notify`, every call does nothing. It knows no
agent.
"""

import contextlib
import socket
from collections.abc import Mapping
from typing import Final

_SOCKET: Final = "NOTIFY_SOCKET"


class Supervisor:
    """The other end of NOTIFY_SOCKET, if there is one."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        name = environment.get(_SOCKET, "")
        self._address = "\0" + name[1:] if name.startswith("@") else name

    def is_ready(self) -> None:
        """Say that the start is complete."""
        self._tell("READY=1")

    def is_alive(self) -> None:
        """Feed the watchdog; who doesn't for WatchdogSec is killed and started again."""
        self._tell("WATCHDOG=1")

    def is_stopping(self) -> None:
        """Say that the end is meant."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        with (
            contextlib.suppress(OSError),  # a watch goes on, whether systemd listens or not
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending,
        ):
            sending.setblocking(False)
            sending.sendto(state.encode(), self._address)
