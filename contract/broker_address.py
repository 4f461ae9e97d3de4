"""Where a broker is reached, as a configuration names it: a host, and its port if it has another.

    "mq-1.example.org"    "mq-2.example.org:8883"    "192.0.2.7:1884"    "[2001:db8::7]:1883"

And which of several is tried next. Pure: nothing is looked up and nobody is called.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Protocol, Self, TypeVar

from pydantic import AfterValidator, Field

from contract.configuration import plain, shown

_PLACE: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+(?:%\w+)?)\]|([^\s\[\]:/@]+))(?::(\d{1,5}))?")
_MOST_PORTS: Final = 65_535


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """One of the addresses of a broker; without a port it is the configuration's `port`."""

    host: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one as it is written. Raises ValueError, with what was expected."""
        found = _PLACE.fullmatch(text)
        port = int(found[3]) if found and found[3] else None
        if found is None or port == 0 or (port or 0) > _MOST_PORTS:
            raise ValueError(
                f'expected a host such as "mq-1.example.org" or "mq-1.example.org:1883",'
                f" not {shown(text)}"
            )
        return cls(found[1] or found[2], port)


def _check(text: str) -> str:
    BrokerAddress.parse(text)
    return text


BrokerText = Annotated[
    str, Field(min_length=1, max_length=270), AfterValidator(plain), AfterValidator(_check)
]


class MqttSection(Protocol):
    """The part of a configuration that names one broker, or several addresses of one."""

    @property
    def host(self) -> str:
        """The only address, or the first."""
        ...

    @property
    def port(self) -> int:
        """That of each address without one of its own."""
        ...

    @property
    def hosts(self) -> tuple[str, ...]:
        """All addresses, where there are several."""
        ...

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return the same with other values."""
        ...


_Section = TypeVar("_Section", bound=MqttSection)


def one_for_each(section: _Section) -> tuple[_Section, ...]:
    """Return the same for each address alone, in the order in which they are tried first."""
    named = [BrokerAddress.parse(each) for each in section.hosts]
    return tuple(
        section.model_copy(update={"host": at.host, "port": at.port or section.port, "hosts": ()})
        for at in named or [BrokerAddress(section.host, None)]
    )


def with_first_host(raw: object) -> object:
    """Let the first of `hosts` stand for `host` in a table that names several addresses."""
    if not isinstance(raw, dict) or "host" in raw:
        return raw
    hosts = raw.get("hosts")
    if not isinstance(hosts, list | tuple) or not hosts or not isinstance(hosts[0], str):
        return raw
    found = _PLACE.fullmatch(hosts[0])
    return {**raw, "host": (found[1] or found[2]) if found else hosts[0]}


def next_broker(current: int, count: int, *, has_lasted: bool) -> int:
    """Return which of `count` addresses is tried after the one at `current`.

    One that has lasted is asked again first: it may only have been started anew. Nobody goes back
    to the first while another one holds.
    """
    return current if has_lasted else (current + 1) % count
