"""`platzfrei-hub check`: everything that `serve` needs, tried on real parts."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.cli import MISCONFIGURED, main
from hub.stores.sqlite.store import SqliteStore
from tests.deploy.broker import deployed_broker, make_secrets
from tests.house.tree import ROOT
from tests.parts.certificates import self_signed
from tests.parts.influx import ORG, Influx
from tests.parts.mosquitto import HOST, BrokerConfig, Mosquitto
from tests.parts.smtp import smtp_server

SPACE = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
since = 2026-01-01
[[space.desk]]
id = "d1"
agent = "pi"
"""


class Checked:
    """Runs the check on a hub.toml of a test's own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.toml = folder / "hub.toml"
        self._capsys = capsys

    def __call__(
        self, mqtt: str, http: str = "port = 0", store: str = 'path = "hub.db"', more: str = ""
    ) -> int:
        self.toml.write_text(f"[http]\n{http}\n[mqtt]\n{mqtt}\n[store]\n{store}\n{SPACE}{more}")
        status = main(["check", "--config", str(self.toml)])
        out, self.told = self._capsys.readouterr()
        self.lines = out.splitlines()
        assert all(line.startswith(("ok     ", "warn   ", "wrong  ")) for line in self.lines)
        return status

    def wrong(self) -> str:
        """Return the one line that is wrong."""
        (line,) = [line for line in self.lines if line.startswith("wrong")]
        return line.removeprefix("wrong  ").removeprefix(f"{self.toml}: ")


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Checked:
    return Checked(tmp_path, capsys)


@pytest.fixture
def nobody() -> object:
    """Lend a port at which nobody listens."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        yield held.getsockname()[1]


@pytest.mark.real("mosquitto")
def test_all_is_well(check: Checked, mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Status 0, a line for each thing, and nothing was made."""
    assert check(f"port = {mosquitto.port}") == 0
    said = "\n".join(check.lines)
    assert f"mqtt: {HOST}:{mosquitto.port} lets us in without a name" in said
    assert "hub.db isn't there yet" in said
    assert [path.name for path in tmp_path.glob("hub*")] == ["hub.toml"]


def test_rooms_are_no_desks(check: Checked, nobody: int) -> None:
    """The summary counts desks as the page does; and port 0 is no address."""
    room = '[[space.desk]]\nid = "r1"\nagent = "pi"\nkind = "room"\n'
    check(f"port = {nobody}", more=room)
    assert check.lines[0].endswith(": 1 spaces, 1 desks, 1 rooms and booths, 1 agents")
    assert "ok     http: port 0 means any that is free" in check.lines


def test_nobody_listens(check: Checked, nobody: int) -> None:
    """Status 1: the configuration may be right."""
    assert check(f"port = {nobody}") == 1
    assert check.wrong().startswith(f"mqtt.port: nobody listens at {HOST}:{nobody}")


def test_something_else_listens(check: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and says nothing: told after a while, not waited for."""
    monkeypatch.setattr("hub.check.try_login", _impatient())
    with socket.create_server((HOST, 0)) as other:
        assert check(f"port = {other.getsockname()[1]}") == 1
    assert "said nothing" in check.wrong()


def _impatient() -> Callable[..., object]:
    from hub.mqtt_trial import try_login

    return lambda config: try_login(config, 0.5)


def test_a_name_that_nobody_has(check: Checked) -> None:
    """The key is the host's."""
    assert check('host = "nowhere.invalid"') == 1
    assert check.wrong().startswith('mqtt.host: nobody knows a machine called "nowhere.invalid"')


@pytest.mark.real("mosquitto")
def test_the_deployed_broker_and_its_passwords(check: Checked, tmp_path: Path) -> None:
    """The hub's own name and password: well; another password, none, or an agent's door: wrong."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    (tmp_path / "good").write_text((secrets / "hub" / "mqtt.password").read_text())
    (tmp_path / "bad").write_text("bad")
    with deployed_broker(tmp_path / "broker", secrets) as ports:
        login = f'port = {ports.hub}\nusername = "hub"\npassword_file = '
        assert check(f'{login}"good"') == 0
        assert check(f'{login}"bad"') == 2
        assert check.wrong().startswith("mqtt.password_file: the broker at")
        assert check(f"port = {ports.hub}") == 2
        assert check.wrong().startswith("mqtt.username: ")
        assert check(f'{login}"gone"') == 2
        assert check.wrong().startswith("mqtt.password_file: expected a readable file")


@pytest.mark.real("mosquitto")
def test_a_user_who_may_not_answer(
    check: Checked, new_mosquitto: Callable[[BrokerConfig], Mosquitto]
) -> None:
    """Logging in isn't all: the rules of the broker are tried as well."""
    broker = new_mosquitto(BrokerConfig(acl="topic read platzfrei/v1/#\n"))
    broker.start()
    assert check(f"port = {broker.port}") == 2
    assert "mqtt.username: the broker doesn't let somebody without a name use" in check.wrong()


@pytest.mark.real("mosquitto")
def test_tls(
    check: Checked, tmp_path: Path, new_mosquitto: Callable[[BrokerConfig], Mosquitto]
) -> None:
    """The right CA: well; another, another name, no TLS, or TLS where none is: each in words."""
    good, other = self_signed(tmp_path, "good"), self_signed(tmp_path, "other")
    named = self_signed(tmp_path, "named", "broker.example")
    brokers = {}
    for pair in (good, named):
        for path in (pair.cert, pair.key):
            path.chmod(0o644)
        lines = (f"certfile {pair.cert}", f"keyfile {pair.key}")
        brokers[pair] = new_mosquitto(BrokerConfig(extra_lines=lines))
        brokers[pair].start()
    plain = new_mosquitto(BrokerConfig())
    plain.start()
    port = f"port = {brokers[good].port}\n"
    assert check(f'{port}tls = {{ ca_file = "good.crt" }}') == 0
    assert check(f'{port}tls = {{ ca_file = "other.crt" }}') == 2
    assert check.wrong().startswith("mqtt.tls.ca_file: the broker's certificate wasn't signed")
    assert check(f'port = {brokers[named].port}\ntls = {{ ca_file = "named.crt" }}') == 2
    assert check.wrong().startswith(f"mqtt.host: the broker's certificate isn't made for {HOST}")
    assert check(port) == 1
    assert check.wrong().startswith("mqtt.tls.ca_file: ")
    assert check(f'port = {plain.port}\ntls = {{ ca_file = "{other.cert.name}" }}') == 1
    assert check.wrong().startswith("mqtt.port: what answers at")
    assert "expected the port with TLS" in check.wrong()


@pytest.mark.real("mosquitto")
def test_old_keys_of_tls_connect_and_are_told(
    check: Checked, tmp_path: Path, new_mosquitto: Callable[[BrokerConfig], Mosquitto]
) -> None:
    """All is well, status 0, with a warning; beside the new ones they are refused: status 2."""
    pair = self_signed(tmp_path, "good")
    for path in (pair.cert, pair.key):
        path.chmod(0o644)
    lines = (f"certfile {pair.cert}", f"keyfile {pair.key}")
    broker = new_mosquitto(BrokerConfig(extra_lines=lines))
    broker.start()
    old = f'port = {broker.port}\nca_file = "good.crt"'
    assert check(old) == 0
    warned = [line for line in check.lines if line.startswith("warn")]
    (warning,) = [line for line in warned if ": site: " not in line]
    assert warning.startswith(
        f"warn   {check.toml}: mqtt.ca_file: this key was renamed to mqtt.tls"
    )
    assert any("lets us in without a name, with TLS" in line for line in check.lines)
    assert check(f'{old}\ntls = {{ ca_file = "good.crt" }}') == 2
    assert check.told == (
        f"platzfrei-hub: {check.toml}: mqtt.ca_file: this is the old name of mqtt.tls.ca_file;"
        " expected only one of the two\n"
    )


@pytest.mark.real("mosquitto")
def test_a_running_hub_is_not_disturbed(
    check: Checked, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """Its store is in use, its port answers, its sessions stay: all is well."""
    assert check(f"port = {mosquitto.port}") == 0
    command = [sys.executable, "-m", "hub", "serve", "--config", str(check.toml)]
    log = tmp_path / "log"
    with log.open("wb") as out:
        hub = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    try:
        deadline_s = time.monotonic() + 60
        while "listening on" not in log.read_text() or log.read_text().count("connected") < 2:
            assert time.monotonic() < deadline_s, log.read_text()
            time.sleep(0.1)
        (address,) = [line for line in log.read_text().splitlines() if "listening" in line]
        port = address.rpartition(":")[2]
        assert check(f"port = {mosquitto.port}", f"port = {port}") == 0
        said = "\n".join(check.lines)
        assert "hub.db is in use by a running hub" in said
        assert f"a running hub answers on http://{HOST}:{port}" in said
        assert "trying again" not in log.read_text()
    finally:
        hub.terminate()
        hub.wait(30)


def test_a_port_of_another_program(check: Checked, nobody: int) -> None:
    """Status 2, with the key."""
    with socket.create_server((HOST, 0)) as other:
        busy = other.getsockname()[1]
        assert check(f"port = {nobody}", f"port = {busy}") == 2
    assert any("http.port: another program listens" in line for line in check.lines)


def test_an_address_of_another_machine(check: Checked, nobody: int) -> None:
    """192.0.2.0/24 is nobody's (RFC 5737)."""
    assert check(f"port = {nobody}", 'host = "192.0.2.1"') == 2
    assert any("http.host: " in line for line in check.lines)


def test_a_damaged_store(check: Checked, nobody: int, tmp_path: Path) -> None:
    """Told, and left as it is."""
    SqliteStore.open(tmp_path / "hub.db").close()
    content = (tmp_path / "hub.db").read_bytes()
    (tmp_path / "hub.db").write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert check(f"port = {nobody}") == 1
    assert any("wrong" in line and "store.path" in line for line in check.lines)
    (tmp_path / "hub.db").unlink()
    with closing(SqliteStore.open(tmp_path / "hub.db")):
        pass
    check(f"port = {nobody}")
    assert any("hub.db is sound" in line for line in check.lines)


def test_influxdb(check: Checked, nobody: int, influx: Influx, tmp_path: Path) -> None:
    """The token reads and writes all buckets; another token, or none that listens, is told."""
    access = influx.access
    (tmp_path / "token").write_text(access.token)
    (tmp_path / "wrong").write_text("wrong")
    store = (
        f'kind = "influxdb"\nurl = "{access.url}"\norg = "{ORG}"\nbucket = "{access.bucket}"\n'
        f'raw_bucket = "{access.raw_bucket}"\ntoken_file = '
    )
    check(f"port = {nobody}", store=f'{store}"token"')
    assert sum("the token may read and write bucket" in line for line in check.lines) == 3
    assert check(f"port = {nobody}", store=f'{store}"wrong"') == 2
    assert any("store.token_file: InfluxDB doesn't know this token" in line for line in check.lines)
    gone = store.replace(access.url, f"http://{HOST}:{nobody}")
    assert check(f"port = {nobody}", store=f'{gone}"token"') == 1


LOCAL_MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
tls = "none"
from = "hub@example.org"
"""
SCHEDULE = """
[[schedule]]
name = "old"
every = "month"
folder = "reports"
until = 2026-02-28
"""


def test_the_mail_server_is_greeted(check: Checked, nobody: int) -> None:
    """Nothing is sent; a server that is out of reach is named with its key."""
    with smtp_server() as server:
        check(f"port = {nobody}", more=LOCAL_MAIL.format(port=server.port))
        assert server.taken == []
    said = f"ok     mail: {HOST}:{server.port} lets us in without a name, without TLS"
    assert f"{said}; nothing was sent" in check.lines
    assert check(f"port = {nobody}", more=LOCAL_MAIL.format(port=nobody)) == 1
    toml = check.toml
    assert f"wrong  {toml}: mail.host: {HOST}:{nobody}: Connection refused" in check.lines


def test_a_mail_server_that_is_configured_wrongly(check: Checked, nobody: int) -> None:
    """Only another configuration helps."""
    with smtp_server() as server:
        encrypted = LOCAL_MAIL.replace("none", "starttls").format(port=server.port)
        assert check(f"port = {nobody}", more=encrypted) == MISCONFIGURED
    address = f"{HOST}:{server.port}"
    assert f"wrong  {check.toml}: mail.tls: {address} offers no STARTTLS" in check.lines


def test_the_places_of_schedules(check: Checked, nobody: int, tmp_path: Path) -> None:
    """Nothing is made; one of which nothing comes any more is a warning."""
    check(f"port = {nobody}", more=SCHEDULE)
    assert f'ok     schedule "old": folder: {tmp_path / "reports"}' in check.lines
    ended = 'schedule "old": until: 2026-02-28 is past; nothing comes any more'
    assert f"warn   {check.toml}: {ended}" in check.lines
    assert not (tmp_path / "reports").exists()
    (tmp_path / "reports").write_text("a file")
    assert check(f"port = {nobody}", more=SCHEDULE) == MISCONFIGURED
    said = f'schedule "old": folder: expected a folder, {tmp_path / "reports"} is a file'
    assert f"wrong  {check.toml}: {said}" in check.lines


def test_mail_that_nobody_sends(check: Checked, nobody: int, tmp_path: Path) -> None:
    """What waits from when there was a server is named."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        OutgoingMemory(book).keep([OutgoingMail("1@a", "report", "b@a", 0, b"x")])
    check(f"port = {nobody}")
    assert f"warn   {check.toml}: mail: is missing, and 1 message waits" in check.lines
