"""`select.select` by way of poll(2): select(2) knows no file beyond number 1023.

A hub that serves a thousand visitors has more, and a client of MQTT that waits by `select` could
never come back to the broker then. It knows no protocol.
"""

import select as system
from collections.abc import Sequence
from typing import Any

_READABLE = system.POLLIN | system.POLLHUP | system.POLLERR | system.POLLNVAL
_WRITABLE = system.POLLOUT | system.POLLHUP | system.POLLERR | system.POLLNVAL


class Polling:
    """Stands where a library looks for the module `select`."""

    @staticmethod
    def select(
        readers: Sequence[Any], writers: Sequence[Any], _: Sequence[Any], timeout_s: float
    ) -> tuple[list[Any], list[Any], list[Any]]:
        """Tell who can be read and who can be written.

        Raises TypeError and ValueError for what is no open file, as select(2) does.
        """
        waiting = system.poll()
        for one in {*readers, *writers}:
            events = (one in readers and system.POLLIN) | (one in writers and system.POLLOUT)
            waiting.register(one, events)
        found = dict(waiting.poll(max(0.0, timeout_s) * 1000))

        def those(asked: Sequence[Any], mask: int) -> list[Any]:
            return [one for one in asked if found.get(_number(one), 0) & mask]

        return those(readers, _READABLE), those(writers, _WRITABLE), []


def _number(one: Any) -> int:
    return one if isinstance(one, int) else int(one.fileno())
