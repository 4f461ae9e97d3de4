"""Whether a request came where nobody could read it."""

import pytest
from fastapi import Request

from hub.http.channel import Channel, Channels

PUBLIC = "https://hub.example/frei"


def a_request(scheme: str, client: str, **headers: str) -> Request:
    """Make a request as the server hands it on."""
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "scheme": scheme, "client": (client, 1), "headers": lines}
    return Request(scope)


@pytest.mark.parametrize(
    ("scheme", "client", "headers", "channel"),
    [
        ("https", "192.0.2.7", {"host": "hub.example"}, Channel.TLS),
        ("http", "127.0.0.1", {"host": "127.0.0.1:8000"}, Channel.HERE),
        ("http", "::1", {"host": "[::1]:8000"}, Channel.HERE),
        ("http", "127.0.0.1", {"host": "localhost"}, Channel.HERE),
        ("http", "127.0.0.1", {"host": "hub.example"}, Channel.OPEN),
        ("http", "127.0.0.1", {"host": "localhost", "via": "1.1 proxy"}, Channel.OPEN),
        ("http", "192.0.2.7", {"host": "localhost"}, Channel.OPEN),
        ("http", "192.0.2.7", {"host": "hub.example", "x_forwarded_proto": "https"}, Channel.OPEN),
        ("http", "192.0.2.7", {}, Channel.OPEN),
    ],
)
def test_without_a_public_url_the_scheme_counts(
    scheme: str, client: str, headers: dict[str, str], channel: Channel
) -> None:
    """The server makes https of it for trusted proxies alone."""
    assert Channels().of(a_request(scheme, client, **headers)) is channel


@pytest.mark.parametrize(
    ("headers", "channel"),
    [
        ({"host": "hub.example"}, Channel.TLS),
        ({"host": "HUB.example", "x_forwarded_proto": "https"}, Channel.TLS),
        ({"host": "hub.example", "x_forwarded_proto": "http"}, Channel.OPEN),
        ({"host": "hub.example:8000"}, Channel.OPEN),
        ({"host": "other.example"}, Channel.OPEN),
    ],
)
def test_a_public_url_with_tls_counts_for_its_host(
    headers: dict[str, str], channel: Channel
) -> None:
    """Unless the proxy says that the browser came without."""
    assert Channels(PUBLIC).of(a_request("http", "10.0.0.1", **headers)) is channel
    plain = Channels("http://hub.example")
    assert plain.of(a_request("http", "10.0.0.1", **headers)) is Channel.OPEN


def test_the_origin_of_our_pages_is_the_public_one() -> None:
    """However a proxy calls the hub; without a public address it is the host of the request."""
    by_proxy = a_request("https", "10.0.0.1", host="hub:8000")
    assert Channels(PUBLIC).origin_of(by_proxy) == "https://hub.example"
    assert Channels().origin_of(by_proxy) == "https://hub:8000"
    here = a_request("http", "127.0.0.1", host="localhost:8000")
    assert Channels(PUBLIC).origin_of(here) == "http://localhost:8000"
