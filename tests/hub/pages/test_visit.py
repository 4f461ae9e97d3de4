"""How to get to a space: links that lead there, and nothing made up."""

from typing import Any

from hub.pages.space_words import space_words_in
from hub.pages.visit import Visit, visit
from hub.reports.text.language import Language
from tests.hub.spaces import a_space


def made(language: Language = Language.GERMAN, **keys: Any) -> Visit:
    return visit(a_space(**keys), space_words_in(language), "Website", language.value)


def test_each_map_is_led_to_the_place() -> None:
    """A map of the visitor's choice; no request is sent before."""
    routes = made(latitude=52.1, longitude=-1.25, name="Hof & Garten").routes
    assert [link.href for link in routes] == [
        "geo:52.100000,-1.250000?q=52.100000,-1.250000(Hof%20%26%20Garten)",
        "https://www.openstreetmap.org/directions?to=52.100000%2C-1.250000",
        "https://www.google.com/maps/dir/?api=1&destination=52.100000%2C-1.250000",
        "https://maps.apple.com/?daddr=52.100000%2C-1.250000",
    ]
    assert [link.is_external for link in routes] == [False, True, True, True]


def test_whom_to_ask() -> None:
    """Numbers and addresses can be followed, and are read as they were written."""
    told = made(contact={"phone": "+49 (0)30 23125-1", "email": "a+b@example.org"})
    assert [(title, link.href, link.text) for title, link in told.contacts] == [
        ("Telefon", "tel:+4930231251", "+49 (0)30 23125-1"),
        ("E-Mail", "mailto:a%2Bb@example.org", "a+b@example.org"),
    ]


def test_pages_elsewhere() -> None:
    """Booking first; the website by either of its two keys."""
    booking, page = "https://example.org/buchen", "https://example.org/"
    told = made(contact={"booking": booking, "website": page})
    assert [(link.href, link.text) for link in told.actions] == [
        (booking, "Platz buchen"),
        (page, "Website"),
    ]
    assert made(website=page).actions == told.actions[1:]


def test_texts_say_in_which_language_they_are() -> None:
    """What is missing in English is German, and marked as such."""
    told = made(Language.ENGLISH, stop="Am Markt", price={"de": "Frei", "en": "Free"})
    assert [(fact.title, fact.text, fact.language) for fact in told.facts] == [
        ("Stop", "Am Markt", "de"),
        ("Price", "Free", "en"),
    ]


def test_what_is_not_known_is_left_out() -> None:
    """No empty line stands for it."""
    assert made() == Visit((), (), (), ())
