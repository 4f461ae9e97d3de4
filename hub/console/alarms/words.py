"""Every word of the pages of alarms, as a language has to say it: german.py and english.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from contract.care import Severity
from hub.domain.alarm_way import WayReason, WaySort
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked in a form."""

    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """`{t}` is a text, `{n}` a number."""

    title: str
    lead: str
    closures: str
    weekly: str
    weekly_way: str
    none_yet: str
    yours: str
    add_title: str
    sorts: Mapping[WaySort, str]
    sort_hints: Mapping[WaySort, str]
    add: str
    save: str
    change_title: str
    fields: Mapping[str, Field]
    """By sort and field, such as "ntfy.topic"."""
    services: str
    private: str
    no_mail: str
    preset: str
    what_and_when: str
    from_severity: str
    recommended: str
    severities: Mapping[Severity, str]
    kinds: Field
    spaces: Field
    the_hub: str
    when: str
    always: Mapping[bool, str]
    after: str
    afters: Mapping[str, str]
    repeat: str
    repeats: Mapping[str, str]
    raised: Field
    raises: Mapping[str, str]
    raise_to: Field
    nobody: str
    nobody_else: str
    language: str
    key_once: Field
    all_spaces: str
    only_kinds: str
    rule_repeat: str
    rule_raise: str
    somebody_gone: str
    untold: str
    arrived: str
    failing: str
    off: str
    try_it: str
    try_of: str
    change: str
    change_of: str
    switch_off: str
    switch_off_of: str
    switch_on: str
    switch_on_of: str
    remove: str
    remove_of: str
    added: str
    saved: str
    switched_off: str
    switched_on: str
    removed: str
    tried: str
    tried_mail: str
    not_tried: str
    too_often: str
    check: str
    choose: str
    choose_whom: str
    wrong_way: Mapping[WayReason, str]
    troubles: Mapping[str, str]
    """Why a message didn't get through, where it is said otherwise than for other addresses."""
    mail_trouble: str


def alarm_words_in(language: Language) -> AlarmWords:
    """Return the words of one language."""
    from hub.console.alarms.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.alarms.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
