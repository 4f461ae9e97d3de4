"""One connection to the broker that is only tried, for `check`. The only file here that knows paho.

What stands in the way is said in words (contract/broker_words.py). A running hub isn't disturbed.
"""

import contextlib
import secrets
import socket
import ssl
import threading
from queue import Empty, SimpleQueue
from typing import Final

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from contract import broker_words
from contract.broker_words import Door, Trouble
from contract.topics import AgentAddress, Channel, every_agent
from hub.config import MqttConfig

_TRIAL_S: Final = 10.0
STOP_WITHIN_S: Final = 3.0
"""A broker that doesn't take our last words within so long is left without them."""
_NOBODY: Final = AgentAddress("check", "check")


def try_login(config: MqttConfig, awaited_s: float = _TRIAL_S) -> Trouble | None:
    """Do once what the hub does at the broker; None: it works. `awaited_s` bounds each step.

    The client id is one that nobody else has, so that a running hub isn't thrown out, and the one
    message goes to an agent that can't be. Raises OSError for a file that can't be read.
    """
    door = Door(
        config.host,
        config.port,
        has_tls=config.tls is not None,
        has_password=config.password_file is not None,
    )
    trial = _Trial(config, awaited_s)
    try:
        return trial.trouble(door)
    finally:
        trial.close()


class _Trial:
    """One connection that is only tried. What the broker answers is waited for in a queue."""

    def __init__(self, config: MqttConfig, awaited_s: float) -> None:
        self._config = config
        self._awaited_s = awaited_s
        self._answers = SimpleQueue[ReasonCode | None]()
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"platzfrei-hub-check-{secrets.token_hex(4)}",
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        tell = self._answers.put
        self._client.connect_timeout = awaited_s
        self._client.on_connect = lambda _c, _u, _f, reason, _p: tell(reason)
        self._client.on_subscribe = lambda _c, _u, _m, reasons, _p: tell(reasons[0])
        self._client.on_publish = lambda _c, _u, _m, reason, _p: tell(reason)
        self._client.on_disconnect = lambda _c, _u, _f, _r, _p: tell(None)
        _identify(self._client, config)

    def trouble(self, door: Door) -> Trouble | None:
        try:
            _reach(self._config, self._awaited_s)
            self._client.connect(door.host, door.port, max(1, round(self._awaited_s)))
        except (OSError, ValueError) as error:
            return broker_words.unreachable(error, door)
        self._client.loop_start()
        try:
            answer = self._answer()
            if answer is None:
                return broker_words.closed(door, "")
            if answer.is_failure:
                return broker_words.refused(str(answer), door)
            return self._denied()
        except Empty:
            return broker_words.silent(door, self._awaited_s)

    def close(self) -> None:
        _end(self._client)

    def _denied(self) -> Trouble | None:
        for channel in (Channel.STATUS, Channel.STATE, Channel.EVENTS, Channel.HEALTH):
            self._client.subscribe(every_agent(channel), 1)
            if (problem := self._problem()) is not None:
                return broker_words.denied(every_agent(channel), self._config.username, problem)
        topic = _NOBODY.topic(Channel.RECEIPTS)
        self._client.publish(topic, b"{}", 1)
        if (problem := self._problem()) is not None:
            return broker_words.denied(topic, self._config.username, problem)
        return None

    def _problem(self) -> str | None:
        """Wait for an answer; None if it is none to complain of."""
        answer = self._answer()
        if answer is None:
            return "the connection was closed"
        return str(answer) if answer.is_failure else None

    def _answer(self) -> ReasonCode | None:
        return self._answers.get(timeout=self._awaited_s)


def _end(client: Client) -> None:
    """Disconnect and end the network thread, which would wait for ever for a silent broker."""
    client.disconnect()
    cutting = threading.Timer(STOP_WITHIN_S, _cut, [client])
    cutting.start()
    client.loop_stop()
    cutting.cancel()


def _cut(client: Client) -> None:
    open_socket = client.socket()
    if isinstance(open_socket, socket.socket):
        with contextlib.suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)


def _reach(config: MqttConfig, awaited_s: float) -> None:
    """Connect once without a word, for what paho doesn't tell apart. Raises OSError, ValueError."""
    with socket.create_connection((config.host, config.port), awaited_s) as connection:
        tls = config.tls
        if tls is not None:
            context = ssl.create_default_context(cafile=tls.ca_file)
            if tls.cert_file is not None:
                context.load_cert_chain(tls.cert_file, tls.key_file)
            context.wrap_socket(connection, server_hostname=config.host).close()


def _identify(client: Client, config: MqttConfig) -> None:
    """Read the secrets anew for each connection, so that a renewed one needs no restart."""
    if config.username is not None:
        password = config.password_file.read_text().strip() if config.password_file else None
        client.username_pw_set(config.username, password)
    if config.tls is not None:
        cert, key = config.tls.cert_file, config.tls.key_file
        client.tls_set(
            str(config.tls.ca_file),
            str(cert) if cert else None,
            str(key) if key else None,
        )
