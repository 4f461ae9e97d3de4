"""Whom alerts reach: the contact point of ours, as Grafana describes it. Pure.

Which contact point an alert takes is said at our own rules. The notification policy of a Grafana, a
tree for all that it watches, belongs to who runs it: it is read, and never written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

NAME: Final = "Platzfrei"
UID: Final = "platzfrei-alerts"
_PLACEHOLDER: Final = "example@email.com"
"""What a fresh Grafana has in place of an address, in angle brackets."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to tell: a contact point that is there, or what ours shall be."""

    name: str = NAME
    kind: str = ""
    """Empty: the contact point is there, and somebody else's."""
    address: str = ""


def receiver(contact: Contact) -> Json:
    """Describe the contact point of ours."""
    key = "addresses" if contact.kind == "email" else "url"
    return {
        "uid": UID,
        "name": contact.name,
        "type": contact.kind,
        "settings": {key: contact.address},
        "disableResolveMessage": False,
    }


def reaches_nobody(receivers: Sequence[Json]) -> bool:
    """Tell whether a contact point has no receiver, or none but a fresh Grafana's placeholder."""
    return all(
        _PLACEHOLDER in str(target.get("settings", {}).get("addresses", ""))
        for target in receivers
        if target.get("type") == "email"
    ) and not any(target.get("type") != "email" for target in receivers)
