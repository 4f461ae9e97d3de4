"""The real parts that tests run against, and where this machine has them.

Owns names, commands and Debian packages. Knows nothing of pytest. `PLATZFREI_WITHOUT_PARTS`, a
comma-separated list of names, hides parts: so anybody can see what the suite does without them.
Run as a program it prints the Debian packages that are missing, one a line.
"""

import ctypes
import os
import shutil
from dataclasses import dataclass
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
)

PARTS: Final = MappingProxyType({part.name: part for part in _ALL})


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
