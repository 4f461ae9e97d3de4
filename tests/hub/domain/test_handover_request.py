"""Whether another agent may take a place: each refusal, and what is no mistake."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contract.times import to_us
from hub.domain.handover_change import DESK, DOOR, TakenBack, UnitName, applied
from hub.domain.handover_request import (
    MOST_EARLIER,
    Around,
    Field,
    HandoverRequest,
    Mistake,
    Refusal,
    Stays,
    first_mark,
    mark_before,
    mistakes_in,
    time_asked,
    why_it_stays,
)
from hub.domain.localtime import SLOT
from tests.hub.domain.test_handover_change import D1, D2, MAIN, a_change, a_hof, at
from tests.hub.spaces import a_space, utc

NOW = utc(2026, 11, 28, 13, 7)
KEPT_FROM = utc(2026, 10, 29)
OTHER = a_space(id="muehle", name="Mühle Raben", desk=[{"id": "d1", "agent": "pi-muehle"}])


def around(**more: Any) -> Around:
    """Judge by a space that pi-1 watches, beside another one."""
    space = more.get("space", a_hof())
    return Around(space, (space, OTHER), to_us(NOW), to_us(KEPT_FROM))


def asked(**more: Any) -> HandoverRequest:
    """Ask for pi-2 in the place of pi-1, from two o'clock on."""
    said: dict[str, Any] = {
        "before": "pi-1",
        "after": "pi-2",
        "units": (D1, D2, MAIN),
        "from_wall": at(28),
    }
    return HandoverRequest(**said | more)


def test_what_is_right_is_taken() -> None:
    """Now, on a past day, in the future, for one desk, and by an agent of the same space."""
    for fine in (
        asked(),
        asked(from_wall=at(1)),
        asked(from_wall=at(28) + timedelta(days=300)),
        asked(units=(MAIN,)),
    ):
        assert mistakes_in(fine, around()) == []
    two = a_space(id="hof", desk=[{"id": "d1", "agent": "pi-1"}, {"id": "d2", "agent": "pi-2"}])
    assert mistakes_in(asked(units=(D1,)), around(space=two)) == []


SUMMER = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - by the clock of the space

MISTAKES = [
    ({"units": ()}, Mistake(Field.UNITS, Refusal.NO_UNIT)),
    ({"units": (UnitName(DESK, "d9"),)}, Mistake(Field.UNITS, Refusal.NOT_ITS_OWN, ("d9",))),
    ({"units": (UnitName(DOOR, "d1"),)}, Mistake(Field.UNITS, Refusal.NOT_ITS_OWN, ("d1",))),
    ({"after": ""}, Mistake(Field.AFTER, Refusal.NO_NAME)),
    ({"after": "Pi 2"}, Mistake(Field.AFTER, Refusal.MALFORMED_NAME)),
    ({"after": "pi-2\n"}, Mistake(Field.AFTER, Refusal.MALFORMED_NAME)),
    ({"after": "p" * 64}, Mistake(Field.AFTER, Refusal.MALFORMED_NAME)),
    ({"after": "pi-1"}, Mistake(Field.AFTER, Refusal.SAME_NAME)),
    ({"after": "pi-muehle"}, Mistake(Field.AFTER, Refusal.OTHER_SPACE)),
    ({"from_wall": None}, Mistake(Field.FROM, Refusal.NO_DATE)),
    ({"from_wall": at(28, 14, 10)}, Mistake(Field.FROM, Refusal.NO_MARK, ("14:00",))),
    ({"from_wall": SUMMER}, Mistake(Field.FROM, Refusal.SKIPPED, ("02:30",))),
    (
        {"from_wall": datetime(2026, 10, 1)},  # noqa: DTZ001
        Mistake(Field.FROM, Refusal.TOO_OLD, ("2026-10-30",)),
    ),
    ({"from_wall": datetime(2028, 1, 1)}, Mistake(Field.FROM, Refusal.TOO_FAR)),  # noqa: DTZ001
    ({"why": "x" * 201}, Mistake(Field.WHY, Refusal.LONG_WHY)),
]


@pytest.mark.parametrize(("wrong", "expected"), MISTAKES)
def test_each_mistake_is_named(wrong: dict[str, Any], expected: Mistake) -> None:
    """By its field and what it is about, and nothing else is complained of."""
    assert mistakes_in(asked(**wrong), around()) == [expected]


def test_all_mistakes_are_told_at_once() -> None:
    """In the order of the form."""
    found = mistakes_in(asked(after="", from_wall=None, units=(), why="x" * 201), around())
    assert [each.field for each in found] == [Field.AFTER, Field.FROM, Field.UNITS, Field.WHY]


def test_a_change_comes_after_the_last_one() -> None:
    """At the same time or before it they would overlap; what is replaced can't be again."""
    space = applied(a_hof(), [a_change(wall=at(27), units=(D1,))])
    again = mistakes_in(asked(units=(D1,)), around(space=space))
    assert again == [Mistake(Field.UNITS, Refusal.NOT_ITS_OWN, ("d1",))]
    for wall, is_fine in ((at(27, 13, 45), False), (at(27), False), (at(27, 14, 15), True)):
        request = asked(before="pi-2", after="pi-3", units=(D1,), from_wall=wall)
        overlap = [Mistake(Field.FROM, Refusal.OVERLAPS, ("d1", "2026-11-27T14:00"))]
        assert mistakes_in(request, around(space=space)) == ([] if is_fine else overlap)


def test_nobody_replaces_without_end() -> None:
    """After fifty agents a desk gets no other one."""
    start = datetime(2026, 11, 1)  # noqa: DTZ001
    names = [f"pi-{number}" for number in range(MOST_EARLIER)]
    for count in (MOST_EARLIER - 1, MOST_EARLIER):
        until = [(name, start + n * SLOT) for n, name in enumerate(names[:count])]
        space = a_hof("pi-x", *until)
        found = mistakes_in(asked(before="pi-x", units=(D1,)), around(space=space))
        too_often = [Mistake(Field.UNITS, Refusal.TOO_OFTEN, ("d1",))]
        assert found == ([] if count < MOST_EARLIER else too_often)


def test_the_first_mark_is_now_or_after_the_last_change() -> None:
    """So that a mistake is put right without a guess."""
    space = applied(a_hof(), [a_change(wall=at(28), units=(D1,))])
    assert first_mark(space, (D1,), at(28, 14, 7)) == at(28, 14, 15)
    assert first_mark(space, (D2, MAIN), at(28, 14, 7)) == at(28)
    assert first_mark(space, (), at(29, 9, 40)) == at(29, 9, 30)


def test_what_a_form_says_is_read() -> None:
    """A date and a time as browsers send them; anything else is no time."""
    assert time_asked("2026-11-28", " 14:15") == at(28, 14, 15)
    for day, time in (
        ("", "14:15"),
        ("2026-11-28", ""),
        ("28.11.2026", "14:15"),
        ("2026-11-28", "14:15+01:00"),
        ("2026-11-31", "14:15"),
        ("20261128", "14:15"),
        ("0001-01-01", "00:00"),
        ("9999-12-31", "23:45"),
    ):
        assert time_asked(day, time) is None


def test_now_is_the_quarter_that_runs() -> None:
    """What the new agent has seen since its beginning counts at once."""
    assert mark_before(at(28, 14, 29)) == at(28, 14, 15)
    assert mark_before(at(28, 14, 30).replace(second=59, microsecond=1)) == at(28, 14, 30)


def test_what_can_be_taken_back() -> None:
    """As long as nobody was heard, nothing follows, and hub.toml doesn't say it."""
    change = a_change()
    later = a_change("pi-3", "pi-2", at(28), units=(D1,))
    elsewhere = a_change("pi-3", "pi-2", at(28), units=(UnitName(DESK, "d9"),))
    back = a_change(taken_back=TakenBack("p", 1))
    moved = applied(a_hof(), [change])
    hof = a_hof()
    assert why_it_stays(change, [change, elsewhere], hof, is_heard=False) is None
    assert why_it_stays(change, [change], hof, is_heard=True) is Stays.HEARD
    assert why_it_stays(change, [change, later], hof, is_heard=False) is Stays.FOLLOWED
    assert why_it_stays(later, [change, later], hof, is_heard=False) is None
    assert why_it_stays(back, [back], hof, is_heard=False) is Stays.OVER
    assert why_it_stays(change, [change], moved, is_heard=False) is Stays.IN_HUB_TOML
