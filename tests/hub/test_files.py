"""The files that hub.toml names: what is wrong with each, under its key, before anything starts."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from hub.cli import MISCONFIGURED, main
from hub.config import load
from hub.domain.section import Section
from hub.files import faults_in, named_files, require_files
from hub.pages.mark import as_png, as_svg
from tests.parts.certificates import locked_key, self_signed

SPACE = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
since = 2026-01-01
picture = { file = "hof.jpg", alt = "Der Hof" }
easy_language = "easy.txt"
"""
WHOLE = f"""
[http]
port = 0
token_hash_file = "token"
archive_token_file = "archive.token"
[mqtt]
username = "hub"
password_file = "password"
tls = {{ ca_file = "ca.crt", cert_file = "hub.crt", key_file = "hub.key" }}
[store]
path = "hub.db"
[site]
logo = "logo.svg"
easy_language = "region.txt"
{SPACE}
"""
INFLUX = f"""
[store]
kind = "influxdb"
url = "http://127.0.0.1:1"
org = "o"
token_file = "influx"
bucket = "b"
raw_bucket = "r"
{SPACE}
"""


def a_picture() -> bytes:
    """Draw a picture."""
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Make every file that a hub may need, as it should be."""
    folder = tmp_path_factory.mktemp("secrets")
    hub, other = self_signed(folder, "hub"), self_signed(folder, "other")
    return {
        "token": b"a" * 64 + b"\n",
        "password": b"geheim\n",
        "ca.crt": other.cert.read_bytes(),
        "hub.crt": hub.cert.read_bytes(),
        "hub.key": hub.key.read_bytes(),
        "other.key": other.key.read_bytes(),
        "locked.key": locked_key(folder, hub).read_bytes(),
        "influx": b"token",
        "archive.token": b"token\n",
        "hof.jpg": a_picture(),
        "logo.svg": as_svg().encode(),
        "region.txt": b"Hier gibt es 3 Orte.\n",
        "easy.txt": "Das ist ein Ort.\n\nHier können Sie arbeiten.\n".encode(),
    }


@pytest.fixture
def toml(tmp_path: Path, secrets: dict[str, bytes]) -> Path:
    """Write a hub.toml and all that it names."""
    for name, content in secrets.items():
        (tmp_path / name).write_bytes(content)
    path = tmp_path / "hub.toml"
    path.write_text(WHOLE)
    return path


def faults(toml: Path) -> dict[str, str]:
    return {fault.key: fault.expected for fault in faults_in(load(toml))}


RUNNING = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


def test_good_files_have_no_fault(toml: Path) -> None:
    """A line break after a secret is no part of it, and a database that isn't there will be."""
    assert faults(toml) == {}
    assert not (toml.parent / "hub.db").exists()
    toml.write_text(INFLUX)
    assert faults(toml) == {}


def write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def gone(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def as_folder(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()

    return change


def copied(name: str, source: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / source).read_bytes())


def as_pipe(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def as_link(name: str, to: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(to)

    return change


PEM = b"-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n"
SPOILT = {
    "no archive token": (gone("archive.token"), "http.archive_token_file", "No such"),
    "no token hash": (gone("token"), "http.token_hash_file", "No such"),
    "a short hash": (write("token", b"a" * 63), "http.token_hash_file", "64 hex digits"),
    "upper case": (write("token", b"A" * 64), "http.token_hash_file", "64 hex digits"),
    "the token itself": (write("token", b"geheim"), "http.token_hash_file", "token new"),
    "an empty hash": (write("token", b"\n"), "http.token_hash_file", "isn't empty"),
    "no password": (gone("password"), "mqtt.password_file", "No such"),
    "an empty password": (write("password", b" \n"), "mqtt.password_file", "isn't empty"),
    "two lines": (write("password", b"a\nb"), "mqtt.password_file", "one line"),
    "no text": (write("password", b"\xff\xfe"), "mqtt.password_file", "UTF-8"),
    "a folder": (as_folder("password"), "mqtt.password_file", "is a folder"),
    "a pipe": (as_pipe("password"), "mqtt.password_file", "is none"),
    "a device": (as_link("token", "/dev/zero"), "http.token_hash_file", "is none"),
    "a link to itself": (as_link("password", "password"), "mqtt.password_file", "symbolic links"),
    "no PEM": (write("ca.crt", b"\x30\x82"), "mqtt.tls.ca_file", "PEM"),
    "a broken PEM": (write("ca.crt", PEM), "mqtt.tls.ca_file", "PEM"),
    "a key for a CA": (copied("ca.crt", "hub.key"), "mqtt.tls.ca_file", "a CA's certificate"),
    "no certificate": (write("hub.crt", b"x"), "mqtt.tls.cert_file", "a certificate in PEM"),
    "another key": (copied("hub.key", "other.key"), "mqtt.tls.key_file", "is another one's"),
    "a locked key": (copied("hub.key", "locked.key"), "mqtt.tls.key_file", "without a passphrase"),
    "a certificate for a key": (copied("hub.key", "hub.crt"), "mqtt.tls.key_file", "a private key"),
    "a store that is a folder": (as_folder("hub.db"), "store.path", "is a folder"),
    "a store behind a link to itself": (as_link("hub.db", "hub.db"), "store.path", "symbolic"),
    "a store behind a link": (as_link("hub.db", "gone/hub.db"), "store.path", "is there, "),
    "no logo": (gone("logo.svg"), "site.logo", "No such"),
    "a text for a logo": (write("logo.svg", b"Wappen"), "site.logo", "an SVG, PNG or JPEG image, "),
    "a logo that runs": (write("logo.svg", RUNNING), "site.logo", "an SVG without scripts"),
    "half a logo": (write("logo.svg", as_png(16)[:99]), "site.logo", "a whole PNG file"),
    "a heavy logo": (write("logo.svg", b"<svg>" * 30_000), "site.logo", "at most 100 kB"),
    "no picture": (gone("hof.jpg"), 'space "hof": picture.file', "No such"),
    "a drawing": (write("hof.jpg", b"<svg/>"), 'space "hof": picture.file', "JPEG, PNG or WebP"),
    "no easy text": (gone("easy.txt"), 'space "hof": easy_language', "No such"),
    "another encoding": (write("easy.txt", b"F\xfcr"), 'space "hof": easy_language', "UTF-8"),
    "a bell": (write("easy.txt", b"a\7"), 'space "hof": easy_language', "control characters"),
    "no easy text of all": (gone("region.txt"), "site.easy_language", "No such"),
    "bytes for a text": (write("region.txt", b"\xff"), "site.easy_language", "UTF-8"),
    "a book": (write("easy.txt", b"a" * 70_000), 'space "hof": easy_language', "65536 bytes"),
    "a store that is a text": (write("hub.db", b"Guten Tag." * 9), "store.path", "something else"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "key", "said"), SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_is_told_by_its_key(
    toml: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], object],
    key: str,
    said: str,
) -> None:
    """`serve` ends with 2 and names configuration, key and file: systemd doesn't try again."""
    spoil(toml.parent)
    assert said in faults(toml)[key]
    assert main(["serve", "--config", str(toml)]) == MISCONFIGURED
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith(f"platzfrei-hub: {toml}: ") for line in lines)
    assert any(f": {key}: " in line and said in line for line in lines)


def test_a_folder_that_is_not_there_is_told(toml: Path) -> None:
    """Nobody makes it: where a disk should be mounted, a folder of that name hides that."""
    toml.write_text(WHOLE.replace("hub.db", "gone/hub.db"))
    assert "a folder that is there" in faults(toml)["store.path"]
    assert not (toml.parent / "gone").exists()
    toml.write_text(WHOLE.replace("hub.db", "password/hub.db"))
    assert (
        "Not a directory" in faults(toml)["store.path"] or "is a file" in faults(toml)["store.path"]
    )


@pytest.mark.real("no root")
def test_what_this_user_may_not_use_is_told(toml: Path) -> None:
    """By the mode of the file or of the folder."""
    (toml.parent / "password").chmod(0)
    locked = toml.parent / "locked"
    locked.mkdir(mode=0o500)
    toml.write_text(WHOLE.replace("hub.db", "locked/hub.db"))
    found = faults(toml)
    assert "Permission denied" in found["mqtt.password_file"]
    assert "this user may write" in found["store.path"]


def test_a_read_only_disk_is_told(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, and yet not there."""
    asked = os.statvfs

    def read_only(path: Path) -> object:
        flags = asked(path).f_flag | os.ST_RDONLY
        return SimpleNamespace(f_flag=flags)

    monkeypatch.setattr("hub.files.os.statvfs", read_only)
    assert "is read-only" in faults(toml)["store.path"]


@pytest.mark.parametrize("head", [b"SQLite formaX 3\0", b"\0" * 64, b"\xff" * 64, b""])
def test_a_damaged_head_is_no_mistake_of_the_configuration(toml: Path, head: bytes) -> None:
    """What a bad card does to a database may heal; it is no other file."""
    (toml.parent / "hub.db").write_bytes(head)
    assert "store.path" not in faults(toml)


@pytest.mark.parametrize("task", [["store", "init"], ["audit"]])
@pytest.mark.parametrize("spoil", [as_pipe("influx"), as_link("influx", "/dev/zero")])
def test_a_token_is_no_pipe_and_no_device(
    toml: Path,
    capsys: pytest.CaptureFixture[str],
    task: list[str],
    spoil: Callable[[Path], object],
) -> None:
    """Commands that need the store alone don't wait for the end of what has none."""
    (toml.parent / "influx").touch()
    spoil(toml.parent)
    toml.write_text(INFLUX)
    assert main([*task, "--config", str(toml)]) == MISCONFIGURED
    assert "store.token_file: expected a readable file" in capsys.readouterr().err


def test_every_file_of_the_configuration_is_looked_at(toml: Path) -> None:
    """Each key that ends in _file, the store's path, and what visitors are shown."""
    whole = load(toml)
    named = {key for key, _ in named_files(whole)}
    toml.write_text(INFLUX)
    influx = load(toml)
    named |= {key for key, _ in named_files(influx)}
    tables: dict[str, Section | None] = {
        "http": whole.http,
        "mqtt": whole.mqtt,
        "mqtt.tls": whole.mqtt.tls,
        "store": influx.store,
    }
    keys = {
        f"{table}.{name}"
        for table, section in tables.items()
        if section is not None
        for name in type(section).model_fields
        if name.endswith("_file")
    }
    of_spaces = {'space "hof": picture.file', 'space "hof": easy_language'}
    assert keys | {"store.path", "site.logo", "site.easy_language"} | of_spaces == named


def test_the_authority_of_servers_elsewhere(toml: Path) -> None:
    """It is looked at as the mail server's is."""
    toml.write_text(toml.read_text() + '[outside]\nca_file = "own.crt"\n')
    assert faults(toml).keys() == {"outside.ca_file"}
    (toml.parent / "own.crt").write_bytes((toml.parent / "ca.crt").read_bytes())
    assert faults(toml) == {}


MAIL = """
[mail]
host = "mail.example.org"
from = "hub@example.org"
username = "hub"
password_file = "mail.password"
ca_file = "ca.crt"
"""


def test_the_files_of_the_mail_server(toml: Path) -> None:
    """A password as SMTP takes it, and an authority; a replica sends no mail and needs neither."""
    toml.write_text(toml.read_text() + MAIL)
    password = toml.parent / "mail.password"
    assert faults(toml).keys() == {"mail.password_file"}
    password.write_text("Schlüssel\n")
    said = f"expected a password in ASCII, as SMTP takes it, in {password}"
    assert faults(toml) == {"mail.password_file": said}
    password.write_text("open sesame\n")
    assert faults(toml) == {}
    toml.write_text(toml.read_text().replace(MAIL, MAIL.replace("ca.crt", "token")))
    assert faults(toml).keys() == {"mail.ca_file"}
    require_files(load(toml), toml, is_replica=True)
