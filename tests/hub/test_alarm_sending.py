"""Sending one message: webhooks with their signature, and services by a process of its own."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.alarm_message import AlarmText
from hub.alarm_sending import NO_ADDRESS, NO_MAIL, AlarmSender, NotSent, Parcel
from hub.config import HubConfig
from hub.domain.alarm_way import Address, WaySort
from hub.domain.outside_address import OutsideReason, OutsideRefused
from tests.hub.spaces import a_space
from tests.parts.smtp import smtp_server
from tests.parts.web_server import Asked, Say, WebServer, answer, web_server

NOW_US = 1_780_000_000_000_000
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


HERE = AlarmSender(config("127.0.0.0/8"), lambda: NOW_US)
PUBLIC = AlarmSender(config(), lambda: NOW_US)


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
    hurried = AlarmSender(config("127.0.0.0/8"), lambda: NOW_US, within_s=0.01)
    with pytest.raises(NotSent, match=OutsideReason.TOO_SLOW.value):
        hurried.send(parcel(WaySort.NTFY, {"server": server.url(""), "topic": "a", "token": ""}))


def test_a_way_without_an_address_leads_nowhere() -> None:
    """As after an import."""
    with pytest.raises(NotSent, match=NO_ADDRESS):
        HERE.send(parcel(WaySort.NTFY, None))


def test_mail_is_sent_at_once_or_said_not_to_be() -> None:
    """By the hub's own server; what it says is said."""
    with smtp_server() as mail:
        told = {"host": "127.0.0.1", "port": mail.port, "tls": "none", "from": "hub@example.org"}
        keys = {"space": [a_space()], "mail": told}
        sender = AlarmSender(HubConfig.model_validate(keys), lambda: NOW_US)
        sender.send(parcel(WaySort.MAIL, {"address": "ada@example.org"}))
        assert mail.taken[0].recipients == ("ada@example.org",)
        assert mail.taken[0].message["Subject"] == TEXT.title
        mail.to_recipient = "550 5.1.1 No such user"
        with pytest.raises(NotSent, match="No such user"):
            sender.send(parcel(WaySort.MAIL, {"address": "eva@example.org"}))
    with pytest.raises(NotSent, match=NO_MAIL):
        PUBLIC.send(parcel(WaySort.MAIL, {"address": "ada@example.org"}))


@pytest.mark.parametrize(
    ("sort", "address"),
    [
        (WaySort.WEBHOOK, {"url": "http://127.0.0.1:8000/"}),
        (WaySort.NTFY, {"server": "http://localhost:8000", "topic": "a", "token": ""}),
        (WaySort.SERVICE, {"url": "gotifys://192.168.1.5/token"}),
    ],
)
def test_where_nothing_is_ever_sent_can_be_told_before(sort: WaySort, address: Address) -> None:
    """When somebody types it; not of what has no server of its own."""
    with pytest.raises(OutsideRefused, match="not_public"):
        PUBLIC.require_reachable(sort, address)
    PUBLIC.require_reachable(WaySort.MAIL, {"address": "ada@example.org"})
    PUBLIC.require_reachable(WaySort.SERVICE, {"url": "tgram://token/chat"})
