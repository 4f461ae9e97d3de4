"""Which of a cluster's addresses a connection of the hub uses."""

import pytest

from hub import brokers
from hub.brokers import Brokers
from hub.config import MqttConfig

THREE = MqttConfig.model_validate({"hosts": ("a", "b:1884", "[::1]:1885"), "port": 8883})


class Seconds:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    """Put the clock under the brokers."""
    made = Seconds()
    monkeypatch.setattr(brokers, "time", made)
    return made


def test_each_address_has_its_port_or_that_of_all() -> None:
    """What else hub.toml says of the broker holds for each of them."""
    assert [(each.host, each.port) for each in THREE.brokers] == [
        ("a", 8883),
        ("b", 1884),
        ("::1", 1885),
    ]
    assert MqttConfig(host="one").brokers == (MqttConfig(host="one"),)


def test_the_next_follows_one_that_failed(seconds: Seconds) -> None:
    """And after the last the first; what has lasted is tried again."""
    chosen = Brokers(THREE.brokers, 150)
    hosts = [chosen.now.host]
    for has_lasted in (False, False, True, False):
        chosen.go_on(has_lasted=has_lasted)
        hosts.append(chosen.now.host)
    assert hosts == ["a", "b", "::1", "::1", "a"]


def test_a_broker_that_says_nothing_is_left(seconds: Seconds) -> None:
    """It may be cut off from the others; whatever is heard puts that off."""
    chosen = Brokers(THREE.brokers, 150)
    seconds.now += 150
    assert not chosen.is_silent()
    chosen.hear()
    seconds.now += 150
    assert not chosen.is_silent()
    seconds.now += 0.1
    assert chosen.is_silent()
    chosen.go_on(has_lasted=True)
    assert chosen.now.host == "b"
    assert not chosen.is_silent()


def test_the_only_broker_is_never_left(seconds: Seconds) -> None:
    """A silent region is no reason to connect anew."""
    chosen = Brokers(MqttConfig().brokers, 150)
    seconds.now += 10_000
    assert not chosen.is_silent()
