"""The link on a real broker: it comes back from everything, and a will tells only of a death."""

import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from paho.mqtt.client import MQTTMessage

from contract.retry import reconnect_wait_s
from contract.topics import AgentAddress, Channel
from edge import mqtt
from edge.configuration.config import Mqtt
from edge.mqtt import LinkDown, LinkEvent, LinkUp, MqttLink, PublishRefused, ReceiptCame
from tests.parts.mosquitto import HOST, BrokerConfig, Mosquitto
from tests.parts.peer import Heard, a_peer

PATIENCE_S = 30.0
ADDRESS = AgentAddress("hof", "pi-1")
STATUS, STATE = ADDRESS.topic(Channel.STATUS), ADDRESS.topic(Channel.STATE)
EVENTS, RECEIPTS = ADDRESS.topic(Channel.EVENTS), ADDRESS.topic(Channel.RECEIPTS)
WILL, OTHER_WILL, BIRTH, SENTINEL = b"will", b"other will", b"birth", b"sentinel"
NO_EVENTS = f"topic deny {EVENTS}\ntopic readwrite platzfrei/#\n"

BrokerMaker = Callable[[BrokerConfig], Mosquitto]


class Line:
    """A link and what it has told, as the agent's inbox would hold it."""

    def __init__(self, host: str, port: int, **config: object) -> None:
        self.inbox: queue.Queue[LinkEvent] = queue.Queue()
        self.raises_once: type[LinkEvent] | None = None
        settings = Mqtt.model_validate({"host": host, "port": port, "keepalive_s": 5, **config})
        self.link = MqttLink(settings, ADDRESS, self._enqueue)

    def _enqueue(self, event: LinkEvent) -> None:
        if self.raises_once is not None and isinstance(event, self.raises_once):
            self.raises_once = None
            raise RuntimeError("somebody's callback failed")
        self.inbox.put(event)

    def next(self, kind: type[LinkEvent]) -> LinkEvent:
        """Wait for the next event of a kind, and pass over others."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            event = self.inbox.get(timeout=max(0.01, deadline - time.monotonic()))
            if isinstance(event, kind):
                return event

    def up(self) -> LinkUp:
        event = self.next(LinkUp)
        assert isinstance(event, LinkUp)
        return event

    def down(self) -> str:
        event = self.next(LinkDown)
        assert isinstance(event, LinkDown)
        return event.reason

    @property
    def socket(self) -> socket.socket:
        """The socket of the present connection."""
        assert self.link._connection is not None
        found = self.link._connection._client.socket()
        assert isinstance(found, socket.socket)
        return found


LineMaker = Callable[..., Line]


@pytest.fixture
def new_line() -> Iterator[LineMaker]:
    """Return a function that makes a link, not started, to a broker."""
    made: list[Line] = []

    def make(broker: Mosquitto, **config: object) -> Line:
        made.append(Line(broker.host, broker.port, **config))
        return made[-1]

    yield make
    for line in made:
        line.link.stop(10)
        assert not line.link._thread.is_alive(), "the link did not end"


@pytest.fixture
def line(mosquitto: Mosquitto, new_line: LineMaker) -> Line:
    """Return a link that is up."""
    made = new_line(mosquitto)
    made.link.start(WILL)
    made.up()
    return made


class Ear:
    """What a test hears on a topic."""

    def __init__(self) -> None:
        self.heard: queue.Queue[Heard] = queue.Queue()

    def next(self) -> bytes:
        return self.heard.get(timeout=PATIENCE_S).payload


@pytest.fixture
def ear(mosquitto: Mosquitto) -> Iterator[Ear]:
    """Return an ear at the agent's status topic."""
    made = Ear()
    with a_peer(mosquitto.host, mosquitto.port, made.heard.put) as peer:
        peer.hear(STATUS)
        yield made


def say(broker: Mosquitto, topic: str, payload: bytes) -> None:
    with a_peer(broker.host, broker.port) as peer:
        peer.say(topic, payload)


def kept(broker: Mosquitto, topic: str) -> list[Heard]:
    """Return what the broker keeps retained on a topic; a sentinel says that this was all."""
    heard: queue.Queue[Heard] = queue.Queue()
    with a_peer(broker.host, broker.port, heard.put) as peer:
        peer.hear(topic)
        peer.say(topic, SENTINEL)
        return list(iter(lambda: heard.get(timeout=PATIENCE_S), Heard(topic, SENTINEL, False)))


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
    mosquitto: Mosquitto, line: Line, channel: Channel, *, retained: bool
) -> None:
    """States stay with the broker for whoever comes later; events don't."""
    ear = Ear()
    topic = ADDRESS.topic(channel)
    with a_peer(mosquitto.host, mosquitto.port, ear.heard.put) as peer:
        peer.hear(topic)
        assert line.link.publish(channel, b"payload")
        assert ear.next() == b"payload"
    found = [one.payload for one in kept(mosquitto, topic)]
    assert found == ([b"payload"] if retained else [])


def test_receipts_come_in(mosquitto: Mosquitto, line: Line) -> None:
    """Whatever stands on the agent's own receipts topic is handed on unread."""
    say(mosquitto, AgentAddress("hof", "pi-2").topic(Channel.RECEIPTS), b"somebody else's")
    say(mosquitto, RECEIPTS, b"\xff\x00")
    assert line.next(ReceiptCame) == ReceiptCame(b"\xff\x00")


def test_a_link_that_is_not_up_takes_nothing(mosquitto: Mosquitto, new_line: LineMaker) -> None:
    """Neither before the first connection nor after the end."""
    line = new_line(mosquitto)
    assert not line.link.publish(Channel.EVENTS, b"early")
    line.link.start(WILL)
    line.up()
    line.link.stop(10)
    assert not line.link.publish(Channel.EVENTS, b"late")


def test_a_link_that_never_started_can_be_stopped(
    mosquitto: Mosquitto, new_line: LineMaker
) -> None:
    """An agent may end before it came to connecting."""
    new_line(mosquitto).link.stop(1)


# Wills


def test_a_will_tells_of_a_broken_connection(line: Line, ear: Ear) -> None:
    """When the socket dies without a farewell, the broker says so."""
    line.socket.shutdown(socket.SHUT_RDWR)
    assert ear.next() == WILL


def test_a_clean_end_leaves_no_will(mosquitto: Mosquitto, line: Line, ear: Ear) -> None:
    """What the agent says last stays; the broker adds nothing."""
    line.link.publish(Channel.STATUS, b"offline, in good order")
    line.link.stop(10)
    assert ear.next() == b"offline, in good order"
    say(mosquitto, STATUS, SENTINEL)
    assert ear.next() == SENTINEL


def test_a_rebuilt_link_has_the_new_will(mosquitto: Mosquitto, line: Line, ear: Ear) -> None:
    """The old connection is ended in good order, and the new one names the new epoch."""
    line.link.rebuild(OTHER_WILL)
    line.up()
    say(mosquitto, STATUS, SENTINEL)
    assert ear.next() == SENTINEL
    line.socket.shutdown(socket.SHUT_RDWR)
    assert ear.next() == OTHER_WILL


def test_an_old_will_comes_before_the_new_birth(
    line: Line, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that could not be closed is ended by the broker before it takes the next."""
    half_open = line.link._connection
    assert half_open is not None
    with monkeypatch.context() as patch:
        patch.setattr(half_open, "close", lambda: None)
        line.link.rebuild(OTHER_WILL)
        line.up()
    line.link.publish(Channel.STATUS, BIRTH)
    assert [ear.next(), ear.next()] == [WILL, BIRTH]
    half_open.close()


def test_two_agents_under_one_name_leave_each_other_alone(
    mosquitto: Mosquitto, line: Line, new_line: LineMaker
) -> None:
    """A cloned card connects beside its original, and throws nobody out."""
    clone = new_line(mosquitto)
    clone.link.start(OTHER_WILL)
    clone.up()
    for each in (line, clone):
        say(mosquitto, RECEIPTS, b"receipt")
        assert each.inbox.get(timeout=PATIENCE_S) == ReceiptCame(b"receipt")


# Brokers that come and go


def test_a_broker_that_is_down_at_the_start_is_found_later(
    mosquitto: Mosquitto, new_line: LineMaker
) -> None:
    """The link says where it can't connect, and connects as soon as it can."""
    mosquitto.stop()
    line = new_line(mosquitto)
    line.link.start(WILL)
    assert f"{HOST}:{mosquitto.port}" in line.down()
    mosquitto.start()
    line.up()


def test_a_broker_that_is_killed_is_found_again(mosquitto: Mosquitto, line: Line) -> None:
    """The link says that it is down, and is up again after the broker is."""
    mosquitto.kill()
    assert "lost" in line.down()
    assert not line.link.publish(Channel.EVENTS, b"nobody there")
    mosquitto.start()
    line.up()
    assert line.link.publish(Channel.EVENTS, b"somebody there")


def test_a_host_that_has_no_address_is_an_outage() -> None:
    """A name that is none is told, and tried again like any other."""
    line = Line("a..b", 1883)
    line.link.start(WILL)
    assert "a..b" in line.down()
    assert "a..b" in line.down()
    line.link.stop(10)


def test_a_missing_password_file_is_an_outage(
    mosquitto: Mosquitto, new_line: LineMaker, tmp_path: Path
) -> None:
    """It is read anew for each connection: once it is there, the link comes up."""
    secret = tmp_path / "secret"
    line = new_line(mosquitto, username="pi-1", password_file=secret)
    line.link.start(WILL)
    assert "secret" in line.down()
    secret.write_text("word\n")
    line.up()


@pytest.mark.real("mosquitto")
def test_a_renewed_password_needs_no_restart(
    new_mosquitto: BrokerMaker, new_line: LineMaker, tmp_path: Path
) -> None:
    """The broker refuses the old one; the next attempt takes the new one from its file."""
    hashed, secret = tmp_path / "hashed", tmp_path / "secret"
    subprocess.run(["mosquitto_passwd", "-b", "-c", hashed, "pi-1", "new"], check=True)
    hashed.chmod(0o644)
    broker = new_mosquitto(BrokerConfig(extra_lines=(f"password_file {hashed}",)))
    broker.start()
    secret.write_text("old")
    line = new_line(broker, username="pi-1", password_file=secret)
    line.link.start(WILL)
    assert "refused" in line.down()
    secret.write_text("new\n")
    line.up()


def test_a_broker_that_hangs_does_not_hold_up_the_end(mosquitto: Mosquitto, line: Line) -> None:
    """Stopping takes no longer than it is given, and nothing stays open for ever."""
    assert mosquitto._process is not None
    held_open = line.socket
    os.kill(mosquitto._process.pid, signal.SIGSTOP)
    try:
        for _ in range(400):  # more than the kernel holds: not even a farewell can be sent
            line.link.publish(Channel.HEALTH, b"x" * 60_000)
        began = time.monotonic()
        line.link.stop(2)
        assert time.monotonic() - began < 4
        line.link._thread.join(PATIENCE_S)
        assert held_open.fileno() == -1
    finally:
        os.kill(mosquitto._process.pid, signal.SIGCONT)


def test_a_broker_that_is_silent_gets_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Until the subscription to receipts stands, nothing is published."""
    with socket.create_server((HOST, 0)) as server:
        line = Line(HOST, server.getsockname()[1])
        line.link.start(WILL)
        accepted, _ = server.accept()
        assert not line.link.publish(Channel.EVENTS, b"too early")
        line.link.stop(10)
        accepted.close()
    assert not caplog.records


# Brokers that refuse


@pytest.fixture
def denying(new_mosquitto: BrokerMaker) -> Mosquitto:
    """Run a broker that lets this agent say everything but events."""
    broker = new_mosquitto(BrokerConfig(acl=NO_EVENTS))
    broker.start()
    return broker


def test_a_denied_topic_is_told(denying: Mosquitto, new_line: LineMaker) -> None:
    """The broker acknowledges and throws away: the reason in the PUBACK says so."""
    line = new_line(denying)
    line.link.start(WILL)
    line.up()
    assert line.link.publish(Channel.STATE, b"allowed")
    assert line.link.publish(Channel.EVENTS, b"denied")
    refused = line.next(PublishRefused)
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
    new_mosquitto: BrokerMaker, new_line: LineMaker, tmp_path: Path
) -> None:
    """Without receipts nothing ever settles: the link stays down, says why and tries again."""
    broker = new_mosquitto(_refusing_subscriptions(tmp_path))
    broker.start()
    line = new_line(broker)
    line.link.start(WILL)
    reasons = [line.down(), line.down()]
    assert all("subscription to receipts" in reason for reason in reasons)
    broker.kill()
    broker.configure(extra_lines=())
    broker.start()
    line.up()


def test_nothing_larger_than_the_broker_takes_is_sent(
    new_mosquitto: BrokerMaker, new_line: LineMaker, caplog: pytest.LogCaptureFixture
) -> None:
    """The limit comes with the connection; one oversized packet would end it."""
    broker = new_mosquitto(BrokerConfig(max_packet_size_bytes=3_000))
    broker.start()
    line = new_line(broker)
    line.link.start(WILL)
    limit = line.up().max_payload_bytes
    assert 2_500 < limit < 3_000
    for channel in (Channel.EVENTS, Channel.STATE):
        assert not line.link.publish(channel, b"x" * (limit + 1))
    ear = Ear()
    with a_peer(broker.host, broker.port, ear.heard.put) as peer:
        peer.hear(EVENTS)
        assert line.link.publish(Channel.EVENTS, b"x" * limit)
        assert len(ear.next()) == limit
    assert line.inbox.empty(), "the connection was lost"
    assert len(caplog.records) == 2


# What may go wrong inside


def _provoke(kind: type[LinkEvent], line: Line, broker: Mosquitto) -> None:
    """Let something happen of which a callback tells."""
    if kind is LinkUp:
        line.link.rebuild(WILL)
    elif kind is ReceiptCame:
        say(broker, RECEIPTS, b"receipt")
    elif kind is PublishRefused:
        line.link.publish(Channel.EVENTS, b"denied")
    else:
        broker.kill()
        broker.start()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("kind", [LinkUp, ReceiptCame, PublishRefused, LinkDown])
def test_an_exception_in_a_callback_is_no_end(
    denying: Mosquitto, new_line: LineMaker, kind: type[LinkEvent]
) -> None:
    """It ends paho's thread without a word; the link notices and connects anew."""
    line = new_line(denying)
    line.link.start(WILL)
    line.up()
    line.raises_once, old = kind, line.socket
    _provoke(kind, line, denying)
    line.up()
    assert old.fileno() == -1, "the dead client's socket is still open"
    say(denying, RECEIPTS, b"heard again")
    assert line.next(ReceiptCame) == ReceiptCame(b"heard again")


def test_an_exception_while_connecting_is_no_end(mosquitto: Mosquitto, new_line: LineMaker) -> None:
    """The thread that connects outlives whatever happens in it."""
    mosquitto.stop()
    line = new_line(mosquitto)
    line.raises_once = LinkDown
    line.link.start(WILL)
    line.down()
    mosquitto.start()
    line.up()


def test_the_end_of_an_old_connection_does_not_touch_the_new_one(line: Line) -> None:
    """A client that was left behind may die when it likes."""
    old = line.link._connection
    assert old is not None
    line.link.rebuild(OTHER_WILL)
    line.up()
    while not line.inbox.empty():
        line.inbox.get()
    old.lose("late")
    old._on_message(old._client, None, MQTTMessage(topic=RECEIPTS.encode()))
    assert line.link.publish(Channel.EVENTS, b"still up")
    assert line.inbox.empty()


@pytest.mark.parametrize("moment", ["__init__", "open", "wait"])
def test_a_stop_while_connecting_ends_the_link(
    mosquitto: Mosquitto, new_line: LineMaker, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """At whatever moment the stop comes, the thread ends."""
    line = new_line(mosquitto)
    go_on = getattr(mqtt._Connection, moment)

    def stop_first(*arguments: object) -> None:
        stopper = threading.Thread(target=line.link.stop, args=(0,))
        stopper.start()
        stopper.join()
        go_on(*arguments)

    monkeypatch.setattr(mqtt._Connection, moment, stop_first)
    line.link.start(WILL)
    line.link._thread.join(PATIENCE_S)
    assert not line.link._thread.is_alive()


# How often


@pytest.fixture
def refusing() -> Iterator[tuple[str, int]]:
    """Lend an address where every connection is closed at once."""
    with socket.create_server((HOST, 0)) as server:
        ending = threading.Event()

        def refuse() -> None:
            with suppress(OSError):
                while not ending.is_set():
                    server.accept()[0].close()

        thread = threading.Thread(target=refuse)
        thread.start()
        port = server.getsockname()[1]
        yield HOST, port
        ending.set()
        socket.create_connection((HOST, port)).close()
        thread.join(PATIENCE_S)


def test_after_three_prompt_attempts_they_are_five_seconds_apart(
    refusing: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each failure counts, also one of a connection that was asked for anew."""
    failures: queue.Queue[int] = queue.Queue()

    def without_waiting(count: int, _: float) -> float:
        failures.put(count)
        return 0.001

    monkeypatch.setattr(mqtt, "reconnect_wait_s", without_waiting)
    line = Line(*refusing)
    line.link.start(WILL)
    counted = [failures.get(timeout=PATIENCE_S) for _ in range(3)]
    line.link.rebuild(OTHER_WILL)
    counted += [failures.get(timeout=PATIENCE_S) for _ in range(3)]
    line.link.stop(10)
    assert counted == [1, 2, 3, 4, 5, 6]
    assert all(reconnect_wait_s(count, 0.0) >= 5 for count in counted[2:])


def test_a_lasting_connection_makes_the_next_attempt_prompt(
    mosquitto: Mosquitto, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failures of long ago do not count."""
    failures: queue.Queue[int] = queue.Queue()

    def note(count: int, _: float) -> float:
        failures.put(count)
        return 0.01

    monkeypatch.setattr(mqtt, "reconnect_wait_s", note)
    monkeypatch.setattr(mqtt, "_LASTING_S", 0.0)
    line.link.rebuild(WILL)
    line.up()
    assert failures.get(timeout=PATIENCE_S) == 0


def test_any_callback_is_a_sign_of_life(mosquitto: Mosquitto, line: Line) -> None:
    """Also a refused connection: an unreachable broker is not this process's illness."""
    line.link._alive_s -= 1000
    assert line.link.silent_s() >= 1000
    say(mosquitto, RECEIPTS, b"receipt")
    line.next(ReceiptCame)
    assert line.link.silent_s() < 100
    mosquitto.kill()
    line.down()
    line.link._alive_s -= 1000
    line.down()
    assert line.link.silent_s() < 100
