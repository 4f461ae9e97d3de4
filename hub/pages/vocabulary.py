"""The words of a language."""

from dataclasses import asdict

from hub.pages.english import ENGLISH
from hub.pages.german import GERMAN
from hub.pages.language import Language
from hub.pages.words import LiveWords, PageWords


def words_in(language: Language) -> PageWords:
    """Return the words of one language."""
    return GERMAN if language is Language.GERMAN else ENGLISH


def as_mapping(words: LiveWords) -> dict[str, str]:
    """Return the words that go into the page for live.js."""
    return asdict(words)
