"""Every word about passkeys, as a language has to say it: german.py and english.py."""

from dataclasses import dataclass
from typing import assert_never

from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class PasskeyWords:
    """`{t}` is a text."""

    use: str
    use_lead: str
    or_password: str
    join: str
    join_lead: str
    or_join: str
    failed: str
    is_there: str
    refused: str
    late: str
    elsewhere: str
    no_site: str
    outside: str
    title: str
    lead: str
    none: str
    unnamed: str
    label: str
    label_hint: str
    add: str
    added: str
    rename: str
    rename_of: str
    renamed: str
    remove: str
    remove_of: str
    removed: str
    since: str
    last_used: str
    of_site: str


def words_in(language: Language) -> PasskeyWords:
    """Return the words of one language."""
    from hub.console.passkeys.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.passkeys.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
