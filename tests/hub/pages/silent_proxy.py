"""A proxy that can fall silent: connections stay open, and not a byte goes through any more."""

import socket
import threading
from contextlib import suppress
from typing import Final

_CHUNK: Final = 65_536


class SilentProxy:
    """Passes bytes on to a port of this machine, until it is told to hold them all back."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._passes = threading.Event()
        self._passes.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listening]
        self._start(self._accept)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def fall_silent(self) -> None:
        """Hold back every byte from now on, of old and of new connections."""
        self._passes.clear()

    def speak(self) -> None:
        """Pass on again, first what was held back."""
        self._passes.set()

    def close(self) -> None:
        """End every connection."""
        self._passes.set()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                hub = socket.create_connection(("127.0.0.1", self._target))
                self._open += [client, hub]
                self._start(self._pass_on, client, hub)
                self._start(self._pass_on, hub, client)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                self._passes.wait()
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)

    @staticmethod
    def _start(work: object, *arguments: socket.socket) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()  # type: ignore[arg-type]  # a bound method
