"""The runbook as typed: a first installation on a fresh Debian 12, page after page.

Every block that names no need is typed by a person who may use sudo, in the checkout. What needs
systemd isn't typed: the service that the command is about is started from its unit's file instead,
so that what comes after has something to work on. The pins of the agent are gpiozero's mock.
"""

import os
import re
import shlex
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import pytest

from tests.deploy.debian import CHECKOUT, PERSON, Debian, NoMirror, Ran
from tests.deploy.written import PAGES, Block, filled_in, in_order
from tests.house.tree import ROOT

PATIENCE_S = 120.0
AGENT = "bahnhof-wiesenburg/pi-bahnhof-1"
MOCK = {"GPIOZERO_PIN_FACTORY": "mock"}
PORTS = {"mosquitto": 8883, "platzfrei-hub": 8000}
EDGE = "sudo -u platzfrei-edge env GPIOZERO_PIN_FACTORY=mock /opt/platzfrei-edge/bin/platzfrei-edge"
TYPED = [one for one in in_order(PAGES) if one.language == "sh" and one.needs is None]
pytestmark = [
    pytest.mark.faults,
    pytest.mark.real("root", "namespaces", "debootstrap"),
    pytest.mark.slow,
    pytest.mark.timeout(1200),
]


@dataclass
class Installation:
    """A machine on which somebody follows the pages."""

    debian: Debian
    ran: dict[str, Ran] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    passwords: list[str] = field(default_factory=list)
    """What was shown only once, the agent's, oldest first."""

    def follow(self) -> None:
        """Type page after page, until a command fails."""
        for block in in_order(PAGES):
            began = time.monotonic()
            if not self._do(block):
                break
            self.seconds[str(block)] = time.monotonic() - began

    def tell_times(self) -> None:
        """Print what took longest; pytest shows it with a failure, or with -s."""
        for name in sorted(self.seconds, key=lambda one: -self.seconds[one])[:8]:
            print(f"{self.seconds[name]:7.1f} s {name}")
        print(f"{sum(self.seconds.values()):7.1f} s in all")

    def _do(self, block: Block) -> bool:
        if block.language == "toml":
            self._fill_in(block)
        elif block.needs == "systemd":
            self._serve(block)
        elif block.needs is None:
            self.ran[str(block)] = self._type(block)
            return self.ran[str(block)].status == 0
        return True

    def _fill_in(self, block: Block) -> None:
        if block.needs is None:
            assert block.file, f"{block}: no file is named before these keys"
            before = self.debian.read(block.file)
            self.debian.write(block.file, filled_in(before, block.text))

    def _bring_the_certificate(self) -> None:
        """Carry it from the server to the Pi, which here is the same machine."""
        put = f"install --mode 0644 --owner {PERSON} /etc/mosquitto/ca.crt {CHECKOUT}/ca.crt"
        assert self.debian.as_root(put).status == 0

    def _type(self, block: Block) -> Ran:
        if re.search(r"install .* ca\.crt ", block.text):
            self._bring_the_certificate()
        downloads = re.search(r"apt-get|pip install|install-edge\.sh", block.text)
        pasted = self._pasted_into(block)
        until = time.monotonic() + PATIENCE_S
        while True:
            ran = self.debian.type(block.text, needs_packages=bool(downloads), pasted=pasted)
            self.passwords += re.findall(
                r"^password, shown only now: (\w+)$", ran.said, re.MULTILINE
            )
            is_early = " audit " in block.text or "curl " in block.text
            if ran.status == 0 or not is_early or time.monotonic() > until:
                return ran
            time.sleep(1)

    def _pasted_into(self, block: Block) -> str:
        """Return what somebody has at hand for a command that waits for it."""
        if "influxdb.token" in block.text:
            return "a token of InfluxDB\n"
        return f"{self.passwords[-1]}\n" if self.passwords else ""

    def _serve(self, block: Block) -> None:
        for line in block.text.splitlines():
            words = shlex.split(line.removeprefix("sudo "))
            if words[0] == "systemctl":
                verb = "start" if "--now" in words else words[1]
                for unit in words[2:]:
                    self._obey(verb, unit)

    def _obey(self, verb: str, unit: str) -> None:
        if unit.startswith("--"):
            return
        if verb in {"start", "restart"}:
            self.debian.start(unit, MOCK if unit == "platzfrei-edge" else None)
            _wait_for(lambda: self._is_ready(unit))
        elif verb == "stop":
            self.debian.stop(unit)
        elif verb == "reload":
            self.debian.reload(unit)

    def _is_ready(self, unit: str) -> bool:
        """Tell whether a service answers, which is what systemd waits for as well."""
        port = PORTS.get(unit)
        if port is None:
            return True
        return self.debian.as_root(f"exec 3<>/dev/tcp/127.0.0.1/{port}").status == 0


def _wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.3)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Follow every page, once for all tests of this file."""
    debian = Debian(tmp_path_factory.mktemp("debian") / "root")
    try:
        began = time.monotonic()
        debian.make()
        followed = Installation(debian)
        followed.seconds["a fresh Debian"] = time.monotonic() - began
        followed.follow()
        followed.tell_times()
        yield followed
    except NoMirror as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no network: {error}")
    finally:
        debian.close()


@pytest.mark.parametrize("block", TYPED, ids=str)
def test_a_command_works_as_typed(installation: Installation, block: Block) -> None:
    """By the user, from the folder and in the order that the page says, with what is before it."""
    ran = installation.ran.get(str(block))
    assert ran is not None, f"not reached: the last that was typed was {list(installation.ran)[-1]}"
    assert ran.status == 0, f"{block.text}\n{ran.said[-4000:]}"


@pytest.mark.parametrize(
    ("path", "who", "mode"),
    [
        ("/etc/platzfrei/hub.toml", "root:platzfrei", "640"),
        ("/etc/platzfrei/mqtt.password", "root:platzfrei", "640"),
        ("/etc/platzfrei/token.sha256", "root:platzfrei", "640"),
        ("/etc/platzfrei/edge.toml", "root:platzfrei-edge", "640"),
        ("/etc/platzfrei/agent.password", "root:platzfrei-edge", "640"),
        ("/etc/platzfrei/influxdb.token", "root:platzfrei", "640"),
        ("/etc/mosquitto/hub.passwd", "root:mosquitto", "640"),
        ("/etc/mosquitto/agents.passwd", "root:mosquitto", "640"),
        ("/etc/mosquitto/server.key", "root:mosquitto", "640"),
        ("/etc/mosquitto/ca.key", "root:root", "600"),
        ("/var/lib/platzfrei", "platzfrei:platzfrei", "700"),
        ("/var/lib/platzfrei-edge", "platzfrei-edge:platzfrei-edge", "700"),
        ("/var/backups/platzfrei", "platzfrei:platzfrei", "700"),
        ("/var/backups/platzfrei-settings.tar", "root:root", "600"),
    ],
)
def test_a_secret_is_for_its_program_alone(
    installation: Installation, path: str, who: str, mode: str
) -> None:
    """After every step of every page, changes of passwords included."""
    said = installation.debian.as_root(f"stat --format '%U:%G %a' {path}").said.strip()
    assert said == f"{who} {mode}"


def test_others_may_read_only_what_is_no_secret(installation: Installation) -> None:
    """Of all that the pages have put there."""
    places = "/etc/platzfrei /etc/mosquitto /var/lib/platzfrei /var/backups"
    found = installation.debian.as_root(
        f"find {places} -type f -perm /o+rwx -not -path '*/conf.d/*' -newer /etc/sudoers.d/pia"
    ).said.split()
    public = {"ca.crt", "server.crt", "mosquitto.conf", "agents.nft"}
    assert {Path(one).name for one in found} <= public | {"pwfile.example", "aclfile.example"}


def test_no_password_stands_where_it_does_not_belong(installation: Installation) -> None:
    """Not in a log, and not in a file that others read."""
    debian = installation.debian
    secrets = [debian.read("/etc/platzfrei/mqtt.password").strip(), *installation.passwords]
    assert len(secrets) >= 3
    for secret in secrets:
        found = debian.as_root(f"grep -rl {secret} /etc /var/log /opt /srv || :").said.split()
        assert set(found) <= {"/etc/platzfrei/mqtt.password", "/etc/platzfrei/agent.password"}


@pytest.mark.parametrize(
    "name", ["", "pi", "a/b/c", "a+/b", "#", "A/b", "/b", "a/", "-a/b", "'a b/c'", "--remove hub"]
)
def test_an_agent_that_can_not_be_one_gets_no_password(
    installation: Installation, name: str
) -> None:
    """The broker's users are one space and one agent, as its access list wants them."""
    before = installation.debian.read("/etc/mosquitto/agents.passwd")
    ran = installation.debian.as_root(f"cd {CHECKOUT}; deploy/broker-password.sh {name}")
    assert ran.status == 2
    assert "expected" in ran.said
    assert installation.debian.read("/etc/mosquitto/agents.passwd") == before


@pytest.fixture
def agent(installation: Installation) -> Iterator[Debian]:
    """Give the agent a password that holds, and the broker what it needs to know it."""
    debian = installation.debian
    said = debian.as_root(f"cd {CHECKOUT}; deploy/broker-password.sh {AGENT}").said
    password = said.strip().rpartition(" ")[2]
    before = debian.read("/etc/platzfrei/agent.password")
    debian.write("/etc/platzfrei/agent.password", f"{password}\n")
    debian.start("mosquitto")
    debian.stop("platzfrei-edge")
    check = f"{EDGE} check --config /etc/platzfrei/edge.toml || :"
    _wait_for(lambda: "lets us in" in debian.type(check).said)
    yield debian
    debian.as_root("rm --force /etc/platzfrei/other.toml /etc/platzfrei/other.crt")
    debian.write("/etc/platzfrei/agent.password", before)


def checked_with(debian: Debian, old: str, new: str) -> Ran:
    """Let the agent check a configuration that differs in one place."""
    text = debian.read("/etc/platzfrei/edge.toml")
    assert old in text
    command = "install --mode 0640 --group platzfrei-edge /dev/null /etc/platzfrei/other.toml"
    assert debian.as_root(command).status == 0
    debian.write("/etc/platzfrei/other.toml", text.replace(old, new))
    return debian.type(f"{EDGE} check --config /etc/platzfrei/other.toml")


def test_the_agent_refuses_a_broker_of_another_authority(agent: Debian) -> None:
    """Whoever takes the broker's place without its authority's key gets no password."""
    made = agent.as_root(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 1"
        " -subj /CN=other -keyout /dev/null -out /etc/platzfrei/other.crt"
    )
    assert made.status == 0, made.said
    ran = checked_with(agent, 'ca_file = "ca.crt"', 'ca_file = "other.crt"')
    assert ran.status == 2
    assert "mqtt.tls.ca_file: the broker's certificate wasn't signed by this CA" in ran.said


def test_the_agent_refuses_a_broker_of_another_name(agent: Debian) -> None:
    """The certificate is for one name."""
    ran = checked_with(agent, 'host = "hub.example.org"', 'host = "other.example.org"')
    assert ran.status == 2
    assert "mqtt.host: the broker's certificate isn't made for other.example.org" in ran.said


def test_an_old_password_opens_nothing(agent: Debian) -> None:
    """After the page on changing it, and the broker's new start."""
    agent.write("/etc/platzfrei/agent.password", "0" * 64 + "\n")
    ran = agent.type(f"{EDGE} check --config /etc/platzfrei/edge.toml")
    assert ran.status == 2
    assert "refuses this name and password" in ran.said


def test_a_machine_without_pins_is_told_so_by_lgpio_itself(agent: Debian) -> None:
    """Once, from a folder that the agent's user can't even enter, with the reason lgpio gives."""
    program = EDGE.replace("env GPIOZERO_PIN_FACTORY=mock ", "")
    said = agent.type(f"{program} check --config /etc/platzfrei/edge.toml").said
    assert said.count("no pin can be had: there is no /dev/gpiochip*") == 1
    assert "(lgpio: " in said
    assert "No module named 'lgpio'" not in said
    assert "Permission denied" not in said


def test_the_agent_may_use_the_pins(installation: Installation) -> None:
    """Where the system has no group for them, the installation makes it and gives it the chips."""
    debian = installation.debian
    assert "gpio" in debian.as_root("id --name --groups platzfrei-edge").said.split()
    assert 'GROUP="gpio"' in debian.read("/etc/udev/rules.d/60-platzfrei-gpio.rules")


def compiled() -> list[str]:
    """Return what the agent's lock pins that is built for one kind of machine."""
    text = (ROOT / "requirements" / "edge.txt").read_text()
    pinned = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    wheels = {name: metadata.distribution(name).read_text("WHEEL") or "" for name in pinned}
    return [name for name, wheel in wheels.items() if "-none-any" not in wheel]


def pinned_lines(lock: str, name: str) -> str:
    """Return the lines of a lock that pin one package, with its hashes."""
    text = (ROOT / "requirements" / lock).read_text()
    found = re.search(rf"^{re.escape(name)}==.*(?:\n +--hash.*)*", text, re.MULTILINE)
    assert found, f"{lock} has no {name}"
    return found[0] + "\n"


BIT_64 = "--platform manylinux2014_aarch64 --platform manylinux_2_34_aarch64"
BIT_32 = "--platform manylinux2014_armv7l --platform linux_armv7l"
BUILT = [("edge.txt", name, python) for name in compiled() for python in ("3.11", "3.13")]


@pytest.mark.parametrize("platform", [BIT_64, BIT_32], ids=["64 bit", "32 bit"])
@pytest.mark.parametrize(("lock", "name", "python"), [*BUILT, ("lgpio.txt", "lgpio", "3.11")])
def test_a_pi_of_either_kind_finds_its_wheels(
    installation: Installation, lock: str, name: str, python: str, platform: str
) -> None:
    """Raspberry Pi OS bookworm and trixie, 64 and 32 bit: by the hashes of the lock, none built."""
    installation.debian.write("/tmp/pinned.txt", pinned_lines(lock, name))
    ran = installation.debian.as_root(
        "/opt/platzfrei/bin/pip download --quiet --no-deps --require-hashes --only-binary=:all:"
        f" {platform} --python-version {python} --dest /tmp/wheels --requirement /tmp/pinned.txt",
        needs_packages=True,
    )
    assert ran.status == 0, ran.said
