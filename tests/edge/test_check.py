"""`platzfrei-edge check`: everything that `run` needs, tried on real parts."""

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from contract.topics import AgentAddress, Channel
from edge.check import check, holder_of
from edge.configuration.config import load
from edge.delivery.outbox import Outbox
from tests.deploy.broker import Ports, deployed_broker, make_secrets, new_agent
from tests.edge.scripted import ScriptedClock
from tests.parts.certificates import self_signed
from tests.parts.mosquitto import HOST, BrokerConfig, Mosquitto, free_port
from tests.parts.peer import Heard, a_peer

ROOMY = 64 * 1024 * 1024
AGENT = AgentAddress("hof", "pi-1")


class Checked:
    """Runs the check on an edge.toml of a test's own, on mock pins."""

    def __init__(self, folder: Path) -> None:
        self.toml = folder / "edge.toml"
        self.clock = ScriptedClock()

    def __call__(self, mqtt: str) -> int:
        self.toml.write_text(
            f'space = "hof"\nagent = "pi-1"\n[mqtt]\nhost = "{HOST}"\n{mqtt}\n'
            '[[sensor]]\nid = "seat-1"\nkind = "switch"\ndesk = "d1"\npin = 17\n'
        )
        out = io.StringIO()
        status = check(load(self.toml), self.toml, out, self.clock, MockFactory())
        self.lines = out.getvalue().splitlines()
        return status

    def wrong(self) -> str:
        """Return the one line that is wrong."""
        (line,) = [line for line in self.lines if line.startswith("wrong")]
        return line.removeprefix("wrong  ").removeprefix(f"{self.toml}: ")


@pytest.fixture
def tried(tmp_path: Path) -> Checked:
    return Checked(tmp_path)


@pytest.mark.real("mosquitto")
def test_all_is_well(tried: Checked, mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Status 0, the sensors' table, and no outbox was made."""
    assert tried(f"port = {mosquitto.port}") == 0, tried.lines
    assert any("lets us in without a name" in line for line in tried.lines)
    assert any(line.startswith("seat-1") for line in tried.lines)
    assert [path.name for path in tmp_path.glob("*.db*")] == []


def test_nobody_listens(tried: Checked) -> None:
    """Status 1, and the sensors are read all the same."""
    assert tried(f"port = {free_port()}") == 1
    assert tried.wrong().startswith("mqtt.port: nobody listens")
    assert any(line.startswith("seat-1") for line in tried.lines)


def test_an_unset_clock_is_told(tried: Checked) -> None:
    """Events would wait, and nobody would know why."""
    tried.clock.synced = False
    assert tried(f"port = {free_port()}") == 1
    assert any("wrong" in line and "clock" in line for line in tried.lines)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ports, dict[str, str]]]:
    """Run the deployed broker with two agents."""
    folder = tmp_path_factory.mktemp("deployed")
    secrets = folder / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    passwords = {name: new_agent(secrets, name) for name in ("hof/pi-1", "hof/pi-2")}
    with deployed_broker(folder / "broker", secrets) as ports:
        yield ports, passwords


@pytest.mark.real("mosquitto")
def test_name_and_password(
    tried: Checked, tmp_path: Path, deployed: tuple[Ports, dict[str, str]]
) -> None:
    """Its own: well; a wrong password, or another agent's name: status 2, with the key."""
    ports, passwords = deployed
    login = f'port = {ports.agents}\npassword_file = "password"\nusername = '
    (tmp_path / "password").write_text(passwords["hof/pi-1"] + "\n")
    assert tried(f'{login}"hof/pi-1"') == 0, tried.lines
    (tmp_path / "password").write_text("bad")
    assert tried(f'{login}"hof/pi-1"') == 2
    assert tried.wrong().startswith("mqtt.password_file: the broker at")
    (tmp_path / "password").write_text(passwords["hof/pi-2"])
    assert tried(f'{login}"hof/pi-2"') == 2
    assert 'mqtt.username: the broker doesn\'t let the user "hof/pi-2" use' in tried.wrong()


@pytest.mark.real("mosquitto")
def test_tls(
    tried: Checked, tmp_path: Path, new_mosquitto: Callable[[BrokerConfig], Mosquitto]
) -> None:
    """In the keys of hub.toml: the right CA is let in, without one the missing key is named."""
    pair = self_signed(tmp_path, "good")
    for path in (pair.cert, pair.key):
        path.chmod(0o644)
    lines = (f"certfile {pair.cert}", f"keyfile {pair.key}")
    broker = new_mosquitto(BrokerConfig(extra_lines=lines))
    broker.start()
    port = f"port = {broker.port}"
    assert tried(f'{port}\ntls = {{ ca_file = "good.crt" }}') == 0, tried.lines
    assert any("lets us in without a name, with TLS" in line for line in tried.lines)
    assert tried(port) == 1
    assert tried.wrong().startswith("mqtt.tls.ca_file: ")


@pytest.mark.real("mosquitto")
def test_beside_a_running_agent_nothing_is_touched(
    tried: Checked, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """To log in by its name could end its session, so that is said, with its process: status 1."""
    with closing(Outbox.open(tmp_path / "outbox.db", ROOMY)):
        assert holder_of(tmp_path / "outbox.db") is not None
        assert tried(f"port = {mosquitto.port}") == 1
        assert "the agent is running" in tried.wrong()
        assert not any("lets us in" in line for line in tried.lines)
    assert holder_of(tmp_path / "outbox.db") is None
    assert tried(f"port = {mosquitto.port}") == 0
    assert any("is sound, schema 1, 0 events wait" in line for line in tried.lines)


@pytest.mark.real("mosquitto")
def test_nothing_is_left_at_the_broker(tried: Checked, mosquitto: Mosquitto) -> None:
    """What is said there is "not online", of an epoch that nobody knows, and not retained."""
    heard: list[Heard] = []
    with a_peer(mosquitto.host, mosquitto.port, heard.append) as peer:
        peer.hear("platzfrei/#")
        assert tried(f"port = {mosquitto.port}") == 0
        peer.say("platzfrei/v1/end", b"")
    assert {message.topic for message in heard} <= {AGENT.topic(Channel.STATUS), "platzfrei/v1/end"}
    assert not any(message.retained for message in heard)
    assert all(b'"online":false' in message.payload for message in heard if message.payload)
