"""From the button of the console's calendar to a visitor's stream, in milliseconds.

    python -m tests.bench.bench_closure

A real broker, the hub, somebody signed in by a password, and one client of the event stream, of a
space that doesn't protect small counts: the others follow with the full minute on purpose. Counted
is from just before a form is loaded and sent to the line of the stream that shows the other state.
Closed and opened again in turns.
"""

import json
import re
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import httpx

from tests.bench.measuring import Region, a_region, let_settle, percentile, show
from tests.system.region import PATIENCE_S

TURNS: Final = 10
PASSWORD: Final = "kupfer nebel zaun drei"  # noqa: S105 - a made-up one
_TOKEN: Final = re.compile(r'name="(\w+)" value="([0-9a-f]{32,})"')
_CHANGE: Final = re.compile(r"/changes/(\w+)")


class Console:
    """The browser of somebody who runs the space."""

    def __init__(self, region: Region) -> None:
        address = region.hub.address()
        said = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        self._browser = httpx.Client(base_url=address, headers=said, timeout=PATIENCE_S)
        self._page = f"/console/calendar/{region.agents[0].space}"
        _, invited = region.hub.command(
            "people", "invite", "--role", "operator", "--space", region.agents[0].space
        )
        link = "/console/join/" + invited.split("/console/join/")[1].split()[0]
        fields = {"name": "Ada", "password": PASSWORD, "repeat": PASSWORD, "device": ""}
        self._browser.post(link, data=fields)

    def close_today(self) -> None:
        """Set a closure."""
        today = datetime.now(ZoneInfo("Europe/Berlin")).date()
        self._send(f"{self._page}/new", f"{self._page}/new", kind="closure", first=f"{today}")

    def open_again(self) -> None:
        """Take it back."""
        found = _CHANGE.search(self._browser.get(self._page).text)
        assert found, "nothing is set"
        change = f"{self._page}/changes/{found[1]}"
        self._send(change, f"{change}/take-back")

    def _send(self, page: str, path: str, **fields: str) -> None:
        token = _TOKEN.search(self._browser.get(page).text)
        assert token, page
        answer = self._browser.post(path, data={token[1]: token[2], **fields})
        assert answer.status_code == 303, answer.text


def states(lines: Iterator[str]) -> Iterator[str]:
    """Yield what the stream says of the opening."""
    for line in lines:
        if line.startswith("data: ") and '"opening"' in line:
            yield json.loads(line.removeprefix("data: "))["opening"]["state"]


def measure(region: Region) -> list[float]:
    """Close and open in turns; return how long each took, in milliseconds."""
    console, took_ms = Console(region), []
    space = region.agents[0].space
    with httpx.stream(
        "GET", f"{region.hub.address()}/api/v1/stream?space={space}", timeout=PATIENCE_S
    ) as stream:
        told = states(stream.iter_lines())
        next(told)
        for turn in range(TURNS):
            sent_s = time.monotonic()
            console.open_again() if turn % 2 else console.close_today()
            wanted = "open" if turn % 2 else "closed"
            next(state for state in told if state == wanted)
            took_ms.append(1000 * (time.monotonic() - sent_s))
    return took_ms


def main() -> None:
    """Measure it on a hub that rests."""
    with a_region(1) as region:
        let_settle(region.hub)
        took_ms = measure(region)
    show("closure to visitor, median", percentile(took_ms, 0.5), "ms")
    show("closure to visitor, slowest of ten", max(took_ms), "ms")


if __name__ == "__main__":
    main()
