"""Ways by which alarms reach people: their sorts, what people type for them, what is shown. Pure.

    what was typed ─▶ address_of ─▶ Address, which is secret: in no export and no log
                                  └▶ shown: enough to tell it apart from others

Which services there are is a list that is written down here: what isn't on it is refused, and so is
everything behind a question mark, by which a library's own switches could be moved.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub.domain.alarm import Rule
from hub.domain.mail import is_mail_address
from hub.domain.outside_address import (
    OutsideAddress,
    OutsideReason,
    OutsideRefused,
    outside_address,
)

MOST_WAYS: Final = 10
"""So many may one person have."""
LONGEST_ADDRESS: Final = 1_000

Address = Mapping[str, str]
"""What a way needs to reach somebody, by name; its keys depend on the sort."""


class WaySort(StrEnum):
    """How somebody is reached; the value stands in the book and in addresses of pages."""

    MAIL = "mail"
    NTFY = "ntfy"
    MATRIX = "matrix"
    SERVICE = "service"
    """One of SERVICES."""
    WEBHOOK = "webhook"


class WayReason(StrEnum):
    """Why a way is refused; console/alarms has words for each."""

    NO_MAIL_ADDRESS = "no_mail_address"
    HAS_PATH = "has_path"
    NO_TOPIC = "no_topic"
    NO_ROOM = "no_room"
    NO_TOKEN = "no_token"  # noqa: S105 - why
    UNKNOWN_SERVICE = "unknown_service"
    HAS_OPTIONS = "has_options"
    NO_SERVICE_ADDRESS = "no_service_address"
    TOO_MANY = "too_many"
    TOO_OFTEN = "too_often"


class WayRefused(ValueError):
    """What was typed can't be a way; `field` is where."""

    def __init__(self, field: str, reason: WayReason | OutsideReason) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Service:
    """A service that people may have, by the schema of its address."""

    name: str
    form: str
    """How its address is written."""
    has_host: bool = True
    """The part after :// is a server, and may be shown."""


_PLAIN: Final = {
    "gotify": Service("Gotify", "gotifys://push.example.org/TOKEN"),
    "mmost": Service("Mattermost", "mmosts://chat.example.org/WEBHOOK"),
    "nctalk": Service("Nextcloud Talk", "nctalks://USER:APP-PASSWORD@cloud.example.org/ROOM"),
    "rocket": Service("Rocket.Chat", "rockets://WEBHOOK@chat.example.org/#CHANNEL"),
    "signal": Service("Signal", "signals://signal.example.org/+49FROM/+49TO"),
}
SERVICES: Final[Mapping[str, Service]] = {
    **_PLAIN,
    **{f"{schema}s": service for schema, service in _PLAIN.items()},
    "tgram": Service("Telegram", "tgram://BOT-TOKEN/CHAT", has_host=False),
    "threema": Service("Threema", "threema://*GATEWAY@SECRET/THREEMA-ID", has_host=False),
}
"""By schema; the one without s at its end isn't encrypted, and is for servers nearby alone."""


@dataclass(frozen=True, slots=True)
class AlarmWay:
    """One way of one person, and what they want to hear by it."""

    rule: Rule
    sort: WaySort
    shown: str
    """The address as far as it may be shown: of mail all of it."""
    language: str
    made_us: int

    @property
    def handle(self) -> str:
        """What names it, and says nothing."""
        return self.rule.way


def address_of(sort: WaySort, typed: Mapping[str, str]) -> Address:
    """Read what was typed for a way. Raises WayRefused, which names the field."""
    said = {name: text.strip() for name, text in typed.items()}
    match sort:
        case WaySort.MAIL:
            return {"address": _mail(said.get("address", ""))}
        case WaySort.NTFY:
            return _ntfy(said)
        case WaySort.MATRIX:
            return _matrix(said)
        case WaySort.WEBHOOK:
            return {"url": _web("url", said.get("url", "")).text}
        case WaySort.SERVICE:
            return {"url": _service(said.get("url", ""))}


def shown_of(sort: WaySort, address: Address) -> str:
    """Return what of an address may be shown: nothing by which anybody could send."""
    match sort:
        case WaySort.MAIL:
            return address["address"]
        case WaySort.NTFY:
            return f"{_host(address['server'])}/{address['topic'][:2]}…"
        case WaySort.MATRIX:
            return address["room"]
        case WaySort.WEBHOOK:
            return f"{_host(address['url'])}/…"
        case WaySort.SERVICE:
            service = SERVICES[address["url"].partition(":")[0].lower()]
            host = _host(_server_of(address["url"])) if service.has_host else ""
            return f"{service.name}, {host}" if host else service.name


def web_address_of(sort: WaySort, address: Address) -> str:
    """Return the server that a person has typed, as an address of the web; empty: none is."""
    match sort:
        case WaySort.MAIL:
            return ""
        case WaySort.NTFY | WaySort.MATRIX:
            return address["server"]
        case WaySort.WEBHOOK:
            return address["url"]
        case WaySort.SERVICE:
            service = SERVICES[address["url"].partition(":")[0].lower()]
            return _server_of(address["url"]) if service.has_host else ""


_TOPIC: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ROOM: Final = re.compile(r"[!#][!-~]{1,250}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+=-]{4,400}")
_SERVICE: Final = re.compile(r"([A-Za-z]{2,20})://([!-~]+)")


def _mail(text: str) -> str:
    if not is_mail_address(text):
        raise WayRefused("address", WayReason.NO_MAIL_ADDRESS)
    return text


def _ntfy(said: Mapping[str, str]) -> Address:
    server = _server(said.get("server") or "https://ntfy.sh")
    if _TOPIC.fullmatch(said.get("topic", "")) is None:
        raise WayRefused("topic", WayReason.NO_TOPIC)
    token = said.get("token", "")
    if token and _TOKEN.fullmatch(token) is None:
        raise WayRefused("token", WayReason.NO_TOKEN)
    return {"server": server, "topic": said["topic"], "token": token}


def _matrix(said: Mapping[str, str]) -> Address:
    server = _server(said.get("server", ""))
    if _ROOM.fullmatch(said.get("room", "")) is None or set("/?%") & set(said["room"]):
        raise WayRefused("room", WayReason.NO_ROOM)
    if _TOKEN.fullmatch(said.get("token", "")) is None:
        raise WayRefused("token", WayReason.NO_TOKEN)
    return {"server": server, "room": said["room"], "token": said["token"]}


def _server(text: str) -> str:
    """Read the address of a server, which has no path."""
    address = _web("server", text)
    if address.target.strip("/"):
        raise WayRefused("server", WayReason.HAS_PATH)
    return f"{address.scheme}://{address.netloc}"


def _web(field: str, text: str) -> OutsideAddress:
    """Read an address of the web, as strictly as it will be asked."""
    try:
        return outside_address(text)
    except OutsideRefused as refused:
        raise WayRefused(field, refused.reason) from None


def _service(text: str) -> str:
    found = _SERVICE.fullmatch(text)
    if found is None or not _is_plain(text):
        raise WayRefused("url", WayReason.NO_SERVICE_ADDRESS)
    if found[1].lower() not in SERVICES:
        raise WayRefused("url", WayReason.UNKNOWN_SERVICE)
    if "?" in text:
        raise WayRefused("url", WayReason.HAS_OPTIONS)
    if SERVICES[found[1].lower()].has_host:
        _web("url", _server_of(text))
    return text


def _is_plain(text: str) -> bool:
    return (
        len(text) <= LONGEST_ADDRESS and text.isascii() and text.isprintable() and " " not in text
    )


def _server_of(service: str) -> str:
    """Return the server in the address of a service, as an address of the web."""
    place = service.partition("://")[2].partition("/")[0].partition("#")[0]
    return f"https://{place.rpartition('@')[2]}/"


def _host(url: str) -> str:
    return outside_address(url).host
