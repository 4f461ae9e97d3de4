"""How to get to a space and whom to ask there, as links. Pure.

Nothing is asked of a map's provider before somebody follows the link.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from hub.domain.space import SpaceConfig
from hub.pages.space_words import SpaceWords


@dataclass(frozen=True, slots=True)
class Link:
    """Where it leads and what it is called."""

    href: str
    text: str
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about a space: what it is, the text, and the text's language."""

    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Visit:
    """All that helps to come; what isn't known is left out."""

    routes: tuple[Link, ...]
    contacts: tuple[tuple[str, Link], ...]
    """With what each is."""
    actions: tuple[Link, ...]
    facts: tuple[Fact, ...]


def visit(space: SpaceConfig, said: SpaceWords, website: str, language: str) -> Visit:
    """Describe how to come; `website` is the text of that link."""
    contact = space.contact
    contacts = []
    if contact.phone and contact.phone_uri:
        contacts.append((said.phone, Link(contact.phone_uri, contact.phone)))
    if contact.email:
        contacts.append((said.email, Link(f"mailto:{quote(contact.email, '@')}", contact.email)))
    pages = ((contact.booking, said.booking), (space.web_address, website))
    texts = ((said.stop, space.stop), (said.price, space.price))
    return Visit(
        routes=_routes(space, said),
        contacts=tuple(contacts),
        actions=tuple(Link(to, text, is_external=True) for to, text in pages if to),
        facts=tuple(Fact(title, *each.said_in(language)) for title, each in texts if each),
    )


def _routes(space: SpaceConfig, said: SpaceWords) -> tuple[Link, ...]:
    if space.latitude is None or space.longitude is None:
        return ()
    place = f"{space.latitude:.6f},{space.longitude:.6f}"
    named = f"geo:{place}?q={place}({quote(space.name)})"
    openstreetmap = urlencode({"to": place})
    google = urlencode({"api": 1, "destination": place})
    return (
        Link(named, said.own_map),
        Link(
            f"https://www.openstreetmap.org/directions?{openstreetmap}",
            "OpenStreetMap",
            is_external=True,
        ),
        Link(f"https://www.google.com/maps/dir/?{google}", "Google Maps", is_external=True),
        Link(
            f"https://maps.apple.com/?{urlencode({'daddr': place})}",
            said.apple_maps,
            is_external=True,
        ),
    )
