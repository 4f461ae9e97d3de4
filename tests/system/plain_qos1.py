"""The peer of a day of chaos: the same facts over plain MQTT at QoS 1, as is usual.

    python -m tests.system.plain_qos1 HOST PORT FILE

A publisher with a session that lasts (clean_session off), a fixed client id and an unlimited queue,
and a subscriber with the same that inserts into SQLite. Both are given the benefit of every doubt:
what the client didn't take was never made, a row is committed before the broker hears of it, and a
disk that takes nothing is tried until it does.
"""

import os
import sqlite3
import sys
import time
import uuid
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

_RECONNECT_S: Final = (1, 2)
_TRY_AGAIN_S: Final = 0.1


class PlainPublisher:
    """Publishes what happens, and notes in a file what its client took."""

    def __init__(self, host: str, port: int, name: str, witness: Path) -> None:
        self._topic = f"plain/{name}/events"
        self._run, self._count = uuid.uuid4().hex, 0
        self._witness = os.open(witness, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._client = _client(f"plain-{name}")
        self._client.connect_async(host, port, keepalive=5)
        self._client.loop_start()

    def say(self, what: str) -> None:
        """Publish that something happened."""
        self._count += 1
        text = f"{self._run} {self._count} {what}"
        self._client.publish(self._topic, text, qos=1)
        with suppress(OSError):  # a disk that takes nothing: then it is not counted as made
            os.write(self._witness, f"{text}\n".encode())


def _client(client_id: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    client.reconnect_delay_set(*_RECONNECT_S)
    return client


def _subscribe(client: mqtt.Client, *_: object) -> None:
    client.subscribe("plain/+/events", 1)


def read_plain(file: Path) -> list[str]:
    """Read everything that the subscriber has stored, repetitions included."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as store:
        return [text for (text,) in store.execute("SELECT text FROM event")]


def main(host: str, port: str, file: str) -> None:
    """Store every message, for ever."""
    store = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    store.execute("CREATE TABLE IF NOT EXISTS event (text TEXT NOT NULL)")

    def keep(_: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
        while True:
            with suppress(sqlite3.Error):
                store.execute("INSERT INTO event VALUES (?)", (message.payload.decode(),))
                return
            time.sleep(_TRY_AGAIN_S)

    client = _client("plain-hub")
    client.on_message = keep
    client.on_connect = _subscribe
    client.connect_async(host, int(port), keepalive=5)
    client.loop_forever(retry_first_connection=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
