"""How many streams may be open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.stream_limits import Full, OpenStreams, StreamLimits, site_of

LIMITS = StreamLimits(per_address=2, in_all=3)


def test_each_address_has_its_share() -> None:
    """The third stream of one address is refused while another address still gets one."""
    streams = OpenStreams(LIMITS)
    assert [streams.admit("a"), streams.admit("a"), streams.admit("a")] == [
        None,
        None,
        Full.ADDRESS,
    ]
    assert [streams.admit("b"), streams.admit("c")] == [None, Full.HUB]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"))))
def test_the_limits_hold_whatever_comes(steps: list[tuple[bool, str]]) -> None:
    """No order of coming and leaving gets past a limit, and who left makes room."""
    streams = OpenStreams(LIMITS)
    open_: list[str] = []
    for comes, site in steps:
        if comes and streams.admit(site) is None:
            open_.append(site)
        elif not comes and site in open_:
            streams.release(site)
            open_.remove(site)
        assert len(open_) <= 3
        assert all(open_.count(each) <= 2 for each in "abc")
    for site in open_:
        streams.release(site)
    assert [streams.admit(site) for site in "aab"] == [None, None, None]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("unix", "unix", True),
    ],
)
def test_who_belongs_together(one: str, other: str, same: bool) -> None:
    """One IPv6 network counts as one visitor; IPv4 addresses are counted one by one."""
    assert (site_of(one) == site_of(other)) is same
