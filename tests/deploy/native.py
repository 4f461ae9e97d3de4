"""compose.yaml without containers: the same commands and the same files, each at its own path.

Every service has a mount namespace of its own, in which volumes, configuration and secrets lie
where compose.yaml puts them, and runs as the user and without the rights that it takes away. All
share one network namespace, in which the services' names lead to 127.0.0.1: no port of this machine
is taken, and nobody outside can be called. It takes root, `unshare`, and what the images hold:

    Mosquitto, nc, wget    Debian's
    the hub                this checkout's
    PLATZFREI_INFLUXD2     an influxd of 2.x
    PLATZFREI_INFLUX       the command `influx` of 2.x
    PLATZFREI_GRAFANA      a folder of Grafana, with bin/grafana

What the images do before their program starts is done here in their place, see `_STARTS`.
"""

import ctypes
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from tests.house.tree import ROOT

DEPLOY: Final = ROOT / "deploy"
PATIENCE_S: Final = 120.0
_NEW_NETWORK: Final = 0x40000000
"""CLONE_NEWNET of setns(2)."""
_PROGRAMS: Final = ("PLATZFREI_INFLUXD2", "PLATZFREI_INFLUX", "PLATZFREI_GRAFANA")
_PLACES: Final = {
    "influxd": "INFLUXD_BOLT_PATH=/var/lib/influxdb2/b INFLUXD_SQLITE_PATH=/var/lib/influxdb2/s"
    " INFLUXD_ENGINE_PATH=/var/lib/influxdb2/engine",
}
_STARTS: Final = {
    # The image's own start: set up once with what the environment says, then run.
    # The image's own start: set up behind another port with what the environment says, then run.
    "influxdb": f"""
export {_PLACES["influxd"]}
"$PLATZFREI_INFLUXD2" --http-bind-address 127.0.0.1:9999 & first=$!
until influx ping --host http://127.0.0.1:9999 >/dev/null 2>&1; do sleep 0.2; done
influx setup --force --host http://127.0.0.1:9999 --username "$DOCKER_INFLUXDB_INIT_USERNAME" \
  --password "$(cat "$DOCKER_INFLUXDB_INIT_PASSWORD_FILE")" --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --token "$(cat "$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE")" \
  --bucket "$DOCKER_INFLUXDB_INIT_BUCKET"
kill "$first" && wait "$first" || true
exec "$PLATZFREI_INFLUXD2"
""",
    "grafana": """
exec "$PLATZFREI_GRAFANA/bin/grafana" server --homepath "$PLATZFREI_GRAFANA" --packaging=docker \
  cfg:default.paths.data=/var/lib/grafana cfg:default.paths.logs=/var/lib/grafana/log \
  cfg:default.paths.provisioning=/etc/grafana/provisioning cfg:default.log.mode=console
""",
    "hub": 'exec platzfrei-hub "$@"',
    "buckets": 'exec platzfrei-hub "$@"',
}


def _path() -> str:
    programs = Path(os.environ.get("PLATZFREI_INFLUX", "/")).parent
    return f"{Path(sys.executable).parent}:{programs}:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass
class NativeStack:
    """One stack below a folder: volumes that stay, and processes that end with it."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    """What deploy/.env says."""
    told: list[tuple[float, str]] = field(default_factory=list)
    """What happened, with seconds since the start."""
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _network: subprocess.Popen[bytes] | None = None
    _began_s: float = field(default_factory=time.monotonic)

    @property
    def services(self) -> dict[str, Any]:
        """The services of compose.yaml."""
        text = (DEPLOY / "compose.yaml").read_text()
        found: dict[str, Any] = yaml.safe_load(self._filled(text))["services"]
        return found

    def _filled(self, text: str) -> str:
        """Fill in variables as Compose does: `${NAME:-otherwise}`, and `$$` is a dollar."""
        filled = re.sub(
            r"(?<!\$)\$\{(\w+):-([^}]*)\}", lambda at: self.settings.get(at[1]) or at[2], text
        )
        return filled.replace("$$", "$")

    def up(self) -> None:
        """Start every service as soon as those that it depends on are ready."""
        self._network = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "ip link set lo up && exec sleep infinity"]
        )
        waiting = dict(self.services)
        while waiting:
            ready = [name for name, one in waiting.items() if not set(_needs(one)) & set(waiting)]
            for name in ready:
                self._start(name, waiting.pop(name))

    def down(self) -> None:
        """End all that runs."""
        for process in [*self._running.values(), self._network]:
            if process is not None:
                process.terminate()
        for process in [*self._running.values(), self._network]:
            if process is not None:
                process.wait(PATIENCE_S)

    def log(self, name: str) -> str:
        """Return what a service has printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def run(self, name: str, *command: str, typed: str = "") -> str:
        """Run a command beside a service, with its files: `docker compose run` or `exec`."""
        service = self.services[name]
        ran = subprocess.run(
            self._inside(name, service, ["/bin/sh", "-c", 'exec "$@"', "sh", *command]),
            input=typed, capture_output=True, text=True, check=True, timeout=PATIENCE_S,
        )  # fmt: skip
        return ran.stdout

    def hang_up(self, name: str, signal: int) -> None:
        """Send a signal to a service: `docker compose kill --signal`."""
        self._running[name].send_signal(signal)

    def stop(self, name: str) -> None:
        """End a service."""
        process = self._running.pop(name)
        process.terminate()
        process.wait(PATIENCE_S)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let what this thread connects to be in the network of the stack."""
        libc = ctypes.CDLL(None, use_errno=True)
        assert self._network is not None
        with ExitStack() as closing:
            outer = closing.enter_context(Path("/proc/thread-self/ns/net").open("rb"))
            inner = closing.enter_context(Path(f"/proc/{self._network.pid}/ns/net").open("rb"))
            assert libc.setns(inner.fileno(), _NEW_NETWORK) == 0
            try:
                yield
            finally:
                assert libc.setns(outer.fileno(), _NEW_NETWORK) == 0

    def _start(self, name: str, service: dict[str, Any]) -> None:
        script = _STARTS.get(name, 'exec "$@"')
        entry = service.get("entrypoint", []) if name not in _STARTS else []
        command = ["/bin/sh", "-c", script, name, *entry, *service.get("command", [])]
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                self._inside(name, service, command), stdout=log, stderr=subprocess.STDOUT
            )
        self._say(f"{name} started")
        if service["restart"] == "no":
            assert process.wait(PATIENCE_S) == 0, self.log(name)
            self._say(f"{name} ended with 0")
            return
        self._running[name] = process
        self._wait(name, service)

    def _wait(self, name: str, service: dict[str, Any]) -> None:
        kind, *check = service["healthcheck"]["test"]
        assert kind == "CMD"
        deadline_s = time.monotonic() + PATIENCE_S
        command = self._inside(name, service, ["/bin/sh", "-c", 'exec "$@"', "sh", *check])
        while subprocess.run(command, capture_output=True, check=False).returncode:
            assert self._running[name].poll() is None, self.log(name)
            assert time.monotonic() < deadline_s, self.log(name)
            time.sleep(0.3)
        self._say(f"{name} is healthy: {' '.join(check)[:60]}")

    def _say(self, text: str) -> None:
        self.told.append((round(time.monotonic() - self._began_s, 1), text))

    def _inside(self, name: str, service: dict[str, Any], command: list[str]) -> list[str]:
        """Return a command in the namespaces of a service, as its user."""
        assert self._network is not None
        mounts = "\n".join(self._mounts(service))
        script = f"set -e\n{mounts}\n{self._environment(service)}\nexec {_as_user(name, service)}"
        return [
            *("nsenter", f"--net=/proc/{self._network.pid}/ns/net", "unshare", "--mount"),
            *("/bin/sh", "-c", f'{script} "$@"', name, *command),
        ]

    def _mounts(self, service: dict[str, Any]) -> Iterator[str]:
        hosts = self.folder / "hosts"
        names = " ".join(self.services)
        hosts.write_text(f"127.0.0.1 localhost {names}\n")
        yield f"mount --bind {hosts} /etc/hosts"
        for top in ("/run", "/etc/grafana", "/var/lib/grafana", "/mosquitto", "/secrets"):
            yield f"mkdir -p {top} && mount -t tmpfs none {top}"
        for top in ("/etc/platzfrei", "/platzfrei", "/var/lib/influxdb2", "/etc/influxdb2"):
            yield f"mkdir -p {top} && mount -t tmpfs none {top}"
        yield from _opened(Path(sys.base_prefix))
        for mount in service.get("volumes", []):
            source, place, *how = mount.split(":")
            there = (DEPLOY / source).resolve() if source.startswith(".") else self._volume(source)
            made = "mkdir -p" if there.is_dir() else f"mkdir -p {Path(place).parent} && touch"
            yield f"{made} {place} && mount --bind {there} {place}"
            if how == ["ro"]:
                yield f"mount -o remount,bind,ro {place}"

    def _volume(self, name: str) -> Path:
        volume = self.folder / "volumes" / name
        if not volume.exists():
            volume.mkdir(parents=True)
            volume.chmod(0o777)  # as its image leaves it to its user
        return volume

    def _environment(self, service: dict[str, Any]) -> str:
        said = {
            **{name: os.environ[name] for name in _PROGRAMS},
            "PATH": _path(),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            **{key: str(value) for key, value in service.get("environment", {}).items()},
        }
        return "\n".join(f"export {key}='{value}'" for key, value in said.items())


def _opened(place: Path) -> Iterator[str]:
    """Let every user reach a folder, such as an interpreter in a home that is closed to others."""
    closed = [parent for parent in place.parents if not parent.stat().st_mode & 0o001]
    if closed:
        yield f"mount --bind {place} /mnt && mount -t tmpfs none {closed[-1]}"
        yield f"mkdir -p {place} && mount --bind /mnt {place}"


def _needs(service: dict[str, Any]) -> list[str]:
    return list(service.get("depends_on", {}))


def _as_user(name: str, service: dict[str, Any]) -> str:
    user, _, group = service.get("user", {"hub": "10001:10001"}.get(name, "0:0")).partition(":")
    rights = " --bounding-set=-all --inh-caps=-all" if "cap_drop" in service else ""
    return f"setpriv --reuid={user} --regid={group} --clear-groups --no-new-privs{rights}"
