"""What a crowd costs the hub behind nginx with its cache, as deploy/proxy/nginx-cache.conf has it.

    python -m tests.bench.bench_cache

A hub of twelve spaces in a thread, nginx as a process of its own, and wrk with 32 connections,
which takes gzip as browsers do. Counted are the answers to wrk and those that the hub gave
meanwhile. And what a page weighs.
"""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

import httpx

from hub.clock import SystemClock
from tests.bench.bench_reads import per_s
from tests.bench.measuring import show
from tests.house.tree import ROOT
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.parts.nginx import Nginx, a_free_port

SECONDS: Final = 5
PACKED: Final = "Accept-Encoding: gzip"
PATHS: Final = (
    "/",
    "/spaces/muehle",
    "/api/v1/spaces",
    "/api/v1/spaces/bahnhof-wiesenburg/availability",
)
_COUNT: Final = "platzfrei_http_answer_seconds_count"


def asked(region: ServedRegion) -> float:
    """Return how many requests the hub has answered."""
    return region.region.metrics.registry.get_sample_value(_COUNT) or 0.0


def site_before(region: ServedRegion, folder: str, port: int) -> str:
    """Return the example, without TLS and for this hub."""
    text = (ROOT / "deploy" / "proxy" / "nginx-cache.conf").read_text()
    text = re.sub(r"^\s*ssl_.*$", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = text.replace("127.0.0.1:8000;", f"127.0.0.1:{region.port};")
    return text.replace("/var/cache/nginx/", f"{folder}/kept-")


def weigh(url: str, path: str) -> None:
    """Show what is sent for a page, plain and compressed."""
    for coding in ("identity", "gzip"):
        with httpx.stream("GET", url + path, headers={"Accept-Encoding": coding}) as answer:
            size = sum(len(piece) for piece in answer.iter_raw())
        show(f"body of {path}, {coding}", size / 1000, "kB", 1)


def main() -> None:
    """Measure, if there is what asks and what keeps."""
    if shutil.which("wrk") is None:
        print("wrk isn't installed: nothing is asked through a cache")
        return
    region, port = ServedRegion(Region(start=SystemClock().wall())), a_free_port()
    with tempfile.TemporaryDirectory() as folder:
        nginx = Nginx(Path(folder) / "nginx", site_before(region, folder, port), port)
        try:
            for path in PATHS:
                weigh(nginx.url, path)
                before = asked(region)
                answers = per_s(f"{nginx.url}{path}", PACKED, seconds=SECONDS)
                told = (asked(region) - before) / SECONDS
                show(f"{path} through a cache", answers, "answers/s")
                show(f"{path}: of these by the hub", told, "answers/s", 1)
        finally:
            nginx.stop()
            region.stop()


if __name__ == "__main__":
    main()
