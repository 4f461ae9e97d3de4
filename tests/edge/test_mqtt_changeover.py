"""Several addresses of one broker: the session goes on to the next, and is never forced back."""

import queue
import time
from collections.abc import Iterator

import pytest

from contract.topics import Channel
from edge import mqtt_session
from edge.configuration.config import Mqtt
from edge.mqtt_session import MqttTransport
from edge.transport import Connected, TransportEvent
from tests.edge.mqtt_sessions import ADDRESS, BIRTH, PATIENCE_S, WILL, BrokerMaker
from tests.parts.mosquitto import BrokerConfig, Mosquitto, free_port

Inbox = queue.Queue[TransportEvent]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which address is next isn't a matter of how long is waited, which is the contract's."""
    monkeypatch.setattr(mqtt_session, "reconnect_wait_s", lambda *_: 0.1)


@pytest.fixture
def brokers(new_mosquitto: BrokerMaker) -> list[Mosquitto]:
    """Run two brokers, as two nodes that know nothing of each other."""
    made = [new_mosquitto(BrokerConfig()) for _ in range(2)]
    for broker in made:
        broker.start()
    return made


def a_transport(inbox: Inbox, *addresses: str) -> MqttTransport:
    """Make a session with several addresses."""
    config = Mqtt.model_validate({"hosts": addresses, "keepalive_s": 5})
    return MqttTransport(config, ADDRESS, inbox.put)


def at(broker: Mosquitto) -> str:
    """Write the address of a broker."""
    return f"{broker.host}:{broker.port}"


def connected_to(inbox: Inbox) -> str:
    """Wait for the next connection, and return the address."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        event = inbox.get(timeout=max(0.01, deadline - time.monotonic()))
        if isinstance(event, Connected):
            return event.broker


@pytest.fixture
def inbox() -> Inbox:
    """Make the agent's inbox."""
    return queue.Queue()


@pytest.fixture
def transport(inbox: Inbox, brokers: list[Mosquitto]) -> Iterator[MqttTransport]:
    """Run a session with a dead address and two brokers."""
    made = a_transport(inbox, f"127.0.0.1:{free_port()}", *map(at, brokers))
    made.start(WILL)
    yield made
    made.stop(10)


def test_an_address_that_fails_is_followed_by_the_next(
    transport: MqttTransport, inbox: Inbox, brokers: list[Mosquitto]
) -> None:
    """Nobody listens at the first; when the second dies, the third; then round again."""
    assert connected_to(inbox) == at(brokers[0])
    brokers[0].kill()
    assert connected_to(inbox) == at(brokers[1])
    brokers[0].start()
    brokers[1].kill()
    assert connected_to(inbox) == at(brokers[0])


def test_a_connection_that_holds_is_not_left_for_the_first(
    inbox: Inbox, brokers: list[Mosquitto], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that has lasted is tried again first, when its broker was only started anew."""
    made = a_transport(inbox, f"127.0.0.1:{free_port()}", at(brokers[0]))
    made.start(WILL)
    try:
        assert connected_to(inbox) == at(brokers[0])
        monkeypatch.setattr(mqtt_session, "_LASTING_S", 0.0)
        brokers[0].stop()
        brokers[0].start()
        assert connected_to(inbox) == at(brokers[0])
    finally:
        made.stop(10)


def test_who_settles_nothing_goes_on_to_the_next(
    transport: MqttTransport, inbox: Inbox, brokers: list[Mosquitto]
) -> None:
    """A node that is cut off from the hub takes everything and gives nothing: it is left."""
    assert connected_to(inbox) == at(brokers[0])
    transport.rebuild(WILL)
    assert connected_to(inbox) == at(brokers[1])
    assert transport.publish(Channel.STATUS, BIRTH)
