"""How many streams may be open."""

from hypothesis import given
from hypothesis import strategies as st

from hub.api.stream_limits import Full, Seats, StreamLimits

LIMITS = StreamLimits(per_address=2, in_all=3)


def test_each_address_has_its_share() -> None:
    """The third stream of one address is refused while another address still gets one."""
    seats = Seats(LIMITS)
    assert [seats.take("a"), seats.take("a"), seats.take("a")] == [None, None, Full.ADDRESS]
    assert [seats.take("b"), seats.take("c")] == [None, Full.HUB]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"))))
def test_the_limits_hold_whatever_comes(steps: list[tuple[bool, str]]) -> None:
    """No order of coming and leaving gets past a limit, and who left makes room."""
    seats = Seats(LIMITS)
    open_: list[str] = []
    for comes, site in steps:
        if comes and seats.take(site) is None:
            open_.append(site)
        elif not comes and site in open_:
            seats.leave(site)
            open_.remove(site)
        assert len(open_) <= 3
        assert all(open_.count(each) <= 2 for each in "abc")
    for site in open_:
        seats.leave(site)
    assert [seats.take("a"), seats.take("a"), seats.take("b")] == [None, None, None]
