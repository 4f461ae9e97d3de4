"""What a page needs to offer a passkey: its words, and whether one can be used at this address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from contract.times import from_us
from hub.care_told import moment
from hub.console.look import Look
from hub.console.passkeys.relying_party import named_address, relying_party_of
from hub.console.passkeys.words import PasskeyWords, words_in
from hub.domain.passkey import Passkey


@dataclass(frozen=True, slots=True)
class Offer:
    """Stands in templates as `keys`."""

    said: PasskeyWords
    is_possible: bool
    named: str
    """Where the same page is under a name by which it is possible; or ''."""


@dataclass(frozen=True, slots=True)
class ShownPasskey:
    """One line of one's own list."""

    handle: str
    label: str
    name: str
    """The label, or what stands for it."""
    since: str
    last_used: str
    elsewhere: str
    """The site that it is for, if that isn't this one."""


def offer(look: Look, request: Request) -> Mapping[str, Any]:
    """Return what a template needs."""
    site = relying_party_of(look.channels, request)
    path = look.address(request, request.scope["path"])
    named = "" if site else named_address(look.channels, request, path)
    return {"keys": Offer(words_in(look.language_of(request)), site is not None, named)}


def shown(look: Look, request: Request, passkeys: Sequence[Passkey]) -> list[ShownPasskey]:
    """Write the lines of a list."""
    language = look.language_of(request)
    said, site = words_in(language), relying_party_of(look.channels, request)
    here = site.id if site else ""
    return [
        ShownPasskey(
            handle=passkey.handle,
            label=passkey.label,
            name=passkey.label or said.unnamed,
            since=moment(from_us(passkey.made_us), language),
            last_used=moment(from_us(passkey.used_us), language),
            elsewhere="" if passkey.site == here else passkey.site,
        )
        for passkey in passkeys
    ]
