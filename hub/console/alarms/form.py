"""What a form says of what somebody wants to hear: choices, what is chosen, and what is wrong."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from contract.care import Severity
from contract.series import CareKind
from hub.domain.alarm import HOUR_US, MINUTE_US, Rule
from hub.domain.people import Person
from hub.domain.roles import Permission, Principal, may, may_somewhere
from hub.domain.space import SpaceConfig
from hub.http.forms import Form
from hub.reports.text.language import Language

ChosenT = TypeVar("ChosenT")
AFTER: Final = {minutes: int(minutes) * MINUTE_US for minutes in ("0", "15", "60", "240", "1440")}
REPEAT: Final = {hours: int(hours) * HOUR_US for hours in ("0", "1", "4", "24")}
RAISE: Final = REPEAT
OF_THE_HUB: Final = "*hub"
"""What stands in a form for the hub itself; no id of a space is spelled so."""
_WHEN: Final = {"open": False, "always": True}


class ChoiceWrong(ValueError):
    """A choice that isn't on the list; `field` is where, `is_whom`: somebody is missing."""

    def __init__(self, field: str, *, is_whom: bool = False) -> None:
        super().__init__(field)
        self.field = field
        self.is_whom = is_whom


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody may choose from."""

    who: Principal
    spaces: Mapping[str, str]
    """Names by id, in their order; the hub itself under OF_THE_HUB."""
    others: Mapping[str, str]
    """Names of people whom one may have told, by id."""


def choices_of(
    who: Principal,
    spaces: Iterable[SpaceConfig],
    the_hub: str,
    people: Iterable[Person],
    reached: Collection[str],
) -> Choices:
    """Say what somebody may choose: own spaces, and who sees one of them and is `reached`."""
    own = {each.id: each.name for each in spaces if may(who, Permission.SEE_CARE, each.id)}
    if may(who, Permission.SEE_CARE):
        own[OF_THE_HUB] = the_hub
    others = {
        each.id: each.name
        for each in people
        if each.id != who.id and each.id in reached and _answers_for(each.principal, own)
    }
    return Choices(who, own, others)


def _answers_for(who: Principal, spaces: Iterable[str]) -> bool:
    if not may_somewhere(who, Permission.ANSWER_CARE):
        return False
    return any(may(who, Permission.ANSWER_CARE, each) for each in spaces if each != OF_THE_HUB)


def typed_of(rule: Rule, language: str) -> Form:
    """Return what a form has to say for a rule, as a browser would send it."""
    spaces = [] if rule.spaces is None else [each or OF_THE_HUB for each in sorted(rule.spaces)]
    return Form(
        {
            "severity": [rule.severity.value],
            "kind": sorted(rule.kinds),
            "space": spaces,
            "when": ["always" if rule.always else "open"],
            "after": [_key(AFTER, rule.after_us)],
            "repeat": [_key(REPEAT, rule.repeat_us)],
            "raise": [_key(RAISE, rule.raise_us)],
            "whom": [rule.raise_to],
            "language": [language],
        }
    )


def rule_in(form: Form, before: Rule, choices: Choices) -> tuple[Rule, str]:
    """Return what a form says, and the language of messages. Raises ChoiceWrong."""
    raise_us, whom = _one(form, "raise", RAISE), form.one("whom")
    if raise_us and whom not in choices.others:
        raise ChoiceWrong("whom", is_whom=True)
    rule = replace(
        before,
        severity=_one(form, "severity", {each.value: each for each in Severity}),
        kinds=frozenset(_some(form, "kind", [each.value for each in CareKind])),
        spaces=_spaces(form, choices),
        always=_one(form, "when", _WHEN),
        after_us=_one(form, "after", AFTER),
        repeat_us=_one(form, "repeat", REPEAT),
        raise_us=raise_us,
        raise_to=whom if raise_us else "",
    )
    return rule, _one(form, "language", {each.value: each.value for each in Language})


def _spaces(form: Form, choices: Choices) -> frozenset[str] | None:
    """Return the spaces that are chosen; none, or all that there are, is None."""
    chosen = _some(form, "space", choices.spaces)
    if not chosen or set(chosen) == set(choices.spaces):
        return None
    return frozenset("" if each == OF_THE_HUB else each for each in chosen)


def _one(form: Form, field: str, known: Mapping[str, ChosenT]) -> ChosenT:
    said = form.one(field)
    if said not in known:
        raise ChoiceWrong(field)
    return known[said]


def _some(form: Form, field: str, known: Collection[str]) -> list[str]:
    said = form.all(field)
    if not set(said) <= set(known):
        raise ChoiceWrong(field)
    return said


def _key(known: Mapping[str, int], value_us: int) -> str:
    return next((key for key, each in known.items() if each == value_us), next(iter(known)))
