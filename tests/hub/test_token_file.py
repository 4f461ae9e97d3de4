"""`platzfrei-hub token new`: what is kept, what is printed, and what nobody overwrites unasked."""

import hashlib
import os
import re
import stat
from pathlib import Path

import pytest

from hub.cli import MISCONFIGURED, main
from hub.http.auth import TokenAuth

SPACE = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
since = 2026-01-01
"""


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "hub.toml"
    path.write_text(f'[http]\ntoken_hash_file = "token.sha256"\n{SPACE}')
    return path


def token_in(said: str) -> str:
    found = re.search(r"^token +(\S+)$", said, re.MULTILINE)
    assert found
    return found[1]


def test_the_hash_is_kept_and_the_token_printed_once(
    toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is its owner's alone, the hub can use it, and the token stands nowhere."""
    assert main(["token", "new", "--config", str(toml)]) == 0
    token, kept = token_in(capsys.readouterr().out), toml.with_name("token.sha256")
    assert kept.read_text() == hashlib.sha256(token.encode()).hexdigest() + "\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(path.name for path in toml.parent.iterdir()) == ["hub.toml", "token.sha256"]
    assert len(token) >= 40
    TokenAuth(kept)


def test_a_token_is_not_ended_unasked(toml: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --replace the old hash stays, status 2; with it another takes its place."""
    kept = toml.with_name("token.sha256")
    kept.write_text("a" * 64)
    kept.chmod(0o640)
    assert main(["token", "new", "--config", str(toml)]) == MISCONFIGURED
    assert kept.read_text() == "a" * 64
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{toml}: http.token_hash_file: {kept} has a token's hash already" in said.err
    assert main(["token", "new", "--config", str(toml), "--replace"]) == 0
    assert kept.read_text() != "a" * 64


@pytest.mark.real("root")
def test_the_owner_is_kept(toml: Path) -> None:
    """What root replaces is still the service's; what is new belongs to hub.toml's readers."""
    os.chown(toml, 0, 4321)
    toml.chmod(0o640)
    kept = toml.with_name("token.sha256")
    assert main(["token", "new", "--config", str(toml)]) == 0
    new = kept.stat()
    assert (new.st_uid, new.st_gid, stat.S_IMODE(new.st_mode)) == (0, 4321, 0o640)
    os.chown(kept, 1234, 4321)
    kept.chmod(0o400)
    assert main(["token", "new", "--config", str(toml), "--replace"]) == 0
    replaced = kept.stat()
    assert (replaced.st_uid, replaced.st_gid, stat.S_IMODE(replaced.st_mode)) == (1234, 4321, 0o600)


def test_without_a_file_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Token and hash are printed, for whoever puts them in their place by hand."""
    monkeypatch.chdir(tmp_path)
    assert main(["token", "new"]) == 0
    said = capsys.readouterr().out
    assert hashlib.sha256(token_in(said).encode()).hexdigest() in said
    assert list(tmp_path.iterdir()) == []


MISTAKES = {
    "no key": (SPACE, "http.token_hash_file: missing"),
    "no folder": (f'[http]\ntoken_hash_file = "no/x"\n{SPACE}', "can't be written"),
    "no space": ("", "space: missing"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_prints_no_token(
    toml: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    """One line with the key, status 2, and no token that opens nothing."""
    toml.write_text(text)
    assert main(["token", "new", "--config", str(toml)]) == MISCONFIGURED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
