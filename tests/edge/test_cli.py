"""`platzfrei-edge`: what a person types, and what the exit status tells."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edge import cli
from edge.agent import Ending
from edge.cli import main

GOOD = """
space = "hof"
agent = "pi-1"
[mqtt]
host = "127.0.0.1"
[[sensor]]
id = "seat-1"
kind = "switch"
desk = "d1"
pin = 17
"""
BAD = [
    (None, "file"),
    ("space = ", "file"),
    (GOOD.replace('agent = "pi-1"', ""), "agent"),
    (GOOD.replace('agent = "pi-1"', 'agent = "Pi 1"'), "agent"),
    (GOOD.replace("host =", "hots ="), "mqtt"),
    (GOOD.replace("pin = 17", "pin = 99"), 'sensor "seat-1": pin'),
    (GOOD + 'colour = "red"', 'sensor "seat-1": colour'),
    (
        GOOD + '[[sensor]]\nid = "seat-1"\nkind = "switch"\ndesk = "d2"\npin = 18',
        'sensor number 2 ("seat-1"): id',
    ),
]

Write = Callable[[str | None], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes edge.toml, or leaves it out."""

    def to_file(text: str | None) -> Path:
        path = tmp_path / "edge.toml"
        if text is not None:
            path.write_text(text)
        return path

    return to_file


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(("text", "key"), BAD, ids=[f"{n} {key}" for n, (_, key) in enumerate(BAD)])
def test_a_bad_file_is_the_operators_mistake(
    write: Write, capsys: pytest.CaptureFixture[str], command: str, text: str | None, key: str
) -> None:
    """Status 2 and one line that names the file, the key and what was expected."""
    path = write(text)
    assert main([command, "--config", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    line, *_ = said.err.splitlines()
    assert line.startswith(f"platzfrei-edge: {path}: {key}")
    assert len(line) > len(f"platzfrei-edge: {path}: {key}: ")


@pytest.mark.parametrize(
    ("ending", "status"), [(Ending.ASKED, 0), (Ending.DAMAGED, 1), (Ending.STANDSTILL, 3)]
)
def test_the_status_tells_how_it_ended(
    write: Write,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    ending: Ending,
    status: int,
) -> None:
    """Whatever nobody asked for is said, and systemd starts it again."""
    monkeypatch.setattr(cli, "run_until_stopped", lambda _: ending)
    assert main(["run", "--config", str(write(GOOD))]) == status
    assert (ending.value in capsys.readouterr().err) is (ending is not Ending.ASKED)


def test_a_card_of_something_else_is_refused(
    write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Status 2 and a line that names file and key: systemd rests, and nothing is overwritten."""
    with sqlite3.connect(tmp_path / "outbox.db") as other:
        other.execute("CREATE TABLE photos (name TEXT)")
    other.close()
    before = (tmp_path / "outbox.db").read_bytes()
    path = write(GOOD)
    process = run_edge("run", "--config", path)
    assert process.returncode == 2
    outbox = tmp_path / "outbox.db"
    assert (
        process.stderr == f"platzfrei-edge: {path}: outbox: {outbox}: not an outbox of Platzfrei\n"
    )
    assert (tmp_path / "outbox.db").read_bytes() == before


def run_edge(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, on mock pins."""
    return subprocess.run(
        [sys.executable, "-m", "edge", *arguments],
        env={**os.environ, "GPIOZERO_PIN_FACTORY": "mock"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_check_reads_every_sensor(write: Write) -> None:
    """The table names each; status 1 says that there is no broker to try."""
    process = run_edge(
        "check", "--config", write(GOOD.replace('"127.0.0.1"', '"127.0.0.1"\nport = 1'))
    )
    assert process.returncode == 1, process.stderr
    assert "seat-1" in process.stdout
    assert process.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["run"], ["fly"], ["run", "--config"]])
def test_what_it_does_not_understand_is_explained(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and the usage."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: platzfrei-edge" in capsys.readouterr().err


def test_it_knows_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """As the package says."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip().count(".") == 2
