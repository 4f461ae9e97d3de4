"""One connection to a real broker: what goes out, what comes in, and what the broker refuses."""

import json
import socket
from pathlib import Path

import pytest
from paho.mqtt.client import Client

from contract.topics import AgentAddress, Channel
from edge import mqtt
from edge.transport import (
    Connected,
    Disconnected,
    HealthHeard,
    PublishRefused,
    ReceiptReceived,
    TransportEvent,
)
from tests.edge.mqtt_sessions import (
    ADDRESS,
    EVENTS,
    PATIENCE_S,
    RECEIPTS,
    WILL,
    BrokerMaker,
    Ear,
    Session,
    SessionMaker,
    kept,
    say,
)
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.parts.peer import a_peer

# Messages


@pytest.mark.parametrize(
    ("channel", "retained"),
    [
        (Channel.STATUS, True),
        (Channel.STATE, True),
        (Channel.HEALTH, True),
        (Channel.EVENTS, False),
    ],
)
def test_a_message_goes_to_its_topic(
    mosquitto: Mosquitto, session: Session, channel: Channel, *, retained: bool
) -> None:
    """States stay with the broker for whoever comes later; events don't."""
    ear = Ear()
    topic = ADDRESS.topic(channel)
    with a_peer(mosquitto.host, mosquitto.port, ear.heard.put) as peer:
        peer.hear(topic)
        assert session.transport.publish(channel, b"payload")
        assert ear.next() == b"payload"
    found = [message.payload for message in kept(mosquitto, topic)]
    assert found == ([b"payload"] if retained else [])


def test_receipts_come_in(mosquitto: Mosquitto, session: Session) -> None:
    """Whatever stands on the agent's own receipts topic is handed on unread."""
    say(mosquitto, AgentAddress("hof", "pi-2").topic(Channel.RECEIPTS), b"somebody else's")
    say(mosquitto, RECEIPTS, b"\xff\x00")
    assert session.next(ReceiptReceived) == ReceiptReceived(b"\xff\x00")


def test_what_the_broker_keeps_of_its_health_comes_in_once(
    mosquitto: Mosquitto, session: Session
) -> None:
    """What an earlier run left is handed on, unread; what is said now is not."""
    assert session.transport.publish(Channel.HEALTH, b"of an earlier run")
    session.transport.rebuild(WILL)
    assert session.next(HealthHeard) == HealthHeard(b"of an earlier run")
    assert session.transport.publish(Channel.HEALTH, b"of this one")
    say(mosquitto, ADDRESS.topic(Channel.HEALTH), b"of another agent under this id")
    say(mosquitto, RECEIPTS, b"afterwards")
    assert session.next((HealthHeard, ReceiptReceived)) == ReceiptReceived(b"afterwards")


# Brokers that refuse


def test_a_denied_topic_is_told(denying: Mosquitto, new_session: SessionMaker) -> None:
    """The broker acknowledges and throws away: the reason in the PUBACK says so."""
    session = new_session(denying)
    session.transport.start(WILL)
    session.up()
    assert session.transport.publish(Channel.STATE, b"allowed")
    assert session.transport.publish(Channel.EVENTS, b"denied")
    refused = session.next(PublishRefused)
    assert isinstance(refused, PublishRefused)
    assert "authorized" in refused.reason.lower()


def _refusing_subscriptions(folder: Path) -> BrokerConfig:
    """Mosquitto refuses subscriptions only by a plugin of its own."""
    (plugin,) = Path("/usr/lib").glob("*/mosquitto_dynamic_security.so")
    rules = folder / "rules.json"
    rules.write_text(
        '{"defaultACLAccess":{"publishClientSend":true,"publishClientReceive":true,'
        '"subscribe":false,"unsubscribe":true}}'
    )
    return BrokerConfig(extra_lines=(f"plugin {plugin}", f"plugin_opt_config_file {rules}"))


def test_a_denied_subscription_is_no_connection(
    new_mosquitto: BrokerMaker, new_session: SessionMaker, tmp_path: Path
) -> None:
    """Without receipts nothing ever settles: the transport stays down, says why and tries again."""
    broker = new_mosquitto(_refusing_subscriptions(tmp_path))
    broker.start()
    session = new_session(broker)
    session.transport.start(WILL)
    reasons = [session.down(), session.down()]
    assert all("subscription to receipts" in reason for reason in reasons)
    broker.kill()
    broker.configure(extra_lines=())
    broker.start()
    session.up()


def test_a_broker_that_keeps_health_from_agents_is_a_connection_all_the_same(
    new_mosquitto: BrokerMaker, new_session: SessionMaker, tmp_path: Path
) -> None:
    """As one with the rules of an earlier version: receipts come in, and events settle."""
    rules = tmp_path / "agents.acl"
    rules.write_text(f"topic write platzfrei/#\ntopic read {RECEIPTS}\n")
    broker = new_mosquitto(BrokerConfig(extra_lines=(f"acl_file {rules}",)))
    broker.start()
    session = new_session(broker)
    session.transport.start(WILL)
    session.up()
    assert session.transport.publish(Channel.HEALTH, b"of an earlier run")
    session.transport.rebuild(WILL)
    session.up()
    say(broker, RECEIPTS, b"settled")
    assert session.next((HealthHeard, ReceiptReceived)) == ReceiptReceived(b"settled")


def test_a_refused_health_is_no_loss_of_the_connection(
    new_mosquitto: BrokerMaker, new_session: SessionMaker, tmp_path: Path
) -> None:
    """Mosquitto's plugin refuses that subscription outright: the transport is up and stays so."""
    broker = new_mosquitto(_refusing_health_alone(tmp_path))
    broker.start()
    session = new_session(broker)
    session.transport.start(WILL)
    session.up()
    say(broker, RECEIPTS, b"settled")
    assert session.next((Disconnected, ReceiptReceived)) == ReceiptReceived(b"settled")


def _refusing_health_alone(folder: Path) -> BrokerConfig:
    (plugin,) = Path("/usr/lib").glob("*/mosquitto_dynamic_security.so")
    rules = folder / "health.json"
    rule = {
        "acltype": "subscribeLiteral",
        "topic": ADDRESS.topic(Channel.HEALTH),
        "priority": 1,
        "allow": False,
    }
    everything = dict.fromkeys(
        ("publishClientSend", "publishClientReceive", "subscribe", "unsubscribe"), True
    )
    rules.write_text(
        json.dumps(
            {
                "defaultACLAccess": everything,
                "roles": [{"rolename": "agent", "acls": [rule]}],
                "groups": [{"groupname": "all", "roles": [{"rolename": "agent"}]}],
                "anonymousGroup": "all",
            }
        )
    )
    return BrokerConfig(extra_lines=(f"plugin {plugin}", f"plugin_opt_config_file {rules}"))


def test_nothing_larger_than_the_broker_takes_is_sent(
    new_mosquitto: BrokerMaker, new_session: SessionMaker, caplog: pytest.LogCaptureFixture
) -> None:
    """The limit comes with the connection; one oversized packet would end it."""
    broker = new_mosquitto(BrokerConfig(max_packet_size_bytes=3_000))
    broker.start()
    session = new_session(broker)
    session.transport.start(WILL)
    limit = session.up().max_payload_bytes
    assert 2_500 < limit < 3_000
    for channel in (Channel.EVENTS, Channel.STATE):
        assert not session.transport.publish(channel, b"x" * (limit + 1))
    ear = Ear()
    with a_peer(broker.host, broker.port, ear.heard.put) as peer:
        peer.hear(EVENTS)
        assert session.transport.publish(Channel.EVENTS, b"x" * limit)
        assert len(ear.next()) == limit
    assert session.inbox.empty(), "the connection was lost"
    assert len(caplog.records) == 2


# How it is sent


def test_no_message_waits_for_the_one_before(session: Session) -> None:
    """What is small leaves at once, though the broker hasn't confirmed what went before."""
    assert session.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


@pytest.mark.parametrize(("keepalive_s", "rest_s"), [(1, 1.0), (8, 2.0), (3600, 5.0)])
def test_the_network_rests_as_long_as_the_keepalive_lets_it(
    mosquitto: Mosquitto,
    new_session: SessionMaker,
    monkeypatch: pytest.MonkeyPatch,
    keepalive_s: int,
    rest_s: float,
) -> None:
    """Four looks in a keepalive are enough; one comes every five seconds, and never two in one."""
    rests: set[float] = set()
    loop = Client._loop

    def noted(client: Client, timeout: float = 1.0) -> object:
        rests.add(timeout)
        return loop(client, timeout)

    monkeypatch.setattr(Client, "_loop", noted)
    session = new_session(mosquitto, keepalive_s=keepalive_s)
    session.transport.start(WILL)
    session.up()
    assert rests == {rest_s}


# Callbacks that fail


@pytest.fixture
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """How soon a dead thread is noticed is no question here."""
    monkeypatch.setattr(mqtt, "_LOOK_S", 0.05)


@pytest.mark.usefixtures("_looks_often")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_network_thread_that_dies_at_once_is_noticed(
    mosquitto: Mosquitto, new_session: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even before anybody has looked for it: else the agent would wait for nothing."""
    session = new_session(mosquitto)
    session.raises_once = Connected
    start = Client.loop_start

    def start_and_outlive(client: Client) -> object:
        status = start(client)
        thread = client._thread
        if session.raises_once is not None and thread is not None:
            thread.join(PATIENCE_S)
        return status

    monkeypatch.setattr(Client, "loop_start", start_and_outlive)
    session.transport.start(WILL)
    assert session.down() == "the network thread died"
    session.up()


def _provoke(kind: type[TransportEvent], session: Session, broker: Mosquitto) -> None:
    """Let something happen of which a callback tells."""
    if kind is Connected:
        session.transport.rebuild(WILL)
    elif kind is ReceiptReceived:
        say(broker, RECEIPTS, b"receipt")
    elif kind is PublishRefused:
        session.transport.publish(Channel.EVENTS, b"denied")
    else:
        broker.kill()
        broker.start()


@pytest.mark.usefixtures("_looks_often")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("kind", [Connected, ReceiptReceived, PublishRefused, Disconnected])
def test_an_exception_in_a_callback_is_no_end(
    denying: Mosquitto, new_session: SessionMaker, kind: type[TransportEvent]
) -> None:
    """It ends paho's thread without a word; the transport notices and connects anew."""
    session = new_session(denying)
    session.transport.start(WILL)
    session.up()
    session.raises_once, old = kind, session.socket
    _provoke(kind, session, denying)
    session.up()
    assert old.fileno() == -1, "the dead client's socket is still open"
    say(denying, RECEIPTS, b"heard again")
    assert session.next(ReceiptReceived) == ReceiptReceived(b"heard again")
