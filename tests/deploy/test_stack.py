"""The stack without containers: the same files, with paths and ports moved, as native processes.

Mosquitto, an InfluxDB engine and the hub; an agent sends through the broker and gets its receipt.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from contract import series
from contract.events import DeskState, Stopped
from contract.messages import DeskNow, EventBatch, Receipt, State, StateClock, encode, parse
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from hub.stores.influx.queries import select
from hub.stores.influx.reading import Reading
from tests.deploy.broker import DEPLOY, Client, client, deployed_broker, make_secrets, new_agent
from tests.parts.influx import ORG, TOKEN, Influx, InfluxServer

PATIENCE_S = 60.0
PI = AgentAddress("bahnhof-wiesenburg", "pi-bahnhof-1")
EPOCH = "e" * 32


@dataclass(frozen=True)
class Moved:
    """Where the stack is in a test."""

    config: Path
    agents_port: int
    password: str
    influx: Influx


@pytest.fixture
def stack(own_influx: InfluxServer, tmp_path: Path) -> Iterator[Moved]:
    """Run broker and database, with the hub's file of the stack moved to them."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    password = new_agent(secrets, f"{PI.space}/{PI.agent}")
    token = secrets / "hub" / "influxdb.token"
    token.write_text(TOKEN)
    with deployed_broker(tmp_path / "broker", secrets) as ports:
        text = (DEPLOY / "compose" / "hub.toml").read_text()
        for old, new in (
            ("/run/platzfrei", str(secrets / "hub")),
            ('host = "0.0.0.0"', 'host = "127.0.0.1"'),
            ("port = 8000", "port = 0"),
            ('host = "mosquitto"', 'host = "127.0.0.1"'),
            ("port = 1884", f"port = {ports.hub}"),
            ("http://influxdb:8086", own_influx.url),
            ('org = "platzfrei"', f'org = "{ORG}"'),
        ):
            assert old in text, old
            text = text.replace(old, new)
        config = tmp_path / "hub.toml"
        config.write_text(text)
        influx = Influx(own_influx.url, "platzfrei", "platzfrei-raw")
        yield Moved(config, ports.agents, password, influx)


@contextmanager
def serving(config: Path) -> Iterator[str]:
    """Run the hub as its container does; lend the address of the page."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "serve", "--config", config],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def until(condition: Callable[[], bool]) -> None:
    """Ask again until the answer is yes."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


def hub(config: Path, *words: str) -> str:
    """Run a command of the hub that ends by itself."""
    ran = subprocess.run(
        [sys.executable, "-m", "hub", *words, "--config", config],
        capture_output=True, text=True, check=True, timeout=PATIENCE_S,
    )  # fmt: skip
    return ran.stdout


def say(agent: Client) -> None:
    """Let the agent tell its state and one event."""
    now = SystemClock().wall()
    desks = {"d1": DeskNow(state=DeskState.OCCUPIED, since=now)}
    state = State(epoch=EPOCH, at=now, ttl_s=150, clock=StateClock.SYNCED, desks=desks, doors={})
    assert agent.may_say(PI.topic(Channel.STATE), encode(state), retain=True)
    batch = EventBatch(epoch=EPOCH, first=1, events=(Stopped(seq=1, at=now),))
    assert agent.may_say(PI.topic(Channel.EVENTS), encode(batch))


@pytest.mark.real("mosquitto")
def test_the_stack_comes_up_and_settles_an_event(stack: Moved) -> None:
    """Buckets are made, the hub is ready at both of its ends, an event is stored and settled."""
    assert len(re.findall("made, keeps", hub(stack.config, "store", "init"))) == 3
    assert "made, keeps" not in hub(stack.config, "store", "init")
    with (
        serving(stack.config) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE_S) as asking,
        client(stack.agents_port, f"{PI.space}/{PI.agent}", stack.password) as agent,
    ):
        assert asking.get("/health/live").status_code == 200
        until(lambda: asking.get("/health/ready").status_code == 200)
        agent.hear(PI.topic(Channel.RECEIPTS))
        say(agent)
        assert parse(Receipt, agent.next()[1]).last == 1
        # Without the token, what goes beyond the public answer stays closed: its hash was made.
        assert asking.get("/api/v1/spaces/bahnhof-wiesenburg/slots").status_code == 401
    with Reading(stack.influx.access) as reading:
        question = select(series.EVENT, ("seq", "kind"))
        assert [row[1:] for row in reading.rows(series.EVENT.keeping, question)] == [[1, "stopped"]]
