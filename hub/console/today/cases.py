"""What needs care, as one person is shown it: what they may see, and what they may answer.

    CareSaid, answers ─▶ items ─▶ those of one's spaces ─▶ asking, by severity │ put away

What belongs to the whole hub is for who looks after it; others are told of it where it hurts
visitors or facts, and can't answer it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from contract.care import Severity
from contract.times import from_us, to_us
from hub.care_told import CareItem, moment
from hub.console.age import lasting
from hub.console.today.words import TodayWords
from hub.domain.agent_care import ONCE
from hub.domain.care_answer import CareAnswer, Standing
from hub.domain.roles import Permission, Principal, may, may_somewhere
from hub.domain.space import SpaceConfig
from hub.reports.text.language import Language

_TOLD_TO_ALL: Final = (Severity.CRITICAL, Severity.WARNING)
_DEFAULT_ZONE: Final = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One case as the page writes it."""

    kind: str
    space: str
    subject: str
    since_us: int
    name: str
    sentence: str
    since: str
    """When it began."""
    lasting: str
    """For how long it has been so."""
    what_to_do: str
    answered: str
    """What somebody said of it, and what that means by now; empty: nobody did."""
    is_mine: bool
    """Whether the reader may answer."""
    device: str
    """Where on the page of devices its agent stands; empty: it is of none, or not to be seen."""


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one severity."""

    severity: Severity
    name: str
    meaning: str
    cases: Sequence[ShownCase]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when, and in which language."""

    who: Principal
    now_us: int
    language: Language
    said: TodayWords
    names: Mapping[str, str]
    """What people are called, by their ids."""


def is_shown(item: CareItem, who: Principal) -> bool:
    """Tell whether somebody is to know of a case."""
    if item.space:
        return may(who, Permission.SEE_CARE, item.space)
    if may(who, Permission.SEE_CARE):
        return True
    return item.severity in _TOLD_TO_ALL and may_somewhere(who, Permission.SEE_CARE)


def may_answer(who: Principal, space: str) -> bool:
    """Tell whether somebody may answer what is of a space, or, where it is empty, of the hub."""
    return may(who, Permission.ANSWER_CARE, space or None)


class Cases:
    """Writes cases for one reader."""

    def __init__(self, reader: Reader, spaces: Iterable[SpaceConfig]) -> None:
        self._reader = reader
        self._zones = {space.id: ZoneInfo(space.timezone) for space in spaces}

    def asking(self, items: Iterable[CareItem]) -> list[Group]:
        """Group what needs somebody, the worst first; a severity without any is left out."""
        shown = [item for item in items if item.standing.asks]
        return [
            Group(severity, *self._reader.said.severities[severity], cases)
            for severity in Severity
            if (cases := [self._shown(item) for item in shown if item.severity is severity])
        ]

    def put_away(self, items: Iterable[CareItem]) -> list[ShownCase]:
        """Return what somebody has seen, or will be reminded of."""
        return [self._shown(item) for item in items if not item.standing.asks]

    def _shown(self, item: CareItem) -> ShownCase:
        reader, zone = self._reader, zone_of(self._zones, item.space)
        case = item.case
        return ShownCase(
            case.kind,
            case.space,
            case.subject,
            case.since_us,
            item.name,
            item.sentence,
            moment(item.since, reader.language, zone),
            lasting((reader.now_us - to_us(item.since)) / 1e6, reader.language),
            item.what_to_do,
            "" if item.answer is None else self._answered(item, item.answer, zone),
            may_answer(reader.who, item.space),
            self._device(item),
        )

    def _device(self, item: CareItem) -> str:
        is_seen = bool(item.agent) and may(self._reader.who, Permission.SEE_DEVICES, item.space)
        return f"{item.space}-{item.agent}" if is_seen else ""

    def _answered(self, item: CareItem, answer: CareAnswer, zone: ZoneInfo) -> str:
        said = self._reader.said
        is_settled = item.standing is Standing.DONE and item.kind in ONCE
        text = said.for_good if is_settled else said.standings[item.standing]
        return text.format(
            who=self._reader.names.get(answer.by, said.somebody_gone),
            at=self._moment(answer.at_us, zone),
            until="" if answer.until_us is None else self._moment(answer.until_us, zone),
        )

    def _moment(self, at_us: int, zone: ZoneInfo) -> str:
        return moment(from_us(at_us), self._reader.language, zone)


def zone_of(zones: Mapping[str, ZoneInfo], space: str) -> ZoneInfo:
    """Return by which clock people go in a space; of the whole hub by the first one's."""
    return zones.get(space) or next(iter(zones.values()), ZoneInfo(_DEFAULT_ZONE))
