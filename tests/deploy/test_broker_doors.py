"""The broker's doors under silent connections: the listeners of deploy/, and the kernel's rules."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.deploy.broker import DEPLOY, client, deployed_broker, make_secrets, new_agent
from tests.hub.http.attacks import allow_open_files
from tests.parts.catalogue import path_of

RULES = DEPLOY / "mosquitto" / "agents.nft"
BROKER, ATTACKER, AGENT = "10.66.0.1", "10.66.0.2", "10.66.0.3"
COUNT_CONNECTIONS = """
import socket, sys
taken, held = 0, []
for _ in range(int(sys.argv[2])):
    one = socket.socket()
    one.settimeout(0.2)
    one.bind((sys.argv[1], 0))
    taken += one.connect_ex((sys.argv[3], 8883)) == 0
    held.append(one)
    if sys.argv[4] == "leave":
        one.close()
print(taken, flush=True)
sys.stdin.read()
"""


@contextmanager
def silent(port: int, count: int) -> Iterator[None]:
    """Let a program hold so many connections that say nothing."""
    hold = (
        "import socket, sys\nport, count = map(int, sys.argv[1:])\n"
        "held = [socket.create_connection(('127.0.0.1', port), 10) for _ in range(count)]\n"
        "print(len(held), flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(port), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"{count}\n"
            yield
        finally:
            process.kill()


@pytest.mark.real("mosquitto")
@pytest.mark.faults
def test_silent_connections_shut_out_neither_hub_nor_agents(tmp_path: Path) -> None:
    """With two thousand connections that say nothing an agent comes in, and the hub does."""
    allow_open_files()  # as service.conf does; the broker inherits it
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    password = new_agent(secrets, "hof/pi-1")
    of_hub = (secrets / "hub" / "mqtt.password").read_text()
    with (
        deployed_broker(tmp_path / "broker", secrets) as ports,
        silent(ports.agents, 2000),
        client(ports.hub, "hub", of_hub) as hub,
    ):
        hub.hear("platzfrei/v1/+/+/state")
        with client(ports.agents, "hof/pi-1", password) as agent:
            assert agent.may_say("platzfrei/v1/hof/pi-1/state")
        assert hub.heard.get(timeout=20)[0] == "platzfrei/v1/hof/pi-1/state"


@contextmanager
def two_machines() -> Iterator[tuple[list[str], list[str]]]:
    """Make two networks with a cable in between; yields what to put before a command in each."""
    with ExitStack() as ending:
        entered = []
        for _ in range(2):
            sleeping = subprocess.Popen(
                ["unshare", "--net", "sh", "-c", "echo up; exec sleep infinity"],
                stdout=subprocess.PIPE,
                text=True,
            )
            ending.callback(sleeping.wait)
            ending.callback(sleeping.kill)
            assert sleeping.stdout is not None
            assert sleeping.stdout.readline() == "up\n"
            ending.callback(sleeping.stdout.close)
            entered.append((sleeping.pid, ["nsenter", f"--target={sleeping.pid}", "--net"]))
        (_, here), (pid, there) = entered
        for enter, command in (
            (here, f"link add cable0 type veth peer name cable1 netns {pid}"),
            (here, f"address add {BROKER}/24 dev cable0"),
            (here, "link set cable0 up"),
            (there, f"address add {ATTACKER}/24 dev cable1"),
            (there, f"address add {AGENT}/24 dev cable1"),
            (there, "link set cable1 up"),
        ):
            ip = [*enter, str(path_of("nftables").with_name("ip")), *command.split()]
            subprocess.run(ip, check=True, capture_output=True)
        yield here, there


@contextmanager
def connections(there: list[str], source: str, count: int, then: str) -> Iterator[int]:
    """Try so many connections from an address, and hold them or leave; yields how many came in."""
    words = [source, str(count), BROKER, then]
    with subprocess.Popen(
        [*there, sys.executable, "-c", COUNT_CONNECTIONS, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def guarded_broker(folder: Path, here: list[str]) -> Iterator[None]:
    """Run Mosquitto at port 8883 of the first machine, behind the rules, loaded twice."""
    for _ in range(2):  # a restart of the service loads them again
        subprocess.run([*here, str(path_of("nftables")), "--file", RULES], check=True)
    config = folder / "mosquitto.conf"
    config.write_text("listener 8883 0.0.0.0\nallow_anonymous true\nuser root\nlog_dest stderr\n")
    with (folder / "log").open("wb") as log:
        broker = subprocess.Popen([*here, path_of("mosquitto"), "-c", config], stderr=log)
    try:
        until_s = time.monotonic() + 20
        while "running" not in (folder / "log").read_text():
            assert time.monotonic() < until_s
            time.sleep(0.01)
        yield
    finally:
        broker.terminate()
        broker.wait(20)


@pytest.mark.real("mosquitto", "nftables", "namespaces")
def test_the_kernel_bounds_what_one_address_may_hold(tmp_path: Path) -> None:
    """Of sixty silent connections 32 come in; an agent of another address does, too."""
    with (
        two_machines() as (here, there),
        guarded_broker(tmp_path, here),
        connections(there, ATTACKER, 60, "hold") as of_attacker,
        connections(there, AGENT, 5, "hold") as of_agent,
    ):
        assert (of_attacker, of_agent) == (32, 5)


@pytest.mark.real("mosquitto", "nftables", "namespaces")
def test_the_kernel_bounds_how_often_one_address_may_try(tmp_path: Path) -> None:
    """Whoever comes and goes, as a guesser does, is let in sixty times and then waits."""
    with two_machines() as (here, there), guarded_broker(tmp_path, here):
        with connections(there, ATTACKER, 90, "leave") as tried:
            assert 55 <= tried <= 70
        with connections(there, AGENT, 5, "leave") as of_agent:
            assert of_agent == 5
