"""What broker.md promises of the commands about TLS, on a certificate made as it says."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PAGE = (ROOT / "deploy" / "runbook" / "broker.md").read_text(encoding="utf-8")


def _typed(start: str, folder: Path) -> list[str]:
    """Return the page's commands that begin so, in a folder of the test's own."""
    lines = [line.strip().removeprefix("sudo ") for line in PAGE.splitlines()]
    found = [line for line in lines if line.startswith(start)]
    return [line.replace("/etc/mosquitto", str(folder)) for line in found]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[str]:
    """Serve TLS with the page's certificate, on a free port."""
    for command in _typed("openssl req", tmp_path):
        subprocess.run(["bash", "-c", command], check=True, capture_output=True, timeout=60)
    pair = ["-cert", str(tmp_path / "server.crt"), "-key", str(tmp_path / "server.key")]
    server = ["openssl", "s_server", "-accept", "127.0.0.1:0", *pair]
    with subprocess.Popen(
        server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if line.startswith("ACCEPT"))
            yield told.strip().rpartition(":")[2]
        finally:
            process.terminate()


def test_the_broker_answers_in_the_words_of_the_page(tmp_path: Path, port: str) -> None:
    """Each line that must be among the answer's lines is."""
    (command,) = _typed("openssl s_client", tmp_path)
    ran = subprocess.run(
        ["bash", "-c", command.replace("8883", port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    promised = re.findall(r"`(Verif[^`]+)`", PAGE)
    assert len(promised) == 2
    assert set(promised) <= set((ran.stdout + ran.stderr).splitlines())
