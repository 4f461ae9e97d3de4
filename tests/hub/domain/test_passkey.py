"""Whether a key was copied, and what a passkey is called."""

import pytest

from hub.domain.passkey import LONGEST_LABEL, is_copied, readable_label


@pytest.mark.parametrize(
    ("kept", "counted", "is_so"),
    [
        (0, 0, False),
        (0, 1, False),
        (1, 2, False),
        (1, 1, True),
        (2, 1, True),
        (1, 0, True),
    ],
)
def test_a_key_that_doesnt_count_on_may_be_a_copy(kept: int, counted: int, is_so: bool) -> None:
    """But of one that never counts nobody can tell."""
    assert is_copied(kept, counted) is is_so


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Handy  am\tTresen ", "Handy am Tresen"),
        ("\u202eHandy\x00", "Handy"),
        ("", ""),
        ("x" * 99, "x" * LONGEST_LABEL),
    ],
)
def test_a_label_is_what_can_be_shown_of_it(typed: str, shown: str) -> None:
    """In one line, and no longer than a line."""
    assert readable_label(typed) == shown
