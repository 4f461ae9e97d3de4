"""The shell scripts of deploy/: they parse, and do the same when run twice."""

import os
import subprocess
from pathlib import Path

import pytest

import edge.configuration.config
from tests.deploy.broker import make_secrets, new_agent
from tests.house.tree import ROOT
from tests.parts.catalogue import path_of

SCRIPTS = sorted((ROOT / "deploy").rglob("*.sh"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_and_stops_at_errors(path: Path) -> None:
    """By the shell that its first line names; executable, and strict."""
    text = path.read_text()
    shell = "bash" if "bash" in text.splitlines()[0] else "sh"
    subprocess.run([shell, "-n", path], check=True, timeout=30)
    assert os.access(path, os.X_OK)
    assert "set -eu" in text


@pytest.mark.real("shellcheck")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(path: Path) -> None:
    """Quotes, exit statuses, portability."""
    ran = subprocess.run([path_of("shellcheck"), path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.real("mosquitto")
def test_secrets_are_made_once(tmp_path: Path) -> None:
    """A second start changes none; two installs share none; none is printed."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    said = make_secrets(one)
    first = content(one)
    make_secrets(one)
    assert content(one) == first
    make_secrets(other)
    second = content(other)
    assert first.keys() == second.keys()
    empty = {"mosquitto/agents.passwd", "grafana/smtp.password"}
    for name, secret in first.items():
        assert (secret == second[name]) is (name in empty)
        assert name in empty or secret.decode() not in said


@pytest.mark.real("mosquitto")
def test_a_half_made_start_is_completed(tmp_path: Path) -> None:
    """After a power cut between two files the rest is made, and what is there stays."""
    make_secrets(tmp_path)
    before = content(tmp_path)
    (tmp_path / "mosquitto" / "hub.passwd").unlink()
    make_secrets(tmp_path)
    after = content(tmp_path)
    assert after.keys() == before.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"mosquitto/hub.passwd", "hub/mqtt.password"}


@pytest.mark.real("mosquitto")
def test_the_password_of_the_mail_server_comes_from_outside(tmp_path: Path) -> None:
    """On standard input, so that it stands in no list of processes; nothing is refused."""
    make_secrets(tmp_path)
    kept = tmp_path / "grafana" / "smtp.password"
    said = make_secrets(tmp_path, "smtp", typed="geheim\n")
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("geheim", 0o400)
    assert "geheim" not in said
    make_secrets(tmp_path)
    assert kept.read_text() == "geheim"
    with pytest.raises(subprocess.CalledProcessError):
        make_secrets(tmp_path, "smtp", typed="\n")
    assert kept.read_text() == "geheim"


def test_only_the_owner_reads_a_secret(tmp_path: Path) -> None:
    """Nobody else on the machine, nor in another container."""
    make_secrets(tmp_path)
    new_agent(tmp_path, "hof/pi-1")
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == {0o400}


@pytest.mark.real("mosquitto")
@pytest.mark.parametrize(
    "name", ["", "pi", "a/b/c", "a+/b", "#", "A/b", "/b", "a/", "-a/b", "a b/c"]
)
def test_an_agent_that_can_not_be_one_is_refused(tmp_path: Path, name: str) -> None:
    """What would not be one space and one agent gets no password."""
    make_secrets(tmp_path)
    before = content(tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        make_secrets(tmp_path, "agent", name)
    assert content(tmp_path) == before


@pytest.mark.real("mosquitto")
def test_a_removed_agent_has_no_password(tmp_path: Path) -> None:
    """And the others keep theirs."""
    make_secrets(tmp_path)
    new_agent(tmp_path, "hof/pi-1")
    new_agent(tmp_path, "hof/pi-2")
    make_secrets(tmp_path, "remove", "hof/pi-1")
    left = (tmp_path / "mosquitto" / "agents.passwd").read_text()
    assert [line.partition(":")[0] for line in left.splitlines()] == ["hof/pi-2"]


LISTENING = """#!/bin/sh
echo "$*" >>"$CALLED"
PATH="${PATH#*:}" exec mosquitto_passwd "$@"
"""


@pytest.mark.real("mosquitto")
def test_no_password_stands_on_a_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever lists the processes of a host sees the command lines of its containers, too."""
    programs, called = tmp_path / "bin", tmp_path / "called"
    programs.mkdir()
    stub(programs / "mosquitto_passwd", LISTENING)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLED", str(called))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    make_secrets(secrets)
    passwords = [new_agent(secrets, "hof/pi-1"), (secrets / "hub/mqtt.password").read_text()]
    assert called.read_text()
    assert not any(password in called.read_text() for password in passwords)


@pytest.mark.real("mosquitto")
def test_a_failing_program_changes_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agents that have one keep it."""
    secrets, programs = tmp_path / "secrets", tmp_path / "bin"
    for folder in (secrets, programs):
        folder.mkdir()
    make_secrets(secrets)
    new_agent(secrets, "hof/pi-1")
    before = content(secrets)
    stub(programs / "mosquitto_passwd", "#!/bin/sh\nexit 1\n")
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    with pytest.raises(subprocess.CalledProcessError):
        new_agent(secrets, "hof/pi-1")
    assert content(secrets) == before


def stub(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def native(tmp_path: Path) -> Path:
    """Make a folder like /, in which root gives passwords to Debian's Mosquitto."""
    for name in ("etc/mosquitto", "etc/platzfrei", "bin", "tmp"):
        (tmp_path / name).mkdir(parents=True)
    stub(tmp_path / "bin" / "id", "#!/bin/sh\necho 0\n")
    for name in ("getent", "chown"):
        stub(tmp_path / "bin" / name, "#!/bin/sh\n")
    return tmp_path


def broker_password(native: Path, *arguments: str) -> int:
    """Run broker-password.sh; return its exit status."""
    environment = {
        **os.environ,
        "PATH": f"{native / 'bin'}:{os.environ['PATH']}",
        "DESTDIR": str(native),
        "TMPDIR": str(native / "tmp"),
    }
    script = ROOT / "deploy" / "broker-password.sh"
    return subprocess.run(
        [script, *arguments], env=environment, capture_output=True, check=False, timeout=60
    ).returncode


@pytest.mark.real("mosquitto")
@pytest.mark.real("openssl")
@pytest.mark.parametrize("failing", ["mosquitto_passwd", "awk", "mktemp", "openssl"])
def test_whatever_fails_natively_no_password_is_lost(native: Path, failing: str) -> None:
    """Each file is replaced whole or not at all, and no password is left behind in another."""
    for who in ("hub", "hof/pi-1", "hof/pi-2"):
        assert broker_password(native, who) == 0
    before = content(native / "etc")
    stub(native / "bin" / failing, "#!/bin/sh\nexit 1\n")
    tried = [broker_password(native, who) for who in ("hub", "hof/pi-1", "hof/pi-3")]
    assert all(tried)
    assert content(native / "etc") == before
    assert content(native / "tmp") == {}


@pytest.mark.real("mosquitto")
@pytest.mark.real("openssl")
def test_natively_a_removed_agent_has_no_password(native: Path) -> None:
    """The others keep theirs, and the last one leaves an empty file."""
    for who in ("hof/pi-1", "hof/pi-2"):
        broker_password(native, who)
    kept = native / "etc" / "mosquitto" / "agents.passwd"
    assert broker_password(native, "--remove", "hof/pi-1") == 0
    assert [line.partition(":")[0] for line in kept.read_text().splitlines()] == ["hof/pi-2"]
    assert broker_password(native, "--remove", "hof/pi-2") == 0
    assert kept.read_text() == ""


INFLUX = """#!/bin/sh
case "$1 $2" in
"bucket list") printf '%s\\t%s\\n' "id-of-$4$AGAIN" "$4" ;;
"auth list") printf '7\\tother\\tsecret-0\\n8\\told of the hub\\told\\n' ;;
"auth delete") echo "delete $4" >>"$ASKED" ;;
"auth create")
    shift 2
    echo "$*" >>"$ASKED"
    printf '{\\n\\t"id": "1",\\n\\t"token": "secret-%s"\\n}\\n' "$#" ;;
esac
"""


def test_the_tokens_may_do_no_more_than_needed(tmp_path: Path) -> None:
    """Two are asked for, once: Grafana's may only read."""
    secrets, programs = tmp_path / "secrets", tmp_path / "bin"
    for folder in (programs, *(secrets / name for name in ("influxdb", "hub", "grafana"))):
        folder.mkdir(parents=True)
    (programs / "influx").write_text(INFLUX)
    (programs / "influx").chmod(0o755)
    (secrets / "influxdb" / "influxdb.token").write_text("all")
    asked = tmp_path / "asked"
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PLATZFREI_SECRETS": str(secrets),
        "ASKED": str(asked),
        "AGAIN": "",
    }
    for _ in range(2):
        script = ROOT / "deploy" / "compose" / "make-tokens.sh"
        subprocess.run(["/bin/sh", script], env=environment, check=True, timeout=30)
    hub, grafana = asked.read_text().splitlines()
    assert not hub.startswith("delete")
    assert hub.count("--write-bucket") == hub.count("--read-bucket") == 3
    assert "--write-bucket" not in grafana
    assert "id-of-platzfrei-recent" in grafana
    assert "id-of-platzfrei-raw" not in grafana
    assert (secrets / "hub" / "influxdb.token").read_text().startswith("secret-")
    assert (secrets / "grafana" / "influxdb.token").read_text().startswith("secret-")


def test_a_token_of_an_older_version_is_replaced_and_revoked(tmp_path: Path) -> None:
    """It could not write the third bucket; and one for buckets that are gone is replaced, too."""
    secrets, programs = tmp_path / "secrets", tmp_path / "bin"
    for folder in (programs, *(secrets / name for name in ("influxdb", "hub", "grafana"))):
        folder.mkdir(parents=True)
    (programs / "influx").write_text(INFLUX)
    (programs / "influx").chmod(0o755)
    (secrets / "influxdb" / "influxdb.token").write_text("all")
    (secrets / "hub" / "influxdb.token").write_text("old")
    asked = tmp_path / "asked"
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PLATZFREI_SECRETS": str(secrets),
        "ASKED": str(asked),
    }
    script = ROOT / "deploy" / "compose" / "make-tokens.sh"
    for again, made in (("", 2), ("", 2), ("-again", 4)):
        subprocess.run(
            ["/bin/sh", script], env={**environment, "AGAIN": again}, check=True, timeout=30
        )
        said = asked.read_text().splitlines()
        assert sum("--read-bucket" in line for line in said) == made
        assert [line for line in said if line.startswith("delete")][:1] == ["delete 8"]
    assert (secrets / "hub" / "influxdb.token").read_text().startswith("secret-")


STUB = """#!/bin/sh
echo "$(basename "$0") $*" >>"$CALLED"
case "$(basename "$0") $*" in
"dpkg-query "*) echo installed ;;
"systemctl is-active "*) [ -e "$DESTDIR/etc/systemd/system/platzfrei-edge.service" ] ;;
"platzfrei-edge check "*) [ ! -e "$CALLED.ill" ] ;;
"python3 -m venv"*)
    for last; do :; done
    mkdir -p "$last/bin"
    cp "$0" "$last/bin/python"
    cp "$0" "$last/bin/platzfrei-edge" ;;
esac
"""


def install_edge(folder: Path) -> list[str]:
    """Run install-edge.sh into a folder, with stubs for what changes a machine; return calls."""
    programs, called = folder / "stubs", folder / "called"
    programs.mkdir(exist_ok=True)
    for name in (
        "apt-get",
        "apt-cache",
        "dpkg-query",
        "getent",
        "useradd",
        "usermod",
        "systemctl",
        "python3",
    ):
        (programs / name).write_text(STUB)
        (programs / name).chmod(0o755)
    called.write_text("")
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "DESTDIR": str(folder / "root"),
        "CALLED": str(called),
    }
    script = ROOT / "deploy" / "install-edge.sh"
    subprocess.run([script], env=environment, check=True, timeout=60, capture_output=True)
    return called.read_text().splitlines()


def test_the_edge_is_installed_and_a_second_run_keeps_the_configuration(tmp_path: Path) -> None:
    """Program, unit and an example to fill in; what the operator wrote stays."""
    first = install_edge(tmp_path)
    config = tmp_path / "root" / "etc" / "platzfrei" / "edge.toml"
    unit = tmp_path / "root" / "etc" / "systemd" / "system" / "platzfrei-edge.service"
    assert edge.configuration.config.load(config).outbox == Path(
        "/var/lib/platzfrei-edge/outbox.db"
    )
    assert unit.read_text() == (ROOT / "deploy" / "systemd" / "platzfrei-edge.service").read_text()
    assert config.stat().st_mode & 0o007 == 0
    config.write_text(config.read_text() + "# mine\n")
    second = install_edge(tmp_path)
    assert config.read_text().endswith("# mine\n")
    assert any("-m venv" in one for one in first)
    assert not any("-m venv" in one for one in second)


def test_a_careful_shell_of_root_leaves_the_agent_its_program(tmp_path: Path) -> None:
    """With umask 077 the agent's own user could start nothing."""
    before = os.umask(0o077)
    try:
        install_edge(tmp_path)
    finally:
        os.umask(before)
    program = tmp_path / "root" / "opt" / "platzfrei-edge"
    assert program.stat().st_mode & 0o005 == 0o005
    assert (program / "bin" / "python").stat().st_mode & 0o005 == 0o005


def test_an_agent_is_started_first_when_its_sensors_can_be_read(tmp_path: Path) -> None:
    """A fresh one waits for its configuration; one that ran runs again after an update."""
    (tmp_path / "called.ill").touch()
    restart = "systemctl restart platzfrei-edge.service"
    assert restart not in install_edge(tmp_path)
    assert restart in install_edge(tmp_path)


def test_the_edge_installs_pinned_packages_alone(tmp_path: Path) -> None:
    """By their hashes, then this checkout without any dependency; no address of an index."""
    calls = install_edge(tmp_path)
    pip = [call for call in calls if " -m pip install " in call]
    assert len(pip) == 2
    assert "--require-hashes --requirement requirements/edge.txt" in pip[0]
    assert "--no-deps --no-build-isolation" in pip[1]
    assert not any(call.startswith("apt-get") for call in calls), "everything was there"
    assert calls[-1] == "systemctl restart platzfrei-edge.service"
