"""Every word of the page of what needs care, as a language has to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from contract.care import Severity
from hub.domain.care_answer import Standing
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class TodayWords:
    """`{n}` is a number, `{t}` a text, `{who}` a name, `{at}` and `{until}` moments."""

    none: str
    one: str
    many: str
    severities: Mapping[Severity, tuple[str, str]]
    """What each is called, and what it means."""
    to_do: str
    more: str
    device: str
    for_all: str
    """Of what belongs to no single space, for those who can't do anything about it."""
    seen: str
    done: str
    remind: str
    in_an_hour: str
    tomorrow: str
    in_a_week: str
    again: str
    put_away_one: str
    put_away_many: str
    only_put_away: str
    standings: Mapping[Standing, str]
    for_good: str
    """Of what was said to be done and can't be undone."""
    somebody_gone: str
    noted: Mapping[str, str]
    """What is said after a button, by its value."""
    all_well: str
    looked: str
    """`{ago}` and `{at}` say when, `{things}` what, with their numbers."""
    spaces: tuple[str, str]
    desks: tuple[str, str]
    agents: tuple[str, str]
    sensors: tuple[str, str]
    quiet: str
    not_judged_title: str
    not_judged: str
    stale: str
    unremembered: str
    no_spaces: str
    kind_do: str
    kind_begins: str
    kind_ends: str
    kind_more: str
    kind_runbook: str


def words_of_today(language: Language) -> TodayWords:
    """Return the words of one language."""
    from hub.console.today.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.today.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
