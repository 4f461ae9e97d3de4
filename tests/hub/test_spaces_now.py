"""The spaces as they are now: amended in layers, replaced as a whole."""

from datetime import date

from hub.domain.calendar import Calendar
from hub.domain.calendar_change import PublicNotice
from hub.spaces_now import SpacesNow, held
from tests.hub.spaces import WEEK, a_space, closed_on

MONDAY = date(2026, 12, 7)


def a_region() -> SpacesNow:
    return SpacesNow([a_space(opening=WEEK), a_space(id="hofladen", opening=WEEK)])


def test_what_nobody_amends_is_as_named() -> None:
    """The spaces of hub.toml, in its order, under revision 0."""
    spaces = a_region()
    assert spaces.now.all == spaces.named
    assert list(spaces.now.calendars) == ["hof", "hofladen"]
    assert spaces.now.revision == 0


def test_an_amended_space_has_another_calendar() -> None:
    """Another revision tells that something is another; the others' days stay."""
    spaces = a_region()
    assert spaces.amend("people", closed_on(MONDAY, "Umbau"))
    assert spaces.now.revision == 1
    assert spaces.now.calendars["hof"].hours_on(MONDAY) == ((), "Umbau")
    usual = Calendar(spaces.named[1]).hours_on(MONDAY)
    assert spaces.now.calendars["hofladen"].hours_on(MONDAY) == usual


def test_the_same_again_is_no_other_revision() -> None:
    """Nobody makes anything anew for what says the same."""
    spaces = a_region()
    spaces.amend("people", closed_on(MONDAY, "Umbau"))
    before = spaces.now
    assert not spaces.amend("people", closed_on(MONDAY, "Umbau"))
    assert spaces.now is before


def test_layers_are_put_on_by_their_names() -> None:
    """Whichever came first, and one that is taken away leaves the other."""
    spaces = a_region()
    spaces.amend("people", closed_on(MONDAY, "Umbau"))
    spaces.amend("feed", closed_on(MONDAY, "Aus dem Feed"))
    assert spaces.now.calendars["hof"].hours_on(MONDAY)[1] == "Umbau"
    spaces.amend("people", lambda space: space)
    assert spaces.now.calendars["hof"].hours_on(MONDAY)[1] == "Aus dem Feed"


def test_notices_are_shown_on_their_days() -> None:
    """Both days included; of all layers together."""
    spaces = a_region()
    notice = PublicNotice(MONDAY, date(2026, 12, 8), "Der Drucker ist kaputt.")
    assert spaces.amend("people", lambda space: space, {"hof": (notice,)})
    shown = [spaces.now.notices_on("hof", date(2026, 12, day)) for day in (6, 7, 8, 9)]
    assert shown == [(), (notice,), (notice,), ()]
    assert spaces.now.notices_on("hofladen", MONDAY) == ()


def test_who_has_only_spaces_holds_them() -> None:
    """And what holds them already is the same one."""
    spaces = a_region()
    assert held(spaces) is spaces
    assert held(spaces.named).now.all == spaces.named
