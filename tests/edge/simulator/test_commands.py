"""`platzfrei-edge simulate`, as it is typed and piped."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from contract.messages import EventBatch, parse
from contract.topics import Channel, Topic
from edge.cli import main

REGION = """
[[space]]
id = "hof"
timezone = "Europe/Berlin"
desk = [{ id = "d1", agent = "pi-1" }]
door = [{ id = "tor", agent = "pi-1", counts = true }]
[[space]]
id = "markt"
timezone = "Europe/Berlin"
desk = [{ id = "d1", agent = "pi-1" }]
"""
SPAN = ("--from", "2026-03-02T00:00Z", "--to", "2026-03-03T00:00Z")


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Write a region of two spaces."""
    path = tmp_path / "hub.toml"
    path.write_text(REGION, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own."""
    command = [sys.executable, "-m", "edge", "simulate", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


def test_history_is_printed_line_by_line(region: Path) -> None:
    """Instant, topic and payload, as the hub's demo reads them."""
    done = run("history", "--region", region, *SPAN, "--part", "1/2", "--seed", "3")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = [line.split(b"\t") for line in done.stdout.splitlines()]
    assert len(lines) >= 1
    for at, topic, payload in lines:
        parsed = Topic.parse(topic.decode())
        assert parsed is not None
        assert (str(parsed.address), parsed.channel) == ("hof/pi-1", Channel.EVENTS)
        assert int(at) == 1_772_409_600_000_000
        assert parse(EventBatch, payload).events


def test_whoever_closes_the_pipe_ends_it_quietly(region: Path) -> None:
    """As with any filter."""
    command = [sys.executable, "-m", "edge", "simulate", "history", "--region", str(region)]
    span = ["--from", "2025-03-02T00:00Z", "--to", "2026-03-02T00:00Z"]
    with subprocess.Popen(
        [*command, *span], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("history", *SPAN), "--region"),
        (("history", "--region", "hub.toml", "--from", "2026-03-02", *SPAN[2:]), "--from"),
        (("history", "--region", "hub.toml", *SPAN, "--part", "3/2"), "expected such as 1/2"),
        (("live", "--region", "hub.toml", "--folder", "x", "--broker", "x"), "expected HOST:PORT"),
        (("history", "--region", "nowhere.toml", *SPAN), "nowhere.toml: file: expected a readable"),
        (
            ("history", "--region", "x", "--from", SPAN[3], "--to", SPAN[1]),
            "argument --to: expected a later instant than --from",
        ),
    ],
)
def test_a_mistake_ends_with_2(
    arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says what was expected."""
    try:
        status = main(["simulate", *arguments])
    except SystemExit as ending:
        status = ending.code  # type: ignore[assignment]  # argparse's is a number
    assert status == 2
    assert complaint in capsys.readouterr().err


def test_signals_do_afterwards_what_they_did_before(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A filter may end at a broken pipe, but whoever calls it goes on as before."""
    numbers = (signal.SIGPIPE, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    assert main(["simulate", "history", "--region", str(region), *SPAN]) == 0
    assert capsys.readouterr().out
    assert [signal.getsignal(number) for number in numbers] == before
