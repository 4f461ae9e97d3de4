"""The port of the demo's page: where it is chosen, and whether it can be had."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hub.errors import ConfigError

PORT_VARIABLE: Final = "PLATZFREI_HTTP_PORT"
HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
_ENVIRONMENT: Final = Path("environment")


def chosen_port(environment: Mapping[str, str]) -> int:
    """Return the port that the environment names; 0 is "any free one".

    Raises ConfigError if it is no port.
    """
    text = environment.get(PORT_VARIABLE) or str(DEFAULT_PORT)
    if not text.isdecimal() or not text.isascii() or int(text) > 65_535:
        raise ConfigError(
            _ENVIRONMENT,
            PORT_VARIABLE,
            f'expected a port from 0 (any free one) to 65535, not "{text}"',
        )
    return int(text)


def require_free(port: int) -> None:
    """Raise ConfigError if another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            other = port + 1 if port < 65_535 else DEFAULT_PORT
            raise ConfigError(
                _ENVIRONMENT,
                PORT_VARIABLE,
                f"port {port} on {HOST} can't be had ({error.strerror}); choose another, such as"
                f" {PORT_VARIABLE}={other}, or 0 for any free one",
            ) from None
