"""A real nginx on a free loopback port, with the site that a test gives it.

Owns one process and its folder. It never becomes a daemon, and is ended by its pid.
"""

import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.parts.catalogue import path_of

_PATIENCE_S: Final = 20.0
_AROUND: Final = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def a_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Nginx:
    """One nginx with one site, which listens at `port`."""

    def __init__(self, folder: Path, site: str, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        folder.mkdir()
        config = folder / "nginx.conf"
        config.write_text(_AROUND.format(folder=folder, site=site))
        command: list[str | Path] = [
            path_of("nginx"),
            "-e",
            folder / "error.log",
            "-p",
            folder,
            "-c",
            config,
        ]
        self._log = folder / "error.log"
        self._process = subprocess.Popen(command)
        self._wait_for(port)

    def _wait_for(self, port: int) -> None:
        until_s = time.monotonic() + _PATIENCE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1.0).close()
            except OSError:
                assert self._process.poll() is None, self._log.read_text()
                assert time.monotonic() < until_s, "nginx doesn't listen"
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """End it at once."""
        self._process.terminate()
        self._process.wait(_PATIENCE_S)
