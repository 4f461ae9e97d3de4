"""The agent's MQTT session: one connection after another, for as long as the agent runs.

A supervising thread opens a new connection each time, with a will that names the present epoch,
and tears it down when it is lost, refused, asked for or found dead. It knows no MQTT library.

A cluster has several addresses: after one that didn't last the next is tried, and what holds is
never left for another.

The client id is the same for all connections of a process, so that the broker, when it takes a new
one, ends the old one first: a late will never follows the birth that it would contradict (MQTT 5,
3.1.4). Another process has another id, so that a cloned card can't throw its original out.
"""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

from contract.broker_address import next_broker
from contract.retry import reconnect_wait_s
from contract.topics import AgentAddress, Channel
from edge.configuration.config import Mqtt
from edge.mqtt import Connection
from edge.transport import Disconnected, TransportEvent

log = logging.getLogger(__name__)

_LASTING_S: Final = 60.0


class MqttTransport:
    """One agent's connection, kept up by a thread of its own."""

    def __init__(
        self, config: Mqtt, address: AgentAddress, enqueue: Callable[[TransportEvent], None]
    ) -> None:
        self._brokers = config.brokers
        self._broker = 0
        """Which of them is tried next, or has the connection."""
        self._address = address
        self._enqueue = enqueue
        self._client_id = f"{address.space}-{address.agent}-{secrets.token_hex(4)}"
        self._will = b""
        self._is_sent_on = False
        self._connection: Connection | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="mqtt-supervisor", daemon=True)
        self._alive_s = time.monotonic()

    def silent_s(self) -> float:
        """Return for how many seconds the network thread gave no sign of life."""
        return time.monotonic() - self._alive_s

    def start(self, will: bytes) -> None:
        """Begin to connect; `will` is what the broker says when this connection dies."""
        self._will = will
        self._thread.start()

    def rebuild(self, will: bytes) -> None:
        """Tear the connection down, if there is one, and connect anew with this will.

        The next address is tried: this one may be cut off from those that hear it.
        """
        self._will = will  # first this: who connects now has it, who connected before is ended
        self._is_sent_on = True
        if self._connection is not None:
            self._connection.lose("connecting anew")

    def publish(self, channel: Channel, payload: bytes) -> bool:
        """Hand a message to the client; False if it takes none. Never blocks."""
        connection = self._connection
        return connection is not None and connection.publish(channel, payload)

    def stop(self, timeout_s: float) -> None:
        """Disconnect cleanly, so that the will is not sent, and end the thread."""
        self._stopping.set()
        if self._connection is not None:
            self._connection.lose("stopping")
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    def _supervise(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._connect_once()
            except Exception:  # or the only thread that connects would end without a word
                log.exception("connecting failed in a way that nobody thought of")
            has_lasted = time.monotonic() - began > _LASTING_S
            stays, self._is_sent_on = has_lasted and not self._is_sent_on, False
            self._broker = next_broker(self._broker, len(self._brokers), has_lasted=stays)
            failures = 0 if has_lasted else failures + 1
            self._stopping.wait(reconnect_wait_s(failures, random.random()))  # noqa: S311 - jitter

    def _connect_once(self) -> None:
        broker = self._brokers[self._broker]
        connection = Connection(broker, self._address, self._client_id, self._tell)
        self._connection = connection  # before the looks at what may change: see rebuild and stop
        try:
            if not self._stopping.is_set():
                connection.open(self._will)
                connection.wait()
        except (OSError, ValueError) as error:
            self._tell(Disconnected(f"{broker.host}:{broker.port}: {error}"))
        finally:
            self._connection = None
            connection.close()

    def _tell(self, event: TransportEvent | None) -> None:
        """Take a sign of life of the network, and enqueue what it says, if anything."""
        self._alive_s = time.monotonic()
        if event is not None:
            self._enqueue(event)
