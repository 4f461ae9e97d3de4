"""Handing a message to services by Apprise: real requests to a real server, and none elsewhere."""

import json
import socket
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import requests

from hub.apprise_process import PLUGINS, Guard, deliver, plugin_of
from hub.domain.alarm_way import SERVICES, WaySort, address_of
from hub.domain.outside_address import OutsideReason
from tests.parts.mosquitto import HOST
from tests.parts.web_server import Asked, Say, WebServer, answer, web_server

HERE = (ip_network("127.0.0.0/8"),)
TOKEN = "tk_geheim123"  # noqa: S105 - a made-up one
SAID = {"title": "Hof: Agent schweigt", "text": "Der Agent pi-1 meldet sich nicht."}
ROOM = "!raum:matrix.example.org"


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away again what a guard puts between this process and the world."""
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)
    monkeypatch.setattr(socket, "socket", socket.socket)
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", requests.adapters.HTTPAdapter.send)


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Answer as a service does that takes everything."""

    def serve(asked: Asked, say: Say) -> None:
        body = {"event_id": "$1", "room_id": ROOM, "user_id": "@hub:matrix.example.org", "id": 1}
        say(answer(json.dumps(body).encode(), Content_Type="application/json"))

    with web_server(serve) as running:
        yield running


def hand_over(
    sort: WaySort, address: dict[str, str], allowed: Sequence[Any] = HERE
) -> OutsideReason | None:
    """Hand a message over under a guard, and say how that ended."""
    guard = Guard(allowed)
    guard.install()
    return deliver({"sort": sort.value, "address": address, **SAID}, guard)


def ntfy(server: WebServer, host: str = HOST) -> dict[str, str]:
    """Return the address of a topic."""
    return {"server": server.url("", host), "topic": "hof-meldungen", "token": TOKEN}


def test_ntfy_is_told_as_it_wants(server: WebServer) -> None:
    """By one POST of JSON to the server that was typed, with the token."""
    assert hand_over(WaySort.NTFY, ntfy(server)) is None
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    said = json.loads(asked.body)
    assert (said["topic"], said["title"]) == ("hof-meldungen", SAID["title"])
    assert said["message"] == SAID["text"]


def test_matrix_is_told_as_it_wants(server: WebServer) -> None:
    """By an event in the room, with the token, and without a look for another server."""
    address = {"server": server.url(""), "room": ROOM, "token": TOKEN}
    assert hand_over(WaySort.MATRIX, address) is None
    assert all(asked.headers["authorization"] == f"Bearer {TOKEN}" for asked in server.asked)
    assert not any(".well-known" in asked.target for asked in server.asked)
    sent = [asked for asked in server.asked if "/send/m.room.message" in asked.target]
    assert len(sent) == 1
    assert SAID["text"] in json.loads(sent[0].body)["body"]


def test_a_service_of_the_list_is_told(server: WebServer) -> None:
    """Gotify, on a server nearby."""
    url = f"gotify://{HOST}:{server.port}/A.geheim"
    assert hand_over(WaySort.SERVICE, {"url": url}) is None
    assert json.loads(server.asked[0].body)["message"] == SAID["text"]


@pytest.mark.parametrize("schema", [*SERVICES])
def test_each_service_of_the_list_is_there(schema: str) -> None:
    """Its form, as the page shows it, is one that its plugin takes."""
    form = SERVICES[schema].form.partition("://")[2]
    told = {
        "BOT-TOKEN": "123456789:abcdefghijklmnopqrstuvwxyz-abcdefgh",
        "GATEWAY": "ABCDEFG",
        "SECRET": "geheim",
        "THREEMA-ID": "ABCDEFGH",
        "CHAT": "123456789",
        "+49FROM": "+4915112345678",
        "+49TO": "+4915112345679",
        "TOKEN": "A1bCdEfGhIjKlMn",
        "CHANNEL": "hof",
        "ROOM": "abc12def",
        "WEBHOOK@": "abcdefghijklmnop1/abcdefghijklmnopqrst@",
        "WEBHOOK": "abcdefghijklmnopqrstuvwxyz",
    }
    for name, value in told.items():
        form = form.replace(name, value)
    address = address_of(WaySort.SERVICE, {"url": f"{schema}://{form}"})
    assert plugin_of(WaySort.SERVICE, address).redirects is False
    assert set(PLUGINS) == set(SERVICES)


@pytest.mark.parametrize("host", [HOST, "localhost", "127.1", "[::ffff:127.0.0.1]", "0x7f000001"])
def test_nothing_is_sent_into_networks_of_their_own(server: WebServer, host: str) -> None:
    """However it is spelled; nobody is connected to."""
    reason = hand_over(WaySort.NTFY, ntfy(server, host), ())
    assert reason in {OutsideReason.NOT_PUBLIC, OutsideReason.NO_ADDRESS}
    assert server.asked == []


def test_a_name_that_leads_elsewhere_the_second_time_leads_nowhere(server: WebServer) -> None:
    """What was judged is what is connected to; each resolution is judged."""
    found = iter([["93.184.215.14"], [HOST], [HOST]])

    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(found)]

    socket.getaddrinfo = resolve  # type: ignore[assignment] # put back by the fixture
    guard = Guard(())
    guard.install()
    socket.getaddrinfo("rebind.example", 80)
    address = {"server": f"https://rebind.example:{server.port}", "topic": "hof", "token": ""}
    reason = deliver({"sort": "ntfy", "address": address, **SAID}, guard)
    assert reason is OutsideReason.NOT_PUBLIC
    assert server.asked == []


def test_nothing_is_sent_unencrypted_to_the_world() -> None:
    """Only to networks that hub.toml lists."""

    def resolve(_host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    socket.getaddrinfo = resolve  # type: ignore[assignment] # put back by the fixture
    address = {"server": "http://push.example.org", "topic": "hof", "token": ""}
    assert hand_over(WaySort.NTFY, address) is OutsideReason.LEAVES_TLS


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("302 Found", OutsideReason.FAILED),
        ("401 Unauthorized", OutsideReason.LOCKED),
        ("403 Forbidden", OutsideReason.LOCKED),
        ("404 Not Found", OutsideReason.NOT_FOUND),
        ("500 Oh", OutsideReason.FAILED),
    ],
)
def test_how_it_failed_is_said(status: str, reason: OutsideReason) -> None:
    """And no redirect is followed."""

    def serve(asked: Asked, say: Say) -> None:
        say(answer(b"", status, Location="/elsewhere"))

    with web_server(serve) as refusing:
        assert hand_over(WaySort.NTFY, ntfy(refusing)) is reason
        assert {asked.target for asked in refusing.asked} <= {"/"}


def test_who_doesnt_answer_is_out_of_reach(server: WebServer) -> None:
    """A port where nobody listens."""
    with socket.create_server((HOST, 0)) as bound:
        port = bound.getsockname()[1]
    address = {"server": f"http://{HOST}:{port}", "topic": "hof", "token": ""}
    assert hand_over(WaySort.NTFY, address) is OutsideReason.UNREACHABLE
    assert server.asked == []


def test_a_socket_reaches_nothing_but_what_was_judged(tmp_path: Path) -> None:
    """No socket of this machine's own, and no datagram."""
    Guard(HERE).install()
    with socket.socket(socket.AF_UNIX) as own, pytest.raises(OSError, match="this machine"):
        own.connect(str(tmp_path / "a.sock"))
    with (
        socket.socket(type=socket.SOCK_DGRAM) as datagrams,
        pytest.raises(OSError, match="datagrams"),
    ):
        datagrams.sendto(b"a", (HOST, 9))
    with pytest.raises(OSError, match="not public"):
        socket.getaddrinfo("10.0.0.1", 80)
    with socket.socket() as plain, pytest.raises(OSError, match="not public"):
        plain.connect(("10.0.0.1", 80))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "dbus://", "json://127.0.0.1/", "exec://a"])
def test_what_isnt_on_the_list_is_no_plugin(url: str) -> None:
    """Also if it got into the book somehow."""
    assert hand_over(WaySort.SERVICE, {"url": url}) is OutsideReason.NO_ADDRESS
