"""Transports to a broker of a test's own."""

from collections.abc import Iterator

import pytest

from tests.edge.mqtt_sessions import (
    NO_EVENTS,
    STATUS,
    WILL,
    BrokerMaker,
    Ear,
    Session,
    SessionMaker,
)
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.parts.peer import a_peer


@pytest.fixture
def new_session() -> Iterator[SessionMaker]:
    """Return a function that makes a transport, not started, to a broker."""
    made: list[Session] = []

    def make(broker: Mosquitto, **config: object) -> Session:
        made.append(Session(broker.host, broker.port, **config))
        return made[-1]

    yield make
    for session in made:
        session.transport.stop(10)
        assert not session.transport._thread.is_alive(), "the transport did not end"


@pytest.fixture
def session(mosquitto: Mosquitto, new_session: SessionMaker) -> Session:
    """Return a transport that is up."""
    made = new_session(mosquitto)
    made.transport.start(WILL)
    made.up()
    return made


@pytest.fixture
def ear(mosquitto: Mosquitto) -> Iterator[Ear]:
    """Return an ear at the agent's status topic."""
    made = Ear()
    with a_peer(mosquitto.host, mosquitto.port, made.heard.put) as peer:
        peer.hear(STATUS)
        yield made


@pytest.fixture
def denying(new_mosquitto: BrokerMaker) -> Mosquitto:
    """Run a broker that lets this agent say everything but events."""
    broker = new_mosquitto(BrokerConfig(acl=NO_EVENTS))
    broker.start()
    return broker
