"""Every word of the pages of the week, as a language has to say it: german.py and english.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from contract.care import CareText
from contract.series import CareKind
from hub.domain.week_bands import Level
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class WeekWords:
    """`{t}` is a text, `{n}` a number, `{a}` and `{b}` two of either."""

    title: str
    choose: str
    choose_lead: str
    no_space: str
    other_space: str
    week_of: str
    navigation: str
    earlier: str
    later: str
    go_to: str
    week_hint: str
    show: str
    no_week: str
    not_over: str
    too_early: str
    not_counting: str
    busy: str
    unavailable: str
    check: str
    figures: str
    figure: str
    this_week: str
    usual: str
    compared: str
    few: str
    too_little: str
    closed_all_week: str
    no_hours: str
    heat: str
    heat_lead: str
    hour: str
    levels: Mapping[Level, str]
    legend: Mapping[Level, str]
    quiet_protected: str
    """Of a space whose small counts are protected."""
    opening: str
    open_hours: str
    closed_day: str
    closed_hours: str
    other_hours: str
    no_closures: str
    out_of_hours: str
    quality: str
    coverage: str
    doors: str
    whole: str
    days: str
    day: str
    reasons: str
    absent: str
    unsettled: str
    calendar_changed: str
    without_sign: str
    without_sign_one: str
    troubles: Mapping[CareKind, CareText]
    of_the_hub: str
    no_reason: str
    origin: str
    printed: str
    print_hint: str
    report: str
    mail: str
    mail_lead: str
    mail_none: str
    mail_no_address: str
    mail_goes: str
    mail_waits: str
    mail_refused: str
    address: str
    address_hint: str
    no_address: str
    begin: str
    begin_again: str
    end: str
    too_often: str
    done: Mapping[str, str]
    confirm_title: str
    confirm_lead: str
    confirm: str
    confirmed_title: str
    confirmed: str
    end_title: str
    end_lead: str
    ended_title: str
    ended: str
    link_ended_title: str
    link_ended: str


def words_in(language: Language) -> WeekWords:
    """Return the words of one language."""
    from hub.console.week.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.week.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
