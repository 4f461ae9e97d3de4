"""People, their names, and what a link gives."""

import pytest

from hub.domain.people import (
    LINK_LASTS_US,
    Grant,
    Invitation,
    grant_of,
    grant_said,
    name_key,
    readable_name,
)
from hub.domain.roles import Role


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Löwe ", "Ada Löwe"),
        ("Ada Lo\u0308we", "Ada Löwe"),
        ("hof@example.org", "hof@example.org"),
        ("李娜", "李娜"),
        ("x", None),
        ("   ", None),
        ("x" * 61, None),
        ("Ada\x00", None),
        ("Ada\u202eeow", None),
        ("Ada\nAda", "Ada Ada"),
        ("Ada\ud800", None),
    ],
)
def test_a_name_can_be_read(typed: str, kept: str | None) -> None:
    """Composed, with single spaces; nothing that can't be seen or turns what follows round."""
    assert readable_name(typed) == kept


def test_names_that_read_alike_are_one() -> None:
    """Large and small letters, wide ones, and spaces."""
    keys = {name_key(name) for name in ("Ada Löwe", "ADA  LÖWE", "ａｄａ löwe", "ada lo\u0308we")}
    assert len(keys) == 1
    assert name_key("Straße") == name_key("STRASSE")


def test_a_grant_has_a_row_for_each_space_of_an_operator() -> None:
    """What is written is read again, and what no version knows gives nothing."""
    grant = Grant(frozenset({Role.OPERATOR, Role.OFFICE}), frozenset({"hof", "bahnhof"}))
    rows = [("office", ""), ("operator", "bahnhof"), ("operator", "hof")]
    assert list(grant.rows) == rows
    assert grant_of([*rows, ("emperor", "hof")]) == grant
    assert grant.in_words == "office operator in bahnhof hof"
    assert grant_of([]) == Grant(frozenset())


@pytest.mark.parametrize(
    ("said", "roles", "spaces"),
    [
        ("office operator in bahnhof hof", {Role.OFFICE, Role.OPERATOR}, {"bahnhof", "hof"}),
        ("operator in admin in", {Role.OPERATOR}, {"admin", "in"}),
        ("operator hof admin", {Role.OPERATOR}, {"hof", "admin"}),
        ("admin", {Role.ADMIN}, set()),
        ("", set(), set()),
        ("emperor in hof", set(), {"hof"}),
    ],
)
def test_what_a_log_has_said_of_a_grant_is_read_again(
    said: str, roles: set[Role], spaces: set[str]
) -> None:
    """Also where a space is called like a role, and as earlier versions have said it."""
    assert grant_said(said) == Grant(frozenset(roles), frozenset(spaces))


def test_a_link_is_open_for_a_week() -> None:
    """Not a moment longer, and not where the clock stands before it was made."""
    link = Invitation("", Grant(frozenset({Role.ADMIN})), "", 10**15, 10**15 + LINK_LASTS_US)
    assert link.is_open(10**15)
    assert link.is_open(10**15 + LINK_LASTS_US - 1)
    assert not link.is_open(10**15 + LINK_LASTS_US)
    assert not link.is_open(10**15 - 61_000_000)
