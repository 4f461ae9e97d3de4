"""`platzfrei-edge check`: everything that `run` needs, tried once, and every sensor read.

It owns the order and the words. It makes no file and sends nothing but "not online" of an epoch
that nobody knows. Beside a running agent neither its pins nor its session are touched.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TextIO

from contract import verdicts
from contract.messages import Status, encode
from contract.verdicts import Finding
from edge.clock import Clock, SystemClock
from edge.configuration.config import EdgeConfig, Mqtt
from edge.configuration.files import faults_in, named_files
from edge.delivery.migration import newest
from edge.delivery.outbox_file import inspect
from edge.errors import ForeignOutbox, OutboxUnavailable
from edge.mqtt import try_login
from edge.sensing.sensor_table import print_table
from edge.sensing.signs_file import Signs

_LOCKS: Final = Path("/proc/locks")
_OPEN_WAL_BYTE: Final = "128"
"""SQLite's WAL: whoever has the database open holds a shared lock on this byte of its -shm."""


def check(
    config: EdgeConfig, file: Path, out: TextIO, clock: Clock | None = None, factory: Any = None
) -> int:
    """Try everything, print a line for each thing and a row for each sensor.

    Return 0 if all is well, 1 if something outside of the configuration isn't, 2 if the
    configuration is wrong. A distance sensor without an echo was read.
    """
    findings = []
    running = holder_of(config.outbox)
    for finding in _findings(config, file, clock or SystemClock(config.clock), running):
        print(finding.line, file=out, flush=True)  # trying takes its time
        findings.append(finding)
    status = verdicts.exit_status(findings)
    signs = Signs(config.outbox, config.sensors, 0).of
    return status if running else max(status, print_table(config.sensors, out, factory, signs))


def holder_of(outbox: Path) -> int | None:
    """Return the process that has the outbox open, as the kernel lists it; None: nobody."""
    try:
        inode = str(outbox.with_name(outbox.name + "-shm").stat().st_ino)
        held = _LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for words in (line.split() for line in held):
        if words[1] == "POSIX" and words[-2] == _OPEN_WAL_BYTE and words[-3].endswith(f":{inode}"):
            return int(words[-4])
    return None


def _findings(
    config: EdgeConfig, file: Path, clock: Clock, running: int | None
) -> Iterator[Finding]:
    yield verdicts.ok(f"{file}: agent {config.address}, {len(config.sensors)} sensors")
    spoilt = {fault.key: fault.expected for fault in faults_in(config)}
    for key, path in named_files(config):
        if key in spoilt:
            yield verdicts.wrong(f"{file}: {key}: {spoilt[key]}")
        elif key != "outbox":
            yield verdicts.ok(f"{key}: {path}")
    if "outbox" not in spoilt:
        yield _outbox(config.outbox, file)
    yield _clock(clock, file)
    if running is not None:
        yield verdicts.outside(
            f"broker and sensors weren't tried: the agent is running (process {running}), and to"
            " log in with its name could end its session; stop it first"
        )
    elif not any(key.startswith("mqtt.") for key in spoilt):
        yield from (_broker(config, broker, file) for broker in config.mqtt.brokers)


def _outbox(path: Path, file: Path) -> Finding:
    if not path.exists():
        return verdicts.ok(f"outbox: {path} isn't there yet; the agent makes it")
    try:
        version, waiting_count = inspect(path)
    except ForeignOutbox as error:
        return verdicts.wrong(f"{file}: outbox: {error}")
    except OutboxUnavailable as error:
        return verdicts.outside(f"{file}: outbox: {error}; the agent salvages what it can")
    if waiting_count is None:
        then = f"the agent brings it to {newest()} when it starts"
        return verdicts.ok(f"outbox: {path} is sound, schema {version}; {then}")
    waiting = f"{waiting_count} events wait in it"
    return verdicts.ok(f"outbox: {path} is sound, schema {version}, {waiting}")


def _clock(clock: Clock, file: Path) -> Finding:
    if clock.is_synced():
        return verdicts.ok("clock: can be trusted")
    return verdicts.outside(
        f"{file}: clock: the kernel says that nothing has set it; until NTP does, events wait"
    )


def _broker(config: EdgeConfig, mqtt: Mqtt, file: Path) -> Finding:
    status = Status(
        online=False,
        epoch=secrets.token_hex(16),
        version=version("platzfrei"),
        at=datetime.now(UTC),
    )
    trouble = try_login(mqtt, config.address, encode(status))
    if trouble is None:
        name = f' as "{mqtt.username}"' if mqtt.username else " without a name"
        encrypted = "with TLS" if mqtt.tls else "without TLS"
        return verdicts.ok(f"mqtt: {mqtt.host}:{mqtt.port} lets us in{name}, {encrypted}")
    say = verdicts.outside if trouble.is_outside else verdicts.wrong
    return say(f"{file}: {trouble.key}: {trouble.reason}")
