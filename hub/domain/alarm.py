"""Whom to tell of what needs care, and when: decided anew at each look, from what was told. Pure.

    cases, answers ─┐
    rules, rights  ─┼─▶ due ─▶ tellings, by way: each is written down, and so never due again
    what was told  ─┘

A way is told that a case has begun; again, as often as its owner wants, and somebody else as well,
until somebody has answered; and once that it is over, if it was told of it. While a space is closed
by plan nobody hears of it, and a way hears at most once in five minutes: what waits is told
together afterwards. It keeps nothing: a hub that starts again goes on as if it hadn't ended.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from contract.care import Severity, severity_of
from contract.series import CareKind
from hub.domain.care_answer import Case
from hub.domain.roles import Permission, Principal, may

HOUR_US: Final = 3_600 * 1_000_000
MINUTE_US: Final = 60 * 1_000_000
PAUSE_US: Final = 5 * MINUTE_US
"""A way hears at most once in so long."""
OVER_NEWS_US: Final = 14 * 24 * HOUR_US
"""That something is over is no news after so long."""
_KINDS: Final = frozenset(CareKind)


class Step(StrEnum):
    """What somebody is told of a case; the value stands in the book."""

    BEGUN = "begun"
    AGAIN = "again"
    """It lasts, and nobody has answered."""
    RAISED = "raised"
    """Somebody else was told, and nobody has answered."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as it is now."""

    case: Case
    until_us: int | None = None
    """None while it lasts."""
    is_answered: bool = False
    """Somebody has said that they have seen it, or want to hear later."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one person wants to hear by one way."""

    way: str
    person: str
    severity: Severity = Severity.WARNING
    """From which on; what is worse counts as well."""
    kinds: frozenset[str] = frozenset()
    """These alone, whatever their severity; empty: all from `severity` on."""
    spaces: frozenset[str] | None = None
    """None: all that the person may see, and the hub itself where they may."""
    always: bool = False
    """Also while the space isn't open."""
    after_us: int = 15 * MINUTE_US
    """It must have lasted so long."""
    repeat_us: int = 0
    """Again after so long, until somebody answers; 0: never."""
    raise_us: int = 0
    """So long nobody has answered, then `raise_to` is told; 0: never."""
    raise_to: str = ""
    """A person's id."""
    is_on: bool = True

    def covers(self, case: Case) -> bool:
        """Tell whether a case is one that the person wants to hear of."""
        severity = severity_in(case)
        if severity is None or (self.spaces is not None and case.space not in self.spaces):
            return False
        return case.kind in self.kinds if self.kinds else severity.rank <= self.severity.rank


@dataclass(frozen=True, slots=True)
class Told:
    """What was told by a way, as the book keeps it."""

    way: str
    case: Case
    step: Step
    number: int
    """Counts what may come several times from 1; else 0."""
    at_us: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be told by a way."""

    way: str
    case: Case
    step: Step
    number: int = 0

    def told(self, at_us: int) -> Told:
        """Return it as told."""
        return Told(self.way, self.case, self.step, self.number, at_us)


@dataclass(frozen=True, slots=True)
class Hours:
    """How it is with the spaces now; of the whole hub the space is called ''."""

    open: Collection[str]
    """Where somebody is expected, or no hours are known."""
    shut: Collection[str]
    """Closed by plan, until they open again."""


@dataclass(frozen=True, slots=True)
class Look:
    """All that is known at one instant."""

    rules: Sequence[Rule]
    people: Mapping[str, Principal]
    """By id; a rule of somebody who isn't there tells nothing."""
    cases: Sequence[CaseNow]
    told: Sequence[Told]
    hours: Hours
    now_us: int


def severity_in(case: Case) -> Severity | None:
    """Tell how much a case hurts; None: a later version has named its kind."""
    return severity_of(CareKind(case.kind)) if case.kind in _KINDS else None


def due(look: Look) -> dict[str, tuple[Telling, ...]]:
    """Return what is to be told now, by way: together, in one message each."""
    memory = _Memory(look.told)
    asked = {
        rule.way: tuple(_for(rule, look, memory))
        for rule in look.rules
        if rule.is_on and not memory.is_pausing(rule.way, look.now_us)
    }
    return {way: tellings for way, tellings in asked.items() if tellings}


def _for(rule: Rule, look: Look, memory: "_Memory") -> Iterator[Telling]:
    """Yield what one way is to hear, what is worst and oldest first."""
    person = look.people.get(rule.person)
    for each in sorted(look.cases, key=_urgency):
        space = each.case.space
        if person is None or not may(person, Permission.SEE_CARE, space or None):
            continue
        if space in look.hours.shut or not (rule.always or space in look.hours.open):
            continue
        step = _step(rule, each, look, memory)
        if step is not None:
            number = memory.count(rule.way, each.case, step) + 1 if step is Step.AGAIN else 0
            yield Telling(rule.way, each.case, step, number)


def _step(rule: Rule, each: CaseNow, look: Look, memory: "_Memory") -> Step | None:
    """Return what of a case is to be told next by a way; None: nothing now."""
    told = memory.of(rule.way, each.case)
    if each.until_us is not None:
        is_news = look.now_us - each.until_us < OVER_NEWS_US
        return Step.OVER if told and Step.OVER not in told and is_news else None
    lasting_us = look.now_us - each.case.since_us
    if not told and rule.covers(each.case) and lasting_us >= rule.after_us:
        return Step.BEGUN
    if each.is_answered or severity_in(each.case) is None:
        return None
    if Step.RAISED not in told and _is_raised_to(rule.person, each, look, memory):
        return Step.RAISED
    if told and rule.repeat_us and _is_past(max(told.values()), rule.repeat_us, look.now_us):
        return Step.AGAIN
    return None


def _is_raised_to(person: str, each: CaseNow, look: Look, memory: "_Memory") -> bool:
    """Tell whether somebody who was told of a case wants a person told as well by now."""
    return any(
        rule.raise_us > 0
        and _is_past(memory.begun_us(rule.way, each.case), rule.raise_us, look.now_us)
        for rule in look.rules
        if rule.is_on and rule.raise_to == person != rule.person
    )


def _is_past(at_us: int | None, wait_us: int, now_us: int) -> bool:
    return at_us is not None and now_us - at_us >= wait_us


def _urgency(each: CaseNow) -> tuple[int, Case]:
    severity = severity_in(each.case)
    return len(Severity) if severity is None else severity.rank, each.case


@dataclass(slots=True)
class _Memory:
    """What was told, to be asked by way and case."""

    told: Iterable[Told]
    _steps: dict[tuple[str, Case], dict[Step, int]] = field(init=False)
    _counts: dict[tuple[str, Case, Step], int] = field(init=False)
    _last_us: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._steps, self._counts, self._last_us = defaultdict(dict), defaultdict(int), {}
        for each in self.told:
            steps = self._steps[each.way, each.case]
            steps[each.step] = max(each.at_us, steps.get(each.step, each.at_us))
            self._counts[each.way, each.case, each.step] += 1
            self._last_us[each.way] = max(each.at_us, self._last_us.get(each.way, each.at_us))

    def of(self, way: str, case: Case) -> Mapping[Step, int]:
        """Return what was told, and when last."""
        return self._steps.get((way, case), {})

    def begun_us(self, way: str, case: Case) -> int | None:
        """Return when its begin was told by a way."""
        return self.of(way, case).get(Step.BEGUN)

    def count(self, way: str, case: Case, step: Step) -> int:
        """Count how often a step was told."""
        return self._counts.get((way, case, step), 0)

    def is_pausing(self, way: str, now_us: int) -> bool:
        """Tell whether a way has heard just now; a time to come is none that was heard at."""
        last_us = self._last_us.get(way)
        return last_us is not None and 0 <= now_us - last_us < PAUSE_US
