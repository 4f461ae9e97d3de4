"""Setting up: a second run does nothing, and a machine that can't says why."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SCRIPT = Path("deploy/bootstrap/environment.sh")
TURN = Path("deploy/bootstrap/turn.py")

# Stands for an interpreter: notes its arguments, and makes an environment that does the same.
FAKE_PYTHON = f"""#!/bin/sh
case "$*" in *{TURN.name}*) exec {sys.executable} "$@" ;; esac
echo "$@" >>"$LOG"
case "$*" in
    -V) echo Python 3.12.1 ;;
    *sys.version_info*) exit "${{TOO_OLD:-0}}" ;;
    *ensurepip*) exit "${{NO_VENV:-0}}" ;;
    *base_prefix*) echo "${{IDENTITY:-one}}" ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *pip*install*)
        while [ -e "$GATE" ]; do sleep 0.05; done
        [ -z "$PIP_SAYS" ] || {{ echo "$PIP_SAYS"; exit 1; }} ;;
esac
"""


class Checkout:
    """A folder with the script, its locks, and an interpreter that only pretends."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.log = home / "log"
        self.home = home
        (folder / SCRIPT).parent.mkdir(parents=True)
        for script in (SCRIPT, TURN):
            shutil.copy(ROOT / script, folder / script)
        (folder / "requirements").mkdir()
        for name in ("demo", "dev"):
            (folder / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
        (folder / "pyproject.toml").write_text("[project]\n")
        (home / "bin").mkdir(exist_ok=True)
        self.fake("python3", FAKE_PYTHON.partition("\n")[2])

    def set_up(self, purpose: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script; `log` then holds only what this run has called."""
        self.log.write_text("")
        begun = self.begin(purpose, **environment)
        out, err = begun.communicate(timeout=60)
        return subprocess.CompletedProcess(begun.args, begun.returncode, out, err)

    def begin(self, purpose: str, **environment: str) -> subprocess.Popen[str]:
        """Start the script."""
        path = f"{self.home / 'bin'}:{os.environ['PATH']}"
        return subprocess.Popen(
            [self.folder / SCRIPT, purpose],
            env={"PATH": path, "LOG": str(self.log), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def fake(self, program: str, body: str) -> None:
        """Put a program that only pretends before the real one."""
        path = self.home / "bin" / program
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def installed(self) -> list[str]:
        """Return the locks that the last run has installed."""
        calls = self.log.read_text().splitlines()
        return [call.split("/")[-1] for call in calls if "--requirement" in call]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Make a fresh checkout."""
    return Checkout(tmp_path / "checkout", tmp_path)


def test_a_second_run_does_nothing(checkout: Checkout) -> None:
    """The same lock is installed once."""
    assert checkout.set_up("dev").returncode == 0
    assert checkout.installed() == ["dev.txt"]
    again = checkout.set_up("dev")
    assert (again.returncode, again.stdout, checkout.installed()) == (0, "", [])


def test_packages_are_taken_by_hash_only(checkout: Checkout) -> None:
    """Nothing is installed that the lock does not name, and nothing is built in isolation."""
    checkout.set_up("dev")
    installs = [line for line in checkout.log.read_text().splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert "--require-hashes" in installs[0]
    assert "--no-deps --no-build-isolation --editable ." in installs[1]


def test_the_demo_installs_less(checkout: Checkout) -> None:
    """A visitor's first command doesn't bring the developers' tools; a later test run does."""
    checkout.set_up("demo")
    assert checkout.installed() == ["demo.txt"]
    checkout.set_up("dev")
    assert checkout.installed() == ["dev.txt"]


def test_the_demo_is_part_of_the_developers_environment(checkout: Checkout) -> None:
    """After `make test`, `make demo` starts at once."""
    checkout.set_up("dev")
    checkout.set_up("demo")
    assert checkout.installed() == []


@pytest.mark.parametrize("changed", ["requirements/dev.txt", "pyproject.toml"])
def test_a_changed_dependency_is_installed(checkout: Checkout, changed: str) -> None:
    """After a pull that changes the lock or the project, the next run brings it."""
    checkout.set_up("dev")
    (checkout.folder / changed).write_text("other==2\n")
    checkout.set_up("dev")
    assert checkout.installed() == ["dev.txt"]


def test_a_failed_installation_is_made_anew(checkout: Checkout) -> None:
    """What failed half way doesn't count, and nothing is built on what it left."""
    assert checkout.set_up("dev", PIP_SAYS="no").returncode != 0
    assert checkout.set_up("dev").returncode == 0
    assert checkout.installed() == ["dev.txt"]
    assert "-m venv .venv" in checkout.log.read_text()


@pytest.fixture
def held(checkout: Checkout, tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """Begin a first run that waits within pip, until a file is gone."""
    gate = tmp_path / "gate"
    gate.touch()
    first = checkout.begin("dev", GATE=str(gate))
    assert first.stdout is not None
    assert "only once" in first.stdout.readline()
    yield gate, first
    if first.poll() is None:
        os.killpg(first.pid, signal.SIGKILL)
    first.communicate()


def test_a_killed_first_run_is_repaired(
    checkout: Checkout, held: tuple[Path, subprocess.Popen[str]]
) -> None:
    """Whoever ends the first run, even by a power cut, only has to repeat it."""
    _, first = held
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(60)
    assert checkout.set_up("dev").returncode == 0
    assert checkout.installed() == ["dev.txt"]
    assert "-m venv .venv" in checkout.log.read_text()


def test_two_first_runs_wait_for_each_other(
    checkout: Checkout, held: tuple[Path, subprocess.Popen[str]]
) -> None:
    """The second says that it waits, then finds everything done."""
    gate, first = held
    second = checkout.begin("demo")
    assert second.stdout is not None
    assert second.stdout.readline() == (
        "Another command is setting up this folder; waiting until it is done.\n"
    )
    gate.unlink()
    assert first.wait(60) == 0
    rest, _ = second.communicate(timeout=60)
    assert (second.returncode, rest) == (0, "")
    assert checkout.installed() == ["dev.txt"]


def test_a_moved_checkout_is_set_up_anew(checkout: Checkout) -> None:
    """A virtual environment holds its own path, so it can't move along."""
    checkout.set_up("dev")
    moved = checkout.folder.with_name("moved")
    checkout.folder.rename(moved)
    checkout.folder = moved
    checkout.set_up("dev")
    assert "-m venv .venv" in checkout.log.read_text()


def test_an_environment_whose_interpreter_has_gone_is_made_anew(checkout: Checkout) -> None:
    """After an upgrade of the system's Python the environment points nowhere."""
    checkout.set_up("dev")
    (checkout.folder / ".venv" / "bin" / "python").unlink()
    assert checkout.set_up("dev").returncode == 0
    assert "-m venv .venv" in checkout.log.read_text()


def test_an_environment_of_somebody_else_is_one_sentence(checkout: Checkout) -> None:
    """Not also a line for each of a thousand files that can't be removed."""
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    checkout.fake("rm", "echo 'rm: cannot remove a file: Permission denied' >&2; exit 1")
    ran = checkout.set_up("demo")
    assert ran.returncode != 0
    assert "can't be replaced: it belongs to somebody else." in ran.stderr
    assert "cannot remove" not in ran.stderr


def test_another_interpreter_is_taken_when_it_is_named(checkout: Checkout) -> None:
    """`make PYTHON=…` replaces an environment of another interpreter, and only then."""
    checkout.set_up("dev")
    checkout.set_up("dev", PYTHON="python3")
    assert "-m venv .venv" not in checkout.log.read_text()
    (checkout.folder / ".venv" / "bin" / "python").write_text("#!/bin/sh\necho another\n")
    checkout.set_up("dev", PYTHON="python3")
    assert "-m venv .venv" in checkout.log.read_text()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"TOO_OLD": "1"}, "python3 is Python 3.12.1. Platzfrei needs Python 3.11 or newer"),
        ({"NO_VENV": "1"}, "apt-get install python3-venv"),
        ({"PYTHON": "python-of-nobody"}, "python-of-nobody: not found"),
    ],
)
def test_a_machine_that_cannot_says_why(
    checkout: Checkout, environment: dict[str, str], words: str
) -> None:
    """One clear sentence, exit status 1, and no half environment."""
    ran = checkout.set_up("dev", **environment)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (checkout.folder / ".venv").exists()


def test_too_little_room_is_said_before_anything_is_fetched(checkout: Checkout) -> None:
    """With both figures."""
    checkout.fake("df", "echo header; echo disk 1000000 900000 102400 90% /")
    ran = checkout.set_up("dev")
    assert ran.returncode == 1
    assert re.search(r"^Too little room in .*: .venv needs about \d+ MB, and 100 MB ", ran.stderr)
    assert ran.stderr.count("\n") == 1
    assert not (checkout.folder / ".venv").exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'",
            "can't be reached",
        ),
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk ran full"),
    ],
)
def test_what_pip_fails_at_is_a_sentence(checkout: Checkout, said: str, words: str) -> None:
    """Pip's own lines are in a file that the sentence names, or that nobody needs."""
    ran = checkout.set_up("dev", PIP_SAYS=said)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert said not in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_what_pip_fails_at_otherwise_is_shown(checkout: Checkout) -> None:
    """In its own words, and where to find the rest of them."""
    ran = checkout.set_up("dev", PIP_SAYS="ERROR: hashes differ")
    assert "ERROR: hashes differ\n" in ran.stderr
    assert ".venv/install.log" in ran.stderr
