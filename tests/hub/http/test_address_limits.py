"""Whose a connection is, and which one makes way."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.http.address_limits import LOOPBACK, ConnectionTable, is_within, site_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("unix", "unix", True),
    ],
)
def test_who_belongs_together(one: str, other: str, same: bool) -> None:
    """One IPv6 network counts as one visitor; IPv4 addresses are counted one by one."""
    assert (site_of(one) == site_of(other)) is same


@pytest.mark.parametrize(
    ("host", "within"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("::2", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_what_is_loopback(host: str, within: bool) -> None:
    """An address counts, in either way of writing IPv4, and never a name."""
    assert is_within(host, LOOPBACK) is within


def test_who_waits_longest_of_an_address_makes_way() -> None:
    """The third connection of one address costs its own first; nobody else loses any."""
    table: ConnectionTable[str] = ConnectionTable(per_address=2, in_all=9)
    assert [table.admit(name, site) for name, site in ("ax", "bx", "cy", "dx")] == [
        None, None, None, "a",
    ]  # fmt: skip
    assert table.admit("e", "x") == "b"
    assert len(table) == 3


def test_what_is_served_never_makes_way() -> None:
    """A newcomer is turned away where all others are being answered, and let in once one waits."""
    table: ConnectionTable[str] = ConnectionTable(per_address=2, in_all=3)
    for name in "ab":
        table.admit(name, "x")
        table.serve(name)
    assert table.admit("c", "x") == "c"
    table.admit("d", "y")
    assert table.admit("e", "z") == "d"
    table.serve("e")
    assert table.admit("f", "z") == "f"
    table.wait("a")
    assert table.admit("g", "z") == "a"


def test_an_heir_is_served_in_its_place() -> None:
    """Who takes a connection over counts for its address, never makes way, and is forgotten."""
    table: ConnectionTable[str] = ConnectionTable(per_address=2, in_all=9)
    table.admit("a", "x")
    table.hand_over("a", "heir")
    table.admit("b", "x")
    assert table.admit("c", "x") == "b"
    table.forget("c")
    table.forget("heir")
    assert len(table) == 0
    table.hand_over("gone", "late")
    assert len(table) == 0


def test_many_addresses_cost_the_one_that_has_waited_longest() -> None:
    """Beyond the bound in all the oldest goes, and one that was served lately isn't the oldest."""
    table: ConnectionTable[str] = ConnectionTable(per_address=2, in_all=3)
    for name in "abc":
        table.admit(name, name)
    table.serve("a")
    table.wait("a")
    assert [table.admit(name, name) for name in "defg"] == ["b", "c", "a", "d"]


def test_proxies_and_this_machine_are_bounded_only_in_all() -> None:
    """Without a site a connection counts in all and against nobody's share."""
    table: ConnectionTable[int] = ConnectionTable(per_address=1, in_all=5)
    assert [table.admit(number, None) for number in range(5)] == [None] * 5
    assert table.admit(5, "x") == 0


@given(st.lists(st.tuples(st.sampled_from("adwsf"), st.integers(0, 9), st.sampled_from("xyz"))))
def test_no_order_of_events_passes_a_bound(steps: list[tuple[str, int, str]]) -> None:
    """Whatever comes, no bound is passed, and no one is cut that is served or isn't there."""
    table: ConnectionTable[int] = ConnectionTable(per_address=2, in_all=4)
    sites: dict[int, str] = {}
    served: set[int] = set()
    for step, number, site in steps:
        if step == "a" and number not in sites:
            cut = table.admit(number, site)
            assert cut not in served
            if cut is not None:
                assert cut == number or sites.pop(cut)
            if cut != number:
                sites[number] = site
        elif step == "d":
            table.forget(number)
            sites.pop(number, None)
            served.discard(number)
        elif step == "s" and number in sites:
            table.serve(number)
            served.add(number)
        elif step == "w":
            table.wait(number)
            served.discard(number)
        assert len(table) == len(sites) <= 4
        assert max(Counter(sites.values()).values(), default=0) <= 2
