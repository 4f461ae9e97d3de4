"""deploy/mosquitto on a real Mosquitto: who may connect, say and hear what."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.topics import AgentAddress, Channel
from tests.deploy.broker import (
    Client,
    Ports,
    Refused,
    client,
    deployed_broker,
    make_secrets,
    new_agent,
)
from tests.parts.mosquitto import HOST

pytestmark = pytest.mark.real("mosquitto")

ONE, OTHER = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")
ELSEWHERE = AgentAddress("mill", "pi-1")
OWN = (Channel.STATUS, Channel.STATE, Channel.EVENTS, Channel.HEALTH)


@dataclass
class Region:
    """A broker, and the passwords of who may use it."""

    ports: Ports
    passwords: dict[str, str]

    def agent(self, address: AgentAddress, client_id: str = "any") -> Client:
        """Make an agent that isn't connected yet."""
        name = user(address)
        return Client(self.ports.agents, name, self.passwords[name], client_id)

    def hub(self, client_id: str = "hub") -> Client:
        """Make the hub."""
        return Client(self.ports.hub, "hub", self.passwords["hub"], client_id)


def user(address: AgentAddress) -> str:
    """Name the broker's user of an agent."""
    return f"{address.space}/{address.agent}"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run a broker with three agents and a hub."""
    folder = tmp_path_factory.mktemp("region")
    secrets = folder / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    names = [user(one) for one in (ONE, OTHER, ELSEWHERE)]
    passwords = {name: new_agent(secrets, name) for name in names}
    passwords["hub"] = (secrets / "hub" / "mqtt.password").read_text()
    with deployed_broker(folder / "broker", secrets) as ports:
        yield Region(ports, passwords)


def test_a_broker_without_any_agent_starts(tmp_path: Path) -> None:
    """As at the first start: nobody is known yet but the hub."""
    (tmp_path / "secrets").mkdir()
    make_secrets(tmp_path / "secrets")
    password = (tmp_path / "secrets" / "hub" / "mqtt.password").read_text()
    with (
        deployed_broker(tmp_path / "broker", tmp_path / "secrets") as ports,
        client(ports.hub, "hub", password),
    ):
        pass


@pytest.mark.parametrize("listener", ["agents", "hub"])
@pytest.mark.parametrize(
    ("name", "password"),
    [(None, None), ("hof/pi-1", "wrong"), ("hof/pi-1", ""), ("admin", "admin"), ("#", "#")],
)
def test_strangers_stay_outside(
    region: Region, listener: str, name: str | None, password: str | None
) -> None:
    """Nobody without a name, and nobody with a wrong password, at either door."""
    with pytest.raises(Refused), client(getattr(region.ports, listener), name, password):
        pass


def test_everybody_has_a_door_of_their_own(region: Region) -> None:
    """An agent's password opens nothing at the hub's listener, and the other way round."""
    name = user(ONE)
    for port, who in ((region.ports.hub, name), (region.ports.agents, "hub")):
        with pytest.raises(Refused), client(port, who, region.passwords[who]):
            pass


@pytest.mark.parametrize("retain", [True, False])
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("whose", [ONE, OTHER, ELSEWHERE])
def test_an_agent_speaks_for_itself_alone(
    region: Region, whose: AgentAddress, channel: Channel, *, retain: bool
) -> None:
    """Its four topics; neither another's, nor a receipt, retained or not."""
    with ExitStack() as closing:
        agent = region.agent(ONE).open()
        closing.callback(agent.close)
        is_own = whose == ONE and channel in OWN
        assert agent.may_say(whose.topic(channel), retain=retain) is is_own


@pytest.mark.parametrize(
    "topic",
    ["platzfrei/v1/hof/pi-1", "platzfrei/v1/hof/pi-1/state/more", "platzfrei/v2/hof/pi-1/state",
     "$SYS/broker/uptime", "else"],
)  # fmt: skip
def test_an_agent_says_nothing_elsewhere(region: Region, topic: str) -> None:
    """Whatever isn't one of its topics is refused."""
    with ExitStack() as closing:
        agent = region.agent(ONE).open()
        closing.callback(agent.close)
        assert not agent.may_say(topic)


@pytest.mark.parametrize("channel", Channel)
def test_the_hub_says_receipts_alone(region: Region, channel: Channel) -> None:
    """To any agent; no state, no event and no status comes from the hub."""
    with ExitStack() as closing:
        hub = region.hub().open()
        closing.callback(hub.close)
        assert hub.may_say(OTHER.topic(channel)) is (channel is Channel.RECEIPTS)


def test_an_agent_hears_its_own_receipts_and_health_alone(region: Region) -> None:
    """However wide its subscription: neither another's receipts, nor what others say."""
    with ExitStack() as closing:
        agent, other, hub = (
            region.agent(ONE).open(),
            region.agent(OTHER).open(),
            region.hub().open(),
        )
        for one in (agent, other, hub):
            closing.callback(one.close)
        agent.hear("#")
        agent.hear("platzfrei/v1/+/+/receipts")
        assert other.may_say(OTHER.topic(Channel.STATE))
        assert other.may_say(OTHER.topic(Channel.HEALTH))
        assert agent.may_say(ONE.topic(Channel.HEALTH), b"mine")
        assert hub.may_say(OTHER.topic(Channel.RECEIPTS))
        assert hub.may_say(ONE.topic(Channel.RECEIPTS), b"mine")
        heard = set(iter(agent.next, (ONE.topic(Channel.RECEIPTS), b"mine")))
    assert {topic for topic, _ in heard} <= {ONE.topic(Channel.HEALTH)}


def test_the_hub_hears_every_agent(region: Region) -> None:
    """All four topics of all spaces."""
    with ExitStack() as closing:
        hub = region.hub().open()
        closing.callback(hub.close)
        for channel in OWN:
            hub.hear(f"platzfrei/v1/+/+/{channel}")
        for address in (ONE, ELSEWHERE):
            agent = region.agent(address).open()
            closing.callback(agent.close)
            for channel in OWN:
                token = f"{address.space} {channel}".encode()
                assert agent.may_say(address.topic(channel), token)
                heard = hub.next()
                while heard[1] != token:  # what earlier tests left retained
                    heard = hub.next()
                assert heard[0] == address.topic(channel)


def test_a_will_speaks_for_nobody_else(region: Region) -> None:
    """An agent that dies can't take another one offline."""
    with ExitStack() as closing:
        hub, other = region.hub().open(), region.agent(OTHER).open()
        for one in (hub, other):
            closing.callback(one.close)
        assert other.may_say(OTHER.topic(Channel.STATUS), b"", retain=True)
        hub.hear(OTHER.topic(Channel.STATUS))
        liar = region.agent(ONE)
        liar.client.will_set(OTHER.topic(Channel.STATUS), b"a lie", 1)
        try:
            liar.open()
        except Refused:
            return
        closing.callback(liar.close)
        connection = liar.client.socket()
        assert isinstance(connection, socket.socket)
        connection.shutdown(socket.SHUT_RDWR)  # no DISCONNECT: the broker sends the will
        assert liar.lost.wait(20)
        region.agent(ONE).open().close()  # by now the broker has let go of the old connection
        assert other.may_say(OTHER.topic(Channel.STATUS), b"the truth")
        assert hub.next()[1] == b"the truth"


def test_nobody_takes_anothers_session(region: Region) -> None:
    """An agent that calls itself by another's client id is known by its own name all the same."""
    with ExitStack() as closing:
        victim = region.agent(ONE, "hof/pi-1").open()
        closing.callback(victim.close)
        for thief in (region.agent(OTHER, "hof/pi-1"), region.agent(OTHER, "any")):
            thief.open().close()
        assert victim.may_say(ONE.topic(Channel.STATE))
        assert not victim.lost.is_set()


def test_the_hub_connects_twice(region: Region) -> None:
    """Its two readers have one name and two client ids: neither ends the other."""
    with ExitStack() as closing:
        hubs = [region.hub(name).open() for name in ("live", "archive")]
        for hub in hubs:
            closing.callback(hub.close)
        assert all(hub.may_say(ONE.topic(Channel.RECEIPTS)) for hub in hubs)
        assert not any(hub.lost.is_set() for hub in hubs)


def test_the_broker_names_its_limit(region: Region) -> None:
    """In the CONNACK, so that nobody sends what it wouldn't take; every message of ours fits."""
    with ExitStack() as closing:
        agent = region.agent(ONE).open()
        closing.callback(agent.close)
        assert agent.limits.MaximumPacketSize == 131_072


@pytest.mark.real("openssl")
def test_the_listener_for_the_outside_speaks_tls(tmp_path: Path) -> None:
    """With the certificate that it is given; who speaks plainly is not heard."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    key, cert = secrets / "mosquitto" / "server.key", secrets / "mosquitto" / "server.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=localhost", "-addext", f"subjectAltName=IP:{HOST}",
         "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    password = new_agent(secrets, "hof/pi-1")
    with deployed_broker(tmp_path / "broker", secrets, "tls.conf") as ports:
        agent = Client(ports.agents, "hof/pi-1", password)
        agent.client.tls_set(str(cert))
        agent.open().close()
        trusting = ssl.create_default_context(cafile=str(cert))
        trusting.check_hostname = False
        with (
            socket.create_connection((HOST, ports.agents)) as connection,
            trusting.wrap_socket(connection) as wrapped,
        ):
            assert wrapped.version() in {"TLSv1.2", "TLSv1.3"}
        plain = Client(ports.agents, "hof/pi-1", password)
        plain.client.connect(HOST, ports.agents)
        plain.client.loop_start()
        assert plain.lost.wait(20)
        plain.close()
