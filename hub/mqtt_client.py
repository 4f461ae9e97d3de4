"""A client of MQTT 5 for one connection: one socket, one thread, many messages at a time.

    socket ─▶ read what there is ─▶ packets ─▶ on_messages, then one acknowledgement each ─▶ socket
    any thread ─▶ publish, subscribe ─▶ what is to be sent ─▶ wake the thread             ─▶ socket

The wire format is that of the library `mqtt5`, and this is the only file that knows it; only what
others have published is read by hand. Sessions are clean and nothing is sent again: whoever needs
more connects anew. It knows no topic of ours.
"""

import logging
import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol, cast

import mqtt5

log = logging.getLogger(__name__)

OPENING_S: Final = 10.0
"""So long the broker may take for each step until it has let us in."""
MAX_UNSENT: Final = 2_000
"""Messages that wait for the broker; what is beyond isn't sent."""
_READ_BYTES: Final = 256 * 1024
_PUBLISH: Final = 3
_LARGEST_ID: Final = 65_535
_FAILURE: Final = 128
_QOS: Final = 0b110
_RETAIN: Final = 0b1
_MORE: Final = 128


class Message(NamedTuple):
    """One message as it came."""

    topic: str
    payload: bytes
    retained: bool


class Refused(OSError):
    """The broker lets nobody in by that name, or not now."""


class _Broken(ConnectionError):
    """The connection can't go on; the text says why."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where the broker is, and who is let in there."""

    host: str
    port: int
    client_id: str
    keepalive_s: int
    most_bytes: int
    """The broker keeps larger packets from us."""
    username: str | None = None
    password: str | None = None
    tls: "ssl.SSLContext | None" = None


class Listener(Protocol):
    """Who is told what happens, in the client's thread. It hands over and does nothing else."""

    def on_messages(self, client: "Client", messages: Sequence[Message]) -> None:
        """Take messages; they are acknowledged on return."""
        ...

    def on_unreadable(self, client: "Client") -> None:
        """Hear of a message that keeps to no rule of the protocol; it is passed over."""
        ...

    def on_subscribed(self, client: "Client", number: int, *, is_granted: bool) -> None:
        """Hear what became of a subscription."""
        ...

    def on_lost(self, client: "Client", reason: str) -> None:
        """Hear that the connection is over, unless it was closed."""
        ...


@dataclass(slots=True)
class _Outgoing:
    """What is to be sent, and what the broker hasn't acknowledged. Guarded by the client's lock."""

    waiting: bytearray = field(default_factory=bytearray)
    queued: deque[tuple[str, bytes]] = field(default_factory=deque)
    in_flight: set[int] = field(default_factory=set)
    window: int = _LARGEST_ID
    most_bytes: int = 2**28
    number: int = 0

    def next_number(self) -> int:
        """Return a packet number that is free."""
        while True:
            self.number = self.number % _LARGEST_ID + 1
            if self.number not in self.in_flight:
                return self.number

    def publish(self, topic: str, payload: bytes) -> None:
        """Send at QoS 1, now or when the broker has room; or not at all if too many wait."""
        if len(self.in_flight) < self.window:
            self._send(topic, payload)
        elif len(self.queued) < MAX_UNSENT:
            self.queued.append((topic, payload))

    def acknowledged(self, number: int) -> None:
        """Make room for what waits."""
        self.in_flight.discard(number)
        while self.queued and len(self.in_flight) < self.window:
            self._send(*self.queued.popleft())

    def _send(self, topic: str, payload: bytes) -> None:
        number = self.next_number()
        packet = mqtt5.PublishPacket(
            topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=number
        ).write()
        if len(packet) <= self.most_bytes:
            self.in_flight.add(number)
            self.waiting += packet


class Client:
    """One connection, once. What it is asked for may be asked in any thread."""

    def __init__(self, login: Login, listener: Listener) -> None:
        self._login = login
        self.listener = listener
        self._lock = threading.Lock()
        self._out = _Outgoing()
        self._received = b""
        self._is_closing = False
        self._is_woken = False
        self._waker: socket.socket | None = None
        self._keepalive_s = float(login.keepalive_s)
        self._sent_s = time.monotonic()
        self._pinged_s: float | None = None
        self._thread: threading.Thread | None = None
        self.broker_certificate: bytes | None = None
        """What the broker has shown, as DER; None before it has, and without TLS."""

    def open(self) -> None:
        """Connect and begin to listen. Raises OSError, ValueError; Refused names the reason."""
        connection = self._connect()
        try:
            connection.sendall(self._greeting())
            self._await_admission(connection)
            connection.setblocking(False)
            self._begin(connection)
        except BaseException:
            connection.close()
            raise

    def _begin(self, connection: socket.socket) -> None:
        with self._lock:
            if self._is_closing:
                raise ConnectionAbortedError("closed while it was being opened")
            wakes, self._waker = socket.socketpair()
            wakes.setblocking(False)
            name = f"mqtt-{self._login.client_id}"
            self._thread = threading.Thread(
                target=self._run, args=(connection, wakes), name=name, daemon=True
            )
            self._thread.start()

    def _connect(self) -> socket.socket:
        login = self._login
        connection = socket.create_connection((login.host, login.port), OPENING_S)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if login.tls is None:
                return connection
            return self._encrypted(connection, login.tls)
        except BaseException:
            connection.close()
            raise

    def _encrypted(self, connection: socket.socket, tls: "ssl.SSLContext") -> "ssl.SSLSocket":
        encrypted = tls.wrap_socket(connection, server_hostname=self._login.host)
        self.broker_certificate = encrypted.getpeercert(binary_form=True)
        return encrypted

    def _greeting(self) -> bytes:
        login = self._login
        return mqtt5.ConnectPacket(
            login.client_id,
            username=login.username,
            password=None if login.password is None else login.password.encode(),
            clean_start=True,
            keep_alive=login.keepalive_s,
            max_packet_size=login.most_bytes,
        ).write()

    def close(self) -> None:
        """Leave in good order, and wait for the thread; not to be asked in it."""
        with self._lock:
            self._is_closing = True
            self._out.waiting += mqtt5.DisconnectPacket().write()
        self._wake()
        if self._thread is not None:
            self._thread.join(OPENING_S)

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def publish(self, topic: str, payload: bytes) -> None:
        """Send at QoS 1, as soon as the broker has room."""
        with self._lock:
            self._out.publish(topic, payload)
        self._wake()

    def subscribe(self, topics: Sequence[str]) -> int:
        """Ask for topics at QoS 1; returns the number under which the answer comes."""
        filters = [
            mqtt5.TopicFilter(topic, max_qos=mqtt5.QoS.AT_LEAST_ONCE, retain_as_published=False)
            for topic in topics
        ]
        with self._lock:
            number = self._out.next_number()
            self._out.waiting += mqtt5.SubscribePacket(number, filters).write()
        self._wake()
        return number

    def unsubscribe(self, topic: str) -> None:
        """Don't hear a topic any more."""
        with self._lock:
            number = self._out.next_number()
            self._out.waiting += mqtt5.UnsubscribePacket(number, [topic]).write()
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            if self._waker is not None and not self._is_woken:
                self._is_woken = True
                self._waker.send(b"\0")

    # What follows runs in the client's thread, all but the admission.

    def _await_admission(self, connection: socket.socket) -> None:
        until_s = time.monotonic() + OPENING_S
        while True:
            for packet in self._packets():
                if not isinstance(packet, mqtt5.ConnAckPacket):
                    raise Refused(f"not MQTT 5: {type(packet).__name__} for an answer")
                self._admitted(packet)
                return
            if time.monotonic() > until_s:
                raise TimeoutError("the broker does not answer")
            self._take_in(connection.recv(_READ_BYTES))

    def _admitted(self, packet: mqtt5.ConnAckPacket) -> None:
        if packet.reason_code is not mqtt5.ConnAckReasonCode.SUCCESS:
            raise Refused(f"refused: {_in_words(packet.reason_code.name)}")
        self._out.window = packet.receive_max
        if packet.max_packet_size is not None:
            self._out.most_bytes = packet.max_packet_size
        if packet.server_keep_alive is not None:
            self._keepalive_s = float(packet.server_keep_alive)

    def _run(self, connection: socket.socket, wakes: socket.socket) -> None:
        try:
            self._serve(connection, wakes)
        except (OSError, ValueError) as error:
            if not self._is_closing:
                self.listener.on_lost(self, str(error))
        except Exception:
            log.exception("an error in the network thread")
            self.listener.on_lost(self, "the network thread failed")
        finally:
            connection.close()
            with self._lock:
                if self._waker is not None:
                    self._waker.close()
                self._waker = None
            wakes.close()

    def _serve(self, connection: socket.socket, wakes: socket.socket) -> None:
        """Read and write until closed. Raises OSError, ValueError, _Broken."""
        waiting = select.poll()  # select(2) knows no file beyond number 1023
        waiting.register(wakes, select.POLLIN)
        waiting.register(connection, select.POLLIN)
        self._handle()
        is_full = self._write(connection)  # what was asked for before there was a connection
        while True:
            wanted = select.POLLIN | (select.POLLOUT if is_full else 0)
            waiting.modify(connection, wanted)
            found = dict(waiting.poll(1000 * self._until_due_s()))
            if wakes.fileno() in found:
                self._woken(wakes)
            if connection.fileno() in found:
                self._read(connection)
            self._look_at_the_clock()
            is_full = self._write(connection)
            if self._is_closing:  # a broker that takes no last words is left without them
                return

    def _woken(self, wakes: socket.socket) -> None:
        with self._lock:
            self._is_woken = False
            wakes.recv(64)

    def _read(self, connection: socket.socket) -> None:
        """Take in all that is there; what a TLS record holds in reserve is asked for as well."""
        while True:
            try:
                chunk = connection.recv(_READ_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            self._take_in(chunk)
            self._handle()
            if self._login.tls is None or not cast("ssl.SSLSocket", connection).pending():
                return

    def _take_in(self, chunk: bytes) -> None:
        if not chunk:
            raise _lost("the broker hung up")
        self._received += chunk

    def _handle(self) -> None:
        """Hand over what has come, and acknowledge it."""
        messages: list[Message] = []
        numbers: list[int] = []
        for packet in self._packets():
            if not isinstance(packet, _Published):
                self._answer(packet)
                continue
            if packet.number:
                numbers.append(packet.number)
            if packet.message is None:
                self.listener.on_unreadable(self)
            else:
                messages.append(packet.message)
        if messages:
            self.listener.on_messages(self, messages)
        if numbers:
            self._acknowledge(numbers)

    def _acknowledge(self, numbers: Sequence[int]) -> None:
        packets = b"".join([b"\x40\x02" + number.to_bytes(2, "big") for number in numbers])
        with self._lock:
            self._out.waiting += packets

    def _answer(self, packet: mqtt5.Packet) -> None:
        if isinstance(packet, mqtt5.PubAckPacket):
            with self._lock:
                self._out.acknowledged(packet.packet_id)
        elif isinstance(packet, mqtt5.SubAckPacket):
            is_granted = all(reason.value < _FAILURE for reason in packet.reason_codes)
            self.listener.on_subscribed(self, packet.packet_id, is_granted=is_granted)
        elif isinstance(packet, mqtt5.PingRespPacket):
            self._pinged_s = None
        elif isinstance(packet, mqtt5.DisconnectPacket):
            raise _lost(_in_words(packet.reason_code.name))

    def _packets(self) -> "list[mqtt5.Packet | _Published]":
        """Take the whole packets out of what was received. Raises ValueError for what is none."""
        packets: list[mqtt5.Packet | _Published] = []
        received, at = self._received, 0
        try:
            while at < len(received):
                if received[at] >> 4 == _PUBLISH:
                    published = _published(received, at)
                    packets.append(published)
                    at = published.end
                else:
                    packet, size = mqtt5.read(memoryview(received)[at:])
                    packets.append(packet)
                    at += size
        except IndexError:
            pass  # the rest of it is still to come
        self._received = received[at:]
        return packets

    def _until_due_s(self) -> float:
        if not self._keepalive_s:
            return OPENING_S
        since_s = self._pinged_s if self._pinged_s is not None else self._sent_s
        return max(0.0, since_s + self._keepalive_s - time.monotonic())

    def _look_at_the_clock(self) -> None:
        """Ask for a sign of life when nothing was sent for long. Raises _Broken without one."""
        if self._until_due_s() > 0:
            return
        if self._pinged_s is not None:
            raise _lost("no sign of life")
        self._pinged_s = time.monotonic()
        with self._lock:
            self._out.waiting += mqtt5.PingReqPacket().write()

    def _write(self, connection: socket.socket) -> bool:
        """Send what waits; tell whether some of it has to wait for the network."""
        with self._lock:
            outgoing, self._out.waiting = self._out.waiting, bytearray()
        sent = 0
        try:
            while sent < len(outgoing):
                sent += connection.send(outgoing[sent : sent + _READ_BYTES])
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            with self._lock:
                self._out.waiting[:0] = outgoing[sent:]
        if sent:
            self._sent_s = time.monotonic()
        return sent < len(outgoing)


class _Published(NamedTuple):
    """A message, its number if it wants an acknowledgement (else 0), and where its packet ends."""

    message: Message | None
    number: int
    end: int


def _published(received: bytes, at: int) -> _Published:
    """Read the message that begins at `at`: by hand, for it may come from anybody.

    What an agent publishes and the broker lets pass must not end the connection each time anew: of
    its properties nothing is read, and one whose topic is no text has no `message`. MQTT 5, 3.3.
    Raises IndexError if not all of it is there, and ValueError if it has no end.
    """
    length, begin = _length(received, at + 1)
    end = begin + length
    if end > len(received):
        raise IndexError
    topic_end = begin + 2 + int.from_bytes(received[begin : begin + 2], "big")
    number, place = 0, topic_end
    if received[at] & _QOS:
        number, place = int.from_bytes(received[place : place + 2], "big"), place + 2
    if place >= end:
        return _Published(None, number, end)
    properties, place = _length(received, place)
    try:
        topic = received[begin + 2 : topic_end].decode()
    except UnicodeDecodeError:
        return _Published(None, number, end)
    payload = received[place + properties : end]
    return _Published(Message(topic, payload, bool(received[at] & _RETAIN)), number, end)


def _length(received: bytes, at: int) -> tuple[int, int]:
    """Read a variable byte integer, and where it ends (MQTT 5, 1.5.5)."""
    first = received[at]
    if first < _MORE:
        return first, at + 1
    length = first & 0x7F
    for place in range(1, 4):
        length |= (received[at + place] & 0x7F) << 7 * place
        if received[at + place] < _MORE:
            return length, at + place + 1
    raise ValueError("lost: the broker sent what is no packet of MQTT 5")


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _lost(reason: str) -> _Broken:
    return _Broken(f"lost: {reason}")
