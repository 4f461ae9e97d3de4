"""A bare Debian 12 in a folder of memory, made anew, that vanishes with its last process.

Everything happens in namespaces of our own: mounts, processes, and for all but downloads the
network, so that the ports of the pages are free. What the machine around it says of mirrors,
certificates and pip is passed on; nothing else of it is seen inside. No program in it is a
substitute: systemd doesn't run there, so a unit is started as its file says, by `start`.
"""

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.house.tree import ROOT, files
from tests.parts.catalogue import path_of

RELEASE: Final = "bookworm"
KEPT_VARIABLE: Final = "PLATZFREI_DEBIAN_TAR"
"""Names a file in which the fresh Debian is kept for the next time; without it, it isn't."""
PERSON: Final = "pia"
NAMES: Final = "hub.example.org other.example.org"
"""Those of the machine itself, as a name server would know them."""
CHECKOUT: Final = f"/home/{PERSON}/platzfrei"
_INCLUDED: Final = "ca-certificates,python3,sudo,systemd"  # as Raspberry Pi OS and Debian have them
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
_PATIENCE_S: Final = 600
_ENDS_WITHIN_S: Final = 60
_DIES_WITH_US: Final = ("setpriv", "--pdeathsig", "KILL")
_LOOPBACK: Final = (
    "import fcntl,socket,struct,time;"
    "fcntl.ioctl(socket.socket(),0x8914,struct.pack('16sh14x',b'lo',0x1|0x40));"
    "print('up',flush=True);time.sleep(1e9)"
)


class NoMirror(Exception):
    """No mirror of Debian can be reached."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command."""

    status: int
    said: str


@dataclass
class Debian:
    """One machine. `make()` it, then type; `close()` leaves nothing behind."""

    root: Path
    """Where it is mounted, in its own namespace alone."""
    _holders: list[subprocess.Popen[str]] = field(default_factory=list)
    _services: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _inside: list[str] = field(default_factory=list)
    _network: list[str] = field(default_factory=list)

    def make(self) -> None:
        """Install Debian, the person, their checkout, and what the machine around it says.

        Raises NoMirror on a machine without a network.
        """
        self.root.mkdir(parents=True)
        self._hold()
        self._outside("mount --make-rprivate /")  # fails in a chroot, whose root is no mount
        self._outside(f"mount -t tmpfs -o size=4g,mode=755 platzfrei {self.root}")
        self._install()
        self._outside(f"mount -t proc proc {self.root}/proc", check=True)
        self._write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)  # start no daemon
        self._write("/etc/apt/apt.conf.d/90around", _apt_settings())
        self._write("/etc/pip.conf", _pip_settings())
        for path in (Path("/etc/resolv.conf"), _CERTIFICATES):
            if path.exists():
                self._write(str(path), path.read_text())
        self._write("/etc/hosts", f"127.0.0.1 localhost {NAMES} {os.uname().nodename}\n")
        self._keep_packages_of_pip()
        self._make_person()

    def type(self, text: str, *, needs_packages: bool = False, pasted: str = "") -> Ran:
        """Type commands in the checkout as the person, until one fails; one may read `pasted`."""
        folder = f"cd {CHECKOUT} 2>/dev/null || cd; "
        command = ["runuser", "--login", PERSON, "--shell", "/bin/bash", "--command"]
        return self._in(
            [*command, f"set -e -o pipefail; {folder}{text}"], pasted, has_network=needs_packages
        )

    def as_root(self, text: str, *, needs_packages: bool = False) -> Ran:
        """Look or change something that no page is about."""
        return self._in(["/bin/bash", "-ec", text], "", has_network=needs_packages)

    def read(self, path: str) -> str:
        """Return a file's text."""
        ran = self.as_root(f"cat {shlex.quote(path)}")
        assert ran.status == 0, ran.said
        return ran.said

    def write(self, path: str, text: str) -> None:
        """Change a file's text; its owner and mode stay."""
        command = f"cat >{self.root}{shlex.quote(path)}"
        self._outside(command, check=True, given=text)

    def start(self, unit: str, environment: Mapping[str, str] | None = None) -> None:
        """Start what a unit's file says, as its user, in its folders; end it first if it runs."""
        self.stop(unit)
        setting = self._settings(unit)
        for before in (*_folders(setting), *setting.get("ExecStartPre", [])):
            ran = self.as_root(before)
            assert ran.status == 0, ran.said
        command = f"{_service(setting, environment or {})} >>/var/log/{unit}.log 2>&1"
        entered = [*self._inside, *self._network, *self._chroot()]
        self._services[unit] = subprocess.Popen(
            [*entered, "/bin/bash", "-c", command], start_new_session=True
        )

    def log(self, unit: str) -> str:
        """Return all that a service has said."""
        return self.as_root(f"cat /var/log/{unit}.log 2>/dev/null || :").said

    def _settings(self, unit: str) -> dict[str, list[str]]:
        text = self.as_root(
            f"cat /etc/systemd/system/{unit}.service 2>/dev/null ||"
            f" cat /lib/systemd/system/{unit}.service"
        ).said
        section = text.partition("[Service]")[2].partition("[Install]")[0]
        found: dict[str, list[str]] = {}
        for key, value in re.findall(r"^(\w+)=(.*)$", section, re.MULTILINE):
            found.setdefault(key, []).append(value)
        return found

    def stop(self, unit: str) -> None:
        """End a unit in good order, if it runs."""
        process = self._services.pop(unit, None)
        until = time.monotonic() + _ENDS_WITHIN_S
        while process is not None and _signalled(process, signal.SIGTERM):
            assert time.monotonic() < until, f"{unit} doesn't end"
            process.poll()
            time.sleep(0.2)

    def reload(self, unit: str) -> None:
        """Send it SIGHUP."""
        assert _signalled(self._services[unit], signal.SIGHUP), f"{unit} has ended"

    def close(self) -> None:
        """End every process in it; its mounts go with them."""
        for unit in list(self._services):
            self.stop(unit)
        for holder in reversed(self._holders):
            holder.kill()
            holder.wait(30)
            if holder.stdout is not None:
                holder.stdout.close()
        if self.root.is_mount():  # in a chroot whose mounts are shared
            subprocess.run(["umount", "--lazy", str(self.root)], check=True)
        self.root.rmdir()  # what was in it was mounted in our namespace alone

    def _install(self) -> None:
        kept = os.environ.get(KEPT_VARIABLE, "")
        tar = f"tar --directory {self.root} --file {shlex.quote(kept)}"
        if kept and Path(kept).exists():
            self._outside(f"{tar} --extract --preserve-permissions", check=True)
            return
        options = ["--variant=minbase", f"--include={_INCLUDED}"]
        command = [str(path_of("debootstrap")), *options, RELEASE, str(self.root), *_mirror()]
        log = self._outside(shlex.join(command))
        if "Failed getting release file" in log.said:
            raise NoMirror(log.said.strip().splitlines()[-1])
        assert log.status == 0, log.said[-3000:]
        if kept:
            self._outside(f"{tar} --create .", check=True)

    def _hold(self) -> None:
        own = "--mount --propagation unchanged --pid --fork --kill-child"
        holder = subprocess.Popen(
            [*_DIES_WITH_US, "unshare", *own.split(), "sleep", "infinity"],
            text=True,
            start_new_session=True,
        )
        self._holders.append(holder)
        target = f"--target={_child_of(holder.pid)}"
        self._inside = ["nsenter", target, "--mount", "--pid", "--root"]
        net = subprocess.Popen(
            [*_DIES_WITH_US, "unshare", "--net", "python3", "-c", _LOOPBACK],
            text=True,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._holders.append(net)
        assert net.stdout is not None
        assert net.stdout.readline() == "up\n"
        self._network = [f"--net=/proc/{net.pid}/ns/net"]

    def _chroot(self) -> list[str]:
        clean = ["env", "--ignore-environment", f"PATH={_PATH}", "LANG=C.UTF-8", "HOME=/root"]
        return [*clean, "DEBIAN_FRONTEND=noninteractive", "chroot", str(self.root)]

    def _in(self, command: Sequence[str], given: str, *, has_network: bool) -> Ran:
        network = [] if has_network else self._network
        return _run([*self._inside, *network, *self._chroot(), *command], given)

    def _outside(self, command: str, *, check: bool = False, given: str = "") -> Ran:
        ran = _run([*self._inside, "/bin/sh", "-c", command], given)
        assert ran.status == 0 or not check, ran.said
        return ran

    def _write(self, path: str, text: str, mode: int = 0o644) -> None:
        place = Path(f"{self.root}{path}")
        command = f"mkdir -p {place.parent}; cat >{place}; chmod {mode:o} {place}"
        self._outside(command, check=True, given=text)

    def _keep_packages_of_pip(self) -> None:
        """Lend the machine's cache of pip, if there is one: packages come once."""
        said = _run(["python3", "-m", "pip", "cache", "dir"])
        inside = self.root / "var/cache/pip"
        self._outside(f"mkdir -p {inside}")
        if said.status == 0 and Path(said.said.strip()).is_dir():
            self._outside(f"mount --bind {shlex.quote(said.said.strip())} {inside}")

    def _make_person(self) -> None:
        ran = self.as_root(
            f"useradd --create-home --shell /bin/bash --groups sudo {PERSON}"
            f" && chmod 0700 /home/{PERSON}"
            f" && echo '{PERSON} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/{PERSON}"
        )
        assert ran.status == 0, ran.said
        pack = f"tar --create --directory {shlex.quote(str(ROOT))} --files-from=-"
        unpack = f"tar --extract --directory {self.root}{CHECKOUT}"
        listed = "".join(f"{path}\n" for path in files())
        self._outside(f"mkdir {self.root}{CHECKOUT}; {pack} | {unpack}", check=True, given=listed)
        assert self.as_root(f"chown -R {PERSON}:{PERSON} {CHECKOUT}").status == 0


def _folders(setting: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield what makes the folders that systemd makes for a unit."""
    for name in setting.get("StateDirectory", []):
        (user,), (group,), (mode,) = (
            setting["User"],
            setting["Group"],
            setting["StateDirectoryMode"],
        )
        owner = f"--owner {user} --group {group} --mode {mode}"
        yield f"install --directory {owner} /var/lib/{name}"


def _service(setting: Mapping[str, list[str]], environment: Mapping[str, str]) -> str:
    """Return the command that runs a unit's program as systemd does, without its sandbox."""
    user = setting.get("User", ["root"])[0]
    group = setting.get("Group", [user])[0]
    folder = setting.get("WorkingDirectory", ["/"])[0]
    given = shlex.join(f"{name}={value}" for name, value in environment.items())
    return (
        f"umask {setting.get('UMask', ['0022'])[0]}; cd {folder};"
        f" exec setpriv --reuid={user} --regid={group} --init-groups env {given}"
        f" {setting['ExecStart'][0]}"
    )


def _signalled(process: subprocess.Popen[bytes], number: signal.Signals) -> bool:
    """Send a signal to what nsenter started, which is of its group; tell whether it still runs."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True


def _run(command: Sequence[str], given: str = "") -> Ran:
    ran = subprocess.run(
        command,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout)


def _child_of(pid: int) -> int:
    """Wait for the one child of a process."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if found:
            return int(found[0])
        time.sleep(0.01)
    raise TimeoutError("unshare has no child")


def _mirror() -> list[str]:
    """Return the mirror that apt here asks for Debian; none, and debootstrap takes its own."""
    said = _run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"])
    uris = [line for line in said.said.splitlines() if line.startswith(("http:", "https:"))]
    return [uri for uri in dict.fromkeys(uris) if re.search(r"/debian/?$", uri)][:1]


def _apt_settings() -> str:
    """Return how apt of this machine reaches its mirrors."""
    said = _run(["apt-config", "dump"]).said
    kept = re.compile(r"Acquire::(?:https?::(?:Proxy|CAInfo|Verify)|Check-(?:Date|Valid))")
    return "".join(f"{line}\n" for line in said.splitlines() if kept.match(line))


def _pip_settings() -> str:
    """Return how pip of this machine reaches its index, by its files and its environment."""
    lines = ["[global]", "cache-dir = /var/cache/pip", "disable-pip-version-check = true"]
    said = _run(["python3", "-m", "pip", "config", "list"])
    kept = ("cert", "index-url", "extra-index-url", "proxy", "trusted-host", "timeout")
    found = dict(
        re.findall(r"^(?:global|user|site|:env:)\.([\w-]+)='(.*)'$", said.said, re.MULTILINE)
    )
    lines += [f"{name} = {found[name]}" for name in kept if name in found]
    if os.environ.get("HTTPS_PROXY"):
        lines.append(f"proxy = {os.environ['HTTPS_PROXY']}")
    return "\n".join(lines) + "\n"
