"""The real parts that tests run against, and where this machine has them; and the rights they need.

Owns names, commands and Debian packages. Knows nothing of pytest. `PLATZFREI_WITHOUT_PARTS`, a
comma-separated list of names, hides parts: so anybody can see what the suite does without them.
Run as a program it prints the Debian packages that are missing, one a line.

No Debian package holds InfluxDB 2 and Grafana. Who has them names them in `PLATZFREI_INFLUXD2`,
`PLATZFREI_INFLUX` (its command line) and `PLATZFREI_GRAFANA` (a folder with `bin/grafana`): then
tests/deploy/test_native.py runs the whole stack of compose.yaml, and tests/dashboards/test_real.py
provisions a real Grafana. Without them these tests are skipped.
"""

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

HIDE_VARIABLE: Final = "PLATZFREI_WITHOUT_PARTS"
_SYSTEM_FOLDERS: Final = "/usr/local/sbin:/usr/sbin:/sbin"  # daemons live here, off a user's PATH


def _hidden() -> frozenset[str]:
    return frozenset(os.environ.get(HIDE_VARIABLE, "").split(","))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """A program that isn't a Python package."""

    name: str
    commands: tuple[str, ...]
    debian_packages: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    """Shared libraries that it, or what drives it, loads and that a bare system lacks."""
    companions: tuple[str, ...] = ()
    """Commands that must be there as well: of packages without which it can do only half."""

    def find(self) -> Path | None:
        """Return its path on this machine, or None if it is incomplete or hidden."""
        if self.name in _hidden() or not all(map(_loads, self.libraries)):
            return None
        folders = f"{os.environ.get('PATH', os.defpath)}:{_SYSTEM_FOLDERS}"
        if not all(shutil.which(command, path=folders) for command in self.companions):
            return None
        found = (shutil.which(command, path=folders) for command in self.commands)
        return next((Path(path) for path in found if path), None)


_ALL: Final = (
    Part("mosquitto", ("mosquitto",), ("mosquitto",)),
    Part(
        "chromium",
        ("chromium", "chromium-browser", "google-chrome"),
        ("chromium", "libatomic1"),
        ("libatomic.so.1",),  # of the node that comes with Playwright
    ),
    Part("influxdb", ("influxd",), ("influxdb",)),
    Part(
        "libreoffice",
        ("soffice", "libreoffice"),
        ("libreoffice-calc", "libreoffice-writer"),
        companions=("localc", "lowriter"),
    ),
    Part("debootstrap", ("debootstrap",), ("debootstrap",)),
    Part("shellcheck", ("shellcheck",), ("shellcheck",)),
    Part("systemd", ("systemd-analyze",), ("systemd",)),
    Part("openssl", ("openssl",), ("openssl",)),
    Part("java", ("java",), ("openjdk-17-jre-headless",)),  # runs the Nu Html Checker
    Part("nginx", ("nginx",), ("nginx",)),
    Part("nftables", ("nft",), ("nftables", "iproute2"), companions=("ip",)),
)

PARTS: Final = MappingProxyType({part.name: part for part in _ALL})


@dataclass(frozen=True, slots=True)
class Right:
    """Something that a test may do on some machines only, whatever is installed."""

    name: str
    who_has_it: str
    is_had: Callable[[], bool]

    def find(self) -> bool:
        """Tell whether this process has it; hidden like a part."""
        return self.name not in _hidden() and self.is_had()


@cache
def _can_mount() -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            return False
        subprocess.run(["umount", folder], capture_output=True, check=True)
    return True


@cache
def _can_unshare() -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    kinds = "--mount --propagation unchanged --pid --net --fork"  # "private" fails in a chroot
    namespaces = ["unshare", *kinds.split(), "true"]
    return subprocess.run(namespaces, capture_output=True, check=False).returncode == 0


def _has_grafana() -> bool:
    folder = Path(os.environ.get("PLATZFREI_GRAFANA", ""))
    return folder.is_absolute() and (folder / "bin/grafana").is_file()


def _has_influx_2() -> bool:
    named = (os.environ.get(name, "") for name in ("PLATZFREI_INFLUXD2", "PLATZFREI_INFLUX"))
    return all(Path(path).is_absolute() and Path(path).is_file() for path in named)


_ALL_RIGHTS: Final = (
    Right("mounting", "root, and in a container --privileged", _can_mount),
    Right("namespaces", "root, and in a container --privileged", _can_unshare),
    Right("root", "root", lambda: os.geteuid() == 0),
    Right("no root", "everybody but root", lambda: os.geteuid() != 0),
    Right("InfluxDB 2", "who names it in PLATZFREI_INFLUXD2 and PLATZFREI_INFLUX", _has_influx_2),
    Right("Grafana", "who names its folder in PLATZFREI_GRAFANA", _has_grafana),
)

RIGHTS: Final = MappingProxyType({right.name: right for right in _ALL_RIGHTS})


def path_of(name: str) -> Path:
    """Return the path of a part that is known to be there.

    Raises FileNotFoundError when it is not: the test lacks its `real` marker.
    """
    found = PARTS[name].find()
    if found is None:
        raise FileNotFoundError(f'{name}: mark the test with @pytest.mark.real("{name}")')
    return found


def all_paths_of(name: str) -> list[Path]:
    """Return every program of a part on this machine, in the order of the search path."""
    if PARTS[name].find() is None:
        return []
    folders = f"{os.environ.get('PATH', os.defpath)}:{_SYSTEM_FOLDERS}".split(":")
    found = (
        shutil.which(command, path=folder) for folder in folders for command in PARTS[name].commands
    )
    return list(dict.fromkeys(Path(path).resolve() for path in found if path))


def missing_packages() -> list[str]:
    """Return the Debian packages of all parts that are neither complete nor hidden."""
    hidden = _hidden()
    missing = [part for part in _ALL if part.name not in hidden and part.find() is None]
    return [package for part in missing for package in part.debian_packages]


if __name__ == "__main__":
    for package in missing_packages():
        print(package)
