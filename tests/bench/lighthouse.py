"""Lighthouse, if this machine has it: what it says of a page, from 0 to 100.

`PLATZFREI_LIGHTHOUSE` names its program; else `lighthouse` on the PATH is taken (npm install
lighthouse). It starts the Chromium that the tests use, by itself, and reports to nobody.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

VARIABLE: Final = "PLATZFREI_LIGHTHOUSE"
MISSING: Final = (
    f"Lighthouse isn't installed: npm install lighthouse, and name its program in {VARIABLE}"
)
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
_FLAGS: Final = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run"
_LONGEST_S: Final = 180


def program() -> str | None:
    """Return the command, or None."""
    return os.environ.get(VARIABLE) or shutil.which("lighthouse")


def report_of(command: str, chromium: Path, url: str, folder: Path) -> dict[str, Any]:
    """Look at a page as on a phone in a slow net, and return what is said of it."""
    file = folder / "report.json"
    asked = [
        command, url, "--quiet", "--no-enable-error-reporting", "--output=json",
        f"--output-path={file}", f"--chrome-flags={_FLAGS}",
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": str(chromium), "HOME": str(folder)}
    subprocess.run(asked, env=environment, check=True, timeout=_LONGEST_S)
    report: dict[str, Any] = json.loads(file.read_text())
    return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """Return the score of each category."""
    return {each: round(100 * report["categories"][each]["score"]) for each in CATEGORIES}


def faults(report: dict[str, Any]) -> list[str]:
    """Return what cost points."""
    counted = {
        ref["id"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"]
    }
    return [
        f"{audit['id']}: {audit['title']}"
        for audit in report["audits"].values()
        if audit["id"] in counted and audit["score"] is not None and audit["score"] < 1
    ]
