"""Addresses typed by people: which are read, how, and which networks are never reached."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.outside_address import (
    LONGEST,
    OutsideReason,
    OutsideRefused,
    is_reachable,
    outside_address,
    require_reachable,
)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("https://example.org/a.ics", "https://example.org/a.ics"),
        ("  HTTPS://Example.ORG:443\n", "https://example.org/"),
        ("http://example.org:8080?b=c#d", "http://example.org:8080/?b=c"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://bücher.example/Küche x", "https://xn--bcher-kva.example/K%C3%BCche%20x"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://[2001:4860::8888]:8443/", "https://[2001:4860::8888]:8443/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("https://my_host.example/@me", "https://my_host.example/@me"),
    ],
)
def test_an_address_is_read(typed: str, text: str) -> None:
    """As people write it: in any case, with umlauts, a port, a fragment, a final dot."""
    assert outside_address(typed).text == text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", OutsideReason.NO_ADDRESS),
        ("example.org/a.ics", OutsideReason.NO_ADDRESS),
        ("https:example.org", OutsideReason.NO_ADDRESS),
        ("https:///a", OutsideReason.NO_ADDRESS),
        ("https://exa mple.org/", OutsideReason.NO_ADDRESS),
        ("https://example.org\\@127.0.0.1/", OutsideReason.HAS_USER),
        ("https://example.org\\.evil.example/", OutsideReason.NO_ADDRESS),
        ("https://example.org/\r\nHost: a", OutsideReason.NO_ADDRESS),
        ("https://exam\u200bple.org/", OutsideReason.NO_ADDRESS),
        ("https://a..example/", OutsideReason.NO_ADDRESS),
        ("https://-a.example/", OutsideReason.NO_ADDRESS),
        (f"https://{'a.' * 130}example/", OutsideReason.NO_ADDRESS),
        (f"https://example.org/{'a' * LONGEST}", OutsideReason.NO_ADDRESS),
        ("https://[::1%25eth0]/", OutsideReason.NO_ADDRESS),
        ("https://[fe80::1%eth0]/", OutsideReason.NO_ADDRESS),
        ("https://[v1.a]/", OutsideReason.NO_ADDRESS),
        ("https://::1/", OutsideReason.NO_ADDRESS),
        ("https://2130706433/", OutsideReason.NO_ADDRESS),
        ("https://0x7f000001/", OutsideReason.NO_ADDRESS),
        ("https://0177.0.0.1/", OutsideReason.NO_ADDRESS),
        ("https://127.0.0x0.1/", OutsideReason.NO_ADDRESS),
        ("https://127.1/", OutsideReason.NO_ADDRESS),
        ("https://example.0x7f/", OutsideReason.NO_ADDRESS),
        ("https://256.1.1.1/", OutsideReason.NO_ADDRESS),
        ("file:///etc/passwd", OutsideReason.NOT_HTTP),
        ("ftp://example.org/", OutsideReason.NOT_HTTP),
        ("gopher://example.org/", OutsideReason.NOT_HTTP),
        ("https://me:secret@example.org/", OutsideReason.HAS_USER),
        ("https://example.org@127.0.0.1/", OutsideReason.HAS_USER),
        ("https://example.org:22/", OutsideReason.PORT),
        ("https://example.org:0/", OutsideReason.PORT),
        ("https://example.org:70000/", OutsideReason.PORT),
        ("https://example.org:6667/", OutsideReason.PORT),
        ("https://example.org:x/", OutsideReason.NO_ADDRESS),
    ],
)
def test_what_two_programs_could_read_differently_is_refused(
    typed: str, reason: OutsideReason
) -> None:
    """And whatever isn't http with a host; what was typed is never repeated."""
    with pytest.raises(OutsideRefused) as refused:
        outside_address(typed)
    assert refused.value.reason is reason
    assert "secret" not in str(refused.value)


def test_full_width_digits_are_the_numbers_that_they_look_like() -> None:
    """They come down to loopback here, and not only where a name is resolved."""
    assert outside_address("https://１２７.０.０.１/").host == "127.0.0.1"


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "https://[", "http://a:"]))
def test_any_text_is_read_or_refused(text: str, scheme: str) -> None:
    """What is read is in ASCII, without spaces, and reads the same a second time."""
    try:
        found = outside_address(scheme + text)
    except OutsideRefused:
        return
    assert found.text.isascii()
    assert found.text.isprintable()
    assert " " not in found.text
    assert outside_address(found.text) == found


NEVER = (
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1"),  # noqa: S104
    *(
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
    ),
    *("192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
    *("64:ff9b:1::808:808", "2002:7f00:1::", "2002:808:808::1", "2001:0:4136:e378::1"),
    *("2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
    *("fec0::1", "ff02::1", "100::1", "2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:7f00:1"),
    *("2001:4860::8888%eth0", "localhost", ""),
)


@pytest.mark.parametrize("address", NEVER)
def test_a_network_of_its_own_is_never_reached(address: str) -> None:
    """Neither by its own address nor by one that wraps it."""
    assert not is_reachable(address)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "198.20.0.1", "223.255.255.255"),
        *("2001:4860:4860::8888", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"),
    ],
)
def test_what_is_public_is_reached(address: str) -> None:
    """Also by NAT64, which is all that a network without IPv4 has."""
    assert is_reachable(address)


def test_a_listed_network_is_reached_and_its_neighbour_is_not() -> None:
    """By its own address and by one that wraps it."""
    listed = (ip_network("10.1.0.0/16"), ip_network("fd00::/64"))
    assert is_reachable("10.1.2.3", listed)
    assert is_reachable("::ffff:10.1.2.3", listed)
    assert is_reachable("fd00::5", listed)
    assert not is_reachable("10.2.0.1", listed)
    assert not is_reachable("fd00:0:0:1::5", listed)


def test_one_address_of_several_is_enough_to_refuse_all() -> None:
    """A name that has a public and a private one leads where somebody else decides."""
    require_reachable(["8.8.8.8", "2a00:1450:4001::200e"])
    with pytest.raises(OutsideRefused) as refused:
        require_reachable(["8.8.8.8", "10.0.0.1"])
    assert refused.value.reason is OutsideReason.NOT_PUBLIC
