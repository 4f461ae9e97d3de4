"""A service account that may only read, for a screen on the wall or a program."""

import os
from pathlib import Path

from dashboards.done import Done, Outcome
from dashboards.errors import Misconfigured
from dashboards.grafana import Grafana

_READS_ONLY = "Viewer"


def make_reader(grafana: Grafana, name: str, token_file: Path | None) -> Done:
    """Make the account if it is missing, and a token where a file for it is named and missing.

    Raises Misconfigured if the name belongs to an account that may do more.
    """
    found = grafana.service_account(name)
    account = found or grafana.make_service_account(name)
    if account.get("role") != _READS_ONLY:
        raise Misconfigured(
            f"the service account {name} has the role {account.get('role')}, not {_READS_ONLY}:"
            " choose another name"
        )
    if token_file is not None and not token_file.exists():
        _write_secret(token_file, grafana.make_token(int(account["id"]), f"{name}-platzfrei"))
        return Done("service account", name, Outcome.CHANGED if found else Outcome.MADE)
    return Done("service account", name, Outcome.UNCHANGED if found else Outcome.MADE)


def _write_secret(path: Path, token: str) -> None:
    """Write what only its owner may read, from the first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{token}\n")
