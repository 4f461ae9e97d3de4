"""Every word about subscribed calendars, as a language has to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from hub.domain.calendar_feed import FeedTrouble, Pick
from hub.reports.text.language import Language


class Wrong(Enum):
    """What is wrong with a form, besides the address."""

    NAME = auto()
    WORD = auto()
    TOO_MANY = auto()
    BUSY = auto()


@dataclass(frozen=True, slots=True)
class FeedWords:
    """`{t}` is a text, `{n}` a number, `{d}` a moment."""

    title: str
    lead: str
    back: str
    file: str
    """What the space's own calendar is called, which is told."""
    file_hint: str
    no_hours: str
    add: str
    subscribe: str
    name: str
    name_hint: str
    address: str
    address_hint: str
    which: str
    picks: Mapping[Pick, str]
    word: str
    word_hint: str
    shows_title: str
    shows_title_hint: str
    closes: Mapping[Pick, str]
    says_title: str
    read_at: str
    one_date: str
    dates: str
    no_dates: str
    more_dates: str
    closed: str
    """A date of a calendar: `{d}` the day, `{t}` from when until when."""
    all_day: str
    skipped_one: str
    skipped: str
    failing: str
    still_holds: str
    read_now: str
    read_now_of: str
    remove: str
    remove_hint: str
    remove_of: str
    is_added: str
    is_read: str
    is_removed: str
    check: str
    wrongs: Mapping[Wrong, str]
    troubles: Mapping[FeedTrouble, str]


def feed_words_in(language: Language) -> FeedWords:
    """Return the words of one language."""
    from hub.console.feeds.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.feeds.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
