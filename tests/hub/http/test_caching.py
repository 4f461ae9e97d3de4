"""If-None-Match in all its forms."""

import pytest

from hub.http.caching import etag_of, is_known


@pytest.mark.parametrize(
    ("if_none_match", "known"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc"', True),
        ('"x" , W/"abc","y"', True),
        ("*", True),
        (" * ", True),
        ('"abcd"', False),
        ("abc", False),
        ('"ABC"', False),
        ('"x"', False),
        ('"*"', False),
        ("", False),
        ('"x,"abc"', False),
        (None, False),
    ],
)
def test_if_none_match(if_none_match: str | None, known: bool) -> None:
    """Lists, weak tags and the star match; parts of a tag and unquoted ones don't."""
    assert is_known(if_none_match, '"abc"') is known


def test_tags_keep_their_parts_apart() -> None:
    """Moving a byte from one part to the next makes another tag."""
    assert etag_of(b"a", b"bc") != etag_of(b"ab", b"c")
