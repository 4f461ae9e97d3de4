"""The examples of reverse proxies: TLS headers, streams that flow, and what stays inside.

nginx's is run as it stands, but for its ports and its certificate: in front of a hub below a path.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

import hub.config
from tests.house.tree import ROOT
from tests.hub.pages.counted_region import AUTHORIZED, CountedRegion
from tests.hub.pages.serving import ServedRegion
from tests.parts.nginx import Nginx, a_free_port

TEXT = (ROOT / "deploy" / "proxy" / "Caddyfile").read_text()
NGINX = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
PUBLIC_URL = "https://amt.example/platzfrei/"
FOR = {"Host": "amt.example"}
LINKED = re.compile(r'(?:href|src|action|data-stream)="(/[^"]*)"')


def test_braces_are_balanced() -> None:
    """Every block ends."""
    depth = 0
    for line in TEXT.splitlines():
        depth += line.count("{") - line.count("}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("text", "leads_to"), [(TEXT, "reverse_proxy {}:{}"), (NGINX, "proxy_pass http://{}:{};")]
)
def test_it_leads_to_the_hub_of_the_example(text: str, leads_to: str) -> None:
    """On loopback, at the port that hub.toml names by default."""
    http = hub.config.load(ROOT / "deploy" / "examples" / "hub.toml").http
    assert leads_to.format(http.host, http.port) in text


def test_it_adds_what_only_a_proxy_can_say() -> None:
    """HSTS belongs to who speaks TLS; events are not held back; figures stay inside."""
    assert 'Strict-Transport-Security "max-age=31536000' in TEXT
    assert "flush_interval -1" in TEXT
    assert "path /metrics /health/ready" in TEXT


@pytest.fixture
def region(tmp_path: Path) -> Iterator[ServedRegion]:
    """Run a hub whose public address is that of the example."""
    served = ServedRegion(CountedRegion(tmp_path, public_url=PUBLIC_URL))
    yield served
    served.stop()


@pytest.fixture(params=["leaves the path", "takes the path away"])
def proxy(
    request: pytest.FixtureRequest, region: ServedRegion, tmp_path: Path
) -> Iterator[httpx.Client]:
    """Run the example in front of it, without TLS."""
    port = a_free_port()
    slash = "/" if request.param == "takes the path away" else ""
    site = re.sub(r"^\s*ssl_.*$", "", NGINX, flags=re.MULTILINE)
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    site = site.replace("127.0.0.1:8000;", f"127.0.0.1:{region.port}{slash};")
    nginx = Nginx(tmp_path / "nginx", site, port)
    with httpx.Client(base_url=nginx.url, headers=FOR, timeout=120.0) as client:
        yield client
    nginx.stop()


@pytest.mark.real("nginx")
def test_all_that_a_page_names_is_found_below_the_path(proxy: httpx.Client) -> None:
    """Whoever follows links, loads files and opens streams never leaves it, and is answered."""
    waiting, seen = (
        ["/platzfrei/?lang=en", "/platzfrei/reports?from=2026-02-01&to=2026-02-28"],
        {""},
    )
    while waiting:
        path = waiting.pop()
        with proxy.stream("GET", path, headers=AUTHORIZED) as answer:
            assert answer.status_code == 200, path
            kind = answer.headers["content-type"]
            text = answer.read().decode() if kind.startswith("text/html") else ""
        seen.add(path)
        named = {unescape(link) for link in LINKED.findall(text)}
        assert [link for link in named if not link.startswith("/platzfrei/")] == [], path
        other_formats = {
            link for link in named if "/reports." in link and "/reports.csv" not in link
        }
        waiting += [link for link in named - seen - other_formats if link not in waiting]
    assert len({path for path in seen if "/spaces/" in path}) >= 3
    assert any("/api/v1/stream" in path for path in seen)
    assert any("/api/v1/reports.csv" in path for path in seen)


@pytest.mark.real("nginx")
def test_a_tag_is_good_through_a_proxy(proxy: httpx.Client) -> None:
    """What a browser holds already isn't sent again, and what differs is."""
    page = proxy.get("/platzfrei/")
    again = proxy.get("/platzfrei/", headers={"If-None-Match": page.headers["etag"]})
    other = proxy.get("/platzfrei/?lang=en", headers={"If-None-Match": page.headers["etag"]})
    assert (page.status_code, again.status_code, other.status_code) == (200, 304, 200)


@pytest.mark.real("nginx")
def test_it_keeps_inside_what_is_for_this_machine(proxy: httpx.Client) -> None:
    """Figures and readiness are for nobody outside; other sites' pages aren't the hub's."""
    inside = ("metrics", "health/ready")
    assert {proxy.get(f"/platzfrei/{path}").status_code for path in inside} == {404}
    assert proxy.get("/spaces/gutshof").status_code == 404
    moved = proxy.get("/platzfrei?lang=en")
    assert moved.status_code == 308
    assert moved.headers["location"].endswith("/platzfrei/?lang=en")
    assert "max-age=31536000" in proxy.get("/platzfrei/").headers["strict-transport-security"]


@pytest.mark.real("nginx")
def test_events_flow_through_it(proxy: httpx.Client, region: ServedRegion) -> None:
    """A change is on the screen although the stream goes on."""
    with proxy.stream("GET", "/platzfrei/api/v1/stream?space=muehle") as stream:
        lines = stream.iter_lines()
        before = next(line for line in lines if line.startswith("data:"))
        region.change(lambda it: it.say("muehle", "oooo"))
        after = next(line for line in lines if line.startswith("data:"))
    assert '"occupied":4' in after
    assert before != after
