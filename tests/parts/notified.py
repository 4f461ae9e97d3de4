"""systemd's end of NOTIFY_SOCKET, for tests."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Notified:
    """What a service has told, in its order."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening

    def next(self) -> str:
        """Wait for what is told next."""
        return self._listening.recv(4096).decode()

    def until(self, state: str) -> list[str]:
        """Wait until a state is told; return all that came before it."""
        before: list[str] = []
        while (told := self.next()) != state:
            before.append(told)
        return before


@contextmanager
def notified(name: Path | str, patience_s: float = 30.0) -> Iterator[Notified]:
    """Listen at a path, or at an abstract name that begins with "@"."""
    address = str(name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + address[1:] if address.startswith("@") else address)
        listening.settimeout(patience_s)
        yield Notified(listening)
