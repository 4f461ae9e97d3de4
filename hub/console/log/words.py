"""Every word of the log's page, as a language has to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from hub.domain.audit_chain import Action
from hub.reports.text.language import Language


class Topic(StrEnum):
    """What entries are about, as far as somebody looks for them."""

    PEOPLE = "people"
    """Invitations, roles, removals."""
    SIGN_INS = "sign-ins"
    """Sessions and passwords."""
    PROGRAMS = "programs"
    """Tokens."""
    CARE = "care"
    """What was said of what needs care, and whom it tells."""
    CALENDAR = "calendar"
    DEVICES = "devices"
    HUB = "hub"
    """The book itself."""


@dataclass(frozen=True, slots=True)
class LogWords:
    """`{a}` is who did it, `{s}` whom or what it was done to, `{o}` where, `{t}` a text.

    `{n}` is a number.
    """

    lead: str
    whole: str
    empty: str
    broken: str
    faults: str
    missing_one: str
    missing_many: str
    changed_one: str
    head: str
    head_hint: str
    download: str
    download_hint: str
    entries: str
    topic: str
    every_topic: str
    topics: Mapping[Topic, str]
    person: str
    everybody: str
    show: str
    none: str
    pages: str
    page_of: str
    newer: str
    older: str
    the_hub: str
    removed_person: str
    ended_one: str
    somebody_else: str
    failed: str
    failed_none: str
    failed_day: str
    failed_refused: str
    failed_names_one: str
    failed_names: str
    failed_hint: str
    sentences: Mapping[Action, str]
    instead_of: str
    invitation_ended_of: str
    removed_self: str
    of_another_version: str


def log_words_in(language: Language) -> LogWords:
    """Return the words of one language."""
    from hub.console.log.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.log.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
