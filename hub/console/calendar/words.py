"""Every word of the calendar in the console, as a language has to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from hub.domain.calendar_change import ChangeKind
from hub.domain.calendar_rules import Wrong
from hub.reports.text.language import Language
from hub.reports.text.typography import Typography


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """`{t}` is a text, `{d}` a day or days, `{n}` and `{m}` are numbers."""

    typography: Typography
    title: str
    lead: str
    choose: str
    next_thing: str
    nothing_set: str
    add: str
    subscribed: str
    new: Mapping[ChangeKind, str]
    new_titles: Mapping[ChangeKind, str]
    edit_titles: Mapping[ChangeKind, str]
    set_it: str
    save: str
    preview: str
    edit: str
    edit_of: str
    cancel: str
    first: str
    last: str
    last_hint: str
    closed_hours: str
    closed_hours_hint: str
    open_hours: str
    open_hours_hint: str
    after_a_break: str
    from_time: str
    until_time: str
    desks: str
    desks_hint: str
    reason: str
    reason_hint: str
    notice: str
    notice_hint: str
    english: str
    english_hint: str
    why: str
    why_hint: str
    wins: str
    past: str
    reads_title: str
    reads_from: str
    reads_now: str
    reads_nothing: str
    reads_example: str
    reads_desks: str
    take_back_title: str
    take_back: str
    take_back_all: str
    take_back_rest: str
    take_back_past: str
    closed: str
    closed_from: str
    opened: str
    out_of_service: str
    says: str
    hours: str
    hours_and: str
    days: str
    day: str
    set_by: str
    ended_by: str
    somebody_gone: str
    command_line: str
    internal: str
    by_toml: str
    by_feed: str
    holiday: str
    holiday_open: str
    no_entry: str
    later: str
    over: str
    taken_back: str
    is_set: str
    is_edited: str
    is_taken_back: str
    seen_soon: str
    seen_next_minute: str
    damaged: str
    check: str
    wrongs: Mapping[Wrong, str]


def calendar_words_in(language: Language) -> CalendarWords:
    """Return the words of one language."""
    from hub.console.calendar.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.calendar.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
