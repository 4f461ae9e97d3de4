"""What needs care as people are told it: one item a trouble, in one language, the worst first.

    Remembered, hub.toml ─▶ CareItem ─▶ `platzfrei-hub care`, /api/v1/care

The words stand in contract/care_german.py and care_english.py. It reads nothing and asks nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from contract.care import CareText, Severity, severity_of
from contract.care_english import ENGLISH, ENGLISH_REASONS
from contract.care_german import GERMAN, GERMAN_REASONS
from contract.series import CareKind
from contract.times import from_us
from hub.book.care import Remembered
from hub.domain.care_answer import CareAnswer, Case, Standing, standing
from hub.domain.space import SpaceConfig
from hub.reports.text.language import Language

RUNBOOK: Final = "deploy/runbook/care.md"
STALE_US: Final = 180 * 1_000_000
"""A judgement that is older is none: no hub judges."""
_REGION: Final = ZoneInfo("Europe/Berlin")
_MONTHS: Final = {
    Language.GERMAN: (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_KINDS: Final = frozenset(CareKind)
_OF_NO_AGENT: Final = frozenset({CareKind.VISITORS_DOUBT})
"""Kinds whose subject belongs to a space, and to none of its agents."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What people said of it, and now, which tells what that means."""

    by_case: Mapping[Case, CareAnswer] = field(default_factory=dict)
    now_us: int = 0


UNASKED: Final = Answers()
"""Nobody has been asked."""


@dataclass(frozen=True, slots=True)
class CareItem:
    """One thing that needs somebody, or needed somebody until `until`."""

    kind: CareKind
    name: str
    """A title of a few words, which names nobody."""
    severity: Severity
    space: str
    """Its id; empty: of the whole hub."""
    space_name: str
    agent: str
    subject: str
    """Sensor, run, reason or file; empty for none."""
    since: datetime
    seen: datetime
    until: datetime | None
    sentence: str
    what_to_do: str
    case: Case
    answer: CareAnswer | None
    standing: Standing

    @property
    def id(self) -> str:
        """What it is told by, as long as it lasts."""
        return ":".join((self.kind.value, self.space, self.agent, self.subject)).rstrip(":")

    @property
    def runbook(self) -> str:
        """Where to read more."""
        return f"{RUNBOOK}#{self.kind.value}"


def items_of(
    remembered: Iterable[Remembered],
    spaces: Iterable[SpaceConfig],
    language: Language,
    answers: Answers = UNASKED,
) -> list[CareItem]:
    """Say each in words; what a later version has remembered is left out."""
    by_id = {space.id: space for space in spaces}
    items = [
        _item(each, by_id.get(each.trouble.space), language, answers)
        for each in remembered
        if each.trouble.kind in _KINDS
    ]
    return sorted(items, key=lambda item: (item.severity.rank, item.since, item.id))


def is_stale(judged_us: int | None, now_us: int) -> bool:
    """Tell whether nobody has judged lately, so that nothing is known of now."""
    return judged_us is None or now_us - judged_us > STALE_US


def moment(at: datetime, language: Language, zone: ZoneInfo = _REGION) -> str:
    """Write a local minute as people of a language do."""
    local = at.astimezone(zone)
    day = day_in_words(local.date(), language)
    match language:
        case Language.GERMAN:
            return f"{day}, {local:%H:%M} Uhr"
        case Language.ENGLISH:
            return f"{day}, {local:%H:%M}"
        case _:
            assert_never(language)


def day_in_words(day: date, language: Language) -> str:
    """Write a day as people of a language do."""
    month = _MONTHS[language][day.month - 1]
    match language:
        case Language.GERMAN:
            return f"{day.day}. {month} {day.year}"
        case Language.ENGLISH:
            return f"{day.day} {month} {day.year}"
        case _:
            assert_never(language)


def text_of(kind: CareKind, language: Language) -> CareText:
    """Return what a kind is called, its sentence, and what to do."""
    texts, _ = _words(language)
    return texts[kind]


def _item(
    each: Remembered, space: SpaceConfig | None, language: Language, answers: Answers
) -> CareItem:
    trouble, kind = each.trouble, CareKind(each.trouble.kind)
    is_of_agent = bool(trouble.space) and kind not in _OF_NO_AGENT
    agent, subject = _parts(trouble.subject) if is_of_agent else ("", trouble.subject)
    texts, reasons = _words(language)
    name = trouble.space if space is None else space.name
    since = from_us(each.since_us)
    said = texts[kind].sentence.format(agent=agent, subject=reasons.get(subject, subject))
    return CareItem(
        kind,
        texts[kind].name,
        severity_of(kind),
        trouble.space,
        name,
        agent,
        subject,
        since,
        from_us(each.seen_us),
        None if each.until_us is None else from_us(each.until_us),
        f"{name}: {said}" if name else said,
        texts[kind].to_do,
        each.case,
        answer := answers.by_case.get(each.case),
        standing(answer, severity_of(kind), answers.now_us),
    )


def _parts(subject: str) -> tuple[str, str]:
    """Split what is called `agent/subject`."""
    agent, _, rest = subject.partition("/")
    return agent, rest


def _words(language: Language) -> tuple[Mapping[CareKind, CareText], Mapping[str, str]]:
    match language:
        case Language.GERMAN:
            return GERMAN, GERMAN_REASONS
        case Language.ENGLISH:
            return ENGLISH, ENGLISH_REASONS
        case _:
            assert_never(language)
