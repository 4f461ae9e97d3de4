"""Sends one message by one way, and says how that ended: the same for a test and for an alarm.

    mail ─▶ hub/mail.py     webhook ─▶ hub/outside/asking.py     all else ─▶ hub/apprise_process.py

Nothing here is logged of where it goes. It keeps nothing: the queues are the book's. What takes
memory is imported when it is used.
"""

import hmac
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.alarm_message import AlarmText, mail_of
from hub.config import HubConfig
from hub.domain.alarm_way import Address, WaySort, web_address_of
from hub.domain.outside_address import OutsideReason, OutsideRefused
from hub.release import release

WITHIN_S: Final = 60.0
"""So long a service may take, with the start of the process that asks it."""
ID_HEADER: Final = "Idempotency-Key"
SIGNATURE_HEADER: Final = "Platzfrei-Signature"
NO_ADDRESS: Final = "address_lost"
"""The trouble of a way whose address isn't known any more."""
NO_MAIL: Final = "no_mail"
"""The trouble of mail where hub.toml names no server."""


class NotSent(Exception):
    """A message didn't get through; `trouble` says why.

    It is a value of OutsideReason, NO_ADDRESS, NO_MAIL, or of mail what the server said.
    """

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent, and where to."""

    sort: WaySort
    address: Address | None
    text: AlarmText
    message_id: str
    is_test: bool = False


class AlarmSender:
    """Sends what hub.toml allows; each call may take WITHIN_S. Raises NotSent."""

    def __init__(
        self, config: HubConfig, now_us: Callable[[], int], within_s: float = WITHIN_S
    ) -> None:
        self._config = config
        self._now_us = now_us
        self._within_s = within_s

    def require_reachable(self, sort: WaySort, address: Address) -> None:
        """Resolve the server that somebody has typed, and refuse one that is never asked.

        Raises OutsideRefused.
        """
        from hub.outside.asking import Outside  # noqa: PLC0415 - see above

        typed = web_address_of(sort, address)
        if typed:
            Outside(self._config.outside.allowed_networks).checked(typed)

    def send(self, parcel: Parcel) -> None:
        """Send one message."""
        if parcel.address is None:
            raise NotSent(NO_ADDRESS)
        match parcel.sort:
            case WaySort.WEBHOOK:
                self._post(parcel, parcel.address)
            case WaySort.NTFY | WaySort.MATRIX | WaySort.SERVICE:
                self._hand_over(parcel, parcel.address)
            case WaySort.MAIL:
                self._mail(parcel, parcel.address)

    def _mail(self, parcel: Parcel, address: Address) -> None:
        """Send a test, or what has waited since before hub.toml named a server."""
        from hub.mail import MailNotTaken, MailRefused, MailServer  # noqa: PLC0415 - see above

        config = self._config.mail
        if config is None:
            raise NotSent(NO_MAIL)
        domain = config.sender.rpartition("@")[2]
        message_id, from_to = f"{parcel.message_id}@{domain}", (config.sender, address["address"])
        mail = mail_of(parcel.text, "", message_id, from_to, self._now_us())
        try:
            MailServer(config).send(mail.recipient, mail.message)
        except (MailRefused, MailNotTaken) as error:
            raise NotSent(str(error)) from None

    def _post(self, parcel: Parcel, address: Address) -> None:
        from hub.outside.asking import Outside  # noqa: PLC0415 - see above

        outside = self._config.outside
        body = webhook_body(parcel)
        headers = {"Content-Type": "application/json", ID_HEADER: parcel.message_id}
        if address.get("key"):
            headers[SIGNATURE_HEADER] = signature(address["key"], body)
        try:
            Outside(outside.allowed_networks, outside.ca_file).post(address["url"], body, headers)
        except OutsideRefused as refused:
            raise NotSent(refused.reason.value) from None

    def _hand_over(self, parcel: Parcel, address: Address) -> None:
        order = {
            "sort": parcel.sort.value,
            "address": dict(address),
            "title": parcel.text.title,
            "text": parcel.text.text,
            "allowed_networks": list(self._config.outside.allowed_networks),
        }
        reason = _answer_of(_PROGRAM, json.dumps(order), self._environment(), self._within_s)
        if reason is not None:
            raise NotSent(reason)

    def _environment(self) -> dict[str, str]:
        """Return all that the process knows of this one's environment: no proxy, no home."""
        trusted = self._config.outside.ca_file or ssl.get_default_verify_paths().cafile
        known = {"PYTHONPATH": str(Path(__file__).parents[1]), "HOME": "/nonexistent"}
        known |= {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
        return known | ({"REQUESTS_CA_BUNDLE": str(trusted)} if trusted else {})


_PROGRAM: Final = (sys.executable, "-m", "hub.apprise_process")


def _answer_of(
    program: tuple[str, ...], order: str, environment: dict[str, str], within_s: float
) -> str | None:
    """Let a process carry out an order; return why it failed, or None."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            program, input=order, env=environment, timeout=within_s, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return OutsideReason.TOO_SLOW.value
    except OSError:
        return OutsideReason.FAILED.value
    with suppress(ValueError, KeyError, TypeError):
        reason = json.loads(ended.stdout)["reason"]
        return None if reason is None else OutsideReason(reason).value
    return OutsideReason.FAILED.value


def webhook_body(parcel: Parcel) -> bytes:
    """Write what a webhook is told: docs/alarms.md has the fields."""
    said = {
        "id": parcel.message_id,
        "platzfrei": release(),
        "test": parcel.is_test,
        "title": parcel.text.title,
        "text": parcel.text.text,
        "link": parcel.text.link or None,
        "alarms": list(parcel.text.alarms),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def signature(key: str, body: bytes) -> str:
    """Sign a body: who has the key knows that it is ours, and whole."""
    return f"sha256={hmac.digest(key.encode(), body, 'sha256').hex()}"


Send = Callable[[Parcel], None]
"""Sends one message; raises NotSent."""
