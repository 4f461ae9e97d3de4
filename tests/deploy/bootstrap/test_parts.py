"""Real parts are installed where that is possible, and named where it is not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SCRIPT = Path("deploy/bootstrap/parts.sh")

FAKES = {
    ".venv/bin/python": 'case "$1" in -m) printf "%s" "$MISSING" ;; esac',  # one a line
    "bin/apt-get": (
        'echo "apt-get $@" >>"$LOG"; case "$*" in *install*) echo "$SAYS" ;; esac; '
        'case "$* " in *" $BROKEN "*) exit 100 ;; esac'
    ),
    "bin/id": 'echo "${UID_SHOWN:-0}"',
    "bin/sudo": 'echo "sudo $1" >>"$LOG"; [ "$SUDO" = yes ] && shift && "$@"',
    "bin/systemctl": 'echo "systemctl $@" >>"$LOG"',
}


class Machine:
    """A checkout and a folder of programs that only pretend."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        (folder / SCRIPT).parent.mkdir(parents=True)
        shutil.copy(ROOT / SCRIPT, folder / SCRIPT)
        for name, body in FAKES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"#!/bin/sh\n{body}\n")
            (folder / name).chmod(0o755)

    def install(self, *missing: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script on a machine where these packages are missing."""
        self.log.write_text("")
        base = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "LOG": str(self.log),
            "MISSING": "".join(f"{each}\n" for each in missing),
            "BROKEN": "none",
        }
        return subprocess.run(
            [self.folder / SCRIPT],
            env=base | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def installed(self) -> list[str]:
        """Return the packages that the last run asked apt-get for, together or one by one."""
        calls = self.log.read_text().splitlines()
        return [
            call.partition(" -y ")[2]
            for call in calls
            if call.startswith("apt-get") and " install " in call
        ]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Make a machine."""
    return Machine(tmp_path)


def test_with_every_part_there_nothing_is_done(machine: Machine) -> None:
    """No list is fetched, no word is said."""
    ran = machine.install()
    assert (ran.returncode, ran.stdout, machine.log.read_text()) == (0, "", "")


def test_root_installs_what_is_missing(machine: Machine) -> None:
    """Without a question, without recommended extras, and all at once: that is quicker."""
    assert machine.install("mosquitto", "chromium").returncode == 0
    assert machine.installed() == ["mosquitto chromium"]
    assert "--no-install-recommends -y" in machine.log.read_text()


def test_others_install_by_sudo_without_a_password(machine: Machine) -> None:
    """Where sudo asks no password it is used; it never asks for one."""
    assert machine.install("mosquitto", UID_SHOWN="1000", SUDO="yes").returncode == 0
    assert machine.installed() == ["mosquitto"]
    assert "sudo -n" in machine.log.read_text()


def test_without_rights_it_says_what_is_missing(machine: Machine) -> None:
    """The tests still run; whoever wants more is told the command."""
    ran = machine.install("mosquitto", "influxdb", UID_SHOWN="1000", SUDO="no")
    assert ran.returncode == 0
    assert machine.installed() == []
    assert "Not installed: mosquitto influxdb (sudo would ask for a password)" in ran.stdout
    assert "    sudo apt-get install mosquitto influxdb\n" in ran.stdout


def test_a_package_that_is_not_there_stops_no_other(machine: Machine) -> None:
    """One distribution has no chromium, another no influxdb."""
    ran = machine.install("chromium", "mosquitto", BROKEN="chromium")
    assert ran.returncode == 0
    assert machine.installed() == ["chromium mosquitto", "chromium", "mosquitto"]
    assert "Not installed: chromium" in ran.stdout


def test_what_a_package_says_is_shown_only_if_it_fails(machine: Machine) -> None:
    """A newcomer reads what matters: nothing of what went well."""
    ran = machine.install("mosquitto", "chromium", BROKEN="chromium", SAYS="a line of dpkg")
    assert ran.stdout.count("a line of dpkg") == 1
    assert ran.stderr == ""
