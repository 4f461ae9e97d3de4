"""`platzfrei-hub demo` as a newcomer runs it: a program, a page, and Ctrl-C."""

import contextlib
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import psutil
import pytest

from contract.topics import AgentAddress
from hub.audit import audit_epoch, is_clean
from hub.config import load
from hub.demo.port import PORT_VARIABLE
from hub.stores.factory import open_reader

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PATIENCE_S = 100.0
RUNNING = re.compile(r"Platzfrei is running at (http://127\.0\.0\.1:\d+)")
FILLING = "Ältere Monate kamen beim Laden dieser Seite noch dazu."
TOKEN = re.compile(r"token +(\S+)")


class Demo:
    """A running demo and what it has printed."""

    def __init__(self, folder: Path, *options: str, port: str = "0") -> None:
        self.folder = folder / "demo"
        self.log = folder / "printed"
        command = [sys.executable, "-m", "hub", "demo", "--weeks", "1"]
        before = os.umask(0)
        with self.log.open("wb") as log:
            self.process = psutil.Popen(
                [*command, "--folder", str(self.folder), *options],
                stdout=log,
                stderr=log,
                env=os.environ | {PORT_VARIABLE: port},
                start_new_session=True,
            )
        os.umask(before)

    @property
    def printed(self) -> str:
        return self.log.read_text()

    def await_page(self) -> str:
        """Wait for the address of the page."""
        deadline_s = time.monotonic() + PATIENCE_S
        while (found := RUNNING.search(self.printed)) is None:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline_s, self.printed
            time.sleep(0.1)
        return found[1]

    def descendants(self) -> list[psutil.Process]:
        """Return every program that it runs."""
        return list(self.process.children(recursive=True))


@pytest.fixture
def demos(tmp_path: Path) -> Iterator[list[Demo]]:
    """Demos that a test starts; all their programs are ended with it."""
    started: list[Demo] = []
    yield started
    for demo in started:
        with contextlib.suppress(psutil.NoSuchProcess):
            demo.process.kill()
        demo.process.wait()


def live_quality(address: str, space: str) -> tuple[str, int]:
    """Return how much is known of a space, and which snapshot it is."""
    answer = httpx.get(f"{address}/api/v1/spaces/{space}/availability").json()
    return answer["quality"], answer["version"]


def await_life(address: str, space: str) -> None:
    """Wait until every desk of a space is known; whether somebody comes is up to the hour."""
    deadline_s = time.monotonic() + PATIENCE_S
    while live_quality(address, space)[0] != "live":
        assert time.monotonic() < deadline_s, "its agents say nothing"
        time.sleep(0.2)


def is_sound(hub_toml: Path) -> bool:
    """Tell whether an audit finds nothing missing."""
    reader = open_reader(load(hub_toml), hub_toml)
    try:
        return is_clean(audit_epoch(record) for record in reader.epochs())
    finally:
        reader.close()


@pytest.mark.real("mosquitto")
def test_a_region_lives_until_ctrl_c(tmp_path: Path, demos: list[Demo]) -> None:
    """The page shows it, the token fits, its files are its owner's, and the end is clean."""
    demo = Demo(tmp_path)
    demos.append(demo)
    address = demo.await_page()
    page = httpx.get(address, headers={"Accept-Language": "de"})
    assert page.status_code == 200
    assert "Alte Drahtfabrik" in page.text
    await_life(address, "bahnhof-bad-belzig")
    assert live_quality(address, "alte-drahtfabrik")[0] == "partial"
    assert live_quality(address, "spritzenhaus-luette")[0] == "stale"
    token = TOKEN.search(demo.printed)
    assert token is not None
    assert sha256(token[1].encode()).hexdigest() in (demo.folder / "token.sha256").read_text()
    assert httpx.get(f"{address}/reports").status_code == 401
    assert httpx.get(f"{address}/reports", auth=("office", token[1])).status_code == 200
    programs = demo.descendants()
    assert len(programs) == 3
    made = [demo.folder, *demo.folder.rglob("*")]
    assert [str(path) for path in made if path.stat().st_mode & 0o077] == []
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(PATIENCE_S) == 0
    assert psutil.wait_procs(programs, PATIENCE_S)[1] == []
    assert is_sound(demo.folder / "hub.toml")
    said = demo.printed + (demo.folder / "pis.log").read_text()
    assert "Traceback" not in said
    assert "did not stop in time" not in said


@pytest.mark.faults
def test_without_mosquitto_it_brings_its_own_broker(tmp_path: Path, demos: list[Demo]) -> None:
    """And where the demo is killed, nothing of it goes on."""
    demo = Demo(tmp_path, "--broker", "iotcore")
    demos.append(demo)
    await_life(demo.await_page(), "bahnhof-bad-belzig")
    programs = demo.descendants()
    assert len(programs) == 2
    demo.process.kill()
    assert psutil.wait_procs(programs, PATIENCE_S)[1] == []


@pytest.mark.faults
def test_older_history_comes_behind_the_page(tmp_path: Path, demos: list[Demo]) -> None:
    """The page answers before, and says so; in the end nothing is missing, nothing is doubled."""
    demo = Demo(tmp_path, "--weeks", "2", "--at-once", "1", "--broker", "iotcore")
    demos.append(demo)
    address = demo.await_page()
    deadline_s = time.monotonic() + PATIENCE_S
    while FILLING in (page := httpx.get(f"{address}/imprint?lang=de").text):
        assert time.monotonic() < deadline_s, demo.printed
        time.sleep(0.1)
    assert "Simulierte Region" in page
    assert "now whole" in demo.printed  # which is printed before the last page that says FILLING
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(PATIENCE_S) == 0
    assert "Traceback" not in demo.printed
    config = load(demo.folder / "hub.toml")
    with contextlib.closing(open_reader(config, demo.folder / "hub.toml")) as reader:
        assert is_clean(audit_epoch(record) for record in reader.epochs())
        hall = AgentAddress("bahnhof-bad-belzig", "pi-halle")
        days = {event.event.at.date() for event in reader.events(hall, 0, 2**62)}
    since = min(space.since for space in config.spaces)
    assert days >= {since + timedelta(days=n) for n in range(1, 14)}


def test_it_can_be_ended_while_history_is_made(tmp_path: Path, demos: list[Demo]) -> None:
    """By SIGTERM as by Ctrl-C; the next start begins anew in the same folder."""
    for _ in range(2):
        demo = Demo(tmp_path, "--weeks", "52", "--broker", "iotcore")
        demos.append(demo)
        deadline_s = time.monotonic() + PATIENCE_S
        while "0%" not in demo.printed:
            assert time.monotonic() < deadline_s, demo.printed
            time.sleep(0.05)
        programs = demo.descendants()
        demo.process.terminate()
        assert demo.process.wait(PATIENCE_S) == 0
        assert psutil.wait_procs(programs, PATIENCE_S)[1] == []
        assert "Traceback" not in demo.printed


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_busy_port_is_said_before_anything_is_done(
    tmp_path: Path, busy_port: int, demos: list[Demo]
) -> None:
    """With the port and the variable, and status 2."""
    demo = Demo(tmp_path, port=str(busy_port))
    demos.append(demo)
    assert demo.process.wait(PATIENCE_S) == 2
    assert f"{PORT_VARIABLE}: port {busy_port} on 127.0.0.1 can't be had" in demo.printed
    assert demo.printed.count("\n") == 1
    assert not demo.folder.exists()


def test_a_foreign_folder_is_refused(tmp_path: Path, demos: list[Demo]) -> None:
    """Nobody's files are thrown away."""
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "letter").touch()
    demo = Demo(tmp_path)
    demos.append(demo)
    assert demo.process.wait(PATIENCE_S) == 2
    assert "--folder" in demo.printed
    assert (tmp_path / "demo" / "letter").exists()


@pytest.mark.faults
def test_a_second_demo_in_the_folder_says_so(tmp_path: Path, demos: list[Demo]) -> None:
    """Whatever the port, which the first one has too: one sentence, and the first goes on."""
    first = Demo(tmp_path)
    demos.append(first)
    address = first.await_page()
    (tmp_path / "second").mkdir()
    second = Demo(
        tmp_path / "second", "--folder", str(first.folder), port=address.rpartition(":")[2]
    )
    demos.append(second)
    assert second.process.wait(PATIENCE_S) == 2
    assert "another demo is running in it" in second.printed
    assert second.printed.count("\n") == 1
    assert httpx.get(f"{address}/health/live").status_code == 200
