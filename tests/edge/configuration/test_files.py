"""The files that edge.toml names: what is wrong with each, under its key, before it starts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.cli import main
from edge.configuration.config import load
from edge.configuration.files import faults_in, named_files
from tests.parts.certificates import locked_key, self_signed

WHOLE = """
space = "hof"
agent = "pi-1"
outbox = "outbox.db"
[mqtt]
host = "127.0.0.1"
username = "hof/pi-1"
password_file = "password"
tls = { ca_file = "ca.crt", cert_file = "pi.crt", key_file = "pi.key" }
[[sensor]]
id = "seat-1"
kind = "switch"
desk = "d1"
pin = 17
"""
Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Make every file that an agent may need, as it should be."""
    folder = tmp_path_factory.mktemp("secrets")
    own, other = self_signed(folder, "pi"), self_signed(folder, "other")
    return {
        "password": b"geheim\n",
        "ca.crt": other.cert.read_bytes(),
        "pi.crt": own.cert.read_bytes(),
        "pi.key": own.key.read_bytes(),
        "other.key": other.key.read_bytes(),
        "locked.key": locked_key(folder, own).read_bytes(),
    }


@pytest.fixture
def toml(tmp_path: Path, secrets: dict[str, bytes]) -> Path:
    """Write an edge.toml and all that it names."""
    for name, content in secrets.items():
        (tmp_path / name).write_bytes(content)
    path = tmp_path / "edge.toml"
    path.write_text(WHOLE)
    return path


def faults(toml: Path) -> dict[str, str]:
    return {fault.key: fault.expected for fault in faults_in(load(toml))}


def test_good_files_have_no_fault(toml: Path) -> None:
    """Each of them is looked at, and none is made."""
    assert faults(toml) == {}
    tls = [f"mqtt.tls.{name}_file" for name in ("ca", "cert", "key")]
    named = [key for key, _ in named_files(load(toml))]
    assert named == ["outbox", "mqtt.password_file", *tls]
    assert not (toml.parent / "outbox.db").exists()


def write(name: str, content: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content)


def copied(name: str, source: str) -> Spoil:
    return lambda folder: (folder / name).write_bytes((folder / source).read_bytes())


def as_link(name: str, to: str) -> Spoil:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(to)

    return change


def as_pipe(name: str) -> Spoil:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


SPOILT: dict[str, tuple[Spoil, str, str]] = {
    "no password": (
        lambda folder: (folder / "password").unlink(),
        "mqtt.password_file",
        "expected a readable file",
    ),
    "an empty password": (write("password", b"\n"), "mqtt.password_file", "isn't empty"),
    "a pipe": (as_pipe("password"), "mqtt.password_file", "is none"),
    "a device": (as_link("pi.crt", "/dev/zero"), "mqtt.tls.cert_file", "is none"),
    "an outbox behind a link to itself": (as_link("outbox.db", "outbox.db"), "outbox", "symbolic"),
    "an outbox behind a link": (as_link("outbox.db", "gone/outbox.db"), "outbox", "is there, "),
    "no CA": (lambda folder: (folder / "ca.crt").unlink(), "mqtt.tls.ca_file", "No such file"),
    "no PEM": (write("ca.crt", b"x"), "mqtt.tls.ca_file", "PEM"),
    "no certificate": (write("pi.crt", b"x"), "mqtt.tls.cert_file", "PEM"),
    "another key": (copied("pi.key", "other.key"), "mqtt.tls.key_file", "is another one's"),
    "a locked key": (copied("pi.key", "locked.key"), "mqtt.tls.key_file", "without a passphrase"),
    "a folder": (lambda folder: (folder / "outbox.db").mkdir(), "outbox", "is a folder"),
    "a picture": (write("outbox.db", b"\xff\xd8\xff\xe0JFIF" * 99), "outbox", "something else"),
}


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize("case", SPOILT)
def test_what_is_wrong_is_told_by_its_key(
    toml: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    case: str,
) -> None:
    """Both commands end with 2 and name configuration, key and file."""
    spoil, key, said = SPOILT[case]
    monkeypatch.setattr("edge.check.print_table", lambda *_: 0)
    monkeypatch.setattr("edge.check.try_login", lambda *_: None)
    spoil(toml.parent)
    assert main([command, "--config", str(toml)]) == 2
    printed = capsys.readouterr()
    lines = (printed.out + printed.err).splitlines()
    assert any(f"{toml}: {key}: " in line and said in line for line in lines), lines


def test_a_folder_that_is_not_there_is_told(toml: Path) -> None:
    """And not made: it may be where a disk should be mounted."""
    toml.write_text(WHOLE.replace('"outbox.db"', '"gone/outbox.db"'))
    assert "a folder that is there" in faults(toml)["outbox"]


@pytest.mark.parametrize("head", [b"SQLite formaX 3\0", b"\0" * 64, b"\xff" * 64, b""])
def test_a_damaged_outbox_is_left_to_the_salvage(toml: Path, head: bytes) -> None:
    """What a bad card does is no mistake of the configuration."""
    (toml.parent / "outbox.db").write_bytes(head)
    assert faults(toml) == {}


def test_what_stands_beside_its_wal_was_an_outbox(toml: Path) -> None:
    """However little is left of it."""
    (toml.parent / "outbox.db").write_bytes(b"garbled by the card " * 9)
    (toml.parent / "outbox.db-wal").write_bytes(b"")
    assert faults(toml) == {}
