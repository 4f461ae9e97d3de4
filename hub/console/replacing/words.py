"""Every word about replacing a Pi, as a language has to say it: german.py and english.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from hub.domain.handover_aftermath import Point, Verdict
from hub.domain.handover_request import Refusal, Stays
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class ReplacingWords:
    """`{0}`, `{1}` stand for what a sentence is about."""

    title: str
    heading: str
    of_space: str
    same_name_title: str
    same_name: str
    which: str
    which_hint: str
    heard_ago: str
    serves_here: str
    served_here: str
    another: str
    another_label: str
    another_hint: str
    nobody_heard: str
    cant_ask: str
    day: str
    time: str
    when: str
    when_hint: str
    what: str
    desk: str
    room: str
    booth: str
    door: str
    why: str
    why_hint: str
    send: str
    nothing_to_watch: str
    history: str
    in_the_place_of: str
    from_when: str
    taken_back: str
    gone_person: str
    command_line: str
    mistakes: Mapping[Refusal, str]
    changed_meanwhile: str
    check: str

    done: str
    undone: str
    result_heading: str
    result_units: str
    result_by: str
    result_why: str
    to_check: str
    as_of: str
    reload: str
    ended: str
    verdicts: Mapping[Verdict, str]
    points: Mapping[Point, str]
    sayings: Mapping[tuple[Point, Verdict], str]
    missing: str
    foreign: str
    disagrees: str
    for_technician: str
    lines_hint: str
    in_hub_toml: str
    broker_hint: str
    take_back: str
    take_back_hint: str
    stays: Mapping[Stays, str]


def replacing_words(language: Language) -> ReplacingWords:
    """Return the words of one language."""
    from hub.console.replacing.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.replacing.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
