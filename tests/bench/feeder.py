"""A publisher that costs next to nothing: packets made beforehand, sent as fast as they are taken.

What is measured is who takes them in. A client that makes each packet as it goes would be slower
than what it feeds.
"""

import select
import socket
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

import mqtt5

from tests.system.region import GaveUp

AT_ONCE: Final = 64
POLL_S: Final = 0.005
PATIENCE_S: Final = 30.0


class Feeder:
    """One connection that publishes at QoS 1."""

    def __init__(self, host: str, port: int) -> None:
        self._number = 0
        self._socket = socket.create_connection((host, port), 20)
        self._socket.sendall(mqtt5.ConnectPacket("feeder", clean_start=True).write())
        answer, _ = mqtt5.read(memoryview(self._socket.recv(4096)))
        assert isinstance(answer, mqtt5.ConnAckPacket), "the broker does not admit the feeder"
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._socket.close()

    def feed(
        self, load: Sequence[tuple[str, bytes]], window: int, arrived: Callable[[], int]
    ) -> float:
        """Publish, never more than `window` messages ahead; return messages per second."""
        packets = [
            mqtt5.PublishPacket(
                topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=number % 65_535 + 1
            ).write()
            for number, (topic, payload) in enumerate(load)
        ]
        before, published = arrived(), 0
        began = time.perf_counter()
        while published < len(packets):
            some = packets[published : published + min(AT_ONCE, window)]
            room_for = published + len(some) - window + before
            _until(arrived, room_for)
            self._socket.sendall(b"".join(some))
            published += len(some)
            self._forget_acknowledgements()
        _until(arrived, before + len(packets))
        return len(packets) / (time.perf_counter() - began)

    def say(self, topic: str, payload: bytes) -> float:
        """Publish one message; return when it was handed over, in seconds of CLOCK_MONOTONIC."""
        self._forget_acknowledgements()
        self._number = self._number % 65_535 + 1
        packet = mqtt5.PublishPacket(
            topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=self._number
        ).write()
        at_s = time.monotonic()
        self._socket.sendall(packet)
        return at_s

    def _forget_acknowledgements(self) -> None:
        while select.select([self._socket], [], [], 0)[0]:
            assert self._socket.recv(1 << 16), "the broker hung up"


def _until(arrived: Callable[[], int], least: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while arrived() < least:
        if time.monotonic() > deadline:
            raise GaveUp(f"only {arrived()} of {least} messages arrived: some were dropped")
        time.sleep(POLL_S)


def a_free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
