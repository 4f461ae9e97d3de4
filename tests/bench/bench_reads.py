"""Reads beside a plain FastAPI route on uvicorn that sends the same bytes; history that is known.

    python -m tests.bench.bench_reads

Five spaces whose agents have spoken. wrk asks by 32 connections from a core of its own, the hub and
the plain route in turns; a ratio is the median of five. The plain route runs on httptools, and on
uvloop where that is installed. History is asked for by one client, one question after the other, of
a hub that has a year of it.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Final

import httpx

from contract.times import to_us
from contract.topics import AgentAddress
from hub.clock import SystemClock
from hub.config import load
from hub.stores.factory import open_store
from hub.token_file import hash_of
from hub.workers.rollup import Rollup
from tests.bench.bench_http import Mouth
from tests.bench.curves import Chart, Curve, write
from tests.bench.measuring import a_broker, addresses, show, show_median
from tests.parts.mosquitto import free_port
from tests.parts.peer import a_peer
from tests.system.region import REPOSITORY, Hub, eventually, write_hub_toml

ROUNDS: Final = 5
SECONDS: Final = 1
CONNECTIONS: Final = 32
SPACES: Final = 5
RANGES_DAYS: Final = (1, 31, 366)
QUESTIONS: Final = 20
TOKEN: Final = "a-token-for-measuring"  # noqa: S105  of a hub that lives for a minute


@dataclass(frozen=True)
class Compared:
    """One read of the hub, and what it is compared with."""

    what: str
    path: str
    knows_etag: bool = False


COMPARED: Final = (
    Compared("all spaces", "/api/v1/spaces"),
    Compared("all spaces, known by its tag (304)", "/api/v1/spaces", knows_etag=True),
    Compared("page of a space", "/spaces/space-1"),
    Compared("page of a space, known by its tag (304)", "/spaces/space-1", knows_etag=True),
    Compared("availability of a space", "/api/v1/spaces/space-1/availability"),
)


def per_s(url: str, *headers: str, seconds: int = SECONDS) -> float:
    """Ask as fast as it is answered; return the answers a second."""
    lines = [part for header in headers for part in ("-H", header)]
    said = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *lines, url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found is not None, said
    return float(found[1])


@contextmanager
def a_plain_route(body: bytes, folder: Path) -> Iterator[str]:
    """Serve some bytes by FastAPI and uvicorn, as anybody would; yields the address."""
    file, port = folder / "body", free_port()
    file.write_bytes(body)
    command = [sys.executable, "-m", "tests.bench.plain_route", str(file), str(port)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/"
    try:
        eventually(lambda: _answers(url), "the plain route answers")
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def compare(base: str, compared: Compared, folder: Path) -> tuple[float, float]:
    """Measure both in turns; return the medians of the hub's answers a second and of the ratio."""
    url = base + compared.path
    answer = httpx.get(url)
    with a_plain_route(answer.content, folder) as plain:
        both = [(url, answer.headers["ETag"]), (plain, httpx.get(plain).headers["ETag"])]
        asked = [
            (each, f"If-None-Match: {etag}" if compared.knows_etag else "X-Nothing: else")
            for each, etag in both
        ]
        rounds = [[per_s(*one) for one in asked] for _ in range(ROUNDS)]
    return median(hub for hub, _ in rounds), median(hub / other for hub, other in rounds)


def show_reads(base: str, folder: Path) -> None:
    """Print what is answered a second, and how that compares."""
    for compared in COMPARED:
        rate, ratio = compare(base, compared, folder)
        show(f"{compared.what}", rate, "answers/s")
        show(f"{compared.what}, beside plain FastAPI", ratio, "x", 2)


def history_ms(client: httpx.Client, last: date, days: int) -> tuple[list[float], list[float]]:
    """Ask for a range again and again; return how long 200 and 304 took, in milliseconds."""
    first = last - timedelta(days=days - 1)
    url = f"/api/v1/spaces/space-1/slots?from={first}&to={last}"
    eventually(lambda: _is_settled(client, url), "the roll-up is done")
    etag = client.get(url).headers["ETag"]
    whole = [took_ms(client, url, {}, 200) for _ in range(3)]
    known = [took_ms(client, url, {"If-None-Match": etag}, 304) for _ in range(QUESTIONS)]
    return whole, known


def _is_settled(client: httpx.Client, url: str) -> bool:
    known = {"If-None-Match": client.get(url).headers["ETag"]}
    return client.get(url, headers=known).status_code == httpx.codes.NOT_MODIFIED


def took_ms(client: httpx.Client, url: str, headers: dict[str, str], status: int) -> float:
    """Ask once."""
    began = time.perf_counter()
    answer = client.get(url, headers=headers)
    assert answer.status_code == status, answer.text[:200]
    return 1000 * (time.perf_counter() - began)


def show_history(base: str, last: date) -> None:
    """Print how long an answer of history takes, whole and when it is known; draw it by range."""
    took: dict[str, list[tuple[float, float]]] = {"whole": [], "known by its tag (304)": []}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=base, headers=headers, timeout=60) as client:
        for days in RANGES_DAYS:
            whole, known = history_ms(client, last, days)
            for (name, points), figures in zip(took.items(), (whole, known), strict=True):
                ms = show_median(f"history of {days} days, {name}", figures, "ms", 1)
                points.append((days, ms))
    curves = [Curve(name, points) for name, points in took.items()]
    title = "What an answer of history costs by its range"
    write(Chart(title, "days asked for", "ms an answer, by HTTP", curves), "history")


def write_a_year(config: Path) -> None:
    """Fill the store of a hub.toml with all slots since its spaces began, as the hub makes them."""
    read = load(config)
    with closing(open_store(read, config)) as store, closing(store.open_history()) as reader:
        Rollup(read.spaces, reader, store.write_history).run(to_us(SystemClock().wall()))


@contextmanager
def a_hub(folder: Path, agents: tuple[AgentAddress, ...], since: date) -> Iterator[str]:
    """Run a hub with all its history, whose agents have spoken; yields its address."""
    with a_broker(folder) as broker:
        config = write_hub_toml(folder, broker, agents)
        (folder / "token.sha256").write_text(f"{hash_of(TOKEN)}\n")
        text = config.read_text().replace("[http]\n", '[http]\ntoken_hash_file = "token.sha256"\n')
        config.write_text(text.replace("since = 2026-01-01", f"since = {since}"))
        write_a_year(config)
        hub = Hub(config)
        hub.start()
        try:
            eventually(hub.is_ready, "the hub is ready")
            with a_peer(broker.host, broker.port) as peer:
                for address in agents:
                    Mouth(peer, address).say(1)
                spaces = f"{hub.address()}/api/v1/spaces"
                eventually(lambda: httpx.get(spaces).text.count('"occupied":1') == len(agents), "")
                yield hub.address()
        finally:
            hub.stop()


def main() -> None:
    """Measure a hub of five spaces, and one of a space with a year of history."""
    today = SystemClock().wall().date()
    if shutil.which("wrk") is None:
        print("wrk isn't installed: reads aren't compared with a plain route")
    else:
        with (
            tempfile.TemporaryDirectory() as name,
            a_hub(Path(name), addresses(SPACES), today - timedelta(days=1)) as base,
        ):
            show_reads(base, Path(name))
    with (
        tempfile.TemporaryDirectory() as name,
        a_hub(Path(name), addresses(1), today - timedelta(days=max(RANGES_DAYS))) as base,
    ):
        show_history(base, today - timedelta(days=1))


if __name__ == "__main__":
    main()
