"""What there may be at a space: each has a symbol, a word in each language, and a place to copy."""

import re
from pathlib import Path

from hub.domain.visitors import Amenity
from hub.pages.amenities import SYMBOLS
from hub.pages.space_words import space_words_in
from hub.reports.text.language import Language

EXAMPLE = Path(__file__).parents[3] / "deploy" / "examples" / "hub.toml"


def test_each_has_a_symbol_of_its_own() -> None:
    """Drawn within its square: no number of the path is larger than the side."""
    assert set(SYMBOLS) == set(Amenity)
    assert len(set(SYMBOLS.values())) == len(Amenity)
    for path in SYMBOLS.values():
        assert re.fullmatch(r"[MmLlHhVvAaCcZz0-9. -]+", path)
        assert max(float(number) for number in re.findall(r"\d*\.?\d+", path)) <= 20


def test_each_has_a_word_in_every_language() -> None:
    """No two the same."""
    for language in Language:
        words = space_words_in(language).amenity
        assert set(words) == set(Amenity)
        assert len(set(words.values())) == len(Amenity)


def test_each_stands_in_the_example() -> None:
    """Whoever copies it sees the whole list."""
    example = EXAMPLE.read_text(encoding="utf-8")
    assert [each for each in Amenity if f'"{each}"' not in example] == []
