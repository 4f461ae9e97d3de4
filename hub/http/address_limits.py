"""Whose a connection is, and which ones there is room for: per address and in all.

    admitted ─▶ waiting ─▶ serving ─▶ waiting ─▶ … ─▶ forgotten

A connection *waits* while its client owes us bytes: a request, the rest of one, or the next one. It
is *served* while we owe an answer. Where there is no room, the one that has waited longest makes
way, of the newcomer's own address if that has too many, and else of all; what is being served never
does. Pure counting with one owner: no clock, no socket.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Generic, TypeVar

ConnectionT = TypeVar("ConnectionT", bound=Hashable)
Network = IPv4Network | IPv6Network

LOOPBACK: Final[tuple[Network, ...]] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_SITE_BITS: Final = 64  # what one household or company is given; RFC 6177, section 2


def site_of(host: str) -> str:
    """Name whom a client address belongs to: IPv4 by address, IPv6 by its network."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(int(address) >> (128 - _SITE_BITS))


def is_within(host: str, networks: Iterable[Network]) -> bool:
    """Tell whether an address lies in one of the networks; what is no address lies in none."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)


class ConnectionTable(Generic[ConnectionT]):
    """Every open connection, whose it is, and since when it waits in comparison with the others."""

    def __init__(self, per_address: int, in_all: int) -> None:
        self._per_address = per_address
        self._in_all = in_all
        self._site_of: dict[ConnectionT, str | None] = {}
        self._count: Counter[str] = Counter()
        self._waiting: dict[ConnectionT, None] = {}  # as in the order of a queue, like the next
        self._waiting_of: defaultdict[str, dict[ConnectionT, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._site_of)

    def admit(self, newcomer: ConnectionT, site: str | None) -> ConnectionT | None:
        """Enter a connection that waits, and return which one must be cut for it, if any.

        That may be the newcomer, which then isn't entered. The site None is bounded only in all.
        """
        crowd = self._crowd(site)
        if crowd is not None and not crowd:
            return newcomer
        cut = next(iter(crowd)) if crowd else None
        if cut is not None:
            self.forget(cut)
        self._site_of[newcomer] = site
        if site is not None:
            self._count[site] += 1
        self.wait(newcomer)
        return cut

    def serve(self, connection: ConnectionT) -> None:
        """Note that its request is whole: it can't be cut to make room."""
        self._waiting.pop(connection, None)
        site = self._site_of.get(connection)
        if site is not None and site in self._waiting_of:
            self._waiting_of[site].pop(connection, None)
            if not self._waiting_of[site]:
                del self._waiting_of[site]

    def wait(self, connection: ConnectionT) -> None:
        """Note that it waits from now on, unless it does already or isn't here any more."""
        if connection not in self._site_of:
            return
        self._waiting.setdefault(connection)
        site = self._site_of[connection]
        if site is not None:
            self._waiting_of[site].setdefault(connection)

    def hand_over(self, former: ConnectionT, heir: ConnectionT) -> None:
        """Enter another in the place of one that ends, as being served; one that has is gone."""
        if former in self._site_of:
            self.serve(former)
            self._site_of[heir] = self._site_of.pop(former)

    def forget(self, connection: ConnectionT) -> None:
        """Take out a connection that has ended; one that isn't here is no mistake."""
        if connection not in self._site_of:
            return
        self.serve(connection)
        site = self._site_of.pop(connection)
        if site is not None:
            self._count[site] -= 1
            if not self._count[site]:
                del self._count[site]

    def _crowd(self, site: str | None) -> dict[ConnectionT, None] | None:
        """Return those of whom one must make way for a newcomer; None if there is room."""
        if site is not None and self._count[site] >= self._per_address:
            return self._waiting_of.get(site, {})
        return self._waiting if len(self._site_of) >= self._in_all else None
