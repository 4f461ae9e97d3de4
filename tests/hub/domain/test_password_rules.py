"""Which passwords are refused."""

import pytest

from hub.domain.password_rules import LONGEST, Weakness, composed, weakness_of


@pytest.mark.parametrize(
    "password",
    [
        "passwort1234",
        "Passwort2026!",
        "P@ssw0rd2026!",
        "123456789012",
        "098765432109",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefabcdef",
        "qwertzuiop12",
        "1q2w3e4r5t6z",
        "yxcvbnmasdfg",
        "zyxwvutsrqpo",
        "Platzfrei2026",
        "coworking123!",
        "correct horse battery staple",
        "SommerSommer26",
        "admin admin 1",
        "Wiesenburg26!",
        "adalöwe12345",
        "AdaLöwe!2026",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    """Words, rows of keys, repetitions, years, and what is the person's or the site's own."""
    own = ("Ada Löwe", "Coworking Wiesenburg")
    assert weakness_of(password, own) is Weakness.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "kupfer nebel zaun drei",
        "Zwei rote Fahrräder im Flur",
        "v8#Lq2!mZp0x",
        "ganz viele kleine gurken",
        "密码是很长的一句话真的很长",
    ],
)
def test_a_sentence_or_what_was_drawn_is_fine(password: str) -> None:
    """No kind of character is asked for."""
    assert weakness_of(password, ("Ada Löwe",)) is None


def test_length_counts() -> None:
    """From 12 to 200 characters, as they are composed."""
    assert weakness_of("v8#Lq2!mZp0") is Weakness.TOO_SHORT
    assert weakness_of("x7" * 101) is Weakness.TOO_LONG
    long = " ".join(f"{word} gurke" for word in ("kleine", "rote", "drei", "schnelle", "alte") * 3)
    assert len(long) < LONGEST
    assert weakness_of(long) is None


def test_letters_are_the_same_however_they_are_written() -> None:
    """A keyboard that writes an umlaut as two characters opens the same door."""
    assert composed("lo\u0308we") == composed("löwe")
