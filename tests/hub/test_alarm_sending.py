"""Sending one message: webhooks with their signature, and services by a process of its own."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.alarm_message import AlarmText
from hub.alarm_sending import NO_ADDRESS, AlarmSender, NotSent, Parcel
from hub.config import HubConfig
from hub.domain.alarm_way import Address, WaySort
from hub.domain.outside_address import OutsideReason
from tests.hub.spaces import a_space
from tests.parts.web_server import Asked, Say, WebServer, answer, web_server

TEXT = AlarmText(
    "Hof: Ä", "Der Agent pi-1", "https://frei.example/console", [{"kind": "agent_silent"}]
)


def config(*networks: str) -> HubConfig:
    """Let a hub ask these networks."""
    return HubConfig.model_validate(
        {"space": [a_space()], "outside": {"allowed_networks": networks}}
    )


def parcel(sort: WaySort, address: Address | None) -> Parcel:
    """Wrap a message."""
    return Parcel(sort, address, TEXT, "m-1")


HERE = AlarmSender(config("127.0.0.0/8"))
PUBLIC = AlarmSender(config())


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Take everything."""

    def serve(_: Asked, say: Say) -> None:
        say(answer(b"{}"))

    with web_server(serve) as running:
        yield running


def test_a_webhook_gets_json_signed_and_with_its_id(server: WebServer) -> None:
    """Whoever has the key can tell that it is ours; the id says whether it came before."""
    HERE.send(parcel(WaySort.WEBHOOK, {"url": server.url("/hook?a=b"), "key": "geheim"}))
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/hook?a=b")
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["idempotency-key"] == "m-1"
    expected = hmac.new(b"geheim", asked.body, hashlib.sha256).hexdigest()
    assert asked.headers["platzfrei-signature"] == f"sha256={expected}"
    said = json.loads(asked.body)
    assert said == {
        "id": "m-1", "platzfrei": said["platzfrei"], "test": False, "title": TEXT.title,
        "text": TEXT.text, "link": TEXT.link, "alarms": [{"kind": "agent_silent"}],
    }  # fmt: skip


def test_without_a_key_nothing_is_signed(server: WebServer) -> None:
    """A signature that anybody could make says nothing."""
    HERE.send(parcel(WaySort.WEBHOOK, {"url": server.url("/hook")}))
    assert "platzfrei-signature" not in server.asked[0].headers


def test_a_webhook_never_reaches_a_network_of_its_own(server: WebServer) -> None:
    """Unless hub.toml lists it."""
    with pytest.raises(NotSent, match="not_public"):
        PUBLIC.send(parcel(WaySort.WEBHOOK, {"url": server.url("/hook")}))
    assert server.asked == []


def test_a_service_is_asked_by_a_process_of_its_own(
    server: WebServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a proxy or a login of the environment, and whatever the folder is."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.chdir(tmp_path)
    HERE.send(parcel(WaySort.NTFY, {"server": server.url(""), "topic": "hof", "token": ""}))
    assert json.loads(server.asked[0].body)["message"] == TEXT.text


def test_a_process_that_lasts_too_long_is_ended(server: WebServer) -> None:
    """And one that says nothing has failed."""
    hurried = AlarmSender(config("127.0.0.0/8"), within_s=0.01)
    with pytest.raises(NotSent, match=OutsideReason.TOO_SLOW.value):
        hurried.send(parcel(WaySort.NTFY, {"server": server.url(""), "topic": "a", "token": ""}))


def test_a_way_without_an_address_leads_nowhere() -> None:
    """As after an import."""
    with pytest.raises(NotSent, match=NO_ADDRESS):
        HERE.send(parcel(WaySort.NTFY, None))
