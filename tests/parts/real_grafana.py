"""A real Grafana on a free loopback port, with a folder of its own, where `PLATZFREI_GRAFANA` is.

That is a folder of Grafana, with `bin/grafana`; no Debian package holds one.
"""

import os
import secrets
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from tests.parts.mosquitto import HOST, free_port

HOME: Final = Path(os.environ.get("PLATZFREI_GRAFANA", ""))
_PATIENCE_S: Final = 180.0
_QUIET: Final = {
    "GF_ANALYTICS_REPORTING_ENABLED": "false",
    "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
    "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
    "GF_PLUGINS_PREINSTALL_DISABLED": "true",
    "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED": "true",
}


class RealGrafana:
    """One process; started with other settings it finds again what it had."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._password = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> str:
        """What it has printed."""
        return (self._folder / "log").read_text(errors="replace")

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start it and return once it answers."""
        (self._folder / "provisioning").mkdir(parents=True, exist_ok=True)
        places = {
            "paths.data": self._folder / "kept",
            "paths.logs": self._folder / "kept" / "log",
            "paths.provisioning": self._folder / "provisioning",
            "log.mode": "console",
        }
        said = {
            "PATH": os.environ["PATH"],
            "GF_SERVER_HTTP_ADDR": HOST,
            "GF_SERVER_HTTP_PORT": str(self.port),
            "GF_SECURITY_ADMIN_PASSWORD": self._password,
            **_QUIET,
            **(settings or {}),
        }
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(HOME / "bin" / "grafana", "server", "--homepath", HOME),
                    *(f"cfg:default.{key}={value}" for key, value in places.items()),
                ],
                env=said, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_PATIENCE_S)
            self._process = None

    def ask(self, path: str, said: object = None, method: str = "") -> Any:
        """Ask its API as its first administrator; return the JSON."""
        answer = httpx.request(
            method or ("GET" if said is None else "POST"), f"{self.url}/api{path}", json=said,
            auth=("admin", self._password), trust_env=False, timeout=_PATIENCE_S,
        )  # fmt: skip
        assert answer.is_success, answer.text
        return answer.json()

    def token(self, role: str) -> str:
        """Make a service account of a role, and a token of it."""
        name = f"{role}-{secrets.token_hex(4)}"
        account = self.ask("/serviceaccounts", {"name": name, "role": role})
        made = self.ask(f"/serviceaccounts/{account['id']}/tokens", {"name": name})
        return str(made["key"])

    def _wait(self) -> None:
        deadline_s = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline_s and self._process and self._process.poll() is None:
            try:
                httpx.get(f"{self.url}/api/health", trust_env=False).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log[-4000:])
