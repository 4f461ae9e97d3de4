"""Every word about the second step, as a language has to say it: german.py and english.py."""

from dataclasses import dataclass
from typing import assert_never

from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class SecondFactorWords:
    """`{t}` is a text, `{n}` a number."""

    title: str
    ask: str
    ask_passkey: str
    unreadable: str
    code: str
    code_hint: str
    go_on: str
    wrong: str
    lost: str
    set_up_title: str
    set_up_needed: str
    set_up_passkey: str
    set_up_app: str
    step_app: str
    step_scan: str
    step_code: str
    picture: str
    key: str
    new_code: str
    new_code_hint: str
    set_up: str
    wrong_new: str
    codes_title: str
    codes_lead: str
    codes_are_kept: str
    is_on: str
    is_off: str
    needed_by_admins: str
    replace: str
    renew: str
    turn_off: str
    turned_off: str


def words_in(language: Language) -> SecondFactorWords:
    """Return the words of one language."""
    from hub.console.second_factor.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.second_factor.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
