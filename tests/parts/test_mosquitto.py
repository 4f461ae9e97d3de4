"""The broker that tests run against behaves as its users rely on."""

import socket
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
import psutil
import pytest
from paho.mqtt.client import ConnectFlags
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from tests.parts.mosquitto import BrokerConfig, BrokerFailed, Mosquitto

Maker = Callable[[BrokerConfig], Mosquitto]


def new_client(broker: Mosquitto) -> mqtt.Client:
    """Return an MQTT 5 client that has begun to connect."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect(broker.host, broker.port)
    return client


def packet_limit(broker: Mosquitto) -> int | None:
    """Return the maximum packet size that the CONNACK names, in bytes."""
    found: list[Properties | None] = []
    client = new_client(broker)

    @client.connect_callback()
    def _(
        _c: mqtt.Client, _u: Any, _f: ConnectFlags, _r: ReasonCode, props: Properties | None
    ) -> None:
        found.append(props)

    while not found:
        client.loop(timeout=1)
    client.disconnect()
    return getattr(found[0], "MaximumPacketSize", None)


def publish_retained(broker: Mosquitto, payload: bytes) -> None:
    """Publish one retained message and wait for the broker's acknowledgement."""
    client = new_client(broker)
    client.loop_start()
    client.publish("t", payload, qos=1, retain=True).wait_for_publish(timeout=10)
    client.disconnect()
    client.loop_stop()


def retained(broker: Mosquitto) -> list[bytes]:
    """Return the retained payloads that a subscriber to everything gets before its own marker."""
    payloads: list[bytes] = []
    client = new_client(broker)
    client.on_message = lambda _client, _user, message: payloads.append(bytes(message.payload))
    client.subscribe("#", qos=1)
    client.publish("marker", b"end", qos=1)
    while b"end" not in payloads:
        client.loop(timeout=1)
    client.disconnect()
    return [payload for payload in payloads if payload != b"end"]


def test_a_started_broker_accepts_connections(mosquitto: Mosquitto) -> None:
    """Whoever has the fixture can connect at once."""
    socket.create_connection((mosquitto.host, mosquitto.port), timeout=5).close()
    assert mosquitto.running


def test_the_broker_listens_on_loopback_only(mosquitto: Mosquitto) -> None:
    """No machine outside can reach a test's broker."""
    process = mosquitto._process
    assert process is not None
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(process.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_broker_comes_back_on_its_port(mosquitto: Mosquitto, end: str) -> None:
    """After its end nobody listens; after the next start the same port answers."""
    port = mosquitto.port
    getattr(mosquitto, end)()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((mosquitto.host, port), timeout=5)
    mosquitto.start()
    assert mosquitto.port == port
    socket.create_connection((mosquitto.host, port), timeout=5).close()


def test_ending_twice_is_no_error(mosquitto: Mosquitto) -> None:
    """A test may have killed the broker that its fixture ends afterwards."""
    mosquitto.kill()
    mosquitto.kill()
    mosquitto.stop()
    assert not mosquitto.running


def test_two_brokers_live_side_by_side(new_mosquitto: Maker) -> None:
    """Every broker has its own port and folder."""
    first, second = new_mosquitto(BrokerConfig()), new_mosquitto(BrokerConfig())
    first.start()
    second.start()
    assert first.port != second.port
    assert first.running
    assert second.running


@pytest.mark.parametrize(("persistence", "kept"), [(True, [b"kept"]), (False, [])])
def test_persistence_decides_what_a_restart_keeps(
    new_mosquitto: Maker, *, persistence: bool, kept: list[bytes]
) -> None:
    """A retained message outlives a restart only where the broker writes to disk."""
    broker = new_mosquitto(BrokerConfig(persistence=persistence))
    broker.start()
    publish_retained(broker, b"kept")
    broker.stop()
    broker.start()
    assert retained(broker) == kept


def test_the_packet_limit_is_announced(new_mosquitto: Maker) -> None:
    """A client learns from the CONNACK how much it may send."""
    broker = new_mosquitto(BrokerConfig(max_packet_size_bytes=5000))
    broker.start()
    assert packet_limit(broker) == 5000


def test_an_acl_refuses_what_it_does_not_grant(new_mosquitto: Maker) -> None:
    """A topic without a grant takes nothing, and a changed ACL holds from the next start."""
    broker = new_mosquitto(BrokerConfig(acl="topic read #\ntopic write marker\n"))
    broker.start()
    publish_retained(broker, b"refused")
    assert retained(broker) == []
    broker.stop()
    broker.configure(acl="topic readwrite #\n")
    broker.start()
    publish_retained(broker, b"granted")
    assert retained(broker) == [b"granted"]


def test_a_wrong_setting_shows_the_brokers_log(new_mosquitto: Maker) -> None:
    """A broker that can't start says why, and leaves no process behind."""
    broker = new_mosquitto(BrokerConfig(extra_lines=("no_such_setting 1",)))
    with pytest.raises(BrokerFailed, match="no_such_setting"):
        broker.start()
    assert not broker.running


def test_a_taken_port_is_avoided(
    new_mosquitto: Maker, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When somebody takes the chosen port first, the next free one is tried."""
    ports = iter([mosquitto.port, mosquitto.port + 1, *range(20_000, 20_100)])
    monkeypatch.setattr("tests.parts.mosquitto.free_port", lambda: next(ports))
    broker = new_mosquitto(BrokerConfig())
    broker.start()
    assert broker.port != mosquitto.port
    assert broker.running
