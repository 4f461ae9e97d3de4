"""What a space tells its visitors besides how full it is: amenities, contacts, texts, a picture.

Owns the shape of these keys of hub.toml and their rules. Nothing here decides a figure or a state,
and no file is opened: whoever needs one reads it.
"""

import re
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from contract.configuration import shown
from hub.domain.named_file import FilePath
from hub.domain.section import Section

MAX_LABEL_LENGTH: Final = 200
MAX_TEXT_LENGTH: Final = 4000
_MAX_EMAIL_LENGTH: Final = 254
"""RFC 5321, section 4.5.3.1.3, less its two brackets."""
_WEBSITE: Final = re.compile(r"https://(?![^/?#]*@)\w[^\s<>\"']{0,489}")
_PHONE: Final = re.compile(r"(?=(?:[^0-9]*[0-9]){3})\+?[0-9][0-9 ()/-]{1,28}[0-9]", re.ASCII)
_WORD: Final = r"[^\s@<>()\[\],;:\\\"'?&%.]+"
_EMAIL: Final = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_WORD}(?:\.{_WORD})+")


class Amenity(StrEnum):
    """What there may be at a space, named after OpenStreetMap's keys."""

    INTERNET_ACCESS = "internet_access"
    POWER_SUPPLY = "power_supply"
    COFFEE = "drink:coffee"
    KITCHEN = "kitchen"
    PRINTER = "printer"
    QUIET = "quiet"
    PHONE_BOOTH = "phone_booth"
    MEETING_ROOM = "meeting_room"
    WHEELCHAIR = "wheelchair"
    """Without a step from the street to a desk."""
    TOILETS_WHEELCHAIR = "toilets:wheelchair"
    PARKING = "parking"
    BICYCLE_PARKING = "bicycle_parking"
    CHARGING_STATION = "charging_station"
    KIDS_AREA = "kids_area"


def check_label(text: str) -> str:
    """Return a text that fits on one line. Raises ValueError."""
    if not text.strip() or not text.isprintable() or len(text) > MAX_LABEL_LENGTH:
        raise ValueError(
            f"expected one line of 1 to {MAX_LABEL_LENGTH} characters, not {shown(text)}"
        )
    return text


def _check_text(text: str) -> str:
    lines = text.splitlines()
    if not text.strip() or len(text) > MAX_TEXT_LENGTH:
        raise ValueError(f"expected 1 to {MAX_TEXT_LENGTH} characters, not {len(text)}")
    if not all(line.isprintable() for line in lines):
        raise ValueError(f"expected text without control characters, not {shown(text)}")
    return text


def _check_website(address: str) -> str:
    if not address.isprintable() or _WEBSITE.fullmatch(address) is None:
        raise ValueError(f'expected an address that begins with "https://", not {shown(address)}')
    return address


def _check_phone(number: str) -> str:
    if _PHONE.fullmatch(number) is None:
        raise ValueError(f'expected a number such as "+49 33841 12345", not {shown(number)}')
    return number


def _check_email(address: str) -> str:
    is_one = address.isprintable() and _EMAIL.fullmatch(address) is not None
    if not is_one or len(address) > _MAX_EMAIL_LENGTH:
        raise ValueError(f'expected an address such as "hof@example.org", not {shown(address)}')
    return address


def uri_of(phone: str) -> str:
    """Return a phone number as a link has it (RFC 3966)."""
    return "tel:" + re.sub(r"[^+0-9]", "", phone.replace("(0)", ""))


Label = Annotated[str, AfterValidator(check_label)]
Website = Annotated[str, AfterValidator(_check_website)]
Phone = Annotated[str, AfterValidator(_check_phone)]
Email = Annotated[str, AfterValidator(_check_email)]
_Text = Annotated[str, AfterValidator(_check_text)]


class LocalLabel(Section):
    """One line in German and perhaps in English; a text alone is German."""

    de: Label
    en: Label | None = None

    def said_in(self, language: str) -> tuple[str, str]:
        """Return the line and the language that it is in: `language` if there is one in it."""
        return (self.en, "en") if language == "en" and self.en else (self.de, "de")


class LocalText(Section):
    """Some paragraphs in German and perhaps in English; a text alone is German."""

    de: _Text
    en: _Text | None = None

    def said_in(self, language: str) -> tuple[tuple[str, ...], str]:
        """Return the paragraphs and the language that they are in."""
        text, said = (self.en, "en") if language == "en" and self.en else (self.de, "de")
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
        return tuple(part for part in paragraphs if part), said


def _german_alone(raw: object) -> object:
    return {"de": raw} if isinstance(raw, str) else raw


_IN_LANGUAGES: Final = (
    BeforeValidator(_german_alone),
    Field(description='text in quotes, or { de = "…", en = "…" }'),
)
InLanguages = Annotated[LocalLabel, *_IN_LANGUAGES]
TextInLanguages = Annotated[LocalText, *_IN_LANGUAGES]


class ContactConfig(Section):
    """How people reach whoever looks after a space."""

    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None
    booking: Website | None = None
    """Where a desk or room is booked."""

    @property
    def phone_uri(self) -> str | None:
        """The number as a link has it (RFC 3966)."""
        return self.phone and uri_of(self.phone)


class PictureConfig(Section):
    """A picture of a space, and what it shows for those who don't see it."""

    file: FilePath
    alt: InLanguages
