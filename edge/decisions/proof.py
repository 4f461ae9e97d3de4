"""What each kind of sensor can prove, and what a pattern of its signal means: the table of doubt.

    kind ─▶ pattern ─▶ the problem that it is, after how long

The rules of edge.decisions.health are driven by it, and docs/sensor-proof.md is written from it. A
pattern that a kind has no rule for can't occur with it, or is no doubt there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, assert_never

from edge.decisions.facts import Problem
from edge.decisions.plan import Kind, SensorPlan

READS_WELL_US: Final = 10_000_000
MINUTE_US: Final = 60_000_000
COMES_TO_REST_US: Final = 5_000_000

Limit = Callable[[SensorPlan], int | None]
"""How long a pattern may last, in microseconds; None where it is switched off."""


class Pattern(Enum):
    """How a signal can look that says nothing, or no more."""

    NO_ANSWER = "no answer: a read fails, or the pin can't be had"
    NEVER_CHANGED = "never seen to change since it was fitted"
    STUCK_IDLE = "silence: idle, or on any level, without a change"
    STUCK_ACTIVE = "stuck active, or near"
    FLAPPING = "flapping: more changes within a minute than the limit"
    RESTLESS = "changing without coming to rest"
    ALTERNATING = "alternating: answers in turn, none of them confirmed"
    UNDECIDED = "undecided: between the thresholds"
    NO_ECHO = "silence: no echo"
    IMPOSSIBLE = "impossible value: negative, out of range, not a number"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern is a problem once it has lasted for `limit`; `told` says that in words."""

    problem: Problem
    limit: Limit
    told: str


def _at_once(_: SensorPlan) -> int:
    return 0


def _while_above_zero(limit_us: int) -> int | None:
    return limit_us if limit_us > 0 else None


def _comes_to_rest(plan: SensorPlan) -> int:
    return max(COMES_TO_REST_US, 4 * plan.debounce_us)


def _within_a_minute(plan: SensorPlan) -> int | None:
    return MINUTE_US if plan.flapping_per_minute > 0 else None


_UNREADABLE: Final = Rule(Problem.UNREADABLE, _at_once, "at once")
_UNPROVEN: Final = Rule(Problem.UNPROVEN, _at_once, "from the start")
_SILENT: Final = Rule(
    Problem.SILENT,
    lambda plan: _while_above_zero(plan.silent_us),
    "`silent_days` of watching (56 days)",
)
_STUCK: Final = Rule(
    Problem.STUCK, lambda plan: _while_above_zero(plan.stuck_us), "`stuck_s` (12 hours)"
)
_STUCK_DOOR: Final = Rule(
    Problem.STUCK, lambda plan: _while_above_zero(plan.stuck_us), "`stuck_s` (off: doors stay open)"
)
_FLAPPING: Final = Rule(
    Problem.FLAPPING, _within_a_minute, "`flapping_per_minute` changes, at most a minute"
)
_RESTLESS: Final = Rule(Problem.FLAPPING, _comes_to_rest, "5 s, or 4 times `debounce_s`")
_CONFIRMED: Final = "`confirmations` measurements (1.5 s)"

_OF_A_LINE: Final[Mapping[Pattern, Rule]] = {
    Pattern.NO_ANSWER: _UNREADABLE,
    Pattern.NEVER_CHANGED: _UNPROVEN,
    Pattern.STUCK_IDLE: _SILENT,
    Pattern.STUCK_ACTIVE: _STUCK,
    Pattern.FLAPPING: _FLAPPING,
    Pattern.RESTLESS: _RESTLESS,
}

_OF_A_RANGER: Final[Mapping[Pattern, Rule]] = {
    Pattern.NO_ANSWER: _UNREADABLE,
    Pattern.STUCK_ACTIVE: _STUCK,
    Pattern.FLAPPING: _FLAPPING,
    Pattern.ALTERNATING: Rule(
        Problem.ALTERNATING,
        lambda plan: _while_above_zero(plan.alternating_us),
        "60 s, or as long as 8 times `confirmations` measurements take",
    ),
    Pattern.UNDECIDED: Rule(
        Problem.UNDECIDED,
        lambda plan: _while_above_zero(plan.undecided_us),
        "`undecided_s` (5 minutes)",
    ),
    Pattern.NO_ECHO: Rule(Problem.NO_ECHO, _at_once, _CONFIRMED),
    Pattern.IMPOSSIBLE: Rule(Problem.IMPOSSIBLE, _at_once, _CONFIRMED),
}


def _rules_of(kind: Kind) -> Mapping[Pattern, Rule]:
    match kind:
        case Kind.CONTACT:
            return {**_OF_A_LINE, Pattern.STUCK_ACTIVE: _STUCK_DOOR}
        case Kind.BEAMS | Kind.MOTION | Kind.SWITCH | Kind.DIGITAL:
            return _OF_A_LINE
        case Kind.DISTANCE:
            return _OF_A_RANGER
        case _:
            assert_never(kind)


RULES: Final = {kind: _rules_of(kind) for kind in Kind}
"""Every kind, every pattern that it knows, and what that is."""

_LASTING: Final = frozenset(
    {
        Pattern.NEVER_CHANGED,
        Pattern.STUCK_IDLE,
        Pattern.STUCK_ACTIVE,
        Pattern.ALTERNATING,
        Pattern.UNDECIDED,
    }
)
LASTING_RULES: Final[Mapping[Kind, tuple[tuple[Pattern, Rule], ...]]] = {
    kind: tuple((pattern, rule) for pattern, rule in rules.items() if pattern in _LASTING)
    for kind, rules in RULES.items()
}
"""Those that are a problem for as long as the pattern lasts, and no longer."""

BLIND_TO_NOTHING: Final = frozenset({Problem.UNPROVEN, Problem.SILENT})
"""With these a sensor may well be sound: what it then shows is the sign that it is."""


def proves(kind: Kind) -> str:
    """Say what a kind can prove, and what it can't."""
    match kind:
        case Kind.CONTACT:
            return "a change: that its door moved; at rest its wire holds off the pull"
        case Kind.BEAMS:
            return "a passage: that both beams live; one beam alone proves nothing"
        case Kind.MOTION:
            return "a change: that something warm moved; stillness proves nothing"
        case Kind.SWITCH:
            return "a change: that somebody sat down or got up; a level proves nothing"
        case Kind.DIGITAL:
            return "a change; a level proves nothing"
        case Kind.DISTANCE:
            return "every echo: that it lives, and how far the next thing is"
        case _:
            assert_never(kind)


def needs_sign(kind: Kind) -> bool:
    """Tell whether a kind can't prove by itself that it lives, so that only a change does."""
    return Pattern.NEVER_CHANGED in RULES[kind]
