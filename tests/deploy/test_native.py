"""The whole stack of compose.yaml in its order of `depends_on`, from nothing, with its files."""

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from contract.messages import Receipt, parse
from contract.topics import Channel
from dashboards import alerts
from dashboards.committed import committed
from tests.deploy.broker import client
from tests.deploy.native import PATIENCE_S, NativeStack
from tests.deploy.test_stack import PI, say

pytestmark = pytest.mark.real("namespaces", "mosquitto", "InfluxDB 2", "Grafana")
HUB, GRAFANA = "http://127.0.0.1:8000", "http://127.0.0.1:3000"
CALLS = ("grafana.com", "grafana.org", "raintank", "gravatar")
RULES = {str(rule["uid"]) for group in alerts.groups() for rule in group.rules}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeStack]:
    """Run the whole stack once, with somebody to tell of alerts."""
    settings = {"PLATZFREI_ALERTS": "email.yaml", "PLATZFREI_ALERT_EMAIL": "bauhof@example.org"}
    native = NativeStack(tmp_path_factory.mktemp("stack"), settings)
    try:
        native.up()
        yield native
    finally:
        native.down()
        print("\n".join(f"{at_s:6.1f} s  {text}" for at_s, text in native.told))


@pytest.fixture
def ask(stack: NativeStack) -> Iterator[Callable[..., Any]]:
    """Return a function that asks Grafana as its first administrator, and returns the JSON."""
    password = stack.run("grafana", "cat", "/run/platzfrei/admin-password")
    with stack.inside(), httpx.Client(
        base_url=f"{GRAFANA}/api", auth=("admin", password), trust_env=False, timeout=PATIENCE_S
    ) as asking:  # fmt: skip

        def asked(path: str, said: object = None) -> Any:
            answer = asking.get(path) if said is None else asking.post(path, json=said)
            answer.raise_for_status()
            return answer.json()

        yield asked


def test_it_comes_up(stack: NativeStack) -> None:
    """What is done once has ended with 0, what stays is healthy by its own check."""
    told = [text for _, text in stack.told]
    ended = [text for text in told if text.endswith("ended with 0")]
    assert ended == [f"{name} ended with 0" for name in ("secrets", "buckets", "tokens")]
    healthy = {text.split(" is ")[0] for text in told if " is healthy" in text}
    assert healthy == {"mosquitto", "influxdb", "hub", "grafana"}


def test_an_event_of_an_agent_is_stored_and_settled(stack: NativeStack) -> None:
    """With the password that the runbook's command makes, after the signal that it sends."""
    said = stack.run(
        "secrets", "sh", "/platzfrei/make-secrets.sh", "agent", f"{PI.space}/{PI.agent}"
    )
    stack.hang_up("mosquitto", signal.SIGHUP)
    time.sleep(1)
    with stack.inside(), client(
        1883, f"{PI.space}/{PI.agent}", said.splitlines()[-1].rpartition(": ")[2]
    ) as agent:  # fmt: skip
        agent.hear(PI.topic(Channel.RECEIPTS))
        say(agent)
        assert parse(Receipt, agent.next()[1]).last == 1
        assert httpx.get(f"{HUB}/health/ready", trust_env=False).status_code == 200


def test_grafana_shows_what_the_files_say(ask: Callable[..., Any]) -> None:
    """Dashboards, data sources that answer, rules, and whom alerts reach."""
    found = {one["uid"] for one in ask("/search?type=dash-db")}
    assert found == {drawn.uid for drawn in committed()}
    for source in ask("/datasources"):
        assert ask(f"/datasources/uid/{source['uid']}/health")["status"] == "OK"
    assert {rule["uid"] for rule in ask("/v1/provisioning/alert-rules")} == RULES
    assert ask("/v1/provisioning/policies")["receiver"] == "Platzfrei"
    assert "bauhof@example.org" in str(ask("/v1/provisioning/contact-points"))
    assert ask("/dashboards/home")["dashboard"]["uid"] == "platzfrei-region-de"
    assert ask("/frontend/settings")["dateFormats"]["defaultTimezone"] == "Europe/Berlin"


def test_who_looks_at_dashboards_cannot_ask_for_single_events(ask: Callable[..., Any]) -> None:
    """Grafana's token does not know the raw bucket, whatever the question."""
    asked = {
        "refId": "A",
        "datasource": {"uid": "platzfrei-recent"},
        "rawQuery": True,
        "resultFormat": "table",
    }
    ours = {**asked, "query": 'SELECT count("store_failures") FROM "hub"'}
    ask("/ds/query", {"queries": [ours], "from": "now-1h", "to": "now"})
    for question in ('SELECT * FROM "platzfrei-raw".."event"', "SHOW SERIES ON platzfrei-raw"):
        query = {"queries": [{**asked, "query": question}], "from": "now-1h", "to": "now"}
        with pytest.raises(httpx.HTTPStatusError):
            ask("/ds/query", query)


def test_nobody_is_called(stack: NativeStack, ask: Callable[..., Any]) -> None:
    """There is no way out of the network of the stack, so every try would stand in the log."""
    ask("/health")
    log = stack.log("grafana")
    assert [line for line in log.splitlines() if any(name in line for name in CALLS)] == []
