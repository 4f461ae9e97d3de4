"""The demo's folder: made anew at every start, and never anybody else's.

It holds all that a hub has: hub.toml with its pictures, the token's hash and the store; besides the
outboxes of the simulated Pis, and logs. So every other command works on it: `platzfrei-hub audit
--config .demo/hub.toml`.
"""

import fcntl
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final, TextIO

from hub.errors import ConfigError

_MARK: Final = "platzfrei-demo.lock"
_RAW_DAYS: Final = 800
"""Longer than any history of a demo, so that no slot is ever frozen."""
_SINCE: Final = re.compile(r"^since = \d{4}-\d\d-\d\d$", re.MULTILINE)
_YEARLY: Final = re.compile(r"^exceptions = \[(.+)\]$", re.MULTILINE)
_WRITTEN_YEAR: Final = 2026
_DATED: Final = re.compile(r"\b(2026|2027)(?=-\d\d-\d\d)")

_HEADER: Final = """\
# Made by `platzfrei-hub demo` at its start, and again at the next.
[http]
host = "127.0.0.1"
port = {http_port}
token_hash_file = "token.sha256"
[mqtt]
host = "127.0.0.1"
port = {mqtt_port}
[store]
kind = "sqlite"
path = "platzfrei.db"
raw_days = {raw_days}

"""
_PICTURES: Final = ("logo.svg", "pictures/alte-drahtfabrik.webp", "pictures/scheune-raben.webp")
"""What site.toml and region.toml name."""


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """An empty folder that is ours while the demo runs."""

    path: Path

    @property
    def hub_toml(self) -> Path:
        """The configuration of the hub, and the region of the simulator."""
        return self.path / "hub.toml"

    @property
    def habits_toml(self) -> Path:
        """The habits of the people and Pis of the region."""
        return self.path / "habits.toml"

    def make(self, name: str) -> Path:
        """Make a folder in it."""
        made = self.path / name
        made.mkdir()
        return made

    def configure(self, http_port: int, mqtt_port: int, first_day: date, last_day: date) -> None:
        """Write hub.toml, its pictures and the habits beside it; history begins on `first_day`.

        What the region's file says of one Christmas holds for each from then to after `last_day`.
        """
        demo = files("hub.demo")
        region = (demo / "region.toml").read_text(encoding="utf-8")
        header = _HEADER.format(http_port=http_port, mqtt_port=mqtt_port, raw_days=_RAW_DAYS)
        region = _YEARLY.sub(lambda found: _in_years(found[1], first_day, last_day), region)
        site = (demo / "site.toml").read_text(encoding="utf-8")
        text = f"{header}{site}\n{_SINCE.sub(f'since = {first_day}', region)}"
        self.hub_toml.write_text(text, encoding="utf-8")
        habits = (demo / "habits.toml").read_text(encoding="utf-8")
        self.habits_toml.write_text(habits, encoding="utf-8")
        self.make("pictures")
        for name in _PICTURES:
            (self.path / name).write_bytes((demo / name).read_bytes())

    def issue_token(self) -> str:
        """Make a token that only this run knows, and keep its hash."""
        token = secrets.token_urlsafe(18)
        hash_file = self.path / "token.sha256"
        hash_file.write_text(sha256(token.encode()).hexdigest() + "\n", encoding="ascii")
        return token


def _in_years(exceptions: str, first_day: date, last_day: date) -> str:
    """Say what is said of 2026 and the days after for each of these years."""
    years = range(first_day.year - 1, last_day.year + 1)
    every = (
        _DATED.sub(partial(_dated, later_years=year - _WRITTEN_YEAR), exceptions) for year in years
    )
    return f"exceptions = [{', '.join(every)}]"


def _dated(found: re.Match[str], later_years: int) -> str:
    return str(int(found[0]) + later_years)


def require_idle(path: Path) -> None:
    """Raise ConfigError if a demo is running in the folder; change nothing."""
    with suppress(FileNotFoundError, NotADirectoryError), (path / _MARK).open("r+") as lock:
        _lock(lock, path)


def _lock(lock: TextIO, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        said = "another demo is running in it; end that one, or name another folder"
        raise ConfigError(path, "--folder", said) from None


@contextmanager
def claim(path: Path) -> Iterator[DemoFolder]:
    """Take the folder for one demo, and throw away what an earlier one left in it.

    Raises ConfigError if another demo runs there, or if it holds what no demo has made.
    """
    mark = path / _MARK
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not mark.exists() and any(path.iterdir()):
            raise ConfigError(
                path, "--folder", "expected a new or empty folder: this one holds other files"
            )
        lock = mark.open("w")
    except OSError as error:
        raise ConfigError(path, "--folder", error.strerror or str(error)) from None
    with lock:
        _lock(lock, path)
        _empty(path)
        yield DemoFolder(path)


def _empty(path: Path) -> None:
    for found in path.iterdir():
        if found.name == _MARK:
            continue
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()
