"""Where the demo's page listens."""

import socket
from collections.abc import Iterator

import pytest

from hub.demo.port import HOST, PORT_VARIABLE, chosen_port, require_free
from hub.errors import ConfigError


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_the_environment_chooses() -> None:
    """A port, or 0 for any free one."""
    assert chosen_port({PORT_VARIABLE: "8080"}) == 8080
    assert chosen_port({PORT_VARIABLE: "0"}) == 0


@pytest.mark.parametrize("text", ["http", "8000.5", "-1", "65536", " 8000", "٨٠٠٠"])
def test_what_is_no_port_is_refused(text: str) -> None:
    """With the variable's name, what was expected and what was there."""
    with pytest.raises(ConfigError) as raised:
        chosen_port({PORT_VARIABLE: text})
    assert PORT_VARIABLE in str(raised.value)
    assert f'not "{text}"' in str(raised.value)


def test_a_busy_port_is_named(busy_port: int) -> None:
    """With the variable that takes another, before anything else is done."""
    with pytest.raises(ConfigError) as raised:
        require_free(busy_port)
    message = str(raised.value)
    assert f"port {busy_port} on {HOST} can't be had" in message
    assert f"{PORT_VARIABLE}=" in message
