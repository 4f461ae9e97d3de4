"""What a space tells its visitors: which language a text is said in, and which links are none."""

import pytest
from pydantic import ValidationError

from hub.domain.visitors import ContactConfig, LocalText


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("033849 12345", "tel:03384912345"),
        ("+49 33849 123-45", "tel:+493384912345"),
        ("+49 (0)33849 / 12345", "tel:+493384912345"),
        ("115", "tel:115"),
    ],
)
def test_a_phone_number_can_be_dialled(written: str, uri: str) -> None:
    """As it is written for people, and as a phone takes it: a (0) beside +49 is not dialled."""
    assert ContactConfig(phone=written).phone_uri == uri


@pytest.mark.parametrize("number", ["", "+", "12", "+49", "1-2", "123 ext. 4", "１２３４", "123;x"])
def test_what_nobody_can_dial_is_refused(number: str) -> None:
    """Three digits at least, and nothing but digits and what parts them."""
    with pytest.raises(ValidationError):
        ContactConfig(phone=number)


@pytest.mark.parametrize("address", ["a@b", "@b.de", "a b@c.de", "a@b.de?cc=x@y.de", "a@b..de"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """A link to it would write to nobody, or to somebody else as well."""
    with pytest.raises(ValidationError):
        ContactConfig(email=address)


def test_without_a_phone_there_is_no_link() -> None:
    """Nothing is made up."""
    assert ContactConfig().phone_uri is None


def test_paragraphs_are_parted_by_empty_lines() -> None:
    """A single line break is none; what is missing in English is said in German."""
    text = LocalText(de="Eins\nzwei.\n \n\nDrei.", en="One.")
    assert text.said_in("de") == (("Eins zwei.", "Drei."), "de")
    assert text.said_in("en") == (("One.",), "en")
    assert LocalText(de="Eins.").said_in("en") == (("Eins.",), "de")
