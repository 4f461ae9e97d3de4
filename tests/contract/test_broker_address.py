"""Where a broker is, as written; and which of several is tried next."""

import pytest

from contract.broker_address import BrokerAddress, next_broker, one_for_each, with_first_host
from edge.configuration.config import Mqtt
from hub.config import MqttConfig

GOOD = {
    "mq-1.example.org": ("mq-1.example.org", None),
    "mq-1.example.org:8883": ("mq-1.example.org", 8883),
    "192.0.2.7:1": ("192.0.2.7", 1),
    "[2001:db8::7]": ("2001:db8::7", None),
    "[2001:db8::7]:65535": ("2001:db8::7", 65535),
    "[fe80::1%eth0]:1883": ("fe80::1%eth0", 1883),
}
BAD = ("", ":1883", "a:0", "a:65536", "a:b", "a b", "2001:db8::7", "mqtt://a", "u@a", "[a", "a:1:2")


@pytest.mark.parametrize(("text", "expected"), GOOD.items())
def test_an_address_is_read(text: str, expected: tuple[str, int | None]) -> None:
    """A name, an address of IPv4 or, in brackets, of IPv6; with or without a port."""
    assert BrokerAddress.parse(text) == BrokerAddress(*expected)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_address_is_refused(text: str) -> None:
    """The reason gives an example and repeats what was written."""
    with pytest.raises(ValueError, match='expected a host such as "mq-1'):
        BrokerAddress.parse(text)


@pytest.mark.parametrize(
    ("current", "count", "has_lasted", "following"),
    [
        (0, 1, False, 0),
        (0, 3, False, 1),
        (2, 3, False, 0),
        (0, 3, True, 0),
        (2, 3, True, 2),  # nobody goes back to the first
    ],
)
def test_the_next_is_tried_after_one_that_did_not_last(
    current: int, count: int, has_lasted: bool, following: int
) -> None:
    """In a circle; one that has held a while is asked again first."""
    assert next_broker(current, count, has_lasted=has_lasted) == following


@pytest.mark.parametrize(
    ("raw", "host"),
    [
        ({"hosts": ["a:1", "b"]}, "a"),
        ({"hosts": ["[::1]:1"]}, "::1"),
        ({"hosts": ["a b"]}, "a b"),  # refused where it stands
        ({"hosts": []}, None),
        ({"hosts": [1]}, None),
        ({"hosts": "a"}, None),
        ({"host": "c", "hosts": ["a"]}, "c"),
        ({}, None),
    ],
)
def test_the_first_of_several_stands_for_the_host(raw: dict[str, object], host: str | None) -> None:
    """Whatever isn't a list of texts is left to be refused."""
    made = with_first_host(raw)
    assert isinstance(made, dict)
    assert made.get("host") == host


@pytest.mark.parametrize("section", [Mqtt, MqttConfig])
def test_each_address_alone_keeps_all_else(section: type[Mqtt] | type[MqttConfig]) -> None:
    """In their order, each with its own port or the common one; a single host is one of them."""
    several = section.model_validate(
        {"hosts": ["a", "[::1]:5"], "port": 7, "username": "u", "password_file": "p"}
    )
    alone = one_for_each(several)
    assert [(each.host, each.port, each.hosts) for each in alone] == [("a", 7, ()), ("::1", 5, ())]
    assert {each.username for each in alone} == {"u"}
    assert [each.port for each in one_for_each(section.model_validate({"host": "b"}))] == [1883]
