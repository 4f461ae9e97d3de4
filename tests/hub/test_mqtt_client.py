"""The client of MQTT against a broker that the test plays: bytes in, bytes out."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

import mqtt5
import pytest

from hub.mqtt_client import Client, Login, Message, Refused
from tests.parts.certificates import self_signed

PATIENCE_S: Final = 20.0
TOPIC: Final = "platzfrei/v1/hof/pi/events"


@dataclass
class Told:
    """What the client tells."""

    messages: SimpleQueue[Message] = field(default_factory=SimpleQueue)
    other: SimpleQueue[tuple[Any, ...]] = field(default_factory=SimpleQueue)

    def on_messages(self, _: Client, messages: Sequence[Message]) -> None:
        for message in messages:
            self.messages.put(message)

    def on_unreadable(self, _: Client) -> None:
        self.other.put(("unreadable",))

    def on_subscribed(self, _: Client, number: int, *, is_granted: bool) -> None:
        self.other.put(("subscribed", number, is_granted))

    def on_lost(self, _: Client, reason: str) -> None:
        self.other.put(("lost", reason))


class Played:
    """The broker's side of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_S)
        self.connection = connection
        self._received = b""

    def say(self, *packets: Any) -> None:
        """Send packets, or bytes as they are."""
        parts = [each if isinstance(each, bytes) else each.write() for each in packets]
        self.connection.sendall(b"".join(parts))

    def hear(self) -> Any:
        """Return the next packet, None at the end."""
        while True:
            try:
                packet, size = mqtt5.read(memoryview(self._received))
            except IndexError:
                chunk = self.connection.recv(65536)
                if not chunk:
                    return None
                self._received += chunk
            else:
                self._received = self._received[size:]
                return packet


@contextmanager
def connected(
    told: Told, *, keepalive_s: int = 30, **admission: Any
) -> Iterator[tuple[Client, Played]]:
    """Connect a client with a broker that is played."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        login = Login("127.0.0.1", server.getsockname()[1], "hub", keepalive_s, 1 << 20)
        client = Client(login, told)
        opening = threading.Thread(target=client.open)
        opening.start()
        connection, _ = server.accept()
        with closing(connection):
            played = Played(connection)
            assert isinstance(played.hear(), mqtt5.ConnectPacket)
            played.say(mqtt5.ConnAckPacket(**admission))
            opening.join(PATIENCE_S)
            try:
                yield client, played
            finally:
                client.close()


def publish(payload: bytes, number: int) -> mqtt5.PublishPacket:
    return mqtt5.PublishPacket(
        TOPIC, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=number, retain=number == 1
    )


def test_messages_are_taken_however_they_are_cut() -> None:
    """Of bytes that come one by one the same messages are made, each acknowledged once."""
    told = Told()
    with connected(told) as (_, broker):
        for byte in publish(b"one", 1).write():
            broker.say(bytes([byte]))
        broker.say(publish(b"two", 2), publish(b"", 3))
        taken = [told.messages.get(timeout=PATIENCE_S) for _ in range(3)]
        assert taken == [(TOPIC, b"one", True), (TOPIC, b"two", False), (TOPIC, b"", False)]
        assert [broker.hear().packet_id for _ in range(3)] == [1, 2, 3]


def test_a_message_against_the_rules_is_passed_over() -> None:
    """It is acknowledged, so that it doesn't come again, and its neighbours are taken."""
    told = Told()
    against_the_rules = b"\x32\x08\x00\x01\xff\x00\x02\x00xy"  # a topic that is no UTF-8
    with connected(told) as (_, broker):
        broker.say(publish(b"one", 1), against_the_rules, publish(b"three", 3))
        taken = [told.messages.get(timeout=PATIENCE_S) for _ in range(2)]
        assert [message.payload for message in taken] == [b"one", b"three"]
        assert told.other.get(timeout=PATIENCE_S) == ("unreadable",)
        assert {broker.hear().packet_id for _ in range(3)} == {1, 2, 3}


@pytest.mark.parametrize(
    "end",
    [
        lambda broker: broker.say(b"\x00\x00"),
        lambda broker: broker.say(b"\x32\xff\xff\xff\xff\xff"),
        lambda broker: broker.say(mqtt5.DisconnectPacket()),
        lambda broker: broker.connection.shutdown(socket.SHUT_RDWR),
    ],
    ids=["no packet", "no length", "a farewell", "the end"],
)
def test_the_end_of_a_connection_is_told(end: Callable[[Played], None]) -> None:
    """Once, with a reason, and the thread ends."""
    told = Told()
    with connected(told) as (client, broker):
        end(broker)
        what, reason = told.other.get(timeout=PATIENCE_S)
        assert what == "lost"
        assert reason
        client.close()
        assert not client.is_alive


def test_no_more_is_under_way_than_the_broker_takes() -> None:
    """What is published beyond its window goes out in order, as room is made."""
    with connected(Told(), receive_max=2) as (client, broker):
        for number in range(5):
            client.publish(TOPIC, str(number).encode())
        under_way = [broker.hear(), broker.hear()]
        payloads = [packet.payload for packet in under_way]
        client.subscribe([TOPIC])
        assert isinstance(broker.hear(), mqtt5.SubscribePacket), "the window holds"
        while len(payloads) < 5:
            broker.say(mqtt5.PubAckPacket(under_way.pop(0).packet_id))
            under_way.append(broker.hear())
            payloads.append(under_way[-1].payload)
        assert payloads == [b"0", b"1", b"2", b"3", b"4"]


def test_what_is_too_large_for_the_broker_is_not_sent() -> None:
    """It would end the connection."""
    with connected(Told(), max_packet_size=60) as (client, broker):
        client.publish(TOPIC, b"x" * 60)
        client.publish(TOPIC, b"small")
        assert broker.hear().payload == b"small"


def test_a_silent_broker_is_given_up() -> None:
    """It is asked for a sign of life after a while, and given as long to answer."""
    told = Told()
    with connected(told, server_keep_alive=1) as (_, broker):
        assert isinstance(broker.hear(), mqtt5.PingReqPacket)
        broker.say(mqtt5.PingRespPacket())
        assert isinstance(broker.hear(), mqtt5.PingReqPacket)
        assert told.other.get(timeout=PATIENCE_S) == ("lost", "lost: no sign of life")


def test_a_refused_subscription_is_told() -> None:
    """A granted one as well, each under its number."""
    told = Told()
    with connected(told) as (client, broker):
        numbers = [client.subscribe([TOPIC]), client.subscribe([TOPIC, TOPIC])]
        assert [broker.hear().packet_id for _ in numbers] == numbers
        granted = mqtt5.SubAckReasonCode.GRANTED_QOS_AT_LEAST_ONCE
        broker.say(mqtt5.SubAckPacket(numbers[0], [granted]))
        broker.say(mqtt5.SubAckPacket(numbers[1], [granted, mqtt5.SubAckReasonCode.NOT_AUTHORIZED]))
        assert told.other.get(timeout=PATIENCE_S) == ("subscribed", numbers[0], True)
        assert told.other.get(timeout=PATIENCE_S) == ("subscribed", numbers[1], False)


def test_who_speaks_no_mqtt_is_refused() -> None:
    """And what a broker says against us is said in its words."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        login = Login("127.0.0.1", server.getsockname()[1], "hub", 30, 1 << 20)
        for answer, said in (
            (mqtt5.PingRespPacket(), "not MQTT 5"),
            (
                mqtt5.ConnAckPacket(reason_code=mqtt5.ConnAckReasonCode.NOT_AUTHORIZED),
                "refused: Not authorized",
            ),
        ):
            client = Client(login, Told())

            def answering(packet: Any = answer) -> None:
                connection, _ = server.accept()
                with closing(connection):
                    played = Played(connection)
                    played.hear()
                    played.say(packet)

            thread = threading.Thread(target=answering)
            thread.start()
            with pytest.raises(Refused, match=said):
                client.open()
            thread.join(PATIENCE_S)
            client.close()


def test_the_certificate_of_the_broker_is_known_once_it_was_shown(tmp_path: Path) -> None:
    """Also where it then hangs up: an error like any other, after which is tried again."""
    pair = self_signed(tmp_path, "broker")
    shows = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shows.load_cert_chain(pair.cert, pair.key)
    trusts = ssl.create_default_context(cafile=pair.cert)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        login = Login("127.0.0.1", port, "hub", 30, 1000, tls=trusts)
        client = Client(login, Told())

        def shake_hands() -> None:
            with closing(server.accept()[0]) as connection:
                shows.wrap_socket(connection, server_side=True).close()

        broker = threading.Thread(target=shake_hands)
        broker.start()
        assert client.broker_certificate is None
        with pytest.raises(OSError, match="hung up"):
            client.open()
        broker.join(PATIENCE_S)
    assert client.broker_certificate == ssl.PEM_cert_to_DER_cert(pair.cert.read_text())
