"""A process of its own that hands one message to a service by Apprise, and ends.

    order, from its standard input ─▶ plugin of the fixed list ─▶ requests ─▶ guarded sockets
    how it ended, to its standard output ◀───────────────────────────────────────┘

So the hub never carries what Apprise imports, and nothing of it can do more here than connect: each
name that is resolved and each address that is connected to is judged, as hub/outside does; no
redirect is followed, and nothing is sent unencrypted but to networks that hub.toml lists. What it
is told stands in no argument and no log. The environment has no proxy.
"""

import json
import logging
import resource
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from apprise import AppriseAsset, NotifyType
from apprise.common import PersistentStoreMode
from apprise.plugins.gotify import NotifyGotify
from apprise.plugins.mattermost import NotifyMattermost
from apprise.plugins.nextcloudtalk import NotifyNextcloudTalk
from apprise.plugins.ntfy import NotifyNtfy
from apprise.plugins.rocketchat import NotifyRocketChat
from apprise.plugins.signal_api import NotifySignalAPI
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.threema import NotifyThreema

from hub.domain.alarm_way import WaySort
from hub.domain.outside_address import (
    IpNetwork,
    OutsideReason,
    OutsideRefused,
    is_reachable,
    outside_address,
)

MOST_MEMORY: Final = 1 << 30
ANSWER_WITHIN_S: Final = 10.0
_REASONS: Final = {
    401: OutsideReason.LOCKED,
    403: OutsideReason.LOCKED,
    404: OutsideReason.NOT_FOUND,
    410: OutsideReason.NOT_FOUND,
}


_PLAIN: Final[Mapping[str, Any]] = {
    "gotify": NotifyGotify,
    "mmost": NotifyMattermost,
    "nctalk": NotifyNextcloudTalk,
    "rocket": NotifyRocketChat,
    "signal": NotifySignalAPI,
}
PLUGINS: Final[Mapping[str, Any]] = {
    **_PLAIN,
    **{f"{schema}s": plugin for schema, plugin in _PLAIN.items()},
    "tgram": NotifyTelegram,
    "threema": NotifyThreema,
}
"""What speaks to each service of hub/domain/alarm_way.py; nothing else of Apprise is imported."""


_NTFY: Final[Any] = NotifyNtfy


class _Barred(OSError):
    """Somebody would connect to where nobody may."""


@dataclass(slots=True)
class Guard:
    """Judges what is connected to, and notes how it went."""

    allowed: Sequence[IpNetwork]
    reason: OutsideReason | None = None
    """Why it failed, as far as was seen."""
    _listed: dict[str, bool] = field(default_factory=dict[str, bool])
    """Hosts, and whether all of their addresses lie in networks of hub.toml."""

    def install(self) -> None:
        """Stand between this process and the world."""
        self._guard_names()
        self._guard_connections()
        self._guard_requests()

    def judge(self, address: str) -> None:
        """Raise an error for an address that isn't public, and isn't listed."""
        if not is_reachable(address, self.allowed):
            self.reason = OutsideReason.NOT_PUBLIC
            raise _Barred(f"not public: {address}")

    def _guard_names(self) -> None:
        resolve = socket.getaddrinfo

        def guarded(host: Any, *said: Any, **how: Any) -> Any:
            try:
                found = resolve(host, *said, **how)
            except OSError:
                self.reason = OutsideReason.UNKNOWN_HOST
                raise
            addresses = [str(place[0]) for *_, place in found]
            for address in addresses:
                self.judge(address)
            self._listed[str(host).lower()] = not any(map(is_reachable, addresses))
            return found

        socket.getaddrinfo = guarded

    def _guard_connections(self) -> None:
        guard = self

        class GuardedSocket(socket.socket):
            """A socket that connects by IP alone, and to judged addresses alone."""

            def connect(self, address: Any) -> None:
                """Connect."""
                if self.family not in (socket.AF_INET, socket.AF_INET6):
                    raise _Barred("no connection within this machine")
                guard.judge(str(address[0]))
                super().connect(address)

            def connect_ex(self, address: Any) -> int:
                """Connect, and say by a number how that went."""
                self.connect(address)
                return 0

            def sendto(self, *_: Any) -> int:
                """Send nothing that isn't a connection's."""
                raise _Barred("no datagrams")

        socket.socket = GuardedSocket  # type: ignore[misc]

    def _guard_requests(self) -> None:
        adapter = requests.adapters.HTTPAdapter
        send = adapter.send

        def guarded(adapted: Any, request: Any, *said: Any, **how: Any) -> Any:
            try:
                answer = send(adapted, request, *said, **how)
            except requests.exceptions.SSLError:
                self.reason = OutsideReason.NOT_TRUSTED
                raise
            except requests.exceptions.Timeout:
                self.reason = OutsideReason.TOO_SLOW
                raise
            except requests.exceptions.RequestException:
                self.reason = self.reason or OutsideReason.UNREACHABLE
                raise
            self._note(answer.status_code)
            return answer

        def encrypted(adapted: Any, request: Any, *said: Any, **how: Any) -> Any:
            parts = urlsplit(request.url)
            if parts.scheme != "https" and not self._is_listed(parts.hostname or "", parts.port):
                self.reason = self.reason or OutsideReason.LEAVES_TLS
                raise requests.exceptions.ConnectionError("not encrypted")
            return guarded(adapted, request, *said, **how)

        setattr(adapter, "send", encrypted)  # noqa: B010 - typed as no plain attribute

    def _is_listed(self, host: str, port: int | None) -> bool:
        with suppress(OSError):
            socket.getaddrinfo(host, port or 80, type=socket.SOCK_STREAM)
        return self._listed.get(host.lower(), False)

    def _note(self, status: int) -> None:
        if status >= 300:
            self.reason = _REASONS.get(status, OutsideReason.FAILED)


def plugin_of(sort: WaySort, address: Mapping[str, str]) -> Any:
    """Make what speaks to a service. Raises ValueError where an address can't be used."""
    asset = AppriseAsset(storage_mode=PersistentStoreMode.MEMORY, secure_logging=True)
    asset.http_redirects = False
    common = {
        "asset": asset,
        "overflow": "truncate",
        "rto": ANSWER_WITHIN_S,
        "cto": ANSWER_WITHIN_S,
    }
    if sort is WaySort.SERVICE:
        return _service(address["url"], common)
    server = outside_address(address["server"])
    host = f"[{server.host}]" if ":" in server.host else server.host
    place = {"host": host, "port": server.port, "secure": server.scheme == "https"}
    if sort is WaySort.NTFY:
        token = {"auth": "token", "token": address["token"]} if address["token"] else {}
        own = {"targets": [address["topic"]], "mode": "private", "include_image": False}
        return _NTFY(**common, **place, **own, **token)
    from apprise.plugins.matrix import NotifyMatrix  # noqa: PLC0415 - it takes most memory

    matrix: Any = NotifyMatrix
    own = {"targets": [address["room"]], "discovery": False, "e2ee": False, "include_image": False}
    return matrix(**common, **place, **own, password=address["token"], mode="off")


def _service(url: str, common: Mapping[str, object]) -> Any:
    schema = url.partition("://")[0].lower()
    plugin = PLUGINS.get(schema)
    if plugin is None:
        raise ValueError("no service of the list")
    read = plugin.parse_url(url)
    if not read:
        raise ValueError("no address of this service")
    return plugin(**{**read, **common})


def deliver(order: Mapping[str, Any], guard: Guard) -> OutsideReason | None:
    """Send one message; return why it failed, or None."""
    try:
        plugin = plugin_of(WaySort(order["sort"]), order["address"])
    except OutsideRefused as refused:
        return refused.reason
    except (TypeError, ValueError):
        return OutsideReason.NO_ADDRESS
    plugin.request_rate_per_sec = 0  # one message: nobody waits between its requests
    is_sent = plugin.notify(
        body=order["text"],
        title=order["title"],
        notify_type=NotifyType.INFO,
        interpret_escapes=False,
    )
    return None if is_sent else guard.reason or OutsideReason.FAILED


def main() -> None:
    """Read an order, carry it out, and say in one line how it ended."""
    logging.disable(logging.CRITICAL)  # its lines may hold an address
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    order = json.load(sys.stdin)
    guard = Guard(tuple(map(ip_network, order["allowed_networks"])))
    guard.install()
    reason = deliver(order, guard)
    json.dump({"reason": None if reason is None else reason.value}, sys.stdout)


if __name__ == "__main__":
    main()
