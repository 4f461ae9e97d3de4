"""The units of systemd: sandboxed, and such that the programs still work inside."""

import re
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from contract.exit_codes import MISCONFIGURED as EDGE_MISCONFIGURED
from hub.cli import ALIVE_EVERY_S, MISCONFIGURED
from tests.house.tree import ROOT
from tests.parts.catalogue import path_of

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
needs_systemd = pytest.mark.real("systemd")
MOST_EXPOSED = 2.0
NO_GROUP, NO_USER = 216, 217  # systemd.exec(5), "Process exit codes"


def service(path: Path) -> dict[str, list[str]]:
    """Read the [Service] section: key to all its values."""
    found: dict[str, list[str]] = {}
    section = path.read_text().partition("[Service]")[2].partition("[Install]")[0]
    for line in section.splitlines():
        key, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def analyze(*arguments: str | Path) -> str:
    """Run systemd-analyze, and return what it says."""
    command = [path_of("systemd"), "--no-pager", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return ran.stdout + ran.stderr


@needs_systemd
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_hardly_exposed(path: Path) -> None:
    """At most 2.0 of 10; a unit without any sandbox has 9.6."""
    said = analyze("security", "--offline=true", path)
    exposure = re.search(r"exposure level for .*?: ([\d.]+)", said)
    assert exposure, said
    assert float(exposure[1]) <= MOST_EXPOSED


@needs_systemd
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_every_line(path: Path, tmp_path: Path) -> None:
    """No key is unknown and no value wrong; the program itself is not installed here."""
    program = service(path)["ExecStart"][0].split()[0]
    here = tmp_path / path.name
    here.write_text(path.read_text().replace(program, "/bin/true"))
    said = analyze("verify", "--man=no", "--recursive-errors=no", here)
    assert path.name not in said, said


@needs_systemd
def test_a_wrong_line_is_found(tmp_path: Path) -> None:
    """The check above can fail."""
    wrong = tmp_path / "platzfrei-wrong.service"
    wrong.write_text("[Service]\nExecStart=/bin/true\nProtectHomes=yes\n")
    said = analyze("verify", "--man=no", "--recursive-errors=no", wrong)
    assert "platzfrei-wrong.service" in said


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_the_watchdog_is_fed_often_enough(path: Path) -> None:
    """The service manager waits for much longer than lies between two signs of life."""
    settings = service(path)
    assert settings["Type"] == ["notify"]
    assert int(settings["WatchdogSec"][0]) >= 4 * ALIVE_EVERY_S
    assert settings["Restart"] == ["always"]
    assert settings["RestartPreventExitStatus"] == [f"{MISCONFIGURED} {NO_GROUP} {NO_USER}"]
    assert MISCONFIGURED == EDGE_MISCONFIGURED


def test_the_agent_may_ask_whether_its_clock_is_synced() -> None:
    """By adjtimex, which is in @privileged: without it no event would ever be dated."""
    settings = service(ROOT / "deploy" / "systemd" / "platzfrei-edge.service")
    assert "ProtectClock" not in settings
    assert "ProcSubset" not in settings, "the boot id is in /proc/sys"
    *_, last = settings["SystemCallFilter"]
    assert {"adjtimex", "clock_adjtime"} <= set(last.split())


def test_the_agent_reaches_its_pins_and_no_other_device() -> None:
    """The character devices of GPIO alone, as a member of their group, which the script makes."""
    settings = service(ROOT / "deploy" / "systemd" / "platzfrei-edge.service")
    assert settings["DeviceAllow"] == ["char-gpiochip rw"]
    assert settings["DevicePolicy"] == ["closed"]
    assert "SupplementaryGroups" not in settings, "a group that is missing stops every start"
    script = (ROOT / "deploy" / "install-edge.sh").read_text()
    assert 'usermod --append --groups gpio "$user"' in script


def test_the_hub_need_not_raise_its_limit_of_files() -> None:
    """It may not call setrlimit; the unit gives it what it would ask for."""
    from hub.http.connection import ConnectionLimits
    from hub.http.server import _OTHER_FILES

    settings = service(ROOT / "deploy" / "systemd" / "platzfrei-hub.service")
    assert int(settings["LimitNOFILE"][0]) >= ConnectionLimits().in_all + _OTHER_FILES


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_one_that_configparser_reads(path: Path) -> None:
    """Three sections, in the usual order."""
    parser = ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    parser.read_string(path.read_text())
    assert parser.sections() == ["Unit", "Service", "Install"]
