"""Ages as people say them."""

import pytest

from hub.console.age import ago, lasting
from hub.reports.text.language import Language

DE, EN = Language.GERMAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("seconds", "german", "english"),
    [
        (-5, "gerade eben", "just now"),
        (0.9, "gerade eben", "just now"),
        (1, "vor einer Sekunde", "a second ago"),
        (59.9, "vor 59 Sekunden", "59 seconds ago"),
        (60, "vor einer Minute", "a minute ago"),
        (3599, "vor 59 Minuten", "59 minutes ago"),
        (3600, "vor einer Stunde", "an hour ago"),
        (2 * 86400 - 1, "vor einem Tag", "a day ago"),
        (9 * 86400, "vor 9 Tagen", "9 days ago"),
    ],
)
def test_it_is_said_in_the_largest_unit_that_fits(
    seconds: float, german: str, english: str
) -> None:
    """Rounded down; what a clock dates a moment ahead was just now."""
    assert (ago(seconds, DE), ago(seconds, EN)) == (german, english)


def test_what_lasts_is_said_in_the_same_units() -> None:
    """Since when it has been so."""
    assert (lasting(7200, DE), lasting(7200, EN)) == ("seit 2 Stunden", "for 2 hours")
    assert (lasting(0, DE), lasting(0, EN)) == ("seit eben", "since just now")
