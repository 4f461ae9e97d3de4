"""Addresses typed by people: what may be asked for at all, and which networks are never reached.

    what was typed ─▶ outside_address: http(s), a host, a port ─▶ resolved by hub/outside/asking.py
                                                                    └▶ require_public: each result

Strict on purpose: what two programs could read as two hosts is refused. It resolves nothing and
connects to nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

LONGEST: Final = 2000
_PORTS: Final = {"http": 80, "https": 443}
_FIRST_FREE_PORT: Final = 1024
_OF_OTHER_PROTOCOLS: Final = frozenset(
    (
        *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
        *(*range(6665, 6670), 6679, 6697, 10080),
    )
)
"""Where servers listen that could take a request for something else: the "bad ports" of
https://fetch.spec.whatwg.org/#port-blocking from 1024 on."""

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network


class OutsideReason(StrEnum):
    """Why an address isn't asked, or what came back isn't taken."""

    NO_ADDRESS = "no_address"
    NOT_HTTP = "not_http"
    HAS_USER = "has_user"
    PORT = "port"
    UNKNOWN_HOST = "unknown_host"
    NOT_PUBLIC = "not_public"
    """It leads into a network of its own that hub.toml doesn't list."""
    TOO_MANY_REDIRECTS = "too_many_redirects"
    LEAVES_TLS = "leaves_tls"
    """A redirect from https to http."""
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    """No encrypted connection to who it should be."""
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    COMPRESSED = "compressed"
    OTHER_KIND = "other_kind"
    """Not what was asked for, such as a web page in a calendar's place."""
    NOT_FOUND = "not_found"
    LOCKED = "locked"
    """The server wants a login."""
    FAILED = "failed"
    """The server answers with another error, or not in HTTP."""


class OutsideRefused(ValueError):
    """An address isn't asked, or its answer isn't taken; `said` is for the log, in English.

    What was typed is never repeated: an address may be a secret.
    """

    def __init__(self, reason: OutsideReason, said: str = "") -> None:
        super().__init__(f"{reason}: {said}" if said else reason)
        self.reason = reason
        self.said = said


@dataclass(frozen=True, slots=True)
class OutsideAddress:
    """An address that may be asked, as far as can be told without resolving its host."""

    scheme: str
    host: str
    """In ASCII: a name, or an IP address without brackets."""
    port: int
    target: str
    """Path and query, in ASCII."""

    @property
    def netloc(self) -> str:
        """Host and port, as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.netloc}{self.target}"


_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)(?:#.*)?", re.DOTALL)
_HOST_AND_PORT: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:@]+)(?::([0-9]{1,5}))?")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNWRITTEN: Final = frozenset(' "<>\\^`{|}')


def outside_address(typed: str) -> OutsideAddress:
    """Read an address; a fragment is left out. Raises OutsideRefused."""
    text = typed.strip(" \t\r\n")
    if len(text) > LONGEST or not text.isprintable():
        raise OutsideRefused(OutsideReason.NO_ADDRESS)
    parts = _ADDRESS.fullmatch(text)
    if parts is None:
        raise OutsideRefused(OutsideReason.NO_ADDRESS)
    scheme = parts[1].lower()
    if scheme not in _PORTS:
        raise OutsideRefused(OutsideReason.NOT_HTTP)
    if "@" in parts[2]:
        raise OutsideRefused(OutsideReason.HAS_USER)
    place = _HOST_AND_PORT.fullmatch(parts[2])
    if place is None:
        raise OutsideRefused(OutsideReason.NO_ADDRESS)
    port = int(place[2]) if place[2] else _PORTS[scheme]
    _require_port(port)
    return OutsideAddress(scheme, _host(place[1]), port, _target(parts[3]))


def _require_port(port: int) -> None:
    is_free = _FIRST_FREE_PORT <= port <= 65535 and port not in _OF_OTHER_PROTOCOLS
    if port not in _PORTS.values() and not is_free:
        raise OutsideRefused(OutsideReason.PORT, f"port {port}")


def _host(written: str) -> str:
    """Return a host in ASCII; spellings of IPv4 other than four decimal numbers are refused."""
    if written.startswith("["):
        return _literal(written[1:-1])
    try:
        host = written.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise OutsideRefused(OutsideReason.NO_ADDRESS) from None
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise OutsideRefused(OutsideReason.NO_ADDRESS)
    return _literal(host) if _NUMBER.fullmatch(labels[-1]) else host


def _literal(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise OutsideRefused(OutsideReason.NO_ADDRESS) from None


def _target(written: str) -> str:
    """Return path and query as they are sent: other characters than ASCII's in percent signs."""
    path = written if written.startswith("/") else f"/{written}"
    return "".join(letter if _is_written(letter) else _escaped(letter) for letter in path)


def _is_written(letter: str) -> bool:
    return letter.isascii() and letter not in _UNWRITTEN


def _escaped(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))


_NEVER_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # RFC 1918
            "100.64.0.0/10",  # shared by providers, RFC 6598
            "127.0.0.0/8",
            "168.63.129.16/32",  # of a cloud's own machine, though it looks public
            "169.254.0.0/16",  # link-local, with clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",  # documentation, RFC 5737
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
"""IANA's registry of special addresses, RFC 6890."""
_PUBLIC_6: Final = IPv6Network("2000::/3")
_NEVER_6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # of protocols, with Teredo, which wraps IPv4
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, which wraps IPv4
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""RFC 6052: how a network without IPv4 reaches it. The address within is judged."""
_ISATAP: Final = (0x5EFE, 0x2005EFE)
"""RFC 5214: the third quarter of an address that wraps IPv4."""


def is_reachable(address: str, allowed: Iterable[IpNetwork] = ()) -> bool:
    """Tell whether a resolved address may be connected to: it is public, or in a listed network.

    Addresses that wrap one of IPv4 count as that one; what isn't an address may not be.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    meant = _unwrapped(found)
    if any(meant in each or found in each for each in allowed):
        return True
    if isinstance(meant, IPv4Address):
        return not any(meant in each for each in _NEVER_4)
    return _is_public_6(meant)


def _unwrapped(address: IpAddress) -> IpAddress:
    if isinstance(address, IPv6Address) and (address in _MAPPED or address in _NAT64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in _PUBLIC_6:
        return False
    wraps = int(address) >> 32 & 0xFFFF_FFFF in _ISATAP
    return not wraps and not any(address in each for each in _NEVER_6)


def require_reachable(addresses: Iterable[str], allowed: Iterable[IpNetwork] = ()) -> None:
    """Refuse a host of which any address may not be connected to. Raises OutsideRefused."""
    listed = tuple(allowed)
    if not all(is_reachable(each, listed) for each in addresses):
        raise OutsideRefused(OutsideReason.NOT_PUBLIC)
