"""The cache in front of the hub, as the example has it and a real nginx runs it."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.house.tree import ROOT
from tests.hub.pages.counted_region import AUTHORIZED, CountedRegion
from tests.hub.pages.serving import ServedRegion
from tests.parts.nginx import Nginx, a_free_port

NGINX = (ROOT / "deploy" / "proxy" / "nginx-cache.conf").read_text()
PACKED = {"Accept-Encoding": "gzip"}
OPEN = "/api/v1/spaces/muehle/availability"
GUARDED = "/api/v1/spaces/gutshof/availability"

pytestmark = pytest.mark.real("nginx")


@pytest.fixture
def region(tmp_path: Path) -> Iterator[ServedRegion]:
    """Run a hub."""
    served = ServedRegion(CountedRegion(tmp_path, public_url="https://desks.example/"))
    yield served
    served.stop()


@pytest.fixture
def cache(region: ServedRegion, tmp_path: Path) -> Iterator[httpx.Client]:
    """Run the example in front of it, without TLS."""
    port = a_free_port()
    site = re.sub(r"^\s*ssl_.*$", "", NGINX, flags=re.MULTILINE)
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    site = site.replace("127.0.0.1:8000;", f"127.0.0.1:{region.port};")
    site = site.replace("/var/cache/nginx/", f"{tmp_path}/kept-")
    nginx = Nginx(tmp_path / "nginx", site, port)
    headers = {"Host": "desks.example"}
    with httpx.Client(base_url=nginx.url, headers=headers, timeout=120.0) as client:
        yield client
    nginx.stop()


def asked(region: ServedRegion) -> int:
    """Return how many requests the hub has answered; it counts one when all of it is sent."""
    time.sleep(_COUNTED_S)
    return int(region.region.metrics.registry.get_sample_value(COUNT) or 0)


def has_asked(region: ServedRegion, before: int, count: int) -> bool:
    """Wait until it has counted so many more; tell whether it is no more than that."""
    until_s = time.monotonic() + 20
    while asked(region) - before < count and time.monotonic() < until_s:
        pass
    return asked(region) - before == count


COUNT = "platzfrei_http_answer_seconds_count"
_COUNTED_S = 0.05


@pytest.mark.parametrize("path", ["/", "/spaces/muehle", "/api/v1/spaces", OPEN])
def test_a_crowd_costs_the_hub_a_read_a_second(
    cache: httpx.Client, region: ServedRegion, path: str
) -> None:
    """However many readers there are, and however fast they ask."""
    began_s, before = time.monotonic(), asked(region)
    for _ in range(100):
        assert cache.get(path).status_code == 200
    seconds = time.monotonic() - began_s
    assert 1 <= asked(region) - before <= seconds + 2


def test_a_protected_space_costs_a_read_a_minute(cache: httpx.Client, region: ServedRegion) -> None:
    """It can't say anything else before the next full minute."""
    first = cache.get(GUARDED)
    assert "s-maxage=48" in first.headers["cache-control"]
    before = asked(region)
    time.sleep(2.2)
    assert cache.get(GUARDED).content == first.content
    assert has_asked(region, before, 0)


def test_what_changes_is_seen_within_a_second(cache: httpx.Client, region: ServedRegion) -> None:
    """And its age can be worked out from `observed_at`, whatever was kept."""
    assert cache.get(OPEN).json()["desks"]["occupied"] == 0
    region.change(lambda it: it.say("muehle", "oooo"))
    changed_s = time.monotonic()
    while (body := cache.get(OPEN).json())["desks"]["occupied"] == 0:
        assert time.monotonic() - changed_s < 10
        time.sleep(0.05)
    assert body["observed_at"] is not None


def test_each_gets_its_language_and_its_coding(cache: httpx.Client) -> None:
    """Whoever was first: a page in German, then in English, plain and compressed."""
    for language in ("de", "en", "de"):
        for coding in ("gzip", "identity"):
            headers = {"Accept-Language": language, "Accept-Encoding": coding}
            answer = cache.get("/", headers=headers)
            assert answer.headers["content-language"] == language
            assert ("content-encoding" in answer.headers) == (coding == "gzip")
            assert f'<html lang="{language}">' in answer.text


def test_what_is_behind_the_token_is_neither_kept_nor_compressed(
    cache: httpx.Client, region: ServedRegion
) -> None:
    """Each who has the token is answered by the hub, and who hasn't is refused afterwards."""
    path = "/reports?from=2026-02-01&to=2026-02-28"
    before = asked(region)
    for _ in range(2):
        answer = cache.get(path, headers=AUTHORIZED | PACKED)
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers
    assert cache.get(path).status_code == 401
    assert has_asked(region, before, 3)


def test_events_are_not_kept(cache: httpx.Client, region: ServedRegion) -> None:
    """They flow, uncompressed."""
    with cache.stream("GET", "/api/v1/stream?space=muehle", headers=PACKED) as stream:
        assert "content-encoding" not in stream.headers
        lines = stream.iter_lines()
        next(line for line in lines if line.startswith("data:"))
        region.change(lambda it: it.say("muehle", "oooo"))
        assert '"occupied":4' in next(line for line in lines if line.startswith("data:"))


def test_a_refusal_is_not_kept(cache: httpx.Client, region: ServedRegion) -> None:
    """What isn't there may be there in a moment."""
    before = asked(region)
    for _ in range(2):
        assert cache.get("/spaces/nowhere").status_code == 404
    assert has_asked(region, before, 2)
