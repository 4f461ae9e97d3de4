"""For which site passkeys are: as the request came, and never as somebody claims."""

import pytest
from fastapi import Request

from hub.console.passkeys.relying_party import RelyingParty, named_address, relying_party_of
from hub.http.channel import Channels


def a_request(scheme: str, host: str, client: str = "127.0.0.1") -> Request:
    """Make a request."""
    headers = [(b"host", host.encode())]
    return Request({"type": "http", "scheme": scheme, "client": (client, 1), "headers": headers})


@pytest.mark.parametrize(
    ("scheme", "host", "site"),
    [
        ("http", "localhost:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("http", "127.0.0.1:8000", None),
        ("http", "[::1]:8000", None),
        ("http", "hub.example", None),
        ("https", "hub.example", RelyingParty("hub.example", "https://hub.example")),
        ("https", "HUB.example:8443", RelyingParty("hub.example", "https://hub.example:8443")),
        ("https", "192.0.2.1", None),
        ("https", "[2001:db8::1]:443", None),
        ("https", "[", None),
        ("https", "", None),
    ],
)
def test_a_site_has_a_name_and_a_safe_channel(
    scheme: str, host: str, site: RelyingParty | None
) -> None:
    """Else no browser would have a key for it."""
    assert relying_party_of(Channels(), a_request(scheme, host)) == site


def test_the_public_address_is_the_site() -> None:
    """Only of a request that is for it."""
    channels = Channels("https://hub.example/frei")
    found = relying_party_of(channels, a_request("http", "hub.example", "10.0.0.1"))
    assert found == RelyingParty("hub.example", "https://hub.example")
    assert relying_party_of(channels, a_request("http", "other.example", "10.0.0.1")) is None


@pytest.mark.parametrize(
    ("scheme", "host", "address"),
    [
        ("http", "127.0.0.1:8000", "http://localhost:8000/x"),
        ("http", "[::1]", "http://localhost/x"),
        ("http", "localhost:8000", ""),
        ("https", "192.0.2.1", ""),
    ],
)
def test_who_has_called_this_machine_by_a_number_is_told_its_name(
    scheme: str, host: str, address: str
) -> None:
    """Where that is the only thing that is missing."""
    assert named_address(Channels(), a_request(scheme, host), "/x") == address
