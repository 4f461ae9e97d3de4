"""The example of a reverse proxy: TLS headers, streams that flow, and what stays inside."""

import hub.config
from tests.house.tree import ROOT

TEXT = (ROOT / "deploy" / "proxy" / "Caddyfile").read_text()


def test_braces_are_balanced() -> None:
    """Every block ends."""
    depth = 0
    for line in TEXT.splitlines():
        depth += line.count("{") - line.count("}")
        assert depth >= 0
    assert depth == 0


def test_it_leads_to_the_hub_of_the_example() -> None:
    """On loopback, at the port that hub.toml names by default."""
    http = hub.config.load(ROOT / "deploy" / "examples" / "hub.toml").http
    assert f"reverse_proxy {http.host}:{http.port}" in TEXT


def test_it_adds_what_only_a_proxy_can_say() -> None:
    """HSTS belongs to who speaks TLS; events are not held back; figures stay inside."""
    assert 'Strict-Transport-Security "max-age=31536000' in TEXT
    assert "flush_interval -1" in TEXT
    assert "path /metrics /health/ready" in TEXT
