"""The session on a real broker: it outlasts everything, and a will tells only of a death."""

import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from paho.mqtt.client import MQTTMessage

from contract.retry import reconnect_wait_s
from contract.topics import Channel
from edge import mqtt, mqtt_session
from edge.transport import Disconnected, ReceiptReceived
from tests.edge.mqtt_sessions import (
    BIRTH,
    OTHER_WILL,
    PATIENCE_S,
    RECEIPTS,
    SENTINEL,
    STATUS,
    WILL,
    BrokerMaker,
    Ear,
    Session,
    SessionMaker,
    say,
)
from tests.parts.mosquitto import HOST, BrokerConfig, Mosquitto

# Beginning and end


def test_a_transport_that_is_not_up_takes_nothing(
    mosquitto: Mosquitto, new_session: SessionMaker
) -> None:
    """Neither before the first connection nor after the end."""
    session = new_session(mosquitto)
    assert not session.transport.publish(Channel.EVENTS, b"early")
    session.transport.start(WILL)
    session.up()
    session.transport.stop(10)
    assert not session.transport.publish(Channel.EVENTS, b"late")


def test_a_transport_that_never_started_can_be_stopped(
    mosquitto: Mosquitto, new_session: SessionMaker
) -> None:
    """An agent may end before it came to connecting."""
    new_session(mosquitto).transport.stop(1)


# Wills


def test_a_will_tells_of_a_broken_connection(session: Session, ear: Ear) -> None:
    """When the socket dies without a farewell, the broker says so."""
    session.socket.shutdown(socket.SHUT_RDWR)
    assert ear.next() == WILL


def test_a_clean_end_leaves_no_will(mosquitto: Mosquitto, session: Session, ear: Ear) -> None:
    """What the agent says last stays; the broker adds nothing."""
    session.transport.publish(Channel.STATUS, b"offline, in good order")
    session.transport.stop(10)
    assert ear.next() == b"offline, in good order"
    say(mosquitto, STATUS, SENTINEL)
    assert ear.next() == SENTINEL


def test_a_rebuilt_transport_has_the_new_will(
    mosquitto: Mosquitto, session: Session, ear: Ear
) -> None:
    """The old connection is ended in good order, and the new one names the new epoch."""
    session.transport.rebuild(OTHER_WILL)
    session.up()
    say(mosquitto, STATUS, SENTINEL)
    assert ear.next() == SENTINEL
    session.socket.shutdown(socket.SHUT_RDWR)
    assert ear.next() == OTHER_WILL


def test_an_old_will_comes_before_the_new_birth(
    session: Session, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that could not be closed is ended by the broker before it takes the next."""
    half_open = session.transport._connection
    assert half_open is not None
    with monkeypatch.context() as patch:
        patch.setattr(half_open, "close", lambda: None)
        session.transport.rebuild(OTHER_WILL)
        session.up()
    session.transport.publish(Channel.STATUS, BIRTH)
    assert [ear.next(), ear.next()] == [WILL, BIRTH]
    half_open.close()


def test_two_agents_under_one_name_leave_each_other_alone(
    mosquitto: Mosquitto, session: Session, new_session: SessionMaker
) -> None:
    """A cloned card connects beside its original, and throws nobody out."""
    clone = new_session(mosquitto)
    clone.transport.start(OTHER_WILL)
    clone.up()
    for each in (session, clone):
        say(mosquitto, RECEIPTS, b"receipt")
        assert each.inbox.get(timeout=PATIENCE_S) == ReceiptReceived(b"receipt")


# Brokers that come and go


def test_a_broker_that_is_down_at_the_start_is_found_later(
    mosquitto: Mosquitto, new_session: SessionMaker
) -> None:
    """The transport says where it can't connect, and connects as soon as it can."""
    mosquitto.stop()
    session = new_session(mosquitto)
    session.transport.start(WILL)
    assert f"{HOST}:{mosquitto.port}" in session.down()
    mosquitto.start()
    session.up()


def test_a_broker_that_is_killed_is_found_again(mosquitto: Mosquitto, session: Session) -> None:
    """The transport says that it is down, and is up again after the broker is."""
    mosquitto.kill()
    assert "lost" in session.down()
    assert not session.transport.publish(Channel.EVENTS, b"nobody there")
    mosquitto.start()
    session.up()
    assert session.transport.publish(Channel.EVENTS, b"somebody there")


def test_a_host_that_has_no_address_is_an_outage() -> None:
    """A name that is none is told, and tried again like any other."""
    session = Session("a..b", 1883)
    session.transport.start(WILL)
    assert "a..b" in session.down()
    assert "a..b" in session.down()
    session.transport.stop(10)


def test_a_missing_password_file_is_an_outage(
    mosquitto: Mosquitto, new_session: SessionMaker, tmp_path: Path
) -> None:
    """It is read anew for each connection: once it is there, the transport comes up."""
    secret = tmp_path / "secret"
    session = new_session(mosquitto, username="pi-1", password_file=secret)
    session.transport.start(WILL)
    assert "secret" in session.down()
    secret.write_text("word\n")
    session.up()


@pytest.mark.real("mosquitto")
def test_a_renewed_password_needs_no_restart(
    new_mosquitto: BrokerMaker, new_session: SessionMaker, tmp_path: Path
) -> None:
    """The broker refuses the old one; the next attempt takes the new one from its file."""
    hashed, secret = tmp_path / "hashed", tmp_path / "secret"
    subprocess.run(["mosquitto_passwd", "-b", "-c", hashed, "pi-1", "new"], check=True)
    hashed.chmod(0o644)
    broker = new_mosquitto(BrokerConfig(extra_lines=(f"password_file {hashed}",)))
    broker.start()
    secret.write_text("old")
    session = new_session(broker, username="pi-1", password_file=secret)
    session.transport.start(WILL)
    assert "refused" in session.down()
    secret.write_text("new\n")
    session.up()


def test_a_broker_that_hangs_does_not_hold_up_the_end(
    mosquitto: Mosquitto, session: Session
) -> None:
    """Stopping takes no longer than it is given, and nothing stays open for ever."""
    assert mosquitto._process is not None
    held_open = session.socket
    os.kill(mosquitto._process.pid, signal.SIGSTOP)
    try:
        for _ in range(400):  # more than the kernel holds: not even a farewell can be sent
            session.transport.publish(Channel.HEALTH, b"x" * 60_000)
        began = time.monotonic()
        session.transport.stop(2)
        assert time.monotonic() - began < 4
        session.transport._thread.join(PATIENCE_S)
        assert held_open.fileno() == -1
    finally:
        os.kill(mosquitto._process.pid, signal.SIGCONT)


def test_a_broker_that_is_silent_gets_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Until the subscription to receipts stands, nothing is published."""
    with socket.create_server((HOST, 0)) as server:
        session = Session(HOST, server.getsockname()[1])
        session.transport.start(WILL)
        accepted, _ = server.accept()
        assert not session.transport.publish(Channel.EVENTS, b"too early")
        session.transport.stop(10)
        accepted.close()
    assert not caplog.records


# What may go wrong inside


def test_an_exception_while_connecting_is_no_end(
    mosquitto: Mosquitto, new_session: SessionMaker
) -> None:
    """The thread that connects outlives whatever happens in it."""
    mosquitto.stop()
    session = new_session(mosquitto)
    session.raises_once = Disconnected
    session.transport.start(WILL)
    session.down()
    mosquitto.start()
    session.up()


def test_the_end_of_an_old_connection_does_not_touch_the_new_one(session: Session) -> None:
    """A client that was left behind may die when it likes."""
    old = session.transport._connection
    assert old is not None
    session.transport.rebuild(OTHER_WILL)
    session.up()
    while not session.inbox.empty():
        session.inbox.get()
    old.lose("late")
    old._on_message(old._client, None, MQTTMessage(topic=RECEIPTS.encode()))
    assert session.transport.publish(Channel.EVENTS, b"still up")
    assert session.inbox.empty()


@pytest.mark.parametrize("moment", ["__init__", "open", "wait"])
def test_a_stop_while_connecting_ends_the_transport(
    mosquitto: Mosquitto, new_session: SessionMaker, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """At whatever moment the stop comes, the thread ends."""
    session = new_session(mosquitto)
    go_on = getattr(mqtt.Connection, moment)

    def stop_first(*arguments: object) -> None:
        stopper = threading.Thread(target=session.transport.stop, args=(0,))
        stopper.start()
        stopper.join()
        go_on(*arguments)

    monkeypatch.setattr(mqtt.Connection, moment, stop_first)
    session.transport.start(WILL)
    session.transport._thread.join(PATIENCE_S)
    assert not session.transport._thread.is_alive()


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

    monkeypatch.setattr(mqtt_session, "reconnect_wait_s", without_waiting)
    session = Session(*refusing)
    session.transport.start(WILL)
    counted = [failures.get(timeout=PATIENCE_S) for _ in range(3)]
    session.transport.rebuild(OTHER_WILL)
    counted += [failures.get(timeout=PATIENCE_S) for _ in range(3)]
    session.transport.stop(10)
    assert counted == [1, 2, 3, 4, 5, 6]
    assert all(reconnect_wait_s(count, 0.0) >= 5 for count in counted[2:])


def test_a_lasting_connection_makes_the_next_attempt_prompt(
    mosquitto: Mosquitto, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failures of long ago do not count."""
    failures: queue.Queue[int] = queue.Queue()

    def note(count: int, _: float) -> float:
        failures.put(count)
        return 0.01

    monkeypatch.setattr(mqtt_session, "reconnect_wait_s", note)
    monkeypatch.setattr(mqtt_session, "_LASTING_S", 0.0)
    session.transport.rebuild(WILL)
    session.up()
    assert failures.get(timeout=PATIENCE_S) == 0


def test_any_callback_is_a_sign_of_life(mosquitto: Mosquitto, session: Session) -> None:
    """Also a refused connection: an unreachable broker is not this process's fault."""
    session.transport._alive_s -= 1000
    assert session.transport.silent_s() >= 1000
    say(mosquitto, RECEIPTS, b"receipt")
    session.next(ReceiptReceived)
    assert session.transport.silent_s() < 100
    mosquitto.kill()
    session.down()
    session.transport._alive_s -= 1000
    session.down()
    assert session.transport.silent_s() < 100
