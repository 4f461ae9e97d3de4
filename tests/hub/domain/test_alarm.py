"""Whom to tell, and when: by a table, and by what holds whatever happens."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.care import Severity
from contract.series import CareKind
from hub.domain.alarm import (
    HOUR_US,
    MINUTE_US,
    OVER_NEWS_US,
    PAUSE_US,
    CaseNow,
    Hours,
    Look,
    Rule,
    Step,
    Telling,
    Told,
    due,
)
from hub.domain.care_answer import Case
from hub.domain.roles import Principal, Role

NOW_US = 1_780_000_000_000_000
SILENT = Case(CareKind.AGENT_SILENT.value, "hof", "pi-1", NOW_US - HOUR_US)
LOW = Case(CareKind.LOW_COVERAGE_YESTERDAY.value, "hof", "", NOW_US - HOUR_US)
OF_HUB = Case(CareKind.STORE_FAILING.value, "", "", NOW_US - HOUR_US)
ELSEWHERE = replace(SILENT, space="muehle")
LATER = replace(SILENT, kind="of_a_later_version")
ADA = Principal("p-ada", frozenset({Role.OPERATOR}), frozenset({"hof"}))
EVA = Principal("p-eva", frozenset({Role.ADMIN}), frozenset())
RULE = Rule("w-ada", "p-ada")
EVAS = Rule("w-eva", "p-eva", is_on=True, kinds=frozenset({CareKind.BOOK_DAMAGED.value}))
OPEN = Hours(open={"", "hof", "muehle"}, shut=())


def look(*cases: Case | CaseNow, rule: Rule = RULE, **keys: object) -> dict[str, object]:
    """Look at cases; `keys` replace what is usual."""
    seen = [each if isinstance(each, CaseNow) else CaseNow(each) for each in cases]
    usual = Look([rule], {"p-ada": ADA, "p-eva": EVA}, seen, (), OPEN, NOW_US)
    asked = replace(usual, **keys)  # type: ignore[arg-type]
    return {
        way: [(each.case, each.step) for each in tellings] for way, tellings in due(asked).items()
    }


def told(case: Case, step: Step = Step.BEGUN, ago_us: int = HOUR_US, way: str = "w-ada") -> Told:
    """Say that something was told."""
    return Told(way, case, step, 0, NOW_US - ago_us)


BEGINS = {"w-ada": [(SILENT, Step.BEGUN)]}
NOTHING: dict[str, object] = {}


@pytest.mark.parametrize(
    ("rule", "case", "expected"),
    [
        (RULE, SILENT, BEGINS),
        (RULE, LOW, NOTHING),
        (replace(RULE, severity=Severity.NOTICE), LOW, {"w-ada": [(LOW, Step.BEGUN)]}),
        (replace(RULE, severity=Severity.CRITICAL), SILENT, BEGINS),
        (replace(RULE, kinds=frozenset({SILENT.kind})), SILENT, BEGINS),
        (replace(RULE, kinds=frozenset({LOW.kind})), SILENT, NOTHING),
        (replace(RULE, kinds=frozenset({LOW.kind})), LOW, {"w-ada": [(LOW, Step.BEGUN)]}),
        (RULE, ELSEWHERE, NOTHING),
        (replace(RULE, spaces=frozenset({"muehle"})), ELSEWHERE, NOTHING),
        (RULE, OF_HUB, NOTHING),
        (replace(RULE, person="p-eva"), OF_HUB, {"w-ada": [(OF_HUB, Step.BEGUN)]}),
        (replace(RULE, person="p-eva", spaces=frozenset({"hof"})), OF_HUB, NOTHING),
        (replace(RULE, person="p-eva", spaces=frozenset({"muehle"})), SILENT, NOTHING),
        (replace(RULE, person="p-gone"), SILENT, NOTHING),
        (replace(RULE, is_on=False), SILENT, NOTHING),
        (replace(RULE, after_us=HOUR_US), SILENT, BEGINS),
        (replace(RULE, after_us=HOUR_US + 1), SILENT, NOTHING),
        (RULE, LATER, NOTHING),
    ],
)
def test_a_rule_says_what_is_told(rule: Rule, case: Case, expected: dict[str, object]) -> None:
    """By severity or kind, by space, by how long it lasts; never what somebody may not see."""
    assert look(case, rule=rule) == expected


@pytest.mark.parametrize(
    ("hours", "always", "is_told"),
    [
        (OPEN, False, True),
        (Hours((), ()), False, False),
        (Hours((), ()), True, True),
        (Hours((), {"hof"}), True, False),
        (Hours({"hof"}, {"hof"}), True, False),
        (Hours((), {"muehle"}), True, True),
    ],
)
def test_nobody_hears_of_a_space_that_is_closed_by_plan(
    hours: Hours, always: bool, is_told: bool
) -> None:
    """And who wants to hear in opening hours alone hears nothing else."""
    assert bool(look(SILENT, rule=replace(RULE, always=always), hours=hours)) is is_told


def test_what_is_over_is_told_once_to_who_was_told() -> None:
    """Not to others, not twice, and not after two weeks."""
    over = CaseNow(SILENT, NOW_US - MINUTE_US)
    assert look(over) == NOTHING
    assert look(over, told=[told(SILENT)]) == {"w-ada": [(SILENT, Step.OVER)]}
    assert look(over, told=[told(SILENT), told(SILENT, Step.OVER)]) == NOTHING
    assert look(over, told=[told(SILENT, way="w-eva")]) == NOTHING
    assert look(CaseNow(SILENT, NOW_US - OVER_NEWS_US), told=[told(SILENT)]) == NOTHING


def test_it_is_repeated_until_somebody_answers() -> None:
    """After the time that the owner wants, since it was told last."""
    rule = replace(RULE, repeat_us=2 * HOUR_US)
    twice = [told(SILENT, ago_us=4 * HOUR_US), told(SILENT, Step.AGAIN, HOUR_US)]
    again = {"w-ada": [(SILENT, Step.AGAIN)]}
    assert look(SILENT, rule=rule, told=[told(SILENT, ago_us=2 * HOUR_US)]) == again
    assert look(SILENT, rule=rule, told=twice) == NOTHING
    assert look(SILENT, rule=RULE, told=[told(SILENT, ago_us=9 * HOUR_US)]) == NOTHING
    answered = CaseNow(SILENT, is_answered=True)
    assert look(answered, rule=rule, told=[told(SILENT, ago_us=9 * HOUR_US)]) == NOTHING


def test_each_repetition_has_its_number() -> None:
    """So that none is told twice."""
    rule = replace(RULE, repeat_us=HOUR_US)
    before = [told(SILENT, ago_us=3 * HOUR_US), told(SILENT, Step.AGAIN, 2 * HOUR_US)]
    found = due(Look([rule], {"p-ada": ADA}, [CaseNow(SILENT)], before, OPEN, NOW_US))
    assert found == {"w-ada": (Telling("w-ada", SILENT, Step.AGAIN, 2),)}


def test_it_is_raised_if_nobody_answers() -> None:
    """To the person who is named, once, though their own rules don't cover it."""
    rule = replace(RULE, raise_us=2 * HOUR_US, raise_to="p-eva")
    late, raised = [told(SILENT, ago_us=2 * HOUR_US)], {"w-eva": [(SILENT, Step.RAISED)]}
    rules = [rule, EVAS]
    assert look(SILENT, rules=rules, told=late) == raised
    assert look(SILENT, rules=rules, told=[told(SILENT)]) == NOTHING
    assert look(SILENT, rules=rules) == {"w-ada": [(SILENT, Step.BEGUN)]}
    assert look(CaseNow(SILENT, is_answered=True), rules=rules, told=late) == NOTHING
    is_raised = [*late, told(SILENT, Step.RAISED, way="w-eva")]
    assert look(SILENT, rules=rules, told=is_raised) == NOTHING
    assert look(SILENT, rules=[replace(rule, is_on=False), EVAS], told=late) == NOTHING
    over = CaseNow(SILENT, NOW_US)
    both = {"w-ada": [(SILENT, Step.OVER)], "w-eva": [(SILENT, Step.OVER)]}
    assert look(over, rules=rules, told=is_raised) == both


def test_who_may_not_see_a_space_is_never_told_of_it() -> None:
    """Also not by what another person wants to be raised."""
    rule = replace(RULE, person="p-eva", way="w-eva", raise_us=HOUR_US, raise_to="p-ada")
    before = [told(ELSEWHERE, ago_us=9 * HOUR_US, way="w-eva")]
    assert look(ELSEWHERE, rules=[rule, RULE], told=before) == NOTHING


def test_a_way_hears_at_most_once_in_five_minutes() -> None:
    """What waits is told together; a clock that was ahead silences nobody."""
    now = [told(OF_HUB, ago_us=PAUSE_US - 1)]
    assert look(SILENT, told=now) == NOTHING
    assert look(SILENT, told=[told(OF_HUB, ago_us=PAUSE_US)]) == BEGINS
    assert look(SILENT, told=[told(OF_HUB, ago_us=-HOUR_US)]) == BEGINS


def test_two_hundred_sensors_at_once_are_one_message() -> None:
    """The worst come first."""
    failing = [
        Case(CareKind.SENSOR_FAULT.value, "hof", f"pi-1/pir-{n:03}", NOW_US - HOUR_US)
        for n in range(200)
    ]
    found = due(
        Look(
            [RULE], {"p-ada": ADA}, [CaseNow(each) for each in (*failing, SILENT)], (), OPEN, NOW_US
        )
    )
    assert [*found] == ["w-ada"]
    assert len(found["w-ada"]) == 201
    assert found["w-ada"][0].case == SILENT


WAYS = ("w-ada", "w-eva")
CASES = st.integers(0, 3)


@dataclass
class History:
    """Some days of a region: what happened, and what was told of it."""

    rules: list[Rule]
    now_us: int = NOW_US
    begun: dict[int, Case] = field(default_factory=dict)
    over: dict[Case, int] = field(default_factory=dict)
    answered: set[Case] = field(default_factory=set)
    hours: Hours = OPEN
    told: list[Told] = field(default_factory=list)
    seen: list[tuple[Told, Hours, bool, bool]] = field(default_factory=list)

    def happens(self, what: str, number: int, minutes: int, is_killed: bool) -> None:
        """Let one thing happen, then time pass, then look; a kill comes before it is written."""
        case = self.begun.get(number)
        kinds = (CareKind.AGENT_SILENT, CareKind.SENSOR_FAULT, CareKind.MAIL_STUCK)
        space = "hof" if number else ""
        if what == "begins" and case is None:
            kind = kinds[number % 3]
            self.begun[number] = Case(kind.value, space, f"pi-{number}", self.now_us)
        elif what == "ends" and case is not None:
            self.over[self.begun.pop(number)] = self.now_us
        elif what == "answered" and case is not None:
            self.answered.add(case)
        elif what in HOURS:
            self.hours = HOURS[what]
        self.now_us += minutes * MINUTE_US
        self.looks(is_killed=is_killed)

    def looks(self, *, is_killed: bool = False) -> None:
        """Look, and write down what was told."""
        cases = [CaseNow(each, None, each in self.answered) for each in self.begun.values()]
        cases += [CaseNow(each, at_us, each in self.answered) for each, at_us in self.over.items()]
        people = {"p-ada": ADA, "p-eva": EVA}
        found = due(Look(self.rules, people, cases, self.told, self.hours, self.now_us))
        for each in () if is_killed else [each for said in found.values() for each in said]:
            now = each.told(self.now_us)
            self.told.append(now)
            is_over = each.case in self.over
            self.seen.append((now, self.hours, each.case in self.answered, is_over))


HOURS = {
    "opens": OPEN,
    "closes": Hours((), ()),
    "shuts": Hours((), {"", "hof", "muehle"}),
}
EVENTS = st.tuples(
    st.sampled_from(["begins", "begins", "ends", "answered", "passes", *HOURS]),
    CASES,
    st.sampled_from([1, 4, 5, 20, 90, 600]),
    st.booleans(),
)
RULES = st.builds(
    replace,
    st.sampled_from([RULE, EVAS]),
    always=st.booleans(),
    severity=st.sampled_from(Severity),
    kinds=st.just(frozenset[str]()),
    after_us=st.sampled_from([0, 15 * MINUTE_US, HOUR_US]),
    repeat_us=st.sampled_from([0, HOUR_US]),
    raise_us=st.sampled_from([0, HOUR_US]),
    raise_to=st.sampled_from(["", "p-eva", "p-ada"]),
)


@settings(max_examples=60)
@given(st.lists(RULES, unique_by=lambda rule: rule.way), st.lists(EVENTS, max_size=40))
def test_whatever_happens_and_whenever_it_is_killed(
    rules: list[Rule], events: list[tuple[str, int, int, bool]]
) -> None:
    """No step twice; over once and last; nothing in closures; raised only where nobody answers."""
    history = History(rules)
    for event in events:
        history.happens(*event)
    steps = [(each.way, each.case, each.step, each.number) for each in history.told]
    assert len(steps) == len(set(steps))
    own = {rule.way: rule for rule in rules}
    for said, hours, is_answered, is_over in history.seen:
        assert said.case.space not in hours.shut
        assert own[said.way].always or said.case.space in hours.open
        assert (said.step is Step.OVER) == is_over
        assert not (is_answered and said.step in {Step.RAISED, Step.AGAIN})
    for way in WAYS:
        times = sorted({each.at_us for each in history.told if each.way == way})
        assert all(later - earlier >= PAUSE_US for earlier, later in pairwise(times))
        for case in {each.case for each in history.told if each.way == way}:
            of_case = [each.step for each in history.told if (each.way, each.case) == (way, case)]
            assert of_case[0] in {Step.BEGUN, Step.RAISED}
            assert Step.OVER not in of_case[:-1]


@settings(max_examples=60)
@given(st.lists(RULES, unique_by=lambda rule: rule.way), st.lists(EVENTS, max_size=40))
def test_nothing_is_lost_however_often_it_is_killed(
    rules: list[Rule], events: list[tuple[str, int, int, bool]]
) -> None:
    """Once it is open and time has passed, whoever wants to know has heard of all that lasts."""
    history = History(rules)
    for event in events:
        history.happens(*event)
    history.happens("opens", 0, 61, is_killed=False)
    history.happens("passes", 0, 5, is_killed=False)
    for rule in rules:
        heard = {each.case: each.step for each in history.told if each.way == rule.way}
        person = ADA if rule.person == "p-ada" else EVA
        for case in history.begun.values():
            is_own = bool(case.space) or person is EVA
            if is_own and rule.covers(case):
                assert case in heard
        for case in set(heard) & set(history.over):
            assert heard[case] is Step.OVER
