"""The form of targets: numbers as each language writes them, mistakes beside each field."""

from fractions import Fraction
from urllib.parse import urlencode

import pytest

from hub.domain.indicators import Indicator
from hub.domain.target import Target, Wanted
from hub.pages.office_page import fields_in
from hub.pages.target_form import (
    Entry,
    entries_in,
    entry_of,
    number_in,
    read_entries,
    version_of,
)
from hub.pages.target_words import Flaw, target_words_in
from hub.reports.text.english import ENGLISH
from hub.reports.text.german import GERMAN
from hub.reports.text.language import Language

OURS = ("hof", "muehle")
USE = Entry("utilisation", "", "at_least", "25", "")


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("25", "25", "25"),
        (" 12,5 % ", "12.5", None),
        ("12.5", None, "12.5"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("1.234,5", "1234.5", None),
        ("1,234.5", None, "1234.5"),
        ("1 234", "1234", "1234"),
        ("12.34", None, "12.34"),
        ("0", "0", "0"),
        ("-3", None, None),
        ("", None, None),
        ("viel", None, None),
        ("1e3", None, None),
        ("٣", None, None),
        ("9" * 50, None, None),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(
    text: str, german: str | None, english: str | None
) -> None:
    """The other language's mark only groups digits by three; all else is none, never another."""
    for words, expected in ((GERMAN, german), (ENGLISH, english)):
        value = None if expected is None else Fraction(expected)
        assert number_in(text, words.typography) == value


def test_a_target_comes_back_as_it_was_typed() -> None:
    """Exactly, in both languages: shares in percent, hours in hours."""
    for target in (
        Target(Indicator.UTILISATION, None, Fraction(1, 8), Fraction(1, 4)),
        Target(Indicator.FULL_HOURS, "hof", None, Fraction(24691, 20), Wanted.AT_MOST),
    ):
        for words in (GERMAN, ENGLISH):
            entry = entry_of(target, words.typography)
            assert read_entries([entry], OURS, words.typography) == ((target,), ())
    typed = entry_of(Target(Indicator.UTILISATION, None, None, Fraction(1, 8)), GERMAN.typography)
    assert typed.target == "12,5"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([Entry("", "", "at_least", "5")], [("indicator-0", Flaw.NO_INDICATOR)]),
        ([Entry("nothing", "", "at_least", "5")], [("indicator-0", Flaw.NO_INDICATOR)]),
        ([Entry("visits", "", "sideways", "5")], [("wanted-0", Flaw.NO_DIRECTION)]),
        ([Entry("visits", "", "at_least", "")], [("target-0", Flaw.NO_NUMBER)]),
        (
            [USE, Entry("visits", "", "at_least", "x", "y")],
            [("target-1", Flaw.NOT_A_NUMBER), ("baseline-1", Flaw.NOT_A_NUMBER)],
        ),
        ([Entry("utilisation", "", "at_least", "100,1")], [("target-0", Flaw.OVER_ALL)]),
        ([Entry("visits", "", "at_least", "1000000001")], [("target-0", Flaw.TOO_LARGE)]),
        ([Entry("peak_occupied", "", "at_least", "5")], [("space-0", Flaw.NEEDS_A_SPACE)]),
        ([Entry("visits", "gone", "at_least", "5")], [("space-0", Flaw.NO_SUCH_SPACE)]),
        ([USE, Entry(), USE], [("space-2", Flaw.TWICE)]),
    ],
)
def test_what_is_wrong_is_named_beside_its_field(
    entries: list[Entry], expected: list[tuple[str, Flaw]]
) -> None:
    """Each mistake has its field, and each kind of it a sentence in each language."""
    _, mistakes = read_entries(entries, OURS, GERMAN.typography)
    assert [(each.field, each.flaw) for each in mistakes] == expected
    for language in Language:
        assert set(target_words_in(language).flaws) == set(Flaw)


def test_what_is_deleted_or_empty_is_no_target() -> None:
    """Whatever else stands in a row that is to go."""
    removed = Entry("visits", "", "at_least", "nonsense", is_removed=True)
    targets, mistakes = read_entries([removed, Entry(), USE], OURS, GERMAN.typography)
    assert targets == (Target(Indicator.UTILISATION, None, None, Fraction(1, 4)),)
    assert mistakes == ()


def test_a_form_is_taken_as_it_was_sent() -> None:
    """Rows by number, however many; what isn't sent is empty."""
    sent = {"indicator-0": "visits", "target-0": "5", "indicator-1": "", "remove-1": "on"}
    assert entries_in(sent) == (
        Entry("visits", "", "", "5"),
        Entry("", "", "", "", is_removed=True),
    )


def test_the_same_targets_have_the_same_version() -> None:
    """In whichever order; and one digit makes another."""
    one = Target(Indicator.VISITS, None, None, Fraction(5))
    two = Target(Indicator.VISITS, "hof", None, Fraction(5))
    assert version_of([one, two]) == version_of([two, one])
    assert version_of([one]) != version_of([two])


def test_of_many_targets_none_is_lost_on_the_way() -> None:
    """A form brings all that a large region has agreed on: what is left out would be deleted."""
    spaces = [f"space-{n}" for n in range(100)]
    asked = [(space, one) for space in spaces for one in ("utilisation", "coverage", "frequency")]
    typed = {
        f"{field}-{n}": value
        for n, (space, one) in enumerate(asked)
        for field, value in (
            ("indicator", one), ("space", space), ("wanted", "at_least"), ("target", "25"),
            ("baseline", ""),
        )
    }  # fmt: skip
    entries = entries_in(fields_in(urlencode(typed).encode()))
    targets, mistakes = read_entries(entries, spaces, GERMAN.typography)
    assert (len(targets), mistakes) == (300, ())
