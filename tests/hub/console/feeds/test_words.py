"""Each language says everything about subscribed calendars."""

from dataclasses import fields

import pytest

from hub.console.feeds.words import FeedWords, Wrong, feed_words_in
from hub.domain.calendar_feed import FeedTrouble, Pick
from hub.reports.text.language import Language


@pytest.mark.parametrize("language", list(Language))
def test_every_word_is_there(language: Language) -> None:
    """Of each kind, with the same places for what is put in."""
    words = feed_words_in(language)
    assert set(words.picks) == set(words.closes) == set(Pick)
    assert set(words.wrongs) == set(Wrong)
    assert set(words.troubles) == set(FeedTrouble)
    german = feed_words_in(Language.GERMAN)
    for field in fields(FeedWords):
        said, other = (getattr(each, field.name) for each in (words, german))
        if isinstance(said, str):
            assert said
            assert {mark for mark in ("{t}", "{n}", "{d}") if mark in said} == {
                mark for mark in ("{t}", "{n}", "{d}") if mark in other
            }
