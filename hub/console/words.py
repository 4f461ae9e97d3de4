"""Every word of the console, as a language has to say it: german.py and english.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from hub.domain.password_rules import Weakness
from hub.domain.roles import Role
from hub.errors import PeopleReason
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class SingleSignOnWords:
    """Signing in at a provider, whose label is `{t}`."""

    sign_in: str
    or_else: str
    too_old: str
    cancelled: str
    not_believed: str
    no_group: str
    unavailable: str


@dataclass(frozen=True, slots=True)
class ConsoleWords:
    """`{t}` is a text, `{n}` a number."""

    console: str
    navigation: str
    today: str
    devices_tab: str
    my_space: str
    alerts: str
    calendar: str
    reports: str
    targets: str
    people: str
    log: str
    me: str
    more: str
    sign_out: str
    greeting: str
    you_are: str
    roles: Mapping[Role, str]
    of_spaces: str
    sign_in_title: str
    sign_in_lead: str
    sign_in: str
    single_sign_on: SingleSignOnWords
    name: str
    password: str
    device: str
    device_hint: str
    trust: str
    trust_hint: str
    wrong: str
    too_often: str
    too_many_forms: str
    busy: str
    signed_out: str
    forgotten: str
    join_title: str
    join_lead: str
    join_again_title: str
    join_again_lead: str
    join: str
    name_hint: str
    password_hint: str
    repeat: str
    differ: str
    link_ended_title: str
    link_ended: str
    devices: str
    this_device: str
    unnamed_device: str
    since: str
    last_seen: str
    trusted: str
    end: str
    end_of: str
    ended: str
    set_password: str
    change_password: str
    current_password: str
    new_password: str
    wrong_current: str
    changed: str
    no_tls_title: str
    no_tls: str
    no_tls_how: str
    unavailable_title: str
    unavailable: str
    check: str
    weaknesses: Mapping[Weakness, str]
    refusals: Mapping[PeopleReason, str]


def words_in(language: Language) -> ConsoleWords:
    """Return the words of one language."""
    from hub.console.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
