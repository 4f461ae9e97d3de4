"""The plain text of a space answers what its page answers: when, how to get there, what, whom."""

from datetime import date
from typing import Final

import pytest

from hub.domain.coming_days import SpecialDays
from hub.domain.space import SpaceConfig
from hub.pages.beyond.plain_text import place_lines
from hub.pages.opening_table import OpeningTable, opening_table
from hub.pages.space_words import space_words_in
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.region import space

SATURDAY: Final = date(2026, 11, 28)
TOLD: Final = {
    Language.GERMAN: """Öffnungszeiten:
  Montag: geschlossen
  Dienstag: geschlossen
  Mittwoch: geschlossen
  Donnerstag: geschlossen
  Freitag: geschlossen
  Samstag (heute): 10:00–18:00 Uhr
  Sonntag: 12:00–17:00 Uhr
In den nächsten 14 Tagen:
  Sonntag, 6. Dezember: geschlossen (Inventur)

Haltestelle: Markt, Bus 582
Was es gibt: WLAN, Kaffee
Telefon: +49 33841 1234
E-Mail: hallo@example.org
Platz buchen: https://example.org/b""",
    Language.ENGLISH: """Opening hours:
  Monday: closed
  Tuesday: closed
  Wednesday: closed
  Thursday: closed
  Friday: closed
  Saturday (today): 10:00–18:00
  Sunday: 12:00–17:00
In the next 14 days:
  Sunday, 6 December: closed (Inventur)

Stop: Markt, Bus 582
What there is: Wi-Fi, Coffee
Phone: +49 33841 1234
E-mail: hallo@example.org
Book a desk: https://example.org/b""",
}
CAFE: Final = SpaceConfig.model_validate(
    space(
        "cafe",
        "Café am Markt",
        "ff",
        opening={"sat": "10:00-18:00", "sun": "12:00-17:00"},
        stop="Markt, Bus 582",
        facts=["internet_access", "drink:coffee"],
        contact={
            "phone": "+49 33841 1234",
            "email": "hallo@example.org",
            "booking": "https://example.org/b",
        },
    )
)


def hours_of(cafe: SpaceConfig, language: Language) -> OpeningTable:
    """Say when it is open, with a day that differs."""
    day = date(2026, 12, 6)
    special = (SpecialDays(first=day, last=day, hours=(), reason="Inventur", is_usual=False),)
    return opening_table(
        cafe.opening, special, SATURDAY, words_in(language), space_words_in(language)
    )


@pytest.mark.parametrize("language", list(Language))
def test_it_says_when_how_to_get_there_what_is_there_and_whom_to_ask(language: Language) -> None:
    """In the words of the page."""
    lines = place_lines(
        CAFE, hours_of(CAFE, language), words_in(language), space_words_in(language), language
    )
    assert "\n".join(lines) == TOLD[language]
