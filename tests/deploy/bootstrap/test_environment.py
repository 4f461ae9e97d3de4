"""Setting up: a second run does nothing, and a machine that can't says why."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SCRIPT = Path("deploy/bootstrap/environment.sh")

# Stands for an interpreter: notes its arguments, and makes an environment that does the same.
FAKE_PYTHON = """#!/bin/sh
echo "$@" >>"$LOG"
case "$*" in
    -V) echo Python 3.12.1 ;;
    *sys.version_info*) exit "${TOO_OLD:-0}" ;;
    *ensurepip*) exit "${NO_VENV:-0}" ;;
    *base_prefix*) echo "${IDENTITY:-one}" ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *pip*install*) exit "${NO_NETWORK:-0}" ;;
esac
"""


class Checkout:
    """A folder with the script, its locks, and an interpreter that only pretends."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.log = home / "log"
        self.home = home
        (folder / SCRIPT).parent.mkdir(parents=True)
        shutil.copy(ROOT / SCRIPT, folder / SCRIPT)
        (folder / "requirements").mkdir()
        for name in ("demo", "dev"):
            (folder / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
        (folder / "pyproject.toml").write_text("[project]\n")
        (home / "bin").mkdir(exist_ok=True)
        fake = home / "bin" / "python3"
        fake.write_text(FAKE_PYTHON)
        fake.chmod(0o755)

    def set_up(self, purpose: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script; `log` then holds only what this run has called."""
        self.log.write_text("")
        path = f"{self.home / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            [self.folder / SCRIPT, purpose],
            env={"PATH": path, "LOG": str(self.log), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

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


def test_a_broken_off_installation_is_repeated(checkout: Checkout) -> None:
    """What failed half way doesn't count as installed."""
    assert checkout.set_up("dev", NO_NETWORK="1").returncode != 0
    assert checkout.set_up("dev").returncode == 0
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
    assert not (checkout.folder / ".venv").exists()
