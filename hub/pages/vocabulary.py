"""The words of a language."""

from dataclasses import asdict
from typing import assert_never

from hub.pages.english import ENGLISH
from hub.pages.german import GERMAN
from hub.pages.words import LiveWords, MarkWords, PageWords
from hub.reports.text.language import Language


def words_in(language: Language) -> PageWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)


def as_mapping(words: LiveWords) -> dict[str, str]:
    """Return the words that go into the page for live.js."""
    return asdict(words)


def mark_words(words: MarkWords) -> dict[str, str]:
    """Return what each mark means, by the letter that names its drawing."""
    return {
        "f": words.free,
        "o": words.occupied,
        "u": words.unknown,
        "p": words.protected,
        "c": words.closed,
    }
