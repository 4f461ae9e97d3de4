"""Weekly hours as they are written."""

import re

import pytest

from hub.domain.opening import Hours, parse_hours


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (9, 'expected hours such as "09:00-12:00,13:00-17:00", or "closed", not 9'),
        ("9-12", 'is no span of hours; expected hours such as "09:00-12:00,13:00-17:00"'),
        ("٠٩:٠٠-١٢:٠٠", "is no span of hours"),
        ("09:59-12:00", "expected times on marks of 15 minutes"),
        ("09:60-12:00", "expected times from 00:00 to 24:00"),
        ("09:00-24:15", "expected times from 00:00 to 24:00"),
        (
            "22:00-02:00",
            'past midnight write "22:00-24:00" and on the next day "00:00-02:00"',
        ),
    ],
)
def test_other_forms_are_refused_with_what_was_expected(text: object, said: str) -> None:
    """Digits are those of ASCII, though Python reads others too."""
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_hours(text)


def test_a_day_may_end_at_midnight() -> None:
    """24:00 is minute 1440."""
    assert parse_hours("22:00-24:00") == (Hours(1320, 1440),)
